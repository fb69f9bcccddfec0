"""Disposal (gallring): rules as data, what they may clear, and what is to be cleared now."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.value import Value

# What a rule clears. case: what the agreement says, findings' words, what persons said and typed,
# the letters. reading: what was read of a delivery's files. files: the files themselves, their
# names, sender and subject. entry: a version of a register entry that a newer one has replaced,
# or the last.
# signatory: an answer about somebody's right to sign. letter: a letter to the agency itself.
Disposable = Literal["case", "reading", "files", "entry", "signatory", "letter"]
# From when the time counts. The first three: the case ended so, and nothing has happened in it
# since. superseded: a newer version came. ended: the connection came to its end by this version.
# expired: its last day. written: when it was written.
Basis = Literal["told", "dismissed", "withdrawn", "superseded", "ended", "expired", "written"]


class DisposalRule(Value):
    """One line of the list. `authority` is the decision that it stands on; an example has none."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$")
    what: Disposable
    basis: Basis
    months: int = Field(ge=1)
    authority: str = Field(min_length=1)
    example: bool


class Candidate(Value):
    """Something that holds personal data and is done with: it may be cleared once it is old enough.

    `subject` is the id that the event of its disposal is about, `ref` what finds its rows. A
    delivery with several cases has the `bases` of all of them.
    """

    what: Disposable
    subject: str
    ref: tuple[str | int, ...]
    bases: tuple[Basis, ...]
    since: datetime


class Disposal(Value):
    """A candidate that is due, by the rule `rule`, since `due_on`."""

    rule: str
    candidate: Candidate
    due_on: date
