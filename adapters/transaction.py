"""One write transaction of the store: the port that pipeline.settle records through."""

import secrets
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from adapters.tables import (
    cases,
    connections,
    deliveries,
    events,
    findings,
    outbox,
    page_ends,
    readings,
    review_items,
    sample_draws,
)
from domain.case import Case, Event
from domain.judgement import SAMPLED
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

    def registered(self) -> frozenset[tuple[str, str]]:
        """The keys of the register of users."""
        query = sa.select(connections.c.org_no, connections.c.board_key).distinct()
        return frozenset((row.org_no, row.board_key) for row in self._connection.execute(query))

    def draw(self, case: str) -> Draw:
        """A lot from the system's own source of chance: what a sender knows, such as a case's id or
        the hour, says nothing about it."""
        number = secrets.SystemRandom().random()
        return Draw(case=case, number=number, share=self._share)

    def record(self, settlement: Settlement) -> None:
        """See pipeline.ports.Transaction."""
        self._clear(settlement.delivery)
        self._insert_readings(settlement)
        for case in settlement.cases:
            self._insert_case(case)
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
        for table in (findings, review_items):
            self._connection.execute(table.delete().where(table.c.case.in_(of_it)))
        for table in (page_ends, cases, readings):
            self._connection.execute(table.delete().where(table.c.delivery == delivery))

    def _insert_readings(self, settlement: Settlement) -> None:
        rows = [
            {
                "delivery": settlement.delivery,
                "position": position,
                "reading": reading.model_dump(mode="json"),
                "read_at": self._now,
                "pages": reading.received_pages,
            }
            for position, reading in enumerate(settlement.readings)
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

    def _insert_case(self, case: Case) -> None:
        row = case.model_dump(mode="json", exclude={"findings"})
        insert(self._connection, cases, [{**row, "judged_at": self._now}])
        rows = [
            {
                "case": case.id,
                "position": position,
                "code": finding.code,
                "finding": finding.model_dump(mode="json"),
            }
            for position, finding in enumerate(case.findings)
        ]
        insert(self._connection, findings, rows)

    def _insert_results(self, settlement: Settlement) -> None:
        entries = [
            {
                "org_no": entry.key[0],
                "board_key": entry.key[1],
                "version": entry.version,
                "municipality": entry.municipality,
                "valid_from": entry.valid_from,
                "case": entry.case,
                "connection": entry.model_dump(mode="json"),
            }
            for entry in settlement.connections
        ]
        letters = [
            {
                "case": notice.case,
                "kind": notice.kind,
                "state": "held",
                "notice": notice.model_dump(mode="json"),
                "written_at": self._now,
            }
            for notice in settlement.notices
        ]
        # A case that nobody registered and no queue names still reaches a person.
        items = [
            {
                "case": case.id,
                "queue": case.decision.queue or "failed",
                "state": "open",
                "opened_at": self._now,
            }
            for case in settlement.cases
            if case.state == "in_review"
        ]
        items += [
            {"case": one.case, "queue": SAMPLED, "state": "open", "opened_at": self._now}
            for one in settlement.draws
            if one.is_picked
        ]
        lots = [{**one.model_dump(), "drawn_at": self._now} for one in settlement.draws]
        insert(self._connection, sample_draws, lots)
        insert(self._connection, connections, entries)
        insert(self._connection, outbox, letters)
        insert(self._connection, review_items, items)


def insert_events(connection: sa.Connection, happened: Iterable[Event]) -> None:
    """Write down what happened."""
    insert(connection, events, [dict(event) for event in happened])


def insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    """Insert the rows, if there are any."""
    if rows:
        connection.execute(table.insert(), rows)
