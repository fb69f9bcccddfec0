"""How the work stands, counted by the database: what came and went, what waits, what is late.

Every count reads a range of an index, so the page is quick however much the store holds. The page
ledger alone has to be added up as a whole: the page shows what the last close said of it, and
`ledger` is asked where there is none, or by somebody who wants it counted now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from threading import Lock
from typing import get_args
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from adapters.documents import list_documents
from adapters.ledger import balance
from adapters.night import midnight
from adapters.samples import checks_since
from adapters.store import WHO, Store
from adapters.tables import cases, deliveries, events, outbox, review_items, sample_checks
from domain.case import CaseState
from domain.judgement import SAMPLED, Queue
from domain.ledger import Ledger
from domain.night import CLOSE_DATA, CLOSE_PAGE, CLOSE_PAPER, ENDED, Document
from domain.notice import NoticeState
from domain.sample import BlindCheck

UNSENT: tuple[NoticeState, ...] = ("waiting", "held", "dead")
STATES = ("waiting", "claimed", "done")  # of deliveries: the index begins with it
OPEN_STATES: tuple[CaseState, ...] = tuple(one for one in get_args(CaseState) if one not in ENDED)
SUM_KEPT = timedelta(minutes=10)
CLOSES = (CLOSE_PAPER, CLOSE_PAGE)
_sums: "WeakKeyDictionary[Store, Sum]" = WeakKeyDictionary()
_checks: "WeakKeyDictionary[Store, tuple[BlindCheck, ...]]" = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True)
class Day:
    """Deliveries that were taken in on a day, and cases that went into the register."""

    day: date
    received: int
    registered: int


@dataclass(frozen=True)
class Week:
    """A week from `day` on: of the cases that were settled the machine put `straight` in the
    register by itself and `asked` a person about the others."""

    day: date
    straight: int
    asked: int

    @property
    def rate(self) -> float | None:
        """The share that no person had to look at; None when there was nothing."""
        settled = self.straight + self.asked
        return self.straight / settled if settled else None


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a person, or for a Party's answer. `since` is when it was received, or
    the day on which it was asked."""

    case: str
    queue: Queue | None
    since: date
    due_on: date | None


@dataclass(frozen=True)
class Sum:
    """The page ledger as added up at a moment."""

    ledger: Ledger
    at: datetime


@dataclass(frozen=True)
class Close:
    """The close of a day: its paper and its page."""

    day: str
    made_at: datetime
    files: tuple[Document, ...]


def daily(store: Store, first: date, count: int) -> tuple[Day, ...]:
    """So many days from one on, by Swedish clocks, oldest first."""
    starts, bounds = _bounds(first, count, 1)
    with store.database.reading() as connection:
        received = _counts(connection, [_taken_in(*one) for one in bounds])
        registered = _counts(connection, [_happened("registered", *one) for one in bounds])
    return tuple(map(Day, starts, received, registered))


def weekly(store: Store, first: date, count: int) -> tuple[Week, ...]:
    """So many weeks from the day on which the first begins, oldest first."""
    starts, bounds = _bounds(first, count, 7)
    with store.database.reading() as connection:
        straight = _counts(connection, [_happened("registered", *one, WHO) for one in bounds])
        asked = _counts(connection, [_happened("in_review", *one, WHO) for one in bounds])
    return tuple(map(Week, starts, straight, asked))


def due_counts(store: Store, today: date, soon: date) -> tuple[int, int]:
    """Cases that are not ended: due from `today` up to and with `soon`, and due before today."""
    open_ = sa.select(sa.func.count()).where(cases.c.state.in_(OPEN_STATES))
    near = open_.where(cases.c.due_on >= today, cases.c.due_on <= soon)
    with store.database.reading() as connection:
        return (
            connection.scalar(near) or 0,
            connection.scalar(open_.where(cases.c.due_on < today)) or 0,
        )


def oldest(store: Store, most: int) -> tuple[Waiting, ...]:
    """What waits for a person and is due first; blind checks have no day."""
    items = review_items.c
    query = (
        sa.select(items.case, items.queue, items.received_at, items.due_on)
        .where(items.state == "open", items.due_on.is_not(None), items.queue != SAMPLED)
        .order_by(items.due_on, items.received_at, items.case)
        .limit(most)
    )
    with store.database.reading() as connection:
        return tuple(
            Waiting(row.case, row.queue, row.received_at.date(), row.due_on)
            for row in connection.execute(query)
        )


