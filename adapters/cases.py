"""Cases in the store: a case's whole folder out, and what an act leads to in.

The port is pipeline.ports.CaseTransaction. One transaction has the write lock from its start, so
the version that an act was checked against is still the version when its change is recorded.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from adapters.folders import read_folder
from adapters.rows import (
    case_row,
    close_item,
    draw_rows,
    insert,
    insert_connections,
    insert_events,
    insert_findings,
    insert_notices,
    open_item,
)
from adapters.signatories import remember as remember_signatory
from adapters.store import Store
from adapters.tables import (
    case_deliveries,
    cases,
    deliveries,
    findings,
    mandates,
    outbox,
    page_ends,
    review_items,
    rulings,
    sample_draws,
)
from adapters.told import makers, told_of
from adapters.transaction import StoreTransaction
from domain.case import Event
from domain.errors import StaleCase
from domain.ledger import KeptEnd
from domain.notice import HELD, Notice, NoticeKind, NoticeState
from domain.reference import Mandate
from domain.register import Connection
from domain.ruling import Ruling, Signatory
from pipeline.ports import Change, Folder, Told

_REVOKED: tuple[NoticeKind, ...] = ("supplement", "dismissal")


class CaseTransaction(StoreTransaction):
    """pipeline.ports.CaseTransaction over one open write transaction."""

    def folder(self, case: str) -> Folder:
        """All that is kept of a case; NotFound."""
        return read_folder(self._connection, case)

    def awaiting_answer(self, org_no: str, board_key: str) -> tuple[str, ...]:
        """The cases of a Party that wait for an answer to a supplementation request."""
        query = (
            sa.select(cases.c.id)
            .where(
                cases.c.org_no == org_no,
                cases.c.board_key == board_key,
                cases.c.state == "supplement_requested",
            )
            .order_by(cases.c.id)
        )
        return tuple(self._connection.scalars(query))

    def change(self, change: Change) -> None:
        """Record what an act leads to, the case with its next version; StaleCase."""
        self._update_case(change)
        self._insert_rulings(change.case.id, change.rulings)
        if change.joined:
            self._clear(change.joined)  # what stood for it while it could not be read
            self._insert_readings(change.joined, change.readings)
            self._join(change.case.id, change.joined)
        self._move(change.ends)
        insert_connections(self._connection, change.connections)
        held = [(notice, notice.kind in HELD) for notice in change.notices]
        self._settle_letters(change, change.cancelled, "cancelled")
        insert_notices(self._connection, held, self._now)
        self._settle_letters(change, change.released, "waiting")
        self._insert_draw(change)
        self._queue(change)
        insert_events(self._connection, change.events)

    def told_of(self, org_no: str, board_key: str) -> Told | None:
        """Where the Party was told of its entry, as it is since it last came to an end."""
        return told_of(self._connection, org_no, board_key)

    def makers(self, org_no: str, board_key: str) -> frozenset[str | None]:
        """The cases that the versions of an entry come from, since it last came to an end."""
        return makers(self._connection, org_no, board_key)

    def write(self, entry: Connection, notices: tuple[Notice, ...], event: Event) -> None:
        """Record a version of an entry that no case goes on by."""
        if entry.ended_at is not None:
            of_it = [one for one in self.makers(*entry.key) if one]
            unsent = sa.and_(
                outbox.c.case.in_(of_it),
                outbox.c.kind == "feedback",
                outbox.c.state.in_(("held", "waiting", "dead")),
            )
            never = {"state": "cancelled", "next_at": None, "version": outbox.c.version + 1}
            self._connection.execute(outbox.update().where(unsent).values(never))
        insert_connections(self._connection, [entry])
        insert_notices(self._connection, [(one, one.kind in HELD) for one in notices], self._now)
        insert_events(self._connection, [event])

    def claim(self, case: str, who: str | None, until: datetime | None, event: Event) -> None:
        """Write down who has the case now, None for nobody."""
        here = review_items.c.case == case
        values = {"claimed_by": who, "claimed_until": until}
        self._connection.execute(review_items.update().where(here).values(values))
        insert_events(self._connection, [event])

    def _update_case(self, change: Change) -> None:
        case = change.case
        row = case_row(case, self._now) | {"version": case.version + 1}
        if change.part is not None:
            row["part"] = change.part.model_dump(mode="json")
        same = sa.and_(cases.c.id == case.id, cases.c.version == case.version)
        done = self._connection.execute(cases.update().where(same).values(row))
        if done.rowcount != 1:
            raise StaleCase(f"Ärende {case.id} har ändrats av någon annan. Öppna det igen.")
        self._connection.execute(findings.delete().where(findings.c.case == case.id))
        insert_findings(self._connection, case)

    def _insert_rulings(self, case: str, made: Sequence[Ruling]) -> None:
        start = _next(self._connection, rulings.c.position, rulings.c.case == case)
        rows: list[dict[str, object]] = [
            {
                "case": case,
                "position": start + number,
                "kind": one.kind,
                "by": one.by,
                "at": one.at,
                "ruling": one.model_dump(mode="json"),
            }
            for number, one in enumerate(made)
        ]
        insert(self._connection, rulings, rows)

    def _join(self, case: str, delivery: str) -> None:
        """The delivery is the case's too, and done with."""
        at = _next(self._connection, case_deliveries.c.position, case_deliveries.c.case == case)
        link: dict[str, object] = {"case": case, "position": at, "delivery": delivery}
        insert(self._connection, case_deliveries, [link])
        self._connection.execute(
            deliveries.update()
            .where(deliveries.c.id == delivery)
            .values(state="done", lease_until=None)
        )

    def _move(self, ends: Sequence[KeptEnd]) -> None:
        """Each page's end in the place of its earlier one, if it had one; a case that now has pages
        of a delivery is the delivery's too."""
        for end in ends:
            same = sa.and_(
                page_ends.c.delivery == end.delivery,
                page_ends.c.original == end.original,
                page_ends.c.number == end.number,
            )
            self._connection.execute(page_ends.delete().where(same))
        insert(self._connection, page_ends, [end.model_dump() for end in ends])
        for case, delivery in dict.fromkeys((end.case, end.delivery) for end in ends if end.case):
            known = sa.select(case_deliveries.c.case).where(
                case_deliveries.c.case == case, case_deliveries.c.delivery == delivery
            )
            if self._connection.scalar(known) is None:
                own = case_deliveries.c.case == case
                at = _next(self._connection, case_deliveries.c.position, own)
                link: dict[str, object] = {"case": case, "position": at, "delivery": delivery}
                insert(self._connection, case_deliveries, [link])

    def _settle_letters(
        self, change: Change, kinds: Sequence[NoticeKind], state: NoticeState
    ) -> None:
        """Letters of these kinds in the case that are not sent: held ones now go, or never do. What
        asks for something, or says that a case is closed, never goes though it was released; a
        feedback that was released is true."""
        unsent = sa.or_(
            outbox.c.state == "held",
            sa.and_(outbox.c.kind.in_(_REVOKED), outbox.c.state.in_(("waiting", "dead"))),
        )
        self._connection.execute(
            outbox.update()
            .where(
                outbox.c.case == change.case.id,
                outbox.c.kind.in_(kinds),
                outbox.c.state == "held" if state == "waiting" else unsent,
            )
            .values(
                state=state,
                released_by=change.events[0].who if state == "waiting" else None,
                version=outbox.c.version + 1,
                next_at=self._now if state == "waiting" else None,
            )
        )

    def remember(
        self, signatory: Signatory | None, mandate: Mandate | None, said: tuple[str, str]
    ) -> None:
        """What a person has answered for other cases too; `said` is in which case, and by whom."""
        if signatory:
            remember_signatory(self._connection, signatory)
        if mandate:
            row = mandate.model_dump(mode="json")
            if self._connection.scalar(sa.select(mandates.c.org_no).filter_by(**row)) is None:
                more = {"source": said[0], "by": said[1], "at": self._now}
                insert(self._connection, mandates, [row | more])

    def _insert_draw(self, change: Change) -> None:
        known = sa.select(sample_draws.c.case).where(sample_draws.c.case == change.case.id)
        if change.draw and self._connection.scalar(known) is None:
            insert(self._connection, sample_draws, draw_rows([change.draw], self._now))

    def _queue(self, change: Change) -> None:
        if change.queue is None:
            close_item(self._connection, change.case.id)
            return
        received_at = self._received_at(change.case.delivery)
        open_item(self._connection, change.case, change.queue, received_at, self._now)


@contextmanager
def acting(store: Store, now: datetime, share: float = 0.0) -> Iterator[CaseTransaction]:
    """A write transaction for settling a delivery or for a person's act: all of it is recorded, or
    nothing. `share` of what the machine registers is picked for blind checks."""
    with store.database.writing() as connection:
        yield CaseTransaction(connection, now, share)


def _next(connection: sa.Connection, column: sa.Column[int], own: sa.ColumnElement[bool]) -> int:
    """The next free place in a list."""
    last = connection.scalar(sa.select(sa.func.max(column)).where(own))
    return 0 if last is None else last + 1
