"""What persons type: cleaned and limited in one place, for every act and both databases."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adapters import tables
from adapters.outbox import Act
from adapters.store import Store
from domain.errors import ActRefused
from domain.typed import FIELD, LETTER, NAME, REASON, line, lines
from pipeline import acts
from tests.builders import file, page
from tests.intake import rows, store_in
from tests.lives import ANNA, act, arrived, folder, saying

pytestmark = pytest.mark.usefixtures("database")  # each test on both kinds

BAD = "KS\x00 2015/17\x07\ud800\u202e"  # NUL, a bell, half a character, a mark that turns text
LONG = "å" * 20_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def waiting(store: Store) -> str:
    (case,) = arrived(store, "one", saying({"agreement_contact.phone": None}))
    return case.id


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Åsa  Sjöberg\n", "Åsa Sjöberg"),
        (BAD, "KS 2015/17"),
        ("A\u030asa", "Åsa"),  # a Mac's å: a and a ring
        ("bind\u00adestreck", "bindestreck"),
        ("", ""),
    ],
)
def test_a_line_is_what_can_be_seen_of_it(typed: str, kept: str) -> None:
    assert line(typed, "Texten") == kept
    assert line(kept, "Texten") == kept


def test_lines_stay_lines() -> None:
    assert lines("Ett.\r\n\r\nTvå.\x00  \nTre.", "Skälet") == "Ett.\n\nTvå.\nTre."


@pytest.mark.parametrize("most", [NAME, FIELD, REASON, LETTER])
def test_a_text_is_refused_when_it_is_too_long_and_not_repeated(most: int) -> None:
    assert line("å" * most, "Texten", most) == "å" * most
    with pytest.raises(ActRefused, match=f"Texten är för lång: {most + 1} tecken.*{most}") as no:
        line("å" * (most + 1), "Texten", most)
    assert "åå" not in str(no.value)


Doing = Callable[[Store, str, str], object]


def _correct(store: Store, case: str, text: str) -> object:
    with act(store, case) as given:
        return acts.correct(*given, {"agreement_contact.title": text})


def _mandate(store: Store, case: str, text: str) -> object:
    with act(store, case) as given:
        return acts.confirm_mandate(*given, date(2015, 3, 2), text)


def _authorise(store: Store, case: str, text: str) -> object:
    with act(store, case) as given:
        return acts.authorise(*given, True, (text, date(2027, 1, 1)))


def _why(store: Store, case: str, text: str) -> object:
    with act(store, case, why=text) as (order, tx, _):
        return acts.withdraw(order, tx)


def _who(store: Store, case: str, text: str) -> object:
    with act(store, case, who=text) as (order, tx, _):
        acts.claim(order, tx)
    return None


def _hand_over(store: Store, case: str, text: str) -> object:
    with act(store, case) as (order, tx, _):
        acts.hand_over(order, tx, text)
    return None


def _supplement(store: Store, case: str, text: str) -> object:
    with act(store, case) as (order, tx, _):
        return acts.request_supplement(order, tx, "a@habokommun.se", text)


DOING: tuple[Doing, ...] = (
    _correct,
    _mandate,
    _authorise,
    _why,
    _who,
    _hand_over,
    _supplement,
)


@pytest.mark.parametrize("do", DOING)
def test_every_act_takes_what_can_be_seen_and_keeps_nothing_else(store: Store, do: Doing) -> None:
    """PostgreSQL takes no NUL, and no database half a character."""
    case = waiting(store)
    do(store, case, BAD)
    kept = repr([rows(store, one) for one in tables.metadata.tables.values()])
    assert "KS 2015/17" in kept
    assert not any(sign in kept for sign in ("\\x00", "\\x07", "\\ud800", "\\u202e"))


@pytest.mark.parametrize("do", DOING)
def test_every_act_refuses_what_is_too_long_and_changes_nothing(store: Store, do: Doing) -> None:
    case = waiting(store)
    before = rows(store, tables.events)
    with pytest.raises(ActRefused, match="för lång"):
        do(store, case, LONG)
    assert rows(store, tables.events) == before
    assert folder(store, case).case.version == 1


def test_who_does_something_to_a_letter_is_cleaned_and_limited() -> None:
    at = datetime(2026, 11, 17, tzinfo=UTC)
    assert Act("n-0", 1, " Åsa\x00 ", at).by == "Åsa"
    with pytest.raises(ActRefused, match="för lång"):
        Act("n-0", 1, LONG, at)


# Days


def registered(store: Store) -> str:
    (case,) = arrived(store, "one")
    assert case.state == "registered"
    return case.id


@pytest.mark.parametrize("key", ["signature.date", "mandate.decision_date"])
def test_the_register_takes_no_day_that_has_not_come(store: Store, key: str) -> None:
    case = registered(store)
    with (
        pytest.raises(ActRefused, match="Dagen har inte kommit än"),
        act(store, case, why="Rättat.") as (order, tx, _),
    ):
        acts.amend(order, tx, {key: "2026-11-18"})
    with act(store, case, why="Rättat.") as (order, tx, _):
        acts.amend(order, tx, {key: "2026-11-17"})


def test_access_is_not_opened_before_the_party_signed(store: Store) -> None:
    """1999 was taken."""
    case = registered(store)
    with (
        pytest.raises(ActRefused, match="innan avtalet skrevs under, 2026-11-09"),
        act(store, case) as (order, tx, _),
    ):
        acts.open_access(order, tx, datetime(1999, 1, 1, tzinfo=UTC))
    with act(store, case) as (order, tx, _):
        signed = datetime(2026, 11, 9, 8, tzinfo=UTC)
        assert acts.open_access(order, tx, signed).state == "concluded"


def test_a_mandate_from_before_the_service_is_refused(store: Store) -> None:
    case = waiting(store)
    with pytest.raises(ActRefused, match="före 2010-01-01"), act(store, case) as given:
        acts.confirm_mandate(*given, date(1999, 3, 2), "KS 1")


# A line through what is written


def test_a_person_says_that_ink_is_a_line_through_it_and_the_box_is_empty(store: Store) -> None:
    """There is no act "strike out": correcting to nothing is that."""
    struck = page(1)
    fields = tuple(
        one.model_copy(update={"crossed_out": True}) if one.key == "supplier.name" else one
        for one in struck.fields
    )
    reading = file(struck.model_copy(update={"fields": fields}), page(2), page(3))
    (case,) = arrived(store, "one", reading)
    assert case.state == "in_review"
    with act(store, case.id, ANNA, why="Överstruket av parten.") as given:
        after = acts.correct(*given, {"supplier.name": "", "supplier.org_no": ""})
    assert after.decision.outcome == "register"
    with act(store, case.id) as given:
        acts.approve(*given)
    entry = folder(store, case.id).entry
    assert entry is not None
    assert entry.supplier_name is None
