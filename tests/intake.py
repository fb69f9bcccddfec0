"""Deliveries for tests of what keeps and runs: their originals are small files made up here."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from adapters import tables
from adapters.cases import acting
from adapters.settings import TIMEZONE, Settings
from adapters.store import Store, open_store
from domain.case import Case
from domain.delivery import Delivery, Original, delivery_id
from domain.reading import FileReading
from pipeline.settle import settle
from tests.builders import facts, file

NOW = datetime(2026, 11, 17, 1, 15, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 16, 9, 30, tzinfo=TIMEZONE)
LEASE = timedelta(minutes=3)


def delivery(content: str = "one", received_at: datetime = RECEIVED) -> Delivery:
    """A delivery of one file with this content."""
    data = content.encode()
    original = Original(sha256=hashlib.sha256(data).hexdigest(), name="avtal.pdf", size=len(data))
    return Delivery(
        id=delivery_id("scan", received_at, [original]),
        channel="scan",
        received_at=received_at,
        received_basis="scanned",
        originals=(original,),
    )


def store_in(folder: Path) -> Store:
    """A store of its own: an SQLite file in the folder, or what the fixture `database` names."""
    return open_store(Settings(data_dir=folder))


@contextmanager
def raw(place: Path | Settings) -> Iterator[sa.Connection]:
    """The database of `store_in`, past everything that our own way of opening it guards."""
    settings = place if isinstance(place, Settings) else Settings(data_dir=place)
    engine = sa.create_engine(settings.database)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def emptied(url: str) -> None:
    """Empty a PostgreSQL database of ours, if it has been set up. `replica` lets the triggers rest
    that refuse it; a new database for each test would take ten times as long."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if sa.inspect(connection).has_table("alembic_version"):
            connection.exec_driver_sql("SET session_replication_role = replica")
            for table in tables.metadata.tables:
                connection.exec_driver_sql(f"DELETE FROM {table}")
    engine.dispose()


def settled(
    store: Store, one: Delivery, reading: FileReading | None = None, share: float = 0.0
) -> tuple[Case, ...]:
    """Settle a delivery as the flow does, by default as a faultless agreement. `share` of what is
    registered is drawn for blind checks."""
    with acting(store, NOW, share) as tx:
        return settle(one, (reading or file(),), tx, facts(), NOW)


def rows(store: Store, table: sa.Table) -> list[dict[str, object]]:
    """All rows of a table, as the database has them."""
    with store.database.reading() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: len(rows(store, table)) for table in tables.metadata.tables.values()}
