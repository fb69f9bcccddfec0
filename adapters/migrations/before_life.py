"""From revision 0004 back to 0003: what has a place there goes to it, and nothing is lost."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.migrations.guards import append_only, changeable, compare_by_bytes, refuse_to_lose

# What revision 0003 has no place for, by what it is called.
NO_PLACE = {
    "ämnesrader": "deliveries WHERE subject IS NOT NULL",
    "filer som tagits upp mer än en gång": "deliveries WHERE again > 0",
    "ärenden i andra tillstånd": "cases WHERE state NOT IN ('in_review', 'registered')",
    "det som en person har sagt om ett ärende": "rulings",
    "svar på kompletteringar": "case_deliveries WHERE position > 0",
    "importerade poster i registret": 'connections WHERE "case" IS NULL',
    "rensade poster i registret": "connections WHERE connection IS NULL",
    "avslutade poster i registret": "connections WHERE ended",
    "anteckningar": "events WHERE note <> ''",
    "andra brev än återkoppling": "outbox WHERE kind <> 'feedback' OR number <> 0",
    "brev som väntar, har getts upp eller rensats": (
        "outbox WHERE state NOT IN ('held', 'sent') OR notice IS NULL"
    ),
    "svar om vem som får skriva under": "signatories",
    "bekräftade uppdrag": "mandates",
    "upprättade handlingar": "documents",
}
# What is left out of the JSON of before, where it says nothing.
CONNECTION_DEFAULTS = {"reason": "new", "why": "", "ended_at": None}
NOTICE_DEFAULTS = {"number": 0, "machine": None}


def restore(tables: tuple[str, ...]) -> None:
    """The schema of revision 0003 with the data in it. `tables` are those that 0004 made or
    changed."""
    refuse_to_lose(NO_PLACE)
    for table in ("events", "connections"):
        changeable(table)
    _restore_outbox()
    _restore_events()
    _restore_review_items()
    _restore_register()
    for table in ("signatories", "mandates", "documents", "rulings", "case_deliveries"):
        op.drop_table(table)
    op.drop_index("ix_page_ends_case", "page_ends")
    _restore_cases()
    op.drop_index("ix_deliveries_duplicate_of", "deliveries")
    one_of_a_content("content_key")
    op.drop_column("deliveries", "again")
    op.drop_column("deliveries", "subject")
    there = set(sa.inspect(op.get_bind()).get_table_names())
    compare_by_bytes(*(table for table in tables if table in there))
    for table in ("events", "connections"):
        append_only(table)


def one_of_a_content(*columns: str) -> None:
    """One delivery of the same files that is not linked to another, or one each time that they are
    taken up."""
    op.drop_index("deliveries_one_of_a_content", "deliveries")
    op.create_index(
        "deliveries_one_of_a_content",
        "deliveries",
        list(columns),
        unique=True,
        sqlite_where=sa.text("duplicate_of IS NULL"),
        postgresql_where=sa.text("duplicate_of IS NULL"),
    )


def _restore_outbox() -> None:
    rows = _rows('SELECT "case", kind, state, notice, written_at FROM outbox')
    op.drop_table("outbox")
    made = op.create_table(
        "outbox",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("notice", sa.JSON, nullable=False),
        sa.Column("written_at", sa.String(32), nullable=False),
        sa.CheckConstraint("state IN ('held', 'sent')", name="outbox_state"),
    )
    op.bulk_insert(made, [{**row, "notice": _plain(row["notice"])} for row in rows])


def _restore_events() -> None:
    """Numbered on by the database itself again, from the last."""
    rows = _rows("SELECT number, subject, at, who, what, why FROM events ORDER BY number")
    op.drop_table("event_notes")
    op.drop_table("events")
    made = op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("subject", sa.String(18), nullable=False, index=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.bulk_insert(made, rows)
    if rows and op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('events', 'number'), max(number)) FROM events"
        )


def _restore_review_items() -> None:
    rows = _rows('SELECT "case", queue, state, opened_at FROM review_items')
    op.drop_table("review_items")
    made = op.create_table(
        "review_items",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("queue", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name="review_item_state"),
    )
    op.create_index("review_items_by_queue", "review_items", ["state", "queue", "opened_at"])
    op.bulk_insert(made, rows)


def _restore_register() -> None:
    op.drop_table("current_connections")
    op.drop_index("ix_connections_case", "connections")
    change = sa.text(
        "UPDATE connections SET connection = :kept "
        "WHERE org_no = :org_no AND board_key = :board_key AND version = :version"
    ).bindparams(sa.bindparam("kept", type_=sa.JSON))
    for row in _rows("SELECT org_no, board_key, version, connection FROM connections"):
        kept = _without(row.pop("connection"), CONNECTION_DEFAULTS)
        op.get_bind().execute(change, {**row, "kept": kept})
    with op.batch_alter_table("connections") as batch:
        batch.alter_column("case", nullable=False)
        batch.drop_column("ended")
        batch.alter_column("connection", nullable=False)


def _restore_cases() -> None:
    op.drop_index("cases_by_party", "cases")
    op.drop_index("cases_by_state", "cases")
    op.drop_index("cases_by_search", "cases")
    with op.batch_alter_table("cases") as batch:
        for name in (
            "version",
            "org_no",
            "board_key",
            "party",
            "search",
            "started_on",
            "due_on",
            "paused_on",
            "answer_by",
            "review_by",
            "part",
        ):
            batch.drop_column(name)
        batch.alter_column("state", type_=sa.String(16))


def _rows(query: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(query)).mappings()]


def _plain(stored: Any) -> dict[str, Any]:
    """A letter without its page: its text says the same."""
    kept = _without(stored, NOTICE_DEFAULTS)
    kept.pop("html", None)
    return kept


def _without(stored: Any, defaults: dict[str, Any]) -> dict[str, Any]:
    """JSON as it was kept, without what has a value that says nothing. What says something, such as
    a correction's reason, stays: the older program refuses to read it, and loses nothing."""
    kept: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
    return {name: value for name, value in kept.items() if defaults.get(name, ...) != value}
