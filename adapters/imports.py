"""Writing what a file holds: register entries and mandates, with their events, or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adapters.known import every_entry, kept_mandates
from adapters.rows import insert, insert_connections, insert_events, insert_notices
from adapters.store import Store
from adapters.tables import mandates
from adapters.told import told_of
from domain.case import Event
from domain.notice import Notice
from domain.reference import Mandate
from domain.register import Connection
from pipeline.ports import Told


@dataclass(frozen=True)
class KeptMandate:
    """A decision that was confirmed or imported: where it comes from, who put it in, when."""

    mandate: Mandate
    source: str
    by: str
    at: datetime


class ImportTransaction:
    """What an import reads and writes, in one transaction: what it reads stays true."""

    def __init__(self, connection: sa.Connection) -> None:
        """`connection` is an open transaction."""
        self._connection = connection

    def entries(self) -> tuple[Connection, ...]:
        """The newest version of every entry of the register."""
        return every_entry(self._connection)

    def mandates(self) -> tuple[Mandate, ...]:
        """The decisions kept beside the list."""
        return kept_mandates(self._connection)

    def told_of(self, org_no: str, board_key: str) -> Told | None:
        """Where a Party was told of its entry."""
        return told_of(self._connection, org_no, board_key)

    def write_letters(self, notices: Sequence[Notice], now: datetime) -> None:
        """Letters about what was written, to go with the next run."""
        insert_notices(self._connection, [(one, False) for one in notices], now)

    def write_entries(self, entries: Sequence[Connection], events: Sequence[Event]) -> None:
        """New versions and their events."""
        insert_connections(self._connection, entries)
        insert_events(self._connection, events)

    def write_mandates(self, kept: Sequence[KeptMandate], events: Sequence[Event]) -> None:
        """New decisions and their events."""
        insert_mandates(self._connection, kept)
        insert_events(self._connection, events)


@contextmanager
def importing(store: Store) -> Iterator[ImportTransaction]:
    """A write transaction for an import: all of it is recorded, or nothing."""
    with store.database.writing() as connection:
        yield ImportTransaction(connection)


@contextmanager
def looking(store: Store) -> Iterator[ImportTransaction]:
    """What an import would read, for a look at what it would do: nothing is written."""
    with store.database.reading() as connection:
        yield ImportTransaction(connection)


def insert_mandates(connection: sa.Connection, kept: Sequence[KeptMandate]) -> None:
    """Decisions that are not there yet; for a person's confirmation as for a file."""
    known = set(kept_mandates(connection))
    rows: list[dict[str, object]] = [
        {
            "org_no": one.mandate.org_no,
            "decision_date": one.mandate.decision_date.isoformat(),
            "registry_no": one.mandate.registry_no,
            "source": one.source,
            "by": one.by,
            "at": one.at,
        }
        for one in kept
        if one.mandate not in known
    ]
    insert(connection, mandates, rows)


def mandate_rows(store: Store) -> tuple[KeptMandate, ...]:
    """All decisions that were confirmed or imported, by number and day."""
    query = sa.select(mandates).order_by(mandates.c.org_no, mandates.c.decision_date)
    with store.database.reading() as connection:
        return tuple(
            KeptMandate(
                mandate=Mandate(
                    org_no=row.org_no,
                    decision_date=row.decision_date,
                    registry_no=row.registry_no,
                ),
                source=row.source,
                by=row.by,
                at=row.at,
            )
            for row in connection.execute(query)
        )
