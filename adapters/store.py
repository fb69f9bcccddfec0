"""The store: deliveries taken in, claimed and settled. Reading it for people: adapters/queries.py.

A delivery waits until a process claims it, with a lease: a process that dies holds it no longer
than that, and the next one takes it up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from adapters.again import Twin, twin_of
from adapters.database import Database, look_at_database, open_database
from adapters.rows import insert, insert_events
from adapters.settings import Settings
from adapters.tables import deliveries, delivery_originals, originals
from domain.case import Event
from domain.delivery import Delivery, Original
from domain.errors import NotFound

WHO = "anslut"
SENT_AGAIN = "same_again"  # the event of a case whose files have come once more


@dataclass(frozen=True)
class Receipt:
    """What became of a delivery that was handed in.

    new: it waits. again: it waits, though the same files have come before. repeated: the very same
    was taken in before, nothing was done. duplicate: another delivery, `duplicate_of`, holds the
    same files and has (or will have) the case.
    """

    delivery: str
    status: Literal["new", "again", "repeated", "duplicate"]
    duplicate_of: str | None = None


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours until the lease ends; `attempt` counts from 1."""

    delivery: Delivery
    attempt: int


class Store:
    """Deliveries and what they lead to, in one database."""

    def __init__(self, database: Database) -> None:
        """`database` as adapters.database opens it."""
        self.database = database

    def close(self) -> None:
        """Give up the database."""
        self.database.close()

    def receive(self, delivery: Delivery, now: datetime) -> Receipt:
        """Record a delivery whose originals are kept already. It is on the disk on return."""
        with self.database.writing() as connection:
            receipt, twin = _receipt(connection, delivery)
            if receipt.status != "repeated":
                _insert_delivery(connection, delivery, twin, now)
                insert_events(connection, _received(delivery, twin, now))
        return receipt

    def waiting(self, now: datetime) -> tuple[str, ...]:
        """Ids of the deliveries that nobody has or whose lease has ended, oldest first."""
        query = (
            sa.select(deliveries.c.id)
            .where(_free(now))
            .order_by(deliveries.c.taken_in_at, deliveries.c.id)
        )
        with self.database.reading() as connection:
            return tuple(connection.scalars(query))

    def claim(self, delivery: str, now: datetime, lease: timedelta) -> Claim | None:
        """Take a waiting delivery for as long as the lease; None when somebody else has it."""
        update = (
            deliveries.update()
            .where(deliveries.c.id == delivery, _free(now))
            .values(state="claimed", lease_until=now + lease, attempts=deliveries.c.attempts + 1)
            .returning(deliveries.c.attempts)
        )
        with self.database.writing() as connection:
            attempt = connection.scalar(update)
            if attempt is None:
                return None
            return Claim(read_delivery(connection, delivery), attempt)

    def release(self, claim: Claim, *, attempted: bool) -> None:
        """Let go of a claimed delivery: it waits again.

        `attempted` False gives the attempt back: what went wrong was not the document's doing. A
        delivery that somebody else has claimed since is left to them.
        """
        update = (
            deliveries.update()
            .where(
                deliveries.c.id == claim.delivery.id,
                deliveries.c.state == "claimed",
                deliveries.c.attempts == claim.attempt,
            )
            .values(
                state="waiting",
                lease_until=None,
                attempts=claim.attempt if attempted else claim.attempt - 1,
            )
        )
        with self.database.writing() as connection:
            connection.execute(update)


def open_store(settings: Settings, look_only: bool = False) -> Store:
    """Open the store, its schema brought up to date; StoreError when it cannot be used.

    With `look_only` nothing can be written, its schema neither.
    """
    return Store(look_at_database(settings) if look_only else open_database(settings))


def read_delivery(connection: sa.Connection, delivery: str) -> Delivery:
    """The delivery with this id; NotFound."""
    row = connection.execute(sa.select(deliveries).where(deliveries.c.id == delivery)).one_or_none()
    if row is None:
        raise NotFound(f"Det finns ingen leverans {delivery}.")
    files = connection.execute(
        sa.select(delivery_originals.c.sha256, delivery_originals.c.name, originals.c.size)
        .join(originals, originals.c.sha256 == delivery_originals.c.sha256)
        .where(delivery_originals.c.delivery == delivery)
        .order_by(delivery_originals.c.position)
    )
    return Delivery(
        id=row.id,
        channel=row.channel,
        received_at=row.received_at,
        received_basis=row.received_basis,
        sender=row.sender,
        subject=row.subject,
        originals=tuple(Original(sha256=f.sha256, name=f.name, size=f.size) for f in files),
        again=row.again,
    )


def _free(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a delivery may be claimed."""
    lapsed = sa.and_(deliveries.c.state == "claimed", deliveries.c.lease_until < now)
    return sa.or_(deliveries.c.state == "waiting", lapsed)


def _receipt(connection: sa.Connection, delivery: Delivery) -> tuple[Receipt, Twin]:
    known = sa.select(deliveries.c.id, deliveries.c.duplicate_of).where(
        deliveries.c.id == delivery.id
    )
    if (row := connection.execute(known).one_or_none()) is not None:
        return Receipt(delivery.id, "repeated", row.duplicate_of), Twin()
    twin = twin_of(connection, delivery)
    if twin.link:
        return Receipt(delivery.id, "duplicate", twin.link), twin
    return Receipt(delivery.id, "again" if twin.again else "new"), twin


def _insert_delivery(
    connection: sa.Connection, delivery: Delivery, twin: Twin, now: datetime
) -> None:
    row = {
        "id": delivery.id,
        "channel": delivery.channel,
        "received_at": delivery.received_at,
        "received_basis": delivery.received_basis,
        "sender": delivery.sender,
        "subject": delivery.subject,
        "content_key": delivery.content_key,
        "duplicate_of": twin.link,
        "again": twin.again,
        "taken_in_at": now,
        "state": "done" if twin.link else "waiting",
        "attempts": 0,
    }
    insert(connection, deliveries, [row])
    for position, original in enumerate(delivery.originals):
        _insert_original(connection, original)
        link = {"position": position, "sha256": original.sha256, "name": original.name}
        insert(connection, delivery_originals, [{"delivery": delivery.id, **link}])


def _insert_original(connection: sa.Connection, original: Original) -> None:
    query = sa.select(originals.c.sha256).where(originals.c.sha256 == original.sha256)
    if connection.scalar(query) is None:
        row = {"sha256": original.sha256, "size": original.size}
        insert(connection, originals, [row])


def _received(delivery: Delivery, twin: Twin, now: datetime) -> Iterator[Event]:
    """The delivery's own event, and one of each case that its files are linked to: whoever opens
    that is to see it."""
    what = "duplicate_received" if twin.link else "received"
    yield Event(subject=delivery.id, at=now, who=WHO, what=what, why=twin.link or "")
    for case in twin.cases:
        yield Event(subject=case, at=now, who=WHO, what=SENT_AGAIN, why=delivery.id)
