"""Escalation: the lead of a queue is told of each case once for each step, and of no other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters import tables
from adapters.settings import Settings, load_settings
from adapters.store import Store
from domain.errors import SettingsError
from domain.night import Escalation, WaitingItem
from domain.reading import FileReading
from flows.escalate import escalate
from pipeline.escalation import batches, escalation_notice, escalations
from tests.intake import NOW, RECEIVED, delivery, rows, settled, store_in

STEPS = (3, 0, -2)
UNREAD = FileReading(name="trasig.pdf", problem="damaged")
DUE = date(2026, 11, 30)  # ten working days after RECEIVED
LEAD = Settings(leads="*=ledare@example.se")

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as opened:
        yield opened


def waiting(store: Store, *contents: str) -> list[str]:
    """Cases that wait for a person, due on DUE; their ids."""
    ids = []
    for content in contents:
        store.receive(delivery(content), NOW)
        ids += [case.id for case in settled(store, delivery(content), UNREAD)]
    return ids


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 30, tzinfo=UTC)


def item(**changes: object) -> WaitingItem:
    known = {"case": "c-1", "queue": "unreadable", "received_at": RECEIVED, "due_on": DUE}
    return WaitingItem.model_validate(known | changes)


@pytest.mark.parametrize(
    ("today", "taken", "step"),
    [
        (date(2026, 11, 24), 0, None),  # four working days left
        (date(2026, 11, 25), 0, 1),  # three
        (date(2026, 11, 25), 1, None),  # told already
        (date(2026, 11, 28), 0, 1),  # a Saturday: one left
        (date(2026, 11, 30), 1, 2),  # the last day
        (date(2026, 12, 1), 2, None),  # one working day late, and two is the step
        (date(2026, 12, 2), 2, 3),
        (date(2026, 12, 23), 0, 3),  # never told, all steps at once: the last
        (date(2026, 12, 23), 3, None),
    ],
)
def test_a_case_is_told_for_the_last_step_it_has_reached(
    today: date, taken: int, step: int | None
) -> None:
    found = escalations([item(escalated=taken)], today, STEPS)
    assert [one.step for one in found] == ([] if step is None else [step])


@pytest.mark.parametrize("changes", [{"due_on": None}, {"queue": "sampled"}])
def test_a_clock_that_stands_and_a_blind_check_are_not_escalated(changes: dict[str, str]) -> None:
    assert escalations([item(**changes)], date(2027, 1, 1), STEPS) == ()


def test_each_lead_gets_the_cases_of_their_queues_in_one_letter() -> None:
    reached = escalations(
        [item(case="c-1", queue="signature"), item(case="c-2"), item(case="c-3", queue="failed")],
        DUE,
        STEPS,
    )
    leads = {"signature": "a@example.se", "*": "b@example.se"}
    told = {one.to: [case.case for case in one.cases] for one in batches(reached, leads, DUE)}
    assert told == {"a@example.se": ["c-1"], "b@example.se": ["c-2", "c-3"]}
    assert batches(reached, {"signature": "a@example.se"}, DUE)[0].cases == reached[:1]


def test_the_letter_names_cases_days_and_nobody() -> None:
    due, yesterday = date(2026, 12, 1), DUE
    late = Escalation(case="c-1", queue="altered", due_on=yesterday, left=-1, step=3)
    today = Escalation(case="c-2", queue="signature", due_on=due, left=0, step=2)
    (batch,) = batches([late, today], {"*": "ledare@example.se"}, due)
    letter = escalation_notice(batch, 4)
    assert (letter.kind, letter.to, letter.case, letter.number) == (
        "escalation",
        "ledare@example.se",
        None,
        4,
    )
    assert "c-1  ändrad text, skulle ha varit klart den 30 november 2026" in letter.body
    assert (
        "c-2  underskrift, ska vara klart senast den 1 december 2026, det är i dag" in letter.body
    )


def test_a_case_is_told_once_for_each_step_however_often_it_is_run(store: Store) -> None:
    (case,) = waiting(store, "one")
    letters = []
    for day in range(20):
        now = morning(date(2026, 11, 20) + timedelta(days=day))
        for _ in range(2):
            told, _without = escalate(store, LEAD, now)
            letters += [(batch.day, one.step) for batch in told for one in batch.cases]
    assert letters == [
        (date(2026, 11, 25), 1),
        (date(2026, 11, 30), 2),
        (date(2026, 12, 2), 3),
    ]
    kept = [row for row in rows(store, tables.outbox) if row["kind"] == "escalation"]
    assert [row["state"] for row in kept] == ["waiting"] * 3
    assert len({row["message_id"] for row in kept}) == 3
    happened = [row for row in rows(store, tables.events) if row["what"] == "escalated"]
    assert [row["subject"] for row in happened] == [case] * 3


def test_two_who_escalate_at_once_tell_of_no_case_twice(store: Store) -> None:
    waiting(store, *map(str, range(5)))
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: escalate(store, LEAD, morning(DUE)), range(4)))
    assert sum(len(batch.cases) for told, _ in done for batch in told) == 5
    assert len([row for row in rows(store, tables.outbox) if row["kind"] == "escalation"]) == 1


def test_later_the_same_day_a_second_letter_tells_of_what_came_since(store: Store) -> None:
    waiting(store, "one")
    escalate(store, LEAD, morning(DUE))
    (later,) = waiting(store, "two")
    told, _ = escalate(store, LEAD, morning(DUE) + timedelta(hours=4))
    assert [one.case for batch in told for one in batch.cases] == [later]
    assert len([row for row in rows(store, tables.outbox) if row["kind"] == "escalation"]) == 2


def test_without_a_lead_nothing_is_lost(store: Store) -> None:
    (case,) = waiting(store, "one")
    told, without = escalate(store, Settings(leads="signature=a@example.se"), morning(DUE))
    assert (told, [one.case for one in without]) == ((), [case])
    told, without = escalate(store, LEAD, morning(DUE))
    assert ([one.case for batch in told for one in batch.cases], without) == ([case], ())


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ANSLUT_ESCALATION_DAYS", "3,x", "hela tal som minskar"),
        ("ANSLUT_ESCALATION_DAYS", "", "hela tal som minskar"),
        ("ANSLUT_ESCALATION_DAYS", "0,3", "hela tal som minskar"),
        ("ANSLUT_ESCALATION_DAYS", "9,8,7,6,5,4,3,2,1,0", "hela tal som minskar, högst 9"),
        ("ANSLUT_LEADS", "underskrift=a@example.se", "docs/commands.md"),
        ("ANSLUT_LEADS", "signature=Anna Berg", "docs/commands.md"),
        ("ANSLUT_LEADS", "a@example.se", "docs/commands.md"),
    ],
)
def test_a_wrong_setting_is_told_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} ska vara.*{told}") as refused:
        load_settings()
    assert "Anna" not in str(refused.value)


def test_the_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSLUT_LEADS", "signature=a@example.se, *=b@example.se")
    monkeypatch.setenv("ANSLUT_ESCALATION_DAYS", "5, 1")
    settings = load_settings()
    assert settings.queue_leads == {"signature": "a@example.se", "*": "b@example.se"}
    assert settings.escalation_steps == (5, 1)
