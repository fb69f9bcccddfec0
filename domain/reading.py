"""What the paper says, before anyone has judged it.

Absent, unknown and empty are three things. A field that the form does not ask for is absent: it
has no `FieldReading`. A box with ink that could not be read has `raw` None. A box proven to hold
no ink has `raw` "".
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from domain.attachment import Prose
from domain.page import Box, PageIdentity, Quality, Word
from domain.personal_number import has_personal_number, mask_personal_numbers
from domain.value import Value

# "anchor": read beside a label, on a page that lies on no blank.
FieldSource = Literal["ocr", "ink", "anchor", "text_layer", "form_field", "person"]
WritingMode = Literal["print", "hand", "mark", "none"]
# What vouches for a value beside the reading that gave it: a second reader of another make, a check
# that could not pass by chance, or the file itself, which holds the value as text.
Support = Literal["two_readers", "check", "electronic_original"]
SignatureKind = Literal[
    "wet_ink",
    "pades_valid",
    "pades_untrusted",
    "pades_broken",
    "provider_seal",
    "pasted_image",
    "typed_name",
    "stamp_only",
    "none",
    "cannot_tell",
]
# How a page was made: one picture that fills it (scan), drawn text and lines (digital), or both.
PageSource = Literal["scan", "digital", "mixed"]
# Why a file could not be read at all.
Problem = Literal[
    "not_pdf",
    "empty_file",
    "damaged",
    "encrypted",
    "no_pages",
    "too_many_pages",
    "too_large",
    "page_size",
    "too_slow",
    "engine_failed",
    "reader_unusable",
    "dynamic_xfa",
    "archive",
]


class Candidate(Value):
    """What one engine read in a box; `engine` is its name and version, "" when it is not known."""

    text: str
    engine: str = ""

    @field_validator("text")
    @classmethod
    def _masked(cls, text: str) -> str:
        """A reading holds no personal identity number."""
        return mask_personal_numbers(text)


class FieldReading(Value):
    """One field as read. `value` is the canonical form of `raw`, None when it has none.

    `confidence` is the reader's rank of it, between 0 and 1, until an agreement is judged: then it
    is the probability that `value` is exactly right, and `rank` keeps the reader's.

    For a checkbox `value` is "yes" or "no". `page` is the page of the file, from 1; `box` is where
    on the received page, upright, the box lies. `candidates` are all different readings of all
    engines, those that gave `value` first. `support` is what vouches for the value; None: nothing
    does, and a person looks. `crossed_out`: a line goes through the writing. `hidden` is what the
    file itself says stands in the box, by a form field or its text, when the page shows something
    else.

    No reading holds a personal identity number, whoever made it: the number is masked, and the
    field then has no value, so a person looks. A telephone number that looks like one stays, since
    its value shows what it is.
    """

    key: str
    raw: str | None
    value: str | None
    confidence: float
    source: FieldSource
    mode: WritingMode
    page: int
    box: Box
    candidates: tuple[Candidate, ...] = ()
    support: Support | None = None
    crossed_out: bool = False
    hidden: str | None = None
    rank: float | None = None

    @property
    def as_ranked(self) -> float:
        """The reader's rank, whether or not it has become a probability."""
        return self.confidence if self.rank is None else self.rank

    @model_validator(mode="before")
    @classmethod
    def _without_personal_numbers(cls, given: Any) -> Any:
        """Applies when a reading is made or loaded; a copy is of one that was."""
        if not isinstance(given, dict):
            return given
        raw, value = given.get("raw") or "", given.get("value")
        told = {**given, "candidates": [_candidate(one) for one in given.get("candidates") or ()]}
        if given.get("hidden"):
            told["hidden"] = mask_personal_numbers(str(given["hidden"]))
        if has_personal_number(raw if value is None else value):
            told |= {"raw": mask_personal_numbers(str(raw or value)), "value": None}
        return told


def _candidate(given: Any) -> Any:
    """Readings that were stored before engines were named are texts alone."""
    return {"text": given} if isinstance(given, str) else given


# What has become of a printed word of the blank, or ink that neither blank nor boxes explain.
AlterationKind = Literal["replaced", "struck_through", "covered", "missing", "unexplained_ink"]


