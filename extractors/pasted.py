"""Whether a signature was pasted: as a picture of its own in a PDF, or into the picture of a scan.

A scanner gives paper a shade and a grain. A picture that was pasted in brings paper of its own with
it: a rectangle of one even shade around the ink, which ends at straight edges. Where the scanner
itself made all paper evenly white, nothing can be told, and nothing is said.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.form import FormField, PointBox
from domain.page import Box
from extractors.blanks import FINE_DPI
from extractors.ink import Mask, open_paper
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture
from extractors.registration import Registration, cut

AROUND_PT = 60.0  # beyond the box, for the paper to compare with
WINDOW = 15  # pixels of 300 dpi over which shade and grain are measured
DARKER = 30  # than the paper is ink, with its blurred rim
EVEN = 0.4  # grey levels: the grain of paper that no scanner saw
SHADE = 2.5  # grey levels by which the shade around differs, or
GRAIN = 1.2  # the grain around
LEVEL = 1.5  # grey levels within which shade is the same
ROUGH = 2.4  # and about ink
STRAIGHT = 0.88  # share of its rectangle that pasted paper fills
PEN = np.ones((5, 5), np.uint8)  # paper was thinned by as much
LEAST = 50  # pixels of 300 dpi: smaller islands are no signature's
MOST_INK = 0.8  # share of the box's ink that lies on the island


def is_pasted(page: PagePicture, lying: Registration, field: FormField, box: Box) -> bool:
    """Whether the ink in a field's box was pasted. `page` must not be whitened; `box` is where the
    field lies on it, in fractions."""
    if page.source != "scan":
        return any(overlaps(box, picture) for picture in page.pasted)
    x0, top, x1, bottom = field.box
    room = PointBox(
        max(0, x0 - AROUND_PT),
        max(0, top - AROUND_PT),
        min(lying.blank.width_pt, x1 + AROUND_PT),
        min(lying.blank.height_pt, bottom + AROUND_PT),
    )
    seen = cut(page, lying, room)
    within = open_paper(lying.blank, room, seen.shape).copy()
    dots = FINE_DPI / POINTS_PER_INCH
    left, above = round((x0 - room.x0) * dots), round((top - room.top) * dots)
    right, below = round((x1 - room.x0) * dots), round((bottom - room.top) * dots)
    within[:above], within[below:], within[:, :left], within[:, right:] = (False,) * 4
    return holds_island(seen, within)


def overlaps(one: Box, other: Box) -> bool:
    """Whether two boxes share a place."""
    across = one.x0 < other.x1 and other.x0 < one.x1
    return across and one.top < other.bottom and other.top < one.bottom


def holds_island(seen: Picture, within: Mask) -> bool:
    """Whether the ink `within` a part of a picture lies on an even rectangle in uneven paper."""
    shade, grain, paper = measure(seen)
    # opened: rims of the blank's print are thin
    thick = cv2.morphologyEx((~paper & within).astype(np.uint8), cv2.MORPH_OPEN, PEN)
    dark = np.asarray(thick > 0)
    near = spread(dark, WINDOW)
    if not (near & paper).any():
        return False
    own = float(np.median(shade[near & paper]))
    off = np.abs(shade - own)
    even = (off < LEVEL) & (grain < EVEN)
    # compressed, a picture is uneven about its ink
    about = spread(dark, 4 * WINDOW) & (off < ROUGH)
    island = largest(even | near | about, dark)
    if island is None:
        return False
    rim, beyond = spread(island, 3 * WINDOW), spread(island, 9 * WINDOW)
    around = beyond & ~rim & paper
    if not around.any():
        return False
    other = abs(float(np.median(shade[around])) - own) > SHADE
    return bool(other or float(np.median(grain[around])) > GRAIN)


def spread(mask: Mask, by: int) -> Mask:
    """The mask grown in a square of `by` pixels."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((by, by), np.uint8)) > 0)


def largest(even: Mask, dark: Mask) -> Mask | None:
    """The rectangle of even paper that the ink lies on, if it ends within the picture."""
    square = np.ones((WINDOW, WINDOW), np.uint8)
    joined = cv2.morphologyEx(even.astype(np.uint8), cv2.MORPH_OPEN, square)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    if count < 2:
        return None
    most = 1 + int(np.argmax([(labels[dark] == index).sum() for index in range(1, count)]))
    x, y, wide, high, area = (int(number) for number in stats[most])
    rows, columns = even.shape
    ends_inside = x > 1 and y > 1 and x + wide < columns - 1 and y + high < rows - 1
    island = np.asarray(labels == most)
    inked = (island & dark).sum() >= MOST_INK * dark.sum()
    if not (ends_inside and inked and min(wide, high) >= LEAST):
        return None
    _, (across, down), _ = cv2.minAreaRect(cv2.findNonZero(island.astype(np.uint8)))
    return island if area > STRAIGHT * across * down else None


def measure(seen: Picture) -> tuple[NDArray[np.float32], NDArray[np.float32], Mask]:
    """The shade of the paper and its grain (standard deviation) around each pixel, in grey levels,
    and where there is paper."""
    light = float(np.percentile(seen, 60))
    paper = cv2.erode((seen > light - DARKER).astype(np.uint8), np.ones((5, 5), np.uint8))
    weight = np.maximum(cv2.blur(paper.astype(np.float32), (WINDOW, WINDOW)), 1e-3)
    grey = seen.astype(np.float32) * paper
    mean = cv2.blur(grey, (WINDOW, WINDOW)) / weight
    square = cv2.blur(grey * seen, (WINDOW, WINDOW)) / weight
    grain = np.sqrt(np.maximum(square - mean**2, 0))
    return np.asarray(mean, np.float32), np.asarray(grain, np.float32), paper > 0
