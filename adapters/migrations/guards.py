"""What the revisions need and each kind of database says in its own way."""

import sqlalchemy as sa
from alembic import op

from domain.errors import StoreError

# PostgreSQL's function behind the triggers. Its error is of the class that SQLite's has.
FUNCTION = """
CREATE OR REPLACE FUNCTION anslut_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(table: str, may_clear: str = "", keeping: tuple[str, ...] = ()) -> None:
    """Triggers that refuse to change or remove rows of a table.

    The column `may_clear`, if there is one, may be set to NULL where all those of `keeping`, the
    table's other columns, stay as they are.
    """
    but_for = f'WHEN (NEW."{may_clear}" IS NOT NULL OR {_differ(keeping)})' if may_clear else ""
    if _is_postgresql():
        op.execute(FUNCTION)
        _trigger(table, "UPDATE", f"FOR EACH ROW {but_for}")
        _trigger(table, "DELETE", "FOR EACH ROW")
        _trigger(table, "TRUNCATE", "FOR EACH STATEMENT")
        return
    for action, when in (("UPDATE", but_for), ("DELETE", "")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def changeable(table: str) -> None:
    """Take the triggers of `append_only` away: for a table that is to be rebuilt."""
    actions = ("update", "delete", "truncate") if _is_postgresql() else ("update", "delete")
    place = f" ON {table}" if _is_postgresql() else ""
    for action in actions:
        op.execute(f"DROP TRIGGER {table}_no_{action}{place}")


def remove_function() -> None:
    """Take away what `append_only` made for all tables together."""
    if _is_postgresql():
        op.execute("DROP FUNCTION anslut_append_only()")


def compare_by_bytes(*tables: str) -> None:
    """The texts of these tables are compared and sorted as SQLite does it, whatever language the
    PostgreSQL database was made for. So both give the same order, and an index serves to find what
    begins with something. Before the triggers: they hold on to the columns that they look at."""
    if not _is_postgresql():
        return
    for table in tables:
        columns = op.get_bind().exec_driver_sql(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
            f"WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attcollation = (SELECT oid FROM pg_collation WHERE collname = 'default')"
        )
        changes = [f'ALTER COLUMN "{name}" TYPE {kind} COLLATE "C"' for name, kind in columns]
        if changes:
            op.execute(f"ALTER TABLE {table} {', '.join(changes)}")


def refuse_to_lose(held: dict[str, str]) -> None:
    """StoreError when the database holds something that an older revision has no place for.

    `held` has, by what it is called for people, a condition as "table WHERE ..."."""
    bind = op.get_bind()
    found = [
        name for name, rows in held.items() if bind.scalar(sa.text(f"SELECT count(*) FROM {rows}"))
    ]
    if found:
        raise StoreError(
            f"Databasen kan inte föras tillbaka till en äldre version, som inte har plats för "
            f"{', '.join(found)}. Ingenting ändrades. Behåll programmets version, eller återställ "
            "en säkerhetskopia från den äldre versionens tid."
        )


def _differ(columns: tuple[str, ...]) -> str:
    """True where a column is another than it was; NULL is a value like any other here."""
    other = "IS DISTINCT FROM" if _is_postgresql() else "IS NOT"
    return " OR ".join(f'NEW."{name}" {other} OLD."{name}"' for name in columns)


def _trigger(table: str, action: str, each: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} {each} "
        "EXECUTE FUNCTION anslut_append_only()"
    )


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
