"""The approved blanks, prepared once a process for everything that is compared with them.

The frame of a blank is its page in points, origin at the top left: every picture is brought into
it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from domain.errors import FormError
from domain.form import FormField, FormVersion, PointBox
from extractors.pdf import POINTS_PER_INCH, Picture
from extractors.text_layer import PrintedWord, words_of

FINE_DPI = 300  # fields are cut out and subtracted at this resolution
COARSE_DPI = 100  # pages are recognised at this one
LAY_DPI = 150  # and laid on their blank at this one
INK = 160  # darker than this, on white paper at 255, is ink
FEATURES = 1500

Points = NDArray[np.float32]  # n x 2, x and y


@dataclass(frozen=True)
class Features:
    """Corners of a page and what they look like: `places` in points, `descriptors` by ORB."""

    places: Points
    descriptors: NDArray[np.uint8]


@dataclass(frozen=True)
class Block:
    """A printed spot that is easy to find again: its centre in points, its picture at LAY_DPI."""

    x: float
    y: float
    picture: Picture


@dataclass(frozen=True, eq=False)  # by identity: what is found in it is remembered
class BlankPage:
    """One page of a blank. `picture` is grey at FINE_DPI. `number_box` and `page_box` are where it
    prints its form's number and "n (m)", None where it has no such text."""

    form: FormVersion
    number: int
    width_pt: float
    height_pt: float
    picture: Picture
    features: Features
    data: bytes
    number_box: PointBox | None = None
    page_box: PointBox | None = None

    @cached_property
    def words(self) -> tuple[PrintedWord, ...]:
        """The words that the page prints, asked for only when some may have been changed."""
        return words_of(self.data)[self.number - 1]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Found when a page is first laid on this one: many files hold one form alone."""
        return find_blocks(at_dpi(self.picture, FINE_DPI, LAY_DPI))

    @property
    def fields(self) -> tuple[FormField, ...]:
        """The boxes on this page."""
        return tuple(field for field in self.form.fields if field.page == self.number)


def prepare(forms: Iterable[tuple[FormVersion, bytes]]) -> tuple[BlankPage, ...]:
    """Prepare every page of every blank. Raises FormError for a blank that cannot be used."""
    return tuple(page for form, data in forms for page in prepare_form(form, data))


def prepare_form(form: FormVersion, data: bytes) -> list[BlankPage]:
    """Prepare the pages of one blank. Raises FormError."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise FormError(f"forms/{form.id}/blank.pdf går inte att läsa ({error}).") from error
    if len(pdf) != form.pages:
        raise FormError(
            f"forms/{form.id}: form.yaml säger {form.pages} sidor, blank.pdf har {len(pdf)}."
        )
    return [prepare_page(form, data, pdf, index) for index in range(len(pdf))]


def prepare_page(form: FormVersion, data: bytes, pdf: pdfium.PdfDocument, index: int) -> BlankPage:
    """Draw one page of a blank and find what it is recognised by."""
    page = pdf[index]
    width, height = page.get_size()
    bitmap = page.render(scale=FINE_DPI / POINTS_PER_INCH, grayscale=True, may_draw_forms=False)
    picture: Picture = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
    return BlankPage(
        form=form,
        number=index + 1,
        width_pt=width,
        height_pt=height,
        picture=picture,
        features=find_features(at_dpi(picture, FINE_DPI, COARSE_DPI)),
        data=data,
        number_box=printed_at(page, form.form_number),
        page_box=printed_at(page, f"{index + 1} ({form.pages})"),
    )


def printed_at(page: pdfium.PdfPage, text: str) -> PointBox | None:
    """Where a page prints a text, the first time that it does; None when it does not."""
    words = page.get_textpage()
    found = words.search(text, match_case=True).get_next()
    if not found or not words.count_rects(*found):
        return None
    left, bottom, right, top = words.get_rect(0)
    height = page.get_size()[1]
    return PointBox(left, height - top, right, height - bottom)


def at_dpi(picture: Picture, dpi: float, wanted: float) -> Picture:
    """The picture at another resolution, averaged when it shrinks."""
    scale = wanted / dpi
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def find_features(coarse: Picture) -> Features:
    """Corners of a picture at COARSE_DPI by ORB (Rublee et al., ICCV 2011), which knows no
    direction: a page lying on its side or head has the same ones."""
    orb = cv2.ORB_create(nfeatures=FEATURES, fastThreshold=12)  # type: ignore[attr-defined]
    smooth = cv2.GaussianBlur(coarse, (3, 3), 0)
    corners, descriptors = orb.detectAndCompute(smooth, None)
    if descriptors is None:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8))
    places = np.array([corner.pt for corner in corners], np.float32)
    return Features(places * np.float32(POINTS_PER_INCH / COARSE_DPI), descriptors)


BLOCK = 48  # pixels at LAY_DPI: 23 points, two lines of small text
GRID = 40  # at most one block a cell of this size, so that they spread over the page


def find_blocks(picture: Picture) -> tuple[Block, ...]:
    """The spots of a blank (at LAY_DPI) with most structure in both directions, spread evenly."""
    strength = cv2.cornerMinEigenVal(cv2.GaussianBlur(picture, (5, 5), 0), BLOCK // 2, ksize=5)
    half = BLOCK // 2
    found = []
    for top in range(half, picture.shape[0] - half - GRID, GRID):
        for left in range(half, picture.shape[1] - half - GRID, GRID):
            cell = strength[top : top + GRID, left : left + GRID]
            y, x = np.unravel_index(int(np.argmax(cell)), cell.shape)
            found.append((float(cell[y, x]), int(left + x), int(top + y)))
    strongest = max((value for value, _, _ in found), default=0.0)
    to_pt = POINTS_PER_INCH / LAY_DPI
    return tuple(
        Block(x * to_pt, y * to_pt, picture[y - half : y + half, x - half : x + half].copy())
        for value, x, y in found
        if value > 0.05 * strongest and value > 0
    )
