"""What the pipeline needs of the world, where two implementations may stand behind it.

The port of the reading engines is in extractors/ocr.py, beside those who use it.
"""

from typing import Protocol

from domain.case import Case, Event
from domain.ledger import PageEnd
from domain.notice import Notice
from domain.reading import FileReading
from domain.register import Connection
from domain.value import Value


class Settlement(Value):
    """All that one delivery leads to: recorded together, or not at all.

    A case that is to be registered has its connection and its notice here, and no review item; a
    case in review has a review item in the queue of its decision. `ends` has an end for every page
    received; their parts are places in `cases`.
    """

    delivery: str
    readings: tuple[FileReading, ...]
    ends: tuple[PageEnd, ...]
    cases: tuple[Case, ...]
    connections: tuple[Connection, ...]
    notices: tuple[Notice, ...]
    events: tuple[Event, ...]


class Transaction(Protocol):
    """A write transaction of the store: what it reads stays true until it has recorded."""

    def is_settled(self, delivery: str) -> bool:
        """True when the delivery's cases have been recorded already."""

    def registered(self) -> frozenset[tuple[str, str]]:
        """The keys (org_no, board in lower case) of the register of users."""

    def record(self, settlement: Settlement) -> None:
        """Write everything and mark the delivery as done."""
