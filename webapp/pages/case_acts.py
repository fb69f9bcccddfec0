"""The acts about what a case says, each a form on its page; and approving it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from adapters.case_looks import folder_of
from domain.errors import ActRefused
from flows.desk import Sitting
from pipeline import acts
from webapp.access import AtHouse, Reviewer
from webapp.acting import OnPage, Wanted, act, on_to_next

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=2000)]


@router.post("/cases/{case}/correct")
def correct(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    on: OnPage,
    key: Annotated[str, Form(max_length=64)],
    text: Text = "",
) -> Response:
    """What stands in a box."""
    wanted = Wanted(f"field-{key}", typed=text, done="Sparat.")

    def do(sitting: Sitting) -> None:
        acts.correct(sitting.order, sitting.tx, sitting.facts, {key: text})

    return act(request, at, visitor, on, (wanted, do))


@router.post("/cases/{case}/confirm")
def confirm(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    on: OnPage,
    finding: Annotated[str, Form(max_length=32)],
    why: Text = "",
    own: Text = "",
) -> Response:
    """A finding is no hindrance, for a reason that is offered or in the person's own words."""
    wanted = Wanted(f"finding-{finding}", why or own, own, "Bekräftat.")

    def do(sitting: Sitting) -> None:
        acts.confirm(sitting.order, sitting.tx, sitting.facts, finding)

    return act(request, at, visitor, on, (wanted, do))


@router.post("/cases/{case}/signature")
def signature(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    on: OnPage,
    signed: Annotated[bool, Form()],
    why: Text = "",
) -> Response:
    """Whether it is signed by hand."""
    wanted = Wanted("signature", why, why, "Sparat.")

    def do(sitting: Sitting) -> None:
        acts.say_signature(sitting.order, sitting.tx, sitting.facts, signed)

    return act(request, at, visitor, on, (wanted, do))


@router.post("/cases/{case}/authorise")
def authorise(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    on: OnPage,
    may_sign: Annotated[bool, Form()],
    reference: Text = "",
    until: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Whether the person who signed may, where that stands, and until when it holds."""
    wanted = Wanted("signatory", typed=reference, done="Sparat.")

    def do(sitting: Sitting) -> None:
        acts.authorise(
            sitting.order, sitting.tx, sitting.facts, may_sign, (reference, day_of(until))
        )

    return act(request, at, visitor, on, (wanted, do))


@router.post("/cases/{case}/mandate")
def mandate(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    on: OnPage,
    decided_on: Annotated[str, Form(max_length=20)] = "",
    registry_no: Text = "",
) -> Response:
    """The municipality's decision."""
    wanted = Wanted("mandate", typed=registry_no, done="Sparat.")

    def do(sitting: Sitting) -> None:
        acts.confirm_mandate(
            sitting.order, sitting.tx, sitting.facts, day_of(decided_on), registry_no
        )

    return act(request, at, visitor, on, (wanted, do))


@router.post("/cases/{case}/undo")
def undo(request: Request, at: AtHouse, visitor: Reviewer, on: OnPage) -> Response:
    """What the visitor said last counts no longer."""

    def do(sitting: Sitting) -> None:
        acts.undo(sitting.order, sitting.tx, sitting.facts)

    return act(request, at, visitor, on, (Wanted("undo", done="Det senaste är ångrat."), do))


@router.post("/cases/{case}/approve")
def approve(request: Request, at: AtHouse, visitor: Reviewer, on: OnPage) -> Response:
    """Into the register, and on to the next case."""
    second = "Godkänt av dig. En annan person behöver också godkänna innan det registreras."

    def do(sitting: Sitting) -> None:
        acts.approve(sitting.order, sitting.tx, sitting.facts)

    answer = act(request, at, visitor, on, (Wanted("approve", done=second), do))
    if answer.status_code in (200, 303) and folder_of(at.store, on.case).case.state != "in_review":
        return on_to_next(request, at, visitor, on)
    return answer


def day_of(text: str) -> date:
    """A day as a form gives it; ActRefused for none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ActRefused("Skriv dagen som 2026-11-23.") from None