# Ink outside the boxes that is not the blank's print: known kinds, and what nothing explains.
InkKind = Literal[
    "stamp",
    "punch_hole",
    "staple",
    "fold",
    "streak",
    "fax_header",
    "edge",
    "overflow",
    "unexplained",
]


class InkGroup(Value):
    """Ink outside the boxes; `overflow` goes out from a box that was written in."""

    kind: InkKind
    box: Box


class Alteration(Value):
    """A place outside the boxes where a page is not its blank. `expected` is what the blank prints
    there, `found` what was read instead, None where nothing was."""

    kind: AlterationKind
    page: int
    box: Box
    expected: str | None = None
    found: str | None = None

    @field_validator("found")
    @classmethod
    def _masked(cls, found: str | None) -> str | None:
        """Somebody may have written a personal identity number there."""
        return found and mask_personal_numbers(found)


class SignatureFact(Value):
    """What is in the signature box, or an electronic signature of the file. `evidence` says in a
    few words what was seen.

    Of an electronic one, `signer` is the name in its certificate, `time` when it says that it was
    made, and `certificate_until` the last day on which the certificate is valid.
    """

    kind: SignatureKind
    evidence: str
    page: int | None = None
    box: Box | None = None
    signer: str | None = None
    time: datetime | None = None
    certificate_until: date | None = None

    @field_validator("signer")
    @classmethod
    def _masked(cls, signer: str | None) -> str | None:
        """Certificates of people often hold their personal identity number."""
        return signer and mask_personal_numbers(signer)


class PageReading(Value):
    """One received page: what it is and what its boxes hold.

    `residual` is how far the page, laid on its blank, still misses it: the median over the printed
    blocks of the blank, in points; None for a page that matches no blank or cannot be laid on it.
    `quality` is None of a page that has no boxes, and of one read by an earlier version.
    `prose` is what a page says that lies on no blank and is running text.
    `reference` is the id of the case that a code on the page names, of a letter of ours.
    `words` are those of a page that lies on no blank and was read whole; `unread` says that such a
    page was not: the file has too many of them, or the engine failed at it.
    """

    identity: PageIdentity
    source: PageSource
    residual: float | None = None
    quality: Quality | None = None
    fields: tuple[FieldReading, ...] = ()
    alterations: tuple[Alteration, ...] = ()
    ink: tuple[InkGroup, ...] = ()
    signature: SignatureFact | None = None
    prose: Prose | None = None
    words: tuple[Word, ...] = Field(default=(), exclude=True)  # seen, and kept nowhere
    unread: bool = False
    reference: str | None = None

    @property
    def is_our_letter(self) -> bool:
        """Whether it is the letter that an answer was asked for by, lying on top of it: a page of
        running text, or none that is known, with the code that our letters bear. What else is known
        of a page (that it is one of a form, or of minutes, or holds data about people) goes first.
        """
        known = self.identity.role not in ("unknown", "attachment", "cover_letter")
        held = self.prose is not None and self.prose.is_quarantined
        return self.reference is not None and not known and not held


class FileReading(Value):
    """One file as read. `problem` is set when it could not be read; then `detail` says more.

    `page_count` is how many pages it has, as counted when it was opened and before any was read;
    None when nobody could count them. `signatures` are the electronic ones, which are about the
    file as a whole, in the order in which they were made. `held` names the files in the file; the
    pages of those that are PDFs follow its own.
    """

    name: str
    page_count: int | None = None
    problem: Problem | None = None
    detail: str = ""
    pages: tuple[PageReading, ...] = ()
    signatures: tuple[SignatureFact, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def received_pages(self) -> int:
        """How many pages the file brought. One of which nobody could count the pages counts as one:
        something came, and a person has to look."""
        counted = len(self.pages) if self.page_count is None else self.page_count
        return max(counted, 1)

    @field_validator("name")
    @classmethod
    def _masked(cls, name: str) -> str:
        """Some name files by people's personal identity numbers."""
        return mask_personal_numbers(name)

    @field_validator("held")
    @classmethod
    def _all_masked(cls, held: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mask_personal_numbers(name) for name in held)
