"""Who may sign: remembered answers, until they expire."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.signatories import remember, remembered
from domain.ruling import Signatory
from pipeline.policy import POLICY
from tests.builders import agreement, facts
from tests.intake import NOW, store_in
from validators import check


def said(may_sign: bool = True, **changes: Any) -> Signatory:
    """An answer about the one who signs the faultless agreement."""
    answer = Signatory(
        org_no="212000-1611",
        name="Maria Nilsson",
        may_sign=may_sign,
        reference="Delegationsordning 2026, punkt 4",
        expires_on="2026-12-31",
        by="Eva",
        at=NOW,
        case="",
    )
    return answer.model_copy(update=changes)


def codes(*answers: Signatory, ask: bool = False) -> list[str]:
    known = facts(signatories=answers, ask_signatory=ask)
    return [one.code for one in check(agreement(), known)]


UNKNOWN = ["verified.signatory_unknown"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), UNKNOWN),
        ((said(),), []),
        ((said(name="MARIA  nilsson "),), []),
        ((said(False),), ["verified.signatory_refused"]),
        ((said(), said(False)), ["verified.signatory_refused"]),  # the newest counts
        ((said(False), said()), []),
        ((said(), said(False, expires_on="2026-11-15")), []),  # expired, so the one before
        ((said(expires_on="2026-11-16"),), []),  # its last day, the day of receipt
        ((said(expires_on="2026-11-15"),), UNKNOWN),
        ((said(name="Maria Nilson"),), UNKNOWN),
        ((said(org_no="212000-0241"),), UNKNOWN),  # for another municipality
    ],
)
def test_what_an_answer_does(answers: tuple[Signatory, ...], expected: list[str]) -> None:
    assert codes(*answers) == expected


def test_the_setting_asks_a_person_about_those_unknown_and_no_others() -> None:
    assert codes(ask=True) == ["verified.signatory_ask"]
    assert codes(said(), ask=True) == []
    assert codes(said(False), ask=True) == ["verified.signatory_refused"]
    assert POLICY["verified.signatory_ask"] == "unverified"
    assert POLICY["verified.signatory_refused"] == "unverified"
    assert POLICY["verified.signatory_unknown"] is None


def test_nothing_is_said_where_nobody_has_looked() -> None:
    assert check(agreement(), facts()) == ()


def test_answers_are_remembered_once_and_none_is_overwritten(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    later = said(False, at=NOW + timedelta(days=1))
    with store.database.writing() as connection:
        assert remember(connection, said())
        assert not remember(connection, said(at=NOW + timedelta(minutes=1)))  # pressed twice
        assert remember(connection, later)
        assert remember(connection, said(org_no="212000-0241"))
    with store.database.reading() as connection:
        assert remembered(connection, ["212000-1611"]) == (said(), later)
        assert len(remembered(connection)) == 3
    store.close()
