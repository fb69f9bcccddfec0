"""The web application: users, sessions, programs that use the API, webhooks."""

import sqlalchemy as sa
from alembic import op

from adapters.migrations.guards import compare_by_bytes, refuse_to_lose

revision = "0005"
down_revision = "0004"

# Each after those that it refers to.
TABLES = (
    "users",
    "sessions",
    "sign_ins",
    "failures",
    "uploads",
    "api_clients",
    "idempotency_keys",
    "webhooks",
    "webhook_calls",
)
INDEXES = (
    ("review_items_by_claim", "review_items", ("state", "claimed_by", "claimed_until")),
    ("outbox_by_written", "outbox", ("written_at", "id")),
    ("outbox_by_state_written", "outbox", ("state", "written_at", "id")),
    ("events_by_what", "events", ("what", "at", "who")),
    ("cases_by_pause", "cases", ("state", "paused_on", "id")),
)


def upgrade() -> None:
    """Build it. There is nothing yet."""
    op.create_table(
        "users",
        sa.Column("id", sa.String(18), primary_key=True),
        sa.Column("login", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.String(255), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("subject", sa.String(255), unique=True),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("user", sa.String(18), sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "sign_ins",
        sa.Column("state", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("goes_to", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("delivery", sa.String(18), sa.ForeignKey("deliveries.id"), primary_key=True),
        sa.Column("user", sa.String(18), sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("batch", sa.String(32), primary_key=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "api_clients",
        sa.Column("id", sa.String(18), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("revoked_at", sa.String(32)),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("client", sa.String(18), sa.ForeignKey("api_clients.id"), primary_key=True),
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(18), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.String(128), nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("after_event", sa.Integer, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
    )
    op.create_table(
        "webhook_calls",
        sa.Column("webhook", sa.String(18), sa.ForeignKey("webhooks.id"), primary_key=True),
        sa.Column("event", sa.Integer, sa.ForeignKey("events.number"), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.String(32)),
        sa.Column("last_at", sa.String(32)),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dead')", name="webhook_call_state"),
    )
    op.create_index("uploads_by_user", "uploads", ["user", "at"])
    op.create_index("webhook_calls_by_state", "webhook_calls", ["state", "next_at"])
    compare_by_bytes(*TABLES)
    _index_lists()


def _index_lists() -> None:
    """What the pages' lists are found by."""
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns))


def downgrade() -> None:
    """Away with it, as long as nobody has been made a user."""
    refuse_to_lose({"användare": "users", "program som använder API:et": "api_clients"})
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for table in reversed(TABLES):
        op.drop_table(table)
