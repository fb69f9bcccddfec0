"""What a mailroom's stack does to pages, read from bytes: separators, the reminder, empty backs."""

import random
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader, PdfWriter

from domain.page import Rotation
from domain.reading import FileReading
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits, PagePicture, PdfFile, Picture
from extractors.reader import Reader, look
from extractors.separator import CODE, codes_on, separator_sheets, separator_turn
from pipeline.assemble import assemble
from pipeline.judge import judge
from pipeline.ledger import close
from pipeline.score import Answer
from samples.pages import blank_page
from samples.reference import form_version
from tests.builders import facts
from tests.drawing import ROOT, Feed, blank, blanks, page_of, scanned, write

STACK = (*sorted((ROOT / "samples" / "stack").iterdir()), ROOT / "samples/shelf/53-tva-avtal")
FACTS = facts(form_version("ssbtek-2014"), form_version("ssbtek-2022"))


@cache
def reading(folder: Path) -> FileReading:
    data = (folder / "delivery.pdf").read_bytes()
    return Reader(blanks(), TesseractEngine(), Limits()).read("delivery.pdf", data)


def answer(folder: Path) -> Answer:
    return Answer.model_validate_json((folder / "expected.json").read_bytes())


@pytest.mark.parametrize("folder", STACK, ids=lambda folder: folder.name)
def test_every_page_is_what_the_answer_says_and_has_an_end(folder: Path) -> None:
    read = reading(folder)
    told = [
        (one.number, one.role, one.form, one.form_page, one.rotation)
        for one in (page.identity for page in read.pages)
    ]
    assert told == [
        (page.number, page.role, page.form, page.form_page, page.rotation)
        for page in answer(folder).pages
    ]
    ledger = close([read], assemble([read], FACTS).ends)
    assert ledger.closes
    assert ledger.received == len(told)


@pytest.mark.parametrize("folder", STACK, ids=lambda folder: folder.name)
def test_the_agreements_are_those_of_the_answer(folder: Path) -> None:
    judged = judge([reading(folder)], FACTS)
    found = [sorted(one.agreement.pages) for one in judged if one.agreement]
    assert found == [sorted(agreement.pages) for agreement in answer(folder).agreements]


def shuffled(seed: int) -> tuple[bytes, list[tuple[str, int | None, int]]]:
    """Pages of the stack in another order, turned, some twice; of each its role, its page of the
    form, and the turn that brings it upright."""
    rng = random.Random(seed)
    pages = [
        (page, known)
        for folder in STACK[:3]
        for page, known in zip(
            PdfReader(folder / "delivery.pdf").pages, answer(folder).pages, strict=True
        )
    ]
    chosen = [*rng.sample(pages, 6), pages[-1], pages[0]]
    writer = PdfWriter()
    told: list[tuple[str, int | None, int]] = []
    for page, known in (*chosen, chosen[0]):
        turn = rng.choice((0, 90, 180, 270))
        writer.add_page(page).rotate(turn)
        told.append((known.role, known.form_page, (known.rotation - turn) % 360))
    data = BytesIO()
    writer.write(data)
    return data.getvalue(), told


@pytest.mark.parametrize("seed", [1, 2])
def test_any_shuffle_of_real_pages_is_known_and_closes(seed: int) -> None:
    data, told = shuffled(seed)
    read = Reader(blanks(), TesseractEngine(), Limits()).read("x.pdf", data)
    found = [page.identity for page in read.pages]
    assert [(one.role, one.form_page, one.rotation) for one in found] == told
    ledger = close([read], assemble([read], FACTS).ends)
    assert (ledger.closes, ledger.received) == (True, len(told))


def test_nothing_that_is_written_on_the_reminder_is_read() -> None:
    """Not by an engine, and kept nowhere."""
    (folder,) = [folder for folder in STACK if folder.name.endswith("paminnelse-med")]
    page = reading(folder).pages[-1]
    assert page.identity.role == "case_officer_reminder"
    assert (page.fields, page.alterations, page.signature) == ((), (), None)
    named = page.model_dump(exclude={"identity", "source", "residual", "quality"})
    assert not any(named.values())


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_reminder_is_known_empty_and_however_it_lies(turn: int) -> None:
    empty = np.asarray(blank_page("paminnelse-handlaggare", 1, 300))
    page = look(scanned(empty, Feed(angle=1.5, turn=turn)), blanks())
    assert (page.identity.role, page.identity.rotation) == ("case_officer_reminder", -turn % 360)


# Separator sheets


def sheet() -> PagePicture:
    with PdfFile(separator_sheets(1), Limits()) as pdf:
        (page,) = pdf.pages()
    return page


def turn_of(page: PagePicture) -> Rotation | None:
    return separator_turn(page, codes_on(page))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_separator_is_known_however_it_lies(turn: int, dpi: int) -> None:
    page = scanned(sheet().picture, Feed(angle=2.0, shift=(8, -9), turn=turn, noise=6.0, dpi=dpi))
    assert turn_of(page) == -turn % 360


@pytest.mark.parametrize("rows", [slice(0, 1400), slice(2000, 3508)])
def test_one_of_its_codes_is_enough(rows: slice) -> None:
    spoilt = sheet().picture.copy()
    spoilt[rows] = 120
    assert turn_of(scanned(spoilt)) == 0


def small_code() -> Picture:
    """The code of a separator as it may stand, small, on another paper."""
    code = sheet().picture[480:1150, 900:1580]
    paper = np.full((3508, 2480), 255, np.uint8)
    paper[200 : 200 + 335, 200 : 200 + 340] = code[::2, ::2]
    return paper


def test_a_code_elsewhere_is_no_separator() -> None:
    assert [code.text for code in zxingcpp.read_barcodes(small_code())] == [CODE]
    assert turn_of(page_of(small_code(), 300)) is None


def test_each_of_many_sheets_is_a_separator() -> None:
    with PdfFile(separator_sheets(3), Limits()) as pdf:
        assert [turn_of(page) for page in pdf.pages()] == [0, 0, 0]


def test_a_page_of_the_form_is_that_page_and_no_separator() -> None:
    page = write(blank("ssbtek-2022", 1).picture, (100, 230), "Habo kommun")
    assert look(scanned(page), blanks()).identity.role == "agreement"
