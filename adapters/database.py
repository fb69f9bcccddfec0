"""The database itself: opening it, its transactions, its schema. adapters/store.py uses it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from adapters.reason import reason
from adapters.settings import Settings
from domain.errors import SettingsError, StoreError, Unstorable

if TYPE_CHECKING:
    from alembic.config import Config

# The newest revision in adapters/migrations/versions; knowing it here saves loading Alembic.
REVISION = "0004"
BUSY_MILLISECONDS = 30_000
NO_ADDRESS = "ANSLUT_DATABASE_URL är ingen giltig databasadress. Se docs/settings.md."
NO_DRIVER = (
    "ANSLUT_DATABASE_URL namnger en databas som inget här kan tala med. Rätta adressen, eller "
    "installera dess drivrutin"
)


class Database:
    """An engine with two kinds of transaction: reading, and writing (one writer at a time)."""

    def __init__(self, engine: sa.Engine) -> None:
        """`engine` as `open_database` makes it."""
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database."""
        with _translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes: committed at the end, or nothing of it is.

        It holds the write lock from its start, so what it reads stays true until it commits.
        """
        writer = self._engine.execution_options(writing=True)
        with _translated(), writer.begin() as connection:
            yield connection

    def scrub(self) -> None:
        """Have nothing of what was cleared left in the database's files: a row that is gone stays
        readable in free pages, and in SQLite's log, until they are written anew. StoreError when
        others use the database: what was cleared is cleared, and may be scrubbed another time."""
        if self._engine.dialect.name != "sqlite":
            vacuuming = self._engine.execution_options(isolation_level="AUTOCOMMIT")
            with _translated(), vacuuming.connect() as connection:
                connection.exec_driver_sql("VACUUM FULL")
            return
        with _translated(), self._engine.execution_options(alone=True).connect() as connection:
            connection.exec_driver_sql("VACUUM")
            is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if is_busy:
            raise StoreError(
                "Databasen används av någon annan, så det som har gallrats kan ligga kvar i dess "
                "logg. Kör samma kommando igen när ingen annan använder den."
            )

    def close(self) -> None:
        """Give up all connections."""
        self._engine.dispose()


def open_database(settings: Settings) -> Database:
    """Open the database, with its schema brought up to this program's; StoreError."""
    url = _url(settings)
    engine = _engine(url)
    if url.get_backend_name() == "sqlite" and url.database:
        _make_folder(Path(url.database).parent)
    _set_up(engine)
    database = Database(engine)
    try:
        _upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def look_at_database(settings: Settings) -> Database:
    """The database as it is, to read and never to write: nothing is made or brought up to date.

    StoreError when there is none, or when it is of another revision than this program's.
    """
    found = database_revision(settings)
    if found is None:
        raise StoreError(
            "Det finns ingen databas här än. Kontrollera ANSLUT_DATA_DIR och ANSLUT_DATABASE_URL."
        )
    if found != REVISION:
        raise StoreError(
            f"Databasen är av en äldre version ({found}) än programmet ({REVISION}), och det här "
            "kommandot ändrar den inte. Kör till exempel anslut queue list först."
        )
    engine = _engine(_url(settings))
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_looking)
    return Database(engine)


def database_revision(settings: Settings) -> str | None:
    """The schema's revision, by looking only; None when the database is not there yet.

    StoreError when it cannot be used, or could not be made.
    """
    url = _url(settings)
    engine = _engine(url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        _check_writable(Path(url.database).parent)
        return None
    database = Database(engine)  # without our pragmas: one of them writes
    try:
        with database.reading() as connection:
            found = _revision(connection)
    finally:
        database.close()
    if found != REVISION:
        _check_known(found)
    return found


def _url(settings: Settings) -> sa.URL:
    try:
        url = sa.make_url(settings.database)
    except (SQLAlchemyError, ValueError) as error:
        raise SettingsError(NO_ADDRESS) from error
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise SettingsError(
            "ANSLUT_DATABASE_URL måste namnge en fil: en databas i minnet är borta efter varje "
            "kommando."
        )
    return url


def _check_writable(folder: Path) -> None:
    """StoreError when a file could not be made in the folder, which need not be there yet."""
    whole = folder.absolute()
    there = next(place for place in (whole, *whole.parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise StoreError(
            f"{there}: här kan databasen inte skapas. Ändra rättigheterna eller välj en annan mapp "
            "i ANSLUT_DATA_DIR."
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: mappen kan inte skapas ({reason(error)}).") from error


def _engine(url: sa.URL) -> sa.Engine:
    """The engine, connected to nothing yet. SettingsError when no driver here takes the address."""
    try:
        engine = sa.create_engine(url)
        engine.dialect.create_connect_args(url)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise SettingsError(f"{NO_DRIVER} ({url.drivername}).") from error
    if engine.dialect.is_async:
        raise SettingsError(f"{NO_DRIVER} ({url.drivername}).")
    return engine


def _set_up(engine: sa.Engine) -> None:
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: sa.PoolProxiedConnection, _record: object) -> None:
    """The driver's own transactions off (we begin ours), readers beside the writer, full sync.

    synchronous=FULL: what has been committed is on the disk before a mail is marked as read.
    """
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's own attribute
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _set_up_looking(connection: sa.PoolProxiedConnection, _record: object) -> None:
    """A connection on which SQLite itself refuses to write."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the lock at once: one that waits until its first write may have to give up.
    What SQLite does alone (VACUUM) is not begun at all."""
    if connection.get_execution_options().get("alone", False):
        return
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    """Database errors as StoreError. The statement's parameters (personal data) stay out of it."""
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.DataError) as error:
        raise Unstorable(
            f"Databasen tar inte emot det som skulle skrivas ({error.orig}). Rapportera det."
        ) from None
    except sa.exc.DBAPIError as error:
        raise StoreError(
            f"Databasen kan inte användas ({error.orig}). Kontrollera disk, rättigheter och "
            "ANSLUT_DATABASE_URL."
        ) from None


def _upgrade(database: Database) -> None:
    """Bring the schema up to REVISION; a schema newer than this program is a StoreError."""
    with database.reading() as connection:
        found = _revision(connection)
    if found == REVISION:
        return
    with database.writing() as connection:
        found = _revision(connection)  # another process may have done it meanwhile
        if found != REVISION:
            _migrate(connection, found)


def _revision(connection: sa.Connection) -> str | None:
    """The schema's revision; None for an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: sa.Connection, found: str | None) -> None:
    from alembic import command

    _check_known(found)
    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_known(found: str | None) -> None:
    """StoreError when the schema is of a revision that this program does not know."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_migrations()).walk_revisions()
    if found is not None and found not in {script.revision for script in scripts}:
        raise StoreError(
            f"Databasen har en nyare version ({found}) än programmet ({REVISION}). "
            "Uppdatera programmet, eller ange en annan databas i ANSLUT_DATABASE_URL."
        )


def _migrations() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
