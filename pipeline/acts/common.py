"""What every act has in common: it is made on a version of a case, by somebody, at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.case import Case, CaseState, Event
from domain.errors import ActRefused, StaleCase
from domain.facts import Facts
from domain.judgement import Judgement, Part, Queue
from domain.notice import Notice, NoticeKind
from domain.ruling import Ruling
from domain.typed import NAME, line, lines
from pipeline.known import facts_for_case
from pipeline.ports import CaseTransaction, Change, Folder
from pipeline.rulings import judged, person, ruled
from pipeline.states import Act, step
from pipeline.working_days import answered

UNREAD = "material.reader_unusable"  # the case is replaced when its delivery has been read
NOTHING_NEW = "material.answer_nothing_new"
MACHINE = "anslut"  # who did it, in events


@dataclass(frozen=True)
class Order:
    """Who does it, when and why, to which case, and which version of it they looked at.

    `day` is the day of `at` in Sweden. `why` is a person's own words. What was typed is cleaned;
    ActRefused when it is too long. `by_program`: a program does it, by the API; it is nobody's
    eyes, and never one of the two persons that some things take.
    """

    case: str
    version: int
    who: str
    at: datetime
    day: date
    why: str = ""
    by_program: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "who", line(self.who, "Namnet på den som gör det", NAME))
        object.__setattr__(self, "why", lines(self.why, "Skälet").strip())


def refuse_program(order: Order) -> None:
    """ActRefused when it is a program that does what takes a person's eyes."""
    if order.by_program:
        raise ActRefused(
            "Det behöver en person som har sett papperet: ett program räknas inte som en. Gör det "
            "i webbtillämpningen eller på kommandoraden."
        )


def opened(tx: CaseTransaction, order: Order, act: Act) -> tuple[Folder, CaseState]:
    """The case's folder and the state that the act leads to.

    NotFound; StaleCase when the case has changed since it was looked at; ActRefused when the act is
    not allowed, or somebody else has the case.
    """
    if person(order.who) in ("", MACHINE):
        raise ActRefused("Skriv vem du är: det behövs en persons namn.")
    folder = tx.folder(order.case)
    if folder.case.version != order.version:
        raise StaleCase(
            f"Ärende {order.case} har ändrats av någon annan sedan du öppnade det (version "
            f"{folder.case.version}, du såg {order.version}). Öppna det igen och se vad som hänt."
        )
    if any(one.code == UNREAD for one in folder.case.findings):
        raise ActRefused(
            f"Ärende {order.case} har inte kunnat läsas, eftersom läsmotorn inte går att använda. "
            "Det läses om när den är lagad; vänta till dess."
        )
    refuse_if_claimed(folder, order)
    return folder, step(folder.case.state, act)


def refuse_if_claimed(folder: Folder, order: Order) -> None:
    """ActRefused when somebody else has taken the case, and the time for that is not over."""
    until = folder.claimed_until
    if folder.claimed_by in (None, order.who) or until is None or until <= order.at:
        return
    raise ActRefused(
        f"Ärende {order.case} är taget av {folder.claimed_by} till {until:%H:%M}. Be om att få ta "
        "över det, eller vänta."
    )


def needed_why(order: Order) -> str:
    """The reason that the act has to have; ActRefused without one."""
    if not order.why.strip():
        raise ActRefused("Skriv varför: skälet sparas i ärendet.")
    return order.why.strip()


def judge_again(
    folder: Folder,
    tx: CaseTransaction,
    facts: Facts,
    rulings: Sequence[Ruling] = (),
    part: Part | None = None,
) -> Judgement:
    """The case with further rulings, or with another part, held against the store as it stands."""
    part, said = part or folder.part, (*folder.rulings, *rulings)
    agreement = ruled(part, said, facts)
    facts = facts_for_case(facts, agreement, folder.case.id, tx)
    return judged(part, said, facts.model_copy(update={"sent_before": folder.sent_before}))


def as_judged(case: Case, found: Judgement, state: CaseState) -> Case:
    """The case with a new judgement, in a state."""
    return case.model_copy(
        update={
            "state": state,
            "agreement": found.agreement,
            "findings": found.findings,
            "decision": found.decision,
        }
    )


def clocked(case: Case, found: Judgement, facts: Facts) -> Case:
    """The case with its clock as the judgement has it: one that stands though an answer has come
    starts anew, from the day of the last delivery, as soon as nothing is missing any longer."""
    if case.clock is None or case.clock.review_by is None or lacks(found):
        return case
    clock = answered(case.clock, facts.received_on, is_complete=True)
    return case.model_copy(update={"clock": clock})


def lacks(found: Judgement) -> bool:
    """Whether something is missing yet: a page, a value, a signature, or all that was asked for."""
    reasons = found.decision.reasons
    return NOTHING_NEW in reasons or any(code.startswith("complete.") for code in reasons)


def queue_for(found: Judgement, before: Queue | None) -> Queue:
    """Where a case in review waits: with what stops it, or where it was when nothing does."""
    return found.decision.queue or before or "unverified"


def happened(order: Order, what: str, why: str = "") -> Event:
    """The event of an act. `why` is codes and keys; the person's words are its note."""
    return Event(
        subject=order.case, at=order.at, who=order.who, what=what, why=why, note=order.why.strip()
    )


def record(tx: CaseTransaction, change: Change) -> Case:
    """Record the change; the case as it is now, with its new version."""
    tx.change(change)
    return change.case.model_copy(update={"version": change.case.version + 1})


def written(folder: Folder, kind: NoticeKind) -> int:
    """How many letters of a kind have been written in the case: the number of the next."""
    return sum(one == kind for one, _ in folder.letters)


def numbered(notice: Notice, number: int) -> Notice:
    """A letter as the one with that number of its kind in the case."""
    return notice.model_copy(update={"number": number})
