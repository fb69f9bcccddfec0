"""Scanned pages of running text, read whole by Tesseract and understood."""

from functools import cache

import pytest

from domain.attachment import Prose
from extractors.language.prose import describe
from extractors.page_text import read_page
from extractors.pdf import Limits, PdfFile
from tests.drawing import ROOT

MINUTES = ("shelf/50-protokollsutdrag-med", 4)
LETTER = ("inbox/22-brev", 1)


@cache
def understood(sample: str, number: int) -> Prose:
    data = (ROOT / "samples" / sample / "delivery.pdf").read_bytes()
    with PdfFile(data, Limits()) as pdf:
        page = next(page for page in pdf.pages() if page.number == number)
    return describe(read_page(page))


@pytest.mark.parametrize(("page", "role"), [(MINUTES, "minutes_extract"), (LETTER, "cover_letter")])
def test_what_a_scanned_page_is(page: tuple[str, int], role: str) -> None:
    assert understood(*page).role == role


def test_what_scanned_minutes_say() -> None:
    found = understood(*MINUTES).minutes
    assert found
    assert found.mandate == "given"
    assert found.decided_on is None, "the page gives no year"
    assert (found.body and found.body.text, found.day and found.day.text) == (
        "Kommunstyrelsen",
        "19 maj",
    )
    assert found.decision
    assert "SSBTEK för kommunens räkning" in found.decision.text
    assert 0.2 < found.decision.box.top < found.decision.box.bottom < 0.3


def test_whom_a_scanned_letter_names() -> None:
    (contact,) = understood(*LETTER).contacts
    assert contact.name.text == "Karin Lindqvist"
    assert contact.phone
    assert contact.phone.text == "08-465 004 17"
