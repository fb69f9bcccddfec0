"""Files as they are opened: what is wrong with a bad one, and what a page is made of."""

import logging
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pypdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from domain.reading import PageSource, Problem
from extractors.pdf import BadFileError, Limits, PagePicture, PdfFile, check_outside
from extractors.reader import look
from samples.badfiles import bare_pdf, one_dot
from tests.drawing import ROOT, blanks

A4 = (595.0, 842.0)
BLANK = (ROOT / "forms" / "ssbtek-2014" / "blank.pdf").read_bytes()
Draw = Callable[[Canvas], None]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def opened(data: bytes, limits: Limits | None = None) -> list[PagePicture]:
    with PdfFile(data, limits or Limits()) as pdf:
        return list(pdf.pages())


def drawn(*draws: Draw, size: tuple[float, float] = A4) -> bytes:
    """A PDF of one page."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=size)
    for draw in draws:
        draw(canvas)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def locked(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(BytesIO(bare_pdf(1))))
    writer.encrypt(user, "the owner's", algorithm="AES-256")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def with_lock(handler: bytes) -> bytes:
    """A PDF that says it is locked in this way."""
    lock = b"/Root 1 0 R /Encrypt << " + handler + b" >> /ID [<00> <00>]"
    return bare_pdf(1).replace(b"/Root 1 0 R", lock)


def kids(given: bytes) -> bytes:
    """A PDF whose tree of pages is not what its count says."""
    return bare_pdf(2).replace(b"/Kids [3 0 R 4 0 R]", b"/Kids [" + given + b"]")


BAD: list[tuple[str, bytes, Problem]] = [
    ("no bytes", b"", "empty_file"),
    ("white space", b" \r\n\t ", "empty_file"),
    ("a letter", "Hej, här är avtalet.".encode(), "not_pdf"),
    ("the mark too far in", b" " * 1024 + BLANK, "not_pdf"),
    ("the start alone", b"%PDF-1.7\n", "damaged"),
    ("broken off in the middle", BLANK[: len(BLANK) // 2], "damaged"),
    ("broken off before the last line", BLANK[: BLANK.rindex(b"%%EOF")], "damaged"),
    ("both marks and noise between", b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"%%EOF", "damaged"),
    ("no catalogue", bare_pdf(1).replace(b"/Root 1", b"/Rood 1"), "damaged"),
    ("pages that hold themselves", kids(b"2 0 R"), "damaged"),
    ("a page that is missing", kids(b"3 0 R 9 0 R"), "damaged"),
    ("locked", locked("a password"), "encrypted"),
    ("no pages", bare_pdf(0), "no_pages"),
    ("a page more than the limit", bare_pdf(201), "too_many_pages"),
]


@pytest.mark.parametrize(("data", "problem"), [case[1:] for case in BAD], ids=[c[0] for c in BAD])
def test_a_bad_file_says_what_is_wrong(data: bytes, problem: Problem) -> None:
    with pytest.raises(BadFileError) as caught:
        opened(data)
    assert caught.value.problem == problem
    assert caught.value.detail


def test_a_file_without_its_end_mark_is_damaged_before_any_parser_sees_it() -> None:
    check_outside(BLANK + b"\n" * 2000, Limits())  # some programs fill up to a block
    with pytest.raises(BadFileError) as caught:
        check_outside(BLANK[: BLANK.rindex(b"%%EOF")], Limits())
    assert caught.value.problem == "damaged"


def test_the_limits_are_the_last_that_is_let_through() -> None:
    data = bare_pdf(3)
    check_outside(data, Limits(max_bytes=len(data)))
    with pytest.raises(BadFileError) as caught:
        check_outside(data, Limits(max_bytes=len(data) - 1))
    assert caught.value.problem == "too_large"
    assert len(opened(data, Limits(max_pages=3))) == 3
    with pytest.raises(BadFileError) as caught:
        opened(data, Limits(max_pages=2))
    assert caught.value.problem == "too_many_pages"


def test_a_lock_for_the_owner_alone_does_not_stop_reading() -> None:
    assert len(opened(locked(""))) == 1


@pytest.mark.parametrize("handler", [b"/Filter /Adobe.PubSec /V 4", b"/Filter /Standard /V 9 /R 9"])
def test_a_lock_of_another_kind_is_a_lock(handler: bytes) -> None:
    with pytest.raises(BadFileError) as caught:
        opened(with_lock(handler))
    assert caught.value.problem == "encrypted"


# what a page is made of


def picture(wide: int, high: int) -> ImageReader:
    """Something like a scan: black bars on white."""
    bars = np.full((high, wide), 255, np.uint8)
    bars[:: max(2, high // 9)] = 0
    bars[:, : wide // 9] = 0
    return ImageReader(Image.fromarray(bars))


def full(canvas: Canvas) -> None:
    canvas.drawImage(picture(165, 234), 0, 0, *A4)


def bleeding(canvas: Canvas) -> None:
    canvas.drawImage(picture(165, 234), -9, -9, A4[0] + 18, A4[1] + 18)


def most_of_it(canvas: Canvas) -> None:
    canvas.drawImage(picture(165, 234), 30, 42, 535, 758)


def logotype(canvas: Canvas) -> None:
    canvas.drawImage(picture(80, 40), 400, 100, 80, 40)


def text(canvas: Canvas) -> None:
    canvas.drawString(100, 642, "Karin Lindqvist")


def invisible_text(canvas: Canvas) -> None:
    words = canvas.beginText(100, 642)
    words.setTextRenderMode(3)
    words.textLine("Karin Lindqvist")
    canvas.drawText(words)


def stroke(canvas: Canvas) -> None:
    canvas.line(100, 100, 300, 120)


def note(canvas: Canvas) -> None:
    canvas.textAnnotation("Karin Lindqvist", (100, 100, 200, 130))


def overlay(canvas: Canvas) -> None:
    """A second picture over the whole page, of which only a few dots can be seen."""
    dots = np.zeros((842, 595, 4), np.uint8)
    dots[500:520, 200:400] = (0, 0, 0, 255)
    canvas.drawImage(ImageReader(Image.fromarray(dots)), 0, 0, *A4, mask="auto")


SOURCES: list[tuple[str, tuple[Draw, ...], PageSource]] = [
    ("a picture", (full,), "scan"),
    ("a picture larger than the page", (bleeding,), "scan"),
    ("a picture read by a program", (full, invisible_text), "scan"),
    ("a picture with text on it", (full, text), "mixed"),
    ("a picture with a picture on it", (full, logotype), "mixed"),
    ("a picture with a line on it", (full, stroke), "mixed"),
    ("a picture with a note on it", (full, note), "mixed"),
    ("text", (text,), "digital"),
    ("text and a picture that is not the page", (text, most_of_it), "digital"),
    ("nothing", (), "digital"),
]


@pytest.mark.parametrize(
    ("draws", "source"), [case[1:] for case in SOURCES], ids=[case[0] for case in SOURCES]
)
def test_a_scan_is_told_from_what_a_program_drew(
    draws: tuple[Draw, ...], source: PageSource
) -> None:
    (page,) = opened(drawn(*draws))
    assert page.source == source


def test_a_second_picture_over_the_whole_page_is_no_scan() -> None:
    (page,) = opened(drawn(full, overlay))
    assert page.source == "mixed"


def test_what_lies_on_a_page_is_told_by_its_place() -> None:
    (page,) = opened(drawn(full, logotype, text, invisible_text))
    (pasted,) = page.pasted
    assert pasted == pytest.approx((400 / 595, 702 / 842, 480 / 595, 742 / 842), abs=0.002)
    (typed,) = page.typed
    assert typed.x0 == pytest.approx(100 / 595, abs=0.01)
    assert typed.bottom == pytest.approx(200 / 842, abs=0.01)


def test_a_page_is_numbered_and_drawn_as_it_is_shown() -> None:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(BytesIO(drawn(full))))
    writer.add_blank_page(300, 200)
    writer.pages[0].rotate(90)
    target = BytesIO()
    writer.write(target)
    first, second = opened(target.getvalue())
    assert (first.number, first.width_pt, first.height_pt) == (1, 842, 595)
    assert first.picture.shape[0] < first.picture.shape[1]
    assert first.source == "scan"
    assert (second.number, second.width_pt, second.height_pt) == (2, 300, 200)
    assert (second.picture == 255).all()


# at which resolution


@pytest.mark.parametrize(
    ("scanned_at", "expected"), [(100, 200), (200, 200), (240, 240), (300, 300), (600, 300)]
)
def test_a_scan_is_drawn_as_it_was_scanned_within_bounds(scanned_at: int, expected: int) -> None:
    size = (216.0, 288.0)  # 3 by 4 inches
    scan = picture(3 * scanned_at, 4 * scanned_at)

    def sheet(canvas: Canvas) -> None:
        canvas.drawImage(scan, 0, 0, *size)

    (page,) = opened(drawn(sheet, size=size))
    assert page.dpi == pytest.approx(expected, abs=1)
    assert page.picture.shape == pytest.approx((4 * expected, 3 * expected), abs=2)
    assert page.picture.std() > 20, "the scan must be in the picture"


def test_a_page_drawn_by_a_program_is_drawn_finely() -> None:
    (page,) = opened(drawn(text))
    assert page.dpi == 300
    assert page.picture.shape == pytest.approx((3508, 2479), abs=2)
    assert page.picture.min() < 40


def one_dot_that_fills_the_page(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (1, 1), 128)), 0, 0, *A4)


def test_a_picture_of_one_dot_is_a_page() -> None:
    (page,) = opened(one_dot())
    assert (page.source, len(page.pasted)) == ("digital", 1)
    (page,) = opened(drawn(one_dot_that_fills_the_page))
    assert page.source == "scan"
    assert page.picture.shape == pytest.approx((2339, 1654), abs=2)
    assert page.picture[1000, 800] == pytest.approx(128, abs=2)


def sized(box: str) -> bytes:
    return bare_pdf(1).replace(b"[0 0 595 842]", f"[0 0 {box}]".encode())


@pytest.mark.parametrize("box", ["14400 14400", "1000000 1000000", "14400 300"])
def test_a_huge_page_costs_little_memory(box: str) -> None:
    (page,) = opened(sized(box))
    assert page.picture.nbytes < 80_000_000
    assert page.picture.shape[1] == pytest.approx(page.width_pt * page.dpi / 72, abs=2)


def test_a_huge_page_is_not_enlarged_to_be_recognised() -> None:
    (page,) = opened(sized("1000000 1000000"))
    assert look(page, blanks()).identity.role == "blank"


@pytest.mark.parametrize("box", ["0.1 0.1", "0.2 842", "14400 3", "20000 3"])
def test_a_page_too_narrow_to_hold_anything_is_said_to_be(box: str) -> None:
    with pytest.raises(BadFileError) as caught:
        opened(sized(box))
    assert caught.value.problem == "page_size"


@pytest.mark.parametrize("box", ["40 60", "10 800"])
def test_a_small_page_is_looked_at(box: str) -> None:
    (page,) = opened(sized(box))
    assert look(page, blanks()).identity.role == "blank"
