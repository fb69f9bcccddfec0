"""What is in the signature box: facts from its ink alone, never from the date or name beside it.

Wet ink is few long thin strokes. Whatever may be something else is not called a signature.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from domain.reading import PageSource, SignatureKind
from extractors.ink import PIXELS_PER_POINT, Component, Ink, Mask, connected
from extractors.ocr import Line
from extractors.pdf import Picture
from extractors.shape import columns

# Of 120 generated signatures (seeds 5000-5059 of samples/strokes.py on both forms) none has more
# than 0.59 of its longest stroke along its hull, or 0.63 of it on two straight lines. Rings, frames
# and arcs have 1.0 of the one, crosses 1.0 of the other, names in a script typeface 0.9 and 0.8.
OUTLINE = 0.75
STRAIGHT = 0.75
# Words that stand where nobody signed; a few letters of the longer ones may be misread.
SHORT_REFUSALS = frozenset({"ej", "inte", "nej"})
REFUSALS = (
    "avstår",
    "bestrider",
    "bilaga",
    "förbehåll",
    "giltig",
    "kopia",
    "makulerad",
    "ogiltig",
    "protest",
    "reservation",
    "saknas",
    "utkast",
    "vägrar",
    "återkommer",
)
ALIKE = 76  # of 100, how alike a word as read has to be
# A reservation may be written beside a signature, or under it. Of 80 generated signatures (seeds
# 5000-5039) none has more than one piece besides its long stroke; notes have more.
# Of 140 generated signatures (development, seeds 0-39, 5000-5099) two have more; of 40 with an X
# through them 38, with two lines 38, with one line 31. From corner to corner it finds 1 of 40.
STRUCK = 0.87
SHORTEST = 20  # pixels of ink: fewer are no line
ONE_SIDE = 0.1  # share of the ink on each side of a line that goes through it
# The feet of small letters lie on a line too, with the last sweep, but there a pen goes up and
# down. All 219 lines through signatures that were found (development, seeds 0-39, drawn straight
# and by hand) go straight on over more than 0.8 of how far the ink reaches; of four signatures that
# were taken for crossed out the feet do over 0.36 at most.
STRAIGHT_ON = 0.6
RUN = 8  # stroke widths that a line goes straight on; the foot of a letter does not
BENDS = (-6, -4, -2, 0, 2, 4, 6)  # degrees: a hand's line is nearly straight
LOW = 0.7  # of the signature's height, what letters beside it have at most
SMALL_PT = 3.5  # lower pieces are dots, dust, and what is left of a ruled line


@dataclass(frozen=True)
class Strokes:
    """Measures of the ink in a signature box, lengths in points.

    `width` is the mean width of its strokes, `longest` the length of the longest connected piece
    (area by width), `height` of the tallest piece, `share` of the ink that is in the three largest
    pieces, `letters` the number of pieces that could be letters, `inside` how many pieces lie
    within the bounds of the largest, `reach` the diagonal of the longest piece's bounds, `outline`
    the share of the longest piece, or of the one with the largest bounds, that runs along its own
    hull, and `straight` the share of the longest piece that two straight lines cover. `low` counts
    the low pieces besides the longest, such as the letters of a note, `beside` those of them that
    stand outside its bounds. `struck` is how far a straight line goes through all ink without a
    break, as a share of how far the ink reaches.
    """

    width: float
    longest: float
    height: float
    share: float
    letters: int
    inside: int
    reach: float
    outline: float
    straight: float
    low: int
    beside: int
    struck: float


@lru_cache(maxsize=8)  # asked before and after its lines are read
def measure(ink: Ink) -> Strokes:
    """Measure the ink of a box."""
    areas = sorted((piece.area for piece in ink.components), reverse=True)
    width = stroke_width(ink.mask)
    tall = max(piece.height for piece in ink.components)
    longest = max(ink.components, key=lambda piece: piece.area)
    largest = max(ink.components, key=lambda piece: piece.width * piece.height)
    stroke = alone(ink, longest)
    low = [piece for piece in ink.components if is_low(piece, longest)]
    return Strokes(
        width=width / PIXELS_PER_POINT,
        longest=areas[0] / width / PIXELS_PER_POINT,
        height=tall / PIXELS_PER_POINT,
        share=sum(areas[:3]) / sum(areas),
        letters=len(columns(ink.components)[0]),
        inside=inside(ink),
        reach=math.hypot(longest.width, longest.height) / PIXELS_PER_POINT,
        outline=max(outline(stroke, width), outline(alone(ink, largest), width)),
        straight=straight(stroke, width),
        low=len(low),
        beside=sum(is_beside(piece, longest) for piece in low),
        struck=struck(ink.mask, width),
    )


def is_low(piece: Component, longest: Component) -> bool:
    """Whether a piece is as high as a letter of a note: lower than the signature, and no dot."""
    return SMALL_PT * PIXELS_PER_POINT <= piece.height <= LOW * longest.height


def is_beside(piece: Component, longest: Component) -> bool:
    """Whether a piece has its middle outside the signature's bounds."""
    x, y = piece.x + piece.width / 2, piece.y + piece.height / 2
    return not (longest.x <= x <= longest.right and longest.y <= y <= longest.bottom)


