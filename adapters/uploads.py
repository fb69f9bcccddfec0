"""Who has uploaded what in the web application, and what has become of it: for receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from adapters.receipts import CaseEnd, Stage, cases_of, kinds_of, stage_of
from adapters.rows import insert
from adapters.store import Store
from adapters.tables import case_deliveries, deliveries, delivery_originals, originals, readings
from adapters.user_tables import uploads
from domain.delivery import Original
from domain.ledger import EndKind

# As the store has it (adapters.store.Receipt).
Outcome = Literal["new", "again", "repeated", "duplicate"]
CHUNK = 500  # deliveries asked for at a time: a statement takes only so many values


@dataclass(frozen=True)
class Upload:
    """A file that somebody uploaded. `first` is the delivery that brought the same file before;
    stage and what follows are that one's then. `pages` None: not counted yet."""

    delivery: str
    batch: str
    outcome: Outcome
    at: datetime
    file: str
    size: int  # bytes
    first: str | None
    stage: Stage
    pages: int | None
    kinds: dict[EndKind, int]
    cases: tuple[CaseEnd, ...]


def record_upload(  # noqa: PLR0913, PLR0917 - a row
    store: Store, user: str, batch: str, delivery: str, outcome: Outcome, now: datetime
) -> None:
    """Write down who uploaded it. The same in the same batch again changes nothing."""
    here = sa.and_(uploads.c.delivery == delivery, uploads.c.user == user, uploads.c.batch == batch)
    with store.database.writing() as connection:
        if connection.execute(sa.select(uploads.c.at).where(here)).first() is None:
            row: dict[str, object] = {
                "delivery": delivery,
                "user": user,
                "batch": batch,
                "outcome": outcome,
                "at": now,
            }
            insert(connection, uploads, [row])


def uploaded_before(store: Store, user: str, batch: str, original: Original) -> str | None:
    """The delivery that this very file has in this batch already: its sender did not hear that it
    came, and sends it again."""
    query = (
        sa.select(uploads.c.delivery)
        .join(delivery_originals, delivery_originals.c.delivery == uploads.c.delivery)
        .where(uploads.c.user == user, uploads.c.batch == batch)
        .where(delivery_originals.c.sha256 == original.sha256)
        .where(delivery_originals.c.name == original.name)
    )
    with store.database.reading() as connection:
        return connection.scalar(query.limit(1))


def has_uploaded(store: Store, user: str, delivery: str) -> bool:
    """Whether this user has uploaded the delivery."""
    query = sa.select(uploads.c.at).where(uploads.c.user == user, uploads.c.delivery == delivery)
    with store.database.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


def stages(store: Store, user: str, batch: str) -> dict[str, Stage]:
    """How far each delivery of a batch is. A short question: it is asked often."""
    source = deliveries.alias()
    query = (
        sa.select(uploads.c.delivery, source.c.state, _has_case(source.c.id))
        .join(deliveries, deliveries.c.id == uploads.c.delivery)
        .join(source, source.c.id == _source())
        .where(uploads.c.user == user, uploads.c.batch == batch)
    )
    with store.database.reading() as connection:
        return {
            row.delivery: stage_of(row.state, row.has_case) for row in connection.execute(query)
        }


def uploads_in(
    store: Store, user: str, batch: str, only: Sequence[str] | None = None
) -> tuple[Upload, ...]:
    """The files of a batch of this user's, in the order in which they came; `only` some of them."""
    mine = [uploads.c.user == user, uploads.c.batch == batch]
    if only is not None:
        mine.append(uploads.c.delivery.in_(only[:CHUNK]))
    query = _uploads().where(*mine).order_by(uploads.c.at, uploads.c.delivery)
    return _read(store, query)


def latest_uploads(store: Store, user: str, most: int) -> tuple[Upload, ...]:
    """What this user has uploaded, the latest first."""
    query = _uploads().where(uploads.c.user == user)
    return _read(store, query.order_by(uploads.c.at.desc(), uploads.c.delivery).limit(most))


def _source() -> sa.ColumnElement[str]:
    """The delivery that is read: one that brought the same files first, or itself."""
    return sa.func.coalesce(deliveries.c.duplicate_of, deliveries.c.id)


def _has_case(delivery: sa.ColumnElement[str]) -> sa.Label[bool]:
    there = sa.exists().where(case_deliveries.c.delivery == delivery)
    return there.label("has_case")


def _uploads() -> sa.Select[Any]:
    source = deliveries.alias()
    counted = (
        sa.select(sa.func.sum(readings.c.pages))
        .where(readings.c.delivery == source.c.id)
        .scalar_subquery()
    )
    return (
        sa.select(
            uploads,
            deliveries.c.duplicate_of,
            source.c.id.label("source"),
            source.c.state,
            delivery_originals.c.name,
            originals.c.size,
            counted.label("pages"),
        )
        .join(deliveries, deliveries.c.id == uploads.c.delivery)
        .join(source, source.c.id == _source())
        .join(delivery_originals, delivery_originals.c.delivery == deliveries.c.id)
        .join(originals, originals.c.sha256 == delivery_originals.c.sha256)
        .where(delivery_originals.c.position == 0)
    )


def _read(store: Store, query: sa.Select[Any]) -> tuple[Upload, ...]:
    with store.database.reading() as connection:
        rows = connection.execute(query).all()
        sources = sorted({row.source for row in rows})
        ended, kinds = cases_of(connection, sources), kinds_of(connection, sources)
    return tuple(
        Upload(
            delivery=row.delivery,
            batch=row.batch,
            outcome=row.outcome,
            at=row.at,
            file=row.name,
            size=row.size,
            first=row.duplicate_of,
            stage=stage_of(row.state, row.source in ended),
            pages=None if row.pages is None else int(row.pages),
            kinds=kinds.get(row.source, {}),
            cases=ended.get(row.source, ()),
        )
        for row in rows
    )
