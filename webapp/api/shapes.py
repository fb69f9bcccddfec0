"""What goes in and out of the API, as its description (OpenAPI) has it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from adapters.settings import FIRST_YEAR, TIMEZONE
from domain.case import CaseState
from domain.delivery import ReceivedBasis
from domain.judgement import Group, Outcome, Queue, Severity
from domain.ledger import EndKind
from domain.notice import NoticeKind, NoticeState
from domain.reading import FieldSource, SignatureKind
from domain.register import Connection, VersionReason
from pipeline.states import Act

LAST_YEAR = 9000  # later days cannot be told in every time zone
MOST = 2**31 - 1  # the databases' whole numbers


def _told_in_time(moment: datetime) -> datetime:
    """A moment without a zone is by Swedish clocks."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a slip of the pen")
    return moment if moment.tzinfo else moment.replace(tzinfo=TIMEZONE)


def _a_day(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("a slip of the pen")
    return day


# NUL is no sign of a text, and one of the databases refuses it.
Text = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=MOST)]
Moment = Annotated[datetime, AfterValidator(_told_in_time)]
Day = Annotated[date, AfterValidator(_a_day)]
CaseId = Annotated[str, StringConstraints(pattern=r"^c-[0-9a-f]{1,16}$")]


class Shape(BaseModel):
    """Closed: what is not known is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(BaseModel):
    """RFC 9457. `type` tells programs what it is; title and detail tell people, in Swedish."""

    type: str
    title: str
    status: int
    detail: str


class Taken(Shape):
    """The receipt of what was handed in. duplicate: another delivery holds the same file, and has
    (or will have) the case."""

    id: str
    status: Literal["new", "duplicate"]
    duplicate_of: str | None
    received_at: datetime
    sha256: str
    size: int = Field(description="Bytes.")


class CaseRef(Shape):
    """A case and where it is on its way."""

    id: str
    state: CaseState


class FileRef(Shape):
    """A file as it came."""

    sha256: str
    size: int


class DeliveryOut(Shape):
    """What became of a delivery. `pages` is null until it has been read."""

    id: str
    state: Literal["waiting", "claimed", "done"]
    received_at: datetime
    received_basis: ReceivedBasis
    duplicate_of: str | None
    pages: int | None
    cases: tuple[CaseRef, ...]
    files: tuple[FileRef, ...]


class QueueOut(Shape):
    """A queue and how many cases wait in it."""

    queue: Queue
    name: str = Field(description="In Swedish.")
    waiting: int


class CaseLineOut(Shape):
    """A case in a list. `party` is as read, and "" while the case waits for a blind check."""

    id: str
    state: CaseState
    party: str
    received_at: datetime
    due_on: date | None
    queue: Queue | None


class CasesOut(Shape):
    """Some of the cases, and how many there are in all."""

    total: int
    cases: tuple[CaseLineOut, ...]


class FindingOut(Shape):
    """A finding. `id` is what confirms it; `stops` whether it keeps the case from the register."""

    id: str
    code: str
    group: Group
    severity: Severity
    fields: tuple[str, ...]
    message: str
    stops: bool
    confirmed_by: tuple[str, ...]


class FieldOut(Shape):
    """A box: what stands there as it counts (`value`), as it was read, and how surely."""

    key: str
    value: str | None
    raw: str | None
    confidence: float
    source: FieldSource
    page: int


class EntryRef(Shape):
    """The entry of the register that a case has made."""

    org_no: str
    board: str
    version: int


class CaseOut(Shape):
    """A case, whole. `version` is what acts are made on. `hidden`: it waits for a blind check, and
    nothing of what was read is shown. `acts` are those that its state allows."""

    id: str
    version: int
    state: CaseState
    queue: Queue | None
    outcome: Outcome
    deliveries: tuple[str, ...]
    received_at: datetime
    started_on: date | None
    due_on: date | None
    paused_on: date | None
    answer_by: date | None
    review_by: date | None
    claimed_by: str | None
    claimed_until: datetime | None
    hidden: bool
    findings: tuple[FindingOut, ...]
    fields: tuple[FieldOut, ...]
    signature: SignatureKind | None
    entry: EntryRef | None
    acts: tuple[Act, ...]


class Acted(Shape):
    """How a case stands after an act. `stops` are the codes that keep it from the register."""

    id: str
    version: int
    state: CaseState
    queue: Queue | None
    stops: tuple[str, ...]


class EntryLineOut(Shape):
    """An entry of the register in a list: its newest version, without its people."""

    org_no: str
    municipality: str
    board: str
    version: int
    valid_from: datetime
    concluded_at: datetime | None
    ended_at: datetime | None
    case: str | None


class EntriesOut(Shape):
    """Some of the entries; a Link header names the next."""

    entries: tuple[EntryLineOut, ...]


class VersionOut(Connection):
    """A version of an entry, with all that it says."""

    hidden: Literal[False] = False


class HiddenVersionOut(Shape):
    """A version of an entry of which a case waits for a blind check: nothing more of it is told."""

    org_no: str
    municipality: str
    board: str
    version: int
    valid_from: datetime
    concluded_at: datetime | None
    ended_at: datetime | None
    case: str | None
    reason: VersionReason
    hidden: Literal[True] = True


class VersionsOut(Shape):
    """All versions of the entries of a number, oldest first within each board."""

    versions: tuple[VersionOut | HiddenVersionOut, ...]


class LetterLineOut(Shape):
    """A letter in a list, without whom it is to."""

    id: str
    case: str | None
    kind: NoticeKind
    state: NoticeState
    version: int
    written_at: datetime
    sent_at: datetime | None
    trouble: str


class LettersOut(Shape):
    """Some of the letters, in the order they were written; a Link header names the next."""

    letters: tuple[LetterLineOut, ...]


class LetterOut(LetterLineOut):
    """A letter with what it says; null when it has been cleared, and while it is `hidden`: its case
    waits for a blind check."""

    to: str | None
    subject: str | None
    body: str | None
    hidden: bool


class LedgerOut(Shape):
    """Every page received and where it ended. `unbalanced` are deliveries that do not add up."""

    received: int
    ends: dict[EndKind, int]
    unended: int
    closes: bool
    unbalanced: tuple[str, ...]
    unread_deliveries: int


class BoundOut(Shape):
    """How often the register is wrong at most, by the blind checks: null before the first."""

    checked: int
    wrong: int
    upper: float | None
    level: float


class OverviewOut(Shape):
    """Figures as they stand now. `due_soon`: within three working days, the overdue among them."""

    deliveries: int
    unread_deliveries: int
    cases: dict[CaseState, int]
    waiting: dict[Queue, int]
    overdue: int
    due_soon: int
    register_entries: int
    letters: dict[NoticeState, int]
    wrong_fields: BoundOut
    wrong_registrations: BoundOut
