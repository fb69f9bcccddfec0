"""The pages of the ways out of a case: what each leads to, and what stands in its way."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

from adapters.addresses import parsed
from domain.case import CaseState, Event
from domain.errors import ActRefused, StaleCase
from domain.judgement import SAMPLED
from domain.notice import Notice
from flows.desk import Sitting
from pipeline.letters import About, contact_address
from pipeline.letters import supplement as supplement_letter
from pipeline.ports import Folder
from pipeline.reviewed import reviewed
from pipeline.states import STATES, Act, step
from pipeline.working_days import after
from webapp.access import Visitor
from webapp.acting import STALE
from webapp.house import House
from webapp.pages.case import reviewers, seen, told_since
from webapp.render import page
from webapp.times import today
from webapp.viewing import viewer_pages


class Way(NamedTuple):
    """A way out of a case: its act and what its page is called."""

    act: Act | None
    title: str


WAYS = {
    "supplement": Way("request_supplement", "Begär komplettering"),
    "take-back": Way("take_back", "Vänta inte längre på svar"),
    "dismiss": Way("dismiss", "Avvisa ärendet"),
    "withdraw": Way("withdraw", "Parten återkallar"),
    "reopen": Way("reopen", "Granska ärendet igen"),
    "page": Way("identify_pages", "Säg vad en sida är"),
    "move": Way("move_pages", "Flytta sidor till ett annat ärende"),
    "hand-over": Way(None, "Lämna över ärendet"),
}


class Typed(NamedTuple):
    """What a form of a way was sent with, to be shown again when it could not be done."""

    to: str = ""
    text: str = ""
    why: str = ""


class Stopped(NamedTuple):
    """Why an act was not made, what has happened meanwhile, and what was typed."""

    trouble: str = ""
    since: tuple[Event, ...] = ()
    typed: Typed | None = None


def made(
    request: Request,
    at: House,
    visitor: Visitor,
    on: tuple[str, str, int, int],
    asked: tuple[Typed, Callable[[Sitting], None]],
) -> Response | None:
    """Make the act; None when it is done, else its page with what stands in the way and all that
    was typed. `on` is the case, the way, the version and how many events had been seen."""
    case, way, version, events = on
    typed, do = asked
    try:
        with at.desk.sitting(case, visitor.name, typed.why, version) as sitting:
            do(sitting)
    except StaleCase:
        since = told_since(seen(at, visitor, case).events, events)
        return way_page(request, at, visitor, (case, way), (409, Stopped(STALE, since, typed)))
    except ActRefused as error:
        stopped = Stopped(str(error), typed=typed)
        return way_page(request, at, visitor, (case, way), (422, stopped))
    return None


def way_page(
    request: Request,
    at: House,
    visitor: Visitor,
    on: tuple[str, str],
    came: tuple[int, Stopped] = (200, Stopped()),
) -> Response:
    """The page of a way, of a case. ActRefused when the case's state does not allow it."""
    case, way = on
    status, stopped = came
    view = seen(at, visitor, case)
    wanted = WAYS[way].act
    if wanted and status == 200:
        step(view.folder.case.state, wanted)
    contact = contact_address(view.folder.case, view.folder.deliveries[0]) or ""
    chosen = stopped.typed or Typed(to="" if way == "move" else contact)
    letter = None
    if way == "supplement" and _allows(view.folder.case.state, "request_supplement"):
        letter = letter_of(view.folder, chosen.to, chosen.text, at.settings.answer_days)
    return page(
        request,
        "case_way.html",
        status,
        way=way,
        title=WAYS[way].title,
        view=view,
        case=view.folder.case,
        pages=() if view.folder.queue == SAMPLED else viewer_pages(view.folder),
        forms=[one for one in at.desk.forms if one.role == "agreement"],
        colleagues=[one for one in reviewers(at) if one != view.holder],
        trouble=stopped.trouble,
        since=stopped.since,
        typed=chosen,
        letter=letter,
    )


def letter_of(folder: Folder, to: str, text: str, days: int) -> Notice | None:
    """The request as it would be written now, with so many working days to answer; None when it
    would ask for nothing."""
    found = reviewed(folder.case.findings, folder.rulings)
    about = About(to=to.strip() or "-", case=folder.case, delivery=folder.deliveries[0])
    answer_by = after(today(datetime.now(UTC)), days)
    defects = [one.finding for one in found if one.stops]
    try:
        return supplement_letter(about, answer_by, defects, text)
    except ValueError:
        return None


def address(text: str) -> str:
    """An e-mail address as it stands in a letter's head; ActRefused for what is none."""
    try:
        return str(parsed(text.strip()))
    except ValueError:
        raise ActRefused(
            "Det är ingen e-postadress. Skriv till exempel namn@kommunen.se."
        ) from None


def _allows(state: CaseState, wanted: Act) -> bool:
    return wanted in STATES[state]
