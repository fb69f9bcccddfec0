"""Working days, and by when a case is to be done.

Not Saturdays, Sundays, public holidays (lag 1989:253), midsommarafton, julafton or nyårsafton;
skärtorsdag, valborg and days between holidays are working days. Day 0 is the day of receipt, and
the case is due on the 10th working day after it ("normally within 10 working days from receipt",
the agency's information on joining the service).
"""

from datetime import date, timedelta

import holidays

from domain.case import Clock

PROMISED = 10  # working days
ANSWER_DAYS = 10  # working days that a sender has for a supplement, unless settings say else
_DAY = timedelta(days=1)
_FREE = holidays.country_holidays("SE", categories=("public", "de_facto"), include_sundays=False)


def is_working_day(day: date) -> bool:
    """Whether the agency works on that day.

    >>> is_working_day(date(2026, 12, 24)), is_working_day(date(2026, 12, 23))
    (False, True)
    """
    return day.weekday() < 5 and day not in _FREE


def after(day: date, count: int) -> date:
    """The working day number `count` after a day, which itself counts as day 0.

    >>> after(date(2026, 12, 18), 10)
    datetime.date(2027, 1, 8)
    """
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day


def remaining(today: date, due: date) -> int:
    """Working days left: those after today up to and with the due day; negative when it is past.

    >>> remaining(date(2026, 11, 23), date(2026, 12, 7))
    10
    """
    if today > due:
        return -remaining(due, today)
    days = (today + _DAY * number for number in range(1, (due - today).days + 1))
    return sum(map(is_working_day, days))


def started(day: date) -> Clock:
    """The clock from a day of receipt, day 0."""
    return Clock(started_on=day, due_on=after(day, PROMISED))


def paused(clock: Clock, day: date, answer_by: date | None = None) -> Clock:
    """The clock while a supplement is awaited until `answer_by`; one that stands already stands
    since the day on which it was stopped."""
    return clock.model_copy(
        update={
            "due_on": None,
            "paused_on": clock.paused_on or day,
            "answer_by": answer_by,
            "review_by": None,
        }
    )


def answered(clock: Clock, day: date, is_complete: bool) -> Clock:
    """The clock when an answer came on a day: the complete one starts it anew. One that still lacks
    something leaves it standing, and the agency has as long to see to that as it has for a case."""
    if clock.paused_on is None:
        return clock
    if is_complete:
        return started(day)
    return clock.model_copy(update={"answer_by": None, "review_by": after(day, PROMISED)})


def resumed(clock: Clock, day: date) -> Clock:
    """The clock going on from a day, with the working days that were left when it was stopped."""
    if clock.paused_on is None:
        return clock
    left = max(remaining(clock.paused_on, after(clock.started_on, PROMISED)), 0)
    going = {"due_on": after(day, left), "paused_on": None, "answer_by": None, "review_by": None}
    return clock.model_copy(update=going)
