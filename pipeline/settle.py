"""From readings to a settlement: cases, register entries, review items, letters and events."""

from collections.abc import Sequence
from datetime import datetime

from domain.case import Case, Clock, Event, case_id
from domain.delivery import Delivery
from domain.facts import Facts
from domain.judgement import Judgement, Part
from domain.ledger import PageEnd
from domain.page import Place
from domain.reading import FileReading
from pipeline.acts import answered_case, join
from pipeline.acts.common import MACHINE
from pipeline.assemble import assemble
from pipeline.entry import connection
from pipeline.judge import judge_part, parts_of
from pipeline.known import facts_for_files
from pipeline.letters import feedback
from pipeline.letters.receipt import on_receipt
from pipeline.ports import CaseTransaction, Settlement, Transaction
from pipeline.working_days import started


def settle(
    delivery: Delivery,
    files: tuple[FileReading, ...],
    tx: CaseTransaction,
    facts: Facts,
    at: datetime,
) -> tuple[Case, ...]:
    """Judge a delivery against the register as it stands, and record what follows from it.

    Doing it twice equals doing it once: a settled delivery is left as it is, and () comes back. The
    answer to a supplementation request makes no new case: it joins the one that it answers.
    """
    if tx.is_settled(delivery.id):
        return ()
    facts = facts_for_files(facts, files, tx)
    answered = answered_case(delivery, files, tx, facts) if is_readable(files) else None
    if answered:
        return (join(answered, (delivery, files), tx, facts, at),)
    facts = facts.model_copy(update={"sent_before": tx.sent_before(delivery.id)})
    settlement = compose(delivery, files, parts_of(files, facts), facts, at)
    tx.record(drawn(settlement, tx, at))
    return settlement.cases


def drawn(settlement: Settlement, tx: Transaction, at: datetime) -> Settlement:
    """The settlement with a lot for each case that is registered, and an event for each picked.

    Being picked stops nothing: the entry, the letter and the case's state stay as they are.
    """
    draws = tuple(tx.draw(case.id) for case in settlement.cases if case.state == "registered")
    picked = tuple(
        Event(subject=one.case, at=at, who=MACHINE, what="sampled")
        for one in draws
        if one.is_picked
    )
    return settlement.model_copy(update={"draws": draws, "events": (*settlement.events, *picked)})


def compose(
    delivery: Delivery,
    files: tuple[FileReading, ...],
    parts: tuple[Part, ...],
    facts: Facts,
    at: datetime,
) -> Settlement:
    """What the parts of a delivery lead to. Pure."""
    cases = cases_of(delivery, [judge_part(part, facts) for part in parts], facts)
    is_read = is_readable(files)
    entries = tuple(
        connection(case.agreement, facts, case.id, at)
        for case in cases
        if case.agreement is not None and case.decision.outcome == "register"
    )
    ends = assemble(files, facts).ends
    parts = tuple(_placed(part, n, delivery, ends) for n, part in enumerate(parts))
    return Settlement(
        delivery=delivery.id,
        readings=files,
        ends=ends,
        cases=cases,
        parts=parts,
        connections=entries,
        notices=(
            *(on_receipt(delivery, cases, ends) if is_read else ()),
            *(feedback(entry) for entry in entries),
        ),
        events=tuple(_judged(case, at) for case in cases) if is_read else (_unread(delivery, at),),
        is_read=is_read,
    )


def _placed(part: Part, number: int, delivery: Delivery, ends: Sequence[PageEnd]) -> Part:
    """The part with where its agreement's pages are kept. They are of one file, and numbered as
    there."""
    places = tuple(
        Place(number=end.number, delivery=delivery.id, original=end.original, page=end.number)
        for end in ends
        if end.part == number and end.kind == "agreement"
    )
    return part.model_copy(update={"places": places})


def is_readable(files: Sequence[FileReading]) -> bool:
    """False when the reading engine could not be used: the delivery waits, an answer too."""
    return all(file.problem != "reader_unusable" for file in files)


def cases_of(delivery: Delivery, judgements: Sequence[Judgement], facts: Facts) -> tuple[Case, ...]:
    """The cases of a delivery, one for each judgement, in the order of its pages. Their clock runs
    from the day of receipt."""
    clock = started(facts.received_on)
    return tuple(_case(delivery, number, one, clock) for number, one in enumerate(judgements))


def _case(delivery: Delivery, number: int, judgement: Judgement, clock: Clock) -> Case:
    registered = judgement.decision.outcome == "register" and judgement.agreement is not None
    return Case(
        id=case_id(delivery.content_key, number, delivery.again),
        delivery=delivery.id,
        state="registered" if registered else "in_review",
        agreement=judgement.agreement,
        findings=judgement.findings,
        decision=judgement.decision,
        clock=clock,
    )


def _unread(delivery: Delivery, at: datetime) -> Event:
    """Of the delivery and not of its case, which has not been judged by what its files say."""
    return Event(subject=delivery.id, at=at, who=MACHINE, what="unread")


def _judged(case: Case, at: datetime) -> Event:
    return Event(
        subject=case.id, at=at, who=MACHINE, what=case.state, why=" ".join(case.decision.reasons)
    )
