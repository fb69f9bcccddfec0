"""One act on a case by a form of its page: made, or answered with what stands in its way and with
everything that was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from domain.errors import ActRefused, StaleCase
from flows.desk import Sitting
from webapp.access import Visitor
from webapp.faults import is_part
from webapp.house import House
from webapp.pages import case as case_page
from webapp.pages.queue import next_address, queue_named
from webapp.render import page

STALE = (
    "Någon annan ändrade ärendet medan du arbetade. Ditt sparades inte, men det du skrev är kvar. "
    "Se vad som har hänt och spara igen om det fortfarande stämmer."
)


@dataclass(frozen=True)
class Seen:
    """What the page that an act comes from had seen: the case's version, how many events, and in
    which queue its reader works."""

    case: str
    version: int
    events: int
    queue: str


@dataclass(frozen=True)
class Trouble:
    """Why an act was not made: at which form, in words, and what was typed there."""

    form: str
    told: str
    typed: str


@dataclass(frozen=True)
class Wanted:
    """What is asked for: by which form, with which words of why, and what was typed (to be shown
    again if it is not done). `done` is told when it is."""

    form: str
    why: str = ""
    typed: str = ""
    done: str = ""


def seen(
    case: str,
    version: Annotated[int, Form(ge=0)],
    events: Annotated[int, Form(ge=0)] = 0,
    queue: Annotated[str, Form(max_length=20)] = "",
) -> Seen:
    """As the page's forms say."""
    return Seen(case, version, events, queue)


OnPage = Annotated[Seen, Depends(seen)]


def act(
    request: Request,
    at: House,
    visitor: Visitor,
    on: Seen,
    asked: tuple[Wanted, Callable[[Sitting], object]],
) -> Response:
    """Make the act, and answer with the case as it then stands."""
    wanted, do = asked
    try:
        with at.desk.sitting(on.case, visitor.name, wanted.why, on.version) as sitting:
            do(sitting)
    except StaleCase:
        return _answered(request, at, visitor, on, (409, Trouble(wanted.form, STALE, wanted.typed)))
    except ActRefused as error:
        told = Trouble(wanted.form, str(error), wanted.typed)
        return _answered(request, at, visitor, on, (422, told))
    case_page.keep(at, visitor, on.case)
    return _answered(request, at, visitor, on, (200, None), wanted.done)


def on_to_next(request: Request, at: House, visitor: Visitor, on: Seen) -> Response:
    """On to the next case of the queue that the visitor works in."""
    address = next_address(at, visitor, on.case, queue_named(on.queue))
    if is_part(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _answered(  # noqa: PLR0913, PLR0917 - what the page shows again
    request: Request,
    at: House,
    visitor: Visitor,
    on: Seen,
    came: tuple[int, Trouble | None],
    done: str = "",
) -> Response:
    """The part of the page that is worked on; all of it where no script asked."""
    status, trouble = came
    if not is_part(request) and trouble is None:
        return RedirectResponse(f"/cases/{on.case}", 303)
    view = case_page.seen(at, visitor, on.case)
    since = case_page.told_since(view.events, on.events) if status == 409 else ()
    told: dict[str, object] = {
        "queue": on.queue,
        "trouble": trouble,
        "since": since,
        "done": done,
    }
    if not is_part(request):
        return case_page.whole(request, at, visitor, on.case, status, **told)
    return page(request, "parts/work.html", status, **case_page.context(at, view, told))
