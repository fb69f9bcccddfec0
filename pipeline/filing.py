"""A case's pages, out of the files that they came in, as one file. Pure.

A case may hold pages of several deliveries: what was sent at first, and the answers to requests for
what was missing. Put together they are one file whose pages are numbered on from file to file.
"""

from collections.abc import Iterator, Sequence

from domain.facts import Facts
from domain.judgement import Part
from domain.ledger import EndKind, KeptEnd
from domain.page import Box, Place
from domain.reading import FieldReading, FileReading, PageReading, SignatureFact
from domain.ruling import PageSaid, Ruling
from pipeline.judge import parts_of
from pipeline.ports import Sheet
from validators.catalogue import CATALOGUE

# Pages that say something in the case. A page that a later one has replaced is out of it.
_IN: tuple[EndKind, ...] = ("agreement", "attachment", "waiting", "duplicate", "reminder")
_WHOLE = Box(0, 0, 1, 1)  # somewhere on the page
_SHARED = "one electronic signature, and pages of several files or agreements"


def places(sheets: Sequence[Sheet]) -> tuple[Place, ...]:
    """Where every page of the sheets is kept, in order."""
    return tuple(
        Place(number=start + page, delivery=one.delivery, original=one.original, page=page)
        for start, one in _starts(sheets)
        for page in range(1, one.reading.received_pages + 1)
    )


def as_one_file(
    case: str, sheets: Sequence[Sheet], facts: Facts, rulings: Sequence[Ruling] = ()
) -> FileReading:
    """The case's own pages as one file. Reminders belong to no case, and are told of in all. A page
    is what a person has said that it is."""
    said = {(r.delivery, r.original, r.page): r for r in rulings if isinstance(r, PageSaid)}
    pages = tuple(
        shifted(as_said(page, said.get((sheet.delivery, sheet.original, n)), facts), start)
        for start, sheet in _starts(sheets)
        for page in sheet.reading.pages
        if _is_in(case, sheet, n := page.identity.number)
    )
    problems = [one.reading.problem for one in sheets if one.reading.problem]
    return FileReading(
        name=sheets[0].reading.name,
        problem=problems[0] if problems and not pages else None,
        pages=pages,
        signatures=tuple(
            fact for one in sheets if _is_of(case, one) for fact in one.reading.signatures
        ),
    )


def part_of(
    case: str, sheets: Sequence[Sheet], facts: Facts, rulings: Sequence[Ruling] = ()
) -> Part:
    """What the case is judged by, put together anew from its pages.

    If they still make several agreements, the first is taken and a person is told so.
    """
    parts = parts_of([as_one_file(case, sheets, facts, rulings)], facts)
    part = parts[0].model_copy(update={"places": places(sheets)})
    if len(parts) > 1:
        told = CATALOGUE["material.several_agreements"].finding()
        findings = dict.fromkeys((*part.findings, told))
        part = part.model_copy(update={"findings": tuple(findings)})
    if (
        part.agreement
        and part.agreement.signature.kind == "pades_valid"
        and _is_shared(case, sheets)
    ):
        told_of = part.agreement.signature.model_copy(
            update={"kind": "cannot_tell", "evidence": _SHARED}
        )
        signed = part.agreement.model_copy(update={"signature": told_of})
        part = part.model_copy(update={"agreement": signed})
    return part


def as_said(page: PageReading, said: PageSaid | None, facts: Facts) -> PageReading:
    """The page as the page of a form that a person has said it is: its boxes are there, and nothing
    of them has been read. It was laid on no blank, so a finding says that its text has not been
    compared with one."""
    if said is None:
        return page
    number = page.identity.number
    form = facts.form(said.form)
    there = {"role": "agreement", "form": said.form, "form_page": said.form_page}
    boxes = (field for field in form.fields if field.page == said.form_page)
    return page.model_copy(
        update={
            "identity": page.identity.model_copy(update=there),
            "residual": None,
            "prose": None,
            "fields": tuple(
                _unread(field.key, number) for field in boxes if field.type != "signature"
            ),
            "signature": SignatureFact(
                kind="cannot_tell", evidence="nobody has read the box", page=number, box=_WHOLE
            ),
        }
    )


def _unread(key: str, page: int) -> FieldReading:
    return FieldReading(
        key=key,
        raw=None,
        value=None,
        confidence=0.0,
        source="ocr",
        mode="none",
        page=page,
        box=_WHOLE,
    )


def shifted(page: PageReading, start: int) -> PageReading:
    """The page as one of a longer file, in which `start` pages come before its own."""
    if not start:
        return page
    number = page.identity.number + start
    return page.model_copy(
        update={
            "identity": page.identity.model_copy(update={"original": 0, "number": number}),
            "fields": tuple(_on(field, start) for field in page.fields),
            "signature": page.signature and _signed_on(page.signature, start),
            "alterations": tuple(
                one.model_copy(update={"page": one.page + start}) for one in page.alterations
            ),
        }
    )


def _on(field: FieldReading, start: int) -> FieldReading:
    return field.model_copy(update={"page": field.page + start})


def _signed_on(fact: SignatureFact, start: int) -> SignatureFact:
    return fact if fact.page is None else fact.model_copy(update={"page": fact.page + start})


def _starts(sheets: Sequence[Sheet]) -> Iterator[tuple[int, Sheet]]:
    """Each sheet with the number of pages before its own."""
    start = 0
    for one in sheets:
        yield start, one
        start += one.reading.received_pages


def end_of(sheet: Sheet, number: int) -> KeptEnd | None:
    """Where a page of a sheet ended."""
    return next((end for end in sheet.ends if end.number == number), None)


def _is_in(case: str, sheet: Sheet, number: int) -> bool:
    end = end_of(sheet, number)
    if end is None or end.kind not in _IN:
        return False
    return end.case == case or (end.case is None and end.kind == "reminder")


def _is_of(case: str, sheet: Sheet) -> bool:
    """Whether a file has pages that belong to the case."""
    return any(end.case == case for end in sheet.ends)


def _is_shared(case: str, sheets: Sequence[Sheet]) -> bool:
    """Pages of several files, or several cases in one file: what was signed is not clear."""
    own = [one for one in sheets if _is_of(case, one)]
    owners = {end.case for sheet in own for end in sheet.ends if end.case}
    return len(owners) > 1 or len([one for one in own if one.reading.pages]) > 1
