"""Webhooks: who is told that something has happened, where, and how that goes."""

from datetime import datetime
from typing import Literal, get_args

from domain.value import Value

# What a program may ask to be told of. One event is told under one topic: a registration is told as
# case.registered and not as register.changed too.
Topic = Literal[
    "delivery.received",
    "case.in_review",
    "case.supplement_requested",
    "supplement.answered",
    "case.registered",
    "case.concluded",
    "case.told",
    "case.dismissed",
    "case.withdrawn",
    "register.changed",
    "letter.dead",
]
TOPICS: tuple[Topic, ...] = get_args(Topic)

# Events (domain.case.Event.what) by the topic under which they are told; others are told to nobody.
TOLD_AS: dict[str, Topic] = {
    "received": "delivery.received",
    "duplicate_received": "delivery.received",
    "in_review": "case.in_review",
    "take_back": "case.in_review",
    "reopen": "case.in_review",
    "request_supplement": "case.supplement_requested",
    "answered": "supplement.answered",
    "registered": "case.registered",
    "open_access": "case.concluded",
    "concluded": "case.concluded",
    "told": "case.told",
    "dismissed": "case.dismissed",
    "withdrawn": "case.withdrawn",
    "amend": "register.changed",
    "imported": "register.changed",
    "ended": "register.changed",
    "letter_dead": "letter.dead",
}

# waiting: to be sent, now or at the time of the next attempt. dead: given up.
CallState = Literal["waiting", "sent", "dead"]


class Webhook(Value):
    """An address that is told of events. Those after event number `after_event` are still to be
    written down as calls. `secret` signs what is sent ("whsec_" and base64, as Standard Webhooks
    write it)."""

    id: str
    url: str
    secret: str
    topics: tuple[Topic, ...]
    after_event: int
    is_active: bool
    created_at: datetime


class Call(Value):
    """One event that is told to one webhook. `trouble` says why the last attempt failed (Swedish),
    without the address."""

    webhook: str
    event: int
    topic: Topic
    state: CallState
    attempts: int
    next_at: datetime | None
    last_at: datetime | None
    trouble: str


class Claimed(Value):
    """A call that is ours to make: where to, with which secret, and what is told. `subject` is an
    id of what the event is about; no more of it is sent."""

    webhook: str
    event: int
    attempts: int
    url: str
    secret: str
    topic: Topic
    subject: str
    at: datetime
