"""From readings to a settlement: cases, register entries, review items, letters and events."""

from collections.abc import Sequence
from datetime import datetime

from domain.case import Case, Event, case_id
from domain.delivery import Delivery
from domain.facts import Facts
from domain.judgement import Judgement
from domain.reading import FileReading
from pipeline.assemble import assemble
from pipeline.entry import connection
from pipeline.feedback import feedback
from pipeline.judge import judge
from pipeline.ports import Settlement, Transaction

MACHINE = "anslut"  # who did it, in events


def settle(
    delivery: Delivery,
    files: tuple[FileReading, ...],
    tx: Transaction,
    facts: Facts,
    at: datetime,
) -> tuple[Case, ...]:
    """Judge a delivery against the register as it stands, and record what follows from it.

    Doing it twice equals doing it once: a settled delivery is left as it is, and () comes back.
    """
    if tx.is_settled(delivery.id):
        return ()
    facts = facts.model_copy(update={"registered": tx.registered()})
    settlement = compose(delivery, files, judge(files, facts), facts, at)
    tx.record(drawn(settlement, tx, at))
    return settlement.cases


def drawn(settlement: Settlement, tx: Transaction, at: datetime) -> Settlement:
    """The settlement with a lot for each case that is registered, and an event for each picked.

    Being picked stops nothing: the entry, the letter and the case's state stay as they are.
    """
    draws = tuple(tx.draw(entry.case) for entry in settlement.connections)
    picked = tuple(
        Event(subject=one.case, at=at, who=MACHINE, what="sampled")
        for one in draws
        if one.is_picked
    )
    return settlement.model_copy(update={"draws": draws, "events": (*settlement.events, *picked)})


def compose(
    delivery: Delivery,
    files: tuple[FileReading, ...],
    judgements: tuple[Judgement, ...],
    facts: Facts,
    at: datetime,
) -> Settlement:
    """What the judgements lead to. Pure."""
    cases = cases_of(delivery, judgements)
    is_read = all(file.problem != "reader_unusable" for file in files)
    entries = tuple(
        connection(case.agreement, facts, case.id, at)
        for case in cases
        if case.agreement is not None and case.decision.outcome == "register"
    )
    return Settlement(
        delivery=delivery.id,
        readings=files,
        ends=assemble(files, facts).ends,
        cases=cases,
        connections=entries,
        notices=tuple(feedback(entry) for entry in entries),
        events=tuple(_judged(case, at) for case in cases) if is_read else (_unread(delivery, at),),
        is_read=is_read,
    )


def cases_of(delivery: Delivery, judgements: Sequence[Judgement]) -> tuple[Case, ...]:
    """The cases of a delivery, one for each judgement, in the order of its pages."""
    return tuple(_case(delivery, number, one) for number, one in enumerate(judgements))


def _case(delivery: Delivery, number: int, judgement: Judgement) -> Case:
    registered = judgement.decision.outcome == "register" and judgement.agreement is not None
    return Case(
        id=case_id(delivery.content_key, number),
        delivery=delivery.id,
        state="registered" if registered else "in_review",
        agreement=judgement.agreement,
        findings=judgement.findings,
        decision=judgement.decision,
    )


def _unread(delivery: Delivery, at: datetime) -> Event:
    """Of the delivery and not of its case, which has not been judged by what its files say."""
    return Event(subject=delivery.id, at=at, who=MACHINE, what="unread")


def _judged(case: Case, at: datetime) -> Event:
    return Event(
        subject=case.id, at=at, who=MACHINE, what=case.state, why=" ".join(case.decision.reasons)
    )
