"""A case: one agreement (or one delivery in which none was found) on its way."""

import hashlib
from datetime import date, datetime
from typing import Literal

from domain.agreement import Agreement
from domain.judgement import Decision, Finding
from domain.value import Value

# pipeline/states.py says which of them follows which, and by what.
CaseState = Literal[
    "received",
    "read",
    "in_review",
    "supplement_requested",
    "ready",
    "registered",
    "concluded",
    "told",
    "dismissed",
    "withdrawn",
]


class Event(Value):
    """What happened, kept for ever and never changed. `subject` is a delivery's or a case's id.

    `why` holds codes, keys of fields and ids, never personal data: it is hashed into the chain of
    events. `note` is what a person wrote; it stands in a row of its own, which can be cleared.
    """

    subject: str
    at: datetime
    who: str
    what: str
    why: str = ""
    note: str = ""


class Clock(Value):
    """The time that the agency has promised: working days from day 0, the day of receipt.

    `started_on` is day 0, of the delivery or of the complete answer. While a supplement is awaited
    the clock stands: `paused_on` is the day on which it was asked for, `answer_by` the last day
    that the sender has, and there is no `due_on`. An answer that still lacks something leaves it
    standing; the agency's own time then runs to `review_by`, until something is asked for again.
    """

    started_on: date
    due_on: date | None
    paused_on: date | None = None
    answer_by: date | None = None
    review_by: date | None = None


class Case(Value):
    """`id` follows from the content of the originals and from how many times they were taken up.

    `version` counts the changes to it: an act says which version it was made on, and is refused if
    there is a newer one. `clock` is None in cases of before time was kept.
    """

    id: str
    delivery: str
    state: CaseState
    agreement: Agreement | None = None
    findings: tuple[Finding, ...] = ()
    decision: Decision
    version: int = 1
    clock: Clock | None = None


def case_id(content_key: str, number: int, again: int = 0) -> str:
    """The id of the case `number`, from 0, of the delivery with this content, which had been taken
    up `again` times before."""
    said = f"{content_key} {number} {again}" if again else f"{content_key} {number}"
    return "c-" + hashlib.sha256(said.encode()).hexdigest()[:16]
