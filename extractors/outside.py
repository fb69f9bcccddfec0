"""Accounts for a page outside its boxes: the blank's print, changed or not, and all other ink.

The page lying on its blank, print that is in one and not in the other is a difference. Differences
of a pixel are a scanner's. What remains is looked at word by word, and ink in the open group by
group: a stamp, a punch hole and the like are known; what is not known is for a person.

Pictures are grey at WORK_DPI with white paper, lengths in pixels of WORK_DPI (200 an inch, 2.8 a
point) unless a name says otherwise.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.form import PointBox
from domain.reading import AlterationKind, InkKind
from extractors.blanks import FINE_DPI, BlankPage, at_dpi
from extractors.ink import Component, Mask, connected, gap, white_paper
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture
from extractors.registration import NEIGHBOURS, Registration, onto_blank
from extractors.text_layer import PrintedWord

WORK_DPI = 200
DOT = WORK_DPI / POINTS_PER_INCH  # pixels a point

SOLID = 150  # darker than this, the blank prints
TRACE = 200  # darker than this, there is a trace of the blank's print
LEVEL = 0.45  # of the way from white to the page's own print: darker is ink
PALE = 40  # steps lighter than that may be print that has faded
OPEN_LEVEL = 205  # darker than this, away from all print, is ink
AWAY = 4  # pixels from the blank's print
GONE = 6  # pixels of print missing in one piece: less is a scanner's
ADDED = 10  # pixels of ink added in one piece: letters that touch have fewer between them
SEARCH = 3  # pixels that a word may lie off
CRUMB_PT = 1.5  # points: a speck of black and white, twice over
PUNCHED_PT = 45.0  # from the left edge: where Swedish binders have their holes (21-70-21 mm)
STICKS_OUT_PT = 3.0  # how far writing in a box may stick out of it
STROKE_END_PT = 10.0  # how far beside a box the end of a stroke may fall, and how long it is
SWEEP_PT = 40.0  # how far out of its box a signature may sweep
CELL_PT = 60.0  # local shifts are taken on a grid this wide
JOIN = round(9 * DOT)  # pieces of ink nearer than this belong together
DUST_PT = 1.5  # no smaller piece is the end of a stroke
SMALL_PT = 3.0  # a group of open ink of which no piece is larger is dirt
COARSE = 4  # so many times smaller, masks are searched: bytes of a 32 bit word
RECTANGULAR = 0.93  # share of its rectangle that a frame's hull fills
FRAMED = 0.6  # share of each side of a frame that is there, however worn
BODY_PT = 10.8  # size of the type that GONE and ADDED are meant for
SMALL_TYPE_PT = 9.0
UNLIKE = 0.65  # normalised cross-correlation: a word that is there has 0.8 and more
# Of 36 changed words with a figure (development, seeds 600-617) all have a part less like the blank
# than ODD, and of 1,404 clean ones (seeds 300-335) one in twenty. An engine then settles it.
ODD = 0.78
# A figure of which a part differs by as much more than figures differ on this page. Of 2,160 on
# clean pages (development, seeds 2000-2107) none of 720 does at 300 dpi, 42 of 720 in grey at 200.
STANDS_OUT = 1.2
FEW_FIGURES = 3  # fewer say nothing of what is usual
# Shares of a word's width. All of 188 struck words (development, seeds 2000-2029) have such a run;
# of the 27,468 words of those clean pages eight, all in bilevel and with no ink added.
THROUGH, BRIDGED = 0.6, 0.4
A_TRACE = 4  # pixels of ink added to a word that a line goes through
PALE_LINE = 220  # darker than this, a line may be
LONG_LINE = 300  # pixels: letters that touch in small type may run on for the length of a word
FAINT_PRINT = 235  # darker than this, the blank may print a line
FIGURE = 0.55  # of a line's height, how wide a figure is
FEWEST = 8  # dark pixels of a part that can be compared
HOW = cv2.TM_CCOEFF_NORMED
ASKEW = 0.06  # of its length, how far in a shadow may run: twice the 2 degrees of a sheet fed askew
RIM_PT = 3.0  # of a sheet that lies on its blank: its own edge, up to what laying misses there
EDGE_PT = 9.0  # nobody writes nearer to the edge of the paper
THINNEST = 2  # pixels: no pen draws a thinner line
CRUMB = 5  # pixels of a piece of open ink: fewer are dust
MOST_GONE = 0.6  # share of a word's print that is gone when it has been covered


Placed = tuple[float, float]  # x and y, or width and height, in pixels


@dataclass(frozen=True)
class Change:
    """A printed word that is not as the blank prints it; `box` in points of the blank. Where it is
    not `sure`, the word as read must differ too, and surely so where `little` differs."""

    kind: AlterationKind
    box: PointBox
    expected: str
    sure: bool
    little: bool = False


@dataclass(frozen=True, eq=False)
class Loose:
    """Ink that is neither print of the blank nor writing in a box; `box` in points of the blank.
    `picture` is that of a stamp, turned upright."""

    kind: InkKind
    box: PointBox
    picture: Picture | None = None


@dataclass(frozen=True)
class Outside:
    """All that a page holds outside its boxes besides the blank's own print."""

    changes: tuple[Change, ...]
    ink: tuple[Loose, ...]

    @property
    def all(self) -> tuple[Change | Loose, ...]:
        """Changes and ink."""
        return (*self.changes, *self.ink)


