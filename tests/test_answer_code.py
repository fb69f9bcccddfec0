"""The code on a printed letter of ours, and the case that it names, when the letter comes back."""

import random
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.reading import PageReading
from domain.reference_code import qr_text
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits, PdfFile
from extractors.qr import qr_png
from extractors.reader import Reader, look
from extractors.separator import codes_on, reference_in
from samples.reference import FONTS
from samples.scanning import DPI, Profile, Scanner, random_scanner, scan, to_pdf
from tests.drawing import blanks

CASE = "c-0123456789abcdef"
CODE_INCHES = 148 / 96  # as a browser prints the letter's picture


def letter(profile: Profile, *texts: str) -> Image.Image:
    """A printed letter with a code for each text."""
    dpi = DPI[profile]
    page = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    font = ImageFont.truetype(str(FONTS / "Arimo-Regular.ttf"), round(dpi * 11 / 72))
    lines = "Hej!\nVi har gått igenom anslutningsavtalet till SSBTEK.\nSvara senast den 7 december."
    ImageDraw.Draw(page).text((dpi, dpi), lines, font=font, fill=0, spacing=dpi // 10)
    side = round(CODE_INCHES * dpi)
    for number, text in enumerate(texts):
        code = (
            Image.open(BytesIO(qr_png(text)))
            .convert("L")
            .resize((side, side), Image.Resampling.BICUBIC)
        )
        page.paste(code, (dpi + number * 2 * side, 8 * dpi))
    return page


def scanned(page: Image.Image, profile: Profile, turn: int = 0) -> bytes:
    rng = random.Random(4)
    scanner: Scanner = random_scanner(profile, rng)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return to_pdf([scan(page, scanner, rng, turn)], at)


@cache
def reader() -> Reader:
    return Reader(blanks(), TesseractEngine(), Limits())


def read(data: bytes) -> PageReading:
    (page,) = reader().read("svar.pdf", data).pages
    return page


@pytest.mark.parametrize("profile", ["grey300", "grey200", "g4_200"])
@pytest.mark.parametrize("turn", [0, 180])
def test_a_printed_letter_that_comes_back_names_its_case(profile: Profile, turn: int) -> None:
    page = read(scanned(letter(profile, qr_text(CASE)), profile, turn))
    assert page.reference == CASE
    assert page.is_our_letter, "nobody has to read it"


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("https://example.se/c-0123456789abcdef",),
        (qr_text(CASE), qr_text("c-fedcba9876543210")),
    ],
)
def test_a_page_that_names_none_or_two_has_no_reference(texts: tuple[str, ...]) -> None:
    with PdfFile(scanned(letter("grey200", *texts), "grey200"), Limits()) as pdf:
        (page,) = pdf.pages()
    assert len(codes_on(page)) == len(texts)
    assert look(page, blanks()).reference is None


def test_a_code_on_a_page_of_the_form_is_not_looked_for() -> None:
    """So it costs nothing there, and nobody can send a page to another's case by a sticker."""
    blank = next(one for one in blanks() if (one.form.id, one.number) == ("ssbtek-2022", 2))
    with PdfFile(blank.data, Limits()) as pdf:
        picture = list(pdf.pages())[1].picture
    dpi = 300
    page = Image.fromarray(np.asarray(picture))
    code = Image.open(BytesIO(qr_png(qr_text(CASE)))).convert("L")
    page.paste(code, (page.width - code.width - 40, page.height - code.height - dpi // 4))
    data = scanned(page.resize((2480, 3508)), "grey300")
    with PdfFile(data, Limits()) as pdf:
        assert [reference_in(codes_on(one)) for one in pdf.pages()] == [CASE]
    found = read(data)
    assert found.identity.form_page == 2
    assert found.reference is None
