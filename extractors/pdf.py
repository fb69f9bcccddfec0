"""Opens a PDF and gives its pages as upright-as-stored grey pictures, with what they are made of.

pypdf opens the file and tells what it is; pdfium draws the pages. Nothing is ever written back.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from domain.page import Box, Quality, Rotation
from domain.reading import PageSource, Problem
from domain.value import Value
from extractors.plain_scan import is_plain, own_pixels

logging.getLogger("pypdfium2").propagate = False  # it tells of every XFA form how to build itself
logging.getLogger("pypdfium2").addHandler(logging.NullHandler())

Picture = NDArray[np.uint8]  # rows x columns, 0 black to 255 white
View = NDArray[np.uint8]  # rows x columns in grey, or x 3: red, green and blue

FULL_PAGE = 0.85  # a picture that covers this share of a page is the page
MIN_DPI, MAX_DPI = 200, 300  # finer than 300 dpi costs time and reads no better
MAX_SIDE_PT = 2000.0  # a page with a longer side is no form: drawn smaller, it costs no memory
LEAST_SIDE = 20  # pixels of a page as drawn, 2.5 mm at 200 dpi: nothing narrower can be read
POINTS_PER_INCH = 72.0
MAX_VIEW = 6000  # pixels of a page that is looked at, along any side
COARSE_DPI = 180.0  # a scan of fewer dots an inch is drawn larger than it is
# Longer sides of paper, in points: a little under A5 and over A3. A picture's stated size beyond
# them is no paper's: telephones say 72 dots an inch, or nothing.
PAPER_PT = (560.0, 1250.0)
A4_LONG_IN = 11.69
SAME_DPI = 0.005  # share by which a scan's own resolution may differ from the one wanted
FINEST_DPI = 620.0  # a finer picture was scanned by no office's scanner
FEWEST_PIXELS = 1000  # along the longer side of a photo on which a form may be read
MAX_FRAME_DPI = 450.0  # the frame of a photo shows more than the sheet


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


MESH = 8  # pixels between two nodes of a lattice: a sheet bends on a much larger scale


@dataclass(frozen=True)
class Lattice:
    """Where a page that was drawn anew came from. `nodes` holds the place (x, y), in pixels of the
    picture received, of every MESH-th pixel of the new one, from the middle of the first MESH on;
    `size` is the new picture's columns and rows, `shape` the received one's rows and columns."""

    nodes: NDArray[np.float32]
    size: tuple[int, int]
    shape: tuple[int, int]

    def at(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """The places received of n x 2 pixels of the new picture."""
        x, y = ((pixels[None, :, axis] - (MESH - 1) / 2) / MESH for axis in (0, 1))
        found = cv2.remap(
            self.nodes,
            x.astype(np.float32),
            y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(found[0], np.float32)


@dataclass(frozen=True)
class PagePicture:
    """One page as drawn.

    `width_pt` x `height_pt` is its size in points as shown, `dpi` the resolution of `picture`.
    `pasted` and `typed` are places of pictures and text that do not fill the page: what a signature
    on a page that is no plain scan may be made of. `received` is where a page that was made flat
    came from, None for one that is as received. `open_text` says that the page's text is drawn for
    all to see: nothing invisible, and no comments or form fields, which show text that is none of
    the page's. `place` is its number in the PDF that draws it, where that lies in another file.
    """

    number: int
    picture: Picture
    dpi: float
    width_pt: float
    height_pt: float
    source: PageSource
    pasted: tuple[Box, ...]
    typed: tuple[Box, ...]
    open_text: bool = False
    received: Lattice | None = None
    place: int | None = None
    quality: Quality = "grey"


class PdfFile:
    """A PDF that opened. Use as a context manager; pages are drawn one at a time."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open `data`. Raises BadFileError."""
        check_outside(data, limits)
        self._structure = structure(data)
        count = len(self._structure.pages)
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
        for number in range(1, self.page_count + 1):
            yield self.page(number)

    def page(self, number: int) -> PagePicture:
        """One page, as `pages` gives it. Raises BadFileError."""
        try:
            return draw(self._pdf, number - 1, self._structure)
        except pdfium.PdfiumError as error:
            raise BadFileError("damaged", f"page {number}: pdfium: {error}") from error

    def view(self, number: int, width: int, turn: Rotation = 0) -> View:
        """One page in its own colours, to be looked at: `width` pixels wide when it has been turned
        upright by `turn`, which is not done here. Raises BadFileError."""
        try:
            page = self._pdf[number - 1]
            across, down = page.get_size()
            size = sized(across, down, width, turn)
            check_page(number, *size)
            drawn = page.render(scale=size[0] / across, may_draw_forms=True, rev_byteorder=True)
            view = np.array(drawn.to_numpy())  # the page's own memory goes with it
            page.close()
        except pdfium.PdfiumError as error:
            raise BadFileError("damaged", f"page {number}: pdfium: {error}") from error
        return view


def sized(across: float, down: float, width: int, turn: Rotation) -> tuple[float, float]:
    """Columns and rows of a view of a page of these sides, `width` pixels wide once it is turned;
    fewer of a page that is very long."""
    wide, high = (across, down) if turn % 180 == 0 else (down, across)
    scale = min(width / wide, MAX_VIEW / high) if min(wide, high) > 0 else 0.0
    return across * scale, down * scale


def check_size(data: bytes, limits: Limits) -> None:
    """Neither nothing nor too much. Raises BadFileError."""
    if not data.strip():
        raise BadFileError("empty_file", "the file holds nothing")
    if len(data) > limits.max_bytes:
        raise BadFileError("too_large", f"{len(data)} bytes, the limit is {limits.max_bytes}")


