"""The page ledger as the store has it: pages counted when files were opened, against their ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adapters.store import Store
from adapters.tables import deliveries, delivery_originals, page_ends, readings
from domain.ledger import Ledger, total

CHUNK = 500  # deliveries asked for at a time: a statement takes only so many values


@dataclass(frozen=True)
class Booked:
    """The ledger of one delivery. `file` is the name of its first file; `read_at` None: a delivery
    that repeats another, whose pages are all duplicates."""

    delivery: str
    received_at: datetime
    read_at: datetime | None
    file: str
    ledger: Ledger


def booked_since(store: Store, since: datetime | None = None) -> tuple[Booked, ...]:
    """The ledgers of the deliveries received from then on that have been read, oldest first."""
    condition = sa.true() if since is None else deliveries.c.received_at >= since
    return _booked(store, condition)


def ledger_of(store: Store, ids: Sequence[str]) -> Ledger:
    """The ledger of these deliveries together, those not yet read left out."""
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    found = [one for chunk in chunks for one in _booked(store, deliveries.c.id.in_(chunk))]
    return total(one.ledger for one in found)


def unread_since(store: Store, since: datetime | None = None) -> int:
    """How many deliveries received from then on have not been read: nobody knows their pages."""
    query = sa.select(sa.func.count()).where(deliveries.c.state != "done")
    if since is not None:
        query = query.where(deliveries.c.received_at >= since)
    with store.database.reading() as connection:
        return connection.scalar(query) or 0


def balance(connection: sa.Connection) -> tuple[Ledger, tuple[str, ...]]:
    """The ledger of everything that has been read, and the deliveries whose pages do not add up:
    what all of `booked_since` come to, counted by the database."""
    received = _received()
    counted = sa.select(sa.func.sum(received.c.pages))
    repeated = counted.join(deliveries, deliveries.c.duplicate_of == received.c.delivery)
    by_kind = sa.select(page_ends.c.kind, sa.func.count()).group_by(page_ends.c.kind)
    ends = {row[0]: row[1] for row in connection.execute(by_kind.order_by(page_ends.c.kind))}
    if again := int(connection.scalar(repeated) or 0):
        ends["duplicate"] = ends.get("duplicate", 0) + again
    astray = connection.scalar(sa.select(sa.func.count()).select_from(_beyond().subquery())) or 0
    pages = int(connection.scalar(counted) or 0) + again
    return Ledger(received=pages, ends=ends, unended=astray), _open(connection, received)


def _open(connection: sa.Connection, received: sa.Subquery) -> tuple[str, ...]:
    """Deliveries with more or fewer ends than pages, or an end of a page that no file has."""
    ended = (
        sa.select(page_ends.c.delivery, sa.func.count().label("ends"))
        .group_by(page_ends.c.delivery)
        .subquery()
    )
    uneven = (
        sa.select(received.c.delivery)
        .outerjoin(ended, ended.c.delivery == received.c.delivery)
        .where(received.c.pages != sa.func.coalesce(ended.c.ends, 0))
    )
    astray = sa.select(_beyond().subquery().c.delivery)
    return tuple(sorted(connection.scalars(uneven.union(astray))))


def _received() -> sa.Subquery:
    """The pages of each delivery that has been read, as counted when its files were opened."""
    return (
        sa.select(readings.c.delivery, sa.func.sum(readings.c.pages).label("pages"))
        .group_by(readings.c.delivery)
        .subquery()
    )


def _beyond() -> sa.Select[tuple[str]]:
    """The delivery of every end of a page that its file does not have."""
    file = sa.and_(
        readings.c.delivery == page_ends.c.delivery, readings.c.position == page_ends.c.original
    )
    return (
        sa.select(page_ends.c.delivery)
        .select_from(page_ends.outerjoin(readings, file))
        .where(page_ends.c.number > sa.func.coalesce(readings.c.pages, 0))
    )


def _booked(store: Store, condition: sa.ColumnElement[bool]) -> tuple[Booked, ...]:
    """A delivery that repeats another is booked by the other's pages, once that has been read: what
    waits for a reading engine that can be used has a case already, and nobody knows its pages."""
    source = sa.func.coalesce(deliveries.c.duplicate_of, deliveries.c.id)
    read = deliveries.alias()
    query = (
        sa.select(
            deliveries.c.id,
            deliveries.c.received_at,
            deliveries.c.duplicate_of,
            source.label("source"),
            sa.func.min(readings.c.read_at).label("read_at"),
            sa.func.sum(readings.c.pages).label("received"),
            _first_file(),
        )
        .join(readings, readings.c.delivery == source)
        .join(read, sa.and_(read.c.id == source, read.c.state == "done"))
        .where(condition)
        .group_by(deliveries.c.id)
        .order_by(deliveries.c.received_at, deliveries.c.id)
    )
    with store.database.reading() as connection:
        return tuple(
            Booked(
                delivery=row.id,
                received_at=row.received_at,
                read_at=None if row.duplicate_of else row.read_at,
                file=row.file,
                ledger=Ledger(received=row.received, ends={"duplicate": row.received})
                if row.duplicate_of
                else _ledger(connection, row.id, row.received),
            )
            for row in connection.execute(query)
        )


def _first_file() -> sa.Label[str]:
    return (
        sa.select(delivery_originals.c.name)
        .where(delivery_originals.c.delivery == deliveries.c.id, delivery_originals.c.position == 0)
        .scalar_subquery()
        .label("file")
    )


def _ledger(connection: sa.Connection, delivery: str, received: int) -> Ledger:
    """The ends as kept. One of a page that its file does not have is as wrong as none."""
    by_kind = (
        sa.select(page_ends.c.kind, sa.func.count())
        .where(page_ends.c.delivery == delivery)
        .group_by(page_ends.c.kind)
        .order_by(page_ends.c.kind)
    )
    mine = _beyond().where(page_ends.c.delivery == delivery).subquery()
    beyond = sa.select(sa.func.count()).select_from(mine)
    ends = {row[0]: row[1] for row in connection.execute(by_kind)}
    astray = connection.scalar(beyond) or 0
    return Ledger(received=received, ends=ends, unended=astray)