def awaiting_answers(store: Store, most: int) -> tuple[int, tuple[Waiting, ...]]:
    """How many cases await a Party's answer, and those that have waited longest."""
    here = cases.c.state == "supplement_requested"
    query = (
        sa.select(cases.c.id, cases.c.paused_on)
        .where(here, cases.c.paused_on.is_not(None))
        .order_by(cases.c.paused_on, cases.c.id)
        .limit(most)
    )
    with store.database.reading() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(cases).where(here)) or 0
        rows = connection.execute(query).all()
    return count, tuple(Waiting(row.id, None, row.paused_on, None) for row in rows)


def cases_in(store: Store, state: CaseState) -> int:
    """How many cases stand in a state."""
    query = sa.select(sa.func.count()).select_from(cases).where(cases.c.state == state)
    with store.database.reading() as connection:
        return connection.scalar(query) or 0


def unsent_letters(store: Store) -> dict[NoticeState, int]:
    """Letters that are not sent, by what they wait for."""
    query = (
        sa.select(outbox.c.state, sa.func.count())
        .where(outbox.c.state.in_(UNSENT))
        .group_by(outbox.c.state)
    )
    with store.database.reading() as connection:
        found = {row[0]: row[1] for row in connection.execute(query)}
    return {state: found.get(state, 0) for state in UNSENT}


def ledger(store: Store, now: datetime) -> Sum:
    """The page ledger of everything, as it was when somebody last asked, unless that is too long
    ago. One asks at a time: the others wait for the same sum."""
    with _lock:
        kept = _sums.get(store)
        if kept is None or now - kept.at > SUM_KEPT:
            with store.database.reading() as connection:
                found, unbalanced = balance(connection)
            if unbalanced and found.closes:  # one too many here, one too few there
                found = found.model_copy(update={"unended": len(unbalanced)})
            kept = _sums[store] = Sum(found, now)
        return kept


def checks(store: Store) -> tuple[BlindCheck, ...]:
    """All blind checks. None is ever changed or taken away, so as many as before are the same."""
    query = sa.select(sa.func.count()).select_from(sample_checks)
    with store.database.reading() as connection:
        count = connection.scalar(query) or 0
    kept = _checks.get(store)
    if kept is None or len(kept) != count:
        kept = _checks[store] = checks_since(store)
    return kept


def closes(store: Store, most: int) -> tuple[Close, ...]:
    """The closes that were made, the newest first, each with its paper and its page."""
    files: dict[tuple[str, datetime], list[Document]] = {}
    for kind in CLOSES:
        for one in list_documents(store, kind):
            files.setdefault((one.about, one.made_at), []).append(one)
    newest = sorted(files.items(), key=lambda one: one[0], reverse=True)[:most]
    return tuple(Close(day, at, tuple(found)) for (day, at), found in newest)


def last_close_data(store: Store) -> Document | None:
    """What the newest close says, as data."""
    found = sorted(list_documents(store, CLOSE_DATA), key=lambda one: (one.about, one.made_at))
    return found[-1] if found else None


def close_file(store: Store, sha256: str) -> Document | None:
    """A paper or page of a close by its whole hash; nothing else that is kept is found."""
    return next(
        (one for kind in CLOSES for one in list_documents(store, kind) if one.sha256 == sha256),
        None,
    )


def _bounds(
    first: date, count: int, days: int
) -> tuple[list[date], list[tuple[datetime, datetime]]]:
    """The first days of the periods, and the moments between which each lies."""
    starts = [first + timedelta(days=days * number) for number in range(count + 1)]
    return starts[:-1], [(midnight(a), midnight(b)) for a, b in pairwise(starts)]


def _counts(connection: sa.Connection, queries: Sequence[sa.Select[tuple[int]]]) -> list[int]:
    """Many counts in one statement."""
    row = connection.execute(sa.select(*(one.scalar_subquery() for one in queries))).one()
    return [int(one or 0) for one in row]


def _taken_in(start: datetime, end: datetime) -> sa.Select[tuple[int]]:
    return sa.select(sa.func.count()).where(
        deliveries.c.state.in_(STATES),
        deliveries.c.taken_in_at >= start,
        deliveries.c.taken_in_at < end,
    )


def _happened(
    what: str, start: datetime, end: datetime, who: str | None = None
) -> sa.Select[tuple[int]]:
    query = sa.select(sa.func.count()).where(
        events.c.what == what, events.c.at >= start, events.c.at < end
    )
    return query if who is None else query.where(events.c.who == who)
