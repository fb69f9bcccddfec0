"""The outbox: who may do what to a letter, when it is due, and the event that a change leaves."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import outbox, tables
from adapters.outbox import DELAYS, LEASE, Act
from adapters.store import Store
from domain.errors import ActRefused, NotFound, StaleLetter
from domain.notice import NoticeState
from pipeline.letters import rewritten
from tests.intake import NOW, rows
from tests.outgoing import clear, happened, put, store_with_case


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    store, case = store_with_case(tmp_path)
    with closing(store):
        yield store, case


def act(store: Store, letter: str, by: str = "Örjan") -> Act:
    return Act(letter, outbox.letter(store, letter).version, by, NOW)


def state(store: Store, letter: str) -> NoticeState:
    return outbox.letter(store, letter).state


def sent(store: Store, letter: str) -> None:
    claimed = outbox.claim(store, letter, NOW)
    assert claimed is not None
    assert outbox.record_sent(store, claimed, NOW)


def test_a_supplement_waits_for_a_person_and_an_acknowledgement_does_not(
    kept: tuple[Store, str],
) -> None:
    store, case = kept
    held, free = put(store, case, "supplement"), put(store, case)
    assert (state(store, held), state(store, free)) == ("held", "waiting")
    assert outbox.due(store, NOW) == (free,)
    outbox.release(store, act(store, held))
    assert set(outbox.due(store, NOW)) == {free, held}
    found = outbox.letter(store, held)
    assert (found.released_by, found.version) == ("Örjan", 2)
    assert happened(store, case) == ["letter_released"]


def test_an_event_tells_who_did_what_to_which_letter_and_nothing_of_what_it_says(
    kept: tuple[Store, str],
) -> None:
    store, case = kept
    letter = put(store, case, "supplement")
    outbox.cancel(store, act(store, letter), "Åsa Öberg ringde")
    event = rows(store, tables.events)[-1]
    assert (event["subject"], event["who"]) == (case, "Örjan")
    assert event["why"] == f"{letter} supplement"
    (note,) = rows(store, tables.event_notes)
    assert note["text"] == "Åsa Öberg ringde"


def test_the_events_of_a_letter_of_no_case_are_its_own(kept: tuple[Store, str]) -> None:
    store, _ = kept
    letter = put(store, None, "night_report")
    sent(store, letter)
    assert happened(store, letter) == ["letter_sent"]


@pytest.mark.parametrize("change", [outbox.release, lambda s, a: outbox.cancel(s, a, "")])
def test_of_two_persons_the_second_is_told_that_the_letter_has_changed(
    kept: tuple[Store, str], change: Callable[[Store, Act], None]
) -> None:
    store, case = kept
    letter = put(store, case, "supplement")
    first, second = act(store, letter), act(store, letter, "Ylva")
    outbox.release(store, first)
    before = (rows(store, tables.outbox), happened(store, case))
    with pytest.raises(StaleLetter, match="version 1, nu 2"):
        change(store, second)
    assert (rows(store, tables.outbox), happened(store, case)) == before


def dead(store: Store, letter: str) -> None:
    claimed = outbox.claim(store, letter, NOW)
    assert claimed is not None
    outbox.record_dead(store, claimed, NOW, "Mottagaren nekas (550).")


def edited(store: Store, one: Act) -> None:
    notice = outbox.letter(store, one.letter).notice
    assert notice is not None
    outbox.edit(store, one, rewritten(notice, body="Nytt"))


ACTS: dict[str, Callable[[Store, Act], None]] = {
    "release": outbox.release,
    "cancel": lambda store, one: outbox.cancel(store, one, ""),
    "edit": edited,
    "requeue": outbox.requeue,
}
ALLOWED: dict[NoticeState, dict[str, NoticeState]] = {
    "held": {"release": "waiting", "cancel": "cancelled", "edit": "held"},
    "waiting": {"cancel": "cancelled"},
    "sent": {},
    "dead": {"cancel": "cancelled", "edit": "dead", "requeue": "waiting"},
    "cancelled": {},
}


def letter_that_is(store: Store, case: str, wanted: NoticeState) -> str:
    letter = put(store, case, "supplement" if wanted == "held" else "acknowledgement")
    if wanted == "sent":
        sent(store, letter)
    if wanted == "dead":
        dead(store, letter)
    if wanted == "cancelled":
        outbox.cancel(store, act(store, letter), "")
    return letter


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("was", ALLOWED)
def test_each_act_is_for_letters_in_some_states_and_no_others(
    kept: tuple[Store, str], was: NoticeState, name: str
) -> None:
    store, case = kept
    letter = letter_that_is(store, case, was)
    before = happened(store, case)
    if name in ALLOWED[was]:
        ACTS[name](store, act(store, letter))
        assert state(store, letter) == ALLOWED[was][name]
        assert len(happened(store, case)) == len(before) + 1
    else:
        with pytest.raises(ActRefused, match="Inget ändrades"):
            ACTS[name](store, act(store, letter))
        assert state(store, letter) == was
        assert happened(store, case) == before


def test_feedback_is_not_released_by_hand(kept: tuple[Store, str]) -> None:
    """It would promise what is not so yet: access is opened first."""
    store, case = kept
    letter = put(store, case, "feedback", number=7)
    with pytest.raises(ActRefused, match="åtkomsten öppnas"):
        outbox.release(store, act(store, letter))
    assert state(store, letter) == "held"


def test_an_edited_letter_keeps_what_the_machine_wrote(kept: tuple[Store, str]) -> None:
    store, case = kept
    letter = put(store, case, "supplement")
    first = outbox.letter(store, letter).notice
    assert first is not None
    edited(store, act(store, letter))
    edited(store, act(store, letter))
    now = outbox.letter(store, letter).notice
    assert now is not None
    assert now.body == "Nytt"
    assert now.machine == first.wording
    assert happened(store, case) == ["letter_edited"] * 2


def test_only_one_of_two_gets_a_letter_and_a_dead_senders_is_due_again(
    kept: tuple[Store, str],
) -> None:
    store, case = kept
    letter = put(store, case)
    assert outbox.claim(store, letter, NOW) is not None
    assert outbox.claim(store, letter, NOW) is None
    assert outbox.due(store, NOW + LEASE / 2) == ()
    assert outbox.due(store, NOW + LEASE) == (letter,)
    again = outbox.claim(store, letter, NOW + LEASE)
    assert again is not None
    assert again.attempts == 2


def test_a_held_and_a_cleared_letter_are_not_sent(kept: tuple[Store, str]) -> None:
    store, case = kept
    held, cleared = put(store, case, "supplement"), put(store, case)
    clear(store, outbox.letter(store, cleared))
    assert outbox.due(store, NOW) == ()
    for one in (held, cleared):
        assert outbox.claim(store, one, NOW) is None


def test_a_letter_that_fails_is_tried_later_and_later_and_then_given_up(
    kept: tuple[Store, str],
) -> None:
    store, case = kept
    letter = put(store, case)
    at = NOW
    for number, delay in enumerate(DELAYS):
        assert outbox.due(store, at - timedelta(seconds=1)) == ()
        claimed = outbox.claim(store, letter, at)
        assert claimed is not None
        assert claimed.attempts == number + 1
        assert outbox.record_delayed(store, claimed, at, "Brevet nekas (451).") is False
        at += delay
        assert outbox.letter(store, letter).next_at == at
    claimed = outbox.claim(store, letter, at)
    assert claimed is not None
    assert outbox.record_delayed(store, claimed, at, "Brevet nekas (451).") is True
    found = outbox.letter(store, letter)
    assert (found.state, found.next_at, found.trouble) == ("dead", None, "Brevet nekas (451).")
    assert happened(store, case) == ["letter_delayed"] * len(DELAYS) + ["letter_dead"]
    assert at - NOW == timedelta(hours=41, minutes=21)


def test_a_requeued_letter_begins_anew(kept: tuple[Store, str]) -> None:
    store, case = kept
    letter = put(store, case)
    dead(store, letter)
    outbox.requeue(store, act(store, letter))
    claimed = outbox.claim(store, letter, NOW)
    assert claimed is not None
    assert (claimed.attempts, claimed.trouble) == (1, "")


def test_an_attempt_that_was_no_letters_fault_does_not_count(kept: tuple[Store, str]) -> None:
    store, case = kept
    letter = put(store, case)
    at = NOW
    for _ in range(20):
        claimed = outbox.claim(store, letter, at)
        assert claimed is not None
        assert claimed.attempts == 1
        outbox.let_go(store, claimed, at, "E-postservern kan inte nås.")
        at += DELAYS[0]
    found = outbox.letter(store, letter)
    assert (found.state, found.trouble) == ("waiting", "E-postservern kan inte nås.")
    assert happened(store, case) == []


def test_what_was_sent_is_sent_whatever_was_done_meanwhile(kept: tuple[Store, str]) -> None:
    store, case = kept
    letter = put(store, case)
    claimed = outbox.claim(store, letter, NOW)
    assert claimed is not None
    outbox.cancel(store, act(store, letter), "")
    assert outbox.record_sent(store, claimed, NOW)
    assert not outbox.record_sent(store, claimed, NOW)
    assert state(store, letter) == "sent"
    assert happened(store, case) == ["letter_cancelled", "letter_sent"]


def test_a_failed_attempt_does_not_bring_a_cancelled_letter_back(kept: tuple[Store, str]) -> None:
    store, case = kept
    letter = put(store, case)
    claimed = outbox.claim(store, letter, NOW)
    assert claimed is not None
    outbox.cancel(store, act(store, letter), "")
    outbox.record_delayed(store, claimed, NOW, "Brevet nekas (451).")
    outbox.let_go(store, claimed, NOW, "x")
    assert state(store, letter) == "cancelled"
    assert happened(store, case) == ["letter_cancelled"]


def test_a_letter_is_found_by_the_beginning_of_its_id(kept: tuple[Store, str]) -> None:
    store, case = kept
    letters = [put(store, case, number=number) for number in range(20)]
    assert outbox.letter(store, letters[0][:12]).id == letters[0]
    for unknown, told in (("n-x", "Det finns inget brev"), ("n-", "Flera brev"), ("%", "inget")):
        with pytest.raises(NotFound, match=told):
            outbox.letter(store, unknown)
    with pytest.raises(NotFound, match="anslut letters list"):
        outbox.release(store, Act("n-0", 1, "Örjan", NOW))
    assert len(outbox.letters(store, "waiting")) == 20
    assert outbox.letters(store, "dead") == ()
