"""A personal identity number that somebody writes in a box, from paper to what is kept."""

import random
import re
from datetime import UTC, date, datetime
from functools import cache

import pytest

from domain.delivery import Delivery, Original, delivery_id
from domain.personal_number import MASK
from domain.reading import FileReading
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.judge import judge
from pipeline.settle import compose
from samples.pages import Writing, fill_page, random_filler
from samples.parties import Answer, listed_municipalities, make_answers
from samples.reference import form_version
from samples.scanning import random_scanner, scan, to_pdf
from tests.builders import facts
from tests.drawing import blanks

FORM = "ssbtek-2022"
KEY = "party.department"
NUMBER = "811228-9874"  # Skatteverket's own example
AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@cache
def read(writing: Writing) -> FileReading:
    """Page 1 of a form with the number in one of its boxes, drawn, scanned and read."""
    rng = random.Random(5)
    form, day = form_version(FORM), date(2026, 11, 16)
    answers = make_answers(form, listed_municipalities()[0], day, rng)
    answers[KEY] = Answer(NUMBER, NUMBER)
    filler = random_filler(writing, "none", day, rng)
    page = fill_page(form, 1, answers, filler, (300, rng))
    data = to_pdf([scan(page, random_scanner("grey300", rng), rng)], AT)
    return Reader(blanks(), TesseractEngine(), Limits()).read("avtal.pdf", data)


@pytest.mark.parametrize("writing", ["print", "hand"])
def test_it_is_kept_nowhere_and_a_person_is_asked(writing: Writing) -> None:
    reading = read(writing)
    field = next(one for one in reading.pages[0].fields if one.key == KEY)
    assert (field.raw, field.value) == (MASK, None)
    judged = judge([reading], facts(form_version(FORM)))
    assert "material.personal_number" in judged[0].decision.reasons
    original = Original(sha256="0" * 64, name="avtal.pdf", size=1)
    delivery = Delivery(
        id=delivery_id("scan", AT, [original]),
        channel="scan",
        received_at=AT,
        received_basis="scanned",
        originals=(original,),
    )
    kept = compose(delivery, (reading,), judged, facts(form_version(FORM)), AT)
    assert not re.search(r"8112\s?28\s?\S?\s?98", kept.model_dump_json())
