"""Escalation in the store: what waits, and that somebody was told, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from adapters.rows import insert_events, insert_notices
from adapters.store import WHO, Store
from adapters.tables import cases, outbox, review_items
from domain.case import Event
from domain.night import AwaitedAnswer, Escalation, WaitingItem
from domain.notice import Notice


class Escalating:
    """One write transaction: what is read in it stays true until it is recorded, so that two who
    escalate at once tell of no case twice."""

    def __init__(self, connection: sa.Connection, now: datetime) -> None:
        """`now` is the time that the records get."""
        self._connection = connection
        self._now = now

    def waiting(self) -> tuple[WaitingItem, ...]:
        """All that waits for a person."""
        return read_waiting(self._connection)

    def awaited(self) -> tuple[AwaitedAnswer, ...]:
        """All that awaits an answer."""
        return read_awaited(self._connection)

    def next_number(self) -> int:
        """A number that no letter of escalation has: several may go to one address on a day."""
        last = sa.select(sa.func.max(outbox.c.number)).where(outbox.c.kind == "escalation")
        found = self._connection.scalar(last)
        return 0 if found is None else found + 1

    def record(self, told: Sequence[Escalation], notices: Sequence[Notice]) -> None:
        """Put the letters in the outbox, and keep which step each case has been told for."""
        insert_notices(self._connection, [(one, False) for one in notices], self._now)
        for one in told:
            here = review_items.c.case == one.case
            self._connection.execute(review_items.update().where(here).values(escalated=one.step))
        insert_events(self._connection, [self._event(one) for one in told])

    def _event(self, one: Escalation) -> Event:
        why = f"step {one.step}, {one.left} working days left"
        if one.told == "answer":
            why = f"no answer by {one.due_on}"
        return Event(subject=one.case, at=self._now, who=WHO, what="escalated", why=why)


@contextmanager
def escalating(store: Store, now: datetime) -> Iterator[Escalating]:
    """A transaction to escalate in: all of it is recorded, or nothing."""
    with store.database.writing() as connection:
        yield Escalating(connection, now)


def read_waiting(connection: sa.Connection) -> tuple[WaitingItem, ...]:
    """What waits for a person, the case due first at the top, those without a due day last."""
    query = (
        sa.select(
            review_items.c.case,
            review_items.c.queue,
            review_items.c.received_at,
            review_items.c.due_on,
            cases.c.paused_on.is_not(None).label("stands"),
            review_items.c.escalated,
        )
        .join(cases, cases.c.id == review_items.c.case)
        .where(review_items.c.state == "open")
        .order_by(review_items.c.due_on.is_(None), review_items.c.due_on, review_items.c.case)
    )
    return tuple(
        WaitingItem.model_validate(dict(row)) for row in connection.execute(query).mappings()
    )


def read_awaited(connection: sa.Connection) -> tuple[AwaitedAnswer, ...]:
    """What awaits an answer from its sender, the answer that should have come first at the top."""
    query = (
        sa.select(
            review_items.c.case, review_items.c.queue, cases.c.answer_by, review_items.c.escalated
        )
        .join(cases, cases.c.id == review_items.c.case)
        .where(cases.c.state == "supplement_requested", cases.c.answer_by.is_not(None))
        .order_by(cases.c.answer_by, cases.c.id)
    )
    return tuple(
        AwaitedAnswer.model_validate(dict(row)) for row in connection.execute(query).mappings()
    )
