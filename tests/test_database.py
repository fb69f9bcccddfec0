"""The database under the store: its schema, its guards, and what is said when it is unusable."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from adapters import dialects, tables
from adapters.database import database_place, database_revision
from adapters.samples import record_check
from adapters.schema import REVISION
from adapters.settings import Settings
from adapters.store import Store, open_store
from domain.errors import SettingsError, StoreError, Unstorable
from domain.sample import BlindCheck
from pipeline.blind import conclude
from scripts.postgresql import Server
from tests.intake import NOW, counts, delivery, raw, rows, settled, store_in

MIGRATIONS = Path(__file__).parent.parent / "adapters" / "migrations"


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """On both kinds of database."""
    del database
    with closing(store_in(tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("events", "UPDATE events SET who = 'somebody'"),
        ("events", "DELETE FROM events"),
        ("connections", "UPDATE connections SET municipality = 'Håbo'"),
        ("connections", "DELETE FROM connections"),
        ("sample_draws", "UPDATE sample_draws SET number = 1"),
        ("sample_draws", "DELETE FROM sample_draws"),
        ("sample_checks", "UPDATE sample_checks SET differing = '[]'"),
        ("sample_checks", "DELETE FROM sample_checks"),
    ],
)
def test_what_has_happened_and_what_was_registered_cannot_be_changed(
    store: Store, table: str, statement: str
) -> None:
    one = delivery()
    store.receive(one, NOW)
    (case,) = settled(store, one, share=1.0)
    record_check(store, conclude(BlindCheck(case=case.id, by="Karin", at=NOW, compared=("a",)), ()))
    with pytest.raises(StoreError, match="append-only"), store.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert counts(store)[table] > 0


@pytest.mark.parametrize(
    ("change", "is_let"),
    [
        ("connection = NULL", True),
        ("connection = '{}'", False),
        ('connection = NULL, "case" = NULL', False),
        ("connection = NULL, valid_from = '2026'", False),
        ("connection = NULL, board_key = 'nämnden'", False),
    ],
)
def test_an_entry_of_the_register_can_be_cleared_and_no_more(
    store: Store, change: str, is_let: bool
) -> None:
    store.receive(delivery(), NOW)
    settled(store, delivery())
    before = rows(store, tables.connections)

    def update() -> None:
        with store.database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE connections SET {change}")

    if not is_let:
        with pytest.raises(StoreError, match="append-only"):
            update()
        assert rows(store, tables.connections) == before
        return
    update()
    update()  # clearing twice equals clearing once
    assert rows(store, tables.connections) == [{**before[0], "connection": None}]


def test_postgresql_s_quick_way_of_emptying_a_table_is_refused_too(
    tmp_path: Path, postgresql: Server, kept_database: str
) -> None:
    del postgresql
    with closing(open_store(Settings(data_dir=tmp_path, database_url=kept_database))) as store:
        for table in ("events", "connections", "sample_draws"):
            with (
                pytest.raises(StoreError, match="append-only"),
                store.database.writing() as connection,
            ):
                connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


# Transactions


def test_a_writer_waits_for_the_one_before_and_sees_what_it_wrote(store: Store) -> None:
    begun, done = Event(), Event()

    def first() -> None:
        with store.database.writing() as connection:
            begun.set()
            assert not done.wait(0.3)  # the other one waits
            connection.execute(tables.originals.insert(), [{"sha256": "a" * 64, "size": 1}])

    def second() -> int:
        begun.wait()
        with store.database.writing() as connection:
            done.set()
            return len(connection.execute(sa.select(tables.originals)).all())

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.submit(first), threads.submit(second)
        one.result()
        assert other.result() == 1


def test_a_reader_sees_one_state_of_the_database(store: Store) -> None:
    query = sa.select(sa.func.count()).select_from(tables.deliveries)
    with store.database.reading() as connection:
        before = connection.scalar(query)
        store.receive(delivery(), NOW)
        assert connection.scalar(query) == before == 0
    assert counts(store)["deliveries"] == 1


def test_a_writer_that_waits_too_long_is_told_so(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del database
    monkeypatch.setattr(dialects, "BUSY_MILLISECONDS", 100)
    with (
        closing(store_in(tmp_path)) as store,
        store.database.writing(),
        pytest.raises(StoreError, match="Databasen är upptagen"),
        store.database.writing(),
    ):
        pass


def test_what_is_looked_at_cannot_be_written(tmp_path: Path, database: str) -> None:
    del database
    store_in(tmp_path).close()
    with (
        closing(open_store(Settings(data_dir=tmp_path), look_only=True)) as store,
        pytest.raises(StoreError, match=r"read-?only"),
        store.database.writing() as connection,
    ):
        connection.execute(tables.originals.insert(), [{"sha256": "a" * 64, "size": 1}])


@pytest.mark.parametrize(
    ("spoilt", "kinds"),
    [
        ({}, ("sqlite", "postgresql")),  # there already
        ({"version": 2**40}, ("postgresql",)),
        ({"org_no": "x" * 17 + "M"}, ("postgresql",)),  # SQLite takes these two
    ],
)
def test_what_is_refused_is_not_told(
    store: Store, database: str, spoilt: dict[str, object], kinds: tuple[str, ...]
) -> None:
    """Names and numbers stay out of error messages: PostgreSQL would quote the whole row."""
    row = {"org_no": "212000-1611", "board_key": "hemliga nämnden", "version": 1}
    row |= {"sort_key": "", "search": "Maria Nilsson"}

    def put(one: dict[str, object]) -> None:
        with store.database.writing() as connection:
            connection.execute(tables.current_connections.insert(), [one])

    put(row)
    if database not in kinds:
        return
    with pytest.raises(Unstorable, match="tar inte emot") as said:
        put({**row, **spoilt})
    for told in ("Maria", "hemliga", "212000", "1099511627776", "xM"):
        assert told not in str(said.value)


def test_sqlite_is_set_up_to_keep_what_is_committed(tmp_path: Path) -> None:
    with closing(store_in(tmp_path)) as store, store.database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


def test_postgresql_is_set_up_to_keep_what_is_committed(tmp_path: Path, postgresql: Server) -> None:
    """Also where the server's own default is not to wait for the disk."""
    name = postgresql.create()
    here = Settings(data_dir=tmp_path, database_url=postgresql.url(name))
    with raw(here) as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
        connection.exec_driver_sql(
            f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"
        )
    with closing(open_store(here)) as store, store.database.writing() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
    postgresql.drop(name)


