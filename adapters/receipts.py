"""What a receipt says of a delivery: its pages, what they were recognised as, and its cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from adapters.store import Store, read_delivery
from adapters.tables import (
    case_deliveries,
    cases,
    deliveries,
    findings,
    page_ends,
    readings,
    review_items,
)
from domain.case import CaseState
from domain.delivery import Delivery
from domain.judgement import SAMPLED, Finding, Queue
from domain.ledger import EndKind
from domain.page import Role

# It waits to be read, is being read, or has been judged (or could not be read: a person has it).
Stage = Literal["waiting", "reading", "judged"]

CHUNK = 500  # deliveries asked for at a time: a statement takes only so many values


@dataclass(frozen=True)
class CaseEnd:
    """Where a case went. Of one that waits for a blind check nothing is told but that it is
    registered: whoever checks it is to type what stands there. `queue` None: nobody is awaited."""

    case: str
    state: CaseState
    queue: Queue | None
    party: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class PageEnd:
    """One received page: the file counted from 0, the page from 1, what it was recognised as, and
    where it ended. `role` None: nothing is known of it beside that it came."""

    original: int
    number: int
    role: Role | None
    form: str | None
    form_page: int | None
    kind: EndKind | None


@dataclass(frozen=True)
class ReceiptOf:
    """All that a receipt says of a delivery; with `first`, pages and cases are that one's."""

    delivery: Delivery
    taken_in_at: datetime
    first: Delivery | None
    stage: Stage
    pages: tuple[PageEnd, ...]
    cases: tuple[CaseEnd, ...]


def receipt_of(store: Store, delivery: str) -> ReceiptOf:
    """The receipt of a delivery; NotFound."""
    with store.database.reading() as connection:
        found = read_delivery(connection, delivery)
        row = connection.execute(sa.select(deliveries).where(deliveries.c.id == delivery)).one()
        source = row.duplicate_of or delivery
        state = connection.scalar(sa.select(deliveries.c.state).where(deliveries.c.id == source))
        ended = cases_of(connection, [source]).get(source, ())
        return ReceiptOf(
            delivery=found,
            taken_in_at=row.taken_in_at,
            first=read_delivery(connection, row.duplicate_of) if row.duplicate_of else None,
            stage=stage_of(state or "done", bool(ended)),
            pages=_pages(connection, source),
            cases=ended,
        )


def stage_of(state: str, has_case: bool) -> Stage:
    """What waits for a reading engine that can be used has a case: a person knows of it."""
    if state == "done" or has_case:
        return "judged"
    return "reading" if state == "claimed" else "waiting"


def cases_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[CaseEnd, ...]]:
    """The cases that the pages of deliveries belong to, by delivery."""
    waiting = sa.and_(review_items.c.case == cases.c.id, review_items.c.state == "open")
    query = (
        sa.select(
            case_deliveries.c.delivery,
            cases.c.id,
            cases.c.state,
            cases.c.party,
            review_items.c.queue,
        )
        .join(cases, cases.c.id == case_deliveries.c.case)
        .outerjoin(review_items, waiting)
        .order_by(case_deliveries.c.delivery, cases.c.id)
    )
    found: dict[str, tuple[CaseEnd, ...]] = {}
    for some in _chunks(ids):
        rows = connection.execute(query.where(case_deliveries.c.delivery.in_(some))).all()
        said = _findings(connection, [row.id for row in rows if row.queue != SAMPLED])
        for row in rows:
            found[row.delivery] = (*found.get(row.delivery, ()), _case(row, said))
    return found


def _case(row: sa.Row[Any], said: dict[str, tuple[Finding, ...]]) -> CaseEnd:
    is_sampled = row.queue == SAMPLED
    return CaseEnd(
        case=row.id,
        state=row.state,
        queue=None if is_sampled else row.queue,
        party="" if is_sampled else row.party,
        findings=said.get(row.id, ()),
    )


def _findings(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[Finding, ...]]:
    """The findings of cases, in order; what was cleared at disposal says nothing any longer."""
    found: dict[str, tuple[Finding, ...]] = {}
    for some in _chunks(ids):
        query = (
            sa.select(findings.c.case, findings.c.finding)
            .where(findings.c.case.in_(some))
            .order_by(findings.c.case, findings.c.position)
        )
        for row in connection.execute(query):
            one = Finding.model_validate(row.finding)
            if one.message:
                found[row.case] = (*found.get(row.case, ()), one)
    return found


def kinds_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, dict[EndKind, int]]:
    """How many pages of each delivery ended where."""
    found: dict[str, dict[EndKind, int]] = {}
    for some in _chunks(ids):
        query = (
            sa.select(page_ends.c.delivery, page_ends.c.kind, sa.func.count().label("pages"))
            .where(page_ends.c.delivery.in_(some))
            .group_by(page_ends.c.delivery, page_ends.c.kind)
            .order_by(page_ends.c.delivery, page_ends.c.kind)
        )
        for row in connection.execute(query):
            found.setdefault(row.delivery, {})[row.kind] = row.pages
    return found


def _pages(connection: sa.Connection, delivery: str) -> tuple[PageEnd, ...]:
    """Every page that was counted, with what was recognised and where it ended."""
    read = connection.execute(
        sa.select(readings).where(readings.c.delivery == delivery).order_by(readings.c.position)
    ).all()
    kept = connection.execute(sa.select(page_ends).where(page_ends.c.delivery == delivery))
    ends = {(row.original, row.number): row.kind for row in kept}
    found: list[PageEnd] = []
    for row in read:
        known = {one["identity"]["number"]: one["identity"] for one in row.reading["pages"]}
        for number in range(1, row.pages + 1):
            one = known.get(number, {})
            found.append(
                PageEnd(
                    original=row.position,
                    number=number,
                    role=one.get("role"),
                    form=one.get("form"),
                    form_page=one.get("form_page"),
                    kind=ends.get((row.position, number)),
                )
            )
    return tuple(found)


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
