"""Subtracts the blank from a page: what is left in a box is what the Party wrote there.

All pictures are grey at FINE_DPI with white paper; lengths are in pixels of FINE_DPI (300 a inch,
4.2 a point) unless a name says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.form import FormField, PointBox
from extractors.blanks import FINE_DPI, INK, BlankPage
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture
from extractors.registration import Registration, cut

Mask = NDArray[np.bool_]

PIXELS_PER_POINT = FINE_DPI / POINTS_PER_INCH
COVER = 4  # how far around the blank's ink nothing is taken for writing: blur and misfit, 1 point
MARGIN = 12  # how far outside a box its ruled lines are looked for
MOST = 215  # nothing lighter than this is ink, however faint the writing
DARKEST = 0.005  # share of a cut's pixels that are its darkest
FAINT = 220  # lighter than this in a blank is paper
SPECK = 10  # a component of fewer pixels is dirt: a full stop of 9 point type has 12
DOT = 0.1  # but a dot is as wide as this share of a tall letter, so of small type it is smaller
LETTER = 16  # nothing lower than 4 points is a tall letter
LEAST = 5  # and below this nothing is told from dirt
SMALL_LETTER = 10  # pixels: 2.4 points
CRUMB = 3  # pixels that a crumb of a ruled line is high
BRIDGE = 13  # pixels over which a stroke goes on: a ruled line that was taken away cuts it
PADDING = 14  # white around a line for the reader
# Of 500 lines (development, seed 4001) none comes nearer than 10 pixels to the blank's print.
NEAR = 8  # pixels from print that is covered, within which writing may go on under it
NEAR_END = 24  # and from the right end of a box: a letter and the gap before it
EMPTY = 60  # fewer pixels of ink in a whole box are dirt; the smallest digit, a 1, has 90


@dataclass(frozen=True)
class Component:
    """One connected piece of ink: its bounding box in pixels of the cut, and its area."""

    x: int
    y: int
    width: int
    height: int
    area: int

    @property
    def bottom(self) -> int:
        """The row below the lowest pixel."""
        return self.y + self.height

    @property
    def right(self) -> int:
        """The column right of the last pixel."""
        return self.x + self.width


@dataclass(frozen=True, eq=False)  # by identity, so that what is found in it can be remembered
class Ink:
    """What was written in a box. `mask` marks its pixels, `grey` shows it on white paper.

    `components` are the pieces of the mask, from left to right.
    """

    grey: Picture
    mask: Mask
    components: tuple[Component, ...]

    @cached_property
    def area(self) -> int:
        """Pixels of ink."""
        return int(self.mask.sum())

    @property
    def is_empty(self) -> bool:
        """True when the box is proven to hold no writing."""
        return self.area < EMPTY

    @cached_property
    def extent(self) -> tuple[int, int, int, int]:
        """x0, top, x1, bottom of all ink, in pixels of the cut; zeros when there is none."""
        if not self.components:
            return 0, 0, 0, 0
        return (
            min(piece.x for piece in self.components),
            min(piece.y for piece in self.components),
            max(piece.right for piece in self.components),
            max(piece.bottom for piece in self.components),
        )

    def line(self) -> Picture:
        """The ink alone, close cut with white around it: what a reading engine gets."""
        x0, top, x1, bottom = self.extent
        piece = self.grey[top:bottom, x0:x1]
        return np.asarray(
            cv2.copyMakeBorder(
                piece, PADDING, PADDING, PADDING, PADDING, cv2.BORDER_CONSTANT, value=[255]
            ),
            np.uint8,
        )


def whiten(page: PagePicture) -> Picture:
    """The page's picture with its paper made white, whatever the shading."""
    return white_paper(page.picture, page.dpi)


def white_paper(picture: Picture, dpi: float) -> Picture:
    """A picture with its paper made white: divided by its background, which is the picture without
    anything narrower than a fifth of an inch."""
    small = cv2.resize(picture, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    width = max(3, round(dpi / 8 / 5)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((width, width), np.uint8))
    paper = np.maximum(cv2.GaussianBlur(paper, (0, 0), width), 60)
    rows, columns = picture.shape
    paper = cv2.resize(paper, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, paper, scale=255), np.uint8)