def stroke_width(mask: Mask) -> float:
    """Mean width of strokes in pixels: four times the mean distance to the edge, which holds for
    a bar of any width (the distance rises evenly from 0 to half the width)."""
    distance = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    return max(1.0, 4.0 * float(distance[mask].mean()) - 1.0)


def alone(ink: Ink, piece: Component) -> Mask:
    """One piece of the ink, cut to its bounds."""
    labels, pieces = connected(ink.mask)
    found = labels[piece.y : piece.bottom, piece.x : piece.right] == pieces.index(piece)
    return np.asarray(found, np.bool_)


def outline(piece: Mask, width: float) -> float:
    """The share of a piece's ink that lies within two strokes' widths of the edge of its convex
    hull. A ring, a frame or an arc is nothing but its hull's edge, also when it has gaps; a pen
    that writes goes to and fro within."""
    hull = cv2.convexHull(np.argwhere(piece)[:, ::-1].astype(np.int32))
    filled = np.zeros(np.array(piece.shape) + 2, np.uint8)
    cv2.fillConvexPoly(filled, hull + 1, (1,))
    depth = cv2.distanceTransform(filled, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return float((depth[piece] < 2 * width).mean())


def straight(piece: Mask, width: float) -> float:
    """The share of a piece's ink on the two straight lines that cover most of it."""
    points = np.argwhere(piece).astype(np.float64)
    left = points
    for _ in range(2):
        left = left[~densest_line(left, 1.6 * width)]
    return 1 - len(left) / len(points)


def struck(mask: Mask, width: float) -> float:
    """How far a straight line goes through the ink without a break, as a share of how far the ink
    reaches: the longer of the two lines that most ink lies on, of those with ink on both sides
    that go straight on."""
    points = np.argwhere(mask).astype(np.float64)
    reach = math.hypot(*np.ptp(points, axis=0)) or 1.0
    left, longest = points, 0.0
    for _ in range(2):
        on_line = densest_line(left, 1.6 * width)
        far = unbroken(left[on_line], points, width)
        if far >= STRUCK * reach and straight_on(left[on_line], width) < STRAIGHT_ON * reach:
            far = 0.0
        longest = max(longest, far)
        left = left[~on_line]
    return longest / reach


def straight_on(line: NDArray[np.float64], width: float) -> float:
    """Over how many pixels along a line of points (row, column) its ink goes straight on for RUN
    stroke widths or more, within BENDS of the line's own direction."""
    middle = line.mean(axis=0)
    along = np.linalg.svd(line - middle, full_matrices=False)[2][0]
    at = np.rint(line - line.min(axis=0)).astype(int)
    picture = np.zeros(at.max(axis=0) + 1, np.uint8)
    picture[at[:, 0], at[:, 1]] = 1
    found = np.zeros(len(at), np.bool_)
    for bend in BENDS:
        run = segment(math.atan2(along[0], along[1]) + math.radians(bend), RUN * width)
        found |= cv2.morphologyEx(picture, cv2.MORPH_OPEN, run)[at[:, 0], at[:, 1]] > 0
    return 2.0 * len(np.unique(((line - middle) @ along)[found] // 2))


def segment(angle: float, length: float) -> Picture:
    """A straight line as wide as a pixel, to look for in a picture; `angle` in radians from the
    rows, `length` in pixels."""
    half = length / 2
    x, y = round(abs(math.cos(angle)) * half), round(abs(math.sin(angle)) * half)
    rises = math.sin(angle) * math.cos(angle) < 0
    picture = np.zeros((2 * y + 1, 2 * x + 1), np.uint8)
    cv2.line(picture, (0, 2 * y if rises else 0), (2 * x, 0 if rises else 2 * y), [1])
    return picture


def unbroken(line: NDArray[np.float64], points: NDArray[np.float64], width: float) -> float:
    """The length of the longest part without gaps of the points on a line, in pixels; 0 when there
    is hardly other ink on one side of it."""
    if len(line) < SHORTEST:
        return 0.0
    middle = line.mean(axis=0)
    along = np.linalg.svd(line - middle, full_matrices=False)[2][0]
    away = (points - middle) @ np.array([-along[1], along[0]])
    above, below = (away > 1.5 * width).mean(), (away < -1.5 * width).mean()
    if min(above, below) < ONE_SIDE:
        return 0.0
    at = np.sort((line - middle) @ along)
    breaks = np.flatnonzero(np.diff(at) > 1.5 * width)
    ends = np.concatenate([[0], breaks + 1]), np.concatenate([breaks, [len(at) - 1]])
    return float((at[ends[1]] - at[ends[0]]).max())


def densest_line(points: NDArray[np.float64], width: float) -> NDArray[np.bool_]:
    """Which of the points (row, column) lie on the line of this width that has most of them."""
    best: NDArray[np.bool_] = np.zeros(len(points), np.bool_)
    most = 0
    if not len(points):
        return best
    for angle in np.arange(0, math.pi, math.radians(3)):
        across = points @ np.array([math.cos(angle), math.sin(angle)])
        rows = (across - across.min()).astype(int)
        within = np.convolve(np.bincount(rows), np.ones(max(1, round(width)), int))
        last = int(within.argmax())
        if within[last] > most:
            most = int(within[last])
            best = (rows <= last) & (rows > last - max(1, round(width)))
    return best


def inside(ink: Ink) -> int:
    """How many pieces lie wholly within the bounds of the largest one: a stamp's frame has many."""
    largest = max(ink.components, key=lambda piece: piece.width * piece.height)
    return sum(
        largest.x < piece.x
        and piece.right < largest.right
        and largest.y < piece.y
        and piece.bottom < largest.bottom
        for piece in ink.components
    )


def judge_signature(
    ink: Ink, lines: Sequence[Line], source: PageSource, pasted: bool = False
) -> tuple[SignatureKind, str]:
    """The kind of signature in a box, and in a few words what speaks for it. `pasted`: the ink came
    with a picture of its own (pasted.py)."""
    if ink.is_empty:
        return "none", "no ink in the box"
    if pasted:
        return "pasted_image", "a picture in the page, with paper of its own"
    if source != "scan":
        return "cannot_tell", f"the page is no plain scan ({source}): ink cannot be wet"
    strokes = measure(ink)
    legibility = max((line.confidence for line in lines), default=0.0)
    return kind_of(strokes, legibility), describe(strokes)


def kind_of(strokes: Strokes, legibility: float) -> SignatureKind:
    """What ink on paper is."""
    if is_stamp(strokes):
        return "stamp_only"
    if is_typed(strokes, legibility):
        return "typed_name"
    return "wet_ink" if is_wet(strokes) else "cannot_tell"


def is_stamp(strokes: Strokes) -> bool:
    """Many pieces, most of them within a frame."""
    return strokes.inside >= 8 and strokes.inside > strokes.letters / 2


def refuses(text: str) -> bool:
    """Whether words that can be read in the signature's box refuse or reserve, or point elsewhere:
    "ej giltig", "se bilaga". Nobody signs so."""
    words = re.findall(r"[a-zåäö]+", text.casefold())
    return any(
        word in SHORT_REFUSALS
        or any(len(word) > 4 and fuzz.ratio(word, known) >= ALIKE for known in REFUSALS)
        for word in words
    )


def may_be_typed(ink: Ink) -> bool:
    """Whether it takes an engine to tell if a box holds a typed name: many low pieces, no frame."""
    if ink.is_empty:
        return False
    strokes = measure(ink)
    return like_letters(strokes) and not is_stamp(strokes)


def like_letters(strokes: Strokes) -> bool:
    """Many pieces, all low."""
    return strokes.letters >= 5 and strokes.height < 20


def is_typed(strokes: Strokes, legibility: float) -> bool:
    """Many low letters that can be read."""
    return like_letters(strokes) and legibility > 0.5


def is_wet(strokes: Strokes) -> bool:
    """A long thin stroke that holds much of the ink, taller than print, that turns and is written:
    a ruled line or a streak is as long as it reaches, a ring or a frame is all outline, and a cross
    is two straight lines; nothing may be written beside it, and no line may go through it. Those
    are for a person to judge."""
    thin_and_long = strokes.longest > 60 and strokes.width < 3 and strokes.share > 0.5
    turns = strokes.longest > 1.35 * strokes.reach
    written = strokes.outline < OUTLINE and strokes.straight < STRAIGHT
    alone = strokes.beside < 2 and strokes.low < 3 and strokes.struck < STRUCK
    return thin_and_long and turns and written and alone and strokes.height > 14


def describe(strokes: Strokes) -> str:
    """The measures in words, kept as evidence."""
    return (
        f"{strokes.letters} pieces, longest stroke {strokes.longest:.0f} pt, "
        f"stroke width {strokes.width:.1f} pt, {strokes.share:.0%} of the ink in three pieces"
    )
