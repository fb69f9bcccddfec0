"""The same files once more: linked to the delivery that brought them, or taken up anew.

They are linked, and change nothing, as long as what came of them is on its way or in the register.
They are taken up anew, with a case that a person sees, when a case of theirs was dismissed,
withdrawn or disposed of; and when they are sent as the answer to a request, so that whoever waits
for it is told that nothing new has come.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from adapters.chain import DISPOSED
from adapters.tables import case_deliveries, cases, deliveries, events, readings
from domain.case import CaseState
from domain.delivery import Delivery
from domain.facts import EarlierCase
from domain.reference_code import references_in

OUT: frozenset[CaseState] = frozenset({"dismissed", "withdrawn"})


@dataclass(frozen=True)
class Twin:
    """What the same files are to those that came before: the delivery to link them to with its
    cases so far, or how many times they have been taken up already."""

    link: str | None = None
    cases: tuple[str, ...] = ()
    again: int = 0


def twin_of(connection: sa.Connection, delivery: Delivery) -> Twin:
    """What to do with a delivery that has not been taken in."""
    before = list(_taken_up(connection, delivery.content_key))
    awaited = _awaited(connection, delivery, [row.id for row in before])
    waiting = [row for row in before if row.state != "done"]
    for row in reversed(waiting):
        if not awaited or awaited & set(references_in(row.subject or "")):
            return Twin(link=row.id)
    if not awaited:
        for row in reversed(before):
            found = _cases(connection, row.id)
            if found and not any(one.end for one in found):
                return Twin(link=row.id, cases=tuple(one.case for one in found))
    return Twin(again=len(before))


def sent_before(connection: sa.Connection, delivery: str) -> tuple[EarlierCase, ...]:
    """The cases that came of the same files earlier, in their order."""
    own = sa.select(deliveries.c.content_key, deliveries.c.again).where(deliveries.c.id == delivery)
    row = connection.execute(own).one_or_none()
    if row is None or not row.again:
        return ()
    found = (
        one
        for earlier in _taken_up(connection, row.content_key)
        if earlier.again < row.again
        for one in _cases(connection, earlier.id)
    )
    return tuple({one.case: one for one in found}.values())


def disposed(connection: sa.Connection, ids: Collection[str]) -> frozenset[str]:
    """Those of the cases of which nothing is left."""
    gone = sa.select(events.c.subject).where(
        events.c.subject.in_(ids), events.c.what == DISPOSED, events.c.why.endswith(" case")
    )
    return frozenset(connection.scalars(gone))


def _taken_up(connection: sa.Connection, content_key: str) -> list[sa.Row[tuple[object, ...]]]:
    """The deliveries of these files that were not linked to another, oldest first."""
    query = (
        sa.select(deliveries.c.id, deliveries.c.state, deliveries.c.subject, deliveries.c.again)
        .where(deliveries.c.content_key == content_key, deliveries.c.duplicate_of.is_(None))
        .order_by(deliveries.c.again)
    )
    return list(connection.execute(query).all())


def _awaited(connection: sa.Connection, delivery: Delivery, before: list[str]) -> set[str]:
    """The cases that the delivery names, in its subject or on its pages, and that await an answer.
    What stands on the pages is known from when the same files were read."""
    query = sa.select(readings.c.reading).where(readings.c.delivery.in_(before))
    named = {*references_in(delivery.subject or ""), *_references(connection.scalars(query).all())}
    waits = sa.select(cases.c.id).where(
        cases.c.id.in_(named), cases.c.state == "supplement_requested"
    )
    return set(connection.scalars(waits))


def _references(read: Collection[dict[str, object]]) -> Iterator[str]:
    for one in read:
        pages = one.get("pages")
        for page in pages if isinstance(pages, list) else ():
            if page.get("reference"):
                yield page["reference"]


def _cases(connection: sa.Connection, delivery: str) -> tuple[EarlierCase, ...]:
    """The cases that have pages of a delivery, and those that came of it."""
    joined = sa.select(case_deliveries.c.case).where(case_deliveries.c.delivery == delivery)
    own = sa.or_(cases.c.delivery == delivery, cases.c.id.in_(joined))
    query = sa.select(cases.c.id, cases.c.state).where(own).order_by(cases.c.id)
    rows = connection.execute(query).all()
    gone = disposed(connection, [row.id for row in rows])
    return tuple(
        EarlierCase(
            case=row.id,
            end="disposed" if row.id in gone else row.state if row.state in OUT else None,
        )
        for row in rows
    )
