"""The letters that a delivery is answered with as soon as it has been read."""

from collections.abc import Iterator, Sequence

from domain.case import Case
from domain.delivery import Delivery
from domain.ledger import PageEnd
from domain.notice import Notice
from pipeline.letters import About, acknowledgement, contact_address, reminder_removed

_CASES_OWN = ("agreement", "attachment", "duplicate", "waiting")


def on_receipt(
    delivery: Delivery, cases: Sequence[Case], ends: Sequence[PageEnd]
) -> tuple[Notice, ...]:
    """An acknowledgement for each case, and a word about a reminder that was taken out. Nothing for
    a case of which no address is known for certain: the queue shows it to a person anyway."""
    return tuple(
        letter
        for number, case in enumerate(cases)
        for letter in _of_case(delivery, case, [end for end in ends if _belongs(end, number)])
    )


def _of_case(delivery: Delivery, case: Case, ends: Sequence[PageEnd]) -> Iterator[Notice]:
    to = contact_address(case, delivery)
    if to is None:
        return
    about = About(to=to, case=case, delivery=delivery)
    yield acknowledgement(about, sum(end.kind in _CASES_OWN for end in ends))
    removed = [end.number for end in ends if end.kind == "reminder"]
    if removed:
        yield reminder_removed(about, removed)


def _belongs(end: PageEnd, number: int) -> bool:
    """What belongs to no case is told of with the first."""
    return end.part == number or (end.part is None and number == 0)
