"""How the work stands: figures, charts each with its table, and the closes of the nights."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from adapters import overview
from adapters.overview import Day, Waiting, Week
from adapters.queries import waiting_by_queue
from adapters.settings import TIMEZONE
from domain.calibration import Calibration
from domain.errors import NotFound
from domain.judgement import SAMPLED, Queue
from domain.ledger import Ledger
from domain.night import NightReport
from pipeline.bound import (
    LEVEL,
    bound_of_fields,
    bound_of_registrations,
    checks_of_fields,
    per_cent,
)
from pipeline.close import SOON, chain_broke, ledger_in
from pipeline.working_days import after, remaining
from webapp.access import AtHouse, Looker
from webapp.faults import is_part
from webapp.house import House
from webapp.render import language_of, page

router = APIRouter(include_in_schema=False)

DAYS = 30
WEEKS = 13
NAMED = 5  # cases that are named of a kind
CLOSES = 14
MEDIA = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}


class Answers(NamedTuple):
    """Cases that await a Party's answer: how many, and those that have waited longest."""

    number: int
    longest: tuple[Waiting, ...]


class Book(NamedTuple):
    """The page ledger: at the close of a day, or counted at a moment."""

    ledger: Ledger
    day: date | None
    at: datetime | None


@router.get("/overview")
def overview_page(request: Request, at: AtHouse, visitor: Looker) -> Response:
    """Everything at once."""
    del visitor
    now = datetime.now(UTC)
    today = now.astimezone(TIMEZONE).date()
    days = overview.daily(at.store, today - timedelta(days=DAYS - 1), DAYS)
    weeks = overview.weekly(at.store, monday(today) - timedelta(weeks=WEEKS - 1), WEEKS)
    queues = waiting_by_queue(at.store)
    soon, late = overview.due_counts(at.store, today, after(today, SOON))
    checks = overview.checks(at.store)
    report = last_close(at)
    return page(
        request,
        "overview.html",
        today=today,
        days=days,
        weeks=weeks,
        queues=queues,
        waiting=sum(n for queue, n in queues.items() if queue != SAMPLED),
        sampled=queues[SAMPLED],
        soon=soon,
        soon_days=SOON,
        late=late,
        oldest=overview.oldest(at.store, NAMED),
        left=remaining,
        answers=Answers(*overview.awaiting_answers(at.store, NAMED)),
        unopened=overview.cases_in(at.store, "registered"),
        letters=overview.unsent_letters(at.store),
        book=book_of(at, report, now),
        fields_bound=bound_of_fields(checks),
        cases_bound=bound_of_registrations(checks),
        by_field=checks_of_fields(checks),
        level=LEVEL,
        per_cent=per_cent,
        calibration=at.desk.reference.calibration,
        missed=_missed(at.desk.reference.calibration),
        rate=rate_of(weeks),
        report=report,
        chain_broke=report is not None and chain_broke(report),
        closes=overview.closes(at.store, CLOSES),
        charts=charts(request, days, weeks, queues),
    )


@router.get("/overview/ledger")
def ledger_now(request: Request, at: AtHouse, visitor: Looker) -> Response:
    """The page ledger, counted now."""
    del visitor
    template = "parts/ledger.html" if is_part(request) else "overview_ledger.html"
    return page(request, template, book=book_of(at, None, datetime.now(UTC)))


@router.get("/overview/closes/{sha256}")
def close_file(
    at: AtHouse, visitor: Looker, sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
) -> Response:
    """The paper or the page of a close, as it was kept."""
    del visitor
    found = overview.close_file(at.store, sha256)
    if found is None:
        raise NotFound("Det finns inget bokslut med den kontrollsumman.")
    media = MEDIA.get(found.name.rpartition(".")[2], "application/octet-stream")
    named = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return Response(at.originals.read(found.sha256), media_type=media, headers=named)


def book_of(at: House, report: NightReport | None, now: datetime) -> Book:
    """The page ledger as the last close has it; without one, as it stands."""
    if report is not None:
        return Book(ledger_in(report), report.day, None)
    found = overview.ledger(at.store, now)
    return Book(found.ledger, None, found.at)


def last_close(at: House) -> NightReport | None:
    """What the newest close says."""
    found = overview.last_close_data(at.store)
    if found is None:
        return None
    return NightReport.model_validate_json(at.originals.read(found.sha256))


def monday(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


def rate_of(weeks: Sequence[Week]) -> float | None:
    """The share of all these weeks that no person had to look at."""
    straight = sum(one.straight for one in weeks)
    settled = straight + sum(one.asked for one in weeks)
    return straight / settled if settled else None


def charts(
    request: Request,
    days: Sequence[Day],
    weeks: Sequence[Week],
    queues: dict[Queue, int],
) -> dict[str, object]:
    """The figures of the charts; their words stand in the page."""
    return {
        "language": language_of(request),
        "days": [one.day.isoformat() for one in days],
        "received": [one.received for one in days],
        "registered": [one.registered for one in days],
        "weeks": [one.day.isoformat() for one in weeks],
        "rate": [None if one.rate is None else round(100 * one.rate, 1) for one in weeks],
        "waiting": [n for queue, n in queues.items() if queue != SAMPLED],
    }


def _missed(calibration: Calibration | None) -> tuple[int, int] | None:
    """Of the fields that passed with the chosen operating point: how many, and how many of them
    were wrong."""
    if calibration is None:
        return None
    chosen = [one for one in calibration.steps if one.threshold == calibration.operating_point]
    return (chosen[0].fields, chosen[0].wrong) if chosen else None
