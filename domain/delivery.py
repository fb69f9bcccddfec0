"""What arrives: a delivery and the files in it, exactly as received."""

from datetime import datetime
from typing import Literal

from domain.value import Value

Channel = Literal["scan", "mail", "upload"]

# How the time of receipt is known (22 § förvaltningslagen): it comes from the transport or from a
# person who says so, never from the moment of processing.
ReceivedBasis = Literal["scanned", "mail_server", "upload_sent", "stated"]


class Original(Value):
    """One file as received. The bytes are kept under `sha256` and never saved anew."""

    sha256: str
    name: str
    size: int  # bytes


class Delivery(Value):
    """One envelope, message or upload. `received_at` has a time zone."""

    id: str
    channel: Channel
    received_at: datetime
    received_basis: ReceivedBasis
    sender: str | None = None
    originals: tuple[Original, ...]
