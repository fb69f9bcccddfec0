"""What arrives: a delivery and the files in it, exactly as received."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from pydantic import field_validator

from domain.personal_number import mask_personal_numbers
from domain.value import Value

Channel = Literal["scan", "mail", "upload"]

# How the time of receipt is known (22 § förvaltningslagen): it comes from the transport or from a
# person who says so, never from the moment of processing.
ReceivedBasis = Literal["scanned", "mail_server", "upload_sent", "stated"]


class Original(Value):
    """One file as received. The bytes are kept under `sha256` and never saved anew.

    `name` is for people: the name that the file came with and, if it lay in one, its folder's.
    """

    sha256: str
    name: str
    size: int  # bytes

    @field_validator("name")
    @classmethod
    def _masked(cls, name: str) -> str:
        """Some name files by people's personal identity numbers."""
        return mask_personal_numbers(name)


class Delivery(Value):
    """One envelope, message or upload. `received_at` has a time zone. `sender` is an address and
    `subject` a line, where the channel has them. `again` is how many times the same files have been
    taken up before: the store counts it."""

    id: str
    channel: Channel
    received_at: datetime
    received_basis: ReceivedBasis
    sender: str | None = None
    subject: str | None = None
    originals: tuple[Original, ...]
    again: int = 0

    @property
    def content_key(self) -> str:
        """What identifies the content: the same files, in any order, give the same key."""
        return _digest(sorted({original.sha256 for original in self.originals}))


def delivery_id(channel: Channel, received_at: datetime, originals: Iterable[Original]) -> str:
    """The id of a delivery: taking in the very same one again gives the same id. The same bytes
    under another name are another: two senders may hand in the same file at the same time."""
    moment = received_at.astimezone(UTC).isoformat()
    files = (part for original in originals for part in (original.sha256, original.name))
    return "d-" + _digest([channel, moment, *files])[:16]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
