"""Lays a recognised page on its blank to a fraction of a point, and measures how well it lies.

The perspective from the corners is good to a point or two. Printed blocks of the blank are then
found again in the page, each within a few pixels; they give a finer perspective, and what is left
over at each block gives the local shift that a stretched feed or a curled sheet leaves.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.blanks import FINE_DPI, LAY_DPI, BlankPage, Block, Points
from extractors.identify import Homography, Match
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture

FAR, NEAR = 14, 6  # pixels at LAY_DPI (7 and 3 points) in which a block is looked for
ROUNDS = ((12, FAR), (5, NEAR))  # every so many blocks are looked for, how far away
LIKENESS = 0.55  # normalised cross-correlation from which a block counts as found
FEWEST = 12  # blocks found, or no perspective can be trusted
PROOF = 0.4  # share of the blank's blocks found, or the page is another one
MAX_RESIDUAL_PT = 1.0  # a page that misses its blank by more cannot be read box by box
NEIGHBOURS = 6  # blocks that give the local shift
PAPER = 255
RAGGED = 1.5  # so many old pixels on a new one, edges become ragged unless they are averaged


@dataclass(frozen=True)
class Registration:
    """A page on its blank.

    `to_pixels` takes points of the blank to pixels of the page's picture. `anchors` are the blocks
    found, in points of the blank, and `shifts` what the perspective misses there, in points.
    `residual` is the median length of the shifts; `found` the share of blocks found.
    """

    blank: BlankPage
    to_pixels: Homography
    anchors: Points
    shifts: Points
    residual: float
    found: float

    def shift_at(self, x: float, y: float) -> tuple[float, float]:
        """The local shift at a place of the blank, in points: the median of the nearest blocks'."""
        distance = np.hypot(self.anchors[:, 0] - x, self.anchors[:, 1] - y)
        nearest = np.argsort(distance)[:NEIGHBOURS]
        dx, dy = np.median(self.shifts[nearest], axis=0)
        return float(dx), float(dy)


def register(page: PagePicture, match: Match) -> Registration | None:
    """Lay a page on the blank it was recognised as; None when it does not come to lie on it."""
    lying = lay(page, match)
    if lying is None or lying.found < PROOF or lying.residual > MAX_RESIDUAL_PT:
        return None
    return lying


def lay(page: PagePicture, match: Match) -> Registration | None:
    """Lay a page as well as it goes; None when too few blocks are found to try."""
    scale = page.dpi / POINTS_PER_INCH
    to_pixels = np.diag([scale, scale, 1.0]) @ match.perspective
    picture, smaller = averaged(page.picture, to_pixels)
    for how in ROUNDS:  # the second starts from a place good enough to find every block

        def around(block: Block, reach: int, back: Homography = smaller @ to_pixels) -> Picture:
            return window_of(picture, back, block, reach)

        anchors, moved, found = find_blocks_in(around, match.blank, how)
        if len(anchors) < FEWEST:
            return None
        fine, _ = cv2.findHomography(anchors, moved, cv2.USAC_MAGSAC, 1.0)
        if fine is None:
            return None
        to_pixels = to_pixels @ fine
    predicted = cv2.perspectiveTransform(anchors[None], np.asarray(fine))[0]
    shifts = (moved - predicted).astype(np.float32)
    return Registration(
        blank=match.blank,
        to_pixels=to_pixels,
        anchors=anchors,
        shifts=shifts,
        residual=float(np.median(np.hypot(shifts[:, 0], shifts[:, 1]))),
        found=found,
    )


def averaged(picture: Picture, to_pixels: Homography) -> tuple[Picture, Homography]:
    """The picture at LAY_DPI when it is much finer, and what takes its pixels there: averaging
    first avoids ragged edges."""
    shrink = pixels_on_one(to_pixels @ np.diag([POINTS_PER_INCH / LAY_DPI] * 2 + [1.0]))
    if shrink <= RAGGED:
        return picture, np.eye(3)
    rows, columns = (round(side / shrink) for side in picture.shape)
    small = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)
    x, y = columns / picture.shape[1], rows / picture.shape[0]
    # pixels have their places in their middles
    onto = np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1.0]])
    return np.asarray(small, np.uint8), onto


