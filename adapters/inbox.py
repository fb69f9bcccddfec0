"""Taking in files from the file system: each file is one delivery, kept before anything else."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.originals import Originals
from adapters.reason import reason
from adapters.settings import TIMEZONE
from adapters.store import Receipt, Store
from domain.delivery import Channel, Delivery, Original, ReceivedBasis, delivery_id
from domain.errors import IntakeError

# Beside deliveries in a folder: answers, descriptions, and what begins with a dot.
NOT_DELIVERIES = {".json", ".md"}
BASIS: dict[Channel, ReceivedBasis] = {
    "scan": "scanned",
    "mail": "mail_server",
    "upload": "upload_sent",
}


@dataclass(frozen=True)
class Arrival:
    """How and when files came; `received_at` None: when the file itself was written. `sender` is an
    address and `subject` a line, where the channel has them."""

    channel: Channel
    received_at: datetime | None = None
    sender: str | None = None
    subject: str | None = None


def files_in(path: Path) -> tuple[Path, ...]:
    """The deliveries at a path: the file itself, or those in a folder and its folders, by name.

    In a folder every regular file counts, except *.json, *.md and names that begin with a dot.
    IntakeError when there is nothing to take in.
    """
    try:
        if path.is_file():
            return (path,)
        if not path.exists():
            raise IntakeError(f"{path}: finns inte. Kontrollera sökvägen.")
        if not path.is_dir():
            raise IntakeError(f"{path}: är varken en fil eller en mapp.")
    except OSError as error:
        raise IntakeError(f"{path}: kan inte läsas ({reason(error)}). Kontrollera den.") from error
    found = tuple(sorted(file for file in path.rglob("*") if _is_delivery(file, path)))
    if not found:
        raise IntakeError(f"{path}: mappen innehåller ingen fil att ta in.")
    return found


def closed_folders(path: Path) -> tuple[Path, ...]:
    """Folders at or below a path that cannot be opened: their files are not taken in."""
    closed: list[Path] = []
    for _ in os.walk(path, onerror=lambda error: closed.append(Path(str(error.filename)))):
        pass
    return tuple(closed) if path.is_dir() else ()


def take_in(path: Path, arrival: Arrival, originals: Originals, store: Store) -> Receipt:
    """Keep one file's bytes, and then the delivery; both are on the disk on return.

    IntakeError when the file cannot be read, or the time of receipt lies in the future.
    """
    now = datetime.now(UTC)
    original = originals.keep(path)
    received_at = arrival.received_at or _written_at(path, now)
    if received_at > now:
        raise IntakeError(f"{path}: tiden för mottagandet ligger i framtiden.")
    return take_in_kept(original, arrival, received_at, store, now)


def take_in_kept(
    original: Original, arrival: Arrival, received_at: datetime, store: Store, now: datetime
) -> Receipt:
    """A delivery of one file whose bytes are kept already; recorded on return."""
    delivery = Delivery(
        id=delivery_id(arrival.channel, received_at, [original]),
        channel=arrival.channel,
        received_at=received_at,
        received_basis="stated" if arrival.received_at else BASIS[arrival.channel],
        sender=arrival.sender,
        subject=arrival.subject,
        originals=(original,),
    )
    return store.receive(delivery, now)


def _written_at(path: Path, now: datetime) -> datetime:
    """When the scanner or the mail program wrote the file; a clock that is ahead, or that tells no
    time at all, counts as now."""
    try:
        return min(datetime.fromtimestamp(path.stat().st_mtime, TIMEZONE), now)
    except (ValueError, OverflowError):
        return now


def _is_delivery(file: Path, top: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(top).parts)
    return file.is_file() and not hidden and file.suffix.lower() not in NOT_DELIVERIES
