"""The database itself: opening it, its transactions, its schema. adapters/store.py uses it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from adapters import dialects, schema
from adapters.reason import reason
from adapters.schema import REVISION
from adapters.settings import Settings
from domain.errors import SettingsError, StoreError, Unstorable

NO_ADDRESS = "ANSLUT_DATABASE_URL är ingen giltig databasadress. Se docs/settings.md."
BROKEN = (
    "Databasen kan inte föras till en annan version: något i den hänvisar till det som inte finns. "
    "Ingenting ändrades. Återställ den senaste säkerhetskopian, eller rapportera felet."
)
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

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """A transaction that writes, in which tables may be rebuilt. StoreError, and nothing is
        changed, when a row would refer to one that is not there."""
        writer = self._engine.execution_options(writing=True)
        with _translated(), writer.connect() as connection:
            dialects.references_kept(connection, False)
            try:
                with connection.begin():
                    yield connection
                    if dialects.broken_references(connection):
                        raise StoreError(BROKEN)
            finally:
                dialects.references_kept(connection, True)

    def scrub(self) -> None:
        """Have nothing of what was cleared left in the database's files: a row that is gone stays
        readable in free pages, and in SQLite's log, until they are written anew. StoreError when
        others use the database: what was cleared is cleared, and may be scrubbed another time."""
        if self._engine.dialect.name != "sqlite":
            vacuuming = self._engine.execution_options(isolation_level="AUTOCOMMIT", alone=True)
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
    database = connect(settings)
    try:
        _upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def connect(settings: Settings) -> Database:
    """The database with its schema as it is. A folder for the file is made, nothing else yet."""
    url = _url(settings)
    engine = _engine(url)
    if url.get_backend_name() == "sqlite" and url.database:
        _make_folder(Path(url.database).parent)
    dialects.set_up(engine)
    return Database(engine)


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
    dialects.set_up_looking(engine)
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
            found = schema.revision(connection)
    finally:
        database.close()
    if found != REVISION:
        schema.check_known(found)
    return found


def database_place(settings: Settings) -> str:
    """Where the database is, for people: the folder of its file, or the server and its name."""
    url = _url(settings)
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").parent)
    return f"{url.host or ''}/{url.database or ''}"


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
    return dialects.with_driver(url)


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
        engine = sa.create_engine(url, **dialects.options(url))
        engine.dialect.create_connect_args(url)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise SettingsError(f"{NO_DRIVER} ({url.drivername}).") from error
    if engine.dialect.is_async:
        raise SettingsError(f"{NO_DRIVER} ({url.drivername}).")
    return engine


@contextmanager
def _translated() -> Iterator[None]:
    """Database errors as StoreError. The statement's parameters (personal data) stay out of it."""
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.DataError) as error:
        raise Unstorable(
            "Databasen tar inte emot det som skulle skrivas "
            f"({dialects.refusal(error)}). Rapportera det."
        ) from None
    except sa.exc.DBAPIError as error:
        raise StoreError(dialects.trouble(error)) from None


def _upgrade(database: Database) -> None:
    """Bring the schema up to REVISION; a schema newer than this program is a StoreError."""
    with database.reading() as connection:
        found = schema.revision(connection)
    if found == REVISION:
        return
    schema.check_known(found)
    with database.migrating() as connection:
        # another process may have done it meanwhile
        if schema.revision(connection) != REVISION:
            dialects.check_encoding(connection)
            schema.upgrade(connection)
