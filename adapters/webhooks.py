"""Webhooks in the store: who is told of what, and the calls that tell it.

A call is written down once for each event and webhook, and made until it has been taken or is given
up: at least once, with the same id each time.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from adapters.rows import insert, insert_events
from adapters.store import Store
from adapters.tables import events
from adapters.user_tables import webhook_calls, webhooks
from domain.case import Event
from domain.errors import ActRefused, NotFound
from domain.webhook import TOLD_AS, Call, Claimed, Topic, Webhook

# How long after each attempt that failed the next is made; after the last the call is given up.
DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 300, 1800, 7200, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
LEASE = timedelta(minutes=2)  # longer than an attempt may take
KEPT = timedelta(days=30)  # how long a call that was taken stays to be seen
SECRET_BYTES = 32


@dataclass(frozen=True)
class Doing:
    """Who does something to webhooks, and when."""

    who: str
    at: datetime


def add_webhook(store: Store, url: str, topics: tuple[Topic, ...], by: Doing) -> Webhook:
    """Add a webhook, which is told of what happens from now on; its secret is shown this once.
    Whether the address may be used is for who asks (adapters.webhook_sender)."""
    if not topics:
        raise ActRefused("Välj minst en sak som webhooken ska få veta.")
    made = "w-" + secrets.token_hex(8)
    with store.database.writing() as connection:
        row: dict[str, object] = {
            "id": made,
            "url": url,
            "secret": "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode(),
            "topics": sorted(set(topics)),
            "after_event": _last_event(connection),
            "is_active": True,
            "created_at": by.at,
            "created_by": by.who,
        }
        insert(connection, webhooks, [row])
        told = " ".join(sorted(set(topics)))
        insert_events(connection, [_event(made, "webhook_added", by, told)])
        return _webhook(_row(connection, made))


def close_webhook(store: Store, webhook: str, by: Doing) -> None:
    """Tell a webhook nothing more, also of what waits; doing it again does nothing. NotFound."""
    with store.database.writing() as connection:
        if not _row(connection, webhook).is_active:
            return
        here = webhooks.c.id == webhook
        connection.execute(webhooks.update().where(here).values(is_active=False))
        waits = sa.and_(webhook_calls.c.webhook == webhook, webhook_calls.c.state == "waiting")
        dead = {"state": "dead", "next_at": None, "trouble": "webhooken stängdes"}
        connection.execute(webhook_calls.update().where(waits).values(dead))
        insert_events(connection, [_event(webhook, "webhook_closed", by)])


def all_webhooks(store: Store) -> tuple[Webhook, ...]:
    """Every webhook, the closed too, the newest first."""
    query = sa.select(webhooks).order_by(webhooks.c.created_at.desc(), webhooks.c.id)
    with store.database.reading() as connection:
        return tuple(map(_webhook, connection.execute(query)))


def last_calls(store: Store, webhook: str, most: int = 10) -> tuple[Call, ...]:
    """The newest calls of a webhook, those that were given up before all others."""
    query = (
        sa.select(webhook_calls, events.c.what)
        .join(events, events.c.number == webhook_calls.c.event)
        .where(webhook_calls.c.webhook == webhook)
        .order_by(webhook_calls.c.state != "dead", webhook_calls.c.event.desc())
        .limit(most)
    )
    with store.database.reading() as connection:
        return tuple(_call(row) for row in connection.execute(query))


def calls_by_state(store: Store, webhook: str) -> dict[str, int]:
    """How many calls of a webhook wait, were taken and were given up."""
    query = (
        sa.select(webhook_calls.c.state, sa.func.count())
        .where(webhook_calls.c.webhook == webhook)
        .group_by(webhook_calls.c.state)
    )
    with store.database.reading() as connection:
        found = {row[0]: row[1] for row in connection.execute(query)}
    return {"waiting": 0, "sent": 0, "dead": 0} | found


def send_again(store: Store, webhook: str, event: int | None, by: Doing) -> int:
    """Have a call that was given up made again, or all of the webhook's; how many. ActRefused when
    the webhook is closed."""
    with store.database.writing() as connection:
        if not _row(connection, webhook).is_active:
            raise ActRefused("Webhooken är stängd. Lägg till en ny.")
        here = [webhook_calls.c.webhook == webhook, webhook_calls.c.state == "dead"]
        if event is not None:
            here.append(webhook_calls.c.event == event)
        again = {"state": "waiting", "attempts": 0, "next_at": by.at, "trouble": ""}
        count = connection.execute(webhook_calls.update().where(*here).values(again)).rowcount
        if count:
            told = "all" if event is None else str(event)
            insert_events(connection, [_event(webhook, "webhook_requeued", by, told)])
    return count


def write_calls(store: Store, now: datetime) -> int:
    """Write down a call for each new event that a webhook asks for; how many. Each event once."""
    with store.database.reading() as connection:
        last = _last_event(connection)
        behind = webhooks.c.is_active & (webhooks.c.after_event < last)
        if connection.scalar(sa.select(webhooks.c.id).where(behind).limit(1)) is None:
            return 0
    with store.database.writing() as connection:
        connection.execute(
            webhook_calls.delete().where(
                webhook_calls.c.state == "sent", webhook_calls.c.last_at < now - KEPT
            )
        )
        found = map(_webhook, connection.execute(sa.select(webhooks).where(behind)).all())
        return sum(_write(connection, one, now) for one in found)


def due_webhooks(store: Store, now: datetime) -> tuple[str, ...]:
    """The webhooks that are to be told something now."""
    calls = webhook_calls.c
    query = sa.select(calls.webhook).distinct().where(_is_due(now)).order_by(calls.webhook)
    with store.database.reading() as connection:
        return tuple(connection.scalars(query))


def due_calls(store: Store, webhook: str, now: datetime, most: int) -> tuple[int, ...]:
    """The events that a webhook is to be told of now, longest due first."""
    calls = webhook_calls.c
    query = (
        sa.select(calls.event)
        .where(calls.webhook == webhook, _is_due(now))
        .order_by(calls.next_at, calls.event)
        .limit(most)
    )
    with store.database.reading() as connection:
        return tuple(connection.scalars(query))


def claim_call(store: Store, key: tuple[str, int], now: datetime) -> Claimed | None:
    """Take a call that is due, before it is made; None when somebody else has it."""
    here = _here(key)
    calls = webhook_calls.c
    mine = sa.and_(here, _is_due(now))
    values = {"attempts": calls.attempts + 1, "next_at": now + LEASE, "last_at": now}
    query = (
        sa.select(calls.attempts, webhooks.c.url, webhooks.c.secret, events)
        .select_from(webhook_calls)
        .join(webhooks, webhooks.c.id == calls.webhook)
        .join(events, events.c.number == calls.event)
        .where(here)
    )
    with store.database.writing() as connection:
        if connection.execute(webhook_calls.update().where(mine).values(values)).rowcount != 1:
            return None
        row = connection.execute(query).one()
    return Claimed(
        webhook=key[0],
        event=key[1],
        attempts=row.attempts,
        url=row.url,
        secret=row.secret,
        topic=TOLD_AS[row.what],
        subject=row.subject,
        at=row.at,
    )


def record_call(store: Store, claimed: Claimed, trouble: str, at: datetime) -> str:
    """Write down how an attempt ended: taken when there was no trouble, else made again later, or
    given up. The state that follows."""
    here = _here((claimed.webhook, claimed.event))
    values: dict[str, object] = {"last_at": at, "trouble": trouble}
    if not trouble:
        values |= {"state": "sent", "next_at": None}
    else:
        # One that was closed or taken meanwhile stays so.
        here = sa.and_(
            here,
            webhook_calls.c.state == "waiting",
            webhook_calls.c.attempts == claimed.attempts,
        )
        over = claimed.attempts > len(DELAYS)
        values |= {"state": "dead" if over else "waiting"}
        values |= {"next_at": None if over else at + DELAYS[claimed.attempts - 1]}
    with store.database.writing() as connection:
        connection.execute(webhook_calls.update().where(here).values(values))
    return str(values["state"])


def _write(connection: sa.Connection, one: Webhook, now: datetime) -> int:
    whats = [what for what, topic in TOLD_AS.items() if topic in one.topics]
    last = _last_event(connection)
    query = (
        sa.select(events.c.number)
        .where(events.c.number > one.after_event, events.c.number <= last, events.c.what.in_(whats))
        .order_by(events.c.number)
    )
    rows: list[dict[str, object]] = [
        {
            "webhook": one.id,
            "event": number,
            "state": "waiting",
            "attempts": 0,
            "next_at": now,
            "last_at": None,
            "trouble": "",
        }
        for number in connection.scalars(query)
    ]
    insert(connection, webhook_calls, rows)
    here = webhooks.c.id == one.id
    connection.execute(webhooks.update().where(here).values(after_event=last))
    return len(rows)


def _here(key: tuple[str, int]) -> sa.ColumnElement[bool]:
    return sa.and_(webhook_calls.c.webhook == key[0], webhook_calls.c.event == key[1])


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(webhook_calls.c.state == "waiting", webhook_calls.c.next_at <= now)


def _last_event(connection: sa.Connection) -> int:
    return connection.scalar(sa.select(sa.func.max(events.c.number))) or 0


def _row(connection: sa.Connection, webhook: str) -> sa.Row[tuple[object, ...]]:
    query = sa.select(webhooks).where(webhooks.c.id == webhook)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("Den webhooken finns inte.")
    return row


def _webhook(row: sa.Row[tuple[object, ...]]) -> Webhook:
    known = Webhook.model_fields
    return Webhook.model_validate({k: v for k, v in row._mapping.items() if k in known})


def _call(row: sa.Row[tuple[object, ...]]) -> Call:
    known = {k: v for k, v in row._mapping.items() if k in Call.model_fields}
    return Call.model_validate(known | {"topic": TOLD_AS[row.what]})


def _event(webhook: str, what: str, by: Doing, why: str = "") -> Event:
    return Event(subject=webhook, at=by.at, who=by.who, what=what, why=why)
