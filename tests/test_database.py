"""The database under the store: its schema, its guards, and what is said when it is unusable."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from adapters import tables
from adapters.database import REVISION, database_revision
from adapters.ledger import booked_since
from adapters.samples import record_check
from adapters.settings import Settings
from adapters.store import Store, open_store
from domain.errors import SettingsError, StoreError
from domain.ledger import Ledger
from domain.reading import FileReading
from domain.sample import BlindCheck
from pipeline.blind import conclude
from tests.builders import file, other_page, page
from tests.intake import NOW, counts, delivery, settled, store_in

UNREAD = FileReading(name="trasig.pdf", problem="damaged")
MIGRATIONS = Path(__file__).parent.parent / "adapters" / "migrations"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
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


def test_sqlite_is_set_up_to_keep_what_is_committed(store: Store) -> None:
    with store.database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"), store.database.writing() as connection:
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


def test_what_was_read_before_the_ledger_was_kept_is_entered(tmp_path: Path) -> None:
    """A database of revision 0001 with a file of two pages and one that could not be read."""
    store = store_in(tmp_path)
    for content, read in (("one", file(page(1), other_page(2, "blank"))), ("two", UNREAD)):
        store.receive(delivery(content), NOW)
        settled(store, delivery(content), read)
    store.close()
    with closing(sqlite3.connect(tmp_path / "anslut.sqlite")) as raw, raw:
        for table in ("page_ends", "sample_answers", "sample_checks", "sample_draws"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("ALTER TABLE readings DROP COLUMN pages")
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    with closing(store_in(tmp_path)) as store:
        found = {one.delivery: one.ledger for one in booked_since(store)}
    assert found[delivery("one").id] == Ledger(received=2, ends={"agreement": 1, "blank": 1})
    assert found[delivery("two").id] == Ledger(received=1, ends={"waiting": 1})


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    with closing(store_in(tmp_path)) as store:
        store.receive(delivery(), NOW)
    with closing(store_in(tmp_path)) as store:
        assert store.waiting(NOW) == (delivery().id,)


def test_many_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        for store in threads.map(store_in, [tmp_path] * 4):
            store.close()


def test_looking_at_a_database_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    assert database_revision(settings) is None
    assert list(tmp_path.iterdir()) == []
    place = tmp_path / "var" / "anslut.sqlite"
    place.parent.mkdir()
    with closing(sqlite3.connect(place)) as raw, raw:
        raw.execute("CREATE TABLE other (name TEXT)")
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


def test_a_schema_newer_than_the_program_is_refused(tmp_path: Path) -> None:
    store_in(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "anslut.sqlite")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
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
    return {"case": "c-none", "queue": "failed", "state": "open", "opened_at": NOW}
