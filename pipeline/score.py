"""Compares judgements with the known answers of samples. Pure: cli/evaluate.py does the reading."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.agreement import Agreement
from domain.judgement import Judgement, Outcome, Queue
from domain.page import Role, Rotation
from domain.reading import AlterationKind, SignatureKind
from domain.value import Value


class AnswerPage(Value):
    """What one page of a sample is."""

    number: int
    role: Role
    form: str | None = None
    form_page: int | None = None
    rotation: Rotation = 0


class AnswerAgreement(Value):
    """What an agreement of a sample says: canonical values, None where a box was left empty or
    holds what has no canonical form (then `raw` has it as written). `hidden` are the fields of
    which the file says something else than the page shows, `crossed_out` those struck through."""

    form: str
    pages: tuple[int, ...]
    fields: dict[str, str | None]
    raw: dict[str, str] = Field(default_factory=dict)
    signature: SignatureKind
    hidden: tuple[str, ...] = ()
    crossed_out: tuple[str, ...] = ()

    def is_read_by_labels(self, pages: Iterable[AnswerPage]) -> bool:
        """Whether it was typed anew: its pages are an agreement's and no pages of a form."""
        mine = [page for page in pages if page.number in self.pages]
        return bool(mine) and all(page.form_page is None for page in mine)


class AnswerAlteration(Value):
    """What was done to the text of a page, and to which printed words."""

    page: int
    kind: AlterationKind
    words: tuple[str, ...] = ()


class Answer(Value):
    """A sample's expected.json. `decision` is what a perfect reader would decide."""

    file: str
    purpose: str
    profile: Literal[
        "grey300",
        "grey200",
        "g4_200",
        "grey150",
        "grey600",
        "colour200",
        "copy",
        "fax",
        "photo",
        "digital",
        "none",
    ]
    writing: Literal["print", "hand", "mixed", "none"]
    form: str | None = None
    channel: Literal["scan", "mail", "upload"]
    received_at: datetime
    pages: tuple[AnswerPage, ...] = ()
    agreements: tuple[AnswerAgreement, ...] = ()
    alterations: tuple[AnswerAlteration, ...] = ()
    faults: tuple[str, ...] = ()
    decision: Outcome
    queue: Queue | None = None


class WrongField(Value):
    """A field whose value is not the expected one; None is an empty or unread box."""

    key: str
    expected: str | None
    found: str | None


class Score(Value):
    """How one sample went. `by_labels`: an agreement of it lies on no blank, so what was read of it
    counts apart.

    `registered`: every agreement of it was. `fields` counts the fields compared, `wrong` lists
    those that differ. `false_accept` says why a registration is wrong: the sample has a fault, or a
    registered value differs. `faults_missed` are expected codes that no finding has.
    """

    name: str
    profile: str
    writing: str
    faultless: bool
    registered: bool
    by_labels: bool = False
    fields: int
    wrong: tuple[WrongField, ...] = ()
    signature_expected: SignatureKind | None = None
    signature_found: SignatureKind | None = None
    faults: int = 0
    faults_missed: tuple[str, ...] = ()
    false_accept: str | None = None
    reasons: tuple[str, ...] = ()


def score(name: str, answer: Answer, judgements: Sequence[Judgement]) -> Score:
    """Compare the judgements of one delivery with its answer; agreements are paired in order."""
    found = [judgement for judgement in judgements if judgement.agreement]
    wrong: list[WrongField] = []
    accepted: list[WrongField] = []  # those of the wrong ones that stand in the register
    count = 0
    for index, expected in enumerate(answer.agreements):
        judged = found[index] if index < len(found) else None
        differing = list(differences(expected, judged.agreement if judged else None))
        count += len(expected.fields)
        wrong += differing
        accepted += differing if judged and judged.decision.outcome == "register" else []
    codes = {finding.code for judgement in judgements for finding in judgement.findings}
    registered = [judgement.decision.outcome == "register" for judgement in judgements]
    first = found[0].agreement if found else None
    return Score(
        name=name,
        profile=answer.profile,
        writing=answer.writing,
        faultless=answer.decision == "register",
        registered=bool(registered) and all(registered),
        by_labels=any(one.is_read_by_labels(answer.pages) for one in answer.agreements),
        fields=count,
        wrong=tuple(wrong),
        signature_expected=answer.agreements[0].signature if answer.agreements else None,
        signature_found=first.signature.kind if first else None,
        faults=len(answer.faults),
        faults_missed=tuple(code for code in answer.faults if code not in codes),
        false_accept=false_accept(answer, accepted) if any(registered) else None,
        reasons=tuple(code for judgement in judgements for code in judgement.decision.reasons),
    )


def differences(expected: AnswerAgreement, read: Agreement | None) -> Iterator[WrongField]:
    """The fields of an agreement whose value is not the expected one."""
    for key, value in expected.fields.items():
        got = read.value(key) if read else None
        if got != value:
            yield WrongField(key=key, expected=value, found=got)


def false_accept(answer: Answer, wrong: Sequence[WrongField]) -> str | None:
    """Why a registration is wrong, or None when it is right."""
    if answer.decision != "register":
        return "faulty: " + ", ".join(answer.faults)
    if wrong:
        return "wrong value: " + ", ".join(field.key for field in wrong)
    return None


class Tally(Value):
    """The scores of one group of samples, added up."""

    samples: int = 0
    fields: int = 0
    exact: int = 0
    faultless: int = 0
    straight_through: int = 0
    faults: int = 0
    faults_found: int = 0
    false_accepts: int = 0


def tally(scores: Iterable[Score]) -> Tally:
    """Add scores up."""
    listed = list(scores)
    return Tally(
        samples=len(listed),
        fields=sum(item.fields for item in listed),
        exact=sum(item.fields - len(item.wrong) for item in listed),
        faultless=sum(item.faultless for item in listed),
        straight_through=sum(item.faultless and item.registered for item in listed),
        faults=sum(item.faults for item in listed),
        faults_found=sum(item.faults - len(item.faults_missed) for item in listed),
        false_accepts=sum(item.false_accept is not None for item in listed),
    )
