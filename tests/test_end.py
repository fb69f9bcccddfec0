"""The end of a connection: by an act of its own, or with the case that it came from."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters import outbox, tables
from adapters.cases import acting
from adapters.disposal import disposing
from adapters.export import export
from adapters.history import settled
from adapters.imports import importing
from adapters.night import night_facts
from adapters.originals import Originals
from adapters.queries import connection_versions, register_search
from adapters.store import Store
from domain.disposal import DisposalRule
from domain.errors import ActRefused, NotFound, StaleCase
from domain.register import Connection
from pipeline import acts
from pipeline.acts import Ending
from pipeline.disposal import due
from tests.intake import NOW, RECEIVED, rows, store_in
from tests.lives import act, arrived, folder, letters, saying

pytestmark = pytest.mark.usefixtures("database")  # each test on both kinds

HABO = "212000-1611"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def concluded(store: Store, told: bool = True) -> str:
    """A case whose Party can use the service and, unless said otherwise, has been told so."""
    (case,) = arrived(store, "one")
    with act(store, case.id) as (order, tx, _):
        acts.open_access(order, tx)
    if told:
        sent(store)
        with act(store, case.id) as (_, tx, _):
            acts.tell(case.id, tx, NOW)
    return case.id


def sent(store: Store) -> None:
    """Every letter that waits has gone."""
    with store.database.writing() as connection:
        waiting = tables.outbox.update().where(tables.outbox.c.state == "waiting")
        connection.execute(waiting.values(state="sent", sent_at=NOW))


def end(store: Store, **changes: object) -> tuple[Connection, int]:
    told: dict[str, object] = {
        "org_no": HABO,
        "board": None,
        "who": "Anna",
        "at": NOW,
        "why": "Nämnden läggs ned.",
    }
    with acting(store, NOW) as tx:
        return acts.end(Ending(**{**told, **changes}), tx)  # type: ignore[arg-type]


def test_an_ended_connection_is_a_last_version_with_its_reason(store: Store) -> None:
    case = concluded(store)
    last, _ = end(store)
    assert (last.version, last.reason, last.why) == (3, "ended", "Nämnden läggs ned.")
    assert last.ended_at == NOW
    assert last.case == case
    assert last.concluded_at is not None, "it was concluded, and that stays"
    event = rows(store, tables.events)[-1]
    assert (event["subject"], event["who"], event["what"]) == (case, "Anna", "ended")
    assert "läggs ned" not in str(event["why"])


def test_search_history_and_export_show_that_it_has_ended(store: Store) -> None:
    concluded(store)
    end(store)
    (found,) = register_search(store, "habo social")
    assert found.ended_at == NOW
    assert [one.reason for one in connection_versions(store, HABO)] == ["new", "access", "ended"]
    head, row = export([found], "csv").decode().splitlines()
    assert row.split(",")[head.split(",").index("ended_at")].startswith("2026-11-17T02:15")
    day = NOW.date()
    assert night_facts(store, day, day).entries == 0


def test_whoever_was_told_of_the_connection_is_told_of_its_end(store: Store) -> None:
    case = concluded(store)
    assert end(store)[1] == 1
    (letter,) = [one for one in letters(store) if one["kind"] == "change"]
    assert (letter["case"], letter["state"]) == (case, "waiting")
    assert "avslutades den 17 november 2026" in str(letter["notice"])
    assert "lars-erik.lindqvist@habokommun.se" in str(letter["notice"]), "the technical contact"


def test_where_the_good_news_has_not_gone_it_never_does_and_the_end_is_told(store: Store) -> None:
    """Access was open: the Party can have used the service."""
    case = concluded(store, told=False)
    end(store)
    assert [(one["kind"], one["state"]) for one in letters(store)] == [
        ("feedback", "cancelled"),
        ("change", "waiting"),
    ]
    sent(store)
    assert outbox.untold(store) == (case,), "the case comes to its end by that letter"


def test_a_case_that_is_not_done_is_withdrawn_instead(store: Store) -> None:
    (case,) = arrived(store, "one")
    assert case.state == "registered"
    with pytest.raises(ActRefused, match=f"anslut case withdraw {case.id}"):
        end(store)


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"why": " \x00"}, ActRefused, "Skriv varför"),
        ({"who": "anslut"}, ActRefused, "Skriv vem du är"),
        ({"board": "Byggnadsnämnden"}, NotFound, "Byggnadsnämnden"),
        ({"org_no": "212000-0803"}, NotFound, "ingen post som gäller"),
        ({"version": 1}, StaleCase, "version 2, du såg 1"),
        ({"case": "c-0"}, NotFound, "c-0"),
    ],
)
def test_what_cannot_be_ended_is_refused_and_nothing_changes(
    store: Store, changes: dict[str, object], error: type[Exception], told: str
) -> None:
    concluded(store)
    before = rows(store, tables.connections), rows(store, tables.events)
    with pytest.raises(error, match=told):
        end(store, **changes)
    assert (rows(store, tables.connections), rows(store, tables.events)) == before


def test_which_board_is_said_when_several_are_connected(store: Store) -> None:
    concluded(store)
    arrived(store, "two", saying({"party.board_name": "Arbetsmarknadsnämnden"}))
    with pytest.raises(ActRefused, match="--board"):
        end(store)
    assert end(store, board=" SOCIALNÄMNDEN ")[0].board == "Socialnämnden"


def test_what_has_ended_is_not_ended_corrected_or_opened_again(store: Store) -> None:
    case = concluded(store)
    end(store)
    with pytest.raises(NotFound):
        end(store)
    with (
        pytest.raises(ActRefused, match="avslutades 2026-11-17"),
        act(store, case, why="Ny ort.") as (order, tx, _),
    ):
        acts.amend(order, tx, {"party.city": "Bankeryd"})


def test_a_new_agreement_of_the_party_is_a_new_beginning(store: Store) -> None:
    first = concluded(store)
    end(store)
    (second,) = arrived(store, "two", saying({"signature.date": "2026-11-10"}))
    assert (second.state, second.decision.reasons) == ("registered", ()), "nobody is asked"
    versions = connection_versions(store, HABO)
    assert [(one.version, one.reason) for one in rows_of(store)] == [
        (1, "new"),
        (2, "access"),
        (3, "ended"),
        (4, "new"),
    ]
    assert (versions[-1].case, versions[-1].ended_at, versions[-1].concluded_at) == (
        second.id,
        None,
        None,
    )
    with act(store, second.id) as (order, tx, _):
        acts.open_access(order, tx)
    sent(store)
    end(store)
    told = [one["case"] for one in letters(store) if one["kind"] == "change"]
    assert told == [first, second.id]


def rows_of(store: Store) -> list[Connection]:
    """The versions as the database has them, each with the number of its row."""
    kept = sorted(rows(store, tables.connections), key=lambda one: int(str(one["version"])))
    return [
        Connection.model_validate(one["connection"]).model_copy(update={"version": one["version"]})
        for one in kept
    ]


def test_what_was_judged_before_the_end_is_judged_so_again(store: Store) -> None:
    """anslut replay asks what the register was then."""
    concluded(store)
    end(store)
    (second,) = arrived(store, "two", saying({"signature.date": "2026-11-10"}))
    known = settled(store, second.delivery).known
    assert known.entries == ()
    assert known.registered == frozenset()


# Withdrawing


def test_withdrawing_a_registered_case_ends_its_entry(store: Store) -> None:
    (case,) = arrived(store, "one")
    with act(store, case.id, why="Kommunen har ångrat sig.") as (order, tx, _):
        acts.withdraw(order, tx)
    entry = folder(store, case.id).entry
    assert entry is not None
    assert (entry.reason, entry.why) == ("ended", "Kommunen har ångrat sig.")
    assert [(one["kind"], one["state"]) for one in letters(store)] == [("feedback", "cancelled")]


def test_withdrawing_a_case_that_was_told_tells_of_the_end(store: Store) -> None:
    case = concluded(store)
    with act(store, case, why="Kommunen har ringt.") as given:
        acts.reopen(*given)
    with act(store, case, why="Kommunen har ångrat sig.") as (order, tx, _):
        acts.withdraw(order, tx)
    (letter,) = [one for one in letters(store) if one["kind"] == "change"]
    assert "avslutades" in str(letter["notice"])


def test_withdrawing_a_replacement_leaves_what_others_have_made(store: Store) -> None:
    """The Party is still connected by its earlier agreement."""
    concluded(store)
    (second,) = arrived(store, "two", saying({"certificate.serial_no": "A1"}))
    for found in second.findings:
        if found.code in second.decision.reasons:
            with act(store, second.id, why="Kontrollerat.") as given:
                acts.confirm(*given, found.identity)
    with act(store, second.id) as given:
        assert acts.approve(*given).state == "registered"
    with act(store, second.id, why="Ångrat sig.") as (order, tx, _):
        acts.withdraw(order, tx)
    entry = folder(store, second.id).entry
    assert entry is not None
    assert entry.ended_at is None


# Disposal


def rule(basis: str) -> DisposalRule:
    return DisposalRule.model_validate(
        {
            "id": basis,
            "what": "entry",
            "basis": basis,
            "months": 12,
            "authority": "Gallringsbeslut 1",
            "example": False,
        }
    )


def test_the_last_version_is_cleared_by_rule_once_the_connection_has_ended(
    store: Store, tmp_path: Path
) -> None:
    concluded(store)
    rules = [rule("superseded"), rule("ended")]
    later = datetime(2027, 12, 1, tzinfo=UTC)

    def clear() -> list[int]:
        with disposing(store, Originals(tmp_path / "originals")) as tx:
            found = due(tx.candidates(), rules, later.date())
            tx.clear(found, "Anna", later)
        return [int(str(one.candidate.ref[-1])) for one in found]

    assert clear() == [1], "the newest of a connection that goes on stays"
    end(store)
    assert sorted(clear()) == [2, 3]
    assert [one["connection"] for one in rows(store, tables.connections)] == [None] * 3
    assert register_search(store) == ()
    (again,) = arrived(store, "two", saying({"signature.date": "2026-11-10"}))
    assert again.state == "registered"
    assert max(int(str(one["version"])) for one in rows(store, tables.connections)) == 4


# An import


def test_an_import_sees_what_has_ended(store: Store) -> None:
    concluded(store)
    end(store)
    with importing(store) as tx:
        (entry,) = tx.entries()
    assert entry.ended_at is not None
    assert entry.ended_at > RECEIVED
