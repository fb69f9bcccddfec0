"""What programs ask for: what became of a delivery, and figures over everything. No names in it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from adapters.ledger import balance
from adapters.store import Store, read_delivery
from adapters.tables import (
    case_deliveries,
    cases,
    current_connections,
    deliveries,
    outbox,
    readings,
)
from domain.case import CaseState
from domain.delivery import Delivery
from domain.ledger import Ledger
from domain.notice import NoticeState

ENDED = ("told", "dismissed", "withdrawn")  # as in pipeline.states: nothing more is due there


@dataclass(frozen=True)
class Progress:
    """How far a delivery has come. `pages` None: it has not been read. `cases` are those that its
    pages belong to; of one that repeats another, that one's."""

    delivery: Delivery
    state: str
    duplicate_of: str | None
    pages: int | None
    cases: tuple[tuple[str, CaseState], ...]


@dataclass(frozen=True)
class Counts:
    """Figures as they stand now. `due` are cases whose time ends on the day or before, and that
    have not come to their end."""

    deliveries: int
    unread: int
    cases: dict[CaseState, int]
    overdue: int
    due: int
    entries: int
    letters: dict[NoticeState, int]


def progress(store: Store, delivery: str) -> Progress:
    """How far a delivery has come; NotFound."""
    with store.database.reading() as connection:
        found = read_delivery(connection, delivery)
        columns = (deliveries.c.state, deliveries.c.duplicate_of)
        row = connection.execute(sa.select(*columns).where(deliveries.c.id == delivery)).one()
        read = row.duplicate_of or delivery
        pages = sa.select(sa.func.sum(readings.c.pages)).where(readings.c.delivery == read)
        query = (
            sa.select(cases.c.id, cases.c.state)
            .join(case_deliveries, case_deliveries.c.case == cases.c.id)
            .where(case_deliveries.c.delivery == read)
            .order_by(cases.c.id)
        )
        return Progress(
            delivery=found,
            state=row.state,
            duplicate_of=row.duplicate_of,
            pages=connection.scalar(pages),
            cases=tuple((one.id, one.state) for one in connection.execute(query)),
        )


def counts(store: Store, today: date, due_by: date) -> Counts:
    """The figures, with the cases that are due by a day."""
    waits = sa.and_(cases.c.state.not_in(ENDED), cases.c.due_on.is_not(None))
    with store.database.reading() as connection:
        by_state = sa.select(cases.c.state, sa.func.count()).group_by(cases.c.state)
        by_letter = sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state)
        unread = deliveries.c.state != "done"
        return Counts(
            deliveries=_count(connection, deliveries),
            unread=_count(connection, deliveries, unread),
            cases={row[0]: row[1] for row in connection.execute(by_state)},
            overdue=_count(connection, cases, waits, cases.c.due_on < today),
            due=_count(connection, cases, waits, cases.c.due_on <= due_by),
            entries=_count(connection, current_connections, ~current_connections.c.ended),
            letters={row[0]: row[1] for row in connection.execute(by_letter)},
        )


def whole_ledger(store: Store) -> tuple[Ledger, tuple[str, ...]]:
    """The page ledger of everything that has been read, and the deliveries that do not add up."""
    with store.database.reading() as connection:
        return balance(connection)


def _count(connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*conditions)
    return connection.scalar(query) or 0
