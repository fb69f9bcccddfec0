"""What the pipeline needs of the world, where two implementations may stand behind it.

The port of the reading engines is in extractors/ocr.py, beside those who use it.
"""

from datetime import datetime
from typing import Protocol

from domain.case import Case, Event
from domain.delivery import Delivery
from domain.facts import EarlierCase, Known
from domain.judgement import Finding, Part, Queue
from domain.ledger import KeptEnd, PageEnd
from domain.notice import Notice, NoticeKind, NoticeState
from domain.reading import FileReading
from domain.reference import Mandate
from domain.register import Connection
from domain.ruling import Ruling, Signatory
from domain.sample import BlindCheck, Draw, Typed
from domain.value import Value


class Settlement(Value):
    """All that one delivery leads to: recorded together, or not at all.

    A case that is to be registered has its connection and its notice here, and no review item; a
    case in review has a review item in the queue of its decision. `ends` has an end for every page
    received; their parts are places in `cases`. `parts` are what the cases were judged by, in the
    same order: a person's act judges them again. `draws` has the lot of every case that is to be
    registered; one that is picked joins the queue of blind checks as well.

    `is_read` False: the reading engine could not be used. A person sees the case, and the delivery
    waits on: its next settlement takes the place of this one.
    """

    delivery: str
    readings: tuple[FileReading, ...]
    ends: tuple[PageEnd, ...]
    cases: tuple[Case, ...]
    parts: tuple[Part, ...]
    connections: tuple[Connection, ...]
    notices: tuple[Notice, ...]
    draws: tuple[Draw, ...] = ()
    events: tuple[Event, ...]
    is_read: bool = True


class Checked(Value):
    """All that one blind check leads to: recorded together, or not at all.

    With a `finding` the case goes on to `queue`; without, nobody has to look at it again.
    """

    check: BlindCheck
    typed: tuple[Typed, ...]
    event: Event
    finding: Finding | None = None
    queue: Queue | None = None


class Sheet(Value):
    """One file that pages of a case came in: as it was read, and where each page of it ended."""

    delivery: str
    original: int
    reading: FileReading
    ends: tuple[KeptEnd, ...]


class Folder(Value):
    """All that is kept of a case, as a person's act needs it.

    `sheets` are the files of all its deliveries, in the order in which they came. `entry` is the
    newest version of the entry in the register that the case has put there, whichever case that
    version came from; None when it has put none. `letters` are
    those written in the case so far. `found` are the codes for which the machine has ever asked a
    person about the case, whatever has become of them. `sent_before` are the cases that came of the
    same files earlier, `asked` the addresses to which requests for a supplement went. `claimed_by`
    has it until `claimed_until`.
    """

    case: Case
    part: Part
    deliveries: tuple[Delivery, ...]
    sheets: tuple[Sheet, ...]
    rulings: tuple[Ruling, ...] = ()
    entry: Connection | None = None
    letters: tuple[tuple[NoticeKind, NoticeState], ...] = ()
    found: frozenset[str] = frozenset()
    sent_before: tuple[EarlierCase, ...] = ()
    asked: frozenset[str] = frozenset()
    queue: Queue | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None


class Change(Value):
    """All that one act leads to: recorded together, or not at all.

    `case` has the version that the act was made on; it is recorded with the next one. `part` None:
    as it was. `queue` is where the case waits for a person now, None if nowhere. `ends` are pages
    with another end than before, `joined` a delivery of which the pages now belong to
    the case, as its `readings` have them. `draw` is the lot of a case that the machine registers;
    one that has been drawn keeps its first. Letters of the kinds in `released` go, and those in
    `cancelled` never do.
    """

    case: Case
    queue: Queue | None
    events: tuple[Event, ...]
    part: Part | None = None
    rulings: tuple[Ruling, ...] = ()
    ends: tuple[KeptEnd, ...] = ()
    joined: str | None = None
    readings: tuple[FileReading, ...] = ()
    connections: tuple[Connection, ...] = ()
    notices: tuple[Notice, ...] = ()
    draw: Draw | None = None
    released: tuple[NoticeKind, ...] = ()
    cancelled: tuple[NoticeKind, ...] = ()


class Transaction(Protocol):
    """A write transaction of the store: what it reads stays true until it has recorded."""

    def is_settled(self, delivery: str) -> bool:
        """True when the delivery's cases have been recorded already."""

    def known(self, org_nos: frozenset[str]) -> Known:
        """The register's entries, open cases, signatories and mandates of these numbers."""

    def sent_before(self, delivery: str) -> tuple[EarlierCase, ...]:
        """The cases that came of the same files when they were sent earlier."""

    def draw(self, case: str) -> Draw:
        """A lot for a case that is to be registered: another each time, so it is recorded."""

    def record(self, settlement: Settlement) -> None:
        """Write everything, in the place of what was recorded while the delivery could not be read,
        and mark it as done if it has been read."""


class Told(Value):
    """The case in which a Party was last told of its connection, and how many change notices have
    been written in it: the number of the next."""

    case: str
    changes: int = 0


class CaseTransaction(Transaction, Protocol):
    """A write transaction for acts on cases."""

    def folder(self, case: str) -> Folder:
        """All that is kept of a case; NotFound."""

    def awaiting_answer(self, org_no: str, board_key: str) -> tuple[str, ...]:
        """The cases of a Party that wait for an answer to a supplementation request."""

    def remember(
        self, signatory: Signatory | None, mandate: Mandate | None, said: tuple[str, str]
    ) -> None:
        """What a person has answered for other cases too; `said` is in which case, and by whom."""

    def change(self, change: Change) -> None:
        """Record what an act leads to."""

    def told_of(self, org_no: str, board_key: str) -> Told | None:
        """Where the Party was told of its entry, as it is since it last came to an end; None when
        nobody was."""

    def makers(self, org_no: str, board_key: str) -> frozenset[str | None]:
        """The cases that the versions of an entry come from, since it last came to an end; None
        among them for an import."""

    def write(self, entry: Connection, notices: tuple[Notice, ...], event: Event) -> None:
        """Record a version of an entry that no case goes on by. With the last one, feedback that
        has not gone never does."""

    def claim(self, case: str, who: str | None, until: datetime | None, event: Event) -> None:
        """Write down who has the case now, None for nobody."""


class Notifier(Protocol):
    """The way out for letters. Sending a letter again, with the same Message-ID, is the same letter
    to who gets it."""

    def send(self, notice: Notice, message_id: str, at: datetime) -> None:
        """Hand the letter over; on return it has been taken. `at` is its date.

        LetterRefused when it never will be as it is, LetterDelayed when it was not this time,
        MailUnreachable when no letter is taken now.
        """
