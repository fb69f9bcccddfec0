"""What differs between the two databases that the store runs on: SQLite, a file, and PostgreSQL, a
server. Everything else is written once for both."""

import sqlalchemy as sa
from sqlalchemy.exc import DataError, DBAPIError

from domain.errors import StoreError

# A writer waits this long for the one before it.
BUSY_MILLISECONDS = 30_000
# A server that does not answer at all is given up after this long.
CONNECT_SECONDS = 10
# The lock that PostgreSQL's one writer holds: any number, the same in all our processes ("anslut").
WRITER = int.from_bytes(b"anslut", "big")
# What each says when the one before has not been done in time.
BUSY = ("55P03", "SQLITE_BUSY")
CHECK_ALL = "Kontrollera disk, rättigheter och ANSLUT_DATABASE_URL."


def with_driver(url: sa.URL) -> sa.URL:
    """The address with the driver that we have, where it names a kind of database and no driver."""
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url


def options(url: sa.URL) -> dict[str, object]:
    """What the engine is made with. A connection to a server may have died since it was used."""
    if url.get_backend_name() != "postgresql":
        return {}
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    return {"pool_pre_ping": True, "client_encoding": "utf8", "connect_args": patience}


def set_up(engine: sa.Engine) -> None:
    """Connections and transactions for reading and writing (`Database`)."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _set_up_postgresql)
        sa.event.listen(engine, "begin", _begin_postgresql)


def set_up_looking(engine: sa.Engine) -> None:
    """Connections on which the database itself refuses to write."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite_looking)
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _set_up_postgresql)
        sa.event.listen(engine, "connect", _set_up_postgresql_looking)
        sa.event.listen(engine, "begin", _begin_postgresql)


def references_kept(connection: sa.Connection, kept: bool) -> None:
    """Whether SQLite watches references between rows. It must not while a table is rebuilt: taking
    the old one away would look like removing what others refer to. Not within a transaction."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.cursor().execute(f"PRAGMA foreign_keys = {'ON' if kept else 'OFF'}")


def broken_references(connection: sa.Connection) -> bool:
    """True when a row refers to one that is not there. PostgreSQL never lets it come to that."""
    if connection.dialect.name != "sqlite":
        return False
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def check_encoding(connection: sa.Connection) -> None:
    """StoreError when the database cannot hold every letter. One of SQLite's always can."""
    if connection.dialect.name != "postgresql":
        return
    found = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if found != "UTF8":
        raise StoreError(
            f"Databasen i ANSLUT_DATABASE_URL har teckenkodningen {found} och rymmer inte alla "
            "tecken. Gör en ny: CREATE DATABASE anslut ENCODING 'UTF8' TEMPLATE template0."
        )


def refusal(error: DBAPIError) -> str:
    """Why something was not written, without what was to be written: PostgreSQL's details quote
    whole rows."""
    told = getattr(error.orig, "diag", None)
    if told is None:
        return str(error.orig)
    if isinstance(error, DataError):  # the text itself quotes the value
        return type(error.orig).__name__
    return told.message_primary or type(error.orig).__name__


def trouble(error: DBAPIError) -> str:
    """Why the database cannot be used and what to do, for people."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    if code in BUSY:
        return (
            f"Databasen är upptagen: någon annan har skrivit i mer än {BUSY_MILLISECONDS // 1000} "
            "sekunder. Försök igen om en stund."
        )
    told = getattr(error.orig, "diag", None)
    if told is None:
        return f"Databasen kan inte användas ({error.orig}). {CHECK_ALL}"
    if told.message_primary is None:  # nobody answered, or who did would not let us in
        first = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
        return (
            f"Databasservern kan inte nås ({first}). Kontrollera att den är i gång, och att "
            "adress, användare och lösenord i ANSLUT_DATABASE_URL stämmer."
        )
    return f"Databasen kan inte användas ({told.message_primary}). {CHECK_ALL}"


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


def _set_up_sqlite_looking(connection: sa.PoolProxiedConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the lock at once: one that waits until its first write may have to give up."""
    if _is_alone(connection):
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _set_up_postgresql(connection: sa.PoolProxiedConnection, _record: object) -> None:
    """As SQLite is set up, whatever the server's own defaults are.

    synchronous_commit: what has been committed is on the disk. A server that waits for more than
    that (`remote_apply`) is left at it; `off` is not.
    """
    _outside_transactions(
        connection,
        f"SET lock_timeout = {BUSY_MILLISECONDS}",
        "SET default_transaction_isolation = 'read committed'",
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'",
    )


def _set_up_postgresql_looking(connection: sa.PoolProxiedConnection, _record: object) -> None:
    _outside_transactions(connection, "SET default_transaction_read_only = on")


def _outside_transactions(connection: sa.PoolProxiedConnection, *statements: str) -> None:
    """Settings of the session: set within a transaction they would go when it is rolled back."""
    connection.autocommit = True  # type: ignore[attr-defined]  # psycopg's own attribute
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
    connection.autocommit = False  # type: ignore[attr-defined]


def _begin_postgresql(connection: sa.Connection) -> None:
    """A reader sees one state of the database all through. A writer takes the lock before it reads,
    and reads what has been committed by then: a state from before it waited would be too old."""
    if _is_alone(connection):
        return
    if _writes(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _is_alone(connection: sa.Connection) -> bool:
    """What a database does only outside transactions (VACUUM): none is begun."""
    return bool(connection.get_execution_options().get("alone", False))


def _writes(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("writing", False))