@dataclass(frozen=True)
class Ground:
    """A blank as it should look: its picture, its print but for ruled lines and the strip that is
    punched (`solid`), all that may be print (`near`), all but the open (`taken`), its boxes,
    those with what may stick out of them a little (`around`), with the ends of strokes that may
    fall beside them (`beside`), and as far as a signature may sweep (`reach`)."""

    picture: Picture
    solid: Mask
    near: Mask
    taken: Mask
    boxes: Mask
    around: Mask
    beside: Mask
    reach: Mask


@lru_cache(maxsize=32)
def ground_of(blank: BlankPage) -> Ground:
    """Prepare a blank, once a process."""
    picture = white_paper(at_dpi(blank.picture, FINE_DPI, WORK_DPI), WORK_DPI)
    solid = (picture < SOLID) & ~rules(picture < SOLID)
    solid[:, : round(PUNCHED_PT * DOT)] = False
    trace = picture < TRACE
    boxes, around, beside, reach = (
        boxes_of(blank, picture.shape, by_pt)
        for by_pt in (0, STICKS_OUT_PT, STROKE_END_PT, SWEEP_PT)
    )
    return Ground(picture, solid, grown(trace, 1), grown(trace, AWAY), boxes, around, beside, reach)


def boxes_of(blank: BlankPage, shape: tuple[int, ...], by_pt: float) -> Mask:
    """The boxes of a blank with all that is within so many points of them, right and left, up and
    down."""
    mask, by = np.zeros(shape, bool), round(by_pt * DOT)
    for field in blank.fields:
        x0, top, x1, bottom = pixels(field.box)
        mask[max(0, top - by) : bottom + by, max(0, x0 - by) : x1 + by] = True
    return mask


def rules(print_: Mask) -> Mask:
    """Ruled lines and frames: longer than 40 points and as good as straight."""
    long = round(40 * DOT)
    mask = print_.astype(np.uint8)
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    down = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    return grown(np.asarray((across > 0) | (down > 0)), 1)


def grown(mask: Mask, by: int) -> Mask:
    """The mask and all within `by` pixels of it."""
    size = 2 * by + 1
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((size, size), np.uint8)) > 0)


def pixels(box: PointBox) -> tuple[int, int, int, int]:
    """A box of points in pixels."""
    x0, top, x1, bottom = (round(side * DOT) for side in box)
    return x0, top, x1, bottom


def points(x0: float, top: float, x1: float, bottom: float) -> PointBox:
    """A box of pixels in points."""
    return PointBox(*(round(side / DOT, 1) for side in (x0, top, x1, bottom)))


def flatten(page: PagePicture, lying: Registration) -> Picture:
    """The page as it lies on its blank, what the perspective misses mended where it is more than
    half a pixel: a stretched feed, a curled sheet."""
    flat = onto_blank(page.picture, lying.to_pixels, lying.blank, WORK_DPI)
    dx, dy = shifts(lying, flat.shape)
    if max(np.abs(dx).max(), np.abs(dy).max()) < 0.5:
        return flat
    rows, columns = flat.shape
    size = (columns, rows)
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    x += cv2.resize(dx, size, interpolation=cv2.INTER_LINEAR)
    y += cv2.resize(dy, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.remap(flat, x, y, cv2.INTER_LINEAR, borderValue=[255]), np.uint8)


