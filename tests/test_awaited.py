"""Answers from senders: awaited until a day, overdue after it, and those that lack something."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters import outbox, tables
from adapters.case_looks import Wanted, letters_of, list_of_cases
from adapters.night import night_facts
from adapters.outbox import Act
from adapters.queries import open_items
from adapters.settings import Settings
from adapters.store import Store
from domain.errors import ActRefused, StaleLetter
from domain.notice import Letter
from flows.escalate import escalate
from flows.release import release, requeue
from pipeline import acts
from pipeline.close import close_day
from pipeline.letters import dated, rewritten
from tests.builders import file, page
from tests.intake import NOW, rows, store_in
from tests.lives import act, arrived, folder, letters, saying

pytestmark = pytest.mark.usefixtures("database")  # each test on both kinds

LEAD = Settings(leads="*=ledare@example.se")
ANSWER_BY = date(2026, 12, 1)  # ten working days after the 17th of November, when acts are made
TO = "registrator@habokommun.se"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def asked(store: Store, content: str = "one") -> str:
    """A case of which the last page is awaited."""
    (case,) = arrived(store, content, file(page(1), page(2)))
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, TO)
    return case.id


def lacking(store: Store) -> str:
    """A case of which an answer has come that still lacks page 3."""
    case = asked(store)
    (after,) = arrived(store, "answer", file(page(1, 1)), subject=case)
    assert (after.id, after.state) == (case, "in_review")
    return case


def request(store: Store, case: str) -> Letter:
    return [one for one in letters_of(store, case) if one.kind == "supplement"][-1]


def to(letter: Letter, at: datetime = NOW) -> Act:
    return Act(letter.id, letter.version, "Berit", at)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 30, tzinfo=UTC)


def state(store: Store, letter: Letter) -> str:
    return outbox.letter(store, letter.id).state


# The answer day has passed


def test_a_case_whose_answer_day_has_passed_is_told_to_the_lead_once(store: Store) -> None:
    case = asked(store)
    told = []
    for number in range(20):
        day = date(2026, 11, 20) + timedelta(days=number)
        for _ in range(2):
            batches, _ = escalate(store, LEAD, morning(day))
            told += [(day, one.case, one.told) for batch in batches for one in batch.cases]
    assert told == [(ANSWER_BY + timedelta(days=1), case, "answer")]
    (letter,) = [row for row in rows(store, tables.outbox) if row["kind"] == "escalation"]
    assert f"{case}  ofullständig, svaret skulle ha kommit den 1 december 2026" in str(
        letter["notice"]
    )


def test_the_nights_close_names_the_case_whose_answer_day_has_passed(store: Store) -> None:
    case = asked(store)
    day = ANSWER_BY + timedelta(days=1)
    before = close_day(night_facts(store, ANSWER_BY - timedelta(days=1), ANSWER_BY))
    assert before.deviations == ()
    assert (before.numbers["paused"], before.numbers["unanswered"]) == (1, 0)
    after = close_day(night_facts(store, ANSWER_BY, day))
    (deviation,) = after.deviations
    assert f"1 ärende har inte fått svar i tid på begäran om komplettering: {case}" in deviation
    assert "anslut case take-back" in deviation
    assert (after.numbers["paused"], after.numbers["unanswered"]) == (1, 1)


def test_cases_whose_answer_day_has_passed_are_found_in_the_list(store: Store) -> None:
    case = asked(store)
    other = {"agreement_contact.phone": None, "party.board_name": "Arbetsmarknadsnämnden"}
    arrived(store, "other", saying(other))
    wanted = Wanted(unanswered=ANSWER_BY)
    assert list_of_cases(store, wanted, 9) == (0, ()), "the sender has that whole day"
    wanted = Wanted(unanswered=ANSWER_BY + timedelta(days=1))
    count, (line,) = list_of_cases(store, wanted, 9)
    assert (count, line.case, line.answer_by) == (1, case, ANSWER_BY)


def test_a_case_that_was_answered_is_overdue_no_longer(store: Store) -> None:
    case = asked(store)
    arrived(store, "answer", file(page(1, 3)), subject=case)
    day = ANSWER_BY + timedelta(days=1)
    assert escalate(store, LEAD, morning(day)) == ((), ())
    assert night_facts(store, day, day).awaited == ()


# The letter of a request


def test_the_days_to_answer_are_counted_from_the_release_of_the_letter(store: Store) -> None:
    case = asked(store)
    before = request(store, case)
    assert before.notice is not None
    assert "senast den 1 december 2026" in before.notice.body
    release(store, to(before, datetime(2026, 11, 25, 9, 0, tzinfo=UTC)))
    after = request(store, case)
    assert after.notice is not None
    assert after.state == "waiting"
    for text in (after.notice.subject, after.notice.body, after.notice.html):
        assert "9 december 2026" in text
        assert "1 december 2026" not in text
    clock = folder(store, case).case.clock
    assert clock is not None
    assert clock.answer_by == date(2026, 12, 9)


def test_a_letter_that_a_person_has_changed_is_released_with_the_day_that_holds(
    store: Store,
) -> None:
    case = asked(store)
    held = request(store, case)
    assert held.notice is not None
    words = "Hej! Vi behöver sidan 3 senast den 1 december 2026, inte den 11 december 2026."
    outbox.edit(store, to(held), rewritten(held.notice, body=words))
    release(store, to(request(store, case), datetime(2026, 11, 25, 9, 0, tzinfo=UTC)))
    after = request(store, case).notice
    assert after is not None
    assert "senast den 9 december 2026, inte den 11 december 2026" in after.body
    assert after.machine is not None
    assert "1 december 2026" in after.machine.body, "what the machine wrote is kept"


def test_a_day_is_never_found_within_another(store: Store) -> None:
    notice = request(store, asked(store)).notice
    assert notice is not None
    letter = notice.model_copy(update={"body": "den 21 december 2026 eller den 1 december 2026"})
    changed = dated(letter, ANSWER_BY, date(2026, 12, 9))
    assert changed.body == "den 21 december 2026 eller den 9 december 2026"


def test_a_request_that_is_released_late_is_told_of_anew(store: Store) -> None:
    case = asked(store)
    day = ANSWER_BY + timedelta(days=1)
    escalate(store, LEAD, morning(day))
    release(store, to(request(store, case), morning(day)))
    clock = folder(store, case).case.clock
    assert clock is not None
    assert clock.answer_by is not None
    assert escalate(store, LEAD, morning(clock.answer_by)) == ((), ())
    told, _ = escalate(store, LEAD, morning(clock.answer_by + timedelta(days=1)))
    assert [one.case for batch in told for one in batch.cases] == [case]


def test_a_request_that_was_given_up_goes_again_with_the_day_that_holds(store: Store) -> None:
    case = asked(store)
    with store.database.writing() as connection:
        connection.execute(
            tables.outbox.update().where(tables.outbox.c.kind == "supplement").values(state="dead")
        )
    requeue(store, to(request(store, case), datetime(2026, 11, 25, 9, 0, tzinfo=UTC)))
    after = request(store, case)
    assert after.state == "waiting"
    assert after.notice is not None
    assert "9 december 2026" in after.notice.subject


def test_a_letter_that_somebody_has_changed_is_not_released(store: Store) -> None:
    letter = request(store, asked(store))
    release(store, to(letter))
    with pytest.raises(StaleLetter):
        release(store, to(letter))


def test_the_letter_that_a_case_awaits_the_answer_to_is_not_cancelled(store: Store) -> None:
    case = asked(store)
    with pytest.raises(ActRefused, match=f"anslut case take-back {case}"):
        outbox.cancel(store, to(request(store, case)), "ingen idé")
    assert state(store, request(store, case)) == "held"


@pytest.mark.parametrize("unsent", ["held", "waiting", "dead"])
@pytest.mark.parametrize("how", ["take back", "dismiss", "withdraw", "answer"])
def test_a_request_never_goes_once_nobody_waits_for_the_answer(
    store: Store, how: str, unsent: str
) -> None:
    """One that had been released was sent all the same."""
    case = asked(store)
    if unsent != "held":
        release(store, to(request(store, case)))
    with store.database.writing() as connection:
        mine = tables.outbox.c.kind == "supplement"
        connection.execute(tables.outbox.update().where(mine).values(state=unsent))
    if how == "answer":
        arrived(store, "answer", file(page(1, 3)), subject=case)
    else:
        with act(store, case, why="Kommunen har ringt.") as (order, tx, facts):
            if how == "take back":
                acts.take_back(order, tx, facts)
            elif how == "dismiss":
                acts.dismiss(order, tx, "")
            else:
                acts.withdraw(order, tx)
    assert state(store, request(store, case)) == "cancelled"
    assert request(store, case).id not in outbox.due(store, NOW + timedelta(days=1))


def test_a_dismissal_never_goes_once_the_case_is_open_again(store: Store) -> None:
    (case,) = arrived(store, "one", saying({"agreement_contact.phone": None}))
    with act(store, case.id, why="Fel avtal.") as (order, tx, _):
        acts.dismiss(order, tx, TO)
    (letter,) = [one for one in letters_of(store, case.id) if one.kind == "dismissal"]
    release(store, to(letter))
    with act(store, case.id, why="Det var rätt.") as given:
        acts.reopen(*given)
    assert state(store, letter) == "cancelled"


# An answer that lacks something


def test_an_answer_that_lacks_something_is_due_as_a_case_is_and_has_its_place(
    store: Store,
) -> None:
    """It was last in the queue for ever, and nobody was told."""
    case = lacking(store)
    kept = folder(store, case).case
    assert kept.clock is not None
    assert (kept.clock.due_on, kept.clock.review_by) == (None, date(2026, 11, 30))
    (other,) = arrived(store, "other", saying({"party.city": None}))
    with store.database.writing() as connection:  # as if it had come two weeks later
        later = tables.review_items.update().where(tables.review_items.c.case == other.id)
        connection.execute(later.values(due_on=date(2026, 12, 14)))
    items = open_items(store)
    assert [(one.case, one.due_on, one.stands) for one in items] == [
        (case, date(2026, 11, 30), True),
        (other.id, date(2026, 12, 14), False),
    ]


def test_an_answer_that_lacks_something_is_told_to_the_lead_by_its_own_day(store: Store) -> None:
    case = lacking(store)
    told, _ = escalate(store, LEAD, morning(date(2026, 11, 25)))
    (one,) = [one for batch in told for one in batch.cases]
    assert (one.case, one.told, one.due_on) == (case, "review", date(2026, 11, 30))
    (letter,) = [row for row in rows(store, tables.outbox) if row["kind"] == "escalation"]
    assert "svaret räcker inte: gå igenom det senast den 30 november 2026" in str(letter["notice"])
    day = date(2026, 12, 1)
    (deviation,) = close_day(night_facts(store, day, day)).deviations
    assert f"har fått ett svar som inte räcker, och det har legat för länge: {case}" in deviation


def test_asking_again_stops_the_agencys_own_time_too(store: Store) -> None:
    case = lacking(store)
    with act(store, case) as (order, tx, _):
        after = acts.request_supplement(order, tx, TO)
    assert after.clock is not None
    assert (after.clock.review_by, after.clock.answer_by) == (None, ANSWER_BY)
    assert [row["state"] for row in letters(store)] == ["cancelled", "held"]


def test_what_a_person_finds_complete_starts_the_clock_from_the_day_of_the_answer(
    store: Store,
) -> None:
    """The clock stood for ever, though nothing was missing any longer."""
    case = lacking(store)
    kept = folder(store, case).case
    for found in kept.findings:
        if found.code in kept.decision.reasons:
            for who in ("anna", "berit"):
                with act(store, case, who, why="Sidan finns i akten.") as given:
                    after = acts.confirm(*given, found.identity)
    assert not any(code.startswith("complete.") for code in after.decision.reasons)
    assert after.clock is not None
    assert (after.clock.due_on, after.clock.paused_on) == (date(2026, 11, 30), None)
    assert [one.stands for one in open_items(store)] == [False]


def test_a_case_that_ended_while_it_awaited_an_answer_has_its_time_again_when_reopened(
    store: Store,
) -> None:
    case = asked(store)
    with act(store, case, why="Inget svar.") as (order, tx, _):
        acts.dismiss(order, tx, "")
    with act(store, case, why="Svaret låg i fel brevlåda.") as given:
        after = acts.reopen(*given)
    assert after.clock is not None
    assert (after.clock.due_on, after.clock.paused_on) == (date(2026, 11, 30), None)
    assert open_items(store)[0].due_on == date(2026, 11, 30)


# Whom a dismissal goes to


def test_a_dismissal_goes_to_the_contact_by_itself(store: Store) -> None:
    (case,) = arrived(store, "one", saying({"agreement_contact.phone": None}))
    with act(store, case.id, why="Kommunen har redan ett avtal.") as (order, tx, _):
        acts.dismiss(order, tx)
    (letter,) = letters(store)
    assert (letter["kind"], letter["state"]) == ("dismissal", "held")
    assert '"asa.sjoberg@habokommun.se"' in str(letter["notice"]).replace("'", '"')


def test_a_dismissal_without_a_known_address_writes_no_letter(store: Store) -> None:
    (case,) = arrived(store, "one", saying({"agreement_contact.email": None}))
    with act(store, case.id, why="Kommunen har redan ett avtal.") as (order, tx, _):
        acts.dismiss(order, tx)
    assert letters(store) == []
