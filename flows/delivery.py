"""One delivery: claimed, read in a worker process, judged and recorded. No Prefect here."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from adapters.cases import acting
from adapters.settings import TIMEZONE, Settings
from adapters.store import Claim
from domain.delivery import Delivery, Original
from domain.errors import AnslutError, StoreError, ToolMissing, Unstorable
from domain.facts import Facts
from domain.form import FormVersion
from domain.reading import FileReading, PageReading
from domain.reference import Reference
from flows.machine import Machine
from flows.reading import read_file, unusable
from pipeline.settle import settle

MAX_ATTEMPTS = 3
UNREAD = (
    "Läsprogrammet kan inte användas. Det som inte kunde läsas ligger så länge i kön för "
    "misslyckad läsning. Avhjälp felet och kör anslut run, så läses det."
)
MARGIN = timedelta(seconds=60)  # of a lease, beyond the time that reading may take


def process(machine: Machine, delivery_id: str) -> tuple[str, ...]:
    """Take one delivery the whole way; where each of its cases went: "registered", or the queue.

    () when it is done already or somebody else has it. Whatever goes wrong with the world, the
    delivery is let go for the next run, and the attempt does not count; a document that goes wrong
    becomes a person's case. When the reading engine cannot be used it is both: a person's case
    until a run can read it. Raises ToolMissing then, with what to repair.
    """
    claim = machine.store.claim(delivery_id, _now(), _lease(machine))
    if claim is None:
        return ()
    try:
        files = _read(machine, claim)
        now = _now()
        with acting(machine.store, now, machine.settings.sample_share) as tx:
            cases = settle(claim.delivery, files, tx, facts_of(machine, claim.delivery), now)
        _tell_unusable(files)
    except BaseException as error:
        with suppress(StoreError):  # then the lease ends by itself
            machine.store.release(claim, attempted=not _is_the_worlds(error))
        raise
    return tuple(case.decision.queue or case.state for case in cases)


def _tell_unusable(files: Sequence[FileReading]) -> None:
    """Raises ToolMissing when a file could not be read because the engine could not be used."""
    for file in files:
        if file.problem == "reader_unusable":
            raise ToolMissing(f"{UNREAD} {file.detail}")


def _is_the_worlds(error: BaseException) -> bool:
    """True when the document has no part in it: no models, a full disk, Ctrl-C. A defect in our own
    code may come of what the document says, and would come again every night."""
    if isinstance(error, Unstorable):
        return False
    return isinstance(error, AnslutError | OSError) or not isinstance(error, Exception)


def _now() -> datetime:
    return datetime.now(UTC)


def _lease(machine: Machine) -> timedelta:
    return timedelta(seconds=machine.settings.document_seconds) + MARGIN


def facts_of(machine: Machine, delivery: Delivery) -> Facts:
    """What a delivery is judged against, but for the register: its own day, today's lists."""
    return facts_on(delivery.received_at, machine.settings, machine.reference, machine.forms)


def facts_on(
    received_at: datetime, settings: Settings, reference: Reference, forms: tuple[FormVersion, ...]
) -> Facts:
    """What an agreement that was received then is judged against, but for the register."""
    return Facts(
        reference=reference,
        forms=forms,
        received_on=received_at.astimezone(TIMEZONE).date(),
        max_signature_age_days=settings.max_signature_age_days,
        first_mandate_day=settings.first_mandate_day,
        ask_signatory=settings.ask_signatory,
    )


def _read(machine: Machine, claim: Claim) -> tuple[FileReading, ...]:
    """All files of a delivery. One that ended the program, or met a defect in it, time after time
    is left unread."""
    originals = claim.delivery.originals
    if claim.attempt > MAX_ATTEMPTS:
        detail = f"{claim.attempt - 1} attempts"
        return tuple(
            FileReading(name=one.name, problem="engine_failed", detail=detail) for one in originals
        )
    return tuple(_read_one(machine, one, number) for number, one in enumerate(originals))


def _read_one(machine: Machine, original: Original, number: int) -> FileReading:
    try:
        return read_original(machine, original, number)
    except ToolMissing as error:
        return unusable(original.name, error)


def read_original(machine: Machine, original: Original, number: int) -> FileReading:
    """One file, with its pages numbered as those of file `number` of the delivery, from 0. Raises
    ToolMissing."""
    path = machine.originals.path(original.sha256)
    reading = read_file(machine.workers, machine.reader, path, original.name)
    return reading.model_copy(update={"pages": tuple(_of(page, number) for page in reading.pages)})


def _of(page: PageReading, number: int) -> PageReading:
    identity = page.identity.model_copy(update={"original": number})
    return page.model_copy(update={"identity": identity})
