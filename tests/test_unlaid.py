"""Pages that lie on no blank, read from their bytes: retyped agreements, letters, lying text."""

from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from adapters.reference import load_reference
from domain.facts import Facts
from domain.reading import FileReading, PageReading
from extractors import page_text, reader
from extractors.ocr import TesseractEngine
from extractors.page_text import rows_of_dots, without_rules
from extractors.pdf import Limits, PagePicture, PdfFile
from extractors.reader import Reader
from extractors.text_layer import words_on
from extractors.unlaid import are_seen, seen_upright
from pipeline.judge import judge
from pipeline.score import Answer
from samples.reference import form_version
from tests.drawing import ROOT, blanks

FORMS = (form_version("ssbtek-2014"), form_version("ssbtek-2022"))
SAMPLES = ("01-omskrivet", "02-omskrivet-digitalt", "03-okand-tabell")
# What a poor scan spoils: the "@" of the longest address, and the labels "Ort" and "Telefon".
MISREAD = {
    "01-omskrivet": {"technical_contact.email"},
    "03-okand-tabell": {"party.city", "agreement_contact.phone"},
}


@cache
def the_reader() -> Reader:
    return Reader(blanks(), TesseractEngine(), Limits())


def folder(sample: str) -> Path:
    return ROOT / "samples" / sample


@cache
def reading(sample: str) -> FileReading:
    return the_reader().read("delivery.pdf", folder(sample).joinpath("delivery.pdf").read_bytes())


@cache
def answer(sample: str) -> Answer:
    return Answer.model_validate_json(folder(sample).joinpath("expected.json").read_bytes())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_retyped_agreement_is_read_by_its_labels(name: str) -> None:
    (agreement,) = answer(f"unlaid/{name}").agreements
    fields = [field for page in reading(f"unlaid/{name}").pages for field in page.fields]
    read = {field.key: field.value for field in fields if field.raw is not None}
    wrong = {key for key, value in agreement.fields.items() if value and read.get(key) != value}
    assert wrong <= MISREAD.get(name, set())
    assert {field.source for field in fields} == {"anchor"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_retyped_agreement_is_one_case_that_a_person_confirms(name: str) -> None:
    received = answer(f"unlaid/{name}").received_at.date()
    facts = Facts(reference=load_reference(), forms=FORMS, received_on=received)
    (judged,) = judge([reading(f"unlaid/{name}")], facts)
    assert judged.agreement is not None
    assert judged.agreement.pages == (1, 2)
    assert judged.agreement.signature.kind == "cannot_tell"
    assert judged.decision.outcome == "review"
    assert "material.read_by_labels" in judged.decision.reasons
    assert "material.page_not_laid" not in judged.decision.reasons


@pytest.mark.parametrize("name", SAMPLES)
def test_its_pages_are_an_agreements_and_no_pages_of_a_form(name: str) -> None:
    for page in reading(f"unlaid/{name}").pages:
        assert (page.identity.role, page.identity.form_page) == ("agreement", None)
        assert page.residual is None
        assert page.identity.confidence <= 0.5


def test_a_letter_is_read_and_is_no_agreement() -> None:
    (page,) = reading("inbox/22-brev").pages
    assert (page.identity.role, page.fields) == ("cover_letter", ())
    text = " ".join(word.text for word in page.words)
    assert "socialförvaltningen funderar" in text


def pdf(pages: int = 1, hide: bool = False, cover: bool = False) -> bytes:
    """A digital page of text. `hide`: a line more that nobody sees; `cover`: a line under white."""
    target = BytesIO()
    canvas = Canvas(target, invariant=1)
    for number in range(pages):
        for at in range(12):
            canvas.drawString(72, 760 - 20 * at, f"Rad {at} om en helt annan sak, sida {number}")
        if hide:
            text = canvas.beginText(72, 300)
            text.setTextRenderMode(3)
            text.textOut("Kommun: Habo kommun")
            canvas.drawText(text)
        if cover:
            canvas.drawString(72, 300, "Kommun: Habo kommun")
            canvas.setFillGray(1)
            canvas.rect(60, 290, 300, 30, stroke=0, fill=1)
            canvas.setFillGray(0)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def first_page(data: bytes) -> PagePicture:
    with PdfFile(data, Limits()) as opened:
        return next(opened.pages())


def test_text_that_the_eye_sees_needs_no_engine() -> None:
    data = pdf()
    seen = seen_upright(first_page(data), data, None)
    assert seen.drawn
    assert "helt annan sak" in seen.text.text


@pytest.mark.parametrize(("hide", "cover"), [(True, False), (False, True)])
def test_text_that_the_eye_does_not_see_is_not_believed(hide: bool, cover: bool) -> None:
    data = pdf(hide=hide, cover=cover)
    assert "Habo" in " ".join(word.text for word in words_on(data, 1))
    seen = seen_upright(first_page(data), data, None)
    assert not seen.drawn
    assert "Habo" not in seen.text.text
    assert "helt annan sak" in seen.text.text


def test_words_upon_each_other_are_not_believed() -> None:
    data = pdf()
    words = words_on(data, 1)
    picture = first_page(data).picture
    assert are_seen(words, picture)
    assert not are_seen((*words, words[0]), picture)


def test_only_so_many_pages_of_a_file_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "WHOLE_PAGES", 2)
    pages = the_reader().read("f.pdf", pdf(pages=3)).pages
    assert [page.unread for page in pages] == [False, False, True]
    assert [bool(page.words) for page in pages] == [True, True, False]
    codes = codes_of(pages)
    assert "material.page_unread" in codes


def test_a_page_that_the_engine_fails_at_is_unread_and_the_file_is_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_text, "SECONDS", 0.01)
    read = the_reader().read("f.pdf", pdf(hide=True))
    assert read.problem is None
    assert read.pages[0].unread
    assert "material.page_unread" in codes_of(read.pages)


def codes_of(pages: tuple[PageReading, ...]) -> set[str]:
    facts = Facts(
        reference=load_reference(),
        forms=FORMS,
        received_on=answer("inbox/22-brev").received_at.date(),
    )
    file = FileReading(name="f.pdf", pages=pages)
    return {finding.code for judged in judge([file], facts) for finding in judged.findings}


def test_rules_and_rows_of_dots_go_and_letters_stay() -> None:
    picture = np.full((800, 1600), 250, np.uint8)
    picture[100, 100:1500] = 20  # a rule
    for x in range(400, 1200, 12):
        picture[300:304, x : x + 4] = 20  # a row of dots
    picture[500:530, 200:206] = 20  # a stem
    picture[490:495, 200:205] = 20  # and its dot
    page = PagePicture(1, picture, 200, 576, 288, "scan", (), ())
    cleaned = without_rules(page).picture
    assert cleaned[100].min() > 200
    assert cleaned[302].min() > 200
    assert cleaned[515, 203] == 20
    assert cleaned[492, 202] == 20
    assert not rows_of_dots((cleaned < 100).astype(np.uint8), 200 / 72).any()


def test_a_page_on_its_side_is_turned_upright() -> None:
    data = pdf(hide=True)
    page = first_page(data)
    lying = np.ascontiguousarray(np.rot90(page.picture))
    target = BytesIO()
    Image.fromarray(lying).save(target, "PDF", resolution=page.dpi)
    with PdfFile(target.getvalue(), Limits()) as opened:
        text = page_text.read_page(next(opened.pages()))
    assert text.rotation == 90
    assert "helt annan sak" in text.text
