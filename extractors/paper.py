"""Blank paper: proven by ink and not by size. A faint page is not blank.

What is no ink: specks, the scanner's shadow along an edge, punch holes, folds and streaks, and the
print of the other side that shows through. Everything else that is darker than its paper is.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.blanks import at_dpi
from extractors.ink import Component, connected
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture

Contrast = NDArray[np.float32]  # how much darker than its paper each pixel is, in steps of 255

STROKE_PT = 4.0  # points: the height of a small letter, longer than any speck
FAINTEST = 12  # steps of 255 by which the faintest pencil is darker than its paper
SMALLEST = 16  # pixels of a side: nothing is proven of a scrap
EDGE_PT = 14.0  # a shadow along an edge is no wider than this (5 mm)
THIN_PT, LONG_PT = 7.0, 140.0  # a fold or a streak is so thin, askew as it may be, and so long
HOLE_PT = (9.0, 28.0)  # a punch hole's shadow is from 3 to 10 mm across
HOLE_ZONE_PT = 60.0  # and its middle within 21 mm of an edge
HOLES_ALIGN_PT = 6.0  # holes of one punch stand so well in line
THROUGH_DPI = 100  # what shows through is compared at this resolution
MOST_THROUGH = 0.3  # print of the other side that shows through has no more of its contrast
LEAST_THROUGH = 0.02  # and with less nothing is to be seen
FAR_PT = 17.0  # both sides of a sheet lie so well on each other (6 mm)
ANGLES = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)  # degrees that the sides may be askew
STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)  # of laying them on each other
PAPER = 255
LEFT_OVER = 9  # steps of 255, of soft pictures: more is writing that the other side does not have


def is_blank(page: PagePicture, front: PagePicture | None = None) -> bool:
    """True for paper without ink. `front` is the page scanned before, which may be the other side
    of the sheet: what shows through of it is no ink."""
    if min(page.picture.shape) < SMALLEST:
        return False
    if not any(strokes(darker(page.picture, page.dpi), page.dpi)):
        return True
    return front is not None and shows_through(page, front)


def darker(picture: Picture, dpi: float) -> Contrast:
    """How much darker than the paper around it each pixel is, noise smoothed away."""
    size = round(dpi / 200 * 2) * 2 + 1
    smooth = cv2.GaussianBlur(picture, (size, size), 0).astype(np.float32)
    around = round(dpi / 4) | 1
    return np.asarray(cv2.blur(smooth, (around, around)) - smooth, np.float32)


def strokes(contrast: Contrast, dpi: float, faintest: float = FAINTEST) -> Iterator[Component]:
    """The pieces of ink longer than any speck, without what a scanner, a punch or a fold makes."""
    dot = dpi / POINTS_PER_INCH
    _, pieces = connected(contrast > faintest)
    long = [piece for piece in pieces[1:] if max(piece.width, piece.height) >= STROKE_PT * dot]
    holes = punched(long, contrast.shape, dot)
    for piece in long:
        if not (is_shadow(piece, contrast.shape, dot) or is_fold(piece, dot) or piece in holes):
            yield piece


def is_shadow(piece: Component, shape: tuple[int, ...], dot: float) -> bool:
    """Whether a piece lies wholly along an edge. `dot` is pixels a point."""
    rows, columns = shape[:2]
    edge = EDGE_PT * dot
    return (
        piece.right <= edge
        or piece.bottom <= edge
        or piece.x >= columns - edge
        or piece.y >= rows - edge
    )


def is_fold(piece: Component, dot: float) -> bool:
    """Whether a piece is a long thin line along a side: a fold, or a streak of the scanner's."""
    thin, long = sorted((piece.width, piece.height))
    return thin <= THIN_PT * dot and long >= LONG_PT * dot


