"""The night's close: what it is told from, what it tells, and what is escalated."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.case import CaseState
from domain.judgement import Queue
from domain.ledger import Ledger
from domain.sample import BlindCheck
from domain.value import Value

# A case in one of these needs nothing more of anybody.
ENDED: tuple[CaseState, ...] = ("told", "dismissed", "withdrawn")

# The documents that a close is kept as: what is signed, the same as a web page, and the data that
# the next close compares with.
CLOSE_PAPER, CLOSE_PAGE, CLOSE_DATA = "night_close", "night_close_page", "night_close_data"


class WaitingItem(Value):
    """A case that waits for a person. `due_on` None: there is no clock. With `stands` the clock
    stands, since an answer still lacked something, and `due_on` is by when somebody is to have seen
    to the answer. `escalated` is the last step of escalation that was taken, 0 for none."""

    case: str
    queue: Queue
    received_at: datetime
    due_on: date | None
    stands: bool = False
    escalated: int = 0


class AwaitedAnswer(Value):
    """A case that awaits an answer from its sender, until and with `answer_by`. `queue` is where it
    waited before it was asked for. `escalated` is 1 when somebody was told that none came."""

    case: str
    queue: Queue
    answer_by: date
    escalated: int = 0


# What a day is that a case is told for: the one that was promised; the one by which an answer that
# still lacked something is to be seen to; the one by which an answer was to have come.
Told = Literal["due", "review", "answer"]


class Escalation(Value):
    """A case that has reached a step of escalation, counted from 1. `left` is how many working days
    there are to its day `due_on`, negative when that is past; `told` says what day that is."""

    case: str
    queue: Queue
    due_on: date
    left: int
    step: int
    told: Told = "due"


class EscalationBatch(Value):
    """What one person is told on one day: the facts of a letter of the kind `escalation`."""

    to: str
    day: date
    cases: tuple[Escalation, ...]


class DueCase(Value):
    """A case that has not ended and is due on a day, whether or not it waits for a person."""

    case: str
    state: CaseState
    due_on: date


class LetterCounts(Value):
    """Letters: sent on the day, and those that are not sent, by what they wait for."""

    sent: int = 0
    waiting: int = 0
    held: int = 0
    dead: int = 0


class ChainFacts(Value):
    """The chain of events: its last event that tells of no close, and where it breaks, if it does.
    Making a close is an event: were that the last one, a close made twice would differ."""

    number: int = 0
    hash: str = ""
    broken_at: int | None = None
    trouble: str = ""


class NightFacts(Value):
    """All that the close of a day is made from.

    `received`, `repeats` (deliveries of files that came before), `events` (cases by what happened
    to them) and `letters.sent` are of `day`, by Swedish clocks. The rest is as it stood when the
    close was made, on `as_of`. `awaited` are the cases that await an answer. `unfinished` are
    deliveries that were there before that day and are not brought to an end; `unbalanced` those
    whose pages do not add up.
    """

    day: date
    as_of: date
    received: int
    repeats: int
    events: Mapping[str, int]
    items: tuple[WaitingItem, ...] = ()
    due: tuple[DueCase, ...] = ()
    awaited: tuple[AwaitedAnswer, ...] = ()
    entries: int = 0
    letters: LetterCounts = LetterCounts()
    ledger: Ledger = Ledger()
    unbalanced: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    checks: tuple[BlindCheck, ...] = ()
    chain: ChainFacts = ChainFacts()


class Figure(Value):
    """A row of the report: what is told, as it stands, and as it stood at the close before ("" when
    there is none, or nothing to compare)."""

    label: str
    value: str
    before: str = ""


class Section(Value):
    """A part of the report, with a sentence that says what its figures are."""

    title: str
    about: str
    figures: tuple[Figure, ...]


class NightReport(Value):
    """The close of a day, in Swedish, as it is signed; no personal data.

    `deviations` are what somebody has to look into; () when all is as it should. `numbers` are the
    figures for the next close to compare with; `compared_with` is the day of the one before.
    """

    day: date
    as_of: date
    compared_with: date | None = None
    verdict: str
    deviations: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    closing: str
    numbers: Mapping[str, int] = Field(default_factory=dict)


class Document(Value):
    """Something that the system made to be kept. `about` is the day or case that it is about."""

    sha256: str
    kind: str
    name: str
    size: int  # bytes
    made_at: datetime
    about: str
