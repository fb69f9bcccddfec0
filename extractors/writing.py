"""How ink was put on paper: marks, print or handwriting."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.form import FormField, PointBox
from domain.reading import WritingMode
from extractors.blanks import BlankPage
from extractors.ink import Component, Ink, connected
from extractors.pdf import Picture
from extractors.shape import columns, letters_of, sharp_pieces

SHORTEST_LINE = 60  # pixels of 300 dpi (14 points): no letter is as wide
# Of the print of 39 deliveries (development, seed 4300, and samples) no letters run together over
# more than 86 pixels in the middle of a line.
LONG = 100
WIDE = 3.5  # times as long as the writing is high: the bars of two fours touch
PALE = 200  # lighter than this is the rim of a letter
STEEP = 0.06  # of its length, how far a line through writing rises or falls
ACROSS = 0.8  # share of the writing's width that a line through it covers
MARK = 0.04  # share of a checkbox's square that a mark covers at least; an x of thin pen has 0.08
# Of 160 generated marks none covers more than 0.27 of its square, has more than 0.07 of it outside,
# or is lower or narrower than 0.4 of its side.
FULL = 0.4  # share of the square that a mark covers at most; more may be a mark blacked out
BEYOND = 0.1  # so much ink outside the square, as a share of it, is more than a tick's end
FLAT = 0.25  # a piece of ink lower or narrower than this share of the square's side is a dash
# Of 400 generated marks one has a second piece with a third of its ink, and of 120 none goes round
# any paper; a "nej" has several pieces, an "o" is a ring.
SECOND, RING = 0.33, 0.01
# A tick whose foot the square's lower side hides is two pieces; of 519 generated forms 4 have one.
HIDDEN = 14  # pixels between its arms: the side, what is covered beside it, and the foot itself
LOWEST = 0.8  # of the square's height: where its lower side begins to be covered
DUST = 0.05  # share of the ink that may be neither arm
ROOM = 12.0  # points around a square that are looked at


def with_room(field: FormField, page: BlankPage) -> FormField:
    """A checkbox with what is around it on the page: a line through the square goes on outside."""
    x0, top, x1, bottom = field.box
    low = min(page.width_pt, x1 + ROOM), min(page.height_pt, bottom + ROOM)
    box = PointBox(max(0, x0 - ROOM), max(0, top - ROOM), *low)
    return field.model_copy(update={"box": box})


def is_marked(square: Ink, around: Ink) -> tuple[bool, float]:
    """Whether a checkbox bears a mark, and how far from the border of the decision it is (0.5 to
    1: at the border to clear). A mark that may have been cancelled, or be none, is at the border.

    `around` is the ink of the square and what is around it (`with_room`)."""
    share = square.area / square.mask.size
    if share >= MARK and is_doubtful(square, around):
        return True, 0.5
    return share >= MARK, min(1.0, 0.5 + abs(share - MARK) / MARK / 2)


def is_doubtful(square: Ink, around: Ink) -> bool:
    """A square that is blacked out, a line that goes on outside it, a mere dash, or writing: more
    than one piece, or a ring. A "nej" is no yes."""
    size = square.mask.size
    main = max(square.components, key=lambda piece: piece.area)
    rows, columns = square.mask.shape
    flat = min(main.width / columns, main.height / rows) < FLAT
    beyond = around.area - square.area > BEYOND * size
    others = sorted((piece.area for piece in square.components), reverse=True)[1:2]
    apart = sum(others) > SECOND * square.area and not is_cut_tick(square)
    written = apart or enclosed(square.mask) > RING * size
    return flat or square.area > FULL * size or beyond or written


def is_cut_tick(square: Ink) -> bool:
    """Whether two pieces are the arms of a tick whose foot stands on the square's lower side, and
    is taken away with it: they lean towards each other and end there, with little between them."""
    arms = sorted(square.components, key=lambda piece: piece.area)[-2:]
    left, right = sorted(arms, key=lambda piece: piece.x)
    rest = square.area - left.area - right.area
    foot = min(left.bottom, right.bottom)
    if rest > DUST * square.area or abs(left.bottom - right.bottom) > 1:
        return False
    on_left = feet(square, left, foot)
    on_right = feet(square, right, foot)
    leaning = (
        np.mean(on_left) > left.x + left.width / 2 and np.mean(on_right) < right.x + right.width / 2
    )
    close = 0 < min(on_right) - max(on_left) <= HIDDEN
    return bool(foot > LOWEST * square.mask.shape[0] and leaning and close)


def feet(square: Ink, piece: Component, foot: int) -> list[int]:
    """The columns in which a piece stands, in the row above `foot`."""
    row = square.mask[foot - 1, piece.x : piece.right]
    return [piece.x + int(column) for column in np.flatnonzero(row)]


def enclosed(mask: NDArray[np.bool_]) -> int:
    """How many pixels the ink of a mask goes all round."""
    _, open_ones = connected(np.pad(~mask, 1, constant_values=True))
    return sum(piece.area for piece in open_ones[2:])  # the first is ink, the next what is outside


def is_crossed_out(ink: Ink) -> bool:
    """Whether a line goes through the writing: as good as straight, and across most of its width
    or longer than any letter, through the middle of its height."""
    x0, top, x1, bottom = ink.extent
    if holds_line(ink.grey[top:bottom, x0:x1]):
        return True
    mask = ink.mask[top:bottom, x0:x1]
    columns = mask.shape[1]
    if columns < SHORTEST_LINE or not any(
        piece.width >= int(ACROSS * columns) for piece in ink.components
    ):
        return False  # a line is one piece, with all that it crosses
    steepest = round(STEEP * columns) + 2
    return any(crosses(sheared(mask, rise)) for rise in range(-steepest, steepest + 1, 2))


def holds_line(grey: Picture) -> bool:
    """Whether a line, however thin and pale, is in the middle of a picture of writing: level, or as
    steep as STEEP. A pixel up or down it is still the same line."""
    pale = np.asarray(grey < PALE)
    long = max(LONG, round(WIDE * grey.shape[0]))
    if not has_run(pale, long // 2):
        return False
    steepest = round(STEEP * grey.shape[1])
    return any(has_run(sheared(pale, rise), long) for rise in range(-steepest, steepest + 1, 6))


def has_run(pale: NDArray[np.bool_], length: int) -> bool:
    """Whether so many pixels in a row are dark, in the middle half of the rows."""
    rows = pale.shape[0]
    tall = cv2.dilate(pale.astype(np.uint8), np.ones((3, 1), np.uint8))
    line = cv2.morphologyEx(tall, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return bool(line[round(0.25 * rows) : round(0.75 * rows)].any())


def sheared(mask: NDArray[np.bool_], rise: int) -> NDArray[np.bool_]:
    """The mask with each column moved, the last one down by `rise` pixels."""
    rows, columns = mask.shape
    slope = np.array([[1.0, 0.0, 0.0], [rise / columns, 1.0, -rise / 2]])
    moved = cv2.warpAffine(mask.astype(np.uint8), slope, (columns, rows), flags=cv2.INTER_NEAREST)
    return np.asarray(moved > 0)


def crosses(mask: NDArray[np.bool_]) -> bool:
    """Whether a level line goes through a mask."""
    rows, columns = mask.shape
    whole = np.ones((2, int(ACROSS * columns)), np.uint8)
    line = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, whole)
    at = np.flatnonzero(line.any(axis=1))
    if not at.size or not (0.25 * rows < at.mean() < 0.75 * rows) or np.ptp(at) > 0.4 * rows:
        return False
    above, below = mask[: at.min()].sum(), mask[at.max() + 1 :].sum()
    return bool(min(above, below) > 0.1 * mask.sum())


def writing_mode(ink: Ink, irregularities: Sequence[float]) -> WritingMode:
    """Print or hand, from how evenly a line's letters stand, and those of the lines around it:
    `irregularities` are those of one part of the form, filled in by one hand or machine."""
    if ink.is_empty:
        return "none"
    own = irregularity(ink)
    together = float(np.mean(irregularities)) if irregularities else 0.0
    by_hand = together > UNEVEN_PART or (own is not None and own > UNEVEN_LINE)
    return "hand" if by_hand else "print"


# Set on 200 generated deliveries: above every part and every line in print, and below 86 % of the
# parts in handwriting.
UNEVEN_PART = 0.85
UNEVEN_LINE = 1.25
FEWEST = 5  # letters that can stand unevenly
# Fewer pieces than this share of the letters read: they run together. So do 45 of 100 lines in
# handwriting that stand evenly enough for print, and one of 4,500 lines of print (an address).
APART = 0.55


def runs_together(text: str, ink: Ink) -> bool:
    """Whether a line's letters run together as only those of handwriting do; `text` is what was
    read."""
    letters = letters_of(text)
    glyphs, _ = columns(sharp_pieces(0.5, ink) or ink.components)
    return len(letters) >= FEWEST and len(glyphs) < APART * len(letters)


def irregularity(ink: Ink) -> float | None:
    """How unevenly the letters of a line stand; None when there are too few to tell.

    Print has its feet on one line or two (g and p hang lower) and its tops on two or three;
    handwriting has neither. Three for every letter on none of them, twenty for each height of a
    letter that feet lie off their line at the median.
    """
    glyphs, _ = columns(sharp_pieces(0.5, ink) or ink.components)
    if len(glyphs) < FEWEST:
        return None
    feet = np.array([glyph.bottom for glyph in glyphs], float)
    tops = np.array([glyph.top for glyph in glyphs], float)
    height = float(np.median(feet - tops))
    off = float(np.median(np.abs(feet - np.median(feet)))) / height
    return 20 * min(off, 0.1) + 3 * (2 - on_lines(feet, 2) - on_lines(tops, 3))


def on_lines(rows: NDArray[np.float64], count: int) -> float:
    """The share of rows within a pixel of one of `count` rows, those that most are near."""
    near = np.abs(rows[:, None] - rows[None, :]) <= 1
    covered = np.zeros(len(rows), bool)
    for _ in range(count):
        covered |= near[int(np.argmax((near & ~covered).sum(axis=1)))]
    return float(covered.mean())
