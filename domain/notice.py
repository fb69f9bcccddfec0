"""What is to be told, and to whom."""

from typing import Literal

from domain.value import Value

NoticeKind = Literal[
    "acknowledgement",
    "supplement",
    "reminder_removed",
    "feedback",
    "change",
    "dismissal",
    "escalation",
    "night_report",
]
# held: a person releases it, or (feedback) the opening of access does. waiting: to be sent, now or
# at the time of the next attempt. dead: given up, a person takes care. cancelled: never to be sent.
NoticeState = Literal["held", "waiting", "sent", "dead", "cancelled"]
# Letters that somebody releases before they go: feedback is released by the opening of access.
HELD: tuple[NoticeKind, ...] = ("supplement", "dismissal", "feedback")


class Notice(Value):
    """A letter: `body` as plain text, `html` as a page, "" when it has none.

    `case` is None for letters to the agency itself. `number` tells letters of one kind in one case
    apart, from 0: the same letter written twice is one.
    """

    kind: NoticeKind
    to: str
    subject: str
    body: str
    html: str = ""
    case: str | None
    number: int = 0
