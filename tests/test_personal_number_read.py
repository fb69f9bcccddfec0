"""A personal identity number that somebody writes in a box, from paper to what is kept."""

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path

import pytest

from adapters import tables
from adapters.cases import acting
from cli.check_output import checked_file
from domain.delivery import Delivery, Original, delivery_id
from domain.personal_number import MASK
from domain.reading import FileReading
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.judge import judge, parts_of
from pipeline.settle import compose, settle
from samples.pages import Filler, Writing, fill_page, prose_page, random_filler
from samples.parties import Answer, Answers, listed_municipalities, make_answers
from samples.reference import form_version
from samples.retyped import digital, picture, type_out
from samples.scanning import random_scanner, scan, to_pdf
from tests.builders import facts
from tests.drawing import blanks
from tests.intake import delivery, rows, store_in

FORM = "ssbtek-2022"
KEY = "party.department"
NUMBER = "811228-9874"  # Skatteverket's own example
TRACE = re.compile(r"8112\s?28\s?\S?\s?98")
AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def written(writing: Writing = "print") -> tuple[Answers, Filler, random.Random]:
    """The answers, with the number in one of them, and who writes them."""
    rng, day = random.Random(5), date(2026, 11, 16)
    answers = make_answers(form_version(FORM), listed_municipalities()[0], day, rng)
    answers[KEY] = Answer(NUMBER, NUMBER)
    return answers, random_filler(writing, "none", day, rng), rng


@cache
def read(writing: Writing) -> FileReading:
    """Page 1 of a form with the number in one of its boxes, drawn, scanned and read."""
    answers, filler, rng = written(writing)
    page = fill_page(form_version(FORM), 1, answers, filler, (300, rng))
    data = to_pdf([scan(page, random_scanner("grey300", rng), rng)], AT)
    return Reader(blanks(), TesseractEngine(), Limits()).read("avtal.pdf", data)


@pytest.mark.parametrize("writing", ["print", "hand"])
def test_it_is_kept_nowhere_and_a_person_is_asked(writing: Writing) -> None:
    reading = read(writing)
    field = next(one for one in reading.pages[0].fields if one.key == KEY)
    assert (field.raw, field.value) == (MASK, None)
    known = facts(form_version(FORM))
    judged = judge([reading], known)
    assert "material.personal_number" in judged[0].decision.reasons
    original = Original(sha256="0" * 64, name="avtal.pdf", size=1)
    sent = Delivery(
        id=delivery_id("scan", AT, [original]),
        channel="scan",
        received_at=AT,
        received_basis="scanned",
        originals=(original,),
    )
    kept = compose(sent, (reading,), parts_of([reading], known), known, AT)
    assert not TRACE.search(kept.model_dump_json())


def in_a_box_and_on_an_attachment() -> bytes:
    """Page 1 of a form with the number in a box, and a decision about somebody."""
    form, (answers, filler, rng) = form_version(FORM), written()
    page = fill_page(form, 1, answers, filler, (300, rng))
    text = f"Beslut\n\nBeslutet gäller Anna Andersson, {NUMBER}, som har ansökt om\n"
    text += "ekonomiskt bistånd. Nämnden beviljar ansökan. Beslutet kan överklagas.\n" * 4
    scanner = random_scanner("grey300", rng)
    return to_pdf([scan(one, scanner, rng) for one in (page, prose_page(text, 300))], AT)


def in_an_agreement_typed_anew(as_text: bool) -> bytes:
    """The number beside a label, as a PDF with text or as a scan."""
    answers, _, rng = written()
    sheets = type_out(answers, "lines", rng)
    if as_text:
        return digital(sheets)
    scanner = random_scanner("grey300", rng)
    return to_pdf([scan(picture(sheet, 300, rng), scanner, rng) for sheet in sheets], AT)


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (in_a_box_and_on_an_attachment, {"material.personal_number", "material.personal_data"}),
        (partial(in_an_agreement_typed_anew, True), {"material.personal_number"}),
        (partial(in_an_agreement_typed_anew, False), {"material.personal_number"}),
    ],
    ids=["box-and-attachment", "typed-anew-text", "typed-anew-scan"],
)
def test_it_stands_in_no_output_and_not_in_the_database(
    make: Callable[[], bytes], codes: set[str], tmp_path: Path
) -> None:
    reading = Reader(blanks(), TesseractEngine(), Limits()).read("avtal.pdf", make())
    known = facts(form_version(FORM))
    judged = judge([reading], known)
    assert codes <= {code for one in judged for code in one.decision.reasons}
    printed = checked_file("avtal.pdf", reading, judged).model_dump_json()
    assert MASK in printed
    assert not TRACE.search(printed)
    store = store_in(tmp_path)
    store.receive(delivery(), AT)
    with acting(store, AT) as tx:
        (case, *_) = settle(delivery(), (reading,), tx, known, AT)
    assert case.state == "in_review"
    database = "".join(str(rows(store, table)) for table in tables.metadata.tables.values())
    assert MASK in database
    assert not TRACE.search(database)
