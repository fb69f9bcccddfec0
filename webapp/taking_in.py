"""Takes in what is uploaded: on the disk while it comes, recorded before it is acknowledged."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from adapters.inbox import Arrival, take_in_kept
from adapters.originals import CHUNK, Incoming
from adapters.uploads import Outcome, record_upload, uploaded_before
from domain.delivery import Original
from domain.errors import IntakeError
from webapp.access import Visitor
from webapp.handed_in import Came, file_name, refuse_wrong_kind
from webapp.house import House

HEAD = 4096  # bytes that a file's kind is told by


@dataclass(frozen=True)
class Sending:
    """Who sends, what belongs together, how it came, and when it was sent."""

    visitor: Visitor
    batch: str
    came: Came
    sent_at: datetime


@dataclass(frozen=True)
class Taken:
    """A file that is kept now; `again` when the sender had not heard that it was already."""

    delivery: str
    outcome: Outcome
    again: bool = False


async def take_in_stream(
    at: House, sending: Sending, name: str, chunks: AsyncIterator[bytes]
) -> Taken:
    """A file that comes piece by piece: never whole in memory, and nothing of it is left when it
    breaks off. IntakeError when it is certainly nothing that could be read."""
    shown = file_name(name)
    with at.originals.incoming() as coming:
        await _write(coming, shown, chunks)
        return await run_in_threadpool(_kept, at, sending, shown, coming)


async def _write(coming: Incoming, name: str, chunks: AsyncIterator[bytes]) -> None:
    gathered = bytearray()
    head = b""
    async for chunk in chunks:
        gathered += chunk
        if not head and len(gathered) >= HEAD:
            head = bytes(gathered[:HEAD])
            await _refuse_heard_out(name, head, chunks)
        if len(gathered) >= CHUNK:
            await run_in_threadpool(coming.write, bytes(gathered))
            gathered.clear()
    if not head:
        refuse_wrong_kind(name, bytes(gathered[:HEAD]))
    await run_in_threadpool(coming.write, bytes(gathered))


async def _refuse_heard_out(name: str, head: bytes, chunks: AsyncIterator[bytes]) -> None:
    """IntakeError for a wrong kind, once all of it has been sent: a browser hears no answer before,
    and would say that the line broke."""
    try:
        refuse_wrong_kind(name, head)
    except IntakeError:
        async for _ in chunks:
            pass
        raise


def _kept(at: House, sending: Sending, name: str, coming: Incoming) -> Taken:
    """The file is whole: kept, then recorded."""
    original = coming.keep(name)
    return _recorded(at, sending, original)


def _recorded(at: House, sending: Sending, original: Original) -> Taken:
    user = sending.visitor.user.id
    before = uploaded_before(at.store, user, sending.batch, original)
    if before is not None:
        return Taken(before, "repeated", again=True)
    now = datetime.now(UTC)
    arrival = Arrival(sending.came.channel, sending.came.received_at)
    received_at = sending.came.received_at or sending.sent_at
    receipt = take_in_kept(original, arrival, received_at, at.store, now)
    record_upload(at.store, user, sending.batch, receipt.delivery, receipt.status, now)
    return Taken(receipt.delivery, receipt.status)


async def pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    """A file of a form, piece by piece."""
    while chunk := await upload.read(CHUNK):
        yield chunk