def ink_in(page: PagePicture, lying: Registration, field: FormField) -> Ink:
    """What was written in a field's box, the blank's own print taken away.

    `page` must be whitened."""
    written = cut(page, lying, field.box)
    kept = open_paper(lying.blank, field.box, written.shape)
    return collect(written, kept, apart=field.type == "signature")


@lru_cache(maxsize=512)  # the same boxes on every page
def open_paper(blank: BlankPage, box: PointBox, shape: tuple[int, int]) -> Mask:
    """Where in a box, of so many rows and columns, nothing is printed or nearly so."""
    rows, columns = shape
    printed = around(blank, box, rows, columns) < FAINT
    cover = cv2.dilate(printed.astype(np.uint8), np.ones((2 * COVER + 1, 2 * COVER + 1), np.uint8))
    return np.asarray(cover[MARGIN : MARGIN + rows, MARGIN : MARGIN + columns] == 0)


def meets_print(ink: Ink, blank: BlankPage, box: PointBox) -> bool:
    """Whether writing comes so near to the blank's print, or to the end of its box, that part of it
    may lie under that or beyond: what is left reads well and is another word."""
    return bool((ink.mask & rim(blank, box, ink.mask.shape)).any())


@lru_cache(maxsize=512)
def rim(blank: BlankPage, box: PointBox, shape: tuple[int, int]) -> Mask:
    """Where in a box, of so many rows and columns, writing is near its end or the blank's print."""
    shut = np.pad(~open_paper(blank, box, shape), 1, constant_values=True).astype(np.uint8)
    near = cv2.dilate(shut, np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8))[1:-1, 1:-1] > 0
    near[:, -NEAR_END:] = True
    return np.asarray(near)


