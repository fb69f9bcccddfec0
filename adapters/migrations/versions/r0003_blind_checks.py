"""Blind checks: the lots of registered cases, the checks, and what the checkers typed."""

import sqlalchemy as sa
from alembic import op

from adapters.migrations.guards import append_only, changeable, compare_by_bytes, refuse_to_lose

revision = "0003"
down_revision = "0002"

TABLES = ("sample_draws", "sample_checks", "sample_answers")
# Tables whose rows are never changed and never removed.
APPEND_ONLY = ("sample_draws", "sample_checks")


def upgrade() -> None:
    """Build them. What was registered before has no lot, and is not checked."""
    op.create_table(
        "sample_draws",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Float, nullable=False),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("drawn_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "sample_checks",
        sa.Column("case", sa.String(18), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("compared", sa.JSON, nullable=False),
        sa.Column("differing", sa.JSON, nullable=False),
        sa.Column("slips", sa.JSON, nullable=False),
    )
    op.create_table(
        "sample_answers",
        sa.Column("case", sa.String(18), sa.ForeignKey("sample_checks.case"), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("first", sa.Text, nullable=False),
        sa.Column("again", sa.Text),
    )
    compare_by_bytes(*TABLES)
    for table in APPEND_ONLY:
        append_only(table)


def downgrade() -> None:
    """Take them away, as long as nothing has been checked. The lots go."""
    refuse_to_lose({"blindkontroller": "sample_checks"})
    for table in APPEND_ONLY:
        changeable(table)
    for table in reversed(TABLES):
        op.drop_table(table)
