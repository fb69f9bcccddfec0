"""What was found, and what is to be done about it."""

import hashlib
from typing import Literal

from domain.agreement import Agreement
from domain.attachment import Prose
from domain.page import PageKey, Place
from domain.value import Value

# "Fullständiga, korrekta, verifierade uppgifter?" are the first three; authentic is about the
# signature and the text signed, material about the files and pages themselves.
Group = Literal["complete", "correct", "verified", "authentic", "material"]
Severity = Literal["note", "doubt", "fault"]
Outcome = Literal["register", "review"]
# In the order in which a case joins one of them: the first queue that any of its findings names.
Queue = Literal[
    "failed",
    "privacy",
    "unreadable",
    "signature",
    "altered",
    "incomplete",
    "incorrect",
    "unverified",
    "duplicate",
    "sampled",
]
# The queue of the blind checks is joined by the draw and not by a finding: its cases are registered
# (domain/sample.py). No decision names it.
SAMPLED: Queue = "sampled"


class Finding(Value):
    """One observation with a stable code. `message` is Swedish, for users; `message_en` English."""

    code: str
    group: Group
    severity: Severity
    fields: tuple[str, ...] = ()
    message: str
    message_en: str

    @property
    def identity(self) -> str:
        """What makes it the same finding when the case is judged again: code, fields and text."""
        said = "\n".join((self.code, *self.fields, self.message))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class Decision(Value):
    """Register, or ask a person. `reasons` are the codes of the findings that stopped the case."""

    outcome: Outcome
    queue: Queue | None = None
    reasons: tuple[str, ...] = ()


class Part(Value):
    """What becomes one case, before it is judged: an agreement as the machine read it, or pages
    that a person looks at and that hold none.

    `findings` are about the files and pages; what the agreement says is not judged yet. `attached`
    is what the pages of running text beside it say, each with its number. `places` say which
    received pages the numbers of its pages mean.
    """

    agreement: Agreement | None
    findings: tuple[Finding, ...]
    attached: tuple[tuple[int, Prose], ...] = ()
    places: tuple[Place, ...] = ()

    def page_of(self, key: str) -> PageKey | None:
        """The received page on which a box stands; None when that is not known."""
        field = self.agreement.field(key) if self.agreement else None
        return self._page(field.page) if field else None

    @property
    def signed_page(self) -> PageKey | None:
        """The received page that the signature was looked for on; None when none was."""
        number = self.agreement.signature.page if self.agreement else None
        return None if number is None else self._page(number)

    def _page(self, number: int) -> PageKey | None:
        return next((one.key for one in self.places if one.number == number), None)


class Judgement(Value):
    """One agreement judged; `agreement` is None when the delivery holds none."""

    agreement: Agreement | None
    findings: tuple[Finding, ...]
    decision: Decision
