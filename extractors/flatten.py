"""Draws a photographed or curled sheet anew as it would look lying flat on its blank.

A perspective alone cannot: paper that was folded for its envelope, or held by hand, bends. The
printed blocks of the blank tell how: what the perspective misses at each of them is fitted by a
smooth surface, too stiff to change a letter. Whether the page then lies on the blank is measured
afterwards, as for any other (registration.py).
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.blanks import LAY_DPI, BlankPage, Points
from extractors.identify import Homography, Match
from extractors.pdf import (
    MAX_DPI,
    MESH,
    MIN_DPI,
    POINTS_PER_INCH,
    Lattice,
    PagePicture,
    Picture,
)
from extractors.registration import FEWEST, PAPER, Registration, find_again, register

CURLED_PT = 0.25  # a sheet that misses its blank by more is no flat one: scans miss it by 0.22
NEAR = 0.92  # of the stated resolution: a photocopier makes a sheet smaller by less
# Every so many blocks are looked for, how many pixels away at LAY_DPI, and the degree of the
# surface that is fitted to what is found: the bend is learnt from the large to the small.
ROUNDS = ((4, 30, 2), (2, 16, 4), (1, 10, 5))
WILD = 3.0  # blocks that miss the surface by more than so many times the median are no blocks
FURTHEST_PT = 30.0  # a sheet that bends by more is not made flat
COARSEST_DPI = 90.0  # a photo of fewer dots an inch of paper shows no letters


@dataclass(frozen=True)
class Bend:
    """How far, in points, a sheet is moved at a place of its blank: a polynomial of two
    variables. `terms` are its coefficients for x and y, one row a power; `size` is the blank's
    width and height in points."""

    terms: NDArray[np.float64]
    degree: int
    size: tuple[float, float]

    def at(self, places: Points) -> Points:
        """The moves at n x 2 places, in points."""
        return (powers(places, self.size, self.degree) @ self.terms).astype(np.float32)


@dataclass(frozen=True)
class Laid:
    """A page that lies on its blank: as received, or drawn anew as it would look lying flat."""

    page: PagePicture
    match: Match
    lying: Registration


def lay_down(page: PagePicture, match: Match) -> Laid | None:
    """Lay a page on the blank it was recognised as, made flat where that lays it better; None when
    it does not come to lie on it."""
    lying = register(page, match)
    if lying and lying.residual <= CURLED_PT and fills(page, lying):
        return Laid(page, match, lying)
    flat = flatten(page, match)
    if flat:
        straight = replace(match, perspective=np.eye(3))
        better = register(flat, straight)
        if better and (lying is None or better.residual < lying.residual):
            return Laid(flat, straight, better)
    return Laid(page, match, lying) if lying else None


def fills(page: PagePicture, lying: Registration) -> bool:
    """Whether a page is of its stated resolution: in a photo the sheet is farther off."""
    return dots_of_paper(lying.to_pixels, lying.blank) > NEAR * page.dpi


def flatten(page: PagePicture, match: Match) -> PagePicture | None:
    """Draw a page flat, in the frame of the blank it was recognised as; None when too few blocks
    tell how."""
    scale = page.dpi / POINTS_PER_INCH
    to_pixels = np.diag([scale, scale, 1.0]) @ match.perspective
    dpi = dots_of_paper(to_pixels, match.blank)
    if dpi < COARSEST_DPI:
        return None
    bend = learn(page.picture, match.blank, to_pixels)
    if bend is None:
        return None
    fine = min(max(dpi, MIN_DPI), MAX_DPI)
    rows, columns = page.picture.shape
    lattice = woven(to_pixels, bend, fine, (rows, columns))
    return replace(
        page,
        picture=draw_flat(page.picture, lattice, dpi / fine),
        dpi=fine,
        width_pt=match.blank.width_pt,
        height_pt=match.blank.height_pt,
        received=lattice,
        quality="photo",
    )


def dots_of_paper(to_pixels: Homography, blank: BlankPage) -> float:
    """Dots an inch of paper, where the sheet is farthest away."""
    x, y = np.meshgrid([0.1, 0.9], [0.1, 0.9])
    places = np.stack([x.ravel() * blank.width_pt, y.ravel() * blank.height_pt], axis=1)
    near = [cv2.perspectiveTransform(places[None] + step, to_pixels)[0] for step in STEPS]
    across, down = (np.linalg.norm(there - near[0], axis=1) for there in near[1:])
    return float(np.sqrt(across * down).min()) * POINTS_PER_INCH


STEPS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])  # points


def learn(picture: Picture, blank: BlankPage, to_pixels: Homography) -> Bend | None:
    """How a sheet is bent, from the blocks of its blank; None when too few are found."""
    size = (blank.width_pt, blank.height_pt)
    shape = (picture.shape[0], picture.shape[1])
    sparse = dots_of_paper(to_pixels, blank) / LAY_DPI
    bend = Bend(np.zeros((1, 2)), 0, size)
    for step, reach, degree in ROUNDS:
        lattice = woven(to_pixels, bend, LAY_DPI, shape)
        flat = draw_flat(picture, lattice, sparse)
        anchors, moved, _ = find_again(flat, blank, (step, reach))
        if len(anchors) < max(FEWEST, 2 * terms(degree)):
            return None
        bend = fit(anchors, moved + bend.at(moved) - anchors, degree, size)
        if float(np.abs(bend.at(anchors)).max()) > FURTHEST_PT:
            return None
    return bend


def fit(places: Points, moves: Points, degree: int, size: tuple[float, float]) -> Bend:
    """The surface nearest to most of the moves; a few wild ones do not count."""
    table = powers(places, size, degree)
    kept = np.ones(len(places), bool)
    for _ in range(4):
        found, *_ = np.linalg.lstsq(table[kept], moves[kept], rcond=None)
        missed = np.linalg.norm(table @ found - moves, axis=1)
        kept = missed <= max(0.2, WILD * float(np.median(missed)))
    return Bend(np.asarray(found, np.float64), degree, size)


def terms(degree: int) -> int:
    """How many powers of two variables there are up to a degree."""
    return (degree + 1) * (degree + 2) // 2


def powers(places: Points, size: tuple[float, float], degree: int) -> NDArray[np.float64]:
    """The powers of places on a page, one column each; the page goes from -1 to 1."""
    x, y = (2 * places[:, axis].astype(np.float64) / size[axis] - 1 for axis in (0, 1))
    return np.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], axis=1)


def draw_flat(picture: Picture, lattice: Lattice, sparse: float) -> Picture:
    """The page as it would look lying flat; white where there is no page. `sparse`: how many of
    the old pixels fall on a new one."""
    if sparse > 1.5:  # averaging first avoids ragged edges
        picture = np.asarray(cv2.blur(picture, (round(sparse), round(sparse))), np.uint8)
    columns, rows = lattice.size
    high, wide = lattice.nodes.shape[:2]
    whole = cv2.resize(lattice.nodes, (wide * MESH, high * MESH), interpolation=cv2.INTER_LINEAR)
    onto = np.ascontiguousarray(whole[:rows, :columns])
    none = np.zeros((0, 0), np.float32)
    return np.asarray(
        cv2.remap(picture, onto, none, cv2.INTER_LINEAR, borderValue=[PAPER]), np.uint8
    )


def woven(to_pixels: Homography, bend: Bend, dpi: float, shape: tuple[int, int]) -> Lattice:
    """Where a picture of `shape` holds each node of its sheet lying flat at `dpi`."""
    scale = dpi / POINTS_PER_INCH
    columns, rows = (round(side * scale) for side in bend.size)
    x, y = (np.arange(-(-side // MESH)) * MESH + (MESH - 1) / 2 for side in (columns, rows))
    across, down = np.meshgrid(x, y)
    places = (np.stack([across.ravel(), down.ravel()], axis=1) / scale).astype(np.float32)
    found = cv2.perspectiveTransform((places + bend.at(places))[None], to_pixels)
    return Lattice(found.reshape(*across.shape, 2).astype(np.float32), (columns, rows), shape)
