"""What people ask the store: pages of queues, the register by search. Both databases agree."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa

from adapters import queries, tables
from adapters.rows import insert_connections
from adapters.settings import Settings
from adapters.store import Store, open_store
from cli.app import app
from domain.errors import NotFound
from domain.judgement import Queue
from domain.register import Connection, Contact
from scripts.postgresql import Server
from scripts.store_rows import Maker, finish, write
from tests.intake import NOW, delivery, settled, store_in

ROOT = Path(__file__).parent.parent
CASES = 400


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """On both kinds of database."""
    del database
    with closing(store_in(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, postgresql: Server
) -> Iterator[tuple[Store, Store]]:
    """A store of each kind with the same rows in it; they are only read."""
    folder = tmp_path_factory.mktemp("both")
    name = postgresql.create()
    stores = [
        open_store(Settings(data_dir=folder, database_url=url))
        for url in (f"sqlite:///{folder}/a.sqlite", postgresql.url(name))
    ]
    for one in stores:
        for rows in Maker(CASES).batches(CASES):
            with one.database.writing() as connection:
                write(connection, rows)
                finish(connection)
    yield stores[0], stores[1]
    for one in stores:
        one.close()
    postgresql.drop(name)


def entry(municipality: str, board: str, org_no: str = "212000-1611") -> Connection:
    return Connection(
        org_no=org_no,
        municipality=municipality,
        board=board,
        postal_address="Storgatan 12",
        postal_code="566 32",
        city="Habo",
        agreement_contact=Contact(name="Åsa Sjöberg", email="asa@exempel.se"),
        form="form-a",
        signed_on="2026-11-09",
        signed_by="Maria Nilsson",
        valid_from=NOW,
        case=None,
    )


def registered(store: Store, *entries: Connection) -> None:
    with store.database.writing() as connection:
        insert_connections(connection, entries)


def found(store: Store, text: str) -> list[tuple[str, str]]:
    return [(one.municipality, one.board) for one in queries.register_search(store, text)]


# both the same


def test_both_give_the_same_items_in_the_same_order(both: tuple[Store, Store]) -> None:
    for queue in (None, *get_args(Queue)):
        one, other = (queries.open_items(store, queue) for store in both)
        assert one == other
    assert len(queries.open_items(both[0])) > CASES / 4


def test_both_give_the_same_register_in_the_same_order(both: tuple[Store, Store]) -> None:
    for text in ("", "a", "å", "NÄMND", "212000 arb", "2120001", "öster distrikt"):
        one, other = (queries.register_search(store, text) for store in both)
        assert one == other
        assert (text == "") <= (len(one) > 50)


def test_both_find_the_same_case_by_its_beginning(both: tuple[Store, Store]) -> None:
    with both[0].database.reading() as connection:
        ids = list(connection.scalars(sa.select(tables.cases.c.id)))
    for case in ids[:20]:
        one, other = (queries.case_file(store, case[:12]) for store in both)
        assert one == other
        assert one.case.id == case
    said = set()
    for store in both:
        with pytest.raises(NotFound, match="Flera ärenden") as told:
            queries.case_file(store, "c-")
        said.add(str(told.value))
    assert len(said) == 1


def test_both_count_the_same(both: tuple[Store, Store]) -> None:
    one, other = map(queries.waiting_by_queue, both)
    assert one == other
    assert tuple(one) == get_args(Queue)
    assert sum(one.values()) == len(queries.open_items(both[0]))


def test_the_pages_of_a_queue_are_the_whole_of_it(both: tuple[Store, Store]) -> None:
    for store in both:
        whole = queries.open_items(store, "unreadable")
        pages = [queries.open_items(store, "unreadable", 3, start) for start in range(0, 99, 3)]
        assert tuple(one for page in pages for one in page) == whole
        assert len(pages[0]) == 3


@pytest.mark.parametrize("text", ["%", "_", "c-%", "c-\x7f", "ä", "C-"])
def test_what_begins_no_id_finds_none(both: tuple[Store, Store], text: str) -> None:
    for store in both:
        with pytest.raises(NotFound, match="inget ärende"):
            queries.case_file(store, text)


# order


def test_what_is_due_first_comes_first_and_what_stands_comes_last(store: Store) -> None:
    days = (date(2026, 12, 7), None, date(2026, 12, 1), date(2026, 12, 7))
    ids = []
    for number, due in enumerate(days):
        one = delivery(str(number), NOW - timedelta(hours=number))
        store.receive(one, NOW)
        # all of one Party: the later ones are a person's
        (case,) = settled(store, one)
        ids.append(case.id)
        with store.database.writing() as connection:
            item = tables.review_items
            here = item.c.case == case.id
            connection.execute(item.update().where(here).values(due_on=due))
            if number == 0:  # the first was registered
                row = {"case": case.id, "queue": "duplicate", "state": "open", "opened_at": NOW}
                more = {"received_at": one.received_at, "due_on": due, "escalated": 0}
                connection.execute(item.insert(), [row | more])
    items = queries.open_items(store)
    assert [one.case for one in items] == [ids[2], ids[3], ids[0], ids[1]]
    assert [one.due_on for one in items] == [days[2], days[3], days[0], None]


def test_the_register_is_in_swedish_order(store: Store) -> None:
    names = ["Örebro", "Håbo", "Älmhult", "Zinkgruvan", "Åmål", "habo", "Habo"]
    for number, name in enumerate(names):
        registered(store, entry(name, "Socialnämnden", f"212000-000{number}"))
    listed = [one.municipality for one in queries.current_connections(store)]
    assert listed == ["habo", "Habo", "Håbo", "Zinkgruvan", "Åmål", "Älmhult", "Örebro"]


# searching


@pytest.mark.parametrize(
    ("text", "boards"),
    [
        ("", ["Arbetsmarknadsnämnden", "Socialnämnden", "Äldre_nämnden"]),
        ("HABO soc", ["Socialnämnden"]),
        ("nämnden", ["Arbetsmarknadsnämnden", "Socialnämnden", "Äldre_nämnden"]),
        ("a\u0308ldre", ["Äldre_nämnden"]),  # a Mac's two signs for one
        ("äldre", ["Äldre_nämnden"]),
        ("aldre", []),
        ("_", ["Äldre_nämnden"]),
        ("%", []),
        ("2120001611", ["Arbetsmarknadsnämnden", "Socialnämnden", "Äldre_nämnden"]),
        ("212000-16", ["Arbetsmarknadsnämnden", "Socialnämnden", "Äldre_nämnden"]),
        ("social arbets", []),
    ],
)
def test_an_entry_is_found_by_each_of_the_words(store: Store, text: str, boards: list[str]) -> None:
    registered(store, *(entry("Habo", b) for b in ("Socialnämnden", "Äldre_nämnden")))
    registered(store, entry("Habo", "Arbetsmarknadsnämnden"))
    assert [board for _, board in found(store, text)] == boards


def test_a_board_of_any_length_is_kept(store: Store) -> None:
    """Nobody names one so; what is read may be anything, and an index takes only so much."""
    long = "Nämnden för åäö " * 300
    registered(store, entry("Habo", long))
    (kept,) = queries.register_search(store, "habo åäö")
    assert kept.board == long
    (same,) = queries.connection_versions(store, "212000-1611", long)
    assert same == kept


def test_only_the_newest_version_is_found_and_no_cleared_one(store: Store) -> None:
    first = entry("Habo", "Socialnämnden")
    registered(store, first, first.model_copy(update={"version": 2, "city": "Mora"}))
    (now,) = queries.register_search(store, "habo")
    assert (now.version, now.city) == (2, "Mora")
    assert queries.register_search(store, "habo", limit=0) == ()
    with store.database.writing() as connection:
        connection.execute(tables.connections.update().values(connection=None))
    assert found(store, "habo") == []
    with pytest.raises(NotFound):
        queries.connection_versions(store, "212000-1611")


# on the command line


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    app(list(arguments), standalone_mode=False)
    return capsys.readouterr().out


def test_a_queue_is_listed_by_the_page(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path))
    for number in range(4):  # the first is registered
        store.receive(delivery(str(number)), NOW)
        settled(store, delivery(str(number)))
    waiting = [one.case for one in queries.open_items(store)]
    assert len(waiting) == 3
    listed = said(capsys, "queue", "list", "--limit", "1")
    assert [case for case in waiting if case in listed] == waiting[:1]
    assert "2 ärenden till väntar" in listed
    for arguments in (("--all",), ()):
        listed = said(capsys, "queue", "list", *arguments)
        assert all(case in listed for case in waiting)
        assert "till väntar" not in listed
    assert "1 ärende till" in said(capsys, "queue", "list", "finns redan", "--limit", "2")


def test_the_register_is_listed_by_words(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path))
    registered(store, entry("Habo", "Socialnämnden"), entry("Håbo", "Äldrenämnden"))
    assert "Habo" in said(capsys, "register", "list")
    listed = said(capsys, "register", "list", "äldre", "hå")
    assert "Håbo" in listed
    assert "Habo" not in listed
    assert 'ingen post med "mora"' in said(capsys, "register", "list", "mora")


# speed


@pytest.mark.parametrize("kind", [0, 1])
def test_a_case_is_found_by_an_index(both: tuple[Store, Store], kind: int) -> None:
    """Also by the beginning of its id; reading all cases through would take seconds."""
    store = both[kind]
    query = "SELECT id FROM cases WHERE id >= 'c-12' AND id <= 'c-12~'"
    with store.database.reading() as connection:
        if connection.dialect.name == "postgresql":
            # so few rows would be read through: is there an index that would do?
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
            plan = str(connection.exec_driver_sql(f"EXPLAIN {query}").all())
            assert "Index Only Scan using cases_pkey" in plan
            assert "Index Cond: ((id >= " in plan
        else:
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all())
            assert "SEARCH cases USING COVERING INDEX" in plan


def test_the_benchmark_of_the_store_runs(postgresql: Server) -> None:
    """With few cases and time enough: what it says of many stands in docs/performance.md."""
    name = postgresql.create()
    command = [sys.executable, "-m", "scripts.benchmark_store", "--cases", "2000"]
    command += ["--calls", "20", "--limit", "5000", "--postgresql", postgresql.url(name)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("(") == 1 + 2 * 12
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "the database is in use" in again.stderr
    postgresql.drop(name)