def window_of(picture: Picture, to_pixels: Homography, block: Block, reach: int) -> Picture:
    """A piece of the page as it would look lying on its blank, at LAY_DPI: where a block belongs
    and `reach` pixels around it."""
    x0, y0, side = window(block, reach)
    scale = POINTS_PER_INCH / LAY_DPI
    rim = 1  # lost in smoothing
    onto = np.array([[scale, 0, (x0 - rim) * scale], [0, scale, (y0 - rim) * scale], [0, 0, 1.0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (side + 2 * rim, side + 2 * rim)
    piece = cv2.warpPerspective(picture, to_pixels @ onto, size, flags=flags, borderValue=PAPER)
    return np.asarray(cv2.GaussianBlur(piece, (3, 3), 0)[rim:-rim, rim:-rim], np.uint8)


def window(block: Block, reach: int) -> tuple[int, int, int]:
    """Where a block is looked for, in pixels at LAY_DPI: left, top and the length of a side."""
    side = block.picture.shape[0]
    left, top = (round(at * LAY_DPI / POINTS_PER_INCH) - side // 2 for at in (block.x, block.y))
    return left - reach, top - reach, side + 2 * reach


def find_again(
    flat: Picture, blank: BlankPage, how: tuple[int, int]
) -> tuple[Points, Points, float]:
    """As find_blocks_in, for a whole page that lies about on its blank, at LAY_DPI."""
    flat = cv2.GaussianBlur(flat, (3, 3), 0).astype(np.uint8)

    def around(block: Block, reach: int) -> Picture:
        x0, y0, side = window(block, reach)
        framed = flat[max(0, y0) : max(0, y0 + side), max(0, x0) : max(0, x0 + side)]
        if framed.shape == (side, side):
            return framed
        below, beyond = y0 + side - flat.shape[0], x0 + side - flat.shape[1]
        rims = (max(0, -y0), max(0, below)), (max(0, -x0), max(0, beyond))
        return np.pad(framed, rims, constant_values=PAPER)

    return find_blocks_in(around, blank, how)


def find_blocks_in(
    around: Callable[[Block, int], Picture], blank: BlankPage, how: tuple[int, int]
) -> tuple[Points, Points, float]:
    """Blocks of the blank found in a page that lies about on it: where they belong and where they
    are, both in points of the blank, and the share found. `around` gives the page at LAY_DPI where
    a block belongs and so many pixels around it. `how`: every so many blocks are looked for, so
    many pixels away."""
    step, reach = how
    wanted = blank.blocks[::step]
    places = [(block, look_for(around(block, reach), block, reach)) for block in wanted]
    hits = [(block, place) for block, place in places if place is not None]
    if not hits:
        return np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32), 0.0
    anchors = np.array([(block.x, block.y) for block, _ in hits], np.float32)
    moved = np.array([place for _, place in hits], np.float32)
    return anchors, moved, len(hits) / len(wanted)


def onto_blank(picture: Picture, to_pixels: Homography, blank: BlankPage, dpi: float) -> Picture:
    """The page as it would look lying on its blank, at `dpi`; white where there is no page."""
    to_points = np.diag([POINTS_PER_INCH / dpi, POINTS_PER_INCH / dpi, 1.0])
    size = (
        round(blank.width_pt * dpi / POINTS_PER_INCH),
        round(blank.height_pt * dpi / POINTS_PER_INCH),
    )
    return warp(picture, to_pixels @ to_points, size)


def warp(picture: Picture, back: Homography, size: tuple[int, int]) -> Picture:
    """Draw `picture` anew at `size` (columns, rows); `back` takes new pixels to old ones."""
    shrink = pixels_on_one(back)
    if shrink > RAGGED:
        picture = np.asarray(cv2.blur(picture, (round(shrink), round(shrink))), np.uint8)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpPerspective(picture, back, size, flags=flags, borderValue=PAPER), np.uint8
    )


def pixels_on_one(back: Homography) -> float:
    """How many old pixels, along a side, fall on a new one."""
    return float(np.sqrt(abs(np.linalg.det(back[:2, :2]))))


def look_for(around: Picture, block: Block, reach: int) -> tuple[float, float] | None:
    """Where a block is, in points; None when nothing like it is around where it belongs."""
    likeness = cv2.matchTemplate(around, block.picture, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(likeness)
    if best < LIKENESS:
        return None
    dx, dy = peak(np.asarray(likeness, np.float32), x, y)
    x0, y0, _ = window(block, reach)
    half, scale = block.picture.shape[0] // 2, LAY_DPI / POINTS_PER_INCH
    return (x0 + dx + half) / scale, (y0 + dy + half) / scale


def peak(likeness: NDArray[np.float32], x: int, y: int) -> tuple[float, float]:
    """The top of the surface around its highest pixel, by a parabola in each direction."""

    def offset(before: float, at: float, after: float) -> float:
        bend = before - 2 * at + after
        return 0.0 if abs(bend) < 1e-9 else max(-0.5, min(0.5, 0.5 * (before - after) / bend))

    rows, columns = likeness.shape
    dx = offset(*likeness[y, x - 1 : x + 2]) if 0 < x < columns - 1 else 0.0
    dy = offset(*likeness[y - 1 : y + 2, x]) if 0 < y < rows - 1 else 0.0
    return x + dx, y + dy


def cut(page: PagePicture, lying: Registration, box: tuple[float, float, float, float]) -> Picture:
    """A piece of the page at FINE_DPI: `box` is (x0, top, x1, bottom) in points of the blank."""
    x0, top, x1, bottom = box
    dx, dy = lying.shift_at((x0 + x1) / 2, (top + bottom) / 2)
    scale = POINTS_PER_INCH / FINE_DPI
    onto = np.array([[scale, 0, x0 + dx], [0, scale, top + dy], [0, 0, 1.0]])
    size = (round((x1 - x0) / scale), round((bottom - top) / scale))
    return warp(page.picture, lying.to_pixels @ onto, size)
