"""Opens a PDF and gives its pages as upright-as-stored grey pictures, with what they are made of.

pypdf opens the file and tells what it is; pdfium draws the pages. Nothing is ever written back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from domain.page import Box
from domain.reading import PageSource, Problem
from domain.value import Value

Picture = NDArray[np.uint8]  # rows x columns, 0 black to 255 white

FULL_PAGE = 0.85  # a picture that covers this share of a page is the page
MIN_DPI, MAX_DPI = 200, 300  # finer than 300 dpi costs time and reads no better
MAX_SIDE_PT = 2000.0  # a page with a longer side is no form: drawn smaller, it costs no memory
POINTS_PER_INCH = 72.0


class Limits(Value):
    """What one file may cost. A file beyond them is kept, and a person is asked."""

    max_bytes: int = 200_000_000
    max_pages: int = 200


class BadFileError(Exception):
    """The file cannot be read; `problem` says why in one word, `detail` in English for developers.
    `page_count` is how many pages it has, where that is known.

    Stays inside the reader: it leaves as data (`FileReading.problem`).
    """

    def __init__(self, problem: Problem, detail: str, page_count: int | None = None) -> None:
        super().__init__(detail)
        self.problem: Problem = problem
        self.detail = detail
        self.page_count = page_count


@dataclass(frozen=True)
class PagePicture:
    """One page as drawn. `width_pt` x `height_pt` is its size in points as shown, `dpi` the
    resolution of `picture`. `overlays` are places of pictures, text and lines that do not fill the
    page: what a signature on a page that is no plain scan may be made of. `open_text` says that the
    page's text is drawn for all to see: nothing invisible, and no comments or form fields, which
    show text that is none of the page's."""

    number: int
    picture: Picture
    dpi: float
    width_pt: float
    height_pt: float
    source: PageSource
    pasted: tuple[Box, ...]
    typed: tuple[Box, ...]
    open_text: bool = False


class PdfFile:
    """A PDF that opened. Use as a context manager; pages are drawn one at a time."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open `data`. Raises BadFileError."""
        check_outside(data, limits)
        count = count_pages(data)
        if count == 0:
            raise BadFileError("no_pages", "the PDF has no pages")
        if count > limits.max_pages:
            detail = f"{count} pages, the limit is {limits.max_pages}"
            raise BadFileError("too_many_pages", detail, count)
        try:
            self._pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise BadFileError("damaged", f"pdfium: {error}") from error
        self._pdf.init_forms()
        if len(self._pdf) != count:
            self.close()
            raise BadFileError("damaged", "two readers count the pages differently")
        self.page_count = count

    def __enter__(self) -> "PdfFile":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the document's memory."""
        self._pdf.close()

    def pages(self) -> Iterator[PagePicture]:
        """Every page in order. Raises BadFileError for a page that cannot be drawn."""
        for index in range(self.page_count):
            try:
                yield draw(self._pdf, index)
            except pdfium.PdfiumError as error:
                raise BadFileError("damaged", f"page {index + 1}: pdfium: {error}") from error


def check_outside(data: bytes, limits: Limits) -> None:
    """What the bytes tell without a parser. Raises BadFileError."""
    if not data.strip():
        raise BadFileError("empty_file", "the file holds nothing")
    if len(data) > limits.max_bytes:
        raise BadFileError("too_large", f"{len(data)} bytes, the limit is {limits.max_bytes}")
    if b"%PDF-" not in data[:1024]:
        raise BadFileError("not_pdf", "no %PDF- in the first 1024 bytes")
    if b"%%EOF" not in data[-2048:]:
        raise BadFileError("damaged", "the file ends before its end mark (%%EOF)")


def count_pages(data: bytes) -> int:
    """How many pages pypdf finds; an empty user password is tried. Raises BadFileError."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFileError("encrypted", "a password is needed")
        return len(reader.pages)
    except BadFileError:
        raise
    except NotImplementedError as error:  # a lock of a kind that pypdf does not know
        raise BadFileError("encrypted", "locked in an unknown way") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # pypdf meets malformed structures with any of these
        raise BadFileError("damaged", f"pypdf: {type(error).__name__}") from error


def draw(pdf: pdfium.PdfDocument, index: int) -> PagePicture:
    """Draw one page, with its form fields, in grey at the resolution of its scan."""
    page = pdf[index]
    width, height = page.get_size()
    inside = contents(page, width, height)
    dpi = min(max(inside.scan_dpi or MAX_DPI, MIN_DPI), MAX_DPI)
    dpi *= min(1.0, MAX_SIDE_PT / max(width, height))
    bitmap = page.render(scale=dpi / POINTS_PER_INCH, grayscale=True, may_draw_forms=True)
    picture: Picture = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width))
    page.close()
    return PagePicture(
        number=index + 1,
        picture=picture,
        dpi=dpi,
        width_pt=width,
        height_pt=height,
        source=inside.source,
        pasted=inside.pasted,
        typed=inside.typed,
        open_text=inside.open_text,
    )


@dataclass(frozen=True)
class Contents:
    """What a page is made of."""

    source: PageSource
    scan_dpi: float | None
    pasted: tuple[Box, ...]
    typed: tuple[Box, ...]
    open_text: bool = False


def contents(page: pdfium.PdfPage, width: float, height: float) -> Contents:
    """Tell a scan (one picture, and at most invisible text) from a page drawn by a program.

    Boxes ignore the page's /Rotate: they serve pages drawn by a program, which have none.
    """
    full_dpi: float | None = None
    full_pictures = 0
    pasted: list[Box] = []
    typed: list[Box] = []
    drawn = hidden = False
    for item in page.get_objects(max_depth=4):
        x0, y0, x1, y1 = item.get_bounds()
        box = Box(x0 / width, 1 - y1 / height, x1 / width, 1 - y0 / height)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            if (x1 - x0) * (y1 - y0) >= FULL_PAGE * width * height:
                full_pictures += 1
                pixels = max(item.get_px_size())
                full_dpi = max(full_dpi or 0.0, pixels / max(width, height) * POINTS_PER_INCH)
            else:
                pasted.append(box)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            if (
                pdfium_c.FPDFTextObj_GetTextRenderMode(item)
                != pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
            ):
                typed.append(box)
            else:
                hidden = True
        else:
            drawn = True
    annotated = pdfium_c.FPDFPage_GetAnnotCount(page) > 0
    if full_dpi is None:
        openly = bool(typed) and not (hidden or annotated)
        return Contents("digital", None, tuple(pasted), tuple(typed), openly)
    plain = full_pictures == 1 and not (pasted or typed or drawn or annotated)
    return Contents("scan" if plain else "mixed", full_dpi, tuple(pasted), tuple(typed))