def shifts(lying: Registration, shape: tuple[int, ...]) -> tuple[NDArray[np.float32], ...]:
    """The local shift in pixels, across and down, on a coarse grid over the page: the median of the
    nearest blocks, smoothed."""
    rows, columns = (round(side / DOT / CELL_PT) for side in shape)
    y, x = np.mgrid[0:rows, 0:columns].reshape(2, -1) * CELL_PT + CELL_PT / 2
    away = np.hypot(x[:, None] - lying.anchors[:, 0], y[:, None] - lying.anchors[:, 1])
    nearest = np.argpartition(away, min(NEIGHBOURS, away.shape[1] - 1), axis=1)[:, :NEIGHBOURS]
    grid = np.median(lying.shifts[nearest], axis=1).reshape(rows, columns, 2) * DOT
    smooth = np.asarray(cv2.GaussianBlur(grid.astype(np.float32), (3, 3), 0), np.float32)
    return smooth[:, :, 0], smooth[:, :, 1]


def account(page: PagePicture, lying: Registration) -> Outside:
    """What a page that lies on its blank holds outside its boxes. `page` must be whitened."""
    ground = ground_of(lying.blank)
    flat = flatten(page, lying)
    level = ink_level(flat, ground)
    loose = tuple(open_ink(flat, page, lying))
    gone = ground.solid & ~grown(flat < min(235, level + PALE), 1)
    added = opened((flat < level) & ~ground.near) & ~ground.around
    suspects = [spot_of(piece) for piece in (*pieces(gone, GONE), *pieces(added, ADDED))]
    changed = tuple(changed_words(flat, level, lying.blank, suspects, loose))
    return Outside((*changed, *struck(flat, lying.blank, changed, loose)), loose)


@lru_cache(maxsize=32)
def own_lines(blank: BlankPage) -> Mask:
    """What a blank itself prints that may look like a line, and a little around it."""
    faint = (ground_of(blank).picture < FAINT_PRINT).astype(np.uint8)
    return grown(cv2.morphologyEx(faint, cv2.MORPH_OPEN, np.ones((1, 100), np.uint8)) > 0, 5)