def punched(
    pieces: Sequence[Component], shape: tuple[int, ...], dot: float
) -> frozenset[Component]:
    """Punch holes: round, near an edge, and at least two in a line along it."""
    rows, columns = shape[:2]
    found = [piece for piece in pieces if is_round(piece, dot)]
    zone, align = HOLE_ZONE_PT * dot, HOLES_ALIGN_PT * dot
    holes: set[Component] = set()
    for along, across, size in (("y", "x", columns), ("x", "y", rows)):
        near = [p for p in found if min(middle(p, across), size - middle(p, across)) <= zone]
        for piece in near:
            in_line = [
                other
                for other in near
                if abs(middle(other, across) - middle(piece, across)) <= align
                and abs(middle(other, along) - middle(piece, along)) > 2 * HOLE_PT[1] * dot
            ]
            if in_line:
                holes.add(piece)
    return frozenset(holes)


def is_round(piece: Component, dot: float) -> bool:
    """Whether a piece is as large as a hole and as wide as high."""
    small, large = sorted((piece.width, piece.height))
    return small >= HOLE_PT[0] * dot and large <= HOLE_PT[1] * dot and large <= 1.35 * small


def middle(piece: Component, axis: str) -> float:
    """The middle of a piece along x or y."""
    return piece.x + piece.width / 2 if axis == "x" else piece.y + piece.height / 2


def shows_through(page: PagePicture, front: PagePicture) -> bool:
    """Whether all that is on a page is the print of its other side, weak and mirrored.

    The other side is laid on the page, mirrored, and its share taken away: what is then still
    darker than paper is writing.
    """
    back, other = soft(page), soft(front)
    far = FAR_PT * THROUGH_DPI / POINTS_PER_INCH
    apart = np.abs(np.subtract(back.shape, other.shape)).max()
    if np.percentile(back, 99) > MOST_THROUGH * PAPER or apart > far:
        return False  # printed on, or no side of the same sheet
    rows, columns = np.minimum(back.shape, other.shape)
    back, other = back[:rows, :columns], other[:rows, :columns]
    for mirrored in (other[:, ::-1], other[::-1]):  # turned over along the long side or the short
        laid = lay(np.ascontiguousarray(mirrored), back)
        share = float((laid * back).sum() / max(float((laid * laid).sum()), 1.0))
        if LEAST_THROUGH < share < MOST_THROUGH:
            rest = np.asarray(back - share * laid, np.float32)
            if not any(strokes(rest, THROUGH_DPI, LEFT_OVER)):
                return True
    return False


def soft(page: PagePicture) -> Contrast:
    """A page's contrast at THROUGH_DPI, as soft as paper makes what shines through it."""
    small = at_dpi(page.picture, page.dpi, THROUGH_DPI)
    contrast = np.maximum(darker(small, THROUGH_DPI), 0)
    return np.asarray(cv2.GaussianBlur(contrast, (0, 0), 1.2), np.float32)


def lay(other: Contrast, onto: Contrast) -> Contrast:
    """One contrast turned a little and shifted so that it lies on another as well as it can: the
    sides of a sheet may have been fed one after the other."""
    tried = [moved(other, onto, angle) for angle in ANGLES]
    _, best = max(tried, key=lambda one: one[0])
    try:
        _, fine = cv2.findTransformECC(
            onto, other, best, cv2.MOTION_EUCLIDEAN, STEPS, inputMask=np.empty(0), gaussFiltSize=5
        )
    except cv2.error:  # the two have nothing in common
        fine = best
    rows, columns = onto.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(other, fine, (columns, rows), flags=flags), np.float32)


def moved(other: Contrast, onto: Contrast, angle: float) -> tuple[float, NDArray[np.float32]]:
    """How well one contrast comes to lie on another when turned by `angle` degrees and shifted, and
    what takes the pixels of `onto` to those of `other`."""
    rows, columns = onto.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), angle, 1.0)
    turned = cv2.warpAffine(other, turn, (columns, rows))
    far = round(FAR_PT * THROUGH_DPI / POINTS_PER_INCH)
    framed = cv2.copyMakeBorder(turned, far, far, far, far, cv2.BORDER_CONSTANT, value=[0.0])
    likeness = cv2.matchTemplate(framed, onto, cv2.TM_CCORR)
    _, score, _, (x, y) = cv2.minMaxLoc(likeness)
    turn[:, 2] += (far - x, far - y)
    return score, np.asarray(cv2.invertAffineTransform(turn), np.float32)
