"""The whole life of a case: versions, clocks, rulings, claims, the chain of events, letters."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.chain import FIRST, event_hash
from adapters.migrations import before_life
from adapters.migrations.guards import append_only, changeable, compare_by_bytes

revision = "0004"
down_revision = "0003"

# The tables that get new columns or are built here; each after those that it refers to.
TABLES = (
    "deliveries",
    "cases",
    "case_deliveries",
    "rulings",
    "connections",
    "current_connections",
    "review_items",
    "events",
    "event_notes",
    "outbox",
    "signatories",
    "mandates",
    "documents",
)
# The columns of the register that stay as they are for ever; "connection" may be cleared.
ENTRY = ("org_no", "board_key", "version", "municipality", "valid_from", "case", "ended")
# Swedish order by plain comparison: å, ä and ö after z.
SWEDISH = str.maketrans("åäöéèüæø", "{|}eey|}")


def upgrade() -> None:
    """Build it, with what is there already in it."""
    op.add_column("deliveries", sa.Column("subject", sa.Text))
    op.create_index("ix_deliveries_duplicate_of", "deliveries", ["duplicate_of"])
    again = sa.Column("again", sa.Integer, nullable=False, server_default="0")
    op.add_column("deliveries", again)
    before_life.one_of_a_content("content_key", "again")
    _extend_cases()
    op.create_index("ix_page_ends_case", "page_ends", ["case"])
    _create_rulings()
    _extend_register()
    _renew_review_items()
    _chain_events()
    _renew_outbox()
    _create_answers()
    compare_by_bytes(*TABLES)
    append_only("events")
    append_only("connections", may_clear="connection", keeping=ENTRY)


def downgrade() -> None:
    """Back to what was before, as long as that has a place for what is there."""
    before_life.restore(TABLES)


def _extend_cases() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("state", type_=sa.String(24))
        batch.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="1"))
        batch.add_column(sa.Column("part", sa.JSON))
        batch.add_column(sa.Column("org_no", sa.String(16)))
        batch.add_column(sa.Column("board_key", sa.String(255)))
        for name in ("party", "search"):
            batch.add_column(sa.Column(name, sa.Text, nullable=False, server_default=""))
        for name in ("started_on", "due_on", "paused_on", "answer_by", "review_by"):
            batch.add_column(sa.Column(name, sa.Date))
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("version", server_default=None)
        batch.alter_column("party", server_default=None)
        batch.alter_column("search", server_default=None)
    op.create_index("cases_by_party", "cases", ["org_no", "board_key"])
    op.create_index("cases_by_state", "cases", ["state", "due_on"])
    searched = ["search", "state", "due_on", "id", "delivery"]
    op.create_index("cases_by_search", "cases", searched)
    bind = op.get_bind()
    # A case without an agreement had the JSON null here, which is not the same as none.
    op.execute("UPDATE cases SET agreement = NULL WHERE CAST(agreement AS TEXT) = 'null'")
    for row in bind.execute(sa.text("SELECT id, agreement FROM cases")).all():
        bind.execute(
            sa.text(
                "UPDATE cases SET org_no = :o, board_key = :b, party = :p, search = :s "
                "WHERE id = :id"
            ),
            {"id": row.id, **_party(row.agreement)},
        )


def _party(stored: str | None) -> dict[str, str | None]:
    """What a case is searched by, of the agreement as it was kept."""
    agreement = json.loads(stored) if isinstance(stored, str) else stored
    fields = {one["key"]: one for one in (agreement or {}).get("fields", [])}

    def said(key: str, *parts: str) -> str | None:
        return next((fields[key][p] for p in parts if key in fields and fields[key][p]), None)

    board = said("party.board_name", "value")
    names = (
        said("party.municipality_name", "value", "raw"),
        said("party.board_name", "value", "raw"),
    )
    number, party = said("party.org_no", "value"), ", ".join(filter(None, names))
    words = (number or "", (number or "").replace("-", ""), party)
    return {
        "o": number,
        "b": " ".join(board.casefold().split())[:255] if board else None,
        "p": party,
        "s": " ".join(filter(None, words)).casefold()[:510],
    }


def _create_rulings() -> None:
    op.create_table(
        "case_deliveries",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column(
            "delivery", sa.String(18), sa.ForeignKey("deliveries.id"), nullable=False, index=True
        ),
    )
    op.execute(
        'INSERT INTO case_deliveries ("case", position, delivery) SELECT id, 0, delivery FROM cases'
    )
    op.create_table(
        "rulings",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("ruling", sa.JSON),
    )


def _extend_register() -> None:
    """The triggers go with the table as it was, and come back as they are to be."""
    changeable("connections")
    with op.batch_alter_table("connections") as batch:
        batch.alter_column("case", nullable=True)
        batch.alter_column("connection", nullable=True)
        batch.add_column(_ended())
    op.create_index("ix_connections_case", "connections", ["case"])
    op.create_table(
        "current_connections",
        sa.Column("org_no", sa.String(16), primary_key=True),
        sa.Column("board_key", sa.String(255), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sort_key", sa.Text, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        _ended(),
    )
    searched = ["sort_key", "org_no", "board_key", "version", "search"]
    op.create_index("current_connections_by_name", "current_connections", searched)
    bind = op.get_bind()
    newest = "SELECT org_no, board_key, version, municipality FROM connections ORDER BY version"
    entries = {(row.org_no, row.board_key): row for row in bind.execute(sa.text(newest)).all()}
    for row in entries.values():
        bind.execute(
            sa.text(
                "INSERT INTO current_connections (org_no, board_key, version, sort_key, search)"
                " VALUES (:o, :b, :v, :k, :s)"
            ),
            {"o": row.org_no, "b": row.board_key, "v": row.version, **_found_by(row)},
        )


def _ended() -> sa.Column[bool]:
    """No connection of before has come to its end: there was no way to say so."""
    return sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false())


def _found_by(row: sa.Row[tuple[str, str, int, str]]) -> dict[str, str]:
    """What an entry is sorted and searched by."""
    words = (row.org_no, row.org_no.replace("-", ""), row.municipality, row.board_key)
    named = f"{row.municipality}\t{row.board_key}"
    key = named.casefold().translate(SWEDISH)
    return {"k": key[:255], "s": " ".join(words).casefold()[:510]}


def _renew_review_items() -> None:
    op.execute("CREATE TABLE review_items_before AS SELECT * FROM review_items")
    op.drop_table("review_items")
    op.create_table(
        "review_items",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("queue", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", sa.String(32)),
        sa.Column("escalated", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name="review_item_state"),
    )
    op.execute(
        'INSERT INTO review_items ("case", queue, state, opened_at, received_at, escalated) '
        'SELECT r."case", r.queue, r.state, r.opened_at, d.received_at, 0 '
        "FROM review_items_before r "
        'JOIN cases c ON c.id = r."case" JOIN deliveries d ON d.id = c.delivery'
    )
    op.drop_table("review_items_before")
    order = ["due_on", "received_at", "case"]
    op.create_index("review_items_by_queue", "review_items", ["state", "queue", *order])
    op.create_index("review_items_by_due", "review_items", ["state", *order])


def _chain_events() -> None:
    """The events of before, chained in the order in which they were committed."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.text("SELECT number, subject, at, who, what, why FROM events ORDER BY number")
    ).all()
    changeable("events")
    op.drop_table("events")
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(18), nullable=False, index=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("note", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    before = FIRST
    for number, row in enumerate(rows, start=1):
        event = {**row._mapping, "number": number, "note": ""}
        before = event_hash(before, event)
        bind.execute(
            sa.text(
                "INSERT INTO events (number, subject, at, who, what, why, note, hash) "
                "VALUES (:number, :subject, :at, :who, :what, :why, :note, :hash)"
            ),
            {**event, "hash": before},
        )
    op.create_table(
        "event_notes",
        sa.Column("event", sa.Integer, sa.ForeignKey("events.number"), primary_key=True),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def _renew_outbox() -> None:
    """Letters of before are held still; they get their ids from what they are."""
    letters = op.get_bind().execute(
        sa.text('SELECT "case", kind, state, notice, written_at FROM outbox')
    )
    before = [dict(row) for row in letters.mappings()]
    op.drop_table("outbox")
    made = op.create_table(
        "outbox",
        sa.Column("id", sa.String(18), primary_key=True),
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), index=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("notice", sa.JSON),
        sa.Column("message_id", sa.String(255), nullable=False, unique=True),
        sa.Column("written_at", sa.String(32), nullable=False),
        sa.Column("released_by", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.String(32)),
        sa.Column("sent_at", sa.String(32)),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.CheckConstraint(
            "state IN ('held', 'waiting', 'sent', 'dead', 'cancelled')", name="outbox_state"
        ),
    )
    op.create_index("outbox_by_state", "outbox", ["state", "next_at"])
    op.bulk_insert(made, [_letter(row) for row in before])


def _letter(row: dict[str, Any]) -> dict[str, Any]:
    """A letter with the id that adapters/rows.py gives one of its kind."""
    said = f"{row['case']} {row['kind']} 0 "
    made = f"n-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    notice = json.loads(row["notice"]) if isinstance(row["notice"], str) else row["notice"]
    counted = {"number": 0, "version": 1, "attempts": 0, "trouble": ""}
    return {**row, **counted, "id": made, "message_id": f"<{made}@anslut>", "notice": notice}


def _create_answers() -> None:
    op.create_table(
        "signatories",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("org_no", sa.String(16), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("may_sign", sa.Boolean, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("expires_on", sa.String(10), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id")),
    )
    op.create_table(
        "mandates",
        sa.Column("org_no", sa.String(16), primary_key=True),
        sa.Column("decision_date", sa.String(10), primary_key=True),
        sa.Column("registry_no", sa.String(255), primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("about", sa.String(18), nullable=False),
    )
    op.create_index("documents_by_kind", "documents", ["kind", "made_at"])
