"""What the night's close is made from, as the store has it: counts and ids, no personal data."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from adapters.chain_check import ChainCheck, Link, check_chain
from adapters.escalation import read_awaited, read_waiting
from adapters.ledger import balance
from adapters.rows import insert_notices
from adapters.samples import checks_since
from adapters.settings import TIMEZONE
from adapters.store import Store
from adapters.tables import cases, current_connections, deliveries, events, outbox
from domain.night import ENDED, ChainFacts, DueCase, LetterCounts, NightFacts
from domain.notice import Notice


def night_facts(store: Store, day: date, as_of: date) -> NightFacts:
    """The facts of a day, with what waits as it stands now, `as_of`."""
    start, end = midnight(day), midnight(day + timedelta(days=1))
    checks = checks_since(store)
    chain = _chain(check_chain(store))
    with store.database.reading() as connection:
        received, repeats = _taken_in(connection, start, end)
        ledger, unbalanced = balance(connection)
        return NightFacts(
            day=day,
            as_of=as_of,
            received=received,
            repeats=repeats,
            events=_happened(connection, start, end),
            items=read_waiting(connection),
            due=_due(connection),
            awaited=read_awaited(connection),
            entries=_entries(connection),
            letters=_letters(connection, start, end),
            ledger=ledger,
            unbalanced=unbalanced,
            unfinished=_unfinished(connection, midnight(as_of)),
            checks=checks,
            chain=chain,
        )


def write_letter(store: Store, notice: Notice, now: datetime) -> None:
    """Put a letter of the night's in the outbox; one that is there is left."""
    with store.database.writing() as connection:
        insert_notices(connection, [(notice, False)], now)


def midnight(day: date) -> datetime:
    """The beginning of a day by Swedish clocks."""
    return datetime.combine(day, time(), tzinfo=TIMEZONE)


def _taken_in(connection: sa.Connection, start: datetime, end: datetime) -> tuple[int, int]:
    """Deliveries taken in, and how many of them brought files that came before. By when they were
    taken in, not received: so each stands in the close of one day and no other."""
    query = sa.select(sa.func.count(), sa.func.count(deliveries.c.duplicate_of)).where(
        deliveries.c.taken_in_at >= start, deliveries.c.taken_in_at < end
    )
    count, repeats = connection.execute(query).one()
    return count, repeats


def _happened(connection: sa.Connection, start: datetime, end: datetime) -> dict[str, int]:
    """Cases and deliveries by what happened to them, each once."""
    query = (
        sa.select(events.c.what, sa.func.count(events.c.subject.distinct()))
        .where(events.c.at >= start, events.c.at < end)
        .group_by(events.c.what)
        .order_by(events.c.what)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _due(connection: sa.Connection) -> tuple[DueCase, ...]:
    query = (
        sa.select(cases.c.id.label("case"), cases.c.state, cases.c.due_on)
        .where(cases.c.state.not_in(ENDED), cases.c.due_on.is_not(None))
        .order_by(cases.c.due_on, cases.c.id)
    )
    return tuple(DueCase.model_validate(dict(row)) for row in connection.execute(query).mappings())


def _entries(connection: sa.Connection) -> int:
    """Entries of the register, but for those that have come to their end."""
    current = sa.select(sa.func.count()).where(~current_connections.c.ended)
    return _count(connection, current)


def _letters(connection: sa.Connection, start: datetime, end: datetime) -> LetterCounts:
    """The close's own letter counts only when it was given up: else a close that is made twice
    would tell of the letter about itself."""
    counts = sa.or_(outbox.c.kind != "night_report", outbox.c.state == "dead")
    by_state = (
        sa.select(outbox.c.state, sa.func.count())
        .where(outbox.c.state.in_(("waiting", "held", "dead")), counts)
        .group_by(outbox.c.state)
    )
    sent = sa.select(sa.func.count()).where(
        outbox.c.sent_at >= start, outbox.c.sent_at < end, counts
    )
    found = {row[0]: row[1] for row in connection.execute(by_state)}
    return LetterCounts(sent=_count(connection, sent), **found)


def _unfinished(connection: sa.Connection, before: datetime) -> tuple[str, ...]:
    """Deliveries that were there before the night and that it did not bring to an end."""
    query = (
        sa.select(deliveries.c.id)
        .where(deliveries.c.state != "done", deliveries.c.taken_in_at < before)
        .order_by(deliveries.c.taken_in_at, deliveries.c.id)
    )
    return tuple(connection.scalars(query))


def _chain(found: ChainCheck) -> ChainFacts:
    link = found.close_link or Link(0, "")
    return ChainFacts(
        number=link.number, hash=link.hash, broken_at=found.broken_at, trouble=found.trouble
    )


def _count(connection: sa.Connection, query: sa.Select[tuple[int]]) -> int:
    return connection.scalar(query) or 0
