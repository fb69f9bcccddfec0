"""The tables. adapters/migrations builds them; a test compares the two."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from adapters.settings import TIMEZONE


class Instant(sa.TypeDecorator[datetime]):
    """A moment: kept as UTC text that sorts by time, read in Swedish time. Refuses naive times."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the database."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return None if value is None else datetime.fromisoformat(value).astimezone(TIMEZONE)


metadata = sa.MetaData()

# A delivery waits, is claimed by a process until lease_until, and is done. Its content_key follows
# from the bytes of its files: a second delivery of the same is done at once (duplicate_of).
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.String(18), primary_key=True),
    sa.Column("channel", sa.String(8), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("received_basis", sa.String(16), nullable=False),
    sa.Column("sender", sa.Text),
    sa.Column("content_key", sa.String(64), nullable=False),
    sa.Column("duplicate_of", sa.ForeignKey("deliveries.id")),
    sa.Column("taken_in_at", Instant, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("lease_until", Instant),
    sa.CheckConstraint("state IN ('waiting', 'claimed', 'done')", name="delivery_state"),
    sa.Index("deliveries_by_state", "state", "taken_in_at"),
    sa.Index(
        "deliveries_one_of_a_content",
        "content_key",
        unique=True,
        sqlite_where=sa.text("duplicate_of IS NULL"),
        postgresql_where=sa.text("duplicate_of IS NULL"),
    ),
)

originals = sa.Table(
    "originals",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
)

delivery_originals = sa.Table(
    "delivery_originals",
    metadata,
    sa.Column("delivery", sa.ForeignKey("deliveries.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.ForeignKey("originals.sha256"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
)

# What the reader said of each file (domain.reading.FileReading): a case can be judged again.
readings = sa.Table(
    "readings",
    metadata,
    sa.Column("delivery", sa.ForeignKey("deliveries.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("reading", sa.JSON, nullable=False),
    sa.Column("read_at", Instant, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.String(18), primary_key=True),
    sa.Column("delivery", sa.ForeignKey("deliveries.id"), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("agreement", sa.JSON(none_as_null=True)),
    sa.Column("decision", sa.JSON, nullable=False),
    sa.Column("judged_at", Instant, nullable=False),
)

# Where each received page ended (domain.ledger.PageEnd), each once. Their number is held against
# readings.pages, which was counted when the file was opened.
page_ends = sa.Table(
    "page_ends",
    metadata,
    sa.Column("delivery", sa.ForeignKey("deliveries.id"), primary_key=True),
    sa.Column("original", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("case", sa.ForeignKey("cases.id")),
    sa.Column("duplicate_of", sa.Integer),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(64), nullable=False, index=True),
    sa.Column("finding", sa.JSON, nullable=False),
)

# The register of users. A change is a new version: triggers refuse UPDATE and DELETE.
connections = sa.Table(
    "connections",
    metadata,
    sa.Column("org_no", sa.String(16), primary_key=True),
    sa.Column("board_key", sa.String(255), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("municipality", sa.Text, nullable=False),
    sa.Column("valid_from", Instant, nullable=False),
    sa.Column("case", sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("connection", sa.JSON, nullable=False),
)

review_items = sa.Table(
    "review_items",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("queue", sa.String(16), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.CheckConstraint("state IN ('open', 'closed')", name="review_item_state"),
    sa.Index("review_items_by_queue", "state", "queue", "opened_at"),
)

# The lot of each case that was registered by itself: picked for a blind check when `number` is
# below `share`. Triggers refuse UPDATE and DELETE.
sample_draws = sa.Table(
    "sample_draws",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("number", sa.Float, nullable=False),
    sa.Column("share", sa.Float, nullable=False),
    sa.Column("drawn_at", Instant, nullable=False),
)

# Blind checks (domain.sample.BlindCheck): keys of fields and no values. Triggers refuse UPDATE and
# DELETE.
sample_checks = sa.Table(
    "sample_checks",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("compared", sa.JSON, nullable=False),
    sa.Column("differing", sa.JSON, nullable=False),
    sa.Column("slips", sa.JSON, nullable=False),
)

# What a checker typed of the fields that differed at first: personal data, so rows that can be
# cleared while the check itself stays.
sample_answers = sa.Table(
    "sample_answers",
    metadata,
    sa.Column("case", sa.ForeignKey("sample_checks.case"), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("first", sa.Text, nullable=False),
    sa.Column("again", sa.Text),
)

# What happened. Triggers refuse UPDATE and DELETE.
events = sa.Table(
    "events",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("subject", sa.String(18), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

# Letters that are to go. Feedback is held until access has been opened.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("notice", sa.JSON, nullable=False),
    sa.Column("written_at", Instant, nullable=False),
    sa.CheckConstraint("state IN ('held', 'sent')", name="outbox_state"),
)
