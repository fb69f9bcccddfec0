"""Working days by the Swedish calendar, and the clock of a case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.working_days import (
    PROMISED,
    after,
    answered,
    is_working_day,
    paused,
    remaining,
    resumed,
    started,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 7)),
        (date(2026, 12, 18), date(2027, 1, 8)),  # julafton, juldagen, nyårsafton, trettondagen
        (date(2026, 6, 12), date(2026, 6, 29)),  # midsommarafton
        (date(2026, 11, 21), date(2026, 12, 4)),  # a Saturday is day 0 too
    ],
)
def test_due_is_the_tenth_working_day_after_receipt(received: date, due: date) -> None:
    assert after(received, PROMISED) == due
    assert started(received).due_on == due


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 2), True),  # skärtorsdagen
        (date(2026, 4, 3), False),  # långfredagen
        (date(2026, 4, 30), True),  # valborgsmässoafton
        (date(2026, 5, 15), True),  # the day after Kristi himmelsfärdsdag
        (date(2026, 6, 5), True),
        (date(2025, 6, 6), False),  # nationaldagen
        (date(2026, 6, 19), False),  # midsommarafton
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2026, 11, 22), False),  # a Sunday
    ],
)
def test_which_days_are_worked(day: date, works: bool) -> None:
    assert is_working_day(day) == works


@given(DAYS, st.integers(1, 40))
def test_remaining_is_the_inverse_of_after(day: date, count: int) -> None:
    due = after(day, count)
    assert is_working_day(due)
    assert remaining(day, due) == count
    assert remaining(due, day) == -count


@given(DAYS, st.integers(0, 30), st.integers(0, 60))
def test_a_clock_that_stood_goes_on_with_the_days_that_were_left(
    day: date, before: int, away: int
) -> None:
    clock = started(day)
    stopped = paused(clock, after(day, before))
    assert stopped.due_on is None
    assert paused(stopped, after(day, before + 3)) == stopped, "it stands already"
    back = after(after(day, before), away)
    going = resumed(stopped, back)
    assert going.due_on is not None
    assert going.paused_on is None
    assert remaining(back, going.due_on) == max(PROMISED - before, 0)


@given(DAYS, st.integers(0, 30), st.integers(0, 60))
def test_an_answer_starts_the_clock_anew_or_the_agencys_own_time(
    day: date, before: int, away: int
) -> None:
    """Whatever came before it: only a clock that stands is started by an answer."""
    asked_on = after(day, before)
    stopped = paused(started(day), asked_on, after(asked_on, 10))
    came = after(asked_on, away)
    assert answered(stopped, came, is_complete=True) == started(came)
    lacking = answered(stopped, came, is_complete=False)
    assert (lacking.due_on, lacking.answer_by) == (None, None)
    assert lacking.review_by == after(came, PROMISED)
    assert lacking.paused_on == asked_on, "the promise is of complete material"
    again = paused(lacking, after(came, 1), after(came, 11))
    assert (again.paused_on, again.review_by) == (asked_on, None)
    assert answered(started(day), came, is_complete=True) == started(day)
