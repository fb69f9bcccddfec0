"""What a person has said of a case. Kept beside what the machine read, and never overwritten.

A case as it stands is what was read with every ruling applied in the order in which they were made
(pipeline/rulings.py): a later one on the same thing counts, the earlier ones stay to be seen.
"""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator

from domain.page import PageKey
from domain.personal_number import mask_personal_numbers
from domain.value import Value


class _Said(Value):
    by: str
    at: datetime
    why: str = ""

    @field_validator("why")
    @classmethod
    def _masked(cls, text: str) -> str:
        """No personal identity number is kept, whoever wrote it."""
        return mask_personal_numbers(text)


class Correction(_Said):
    """What stands in a box, as a person typed it; "" for an empty box. `page` is the page that the
    person had before them: of the same box on another page it says nothing."""

    kind: Literal["correction"] = "correction"
    key: str
    text: str
    page: PageKey | None = None

    @field_validator("text")
    @classmethod
    def _text_masked(cls, text: str) -> str:
        return mask_personal_numbers(text)


class Harmless(_Said):
    """A finding that a person has looked at and found to be no hindrance; `why` says why not.

    `finding` is its `Finding.identity`: a finding that says something else is another.
    """

    kind: Literal["harmless"] = "harmless"
    code: str
    finding: str


class SignatureSaid(_Said):
    """Whether the agreement is signed by hand, as a person sees it on `page`."""

    kind: Literal["signature"] = "signature"
    signed: bool
    page: PageKey | None = None


class PageSaid(_Said):
    """What a page is, as a person sees it: a page of a form. Of its boxes nothing has been read."""

    kind: Literal["page"] = "page"
    delivery: str
    original: int
    page: int
    form: str
    form_page: int


class Approved(_Said):
    """A person finds that the case may be registered. Where the text or the signature was ever in
    doubt, two different persons have to."""

    kind: Literal["approved"] = "approved"


class Answered(_Said):
    """An answer to a supplementation request has come: its pages stand in the place of the earlier
    ones. What was said of those, other than values that were typed, says nothing of these.

    `is_new` False: it held nothing that the case did not have, and took no page's place. `unasked`
    are keys of what it changes of Party, contacts and signature, of an answer from an address that
    nobody had asked.
    """

    kind: Literal["answered"] = "answered"
    delivery: str
    is_new: bool = True
    unasked: tuple[str, ...] = ()


class Undone(_Said):
    """A person takes back what they said last: `taken` are the identities of those rulings."""

    kind: Literal["undone"] = "undone"
    taken: tuple[str, ...]


Ruling = Annotated[
    Correction | Harmless | SignatureSaid | PageSaid | Approved | Answered | Undone,
    Field(discriminator="kind"),
]


def identity(ruling: Ruling) -> str:
    """What makes it the same ruling: of which kind, about what, who said it and when. Not all that
    it says: another version may say more."""
    about = ""
    if isinstance(ruling, Correction):
        about = ruling.key
    elif isinstance(ruling, Harmless):
        about = ruling.finding
    said = (ruling.kind, about, ruling.by, ruling.at.astimezone(UTC).isoformat())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


class Signatory(Value):
    """The answer to "may this person sign for this municipality?", remembered until a day.

    `reference` is where that stands: a delegation order, minutes.
    """

    org_no: str
    name: str
    may_sign: bool
    reference: str
    expires_on: str  # ISO date
    by: str
    at: datetime
    case: str
