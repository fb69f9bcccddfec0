"""The acts on cases: each is made on the version of the case that the program has seen.

An act by a program is written down as the program's. A program is never one of the two persons that
altered text and missing signatures take, and vouches for no signature (pipeline.acts.common).
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from adapters.addresses import parsed
from adapters.case_looks import folder_of
from domain.errors import ActRefused
from domain.judgement import SAMPLED
from domain.user import Client
from flows.desk import Sitting
from pipeline import acts
from pipeline.acts import Order
from pipeline.letters import contact_address
from pipeline.reviewed import reviewed
from webapp.access import AtHouse
from webapp.api.access import Registering, Reviewing, named
from webapp.api.shapes import Acted, CaseId, Day, Moment, Name, Number, Shape, Text
from webapp.api.statuses import ACTED
from webapp.house import House

router = APIRouter(tags=["acts"], prefix="/cases/{case}", responses=ACTED)

Why = Annotated[Text, Field(description="In words, for people; kept in the case.")]


class On(Shape):
    """The version of the case that was looked at."""

    version: Number


class Because(On):
    """And why."""

    why: Why = ""


class Correct(Because):
    """What stands in boxes: key of the field -> text, "" for an empty box."""

    values: Annotated[dict[Name, Text], Field(min_length=1, max_length=60)]


class Confirm(On):
    """Which finding, by its id, is no hindrance."""

    finding: Name
    why: Why


class SaySignature(On):
    """Whether it is signed by hand. A program may say no, and never yes."""

    signed: bool
    why: Why


class IdentifyPage(Because):
    """Which page of which form a page of the case is, by its number in the case."""

    page: Number
    form: Name
    form_page: Number


class MovePages(Because):
    """Which pages, by their numbers in the case, to which other case, of which version."""

    pages: Annotated[tuple[Number, ...], Field(min_length=1, max_length=200)]
    to: CaseId
    to_version: Number


class Authorise(Because):
    """Whether who signed may, where that stands, and until when it is remembered."""

    may_sign: bool
    reference: Name
    until: Day


class ConfirmMandate(Because):
    """The municipality's decision."""

    decided_on: Day
    registry_no: Name


class Supplement(Because):
    """To whom, if not to who sent it, and what is added to the letter."""

    to: Name | None = None
    text: Text = ""


class Dismiss(On):
    """Why, and to whom a letter about it is written, if not to where letters about the case go by
    themselves; to nobody with `letter` false."""

    why: Why
    to: Name | None = None
    letter: bool = True


class Reasoned(On):
    """Why, which has to be said."""

    why: Why


class HandOver(Because):
    """Who takes over, by name."""

    to: Name


class OpenAccess(Because):
    """Since when the Party can use the service; now, without."""

    at: Moment | None = None


class Amend(Reasoned):
    """What is to stand in the register: key of the field -> text, "" for nothing."""

    values: Annotated[dict[Name, Text], Field(min_length=1, max_length=60)]


@router.post("/correct")
def correct(case: CaseId, said: Correct, at: AtHouse, client: Reviewing) -> Acted:
    """Say what stands in boxes; what was read stays beside it."""
    done = _act(at, client, case, said)
    return done(lambda s: acts.correct(s.order, s.tx, s.facts, said.values))


@router.post("/confirm")
def confirm(case: CaseId, said: Confirm, at: AtHouse, client: Reviewing) -> Acted:
    """Say that a finding is no hindrance. Those that take two persons are refused."""
    done = _act(at, client, case, said)
    return done(lambda s: acts.confirm(_seeing(s).order, s.tx, s.facts, said.finding))


@router.post("/say-signature")
def say_signature(case: CaseId, said: SaySignature, at: AtHouse, client: Reviewing) -> Acted:
    """Say that the agreement is not signed by hand."""
    done = _act(at, client, case, said)
    return done(lambda s: acts.say_signature(s.order, s.tx, s.facts, said.signed))


@router.post("/undo")
def undo(case: CaseId, said: Because, at: AtHouse, client: Reviewing) -> Acted:
    """Take back what the program said last of the case, until it is decided."""
    return _act(at, client, case, said)(lambda s: acts.undo(s.order, s.tx, s.facts))


@router.post("/identify-page")
def identify_page(case: CaseId, said: IdentifyPage, at: AtHouse, client: Reviewing) -> Acted:
    """Say what a page is."""
    form_page = (said.form, said.form_page)
    done = _act(at, client, case, said)
    return done(lambda s: acts.identify_page(s.order, s.tx, s.facts, said.page, form_page))


@router.post("/move-pages")
def move_pages(case: CaseId, said: MovePages, at: AtHouse, client: Reviewing) -> Acted:
    """Move pages to another case; both are judged again."""

    def move(s: Sitting) -> object:
        mine = s.order
        goal = Order(
            said.to, said.to_version, mine.who, mine.at, mine.day, mine.why, by_program=True
        )
        return acts.move_pages(mine, s.tx, s.facts, said.pages, goal)

    return _act(at, client, case, said)(move)


@router.post("/authorise")
def authorise(case: CaseId, said: Authorise, at: AtHouse, client: Reviewing) -> Acted:
    """Say whether the person who signed may do so for the municipality."""
    known = (said.reference, said.until)
    done = _act(at, client, case, said)
    return done(lambda s: acts.authorise(s.order, s.tx, s.facts, said.may_sign, known))