def test_a_connection_that_died_is_made_anew(tmp_path: Path, kept_database: str) -> None:
    """The server was restarted since the last statement."""
    end_all = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    here = Settings(data_dir=tmp_path, database_url=kept_database)
    with closing(open_store(here)) as store:
        with raw(here) as connection:
            connection.exec_driver_sql(end_all)
        assert store.waiting(NOW) == ()


# Errors of a server


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    url = "postgresql://anslut:hemligt@127.0.0.1:1/anslut"
    with pytest.raises(StoreError, match="kan inte nås") as said:
        open_store(Settings(data_dir=tmp_path, database_url=url))
    assert "ANSLUT_DATABASE_URL" in str(said.value)
    assert "hemligt" not in str(said.value)


def test_a_database_that_the_server_does_not_have_is_said(
    tmp_path: Path, postgresql: Server
) -> None:
    for use in (open_store, database_revision):
        with pytest.raises(StoreError, match=r"kan inte nås.*does not exist"):
            use(Settings(data_dir=tmp_path, database_url=postgresql.url("ingen")))


def test_a_database_that_cannot_hold_every_letter_is_refused(
    tmp_path: Path, postgresql: Server
) -> None:
    name = postgresql.create(how="ENCODING 'LATIN1'")
    here = Settings(data_dir=tmp_path, database_url=postgresql.url(name))
    with pytest.raises(StoreError, match="LATIN1"):
        open_store(here)
    assert database_revision(here) is None
    postgresql.drop(name)