def struck(
    flat: Picture, blank: BlankPage, changed: Sequence[Change], loose: Sequence[Loose]
) -> Iterator[Change]:
    """Words under a long line, too thin or pale to change any of them much by itself: it goes on
    through the gaps between them, where the blank prints nothing."""
    ground = ground_of(blank)
    # a pixel up or down it is still the same line
    dark = cv2.dilate((flat < PALE_LINE).astype(np.uint8), np.ones((3, 1), np.uint8))
    line = long_runs(np.asarray(dark, np.uint8), LONG_LINE)
    spots = [
        spot_of(piece)
        for piece in pieces(np.asarray(line & ~own_lines(blank) & ~ground.around), LONG_LINE // 2)
    ]
    told = {change.box for change in changed}
    known = [one.box for one in loose if one.kind != "unexplained"]
    for word in blank.words if spots else ():
        hit = any(meets(word.box, spot) for spot in spots)
        over = any(meets(word.box, box) for box in known)
        if hit and not over and word.box not in told and word.box.x0 >= PUNCHED_PT:
            yield Change("struck_through", word.box, word.text, sure=True)


def long_runs(dark: NDArray[np.uint8], length: int) -> Mask:
    """Where so many pixels or more in a row are dark (1, else 0). Few rows have any, and those that
    may are found eight pixels at a time."""
    found = np.zeros(dark.shape, bool)
    eights = np.ascontiguousarray(dark[:, : dark.shape[1] // 8 * 8]).view(np.uint64)
    full = (eights == np.uint64(0x0101010101010101)).astype(np.uint8)
    inside = max(1, (length - 7) // 8)  # so many whole eights lie in any such run
    rows = cv2.erode(full, np.ones((1, inside), np.uint8), borderValue=[0]).any(axis=1)
    if rows.any():
        line = np.ones((1, length), np.uint8)
        found[rows] = cv2.morphologyEx(dark[rows], cv2.MORPH_OPEN, line, borderValue=[0]) > 0
    return found


def ink_level(flat: Picture, ground: Ground) -> float:
    """Darker than this is print, for a page that was printed and scanned this dark."""
    counts = (
        cv2.calcHist([flat], [0], ground.solid.view(np.uint8), [256], [0, 256]).ravel().cumsum()
    )
    return 255 - (255 - median_of(counts)) * LEVEL


def median_of(counts: NDArray[np.float32]) -> float:
    """The median of grey levels, from how many pixels are as dark as each or darker."""
    middle = (counts[-1] - 1) // 2, counts[-1] // 2
    low, high = np.searchsorted(counts, middle, side="right")
    return float(low + high) / 2


def opened(mask: Mask) -> Mask:
    """The mask without what is one pixel thin: the rims of letters printed heavier."""
    square = np.ones((2, 2), np.uint8)
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, square) > 0)


def pieces(mask: Mask, smallest: float) -> list[Component]:
    """The connected pieces with at least so many pixels. Nearly all of a mask is empty, so what is
    in it is found at a quarter of its size first."""
    if not mask.any():
        return []
    found = []
    for spot in connected(coarse(mask))[1][1:]:
        x, y = COARSE * (spot.x - 1), COARSE * (spot.y - 1)
        x, y = max(0, x), max(0, y)
        cut = mask[y : COARSE * (spot.bottom + 1), x : COARSE * (spot.right + 1)]
        if np.count_nonzero(cut) >= smallest:
            found += [
                replace(piece, x=piece.x + x, y=piece.y + y)
                for piece in connected(cut)[1][1:]
                if piece.area >= smallest
            ]
    return found


def coarse(mask: Mask) -> Mask:
    """The mask at a quarter of its size, with every pixel that has any of it."""
    rows, columns = (-(-side // COARSE) * COARSE for side in mask.shape)
    whole = np.zeros((rows, columns), bool)
    whole[: mask.shape[0], : mask.shape[1]] = mask
    fours = whole.view(np.uint32)  # COARSE pixels of a row at once
    return np.asarray(np.logical_or.reduce([fours[start::COARSE] for start in range(COARSE)]), bool)


def spot_of(piece: Component) -> PointBox:
    """Where a piece lies, in points."""
    return points(piece.x, piece.y, piece.right, piece.bottom)


def meets(one: PointBox, other: PointBox) -> bool:
    """Whether two boxes share a place."""
    across = one.x0 < other.x1 and other.x0 < one.x1
    return across and one.top < other.bottom and other.top < one.bottom


def changed_words(
    flat: Picture,
    level: float,
    blank: BlankPage,
    spots: Sequence[PointBox],
    loose: Sequence[Loose],
) -> Iterator[Change]:
    """The printed words at suspect spots that have been changed, looked at closely. Ink that is
    known, such as a stamp, may lie over a word, but takes nothing away from it."""
    known = [one.box for one in loose if one.kind != "unexplained"]
    ground = ground_of(blank)
    figures = {word.box: find_word(flat, ground, word) for word in with_figures(blank)}
    sheet = Sheet(flat, level, ground, figures, odd_likeness(figures.values()))
    for word in blank.words if spots else always_compared(blank):
        if word.box.x0 < PUNCHED_PT:
            continue
        if is_compared(word) or any(meets(word.box, spot) for spot in spots):
            over = any(meets(word.box, box) for box in known)
            change = look_closely(sheet, word, over)
            if change:
                yield change


def odd_likeness(figures: Iterable["FoundWord | None"]) -> float:
    """Below this likeness a part of a word with a figure is odd on this page: ODD, or more where
    the page's own figures are so like the blank's that a lesser likeness stands out."""
    likeness = [one.least for one in figures if one]
    if len(likeness) < FEW_FIGURES:
        return ODD
    usual = float(np.median(likeness))
    return max(ODD, usual - STANDS_OUT * (1 - usual))


@dataclass(frozen=True)
class FoundWord:
    """A word as the blank prints it and as the page shows it, the same size, and their likeness."""

    print_: Picture
    seen: Picture
    likeness: float

    @cached_property
    def least(self) -> float:
        """The likeness of its part that is least like the blank's."""
        return least_alike(self.print_, self.seen)


def find_word(flat: Picture, ground: Ground, word: PrintedWord) -> FoundWord | None:
    """A printed word found again within SEARCH pixels; None when it lies off the paper."""
    x0, top, x1, bottom = pixels(word.box)
    x0, top, x1, bottom = max(0, x0 - 2), max(0, top - 1), x1 + 2, bottom + 1
    print_ = ground.picture[top:bottom, x0:x1]
    window = flat[max(0, top - SEARCH) : bottom + SEARCH, max(0, x0 - SEARCH) : x1 + SEARCH]
    if min(print_.shape) < 4 or any(a < b for a, b in zip(window.shape, print_.shape, strict=True)):
        return None
    likeness = cv2.matchTemplate(window, print_, HOW)
    _, best, _, (dx, dy) = cv2.minMaxLoc(likeness)
    seen = window[dy : dy + print_.shape[0], dx : dx + print_.shape[1]]
    return FoundWord(print_, seen, best)


@dataclass(frozen=True)
class Sheet:
    """A page lying on its blank: `flat` with print darker than `level`, the blank's `ground`, its
    words with figures, found again, by their boxes, and the likeness below which one of them is
    `odd` (see odd_likeness)."""

    flat: Picture
    level: float
    ground: Ground
    figures: Mapping[PointBox, FoundWord | None]
    odd: float

    def find(self, word: PrintedWord) -> FoundWord | None:
        """A printed word found again; those with figures have been already."""
        if word.box in self.figures:
            return self.figures[word.box]
        return find_word(self.flat, self.ground, word)


def look_closely(sheet: Sheet, word: PrintedWord, inked_over: bool = False) -> Change | None:
    """What has become of a word; None when it is as printed."""
    level = sheet.level
    found = sheet.find(word)
    if found is None:
        return None
    print_, seen, best = found.print_, found.seen, found.likeness
    solid = print_ < SOLID
    gone = solid & ~grown(seen < min(235, level + PALE), 1)
    added = opened((seen < level) & ~grown(print_ < TRACE, 1))
    size = size_of(word, sheet.ground)
    lost, new = pieces(gone, GONE * size), [] if inked_over else pieces(added, ADDED * size)
    if not has_figure(word):
        lost = [piece for piece in lost if min(piece.width, piece.height) > 1]
        new = list(filter(is_stroke, new))
    kind = kind_of_change(lost, new, (gone, solid, added))
    if not lost and not inked_over and pieces(added, A_TRACE) and runs_through(found, level):
        return Change("struck_through", word.box, word.text, sure=True)
    if kind is None and best < UNLIKE and not inked_over:
        kind = "replaced"
    if kind is None:
        odd = has_figure(word) and not inked_over and found.least < sheet.odd
        return Change("replaced", word.box, word.text, sure=False, little=True) if odd else None
    differs = sum(piece.area for piece in (*lost, *new))
    sure = kind != "replaced" or differs > 3 * (GONE + ADDED) or best < UNLIKE
    return Change(kind, word.box, word.text, sure, little=differs < ADDED)


def runs_through(word: FoundWord, level: float) -> bool:
    """Whether a line goes through a word where the blank has gaps between its letters."""
    wide = word.print_.shape[1]
    line = longest_run(word.seen < level)
    return bool(line >= max(THROUGH * wide, BRIDGED * wide + longest_run(word.print_ < level)))


def longest_run(mask: Mask) -> int:
    """The most pixels in a row that a mask has, but for its uppermost and lowest rows."""
    inner = mask[2:-2]
    edges = np.diff(np.pad(inner.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)  # in turn, row by row
    return int((ends - begins).max(initial=0))


def least_alike(print_: Picture, seen: Picture) -> float:
    """The likeness of the part of a word, as wide as a figure, that is least like the blank's: one
    figure for another of nearly its shape changes the likeness of the whole word by little."""
    wide = max(4, round(FIGURE * print_.shape[0]))
    likeness = [
        float(cv2.matchTemplate(seen[:, x : x + wide], print_[:, x : x + wide], HOW)[0, 0])
        for x in range(0, print_.shape[1] - wide + 1, 2)
        if np.count_nonzero(print_[:, x : x + wide] < SOLID) >= FEWEST
    ]
    return min(likeness, default=1.0)


def size_of(word: PrintedWord, ground: Ground) -> float:
    """How much smaller a difference counts in a word of small type; a label in a box has writing
    about it, and only what is plain counts."""
    x0, top, x1, bottom = pixels(word.box)
    if ground.boxes[(top + bottom) // 2, (x0 + x1) // 2]:
        return 1.5
    size = min(1.0, max(0.6, ((word.box.bottom - word.box.top) / BODY_PT) ** 2))
    # one figure for another differs least and matters most: what is little, an engine then settles
    return size / 3 if has_figure(word) else size


def has_figure(word: PrintedWord) -> bool:
    """Whether a number stands in a word."""
    return any(char.isdigit() for char in word.text)


def is_stroke(piece: Component) -> bool:
    """Added ink, and not the gap between two letters run together."""
    return piece.width > 2 or piece.area >= 2 * ADDED


def kind_of_change(
    lost: Sequence[Component], new: Sequence[Component], masks: tuple[Mask, Mask, Mask]
) -> AlterationKind | None:
    """What the pieces lost and new make of a word; `masks` are all that is gone, the print that
    should be there, and all that is added."""
    gone, solid, added = masks
    if not lost and not new:
        return None
    if gone.sum() > MOST_GONE * solid.sum():
        return "replaced" if sum(piece.area for piece in new) > 0.2 * gone.sum() else "covered"
    whole = pieces(added, 1)  # what is left of a line between letters is small
    return "struck_through" if not lost and lies_across(whole, solid.shape) else "replaced"


def is_compared(word: PrintedWord) -> bool:
    """Whether a word is looked at closely whatever the page shows there: a changed letter of small
    type is hardly a pixel off, and so is one figure for another."""
    return word.box.bottom - word.box.top < SMALL_TYPE_PT or has_figure(word)


@lru_cache(maxsize=32)
def with_figures(blank: BlankPage) -> tuple[PrintedWord, ...]:
    """The words of a blank with a figure, right of where it is punched."""
    return tuple(word for word in blank.words if has_figure(word) and word.box.x0 >= PUNCHED_PT)


@lru_cache(maxsize=32)
def always_compared(blank: BlankPage) -> tuple[PrintedWord, ...]:
    """The words of a blank that are always looked at closely."""
    return tuple(filter(is_compared, blank.words))


def lies_across(new: Sequence[Component], shape: tuple[int, ...]) -> bool:
    """Whether ink added to a word is a line through it: flat, for its width."""
    top, bottom = min(piece.y for piece in new), max(piece.bottom for piece in new)
    left, right = min(piece.x for piece in new), max(piece.right for piece in new)
    return bottom - top < 0.6 * shape[0] and right - left > 0.4 * shape[1]


def on_paper(box: PointBox, page: PagePicture, lying: Registration) -> PointBox:
    """Where a box of the blank lies on the received page, in points of it."""
    ends = [(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    placed = cv2.perspectiveTransform(np.array([ends], np.float32), lying.to_pixels)[0]
    x, y = placed[:, 0] * POINTS_PER_INCH / page.dpi, placed[:, 1] * POINTS_PER_INCH / page.dpi
    return PointBox(float(x.min()), float(y.min()), float(x.max()), float(y.max()))


def open_ink(flat: Picture, page: PagePicture, lying: Registration) -> Iterator[Loose]:
    """Ink away from all print, by groups. What goes out from a box belongs to the writing in it."""
    ground = ground_of(lying.blank)
    paper = (page.width_pt, page.height_pt)
    dark = (flat < OPEN_LEVEL) & ~ground.taken
    free = []
    for piece in pieces(dark & ~ground.around, CRUMB):
        if min(piece.width, piece.height) < THINNEST:
            continue
        if goes_on_inside(piece, dark, ground):
            yield Loose("unexplained" if goes_far(piece, ground) else "overflow", spot_of(piece))
        elif not is_beside_box(piece, ground):
            free.append(piece)
    for joined in gathered(free):
        group = Group(tuple(joined), dark, on_paper(bounds(joined), page, lying), paper)
        kind = kind_of(group)
        if kind:
            yield Loose(kind, group.box, upright(group, flat) if kind == "stamp" else None)


def goes_on_inside(piece: Component, dark: Mask, ground: Ground) -> bool:
    """Whether a piece outside the boxes is the rest of a stroke that begins in one."""
    around = (
        slice(max(0, piece.y - 2), piece.bottom + 2),
        slice(max(0, piece.x - 2), piece.right + 2),
    )
    if not ground.around[around].any():
        return False
    labels, _ = connected(dark[around])
    inside = np.unique(labels[ground.around[around] & dark[around]])
    outside = np.unique(labels[~ground.around[around] & dark[around]])
    return bool(np.intersect1d(inside, outside).size)


def is_beside_box(piece: Component, ground: Ground) -> bool:
    """Whether a piece is a small one just beside a box: the end of a stroke."""
    middle = piece.y + piece.height // 2, piece.x + piece.width // 2
    return max(piece.width, piece.height) < STROKE_END_PT * DOT and bool(ground.beside[middle])


def goes_far(piece: Component, ground: Ground) -> bool:
    """Whether it goes so far out that it is more than the end of a stroke: a line drawn from a box
    through the text."""
    corners = [(y, x) for y in (piece.y, piece.bottom - 1) for x in (piece.x, piece.right - 1)]
    return not all(ground.reach[corner] for corner in corners)


def gathered(free: Sequence[Component]) -> list[list[Component]]:
    """Pieces near each other, together."""
    groups: list[list[Component]] = []
    for piece in free:
        near = [group for group in groups if any(gap(piece, other) < JOIN for other in group)]
        joined = [other for group in near for other in group]
        groups = [group for group in groups if group not in near]
        groups.append([piece, *joined])
    return groups


def bounds(group: Sequence[Component]) -> PointBox:
    """The box around a group, in points."""
    return points(
        min(piece.x for piece in group),
        min(piece.y for piece in group),
        max(piece.right for piece in group),
        max(piece.bottom for piece in group),
    )


@dataclass(frozen=True)
class Group:
    """Pieces of open ink that belong together; `dark` is all open ink. `on_paper` is where they lie
    on the received page as it lay, and `paper` its width and height, in points."""

    pieces: tuple[Component, ...]
    dark: Mask
    on_paper: PointBox
    paper: tuple[float, float]

    @cached_property
    def box(self) -> PointBox:
        """The bounds of all pieces."""
        return bounds(self.pieces)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.box.x1 - self.box.x0, self.box.bottom - self.box.top

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of the page in points."""
        height, width = (side / DOT for side in self.dark.shape)
        return width, height

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """How far the left, top, right and bottom edge of the received page is, in points."""
        (width, height), box = self.paper, self.on_paper
        return box.x0, box.top, width - box.x1, height - box.bottom


def kind_of(group: Group) -> InkKind | None:
    """What a group of open ink is; None for dirt."""
    if max(max(piece.width, piece.height) for piece in group.pieces) < SMALL_PT * DOT:
        return None
    return next((kind for kind, fits in KNOWN if fits(group)), "unexplained")


def is_at_edge(group: Group) -> bool:
    """A shadow along an edge of the paper, most of it there, and no further in than a sheet laid
    askew brings it. Nobody writes wholly within EDGE_PT of an edge."""
    left, top, right, bottom = group.edges
    wide = group.on_paper.x1 - group.on_paper.x0
    high = group.on_paper.bottom - group.on_paper.top
    (width, height), box = group.page, group.box
    lying = min(box.x1, width - box.x0, box.bottom, height - box.top)
    # how far in it reaches, on the paper as it lay or as it lies on the blank: a box around what
    # is askew is larger than it
    strip = min(left + wide, right + wide, top + high, bottom + high, lying)
    there = sum(max(piece.width, piece.height) for piece in group.pieces) / DOT
    askew = strip < EDGE_PT + ASKEW * max(wide, high) and there > 0.4 * max(wide, high)
    return strip < EDGE_PT or askew or goes_round_corner(group)


def goes_round_corner(group: Group) -> bool:
    """The rim of a photographed sheet with what it lies on, along two edges or more: all of it as
    close to the sheet's edge as no hand writes."""
    width, height = group.page
    for piece in group.pieces:
        y, x = np.nonzero(group.dark[piece.y : piece.bottom, piece.x : piece.right])
        across, down = (x + piece.x) / DOT, (y + piece.y) / DOT
        far = np.minimum.reduce([across, width - across, down, height - down])
        if far.max(initial=0) > RIM_PT:
            return False
    return True


def is_streak(group: Group) -> bool:
    """A line of dirt on the scanner's glass: thin, and as long as the page."""
    (wide, high), (width, height) = group.size, group.page
    return (wide < 4 and high > 0.85 * height) or (high < 4 and wide > 0.85 * width)


def is_fold(group: Group) -> bool:
    """A crease: across the page or down it, faint and broken, and straight."""
    (wide, high), (width, height) = group.size, group.page
    straight = min(wide, high) < 8 and all(
        min(piece.width, piece.height) < 3 * DOT for piece in group.pieces
    )
    return straight and (wide > 0.6 * width or high > 0.6 * height)


def is_hole(group: Group) -> bool:
    """Of 4 to 8 mm, where binders have their holes: one piece with crumbs of paper beside it, or in
    parts where the blank's own print goes through it. A speck beside it is no part of it."""
    parts = [one for one in group.pieces if max(one.width, one.height) > CRUMB_PT * DOT]
    wide, high = extent(parts)
    if max(wide, high) >= 24:  # with crumbs of paper beside it
        main = max(parts, key=lambda piece: piece.width * piece.height)
        if any(max(p.width, p.height) > 6 * DOT for p in parts if p is not main):
            return False
        parts = [main]
        wide, high = extent(parts)
    left, right = min(one.x for one in parts) / DOT, max(one.right for one in parts) / DOT
    near = min(left, group.page[0] - right)
    return near + wide < PUNCHED_PT and max(wide, high) < 24 and min(wide, high) > 5


def extent(parts: Sequence[Component]) -> tuple[float, float]:
    """How wide and how high some pieces are together, in points."""
    wide = max(one.right for one in parts) - min(one.x for one in parts)
    high = max(one.bottom for one in parts) - min(one.y for one in parts)
    return wide / DOT, high / DOT


def is_staple(group: Group) -> bool:
    """A short straight line near a corner."""
    left, top, right, bottom = group.edges
    corner = min(left, right) < 80 and min(top, bottom) < 80
    area = sum(piece.area for piece in group.pieces) / DOT**2
    long = float(np.hypot(*group.size))
    return corner and 6 < long < 18 and area < 3 * long and len(group.pieces) == 1


def is_fax_header(group: Group) -> bool:
    """A line of small type across the top of the paper."""
    low = all(piece.height < 10 * DOT for piece in group.pieces)
    return group.box.bottom < 30 and group.size[0] > 150 and len(group.pieces) > 15 and low


def frame_of(group: Group) -> tuple[Placed, Placed, float, Mask]:
    """The smallest rectangle around a group, however it is turned: its centre in the group's own
    box, its size (wider than high), its angle in degrees, and the group's ink."""
    x0, top, x1, bottom = pixels(group.box)
    cut = group.dark[top:bottom, x0:x1]
    centre, (wide, high), angle = cv2.minAreaRect(cv2.findNonZero(cut.astype(np.uint8)))
    if wide < high:
        wide, high, angle = high, wide, angle - 90
    angle = (angle + 90) % 180 - 90  # a half turn is none
    return (centre[0], centre[1]), (wide, high), angle, cut


def set_upright(picture: Picture, frame: tuple[Placed, Placed, float], paper: int) -> Picture:
    """What is in a turned rectangle, upright."""
    centre, (wide, high), angle = frame
    turn = cv2.getRotationMatrix2D(centre, angle, 1.0)
    turn[:, 2] += np.array([wide / 2 - centre[0], high / 2 - centre[1]])
    size = (round(wide), round(high))
    return np.asarray(cv2.warpAffine(picture, turn, size, borderValue=[paper]), np.uint8)


def dusted(group: Group) -> Group:
    """The group without dust around its largest piece."""
    frame = spot_of(max(group.pieces, key=lambda piece: piece.width * piece.height))
    kept = (
        piece
        for piece in group.pieces
        if max(piece.width, piece.height) > DUST_PT * DOT or meets(spot_of(piece), frame)
    )
    return replace(group, pieces=tuple(kept))


def is_framed(group: Group) -> bool:
    """A straight frame with type in it, however it is turned: a stamp. Nothing goes out from it."""
    group = dusted(group)
    wide, high = group.size
    if not (50 < wide < 180 and 22 < high < 110 and len(group.pieces) > 6):
        return False
    centre, size, angle, cut = frame_of(group)
    ink = cut.astype(np.uint8)
    hull = cv2.contourArea(cv2.convexHull(cv2.findNonZero(ink)))
    if hull < RECTANGULAR * size[0] * size[1]:
        return False
    framed = set_upright(ink * 255, (centre, size, angle), 0) > 100
    rim = round(2.5 * DOT)
    sides = (framed[:rim], framed[-rim:], framed[:, :rim].T, framed[:, -rim:].T)
    there = [bool(side.any(axis=0).mean() > FRAMED) for side in sides]
    return sum(there) >= 3  # dust may hide a side


def upright(group: Group, flat: Picture) -> Picture:
    """A stamp's picture, turned upright."""
    group = dusted(group)
    centre, size, angle, _ = frame_of(group)
    x0, top, x1, bottom = pixels(group.box)
    return set_upright(flat[top:bottom, x0:x1], (centre, size, angle), 255)


def stamp_lines(picture: Picture | None) -> tuple[Picture, ...]:
    """The lines of type in a stamp without its frame, each on white paper."""
    if picture is None:
        return ()
    rim = round(3 * DOT)
    inner = picture[rim:-rim, rim:-rim]
    inked = (inner < OPEN_LEVEL).sum(axis=1) > 2
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inked, [False])).astype(int)))
    lines = []
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        if bottom - top > 4 * DOT:
            line = inner[max(0, top - 2) : bottom + 2]
            white = cv2.copyMakeBorder(line, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=[255])
            lines.append(np.asarray(white, np.uint8))
    return tuple(lines)


# What loose ink is known to be, asked in this order.
KNOWN: tuple[tuple[InkKind, Callable[[Group], bool]], ...] = (
    ("streak", is_streak),
    ("edge", is_at_edge),
    ("fold", is_fold),
    ("punch_hole", is_hole),
    ("staple", is_staple),
    ("fax_header", is_fax_header),
    ("stamp", is_framed),
)
