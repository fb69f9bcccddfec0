"""Findings as a person works through them: numbered, and with what persons have said."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.judgement import Finding
from domain.ruling import Answered, Harmless, Ruling
from pipeline.reviewed import reviewed
from validators.catalogue import CATALOGUE

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MISSING = CATALOGUE["complete.signature_missing"].finding()
UNLIKELY = CATALOGUE["verified.board_unknown"].finding(("party.board_name",), "Nämnden")
NOTE = CATALOGUE["material.pages_reordered"].finding((), "1, 3 och 2")


def harmless(finding: Finding, by: str, minutes: int = 0) -> Harmless:
    at = AT + timedelta(minutes=minutes)
    return Harmless(by=by, at=at, why="sett", code=finding.code, finding=finding.identity)


def test_the_order_is_the_policys_and_notes_come_last() -> None:
    found = reviewed([NOTE, UNLIKELY, MISSING], [])
    assert [(one.number, one.finding.code, one.stops) for one in found] == [
        (1, MISSING.code, True),
        (2, UNLIKELY.code, True),
        (3, NOTE.code, False),
    ]


@pytest.mark.parametrize(
    ("said", "stops", "awaits"),
    [
        ((), True, False),
        (("Elsa",), True, True),
        (("Elsa", "Elsa"), True, True),
        (("Elsa", "Per"), False, False),
    ],
)
def test_of_a_signature_two_persons_have_to_say_so(
    said: tuple[str, ...], stops: bool, awaits: bool
) -> None:
    rulings = [harmless(MISSING, by, number) for number, by in enumerate(said)]
    (one,) = reviewed([MISSING], rulings)
    assert (one.stops, one.awaits_second) == (stops, awaits)
    assert [one.by for one in one.said] == list(dict.fromkeys(said))


def test_one_person_is_enough_for_other_findings() -> None:
    (one,) = reviewed([UNLIKELY], [harmless(UNLIKELY, "Elsa")])
    assert not one.stops
    assert not one.awaits_second


def test_what_was_said_before_an_answer_came_says_nothing_of_its_pages() -> None:
    rulings: list[Ruling] = [harmless(UNLIKELY, "Elsa"), Answered(by="anslut", at=AT, delivery="d")]
    (one,) = reviewed([UNLIKELY], rulings)
    assert one.stops
    assert one.said == ()
