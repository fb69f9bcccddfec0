"""The page of a case: its pages left, what is to be settled right. Opening it takes the case."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from adapters.case_looks import folder_of, letters_of
from adapters.queries import case_file
from adapters.users import all_users
from domain.case import Event
from domain.errors import ActRefused
from domain.judgement import SAMPLED
from pipeline import acts
from pipeline.acts.items import KEPT
from webapp.access import ROLES, AtHouse, Looker, Reviewer, Visitor
from webapp.casework import CaseView, case_view, holder_of
from webapp.errors import Forbidden
from webapp.house import House
from webapp.looks import looked
from webapp.pages.queue import queue_named
from webapp.render import page
from webapp.viewing import viewer_pages

router = APIRouter(include_in_schema=False)
ANSWER_KEPT = 365  # days that an answer about who may sign is remembered, unless told otherwise
RENEWED = KEPT / 2  # a claim that has less than this left is made anew when the case is worked on


@router.get("/cases/{case}")
def case_page(
    request: Request,
    at: AtHouse,
    visitor: Looker,
    case: str,
    queue: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """One case; a reviewer takes it by opening it, if nobody else has it."""
    keep(at, visitor, case)
    looked(at, visitor, case, "case")
    return whole(request, at, visitor, case, queue=queue)


@router.post("/cases/{case}/claim")
def claim(at: AtHouse, visitor: Reviewer, case: str) -> Response:
    """Take the case."""
    with at.desk.sitting(case, visitor.name) as sitting:
        acts.claim(sitting.order, sitting.tx)
    return RedirectResponse(f"/cases/{case}", 303)


@router.post("/cases/{case}/release")
def release(at: AtHouse, visitor: Reviewer, case: str) -> Response:
    """Give the case back, and go to the list."""
    with at.desk.sitting(case, visitor.name) as sitting:
        acts.release(sitting.order, sitting.tx)
    return RedirectResponse("/queue", 303)


@router.post("/cases/{case}/hand-over")
def hand_over(
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    to: Annotated[str, Form(max_length=200)],
    why: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """The case is somebody else's: their own who has it; of what others have, a lead's."""
    with at.desk.sitting(case, visitor.name, why) as sitting:
        holder = holder_of(sitting.folder, sitting.order.at)
        if holder not in (None, visitor.name) and not visitor.may("lead"):
            raise Forbidden("lead")
        if to not in reviewers(at):
            raise ActRefused("Välj någon som granskar ärenden.")
        acts.hand_over(sitting.order, sitting.tx, to)
    return RedirectResponse(f"/cases/{case}", 303)


def whole(
    request: Request, at: House, visitor: Visitor, case: str, status: int = 200, **told: object
) -> Response:
    """The case's page as it stands now."""
    view = seen(at, visitor, case)
    pages = viewer_pages(view.folder)
    return page(request, "case.html", status, pages=pages, **context(at, view, told))


def context(at: House, view: CaseView, told: dict[str, object]) -> dict[str, object]:
    """What the templates of a case need beside its pages."""
    empty: dict[str, object] = {
        "queue": "",
        "trouble": None,
        "since": (),
        "done": "",
    }
    chosen = str(told.get("queue") or "")
    return {
        **empty,
        **told,
        "queue": queue_named(chosen) or "",
        "view": view,
        "case": view.folder.case,
        "folder": view.folder,
        "colleagues": reviewers(at),
        "next_year": datetime.now(UTC).date() + timedelta(days=ANSWER_KEPT),
    }


def seen(at: House, visitor: Visitor, case: str) -> CaseView:
    """The case for this visitor, now."""
    folder = folder_of(at.store, case)
    known = (letters_of(at.store, case), case_file(at.store, case).events, at.desk.forms)
    return case_view(folder, known, visitor, datetime.now(UTC))


def keep(at: House, visitor: Visitor, case: str) -> None:
    """The case is the visitor's, if they review, it waits and nobody else has it. Nothing is
    written while their claim holds for long."""
    if not visitor.may("review"):
        return
    now = datetime.now(UTC)
    folder = folder_of(at.store, case)
    holder, until = holder_of(folder, now), folder.claimed_until
    if folder.queue in (None, SAMPLED) or holder not in (None, visitor.name):
        return
    if holder == visitor.name and until is not None and until - now > RENEWED:
        return
    try:
        with at.desk.sitting(case, visitor.name) as sitting:
            acts.claim(sitting.order, sitting.tx)
    except ActRefused:  # somebody was faster: the page says who
        return


def reviewers(at: House) -> tuple[str, ...]:
    """The names of those who review cases."""
    return tuple(
        one.name for one in all_users(at.store) if one.is_active and "review" in ROLES[one.role]
    )


def told_since(events: tuple[Event, ...], count: int) -> tuple[Event, ...]:
    """What has happened to a case since a page was drawn that knew of so many events; looks at it
    and who has it change nothing."""
    quiet = ("looked_at", "claimed", "claim_renewed", "claim_released")
    return tuple(one for one in events[count:] if one.what not in quiet)
