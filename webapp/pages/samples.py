"""Blind checks: what stands on the paper is typed beside each crop, and nothing that was read is
shown, before or after. What differs may be typed once more."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from adapters.case_looks import folder_of
from adapters.samples import begin, begun, not_waiting, record_check, waiting_samples
from domain.agreement import Agreement
from domain.errors import ActRefused, FormError, NotFound
from domain.judgement import SAMPLED
from domain.sample import Begun, BlindCheck
from pipeline.blind import Question, compare, conclude, first_answers, questions
from pipeline.ports import Checked
from webapp.access import AtHouse, Looker, Reviewer, Visitor
from webapp.house import House
from webapp.looks import looked
from webapp.render import page
from webapp.times import age

router = APIRouter(include_in_schema=False)
FIRST, AGAIN = "first.", "again."  # how the names of what was typed begin
MOST = 50  # rows: those that have waited longest
LONGEST = 2_000  # characters of one answer


async def answers(request: Request) -> dict[str, str]:
    """What was typed, by the names of the form's fields."""
    form = await request.form()
    return {name: text[:LONGEST] for name, text in form.items() if isinstance(text, str)}


Answers = Annotated[dict[str, str], Depends(answers)]


@router.get("/samples")
def samples(request: Request, at: AtHouse, visitor: Looker) -> Response:
    """What waits for a blind check, oldest receipt first."""
    del visitor
    now = datetime.now(UTC)
    found = [(one, age(one.received_at, now)) for one in waiting_samples(at.store, MOST)]
    return page(request, "samples.html", samples=found, most=MOST)


@router.get("/samples/{case}")
def sample(request: Request, at: AtHouse, visitor: Reviewer, case: str) -> Response:
    """Every box that was read, to be typed anew."""
    _, asked = waiting(at, case)
    looked(at, visitor, case, "case")
    before = begun(at.store, case)
    if before:
        return _second(request, visitor, case, asked, before)
    return page(request, "sample.html", case=case, asked=asked, again=False)


@router.post("/samples/{case}")
def check(request: Request, at: AtHouse, visitor: Reviewer, case: str, typed: Answers) -> Response:
    """Compare. What differs is asked for once more; after that the check is written down. First
    answers that differ are kept and count: no others are compared, whoever sends them."""
    agreement, asked = waiting(at, case)
    before, again = begun(at.store, case), named(typed, AGAIN)
    if before is None:
        before, again = first_answers(agreement, asked, visitor.name, named(typed, FIRST)), {}
        if before.differing:
            before = begin(at.store, case, before, datetime.now(UTC))
    if before.differing and (not again or before.by != visitor.name):
        return _second(request, visitor, case, asked, before)
    checked = concluded(visitor, case, (agreement, asked), (before.first, again))
    record_check(at.store, checked)
    return page(request, "sample_done.html", case=case, checked=checked)


def _second(
    request: Request, visitor: Visitor, case: str, asked: tuple[Question, ...], before: Begun
) -> Response:
    """The boxes that differed, once more, for whoever began. ActRefused for others."""
    if before.by != visitor.name:
        raise ActRefused(
            f"{before.by} har påbörjat blindkontrollen av ärendet, och bara den som har börjat kan "
            "avsluta den. Ta ett annat ärende, eller säg till den som började."
        )
    left = tuple(one for one in asked if one.key in before.differing)
    return page(request, "sample.html", case=case, asked=left, again=True)


def concluded(
    visitor: Visitor,
    case: str,
    about: tuple[Agreement, tuple[Question, ...]],
    typed: tuple[Mapping[str, str], Mapping[str, str]],
) -> Checked:
    """What the answers come to."""
    agreement, asked = about
    came_of_it = compare(agreement, asked, *typed)
    made = BlindCheck(
        case=case,
        by=visitor.name,
        at=datetime.now(UTC),
        compared=tuple(one.key for one in asked),
        differing=came_of_it.differing,
        slips=came_of_it.slips,
    )
    return conclude(made, came_of_it.typed)


def waiting(at: House, case: str) -> tuple[Agreement, tuple[Question, ...]]:
    """The agreement of a case that waits for a blind check, and what is asked; NotFound."""
    folder = folder_of(at.store, case)
    agreement = folder.case.agreement
    if folder.queue != SAMPLED or agreement is None:
        raise NotFound(not_waiting(case))
    form = next((one for one in at.desk.forms if one.id == agreement.form), None)
    if form is None:
        raise FormError(f"Blanketten {agreement.form} finns inte bland blanketterna.")
    return agreement, questions(agreement, form)


def named(typed: Mapping[str, str], beginning: str) -> dict[str, str]:
    """The answers whose names begin so, by key."""
    return {
        name.removeprefix(beginning): text
        for name, text in typed.items()
        if name.startswith(beginning)
    }
