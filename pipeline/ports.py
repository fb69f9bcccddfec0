"""What the pipeline needs of the world, where two implementations may stand behind it.

The port of the reading engines is in extractors/ocr.py, beside those who use it.
"""

from datetime import datetime
from typing import Protocol

from domain.case import Case, Event
from domain.judgement import Finding, Queue
from domain.ledger import PageEnd
from domain.notice import Notice
from domain.reading import FileReading
from domain.register import Connection
from domain.sample import BlindCheck, Draw, Typed
from domain.value import Value


class Settlement(Value):
    """All that one delivery leads to: recorded together, or not at all.

    A case that is to be registered has its connection and its notice here, and no review item; a
    case in review has a review item in the queue of its decision. `ends` has an end for every page
    received; their parts are places in `cases`. `draws` has the lot of every case that is to be
    registered; one that is picked joins the queue of blind checks as well.
    """

    delivery: str
    readings: tuple[FileReading, ...]
    ends: tuple[PageEnd, ...]
    cases: tuple[Case, ...]
    connections: tuple[Connection, ...]
    notices: tuple[Notice, ...]
    draws: tuple[Draw, ...] = ()
    events: tuple[Event, ...]


class Checked(Value):
    """All that one blind check leads to: recorded together, or not at all.

    With a `finding` the case goes on to `queue`; without, nobody has to look at it again.
    """

    check: BlindCheck
    typed: tuple[Typed, ...]
    event: Event
    finding: Finding | None = None
    queue: Queue | None = None


class Transaction(Protocol):
    """A write transaction of the store: what it reads stays true until it has recorded."""

    def is_settled(self, delivery: str) -> bool:
        """True when the delivery's cases have been recorded already."""

    def registered(self) -> frozenset[tuple[str, str]]:
        """The keys (org_no, board in lower case) of the register of users."""

    def draw(self, case: str) -> Draw:
        """A lot for a case that is to be registered: another each time, so it is recorded."""

    def record(self, settlement: Settlement) -> None:
        """Write everything and mark the delivery as done."""


class Notifier(Protocol):
    """The way out for letters. Sending a letter again, with the same Message-ID, is the same letter
    to who gets it."""

    def send(self, notice: Notice, message_id: str, at: datetime) -> None:
        """Hand the letter over; on return it has been taken. `at` is its date.

        LetterRefused when it never will be as it is, LetterDelayed when it was not this time,
        MailUnreachable when no letter is taken now.
        """
