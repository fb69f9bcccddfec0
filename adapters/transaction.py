"""One write transaction of the store: the port that pipeline.settle records through."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from adapters.again import sent_before
from adapters.known import known_of
from adapters.rows import (
    draw_rows,
    insert,
    insert_case,
    insert_connections,
    insert_events,
    insert_notices,
    open_item,
)
from adapters.tables import (
    case_deliveries,
    cases,
    deliveries,
    findings,
    page_ends,
    readings,
    review_items,
    sample_draws,
)
from domain.facts import EarlierCase, Known
from domain.judgement import SAMPLED
from domain.notice import HELD
from domain.reading import FileReading
from domain.sample import Draw
from pipeline.ports import Settlement


class StoreTransaction:
    """pipeline.ports.Transaction over one open write transaction."""

    def __init__(self, connection: sa.Connection, now: datetime, share: float = 0.0) -> None:
        """`now` is the time that the records get, `share` how many of the registrations are to be
        checked blindly."""
        self._connection = connection
        self._now = now
        self._share = share

    def is_settled(self, delivery: str) -> bool:
        """True when the delivery's cases have been recorded already."""
        query = sa.select(deliveries.c.state).where(deliveries.c.id == delivery)
        return self._connection.scalar(query) == "done"

    def known(self, org_nos: frozenset[str]) -> Known:
        """What the store knows of these organisationsnummer."""
        return known_of(self._connection, org_nos)

    def sent_before(self, delivery: str) -> tuple[EarlierCase, ...]:
        """The cases that came of the same files when they were sent earlier."""
        return sent_before(self._connection, delivery)

    def draw(self, case: str) -> Draw:
        """A lot from the system's own source of chance: what a sender knows, such as a case's id or
        the hour, says nothing about it."""
        number = secrets.SystemRandom().random()
        return Draw(case=case, number=number, share=self._share)

    def record(self, settlement: Settlement) -> None:
        """See pipeline.ports.Transaction."""
        self._clear(settlement.delivery)
        self._insert_readings(settlement.delivery, settlement.readings)
        for case, part in zip(settlement.cases, settlement.parts, strict=True):
            insert_case(self._connection, case, part, self._now)
        links = [{"case": c.id, "position": 0, "delivery": c.delivery} for c in settlement.cases]
        insert(self._connection, case_deliveries, links)
        self._insert_ends(settlement)
        self._insert_results(settlement)
        insert_events(self._connection, settlement.events)
        if settlement.is_read:  # else whoever has claimed it lets it go
            self._connection.execute(
                deliveries.update()
                .where(deliveries.c.id == settlement.delivery)
                .values(state="done", lease_until=None)
            )

    def _clear(self, delivery: str) -> None:
        """Take away what was recorded of a delivery while it could not be read. Events stay; of
        such a delivery nothing is in the register."""
        of_it = sa.select(cases.c.id).where(cases.c.delivery == delivery).scalar_subquery()
        for table in (findings, review_items, case_deliveries):
            self._connection.execute(table.delete().where(table.c.case.in_(of_it)))
        for table in (page_ends, cases, readings):
            self._connection.execute(table.delete().where(table.c.delivery == delivery))

    def _insert_readings(self, delivery: str, read: Sequence[FileReading]) -> None:
        rows: list[dict[str, object]] = [
            {
                "delivery": delivery,
                "position": position,
                "reading": reading.model_dump(mode="json"),
                "read_at": self._now,
                "pages": reading.received_pages,
            }
            for position, reading in enumerate(read)
        ]
        insert(self._connection, readings, rows)

    def _insert_ends(self, settlement: Settlement) -> None:
        ids = [case.id for case in settlement.cases]
        rows = [
            {
                "delivery": settlement.delivery,
                "case": None if end.part is None else ids[end.part],
                **end.model_dump(exclude={"part"}),
            }
            for end in settlement.ends
        ]
        insert(self._connection, page_ends, rows)

    def _insert_results(self, settlement: Settlement) -> None:
        insert(self._connection, sample_draws, draw_rows(settlement.draws, self._now))
        insert_connections(self._connection, settlement.connections)
        held = [(notice, notice.kind in HELD) for notice in settlement.notices]
        insert_notices(self._connection, held, self._now)
        received_at = self._received_at(settlement.delivery)
        picked = {one.case for one in settlement.draws if one.is_picked}
        for case in settlement.cases:
            if case.state == "in_review":
                # A case that nobody registered and no queue names still reaches a person.
                queue = case.decision.queue or "failed"
                open_item(self._connection, case, queue, received_at, self._now)
            elif case.id in picked:
                open_item(self._connection, case, SAMPLED, received_at, self._now)

    def _received_at(self, delivery: str) -> datetime:
        query = sa.select(deliveries.c.received_at).where(deliveries.c.id == delivery)
        found = self._connection.scalar(query)
        return found or self._now
