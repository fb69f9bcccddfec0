"""What `anslut check --json` prints, one object for each file. Schema: docs/check.schema.json.

A key that is here is always there; `null` means that there is none.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from pydantic import Field

from domain.judgement import Finding, Group, Judgement, Outcome, Queue, Severity
from domain.page import Box, PageIdentity, Role, Rotation
from domain.reading import AlterationKind, FieldReading, FileReading, SignatureKind, Support
from domain.value import Value


class CheckedPage(Value):
    """One received page, numbered from 1, and which page of which form it is."""

    number: int
    role: Role
    form: str | None
    form_page: int | None
    rotation: Rotation


class CheckedCandidate(Value):
    """What one engine read; `engine` is its name and version."""

    text: str
    engine: str


class CheckedField(Value):
    """One field. `raw` null: there is ink that could not be read; "": the box is empty.

    `support` is what vouches for the value beside the reading itself; null: nothing does.
    `candidates` are all different readings, those that gave the value first.
    """

    value: str | None
    raw: str | None
    confidence: float = Field(description="the probability that the value is exactly right")
    support: Support | None
    candidates: tuple[CheckedCandidate, ...]
    page: int
    box: Box = Field(description="x0, top, x1, bottom in fractions of the upright page")


class CheckedSignature(Value):
    """What is in the signature box, or the file's electronic signature, of which the certificate
    names the signer and the file says the time."""

    kind: SignatureKind
    signer: str | None
    time: datetime | None


class CheckedAlteration(Value):
    """A place outside the boxes where a page is not the approved blank."""

    kind: AlterationKind
    page: int
    box: Box
    expected: str | None
    found: str | None


class CheckedFinding(Value):
    """One observation; docs/findings.md lists the codes."""

    code: str
    group: Group
    severity: Severity
    fields: tuple[str, ...]
    message: str


class CheckedAgreement(Value):
    """One agreement in the file, with its own decision."""

    form: str
    pages: tuple[int, ...]
    fields: dict[str, CheckedField]
    signature: CheckedSignature
    alterations: tuple[CheckedAlteration, ...]
    findings: tuple[CheckedFinding, ...]
    decision: Outcome
    queue: Queue | None


class CheckedFile(Value):
    """One file. Without an agreement, `findings` say why; else they stand with each agreement.

    `decision` and `queue` are the file's as a whole: review when any agreement needs it, in the
    first queue that any of them joins.
    """

    file: str
    pages: tuple[CheckedPage, ...]
    agreements: tuple[CheckedAgreement, ...]
    findings: tuple[CheckedFinding, ...]
    decision: Outcome
    queue: Queue | None


def checked_file(path: str, reading: FileReading, judgements: Sequence[Judgement]) -> CheckedFile:
    """What is printed of a file that was read and judged."""
    queues = [one.decision.queue for one in judgements if one.decision.queue]
    reviewed = any(one.decision.outcome == "review" for one in judgements)
    return CheckedFile(
        file=path,
        pages=tuple(_page(page.identity) for page in reading.pages),
        agreements=tuple(filter(None, map(_agreement, judgements))),
        findings=tuple(
            _finding(finding)
            for one in judgements
            if one.agreement is None
            for finding in one.findings
        ),
        decision="review" if reviewed else "register",
        queue=min(queues, key=get_args(Queue).index, default=None),
    )


def _page(page: PageIdentity) -> CheckedPage:
    return CheckedPage(
        number=page.number,
        role=page.role,
        form=page.form,
        form_page=page.form_page,
        rotation=page.rotation,
    )


def _agreement(judgement: Judgement) -> CheckedAgreement | None:
    agreement = judgement.agreement
    if agreement is None:
        return None
    return CheckedAgreement(
        form=agreement.form,
        pages=agreement.pages,
        fields={field.key: _field(field) for field in agreement.fields},
        signature=CheckedSignature(
            kind=agreement.signature.kind,
            signer=agreement.signature.signer,
            time=agreement.signature.time,
        ),
        alterations=tuple(
            CheckedAlteration.model_validate(one.model_dump()) for one in agreement.alterations
        ),
        findings=tuple(map(_finding, judgement.findings)),
        decision=judgement.decision.outcome,
        queue=judgement.decision.queue,
    )


def _field(field: FieldReading) -> CheckedField:
    return CheckedField(
        value=field.value,
        raw=field.raw,
        confidence=field.confidence,
        support=field.support,
        candidates=tuple(
            CheckedCandidate(text=one.text, engine=one.engine) for one in field.candidates
        ),
        page=field.page,
        box=field.box,
    )


def _finding(finding: Finding) -> CheckedFinding:
    return CheckedFinding(
        code=finding.code,
        group=finding.group,
        severity=finding.severity,
        fields=finding.fields,
        message=finding.message,
    )