def check_page(number: int, width: float, height: float) -> None:
    """Whether a page of this size in pixels can be drawn and read. Raises BadFileError for one that
    is no sheet of paper but a thread or a dot."""
    if not min(width, height) >= LEAST_SIDE:  # also when it is no number
        raise BadFileError("page_size", f"page {number}: drawn {width:g} x {height:g} pixels")


def check_outside(data: bytes, limits: Limits) -> None:
    """What the bytes tell without a parser. Raises BadFileError."""
    check_size(data, limits)
    if b"%PDF-" not in data[:1024]:
        raise BadFileError("not_pdf", "no %PDF- in the first 1024 bytes")
    if b"%%EOF" not in data[-2048:]:
        raise BadFileError("damaged", "the file ends before its end mark (%%EOF)")


def structure(data: bytes) -> PdfReader:
    """A PDF as pypdf finds it, its pages listed; an empty user password is tried. Raises
    BadFileError."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFileError("encrypted", "a password is needed")
        len(reader.pages)
    except BadFileError:
        raise
    except NotImplementedError as error:  # a lock of a kind that pypdf does not know
        raise BadFileError("encrypted", "locked in an unknown way") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # pypdf meets malformed structures with any of these
        raise BadFileError("damaged", f"pypdf: {type(error).__name__}") from error
    return reader


def is_paper_size(width: float, height: float) -> bool:
    """Whether a page of this size, in points, can be a sheet of paper."""
    shortest, longest = PAPER_PT
    return shortest <= max(width, height) <= longest


def frame_dpi(pixels: int) -> tuple[float, float]:
    """The resolution of a photo whose longer side has that many pixels, when its frame shows an
    A4 sheet and no more, and the resolution at which it is read."""
    own = pixels / A4_LONG_IN
    return own, min(max(own, MIN_DPI), MAX_FRAME_DPI)


def draw(pdf: pdfium.PdfDocument, index: int, structure: PdfReader) -> PagePicture:
    """One page with its form fields, in grey at the resolution of its scan."""
    page = pdf[index]
    width, height = page.get_size()
    inside = contents(page, width, height)
    scale, dpi = resolution(width, height, inside)
    check_page(index + 1, width * scale, height * scale)
    picture = None
    if inside.image and is_fine(inside.scan_dpi, dpi) and is_plain(structure.pages[index]):
        picture = own_pixels(inside.image, width, height)
    if picture is None:
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
        picture = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width))
    quality = quality_of(inside.image, inside.scan_dpi)  # asks the page
    page.close()
    to_points = scale * POINTS_PER_INCH / dpi
    return PagePicture(
        number=index + 1,
        picture=picture,
        dpi=dpi,
        width_pt=width * to_points,
        height_pt=height * to_points,
        source=inside.source,
        pasted=inside.pasted,
        typed=inside.typed,
        open_text=inside.open_text,
        quality=quality,
    )


def quality_of(image: pdfium.PdfImage | None, scan_dpi: float | None) -> Quality:
    """How well a page shows what is written: of a scan its picture tells, of a page without one
    (`scan_dpi` None) that a program drew it."""
    if scan_dpi is None:
        return "digital"
    if scan_dpi < COARSE_DPI:
        return "coarse"
    return "bilevel" if image and image.get_metadata().bits_per_pixel == 1 else "grey"


def is_fine(stored: float | None, wanted: float) -> bool:
    """Whether a scan has the resolution, in dots an inch, at which its page is read."""
    return stored is not None and abs(stored / wanted - 1) < SAME_DPI


def resolution(width: float, height: float, inside: "Contents") -> tuple[float, float]:
    """Pixels a point of the page at which it is drawn, and the dots an inch that this is: not the
    same for a photo saved as a page of 72 dots an inch."""
    longest = max(width, height)
    own = inside.scan_dpi or 0.0
    if inside.source == "scan" and (longest > PAPER_PT[1] or own > FINEST_DPI):
        pixels = longest / POINTS_PER_INCH * own
        if pixels >= FEWEST_PIXELS:
            _, dpi = frame_dpi(round(pixels))
            return dpi * A4_LONG_IN / longest, dpi
    dpi = min(max(inside.scan_dpi or MAX_DPI, MIN_DPI), MAX_DPI)
    dpi *= min(1.0, MAX_SIDE_PT / longest)
    return dpi / POINTS_PER_INCH, dpi


@dataclass(frozen=True)
class Contents:
    """What a page is made of."""

    source: PageSource
    scan_dpi: float | None
    pasted: tuple[Box, ...]
    typed: tuple[Box, ...]
    open_text: bool = False
    image: pdfium.PdfImage | None = None  # that of a scan


def contents(page: pdfium.PdfPage, width: float, height: float) -> Contents:
    """Tell a scan (one picture, and at most invisible text) from a page drawn by a program.

    Boxes ignore the page's /Rotate: they serve pages drawn by a program, which have none.
    """
    full_dpi: float | None = None
    full: list[pdfium.PdfImage] = []
    pasted: list[Box] = []
    typed: list[Box] = []
    drawn = hidden = False
    for item in page.get_objects(max_depth=4):
        x0, y0, x1, y1 = item.get_bounds()
        box = Box(x0 / width, 1 - y1 / height, x1 / width, 1 - y0 / height)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            if (x1 - x0) * (y1 - y0) >= FULL_PAGE * width * height:
                full.append(item)
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
    if len(full) > 1 or pasted or typed or drawn or annotated:
        return Contents("mixed", full_dpi, tuple(pasted), tuple(typed))
    return Contents("scan", full_dpi, (), (), image=None if hidden else full[0])
