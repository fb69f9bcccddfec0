"""The page ledger: where every received page ended. Pages received = pages with an end."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from domain.value import Value

# A page of an agreement, an attachment to it, the case officers' reminder (taken out), a separator
# sheet, paper proven blank, a page that says the same as another, a page of an agreement for which
# a later one has come (in the answer to a supplementation request), or one that only a person can
# tell what it is: unknown, or of a file that could not be read.
EndKind = Literal[
    "agreement", "attachment", "reminder", "separator", "blank", "duplicate", "replaced", "waiting"
]


class PageEnd(Value):
    """Where one received page ended.

    `original` counts the files of the delivery from 0, `number` the pages of the file from 1.
    `part` is the case that the page belongs to, counted from 0 within the delivery; None for pages
    that belong to none. `duplicate_of` is the page of the same file that a duplicate repeats.
    """

    original: int
    number: int
    kind: EndKind
    part: int | None = None
    duplicate_of: int | None = None


class KeptEnd(Value):
    """An end as it is kept: of which delivery the page came, and the case that it belongs to."""

    delivery: str
    original: int
    number: int
    kind: EndKind
    case: str | None = None
    duplicate_of: int | None = None


class Ledger(Value):
    """Pages received, and pages by their end. `unended` pages have no end, or more than one."""

    received: int = 0
    ends: dict[EndKind, int] = Field(default_factory=dict)
    unended: int = 0

    @property
    def closes(self) -> bool:
        """True when every received page has one end, and no other page has any."""
        return self.received == sum(self.ends.values()) and not self.unended

    def __add__(self, other: "Ledger") -> "Ledger":
        """Both together."""
        kinds = dict.fromkeys([*self.ends, *other.ends])
        return Ledger(
            received=self.received + other.received,
            ends={kind: self.ends.get(kind, 0) + other.ends.get(kind, 0) for kind in kinds},
            unended=self.unended + other.unended,
        )


def total(ledgers: Iterable[Ledger]) -> Ledger:
    """All of them together."""
    return sum(ledgers, Ledger())
