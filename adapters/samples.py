"""The blind checks in the store: what waits for one, what they said, and recording one."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adapters.rows import insert, insert_events
from adapters.store import Store
from adapters.tables import (
    cases,
    deliveries,
    delivery_originals,
    event_notes,
    events,
    findings,
    readings,
    review_items,
    sample_answers,
    sample_checks,
)
from domain.case import Event
from domain.errors import NotFound
from domain.judgement import SAMPLED
from domain.page import Rotation
from domain.reading import FileReading
from domain.sample import SAMPLE_FIRST, Begun, BlindCheck, Typed
from pipeline.ports import Checked


@dataclass(frozen=True)
class WaitingSample:
    """A case that waits for a blind check: nothing of what was read in it."""

    case: str
    received_at: datetime
    file: str


def waiting_samples(store: Store, limit: int | None = None) -> tuple[WaitingSample, ...]:
    """What waits for a blind check, oldest receipt first; `limit` of it."""
    query = (
        sa.select(review_items.c.case, deliveries.c.received_at, delivery_originals.c.name)
        .join(cases, cases.c.id == review_items.c.case)
        .join(deliveries, deliveries.c.id == cases.c.delivery)
        .join(delivery_originals, delivery_originals.c.delivery == deliveries.c.id)
        .where(_waits(), delivery_originals.c.position == 0)
        .order_by(deliveries.c.received_at, review_items.c.case)
        .limit(limit)
    )
    with store.database.reading() as connection:
        return tuple(
            WaitingSample(row.case, row.received_at, row.name) for row in connection.execute(query)
        )


def unchecked(store: Store, of: Collection[str]) -> frozenset[str]:
    """Those of the cases that wait for a blind check: nothing that was read in them is shown."""
    query = sa.select(review_items.c.case).where(review_items.c.case.in_(of), _waits())
    with store.database.reading() as connection:
        return frozenset(connection.scalars(query))


def turns(store: Store, delivery: str) -> dict[int, Rotation]:
    """How the pages of a delivery's first file are turned to stand upright, by their number."""
    query = sa.select(readings.c.reading).where(
        readings.c.delivery == delivery, readings.c.position == 0
    )
    with store.database.reading() as connection:
        read = FileReading.model_validate(connection.scalars(query).one())
    return {page.identity.number: page.identity.rotation for page in read.pages}


def record_check(store: Store, checked: Checked) -> None:
    """Write down a check with its event, all of it or nothing; the case leaves the queue of blind
    checks. NotFound when it does not wait there (somebody else was first)."""
    case = checked.check.case
    with store.database.writing() as connection:
        here = sa.select(review_items.c.case).where(review_items.c.case == case, _waits())
        if connection.scalar(here) is None:
            raise NotFound(not_waiting(case))
        insert(connection, sample_checks, [checked.check.model_dump()])
        insert(connection, sample_answers, [{"case": case, **dict(t)} for t in checked.typed])
        insert_events(connection, [checked.event])
        _move(connection, checked)


def begun(store: Store, case: str) -> Begun | None:
    """The first answers to the case's blind check, if any were given that differ."""
    with store.database.reading() as connection:
        return _begun(connection, case)


def begin(store: Store, case: str, answers: Begun, now: datetime) -> Begun:
    """Keep the first answers, once: if there are some already, those count and are given back.
    NotFound when the case does not wait for a check."""
    with store.database.writing() as connection:
        here = sa.select(review_items.c.case).where(review_items.c.case == case, _waits())
        if connection.scalar(here) is None:
            raise NotFound(not_waiting(case))
        before = _begun(connection, case)
        if before is not None:
            return before
        insert_events(connection, [_first(case, answers, now)])
        return answers


def _first(case: str, answers: Begun, now: datetime) -> Event:
    """What was typed stands in the event's note: a row that disposal clears."""
    told, keys = json.dumps(answers.first, ensure_ascii=False), " ".join(answers.differing)
    return Event(subject=case, at=now, who=answers.by, what=SAMPLE_FIRST, why=keys, note=told)


def _begun(connection: sa.Connection, case: str) -> Begun | None:
    query = (
        sa.select(events.c.who, events.c.why, event_notes.c.text)
        .outerjoin(event_notes, event_notes.c.event == events.c.number)
        .where(events.c.subject == case, events.c.what == SAMPLE_FIRST)
        .order_by(events.c.number)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Begun(by=row.who, differing=tuple(row.why.split()), first=json.loads(row.text or "{}"))


def not_waiting(case: str) -> str:
    """That a case waits for no blind check, for people."""
    return (
        f"Ärende {case} väntar inte på blindkontroll: det drogs inte ut, eller är redan "
        "kontrollerat. Se anslut sample list."
    )


def checks_since(store: Store, since: datetime | None = None) -> tuple[BlindCheck, ...]:
    """The checks of cases received from then on, in the order in which they were made."""
    query = (
        sa.select(sample_checks)
        .join(cases, cases.c.id == sample_checks.c.case)
        .join(deliveries, deliveries.c.id == cases.c.delivery)
        .order_by(sample_checks.c.at, sample_checks.c.case)
    )
    if since is not None:
        query = query.where(deliveries.c.received_at >= since)
    with store.database.reading() as connection:
        return tuple(
            BlindCheck.model_validate(dict(row)) for row in connection.execute(query).mappings()
        )


def typed_in(store: Store, case: str) -> tuple[Typed, ...]:
    """What a checker typed of the fields that differed at first; () once it has been cleared."""
    query = (
        sa.select(sample_answers.c.key, sample_answers.c.first, sample_answers.c.again)
        .where(sample_answers.c.case == case)
        .order_by(sample_answers.c.key)
    )
    with store.database.reading() as connection:
        return tuple(
            Typed.model_validate(dict(row)) for row in connection.execute(query).mappings()
        )


def _waits() -> sa.ColumnElement[bool]:
    return sa.and_(review_items.c.queue == SAMPLED, review_items.c.state == "open")


def _move(connection: sa.Connection, checked: Checked) -> None:
    """Out of the queue of blind checks, and into another if something differs."""
    item = review_items.update().where(review_items.c.case == checked.check.case)
    if checked.finding is None:
        connection.execute(item.values(state="closed"))
        return
    connection.execute(item.values(queue=checked.queue, opened_at=checked.check.at))
    last = sa.select(sa.func.max(findings.c.position)).where(findings.c.case == checked.check.case)
    row = {
        "case": checked.check.case,
        "position": (-1 if (found := connection.scalar(last)) is None else found) + 1,
        "code": checked.finding.code,
        "finding": checked.finding.model_dump(mode="json"),
    }
    insert(connection, findings, [row])
