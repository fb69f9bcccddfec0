"""What people ask the store: the register, the queues, a case, and what became of deliveries."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adapters.store import Store, read_delivery
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
from domain.judgement import SAMPLED, Decision, Queue
from domain.register import Connection, board_key

NAMED = 10  # cases that an ambiguous id is answered with at most


@dataclass(frozen=True)
class ReviewItem:
    """A case that waits for a person. The party is as read: it may be wrong or absent; of a case
    that waits for a blind check it is left out, since whoever checks is to type it."""

    case: str
    queue: Queue
    party: str
    reasons: tuple[str, ...]
    received_at: datetime
    file: str


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


@dataclass(frozen=True)
class End:
    """Where a case of a delivery went."""

    delivery: str
    case: str
    party: str
    decision: Decision


@dataclass(frozen=True)
class Held:
    """Deliveries that a run has claimed, and when the last of its leases ends."""

    count: int
    until: datetime


def held(store: Store, now: datetime) -> Held | None:
    """What a run has claimed and not brought to an end; None when there is nothing."""
    query = sa.select(sa.func.count(), sa.func.max(deliveries.c.lease_until)).where(
        deliveries.c.state == "claimed", deliveries.c.lease_until >= now
    )
    with store.database.reading() as connection:
        count, until = connection.execute(query).one()
    return Held(count, until) if count else None


def current_connections(store: Store) -> tuple[Connection, ...]:
    """The register: the newest version of each entry, by municipality and board."""
    newest = sa.select(
        connections.c.org_no, connections.c.board_key, sa.func.max(connections.c.version)
    ).group_by(connections.c.org_no, connections.c.board_key)
    key = sa.tuple_(connections.c.org_no, connections.c.board_key, connections.c.version)
    query = (
        sa.select(connections.c.connection)
        .where(key.in_(newest))
        .order_by(connections.c.municipality, connections.c.board_key)
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


def open_items(store: Store, queue: Queue | None = None) -> tuple[ReviewItem, ...]:
    """What waits for a person, oldest receipt first."""
    query = (
        sa.select(
            review_items.c.case,
            review_items.c.queue,
            cases.c.agreement,
            cases.c.decision,
            deliveries.c.received_at,
            delivery_originals.c.name,
        )
        .join(cases, cases.c.id == review_items.c.case)
        .join(deliveries, deliveries.c.id == cases.c.delivery)
        .join(delivery_originals, delivery_originals.c.delivery == deliveries.c.id)
        .where(review_items.c.state == "open", delivery_originals.c.position == 0)
        .order_by(deliveries.c.received_at, review_items.c.case)
    )
    if queue is not None:
        query = query.where(review_items.c.queue == queue)
    with store.database.reading() as connection:
        return tuple(
            ReviewItem(
                case=row.case,
                queue=row.queue,
                party="" if row.queue == SAMPLED else _party(row.agreement),
                reasons=tuple(row.decision["reasons"])
                or (() if row.queue == SAMPLED else _found_later(connection, row.case)),
                received_at=row.received_at,
                file=row.name,
            )
            for row in connection.execute(query)
        )


def case_file(store: Store, case: str) -> CaseFile:
    """A case by its id, or by the beginning of it that no other has; NotFound names the others."""
    query = (
        sa.select(cases)
        .where(cases.c.id.startswith(case, autoescape=True))
        .order_by(cases.c.id)
        .limit(NAMED + 1)
    )
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
            events=_events(connection, row.id, row.delivery, *(one.id for one in repeats)),
            queue=connection.scalar(_open_queue(row.id)),
            troubles=_troubles(connection, row.delivery),
        )


def repeats_of(store: Store, case: str) -> tuple[Delivery, ...]:
    """Later deliveries of the files that a case came by, oldest receipt first."""
    query = sa.select(cases.c.delivery).where(cases.c.id == case)
    with store.database.reading() as connection:
        return _repeats(connection, connection.scalar(query) or "")


def ends(store: Store) -> tuple[End, ...]:
    """Where every case went, in the order of the deliveries' ids."""
    query = sa.select(cases.c.delivery, cases.c.id, cases.c.agreement, cases.c.decision).order_by(
        cases.c.delivery, cases.c.id
    )
    with store.database.reading() as connection:
        return tuple(
            End(
                delivery=row.delivery,
                case=row.id,
                party=_party(row.agreement),
                decision=Decision.model_validate(row.decision),
            )
            for row in connection.execute(query)
        )


def unfinished(store: Store) -> int:
    """How many deliveries have not come to an end."""
    query = sa.select(sa.func.count()).where(deliveries.c.state != "done")
    with store.database.reading() as connection:
        return connection.scalar(query) or 0


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


def _found_later(connection: sa.Connection, case: str) -> tuple[str, ...]:
    """The codes for which a case that was registered waits all the same; a note is no reason."""
    query = (
        sa.select(findings.c.code, findings.c.finding)
        .where(findings.c.case == case)
        .order_by(findings.c.position)
    )
    return tuple(row.code for row in connection.execute(query) if row.finding["severity"] != "note")


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
    return Clock(started_on=row.started_on, due_on=row.due_on, paused_on=row.paused_on)


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
            note=row.note or "",
        )
        for row in connection.execute(query)
    )


def _party(agreement: dict[str, list[dict[str, str | None]]] | None) -> str:
    """Municipality and board as the agreement has them, "" when it has neither."""
    fields = agreement["fields"] if agreement else []
    values = {field["key"]: field["value"] or field["raw"] for field in fields}
    names = (values.get("party.municipality_name"), values.get("party.board_name"))
    return ", ".join(filter(None, names))
