"""The chain of events: whoever changes what has happened is found out, and where."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.chain import event_hash
from adapters.chain_check import ChainCheck, Link, check_chain
from adapters.rows import insert_events
from adapters.store import Store
from cli.app import main
from cli.exits import Exit
from domain.case import Event
from tests.intake import NOW, delivery, settled, store_in

TEN = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database with ten events, the sixth with a note of a person's."""
    with closing(store_in(tmp_path)) as store:
        store.receive(delivery(), NOW)
        settled(store, delivery())
        with store.database.writing() as connection:
            insert_events(connection, [said(number) for number in range(3, TEN + 1)])
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with closing(store_in(folder)) as opened:
        yield opened


def said(number: int) -> Event:
    note = "Talade med Åsa i telefon." if number == 6 else ""
    return Event(subject="c-1", at=NOW, who="Karin", what="noted", why=f"n{number}", note=note)


def tampered(folder: Path, *statements: str) -> ChainCheck:
    """What the check says after somebody has written past the guards."""
    with closing(sqlite3.connect(folder / "anslut.sqlite")) as raw, raw:
        for action in ("update", "delete"):
            raw.execute(f"DROP TRIGGER events_no_{action}")
        for statement in statements:
            raw.execute(statement)
    with closing(store_in(folder)) as store:
        return check_chain(store)


def test_a_chain_that_nobody_touched_holds(store: Store) -> None:
    found = check_chain(store)
    assert (found.holds, found.cleared) == (True, 0)
    assert found.last is not None
    assert found.last.number == TEN


def test_it_holds_however_many_events_are_asked_for_at_a_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = check_chain(store)
    for chunk in (1, 3, TEN):
        monkeypatch.setattr("adapters.chain_check.CHUNK", chunk)
        assert check_chain(store) == whole


@pytest.mark.parametrize(
    ("statements", "broken_at", "said_of_it"),
    [
        (["UPDATE events SET why = 'annat' WHERE number = 4"], 4, "stämmer inte"),
        (["UPDATE events SET who = 'Sven' WHERE number = 10"], 10, "stämmer inte"),
        (["UPDATE events SET at = '2026-11-17' WHERE number = 5"], 5, "stämmer inte"),
        (["UPDATE events SET note = '' WHERE number = 6"], 6, "stämmer inte"),
        (["PRAGMA foreign_keys = OFF", "DELETE FROM events WHERE number = 7"], 7, "saknas"),
        (["DELETE FROM events WHERE number = 1"], 1, "saknas"),
        (
            [
                "INSERT INTO events SELECT 0, subject, at, who, what, why, note, hash "
                "FROM events WHERE number = 1"
            ],
            1,
            "kommer nummer 0",
        ),
        (
            [
                "INSERT INTO events SELECT 11, subject, at, who, what, why, note, hash "
                "FROM events WHERE number = 10"
            ],
            11,
            "stämmer inte",
        ),
        (
            [
                "UPDATE events SET number = -3 WHERE number = 3",
                "UPDATE events SET number = 3 WHERE number = 4",
                "UPDATE events SET number = 4 WHERE number = -3",
            ],
            3,
            "ordningen",
        ),
        (["UPDATE event_notes SET text = 'Talade inte.'"], 6, "anteckning är ändrad"),
        (["UPDATE event_notes SET salt = 'x'"], 6, "anteckning är ändrad"),
        (["DELETE FROM event_notes"], 6, "utan att ha gallrats"),
        (["INSERT INTO event_notes VALUES (8, 'x', 'påhittat')"], 8, "anteckning är ändrad"),
    ],
)
def test_the_first_place_where_it_breaks_is_told(
    folder: Path, statements: list[str], broken_at: int, said_of_it: str
) -> None:
    found = tampered(folder, *statements)
    assert (found.holds, found.broken_at) == (False, broken_at)
    assert said_of_it in found.trouble


def test_a_note_may_be_gone_only_from_before_a_disposal(folder: Path) -> None:
    """The note is of event 6."""
    with closing(store_in(folder)) as store, store.database.writing() as connection:
        insert_events(connection, [Event(subject="c-1", at=NOW, who="Karin", what="disposed")])
        insert_events(connection, [said(6)])
    assert tampered(folder, "DELETE FROM event_notes WHERE event = 6").cleared == 1
    with closing(sqlite3.connect(folder / "anslut.sqlite")) as raw, raw:
        raw.execute("DELETE FROM event_notes")
    with closing(store_in(folder)) as store:
        assert check_chain(store).broken_at == TEN + 2


def test_a_cut_end_shows_only_against_what_was_written_down(folder: Path) -> None:
    with closing(store_in(folder)) as store:
        written = check_chain(store).last
    assert written is not None
    assert tampered(folder, "DELETE FROM events WHERE number > 8").holds
    with closing(store_in(folder)) as store:
        found = check_chain(store, [written])
    assert (found.broken_at, "slutar vid 8" in found.trouble) == (9, True)


def test_a_chain_made_anew_shows_against_what_was_written_down(folder: Path) -> None:
    with closing(store_in(folder)) as store:
        written = check_chain(store).last
    assert written is not None
    with closing(sqlite3.connect(folder / "anslut.sqlite")) as raw, raw:
        raw.row_factory = sqlite3.Row
        raw.execute("DROP TRIGGER events_no_update")
        raw.execute("UPDATE events SET who = 'Sven' WHERE number = 4")
        before = "0" * 64
        for row in raw.execute("SELECT * FROM events ORDER BY number").fetchall():
            before = event_hash(before, dict(row))
            raw.execute("UPDATE events SET hash = ? WHERE number = ?", (before, row["number"]))
    with closing(store_in(folder)) as store:
        assert check_chain(store).holds
        found = check_chain(store, [written])
    assert (found.broken_at, "skrevs upp" in found.trouble) == (TEN, True)


def test_what_was_written_down_is_found_further_back_too(store: Store) -> None:
    with store.database.reading() as connection:
        text = connection.exec_driver_sql("SELECT hash FROM events WHERE number = 4").scalar()
    assert check_chain(store, [Link(4, str(text))]).holds


def test_a_new_database_has_nothing_to_check(tmp_path: Path) -> None:
    with closing(store_in(tmp_path)) as store:
        assert check_chain(store) == ChainCheck(None)


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(folder))

    def running(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(str(ended.value.code)), " ".join((told.out + told.err).split())

    return running


def test_the_command_tells_what_to_write_down_and_takes_it_back(
    run: Callable[..., tuple[int, str]],
) -> None:
    code, told = run("chain")
    assert (code, "stämmer: 10 händelser" in told) == (Exit.OK, True)
    written = told.rpartition(" ")[2]
    assert written.startswith("10:")
    code, told = run("chain", "--expect", written)
    assert (code, "finns kvar i kedjan" in told) == (Exit.OK, True)


def test_the_command_says_where_it_breaks_and_what_to_do(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    tampered(folder, "UPDATE events SET why = 'annat' WHERE number = 4")
    code, told = run("chain")
    assert code == Exit.PERSON
    assert "bruten vid händelse 4" in told
    assert "säkerhetskopian" in told
    assert "Fram till dess stämmer den: 3 händelser" in told


def test_a_link_that_is_none_is_a_usage_error(run: Callable[..., tuple[int, str]]) -> None:
    code, told = run("chain", "--expect", "10:abc")
    assert (code, "64 tecken" in told) == (Exit.USAGE, True)
