"""How long something has waited, and how long it may, in numbers that a template puts in words."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from adapters.settings import TIMEZONE
from domain.case import Clock
from pipeline.working_days import remaining


@dataclass(frozen=True)
class Due:
    """The last day of what was promised, and the working days that are left: below 0 when it has
    gone by."""

    day: date
    left: int


def today(now: datetime) -> date:
    """The day in Sweden."""
    return now.astimezone(TIMEZONE).date()


def due(day: date | None, now: datetime) -> Due | None:
    """None when nothing is due."""
    return None if day is None else Due(day, _left(today(now), day))


def due_of(clock: Clock | None, now: datetime) -> Due | None:
    """The same of a case's clock. One that stands is due on no day, but for the agency's own time
    to see to an answer that was not complete."""
    if clock is None:
        return None
    return due(clock.review_by if clock.paused_on else clock.due_on, now)


def age(received_at: datetime, now: datetime) -> int:
    """Days since the day of receipt."""
    return (today(now) - today(received_at)).days


@lru_cache(maxsize=4096)
def _left(now: date, day: date) -> int:
    """Working days are counted one by one, and a list has the same days again and again."""
    return remaining(now, day)
