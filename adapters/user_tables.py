"""The tables of the web application: who may sign in, who has, and programs that use the API.

Part of the same schema as adapters/tables.py, which imports this last.
"""

import sqlalchemy as sa

from adapters.instant import Instant, metadata

# Who may sign in. `name` is who their acts are written down as; `name_key` is that as two persons
# are told apart. `password` is an argon2 hash, NULL for those of single sign-on; `subject` is who
# they are to the provider of that. `must_change`: somebody else knows the password.
users = sa.Table(
    "users",
    metadata,
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
    sa.Column("created_at", Instant, nullable=False),
)

# Who has signed in. `token` is the SHA-256 of the cookie's: what is here opens nothing.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("user", sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)

# Signings in with the provider of single sign-on that have been begun: kept for some minutes.
sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("state", sa.String(64), primary_key=True),
    sa.Column("nonce", sa.String(64), nullable=False),
    sa.Column("verifier", sa.String(128), nullable=False),
    sa.Column("goes_to", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

# Signings in that failed, by what they are counted by (hashes of a login, of an address, and of
# both).
failures = sa.Table(
    "failures",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
)

# Which files a person has uploaded, for the list of their own. `batch` is what came together, and
# `outcome` what was answered (adapters.store.Receipt).
uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("delivery", sa.ForeignKey("deliveries.id"), primary_key=True),
    sa.Column("user", sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("batch", sa.String(32), primary_key=True),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("uploads_by_user", "user", "at"),
)

# Programs that use the API. `token` is the SHA-256 of theirs.
api_clients = sa.Table(
    "api_clients",
    metadata,
    sa.Column("id", sa.String(18), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("token", sa.String(64), nullable=False, unique=True),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("revoked_at", Instant),
)

# What was answered to a request with an idempotency key: asked again, it is answered the same.
idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("client", sa.ForeignKey("api_clients.id"), primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("request", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

# Who is told of events, and where. `secret` signs what is sent, so it is kept as it is.
webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("id", sa.String(18), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secret", sa.String(128), nullable=False),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("after_event", sa.Integer, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
)

# What is to be told to a webhook: an event, at most once each in here, sent at least once.
webhook_calls = sa.Table(
    "webhook_calls",
    metadata,
    sa.Column("webhook", sa.ForeignKey("webhooks.id"), primary_key=True),
    sa.Column("event", sa.ForeignKey("events.number"), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", Instant),
    sa.Column("last_at", Instant),
    sa.Column("trouble", sa.Text, nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'sent', 'dead')", name="webhook_call_state"),
    sa.Index("webhook_calls_by_state", "state", "next_at"),
)
