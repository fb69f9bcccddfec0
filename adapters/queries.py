"""What people ask the store: the register, the queues, and a case with all that is known of it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

import sqlalchemy as sa

from adapters import tables
from adapters.store import SENT_AGAIN, Store, read_delivery
from adapters.tables import (
    cases,
    connections,
    deliveries,
    delivery_originals,
    event_notes,
    events,
    findings,
    readings,
    review_items,
)
from domain.case import Case, Clock, Event
from domain.delivery import Delivery
from domain.errors import NotFound
from domain.judgement import SAMPLED, Queue
from domain.register import Connection, board_key
from domain.sample import SAMPLE_FIRST

NAMED = 10  # cases that an ambiguous id is answered with at most
CHUNK = 500  # cases asked for at a time: a statement takes only so many values


@dataclass(frozen=True)
class ReviewItem:
    """A case that waits for a person. The party is as read: it may be wrong or absent; of a case
    that waits for a blind check it is left out, since whoever checks is to type it. `due_on` is
    the last day of the time that was promised or, when the clock `stands` since an answer still
    lacked something, the day by which somebody is to have seen to that. A claim holds until
    `claimed_until`."""

    case: str
    queue: Queue
    party: str
    reasons: tuple[str, ...]
    received_at: datetime
    due_on: date | None
    file: str
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    stands: bool = False


@dataclass(frozen=True)
class CaseFile:
    """A case with the delivery that it came by, later deliveries of the same files (`repeats`),
    all that happened to these, the queue in which it waits for a person now, and what is known of
    why a file could not be read (in English, from the program that tried)."""

    case: Case
    delivery: Delivery
    repeats: tuple[Delivery, ...]
    events: tuple[Event, ...]
    queue: Queue | None = None
    troubles: tuple[str, ...] = ()


def current_connections(store: Store) -> tuple[Connection, ...]:
    """The register: the newest version of each entry, by municipality and board."""
    return register_search(store)


def register_search(
    store: Store, text: str = "", limit: int | None = None, offset: int = 0
) -> tuple[Connection, ...]:
    """The entries that have each of the words somewhere in their number, municipality or board, the
    newest version of each, in Swedish order; at most `limit`, those after the first `offset`. All
    of them without words."""
    current = tables.current_connections.c
    # what the index has: a search reads nothing else
    columns = (current.org_no, current.board_key, current.version, current.sort_key)
    ordered = sa.select(*columns).where(*in_words(text))
    by_name = ordered.order_by(current.sort_key, current.org_no, current.board_key)
    found = by_name.limit(limit).offset(offset or None).subquery()
    query = (
        sa.select(connections.c.connection)
        .join(
            found,
            sa.and_(
                connections.c.org_no == found.c.org_no,
                connections.c.board_key == found.c.board_key,
                connections.c.version == found.c.version,
            ),
        )
        .where(connections.c.connection.is_not(None))
        .order_by(found.c.sort_key, found.c.org_no)
    )
    with store.database.reading() as connection:
        return tuple(map(Connection.model_validate, connection.scalars(query)))


def connection_versions(
    store: Store, org_no: str, board: str | None = None
) -> tuple[Connection, ...]:
    """All versions of the entries under a number, oldest first; NotFound when there is none."""
    query = (
        sa.select(connections.c.connection)
        .where(connections.c.org_no == org_no, connections.c.connection.is_not(None))
        .order_by(connections.c.board_key, connections.c.version)
    )
    if board is not None:
        query = query.where(connections.c.board_key == board_key(board))
    with store.database.reading() as connection:
        found = tuple(map(Connection.model_validate, connection.scalars(query)))
    if not found:
        raise NotFound(f"Registret har ingen post för {org_no}{f', {board}' if board else ''}.")
    return found


def open_items(
    store: Store, queue: Queue | None = None, limit: int | None = None, offset: int = 0
) -> tuple[ReviewItem, ...]:
    """What waits for a person, by the day when it is due; what has no clock is last. `limit` of
    them, those after the first `offset`."""
    page = _page(queue, limit, offset)
    claim = (review_items.c.claimed_by, review_items.c.claimed_until)
    columns = (cases.c.party, cases.c.decision, cases.c.paused_on)
    query = (
        sa.select(page, *claim, *columns, delivery_originals.c.name)
        .join(review_items, review_items.c.case == page.c.case)
        .join(cases, cases.c.id == page.c.case)
        .join(delivery_originals, delivery_originals.c.delivery == cases.c.delivery)
        .where(delivery_originals.c.position == 0)
        .order_by(*by_due(page))
    )
    with store.database.reading() as connection:
        rows = connection.execute(query).all()
        later = _found_later(connection, rows)
        return tuple(
            ReviewItem(
                case=row.case,
                queue=row.queue,
                party="" if row.queue == SAMPLED else row.party,
                reasons=tuple(row.decision["reasons"]) or later.get(row.case, ()),
                received_at=row.received_at,
                due_on=row.due_on,
                file=row.name,
                claimed_by=row.claimed_by,
                claimed_until=row.claimed_until,
                stands=row.paused_on is not None,
            )
            for row in rows
        )


def waiting_by_queue(store: Store) -> dict[Queue, int]:
    """How many cases wait for a person in each queue, also in those where none does."""
    query = (
        sa.select(review_items.c.queue, sa.func.count())
        .where(review_items.c.state == "open")
        .group_by(review_items.c.queue)
    )
    with store.database.reading() as connection:
        found = {row[0]: row[1] for row in connection.execute(query)}
    return {queue: found.get(queue, 0) for queue in get_args(Queue)}


def case_file(store: Store, case: str) -> CaseFile:
    """A case by its id, or by the beginning of it that no other has; NotFound names the others."""
    query = sa.select(cases).where(_begins(case)).order_by(cases.c.id).limit(NAMED + 1)
    with store.database.reading() as connection:
        found = connection.execute(query).all()
        if len(found) != 1:
            raise NotFound(_not_one(case, [row.id for row in found]))
        row = found[0]
        repeats = _repeats(connection, row.delivery)
        return CaseFile(
            case=case_of(connection, row),
            delivery=read_delivery(connection, row.delivery),
            repeats=repeats,
            events=_once(_events(connection, row.id, row.delivery, *(one.id for one in repeats))),
            queue=connection.scalar(_open_queue(row.id)),
            troubles=_troubles(connection, row.delivery),
        )


def repeats_of(store: Store, case: str) -> tuple[Delivery, ...]:
    """Later deliveries of the files that a case came by, oldest receipt first."""
    query = sa.select(cases.c.delivery).where(cases.c.id == case)
    with store.database.reading() as connection:
        return _repeats(connection, connection.scalar(query) or "")


def _troubles(connection: sa.Connection, delivery: str) -> tuple[str, ...]:
    """What the readings say of files that could not be read."""
    query = (
        sa.select(readings.c.reading)
        .where(readings.c.delivery == delivery)
        .order_by(readings.c.position)
    )
    return tuple(
        f"{one['name']}: {one['detail']}" for one in connection.scalars(query) if one["detail"]
    )


def _open_queue(case: str) -> sa.Select[tuple[Queue]]:
    return sa.select(review_items.c.queue).where(
        review_items.c.case == case, review_items.c.state == "open"
    )


def _begins(case: str) -> sa.ColumnElement[bool]:
    """That an id begins so, said in a way for which both databases use their index: ids are ASCII,
    and all that begin so lie between the beginning and the beginning with the last such sign."""
    return sa.and_(cases.c.id >= case, cases.c.id <= f"{case}\x7f")


def _page(queue: Queue | None, limit: int | None, offset: int) -> sa.Subquery:
    """Some of the open items, found by an index alone: what they are about is looked up after."""
    items = review_items.c
    columns = (items.case, items.queue, items.received_at, items.due_on)
    query = sa.select(*columns).where(items.state == "open")
    if queue is not None:
        query = query.where(items.queue == queue)
    ordered = query.order_by(*by_due(review_items))
    return ordered.limit(limit).offset(offset or None).subquery()


def by_due(items: sa.FromClause) -> tuple[sa.ColumnElement[object], ...]:
    """The order of the queue: what is due first, and of that what came first."""
    return items.c.due_on.nulls_last(), items.c.received_at, items.c.case


def _found_later(
    connection: sa.Connection, rows: Sequence[sa.Row[tuple[object, ...]]]
) -> dict[str, tuple[str, ...]]:
    """The codes for which those wait that were registered, as cases; a note is no reason."""
    ids = [one.case for one in rows if one.queue != SAMPLED and not one.decision["reasons"]]
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(ids), CHUNK):
        query = (
            sa.select(findings.c.case, findings.c.code, findings.c.finding)
            .where(findings.c.case.in_(ids[start : start + CHUNK]))
            .order_by(findings.c.case, findings.c.position)
        )
        for row in connection.execute(query):
            if row.finding["severity"] != "note":
                found[row.case] = (*found.get(row.case, ()), row.code)
    return found


def in_words(text: str) -> list[sa.ColumnElement[bool]]:
    """That an entry has each of the words, written as its search text is."""
    current = tables.current_connections.c
    return [current.search.contains(word, autoescape=True) for word in words_of(text)]


def words_of(text: str) -> list[str]:
    """What is searched for, as the texts are written; a Mac may write å as a and a ring."""
    return unicodedata.normalize("NFC", text).casefold().split()


def _repeats(connection: sa.Connection, delivery: str) -> tuple[Delivery, ...]:
    query = (
        sa.select(deliveries.c.id)
        .where(deliveries.c.duplicate_of == delivery)
        .order_by(deliveries.c.received_at, deliveries.c.id)
    )
    return tuple(read_delivery(connection, one) for one in connection.scalars(query).all())


def _not_one(beginning: str, found: list[str]) -> str:
    """Why a beginning of an id is none of a case."""
    if not found:
        return f"Det finns inget ärende vars id börjar med {beginning}. Se anslut queue list."
    named = ", ".join(found[:NAMED]) + (" med flera" if len(found) > NAMED else "")
    return f"Flera ärenden har ett id som börjar med {beginning}: {named}. Skriv mer av det."


def case_of(connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> Case:
    """The case of a row of the table, with its findings in order."""
    query = (
        sa.select(findings.c.finding).where(findings.c.case == row.id).order_by(findings.c.position)
    )
    return Case.model_validate(
        {
            "id": row.id,
            "delivery": row.delivery,
            "state": row.state,
            "agreement": row.agreement,
            "findings": connection.scalars(query).all(),
            "decision": row.decision,
            "version": row.version,
            "clock": _clock(row),
        }
    )


def _clock(row: sa.Row[tuple[object, ...]]) -> Clock | None:
    if row.started_on is None:
        return None
    return Clock(
        started_on=row.started_on,
        due_on=row.due_on,
        paused_on=row.paused_on,
        answer_by=row.answer_by,
        review_by=row.review_by,
    )


def _once(happened: tuple[Event, ...]) -> tuple[Event, ...]:
    """Without the events of deliveries of the same files that the case has an event of itself."""
    told = {one.why for one in happened if one.what == SENT_AGAIN}
    return tuple(one for one in happened if one.subject not in told)


def _events(connection: sa.Connection, *subjects: str) -> tuple[Event, ...]:
    columns = (events.c.subject, events.c.at, events.c.who, events.c.what, events.c.why)
    query = (
        sa.select(*columns, event_notes.c.text.label("note"))
        .outerjoin(event_notes, event_notes.c.event == events.c.number)
        .where(events.c.subject.in_(subjects))
        .order_by(events.c.number)
    )
    return tuple(
        Event(
            subject=row.subject,
            at=row.at,
            who=row.who,
            what=row.what,
            why=row.why,
            # a checker's first answers are for the check alone
            note="" if row.what == SAMPLE_FIRST else row.note or "",
        )
        for row in connection.execute(query)
    )
