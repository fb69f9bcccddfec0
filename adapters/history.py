"""What was settled, to be held against what the present version makes of it (anslut replay)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

import sqlalchemy as sa

from adapters.again import sent_before
from adapters.chain import DISPOSED
from adapters.known import OPEN, kept_mandates
from adapters.queries import case_of
from adapters.signatories import remembered
from adapters.store import Store, read_delivery
from adapters.tables import cases, connections, deliveries, events, readings
from domain.case import Case, CaseState
from domain.delivery import Delivery
from domain.facts import EarlierCase, Known, OpenCase
from domain.reading import Problem
from domain.register import Connection

REOPENED = "reopen"
JUDGED = ("registered", "in_review")  # the events of a case that was judged


@dataclass(frozen=True)
class Settled:
    """A delivery that was settled, with its cases in order, what was the matter with each of its
    files, and what the store knew when it was judged."""

    delivery: Delivery
    cases: tuple[Case, ...]
    problems: tuple[Problem | None, ...]
    known: Known
    sent_before: tuple[EarlierCase, ...] = ()


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
            known=_known_before(connection, [case.id for case in found]),
            sent_before=sent_before(connection, delivery),
        )


def _judged_first(connection: sa.Connection, ids: list[str]) -> tuple[int, datetime]:
    """The event with which these cases were judged: its number and its time."""
    query = (
        sa.select(events.c.number, events.c.at)
        .where(events.c.subject.in_(ids), events.c.what.in_(JUDGED))
        .order_by(events.c.number)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (row.number, row.at) if row else (0, datetime.min.replace(tzinfo=UTC))


def _known_before(connection: sa.Connection, ids: list[str]) -> Known:
    """What the store knew before these cases were judged, but for mandates: those are today's, as
    the lists are. Events are numbered in the order in which they were committed; two runs at once
    may have read their clocks in another, so where there is an event its number counts."""
    number, at = _judged_first(connection, ids)
    org_nos = frozenset(
        connection.scalars(
            sa.select(cases.c.org_no).where(cases.c.id.in_(ids), cases.c.org_no.is_not(None))
        )
    )
    keys = _keys_before(connection, number, at) - _ended_before(connection, ids, at)
    return Known(
        registered=keys,
        entries=_entries_before(connection, keys, (org_nos, ids), at),
        open_cases=_open_before(connection, org_nos, ids, number),
        signatories=tuple(one for one in remembered(connection, org_nos) if one.at <= at),
        mandates=kept_mandates(connection),
    )


def _keys_before(
    connection: sa.Connection, number: int, at: datetime
) -> frozenset[tuple[str, str]]:
    """The keys of what was registered by cases before that event, or imported before its time."""
    key = (connections.c.org_no, connections.c.board_key)
    by_cases = (
        sa.select(*key)
        .join(events, events.c.subject == connections.c.case)
        .where(events.c.what == "registered", events.c.number < number)
    )
    imported = sa.select(*key).where(connections.c.case.is_(None), connections.c.valid_from <= at)
    return frozenset((row[0], row[1]) for row in connection.execute(by_cases.union(imported)))


def _ended_before(
    connection: sa.Connection, ids: list[str], at: datetime
) -> frozenset[tuple[str, str]]:
    """The keys of connections that had come to their end when these cases were judged."""
    columns = (connections.c.org_no, connections.c.board_key)
    ever = sa.select(connections.c.org_no).where(connections.c.ended)
    query = (
        sa.select(*columns, connections.c.ended)
        .where(connections.c.org_no.in_(ever), _there_before(ids, at))
        .order_by(connections.c.version)
    )
    newest = {(row.org_no, row.board_key): row.ended for row in connection.execute(query)}
    return frozenset(key for key, is_ended in newest.items() if is_ended)


def _entries_before(
    connection: sa.Connection,
    keys: frozenset[tuple[str, str]],
    about: tuple[frozenset[str], list[str]],
    at: datetime,
) -> tuple[Connection, ...]:
    """The version that each of these entries had then, but for those that were cleared. `about` is
    of which numbers, and the cases that were judged."""
    org_nos, ids = about
    query = (
        sa.select(connections)
        .where(connections.c.org_no.in_(org_nos), _there_before(ids, at))
        .order_by(connections.c.version)
    )
    newest = {(row.org_no, row.board_key): row.connection for row in connection.execute(query)}
    return tuple(
        Connection.model_validate(one) for key, one in newest.items() if one and key in keys
    )


def _there_before(ids: list[str], at: datetime) -> sa.ColumnElement[bool]:
    """Versions that were there before these cases made theirs."""
    others = sa.or_(connections.c.case.is_(None), connections.c.case.not_in(ids))
    return sa.and_(connections.c.valid_from <= at, others)


def _open_before(
    connection: sa.Connection, org_nos: frozenset[str], ids: list[str], number: int
) -> tuple[OpenCase, ...]:
    """The other cases of these numbers of which the last state before that event was an open one,
    or that had been reopened. Their Party is the one that they have now."""
    query = (
        sa.select(cases.c.id, cases.c.org_no, cases.c.board_key, events.c.what)
        .join(events, events.c.subject == cases.c.id)
        .where(
            cases.c.org_no.in_(org_nos),
            cases.c.board_key.is_not(None),
            cases.c.id.not_in(ids),
            events.c.number < number,
            events.c.what.in_((*get_args(CaseState), REOPENED)),
        )
        .order_by(events.c.number)
    )
    last = {row.id: row for row in connection.execute(query)}
    return tuple(
        OpenCase(case=row.id, org_no=row.org_no, board_key=row.board_key)
        for row in last.values()
        if row.what in (*OPEN, REOPENED)
    )