def test_an_address_may_leave_out_the_driver(tmp_path: Path, kept_database: str) -> None:
    url = kept_database.replace("postgresql+psycopg://", "postgresql://")
    here = Settings(data_dir=tmp_path, database_url=url)
    open_store(here).close()
    assert database_revision(here) == REVISION
    assert database_place(here).startswith("127.0.0.1/anslut_")


# The schema


def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    with (
        pytest.raises(StoreError, match=r"(?i)foreign key"),
        store.database.writing() as connection,
    ):
        connection.execute(tables.review_items.insert(), [_item_of_no_case()])


def test_the_migrations_build_the_tables_that_the_code_knows(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.metadata) == []


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == REVISION


def test_opening_again_changes_nothing(tmp_path: Path, database: str) -> None:
    del database
    with closing(store_in(tmp_path)) as store:
        store.receive(delivery(), NOW)
    with closing(store_in(tmp_path)) as store:
        assert store.waiting(NOW) == (delivery().id,)


def test_many_may_open_a_new_database_at_once(tmp_path: Path, new_database: str) -> None:
    del new_database
    with ThreadPoolExecutor(4) as threads:
        for store in threads.map(store_in, [tmp_path] * 4):
            store.close()


def test_looking_at_a_database_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    assert database_revision(settings) is None
    assert list(tmp_path.iterdir()) == []
    place = tmp_path / "var" / "anslut.sqlite"
    place.parent.mkdir()
    with closing(sqlite3.connect(place)) as file, file:
        file.execute("CREATE TABLE other (name TEXT)")
    before = place.read_bytes()
    assert database_revision(settings) is None
    assert [path.name for path in place.parent.iterdir()] == ["anslut.sqlite"]
    assert place.read_bytes() == before
    open_store(settings).close()
    assert database_revision(settings) == REVISION


def test_looking_says_why_a_database_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file: här kan databasen inte skapas"):
        database_revision(Settings(data_dir=tmp_path / "file" / "var"))
    (tmp_path / "anslut.sqlite").write_text("not a database at all, but rather long" * 40)
    with pytest.raises(StoreError, match="Databasen kan inte användas"):
        database_revision(Settings(data_dir=tmp_path))


def test_a_schema_newer_than_the_program_is_refused(tmp_path: Path, new_database: str) -> None:
    del new_database
    store_in(tmp_path).close()
    with raw(tmp_path) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="nyare"):
        store_in(tmp_path)
    with pytest.raises(StoreError, match="nyare"):
        database_revision(Settings(data_dir=tmp_path))


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "anslut.sqlite").write_text("not a database at all, but rather long" * 40)
    with pytest.raises(StoreError, match="Databasen kan inte användas"):
        store_in(tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "no address",
        "foo://x",
        "oracle://x/y",  # a driver that is not installed
        "sqlite://user@host/x",
        "sqlite+aiosqlite:///x.sqlite",
        "sqlite://",  # in memory: whatever is taken in is gone
        "sqlite:///:memory:",
        "postgresql://x:port/y",
    ],
)
@pytest.mark.parametrize("use", [open_store, database_revision])
def test_an_address_that_is_none_is_a_setting_to_mend(
    tmp_path: Path, url: str, use: Callable[[Settings], object]
) -> None:
    with pytest.raises(SettingsError, match="ANSLUT_DATABASE_URL"):
        use(Settings(data_dir=tmp_path, database_url=url))


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="kan inte skapas"):
        store_in(tmp_path / "file" / "var")


def _item_of_no_case() -> dict[str, object]:
    times = {"opened_at": NOW, "received_at": NOW, "due_on": date(2026, 12, 1)}
    return {"case": "c-none", "queue": "failed", "state": "open", "escalated": 0, **times}
