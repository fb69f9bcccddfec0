"""What was settled, to be held against what the present version makes of it (anslut replay)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adapters.chain_check import DISPOSED
from adapters.queries import case_of
from adapters.store import Store, read_delivery
from adapters.tables import cases, connections, deliveries, events, readings
from domain.case import Case
from domain.delivery import Delivery
from domain.reading import Problem

JUDGED = ("registered", "in_review")  # the events of a case that was judged


@dataclass(frozen=True)
class Settled:
    """A delivery that was settled, with its cases in order, what was the matter with each of its
    files, and the keys that the register had when it was judged."""

    delivery: Delivery
    cases: tuple[Case, ...]
    problems: tuple[Problem | None, ...]
    registered: frozenset[tuple[str, str]]


def settled_since(store: Store, since: datetime | None = None) -> tuple[str, ...]:
    """Ids of the settled deliveries received from then on, oldest first. Those that repeat another
    were never read, and of those that were disposed of nothing is left to read."""
    gone = sa.select(events.c.subject).where(events.c.what == DISPOSED)
    query = (
        sa.select(deliveries.c.id)
        .where(
            deliveries.c.state == "done",
            deliveries.c.duplicate_of.is_(None),
            deliveries.c.id.not_in(gone),
        )
        .order_by(deliveries.c.received_at, deliveries.c.id)
    )
    if since is not None:
        query = query.where(deliveries.c.received_at >= since)
    with store.database.reading() as connection:
        return tuple(connection.scalars(query))


def settled(store: Store, delivery: str) -> Settled:
    """One of them, as it was settled."""
    of_it = sa.select(cases).where(cases.c.delivery == delivery).order_by(cases.c.id)
    read = (
        sa.select(readings.c.reading)
        .where(readings.c.delivery == delivery)
        .order_by(readings.c.position)
    )
    with store.database.reading() as connection:
        found = tuple(case_of(connection, row) for row in connection.execute(of_it).all())
        return Settled(
            delivery=read_delivery(connection, delivery),
            cases=found,
            problems=tuple(one["problem"] for one in connection.scalars(read)),
            registered=_registered_before(connection, [case.id for case in found]),
        )


def _registered_before(connection: sa.Connection, ids: list[str]) -> frozenset[tuple[str, str]]:
    """The keys of what was registered before these cases were judged. Events are numbered in the
    order in which they were committed; two runs at once may have read their clocks in another."""
    first = (
        sa.select(sa.func.min(events.c.number))
        .where(events.c.subject.in_(ids), events.c.what.in_(JUDGED))
        .scalar_subquery()
    )
    query = (
        sa.select(connections.c.org_no, connections.c.board_key)
        .join(events, events.c.subject == connections.c.case)
        .where(events.c.what == "registered", events.c.number < first)
        .distinct()
    )
    return frozenset((row.org_no, row.board_key) for row in connection.execute(query))
