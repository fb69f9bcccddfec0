"""The first schema: deliveries, originals, readings, cases, register, queues, events, outbox."""

import sqlalchemy as sa
from alembic import op

from adapters.migrations.guards import (
    append_only,
    changeable,
    compare_by_bytes,
    refuse_to_lose,
    remove_function,
)

revision = "0001"
down_revision = None

# Each after those that it refers to.
TABLES = (
    "deliveries",
    "originals",
    "delivery_originals",
    "readings",
    "cases",
    "findings",
    "connections",
    "review_items",
    "events",
    "outbox",
)
# Tables whose rows are never changed and never removed.
APPEND_ONLY = ("events", "connections")


def upgrade() -> None:
    """Build everything."""
    _create_intake()
    _create_cases()
    _create_results()
    compare_by_bytes(*TABLES)
    for table in APPEND_ONLY:
        append_only(table)


def downgrade() -> None:
    """Take everything away, as long as nothing has been received."""
    refuse_to_lose({"det som tagits in": "deliveries"})
    for table in APPEND_ONLY:
        changeable(table)
    for table in reversed(TABLES):
        op.drop_table(table)
    remove_function()


def _create_intake() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(18), primary_key=True),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("received_basis", sa.String(16), nullable=False),
        sa.Column("sender", sa.Text),
        sa.Column("content_key", sa.String(64), nullable=False),
        sa.Column("duplicate_of", sa.String(18), sa.ForeignKey("deliveries.id")),
        sa.Column("taken_in_at", sa.String(32), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_until", sa.String(32)),
        sa.CheckConstraint("state IN ('waiting', 'claimed', 'done')", name="delivery_state"),
    )
    op.create_index("deliveries_by_state", "deliveries", ["state", "taken_in_at"])
    op.create_index(
        "deliveries_one_of_a_content",
        "deliveries",
        ["content_key"],
        unique=True,
        sqlite_where=sa.text("duplicate_of IS NULL"),
        postgresql_where=sa.text("duplicate_of IS NULL"),
    )
    op.create_table(
        "originals",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "delivery_originals",
        sa.Column("delivery", sa.String(18), sa.ForeignKey("deliveries.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("originals.sha256"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "readings",
        sa.Column("delivery", sa.String(18), sa.ForeignKey("deliveries.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("reading", sa.JSON, nullable=False),
        sa.Column("read_at", sa.String(32), nullable=False),
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(18), primary_key=True),
        sa.Column(
            "delivery", sa.String(18), sa.ForeignKey("deliveries.id"), nullable=False, index=True
        ),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("agreement", sa.JSON),
        sa.Column("decision", sa.JSON, nullable=False),
        sa.Column("judged_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(64), nullable=False, index=True),
        sa.Column("finding", sa.JSON, nullable=False),
    )


def _create_results() -> None:
    op.create_table(
        "connections",
        sa.Column("org_no", sa.String(16), primary_key=True),
        sa.Column("board_key", sa.String(255), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("valid_from", sa.String(32), nullable=False),
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("connection", sa.JSON, nullable=False),
    )
    op.create_table(
        "review_items",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("queue", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name="review_item_state"),
    )
    op.create_index("review_items_by_queue", "review_items", ["state", "queue", "opened_at"])
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("subject", sa.String(18), nullable=False, index=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("notice", sa.JSON, nullable=False),
        sa.Column("written_at", sa.String(32), nullable=False),
        sa.CheckConstraint("state IN ('held', 'sent')", name="outbox_state"),
    )
