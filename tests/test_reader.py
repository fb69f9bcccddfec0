"""Committed deliveries read from their bytes: what each page is, and what each box says."""

from functools import cache
from pathlib import Path

import pytest

from domain.reading import FileReading
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.score import Answer
from samples.reference import form_version
from tests.drawing import ROOT, blanks

# Each profile and form; pages upside down, on their side and out of order; empty backs.
SAMPLES = (
    "inbox/08-felfri",
    "inbox/03-felfri",
    "inbox/18-upp-och-ned",
    "shelf/16-tomma-baksidor",
)
# A 1 that the bilevel scan made so thin that engines take it for a bracket.
UNCLEAR = {"shelf/16-tomma-baksidor": {"mandate.registry_no"}}

pytestmark = pytest.mark.parametrize("sample", SAMPLES)


@cache
def reader() -> Reader:
    return Reader(blanks(), TesseractEngine(), Limits())


@cache
def reading(sample: str) -> FileReading:
    read = reader().read("delivery.pdf", folder(sample).joinpath("delivery.pdf").read_bytes())
    assert (read.name, read.problem) == ("delivery.pdf", None)
    return read


@cache
def answer(sample: str) -> Answer:
    return Answer.model_validate_json(folder(sample).joinpath("expected.json").read_bytes())


def folder(sample: str) -> Path:
    return ROOT / "samples" / sample


def test_every_page_is_what_the_answer_says(sample: str) -> None:
    told = [
        (one.number, one.role, one.form, one.form_page, one.rotation)
        for one in (page.identity for page in reading(sample).pages)
    ]
    expected = [
        (page.number, page.role, page.form, page.form_page, page.rotation)
        for page in answer(sample).pages
    ]
    assert told == expected


def test_only_pages_of_a_form_lie_on_one_and_they_lie_well(sample: str) -> None:
    for page in reading(sample).pages:
        assert page.source == "scan"
        if page.identity.role == "agreement":
            assert page.residual is not None
            assert page.residual < 0.5
            assert page.identity.confidence > 0.8
        else:
            assert (page.residual, page.fields, page.signature) == (None, (), None)


def test_every_value_is_the_one_that_was_written(sample: str) -> None:
    (agreement,) = answer(sample).agreements
    fields = [field for page in reading(sample).pages for field in page.fields]
    wrong = {field.key for field in fields if field.value != agreement.fields[field.key]}
    assert wrong <= UNCLEAR.get(sample, set())


def test_every_box_of_the_form_is_there_once_and_an_empty_one_is_empty(sample: str) -> None:
    (agreement,) = answer(sample).agreements
    fields = [field for page in reading(sample).pages for field in page.fields]
    form = form_version(agreement.form)
    assert sorted(field.key for field in fields) == sorted(
        field.key for field in form.fields if field.type != "signature"
    )
    for field in fields:
        kind = "checkbox" if field.key == "terms.accepted" else "line"
        empty = agreement.fields[field.key] in (None, "no")
        assert (field.raw == "") is empty, field.key
        assert (field.mode == "none") is empty, field.key
        assert field.source == ("ink" if empty or kind == "checkbox" else "ocr"), field.key


def test_every_box_lies_on_its_page_where_the_form_has_it(sample: str) -> None:
    form = form_version(answer(sample).agreements[0].form)
    for page in reading(sample).pages:
        for reading_ in page.fields:
            field = form.field(reading_.key)
            assert field is not None
            assert reading_.page == page.identity.number
            x0, top, x1, bottom = reading_.box
            assert 0 <= x0 < x1 <= 1
            assert 0 <= top < bottom <= 1
            places = [one / side for one, side in zip(field.box, (595, 842) * 2, strict=True)]
            assert [x0, top, x1, bottom] == pytest.approx(places, abs=0.06), field.key


def test_the_signature_is_wet_ink_on_the_page_that_has_its_box(sample: str) -> None:
    signed = [page for page in reading(sample).pages if page.signature]
    assert [page.identity.form_page for page in signed] == [3]
    (fact,) = [page.signature for page in signed if page.signature]
    assert fact.kind == answer(sample).agreements[0].signature
    assert fact.page == signed[0].identity.number
    assert fact.box is not None
    assert fact.evidence
