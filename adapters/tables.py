"""The tables; those of the web application are in adapters/user_tables.py, of the same schema.

adapters/migrations builds them; a test compares the two.
"""

import sqlalchemy as sa

from adapters import user_tables
from adapters.instant import Instant, metadata

__all__ = ["Instant", "metadata", "user_tables"]

# A delivery waits, is claimed by a process until lease_until, and is done. Its content_key follows
# from the bytes of its files: a second delivery of the same is done at once (duplicate_of), or
# taken up `again` (adapters/again.py).
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.String(18), primary_key=True),
    sa.Column("channel", sa.String(8), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("received_basis", sa.String(16), nullable=False),
    sa.Column("sender", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("content_key", sa.String(64), nullable=False),
    sa.Column("duplicate_of", sa.ForeignKey("deliveries.id"), index=True),
    sa.Column("again", sa.Integer, nullable=False, server_default="0"),
    sa.Column("taken_in_at", Instant, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("lease_until", Instant),
    sa.CheckConstraint("state IN ('waiting', 'claimed', 'done')", name="delivery_state"),
    sa.Index("deliveries_by_state", "state", "taken_in_at"),
    sa.Index(
        "deliveries_one_of_a_content",
        "content_key",
        "again",
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

# A case as it stands. `part` (domain.judgement.Part) is what the machine read, not yet judged;
# `agreement` is that with every ruling applied, `decision` the decision on it. `version` is counted
# up by every change. org_no, board_key and party follow from the agreement, for searching, and
# `search` is the text that a case is searched by (lower case): the index holds all that a search
# asks for, since the rows themselves are large. started_on to review_by are its clock
# (domain.case.Clock).
cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.String(18), primary_key=True),
    sa.Column("delivery", sa.ForeignKey("deliveries.id"), nullable=False, index=True),
    sa.Column("state", sa.String(24), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("part", sa.JSON(none_as_null=True)),
    sa.Column("agreement", sa.JSON(none_as_null=True)),
    sa.Column("decision", sa.JSON, nullable=False),
    sa.Column("judged_at", Instant, nullable=False),
    sa.Column("org_no", sa.String(16)),
    sa.Column("board_key", sa.String(255)),
    sa.Column("party", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("started_on", sa.Date),
    sa.Column("due_on", sa.Date),
    sa.Column("paused_on", sa.Date),
    sa.Column("answer_by", sa.Date),
    sa.Column("review_by", sa.Date),
    sa.Index("cases_by_party", "org_no", "board_key"),
    sa.Index("cases_by_state", "state", "due_on"),
    sa.Index("cases_by_pause", "state", "paused_on", "id"),
    sa.Index("cases_by_search", "search", "state", "due_on", "id", "delivery"),
)

# The deliveries that a case's pages came by: its own at position 0, then the answers to requests.
case_deliveries = sa.Table(
    "case_deliveries",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("delivery", sa.ForeignKey("deliveries.id"), nullable=False, index=True),
)

# What persons said of a case (domain.ruling), in the order in which they said it. A row is never
# changed; clearing at disposal removes the text and keeps who and when.
rulings = sa.Table(
    "rulings",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ruling", sa.JSON(none_as_null=True)),
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
    sa.Column("case", sa.ForeignKey("cases.id"), index=True),
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

# The register of users. A change is a new version: triggers refuse UPDATE and DELETE, but for
# clearing `connection` at disposal. `ended`: by this version the connection has come to its end.
connections = sa.Table(
    "connections",
    metadata,
    sa.Column("org_no", sa.String(16), primary_key=True),
    sa.Column("board_key", sa.String(255), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("municipality", sa.Text, nullable=False),
    sa.Column("valid_from", Instant, nullable=False),
    sa.Column("case", sa.ForeignKey("cases.id"), index=True),
    sa.Column("connection", sa.JSON(none_as_null=True)),
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false()),
)

# The newest version of each entry, what the register is sorted by (bytes that give the Swedish
# order) and the text that it is searched by (lower case). A search reads the index through and
# nothing else.
current_connections = sa.Table(
    "current_connections",
    metadata,
    sa.Column("org_no", sa.String(16), primary_key=True),
    sa.Column("board_key", sa.String(255), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sort_key", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("current_connections_by_name", "sort_key", "org_no", "board_key", "version", "search"),
)

# A case that waits for a person, at most once. received_at is the case's, and due_on the day by
# which its clock or, while that stands, an answer wants it seen to (review_by): the order of the
# queue. Of a closed item whose case awaits an answer, `queue` and `escalated` say whom to tell if
# none comes, and whether that was done. A claim ends by itself at claimed_until.
review_items = sa.Table(
    "review_items",
    metadata,
    sa.Column("case", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("queue", sa.String(16), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_until", Instant),
    sa.Column("escalated", sa.Integer, nullable=False),
    sa.CheckConstraint("state IN ('open', 'closed')", name="review_item_state"),
    sa.Index("review_items_by_queue", "state", "queue", "due_on", "received_at", "case"),
    sa.Index("review_items_by_due", "state", "due_on", "received_at", "case"),
    sa.Index("review_items_by_claim", "state", "claimed_by", "claimed_until"),
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

# What happened. Triggers refuse UPDATE and DELETE. `hash` is of the row and of the hash before it,
# so that nothing can be changed or taken out unseen; `note` is the salted hash of the row's note.
events = sa.Table(
    "events",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(18), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("note", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index("events_by_what", "what", "at", "who"),
)

# What persons wrote about events: may hold personal data, so rows that can be cleared. Without its
# salt the hash in the chain tells nothing of the text.
event_notes = sa.Table(
    "event_notes",
    metadata,
    sa.Column("event", sa.ForeignKey("events.number"), primary_key=True),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

# Letters (domain.notice). `notice` is cleared at disposal. message_id is made when the letter is
# written, so that one sent twice by accident is known as the same by who gets it.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(18), primary_key=True),
    sa.Column("case", sa.ForeignKey("cases.id"), index=True),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("notice", sa.JSON(none_as_null=True)),
    sa.Column("message_id", sa.String(255), nullable=False, unique=True),
    sa.Column("written_at", Instant, nullable=False),
    sa.Column("released_by", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", Instant),
    sa.Column("sent_at", Instant),
    sa.Column("trouble", sa.Text, nullable=False),
    sa.CheckConstraint(
        "state IN ('held', 'waiting', 'sent', 'dead', 'cancelled')", name="outbox_state"
    ),
    sa.Index("outbox_by_state", "state", "next_at"),
    sa.Index("outbox_by_written", "written_at", "id"),
    sa.Index("outbox_by_state_written", "state", "written_at", "id"),
)

# Answers to "may this person sign for this municipality?"; the newest that has not expired counts.
signatories = sa.Table(
    "signatories",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("org_no", sa.String(16), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("may_sign", sa.Boolean, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("expires_on", sa.String(10), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("case", sa.ForeignKey("cases.id")),
)

# Municipalities' decisions to give the management of the service to SKL/SKR: confirmed by a person
# or imported, beside the list in adapters/reference.
mandates = sa.Table(
    "mandates",
    metadata,
    sa.Column("org_no", sa.String(16), primary_key=True),
    sa.Column("decision_date", sa.String(10), primary_key=True),
    sa.Column("registry_no", sa.String(255), primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

# What the system itself has made to be kept, such as the night's close. The bytes are kept with the
# originals, under their hash.
documents = sa.Table(
    "documents",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("about", sa.String(18), nullable=False),
    sa.Index("documents_by_kind", "kind", "made_at"),
)
