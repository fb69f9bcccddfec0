"""A reader that makes no mistake: it reads a sample's answers instead of its pages."""

from datetime import date

from domain.form import FormVersion
from domain.page import Box, PageIdentity
from domain.reading import (
    Alteration,
    FieldReading,
    FileReading,
    PageReading,
    Problem,
    SignatureFact,
    WritingMode,
)
from pipeline.score import Answer, AnswerAgreement, AnswerPage
from samples.reference import form_version

_ELECTRONIC = ("pades_valid", "pades_untrusted", "pades_broken", "provider_seal")
_WHOLE = Box(0.0, 0.0, 1.0, 1.0)


def perfect_reading(answer: Answer) -> FileReading:
    """What a perfect reader would make of the sample's file."""
    if not answer.pages and answer.faults != ("material.not_an_agreement",):
        problem: Problem = answer.faults[0].removeprefix("material.")  # type: ignore[assignment]
        return FileReading(name=answer.file, problem=problem)
    return FileReading(
        name=answer.file,
        pages=tuple(_page(answer, page) for page in answer.pages),
        signatures=tuple(
            _electronic(one, answer) for one in answer.agreements if one.signature in _ELECTRONIC
        ),
    )


def _electronic(written: AnswerAgreement, answer: Answer) -> SignatureFact:
    return SignatureFact(
        kind=written.signature,
        evidence="answer",
        signer=written.fields["signature.name_clarification"],
        time=answer.received_at,
        certificate_until=date(2034, 1, 1),
    )


def _page(answer: Answer, page: AnswerPage) -> PageReading:
    identity = PageIdentity(
        original=0,
        number=page.number,
        role=page.role,
        form=page.form,
        form_page=page.form_page,
        rotation=page.rotation,
        confidence=1.0,
    )
    written = next((a for a in answer.agreements if page.number in a.pages), None)
    if written and page.form and page.form_page is None:
        return PageReading(
            identity=identity,
            source="scan",
            fields=_by_labels(form_version(page.form), page, written),
        )
    if written is None or page.form is None or page.form_page is None:
        return PageReading(identity=identity, source="scan")
    form = form_version(page.form)
    return PageReading(
        identity=identity,
        source="scan",
        residual=0.1,
        fields=_fields(form, page, written),
        signature=_signature(form, page, written),
        alterations=tuple(
            Alteration(kind=one.kind, page=one.page, box=_WHOLE, expected=" ".join(one.words))
            for one in answer.alterations
            if one.page == page.number
        ),
    )


def _by_labels(
    form: FormVersion, page: AnswerPage, written: AnswerAgreement
) -> tuple[FieldReading, ...]:
    """A retyped agreement says each thing on one page; which one, its answer does not tell."""
    if page.number != written.pages[0]:
        return ()
    numbers = range(1, form.pages + 1)
    placed = [page.model_copy(update={"form_page": number}) for number in numbers]
    return tuple(
        reading.model_copy(update={"source": "anchor", "raw": reading.raw or None})
        for one in placed
        for reading in _fields(form, one, written)
    )


def _fields(
    form: FormVersion, page: AnswerPage, written: AnswerAgreement
) -> tuple[FieldReading, ...]:
    readings = []
    for field in form.fields:
        if field.page != page.form_page or field.type == "signature":
            continue
        value = written.fields.get(field.key)
        raw = written.raw.get(field.key, value or "")
        mode: WritingMode = "mark" if field.type == "checkbox" else "print" if raw else "none"
        readings.append(
            FieldReading(
                key=field.key,
                raw="" if raw == "no" else raw,
                value=value,
                confidence=1.0,
                source="ink" if field.type == "checkbox" else "ocr",
                mode=mode,
                page=page.number,
                box=_WHOLE,
                support=None if field.type == "checkbox" else "two_readers",
                crossed_out=field.key in written.crossed_out,
                hidden="something else" if field.key in written.hidden else None,
            )
        )
    return tuple(readings)


def _signature(
    form: FormVersion, page: AnswerPage, written: AnswerAgreement
) -> SignatureFact | None:
    if not any(f.type == "signature" and f.page == page.form_page for f in form.fields):
        return None
    kind = "cannot_tell" if written.signature in _ELECTRONIC else written.signature
    return SignatureFact(kind=kind, evidence="answer", page=page.number, box=_WHOLE)
