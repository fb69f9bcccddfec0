"""The page ledger: how many pages each file brought, and where each of them ended."""

import json

import sqlalchemy as sa
from alembic import op

from adapters.migrations.guards import compare_by_bytes

revision = "0002"
down_revision = "0001"

# The ends of pages that were read before the ledger was kept, by their role; others wait.
ENDS = {
    "agreement": "agreement",
    "case_officer_reminder": "reminder",
    "separator": "separator",
    "blank": "blank",
    "attachment": "attachment",
    "cover_letter": "attachment",
    "minutes_extract": "attachment",
    "verification_page": "attachment",
}


def upgrade() -> None:
    """Build it, and enter what has been read already."""
    op.create_table(
        "page_ends",
        sa.Column("delivery", sa.String(18), sa.ForeignKey("deliveries.id"), primary_key=True),
        sa.Column("original", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id")),
        sa.Column("duplicate_of", sa.Integer),
    )
    with op.batch_alter_table("readings") as batch:
        batch.add_column(sa.Column("pages", sa.Integer, nullable=False, server_default="1"))
    with op.batch_alter_table("readings") as batch:
        batch.alter_column("pages", server_default=None)
    for row in op.get_bind().execute(sa.text("SELECT delivery, position, reading FROM readings")):
        reading = json.loads(row.reading) if isinstance(row.reading, str) else row.reading
        _enter(row.delivery, row.position, reading["pages"])
    compare_by_bytes("page_ends")


def downgrade() -> None:
    """Take it away. What it says follows from the readings, for what was received before."""
    op.drop_table("page_ends")
    with op.batch_alter_table("readings") as batch:
        batch.drop_column("pages")


def _enter(delivery: str, position: int, pages: list[dict[str, dict[str, str]]]) -> None:
    """The pages of one file. A file without any counts as one page that waits for a person."""
    roles = [page["identity"]["role"] for page in pages] or ["unread"]
    bind = op.get_bind()
    bind.execute(
        sa.text("UPDATE readings SET pages = :n WHERE delivery = :d AND position = :p"),
        {"n": len(roles), "d": delivery, "p": position},
    )
    for number, role in enumerate(roles, start=1):
        bind.execute(
            sa.text(
                "INSERT INTO page_ends (delivery, original, number, kind) VALUES (:d, :p, :n, :k)"
            ),
            {"d": delivery, "p": position, "n": number, "k": ENDS.get(role, "waiting")},
        )
