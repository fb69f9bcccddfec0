"""What is to be told, and to whom."""

from typing import Literal

from domain.value import Value


class Notice(Value):
    """A letter in the outbox. Feedback is held until access has been opened."""

    kind: Literal["feedback"]
    to: str
    subject: str
    body: str
    case: str