@router.post("/confirm-mandate")
def confirm_mandate(case: CaseId, said: ConfirmMandate, at: AtHouse, client: Reviewing) -> Acted:
    """Say that the municipality has given SKR the management of the service."""
    decision = (said.decided_on, said.registry_no)
    done = _act(at, client, case, said)
    return done(lambda s: acts.confirm_mandate(s.order, s.tx, s.facts, *decision))


@router.post("/request-supplement")
def request_supplement(case: CaseId, said: Supplement, at: AtHouse, client: Reviewing) -> Acted:
    """Ask the sender for all that is missing; the letter waits for its release."""
    to = said.to and _address(said.to)
    days = at.settings.answer_days

    def ask(s: Sitting) -> object:
        return acts.request_supplement(s.order, s.tx, to or _contact(s), said.text, days)

    return _act(at, client, case, said)(ask)


@router.post("/take-back")
def take_back(case: CaseId, said: Because, at: AtHouse, client: Reviewing) -> Acted:
    """Wait for an answer no longer."""
    return _act(at, client, case, said)(lambda s: acts.take_back(s.order, s.tx, s.facts))


@router.post("/approve")
def approve(case: CaseId, said: Because, at: AtHouse, client: Reviewing) -> Acted:
    """Into the register, if nothing stops it and it does not take two persons."""
    return _act(at, client, case, said)(lambda s: acts.approve(s.order, s.tx, s.facts))


@router.post("/dismiss")
def dismiss(case: CaseId, said: Dismiss, at: AtHouse, client: Reviewing) -> Acted:
    """End the case; the letter about it waits for its release."""
    to = _address(said.to) if said.to else None if said.letter else ""
    return _act(at, client, case, said)(lambda s: acts.dismiss(s.order, s.tx, to))


@router.post("/withdraw")
def withdraw(case: CaseId, said: Reasoned, at: AtHouse, client: Reviewing) -> Acted:
    """The Party has taken its agreement back."""
    return _act(at, client, case, said)(lambda s: acts.withdraw(s.order, s.tx))


@router.post("/reopen")
def reopen(case: CaseId, said: Reasoned, at: AtHouse, client: Reviewing) -> Acted:
    """Review an ended or registered case again."""
    return _act(at, client, case, said)(lambda s: acts.reopen(s.order, s.tx, s.facts))


@router.post("/claim")
def claim(case: CaseId, said: Because, at: AtHouse, client: Reviewing) -> Acted:
    """Take the case for half an hour. Who has a case is no new version of it."""
    return _act(at, client, case, said)(lambda s: acts.claim(s.order, s.tx))


@router.post("/release")
def release(case: CaseId, said: Because, at: AtHouse, client: Reviewing) -> Acted:
    """Give a case back that was taken."""
    return _act(at, client, case, said)(lambda s: acts.release(s.order, s.tx))


@router.post("/hand-over")
def hand_over(case: CaseId, said: HandOver, at: AtHouse, client: Reviewing) -> Acted:
    """Hand the case over to somebody."""
    return _act(at, client, case, said)(lambda s: acts.hand_over(s.order, s.tx, said.to))


@router.post("/open-access")
def open_access(case: CaseId, said: OpenAccess, at: AtHouse, client: Registering) -> Acted:
    """The Party can use the service: the agreement is concluded, and the contact is told."""
    return _act(at, client, case, said)(lambda s: acts.open_access(s.order, s.tx, said.at))


@router.post("/amend")
def amend(case: CaseId, said: Amend, at: AtHouse, client: Registering) -> Acted:
    """Put the register right: a new version of the case's entry."""
    return _act(at, client, case, said)(lambda s: acts.amend(s.order, s.tx, said.values))


Making = Callable[[Callable[[Sitting], object]], Acted]


def _act(at: House, client: Client, case: str, said: On) -> Making:
    """What makes an act on the version that was looked at, as this program, and tells how the case
    stands then."""
    why = getattr(said, "why", "")

    def make(do: Callable[[Sitting], object]) -> Acted:
        who = named(client)
        with at.desk.sitting(case, who, why, said.version, by_program=True) as sitting:
            do(sitting)
        return acted(at, case)

    return make


def acted(at: House, case: str) -> Acted:
    """How a case stands."""
    folder = folder_of(at.store, case)
    left = () if folder.queue == SAMPLED else reviewed(folder.case.findings, folder.rulings)
    return Acted(
        id=case,
        version=folder.case.version,
        state=folder.case.state,
        queue=folder.queue,
        stops=tuple(one.finding.code for one in left if one.stops),
    )


def _seeing(sitting: Sitting) -> Sitting:
    """ActRefused while what was read is hidden from whoever checks it blindly."""
    if sitting.folder.queue == SAMPLED:
        raise ActRefused("Ärendet väntar på blindkontroll, som en person gör.")
    return sitting


def _contact(sitting: Sitting) -> str:
    """Where letters about the case go by themselves; ActRefused when nobody can tell."""
    found = contact_address(sitting.folder.case, sitting.folder.deliveries[0])
    if found is None:
        raise ActRefused("Ärendet har ingen e-postadress att skriva till. Ange en i to.")
    return found


def _address(text: str) -> str:
    """An e-mail address as a letter's head has it; ActRefused for what is none."""
    try:
        return str(parsed(text))
    except ValueError:
        raise ActRefused("to är ingen e-postadress som namn@kommunen.se.") from None
