"""Releasing a letter, or putting one that was given up in the line again. No Prefect here.

Who is asked for a supplement has the days from when the letter goes, not from when it was written:
the day that it names is counted anew, in the letter and in the clock of the case.
"""

from datetime import date

from adapters import outbox
from adapters.case_looks import folder_of
from adapters.settings import TIMEZONE
from adapters.store import Store
from domain.notice import Letter
from pipeline.letters import dated
from pipeline.working_days import ANSWER_DAYS, after


def release(store: Store, act: outbox.Act, days: int = ANSWER_DAYS) -> None:
    """A held letter may go; `days` are the working days that the sender has to answer."""
    outbox.release(store, act, _dated(store, act, days))


def requeue(store: Store, act: outbox.Act, days: int = ANSWER_DAYS) -> None:
    """A letter that was given up is tried again, from the first attempt."""
    outbox.requeue(store, act, _dated(store, act, days))


def _dated(store: Store, act: outbox.Act, days: int) -> outbox.Dated | None:
    """The letter with the day that holds now; None for one that names none. Should the letter
    change meanwhile, its version is another, and the act is refused."""
    found = outbox.letter(store, act.letter)
    before = _answer_by(store, found)
    if before is None or found.notice is None:
        return None
    answer_by = after(act.at.astimezone(TIMEZONE).date(), days)
    return outbox.Dated(dated(found.notice, before, answer_by), answer_by)


def _answer_by(store: Store, letter: Letter) -> date | None:
    """The last day that the letter names now."""
    if letter.kind != "supplement" or letter.case is None or letter.notice is None:
        return None
    clock = folder_of(store, letter.case).case.clock
    return clock.answer_by if clock else None
