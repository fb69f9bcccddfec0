"""The chain of events: each row's hash is of the row and of the hash before it.

So nothing that happened can be changed, taken out or put in without all later hashes changing.
What a person wrote is in a row of its own; the chain has only its salted hash, which tells nothing
once the row has been cleared.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime

FIRST = "0" * 64  # before the first event
DISPOSED = "disposed"  # the event of a disposal: its reason ends with the kind of what was cleared


def event_hash(before: str, row: dict[str, object]) -> str:
    """SHA-256 over the hash before and the row: number, subject, at, who, what, why, note."""
    at = row["at"]
    if isinstance(at, datetime):
        at = at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [before, row["number"], row["subject"], at]
    told += [row["who"], row["what"], row["why"], row["note"]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def salted(text: str, salt: str) -> str:
    """The hash of a note."""
    return hashlib.sha256(f"{salt} {text}".encode()).hexdigest()


def new_salt() -> str:
    """A salt that nobody can guess."""
    return secrets.token_hex(16)