def reaching(page: PagePicture, lying: Registration, field: FormField, by: float) -> Ink:
    """What was written in a field's box with what goes on outside it, at most `by` points: a
    signature need not keep to its box. Ink beside the box that does not touch it is left out."""
    x0, top, x1, bottom = field.box
    left, above = min(by, x0), min(by, top)
    wide = PointBox(
        x0 - left,
        top - above,
        min(x1 + by, lying.blank.width_pt),
        min(bottom + by, lying.blank.height_pt),
    )
    ink = ink_in(page, lying, field.model_copy(update={"box": wide}))
    near = cv2.dilate(ink.mask.astype(np.uint8), np.ones((BRIDGE, BRIDGE), np.uint8)) > 0
    labels, _ = connected(near)
    x, y, right, foot = (
        round(side * PIXELS_PER_POINT) for side in (left, above, x1 - x0, bottom - top)
    )
    inside = labels[y : y + foot, x : x + right][ink.mask[y : y + foot, x : x + right]]
    kept = np.isin(labels, np.unique(inside)) & ink.mask
    shown = cv2.dilate(kept.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    return Ink(
        grey=np.where(shown, ink.grey, 255).astype(np.uint8),
        mask=kept,
        components=tuple(sorted(connected(kept)[1][1:], key=lambda piece: piece.x)),
    )


def around(blank: BlankPage, box: PointBox, rows: int, columns: int) -> Picture:
    """The blank's print in a box and MARGIN around it, white beyond the paper: a ruled line stands
    half outside."""
    left, top = (round(value * PIXELS_PER_POINT) - MARGIN for value in box[:2])
    right, bottom = left + columns + 2 * MARGIN, top + rows + 2 * MARGIN
    high, wide = blank.picture.shape
    piece = blank.picture[max(0, top) : bottom, max(0, left) : right]
    outside = max(0, -top), max(0, bottom - high), max(0, -left), max(0, right - wide)
    if not any(outside):
        return piece
    return np.asarray(
        cv2.copyMakeBorder(piece, *outside, cv2.BORDER_CONSTANT, value=[255]), np.uint8
    )


def collect(written: Picture, kept: Mask, apart: bool = False) -> Ink:
    """Ink of a cut where `kept` allows it, without specks. `apart`: writing much smaller than the
    rest and away from it counts too, such as a note beside a signature."""
    labels, pieces = connected((written < ink_level(written, kept)) & kept)
    smallest = dot_area(pieces[1:])
    good = np.array([index > 0 and piece.area >= smallest for index, piece in enumerate(pieces)])
    dirt = strays(pieces, good)
    if apart:
        dirt &= np.array([not is_letter(piece) for piece in pieces])
    good &= ~dirt
    mask: Mask = good[labels]
    around = cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    grey = np.where(around & kept, written, 255).astype(np.uint8)
    chosen = [piece for piece, is_good in zip(pieces, good, strict=True) if is_good]
    return Ink(grey=grey, mask=mask, components=tuple(sorted(chosen, key=lambda piece: piece.x)))


def dot_area(pieces: Sequence[Component]) -> float:
    """The fewest pixels that a dot of this writing has."""
    tallest = max((piece.height for piece in pieces), default=0)
    if tallest < LETTER:
        return SPECK
    return min(SPECK, max(LEAST, (DOT * tallest) ** 2))


def connected(mask: Mask) -> tuple[NDArray[np.int32], list[Component]]:
    """The number of each pixel's piece, and the pieces; piece 0 is all that is not in the mask.

    Most of a box is paper, so pieces are looked for within the bounds of all ink."""
    inked = np.ascontiguousarray(mask).view(np.uint8)
    left, top, wide, high = cv2.boundingRect(inked)
    rows, columns = mask.shape
    labels = np.zeros(mask.shape, np.int32)
    pieces: list[Component] = []
    if wide:
        # OpenCV numbers pieces by blocks of two by two: so the numbers are those of the whole mask
        y, x = top // 2 * 2, left // 2 * 2
        spot = slice(y, top + high), slice(x, left + wide)
        _, labels[spot], stats, _ = cv2.connectedComponentsWithStats(inked[spot], connectivity=8)
        stats[:, :2] += (x, y)
        pieces = [Component(*row) for row in stats[1:].tolist()]
    paper = Component(0, 0, columns, rows, mask.size - sum(piece.area for piece in pieces))
    return labels, [paper, *pieces]


def ink_level(written: Picture, kept: Mask) -> float:
    """Darker than this is ink, on white paper at 255, where `kept` allows it. A faint print's dots
    and rings are lighter than its stems, so the level follows the darkest there is: two thirds of
    the way to white."""
    counts = cv2.calcHist([written], [0], kept.astype(np.uint8), [256], [0, 256]).ravel().cumsum()
    if not counts[-1]:
        return INK
    darkest = float(np.searchsorted(counts, DARKEST * counts[-1]))
    return min(MOST, max(INK, 255 - (255 - darkest) * 0.36)) if darkest < MOST - 25 else INK


def is_letter(piece: Component) -> bool:
    """Whether a piece is as large as a small letter, and no crumb of a ruled line."""
    return max(piece.width, piece.height) >= SMALL_LETTER and min(piece.width, piece.height) > CRUMB


def strays(pieces: Sequence[Component], good: Mask) -> Mask:
    """Small pieces that stand apart from all writing: dirt, and crumbs of a ruled line. Marks that
    belong to a line of text (dots, commas, hyphens) have a letter near them."""
    tallest = max((piece.height for piece, ok in zip(pieces, good, strict=True) if ok), default=0)
    letters = [
        piece for piece, ok in zip(pieces, good, strict=True) if ok and piece.height > 0.4 * tallest
    ]
    reach = 0.35 * tallest
    first = min((letter.x for letter in letters), default=0)
    last = max((letter.right for letter in letters), default=0)
    return np.array(
        [
            piece.height <= 0.4 * tallest
            and piece.width < tallest
            and not (first < piece.x and piece.right < last and lies_in_band(piece, letters))
            and all(gap(piece, letter) > reach for letter in letters)
            for piece in pieces
        ]
    )


def lies_in_band(piece: Component, letters: Sequence[Component]) -> bool:
    """Whether a piece is at the height of the line that the letters make."""
    top = min(letter.y for letter in letters)
    bottom = max(letter.bottom for letter in letters)
    return top <= piece.y and piece.bottom <= bottom


def gap(one: Component, other: Component) -> int:
    """Pixels between two pieces, by the larger of both directions; negative when they overlap."""
    return max(one.x - other.right, other.x - one.right, one.y - other.bottom, other.y - one.bottom)
