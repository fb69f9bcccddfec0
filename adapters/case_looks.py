"""What people ask of cases beside the queues: all of them by state, party and day; one whole."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from adapters.folders import read_folder
from adapters.outbox import AWAITING
from adapters.queries import words_of
from adapters.store import Store
from adapters.tables import cases, deliveries, outbox, review_items
from domain.case import CaseState
from domain.judgement import SAMPLED, Queue
from domain.notice import Letter, NoticeState
from pipeline.ports import Folder


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. `party` is as read, and "" while the case waits for a blind check. `due_on`
    is None while the clock stands, and where no time was kept. `queue` None: nobody is awaited.
    `answer_by` is the last day that the sender has for an answer, if one is awaited; `review_by` by
    when an answer that still lacks something is to be seen to."""

    case: str
    state: CaseState
    party: str
    received_at: datetime
    due_on: date | None
    queue: Queue | None
    answer_by: date | None = None
    review_by: date | None = None


@dataclass(frozen=True)
class Wanted:
    """Which cases: of a state, of a party that has each of these words somewhere in its number,
    municipality or board, due on that day or before, that were to have had an answer before a day
    and have none. None: whichever. Cases that wait for a blind check are found by no party."""

    state: CaseState | None = None
    party: str | None = None
    due: date | None = None
    unanswered: date | None = None


def list_of_cases(
    store: Store, wanted: Wanted, most: int, offset: int = 0
) -> tuple[int, tuple[CaseLine, ...]]:
    """How many cases are wanted, and `most` of them, those after the first `offset`: by due date,
    those without one last."""
    asked = _asked(wanted)
    first = (
        sa.select(cases.c.id)
        .where(*asked)
        .order_by(cases.c.due_on.is_(None), cases.c.due_on, cases.c.id)
        .limit(most)
        .offset(offset)
        .subquery()
    )
    waits = sa.and_(review_items.c.case == cases.c.id, review_items.c.state == "open")
    query = (
        sa.select(
            cases.c.id,
            cases.c.state,
            cases.c.party,
            cases.c.due_on,
            cases.c.answer_by,
            cases.c.review_by,
            deliveries.c.received_at,
            review_items.c.queue,
        )
        .select_from(first)
        .join(cases, cases.c.id == first.c.id)
        .join(deliveries, deliveries.c.id == cases.c.delivery)
        .outerjoin(review_items, waits)
        .order_by(cases.c.due_on.is_(None), cases.c.due_on, cases.c.id)
    )
    with store.database.reading() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(cases).where(*asked))
        lines = tuple(
            CaseLine(
                case=row.id,
                state=row.state,
                party="" if row.queue == SAMPLED else row.party,
                received_at=row.received_at,
                due_on=row.due_on,
                queue=row.queue,
                answer_by=row.answer_by if row.state == AWAITING else None,
                review_by=row.review_by,
            )
            for row in connection.execute(query)
        )
    return count or 0, lines


def claimed_now(store: Store, now: datetime) -> dict[str, str]:
    """Who has which case; a claim that has ended is nobody's."""
    query = sa.select(review_items.c.case, review_items.c.claimed_by).where(
        review_items.c.state == "open",
        review_items.c.claimed_by.is_not(None),
        review_items.c.claimed_until > now,
    )
    with store.database.reading() as connection:
        return {row.case: row.claimed_by for row in connection.execute(query)}


def folder_of(store: Store, case: str) -> Folder:
    """All that is kept of a case, by its whole id, to look at; NotFound."""
    with store.database.reading() as connection:
        return read_folder(connection, case)


def letters_of(store: Store, case: str) -> tuple[Letter, ...]:
    """The letters of a case, in the order in which they were written."""
    query = (
        sa.select(outbox).where(outbox.c.case == case).order_by(outbox.c.written_at, outbox.c.id)
    )
    with store.database.reading() as connection:
        return tuple(_letter(row) for row in connection.execute(query))


def letters_page(
    store: Store, state: NoticeState | None, limit: int, offset: int = 0
) -> tuple[int, tuple[Letter, ...]]:
    """How many letters are in a state (None: in any), and some of them, newest first."""
    where = sa.true() if state is None else outbox.c.state == state
    newest = (
        sa.select(outbox.c.id)
        .where(where)
        .order_by(outbox.c.written_at.desc(), outbox.c.id.desc())
        .limit(limit)
        .offset(offset or None)
        .subquery()
    )
    query = (
        sa.select(outbox)
        .join(newest, newest.c.id == outbox.c.id)
        .order_by(outbox.c.written_at.desc(), outbox.c.id.desc())
    )
    with store.database.reading() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(outbox).where(where))
        return count or 0, tuple(_letter(row) for row in connection.execute(query))


def _letter(row: sa.Row[tuple[object, ...]]) -> Letter:
    known = Letter.model_fields
    return Letter.model_validate({k: v for k, v in row._mapping.items() if k in known})


def _asked(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    asked: list[sa.ColumnElement[bool]] = []
    if wanted.state:
        asked.append(cases.c.state == wanted.state)
    if wanted.due:
        asked.append(cases.c.due_on <= wanted.due)
    if wanted.unanswered:
        asked += [cases.c.state == AWAITING, cases.c.answer_by < wanted.unanswered]
    if wanted.party:
        named = [cases.c.search.contains(one, autoescape=True) for one in words_of(wanted.party)]
        hidden = sa.select(review_items.c.case).where(
            review_items.c.state == "open", review_items.c.queue == SAMPLED
        )
        asked += [*named, cases.c.id.not_in(hidden)]
    return asked
