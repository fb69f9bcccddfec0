"""What is to be told, and to whom."""

from datetime import datetime
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


class Wording(Value):
    """What a letter said, and to whom, before a person changed it."""

    to: str
    subject: str
    body: str
    html: str = ""


class Notice(Value):
    """A letter: `body` as plain text, `html` as a page, "" when it has none.

    `case` is None for letters to the agency itself. `number` tells letters of one kind in one case
    apart, from 0: the same letter written twice is one. `machine` is what the machine had written,
    of a letter that a person has changed.
    """

    kind: NoticeKind
    to: str
    subject: str
    body: str
    html: str = ""
    case: str | None
    number: int = 0
    machine: Wording | None = None

    @property
    def wording(self) -> Wording:
        """What it says now, and to whom."""
        return Wording(to=self.to, subject=self.subject, body=self.body, html=self.html)


class Letter(Value):
    """A letter in the outbox. `notice` is None when it has been cleared at disposal.

    `version` is counted up by every change. `attempts` are those to send it since it was put in the
    line; `next_at` is when the next is due. `trouble` says why the last failed, without addresses.
    """

    id: str
    case: str | None
    kind: NoticeKind
    state: NoticeState
    version: int
    notice: Notice | None
    message_id: str
    written_at: datetime
    released_by: str | None = None
    attempts: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    trouble: str = ""

    @property
    def subject(self) -> str:
        """What its events are about: the case, or the letter itself when it is of none."""
        return self.case or self.id
