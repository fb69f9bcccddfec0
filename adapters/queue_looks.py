"""The queue as a page at a time, and which case comes next: for who works through it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa

from adapters.queries import by_due, words_of
from adapters.store import Store
from adapters.tables import cases, delivery_originals, findings, outbox, review_items
from domain.judgement import SAMPLED, Finding, Queue
from domain.notice import NoticeState

Whose = Literal["mine", "free", "taken"]


@dataclass(frozen=True)
class Asked:
    """Which waiting cases: of a queue, of a person (by whose name, at which moment), overdue on a
    day, of a party that has this text in its name or number. None and "": whichever."""

    name: str
    now: datetime
    queue: Queue | None = None
    whose: Whose | None = None
    overdue_on: date | None = None
    text: str = ""


@dataclass(frozen=True)
class QueueLine:
    """A case that waits for a person. `party` and `findings` are empty while it waits for a blind
    check: whoever makes that is to see nothing that was read. `claimed_by` has it now."""

    case: str
    queue: Queue
    party: str
    received_at: datetime
    due_on: date | None
    file: str
    claimed_by: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class AwaitedLine:
    """A case that awaits a supplement, since `asked_on` and until `answer_by`. `letter` is how far
    the request has come; None when none was written."""

    case: str
    party: str
    asked_on: date | None
    answer_by: date | None
    letter: NoticeState | None


def queue_page(
    store: Store, asked: Asked, limit: int, offset: int = 0
) -> tuple[int, tuple[QueueLine, ...]]:
    """How many cases are asked for, and `limit` of them after the first `offset`, by due day."""
    items = review_items.c
    chosen = (
        sa.select(items.case, items.due_on, items.received_at, _total(asked).label("total"))
        .select_from(review_items)
        .where(*_where(asked))
        .order_by(*by_due(review_items))
        .limit(limit)
        .offset(offset or None)
        .subquery()
    )
    query = (
        sa.select(review_items, cases.c.party, delivery_originals.c.name, chosen.c.total)
        .join(chosen, chosen.c.case == items.case)
        .join(cases, cases.c.id == items.case)
        .join(delivery_originals, delivery_originals.c.delivery == cases.c.delivery)
        .where(delivery_originals.c.position == 0)
        .order_by(*by_due(chosen))
    )
    with store.database.reading() as connection:
        rows = connection.execute(query).all()
        found = _findings(connection, [row.case for row in rows if row.queue != SAMPLED])
        lines = tuple(
            QueueLine(
                case=row.case,
                queue=row.queue,
                party="" if row.queue == SAMPLED else row.party,
                received_at=row.received_at,
                due_on=row.due_on,
                file=row.name,
                claimed_by=row.claimed_by if _holds(row.claimed_until, asked.now) else None,
                findings=found.get(row.case, ()),
            )
            for row in rows
        )
        return rows[0].total if rows else 0, lines


def next_case(store: Store, asked: Asked, after: str | None = None) -> str | None:
    """The first case asked for that nobody else has, after a case in the order of the queue, or
    from the beginning when none comes after it. Blind checks only when they are asked for."""
    here = review_items.c.case == after
    with store.database.reading() as connection:
        row = connection.execute(sa.select(review_items).where(here)).one_or_none()
        places = [] if row is None else [_after(row)]
        for more in (*places, sa.true()):
            query = (
                sa.select(review_items.c.case)
                .select_from(review_items)
                .where(*_where(asked), _nobody_elses(asked), more)
                .where(review_items.c.case != (after or ""))
                .order_by(*by_due(review_items))
                .limit(1)
            )
            if asked.queue is None:
                query = query.where(review_items.c.queue != SAMPLED)
            found: str | None = connection.scalar(query)
            if found is not None:
                return found
    return None


def awaited(store: Store, limit: int, offset: int = 0) -> tuple[int, tuple[AwaitedLine, ...]]:
    """How many cases await a supplement, and some of them, longest asked first."""
    where = cases.c.state == "supplement_requested"
    last = (
        sa.select(outbox.c.state)
        .where(outbox.c.case == cases.c.id, outbox.c.kind == "supplement")
        .order_by(outbox.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            cases.c.id,
            cases.c.party,
            cases.c.paused_on,
            cases.c.answer_by,
            last.label("letter"),
        )
        .where(where)
        .order_by(cases.c.paused_on, cases.c.id)
        .limit(limit)
        .offset(offset or None)
    )
    with store.database.reading() as connection:
        lines = tuple(
            AwaitedLine(row.id, row.party, row.paused_on, row.answer_by, row.letter)
            for row in connection.execute(query)
        )
        count = sa.select(sa.func.count()).select_from(cases).where(where)
        return connection.scalar(count) or 0, lines


def _total(asked: Asked) -> sa.ColumnElement[int]:
    """How many cases are asked for, beside each of them. A search reads all parties, so it is made
    once for both; without one, an index counts by itself, and faster."""
    if asked.text.strip():
        return sa.func.count().over()
    return (
        sa.select(sa.func.count()).select_from(review_items).where(*_where(asked)).scalar_subquery()
    )


def _of_party(text: str) -> sa.Select[tuple[str]]:
    """The cases of Parties that have each of the words in their name or number."""
    has_all = (cases.c.search.contains(word, autoescape=True) for word in words_of(text))
    return sa.select(cases.c.id).where(*has_all)


def _where(asked: Asked) -> list[sa.ColumnElement[bool]]:
    items = review_items.c
    where: list[sa.ColumnElement[bool]] = [items.state == "open"]
    if asked.queue:
        where.append(items.queue == asked.queue)
    held = sa.and_(items.claimed_by.is_not(None), items.claimed_until > asked.now)
    if asked.whose == "mine":
        where += [held, items.claimed_by == asked.name]
    elif asked.whose == "taken":
        where += [held, items.claimed_by != asked.name]
    elif asked.whose == "free":
        where.append(sa.or_(items.claimed_by.is_(None), items.claimed_until <= asked.now))
    if asked.overdue_on:
        where.append(items.due_on < asked.overdue_on)
    if asked.text.strip():
        where += [items.queue != SAMPLED, items.case.in_(_of_party(asked.text))]
    return where


def _nobody_elses(asked: Asked) -> sa.ColumnElement[bool]:
    items = review_items.c
    return sa.or_(
        items.claimed_by.is_(None),
        items.claimed_until <= asked.now,
        items.claimed_by == asked.name,
    )


def _after(row: sa.Row[tuple[object, ...]]) -> sa.ColumnElement[bool]:
    """That an item comes later in the order by due day, receipt and id; no due day is last."""
    items = review_items.c
    later = sa.tuple_(items.received_at, items.case) > sa.tuple_(
        sa.literal(row.received_at, items.received_at.type), sa.literal(row.case)
    )
    if row.due_on is None:
        return sa.and_(items.due_on.is_(None), later)
    return sa.or_(
        items.due_on.is_(None),
        items.due_on > row.due_on,
        sa.and_(items.due_on == row.due_on, later),
    )


def _holds(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now


def _findings(connection: sa.Connection, ids: list[str]) -> dict[str, tuple[Finding, ...]]:
    """What was found in these cases, as it was found."""
    query = (
        sa.select(findings.c.case, findings.c.finding)
        .where(findings.c.case.in_(ids))
        .order_by(findings.c.case, findings.c.position)
    )
    found: dict[str, list[Finding]] = {}
    for row in connection.execute(query) if ids else ():
        found.setdefault(row.case, []).append(Finding.model_validate(row.finding))
    return {case: tuple(those) for case, those in found.items()}
