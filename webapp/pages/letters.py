"""The letters: by state; each with its text, to be changed, released, cancelled, tried again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, get_args

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from adapters import outbox
from adapters.case_looks import folder_of, letters_page
from domain.errors import ActRefused, NotFound, StaleLetter
from domain.notice import Letter, NoticeState
from domain.typed import LETTER, line, lines
from flows import release as sending
from pipeline.letters import rewritten
from pipeline.ports import Folder
from webapp.access import AtHouse, Lead, Looker, Reviewer, Visitor
from webapp.blind import is_hidden
from webapp.house import House
from webapp.looks import looked
from webapp.render import page
from webapp.ways import address

router = APIRouter(include_in_schema=False)
PAGE = 50  # rows
Version = Annotated[int, Form(ge=0)]
STALE = (
    "Någon annan ändrade brevet medan du arbetade. Ditt sparades inte, men det du skrev är kvar. "
    "Läs brevet igen och spara om det fortfarande stämmer."
)


@router.get("/letters")
def letters(
    request: Request,
    at: AtHouse,
    visitor: Looker,
    state: Annotated[str, Query(max_length=20)] = "held",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """The letters of a state, newest first; first those that somebody is to release."""
    del visitor
    chosen = next((one for one in get_args(NoticeState) if one == state), None)
    count, found = letters_page(at.store, chosen, PAGE, (number - 1) * PAGE)
    return page(
        request,
        "letters.html",
        state=chosen,
        states=get_args(NoticeState),
        count=count,
        letters=found,
        number=number,
        pages=max(1, -(-count // PAGE)),
        address=lambda page: f"/letters?state={chosen or 'all'}" + (f"&page={page}" * bool(page)),
    )


@router.get("/letters/{letter}")
def letter_page(request: Request, at: AtHouse, visitor: Looker, letter: str) -> Response:
    """One letter."""
    return _shown(request, at, visitor, letter)


@router.post("/letters/{letter}/edit")
def edit(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    letter: str,
    version: Version,
    to: Annotated[str, Form(max_length=254)] = "",
    subject: Annotated[str, Form(max_length=300)] = "",
    body: Annotated[str, Form(max_length=50_000)] = "",
) -> Response:
    """Another wording or address; what the machine wrote is kept."""

    def put(act: outbox.Act) -> None:
        notice = outbox.letter(at.store, act.letter).notice
        if notice is None:
            raise ActRefused("Brevet är rensat och kan inte ändras.")
        try:
            text = lines(body, "Brevet", LETTER)
            made = rewritten(notice, line(subject, "Ämnet"), text, address(to))
        except ValueError:
            raise ActRefused("Ett brev behöver både ämne och text.") from None
        outbox.edit(at.store, act, made)

    typed = {"to": to, "subject": subject, "body": body}
    return _act(request, at, visitor, (letter, version, typed), put)


@router.post("/letters/{letter}/release")
def release(
    request: Request, at: AtHouse, visitor: Lead, letter: str, version: Version
) -> Response:
    """It may go."""
    return _act(
        request,
        at,
        visitor,
        (letter, version, {}),
        lambda act: sending.release(at.store, act, at.settings.answer_days),
    )


@router.post("/letters/{letter}/cancel")
def cancel(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    letter: str,
    version: Version,
    why: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """It never goes."""
    return _act(
        request, at, visitor, (letter, version, {}), lambda act: outbox.cancel(at.store, act, why)
    )


@router.post("/letters/{letter}/requeue")
def requeue(
    request: Request, at: AtHouse, visitor: Reviewer, letter: str, version: Version
) -> Response:
    """One that was given up is tried again."""
    return _act(
        request,
        at,
        visitor,
        (letter, version, {}),
        lambda act: sending.requeue(at.store, act, at.settings.answer_days),
    )


def _act(
    request: Request,
    at: House,
    visitor: Visitor,
    on: tuple[str, int, dict[str, str]],
    do: Callable[[outbox.Act], None],
) -> Response:
    """Do it to the version that was seen; else the letter as it is, with what was typed."""
    letter, version, typed = on
    try:
        do(outbox.Act(letter, version, visitor.name, datetime.now(UTC)))
    except StaleLetter:
        return _shown(request, at, visitor, letter, (409, STALE, typed))
    except ActRefused as error:
        return _shown(request, at, visitor, letter, (422, str(error), typed))
    return RedirectResponse(f"/letters/{letter}", 303)


def _shown(
    request: Request,
    at: House,
    visitor: Visitor,
    letter: str,
    came: tuple[int, str, dict[str, str]] = (200, "", {}),
) -> Response:
    """The letter's page. Of a case that waits for a blind check the text is not shown: it holds
    what was read."""
    status, trouble, typed = came
    found = outbox.letter(at.store, letter)
    hidden = is_hidden(at, found)
    if found.case and not hidden:
        looked(at, visitor, found.case, "case")
    notice = None if hidden else found.notice
    awaited = found.kind == "supplement" and _awaits(at, found)
    wording = notice.wording.model_dump() if notice else {"to": "", "subject": "", "body": ""}
    return page(
        request,
        "letter.html",
        status,
        letter=found,
        notice=notice,
        hidden=hidden,
        wording=wording | typed,
        trouble=trouble,
        awaited=awaited,
    )


def _awaits(at: House, letter: Letter) -> bool:
    """Whether the letter's case awaits its answer: then the case is taken back, and the letter is
    cancelled by that."""
    folder = _folder(at, letter)
    return folder is not None and folder.case.state == "supplement_requested"


def _folder(at: House, letter: Letter) -> Folder | None:
    """The letter's case; None when it is of none, or of one that was disposed of."""
    if letter.case is None:
        return None
    try:
        return folder_of(at.store, letter.case)
    except (ActRefused, NotFound):
        return None
