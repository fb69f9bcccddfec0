"""A case: one agreement (or one delivery in which none was found) on its way."""

import hashlib
from datetime import datetime
from typing import Literal

from domain.agreement import Agreement
from domain.judgement import Decision, Finding
from domain.value import Value

CaseState = Literal["in_review", "registered"]


class Event(Value):
    """What happened, kept for ever and never changed. `subject` is a delivery's or a case's id."""

    subject: str
    at: datetime
    who: str
    what: str
    why: str = ""


class Case(Value):
    """`id` follows from the content of the originals, so the same files give the same case."""

    id: str
    delivery: str
    state: CaseState
    agreement: Agreement | None = None
    findings: tuple[Finding, ...] = ()
    decision: Decision


def case_id(content_key: str, number: int) -> str:
    """The id of the case `number`, from 0, of the delivery with this content."""
    return "c-" + hashlib.sha256(f"{content_key} {number}".encode()).hexdigest()[:16]
