"""Takes the streaks of a scanner out of a page: dirt on its glass draws lines as long as the sheet.

What a streak covered cannot be known: a thin "1" may be gone under it. So whatever was written
close to one is unsure (`comes_near`), however well it reads without it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np

from domain.form import PointBox
from extractors.blanks import FINE_DPI
from extractors.identify import Homography
from extractors.ink import Ink
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture

DARK = 215  # darker than this, on white paper at 255, may be part of a streak
LENGTH = 0.96  # of the page's side: no line of a form, and none by hand, goes from edge to edge
WIDEST_PT = 2.5  # a wider one is a shadow or a fold
RIM = 0.02  # of the page: nearer to an edge it is the sheet's own
AROUND = 1  # pixels on each side that a streak greys
NEAR_PT = 8.0  # how far from a streak a letter that it covered would have stood from the next

UNSURE = 0.5  # what is near a streak is no surer than this


class Streak(NamedTuple):
    """A streak: its first pixel and that after its last, across the page. `upright` when it runs
    down the picture as received, else it runs across."""

    begin: int
    end: int
    upright: bool


def without_streaks(page: PagePicture) -> tuple[PagePicture, tuple[Streak, ...]]:
    """The page with what stands beside each streak drawn over it, and the streaks. `page` must be
    whitened; only paper that was scanned has any."""
    if page.source != "scan":
        return page, ()
    found = [
        *streaks_of(page.picture, page.dpi, True),
        *streaks_of(page.picture.T, page.dpi, False),
    ]
    if not found:
        return page, ()
    picture = page.picture.copy()
    for one in found:
        draw_over(picture if one.upright else picture.T, one)
    return replace(page, picture=picture), tuple(found)


def streaks_of(picture: Picture, dpi: float, upright: bool) -> list[Streak]:
    """The streaks that run down a picture."""
    columns = picture.shape[1]
    dark = cv2.erode(np.ascontiguousarray(picture), np.ones((1, 3), np.uint8)) < DARK
    is_long = dark.mean(axis=0) >= LENGTH
    steps = np.flatnonzero(np.diff(np.concatenate([[False], is_long, [False]]).astype(np.int8)))
    widest = WIDEST_PT * dpi / POINTS_PER_INCH + 2  # eroded, a dark line is two pixels wider
    return [
        Streak(int(begin) - AROUND, int(end) + AROUND, upright)
        for begin, end in steps.reshape(-1, 2)
        if end - begin <= widest and RIM * columns < begin and end < (1 - RIM) * columns
    ]


def draw_over(picture: Picture, streak: Streak) -> None:
    """Draws, row by row, what stands on both sides of a streak that runs down the picture."""
    left = picture[:, streak.begin - 1].astype(np.float32)[:, None]
    right = picture[:, streak.end].astype(np.float32)[:, None]
    share = np.linspace(0, 1, streak.end - streak.begin + 2, dtype=np.float32)[None, 1:-1]
    picture[:, streak.begin : streak.end] = np.rint(left * (1 - share) + right * share)


def comes_near(ink: Ink, box: PointBox, streaks: Sequence[Streak], to_pixels: Homography) -> bool:
    """Whether what was written in a box stands close to a streak. `to_pixels` takes points of the
    blank to the page; `ink` is cut out at FINE_DPI."""
    scale, pad = FINE_DPI / POINTS_PER_INCH, round(NEAR_PT * FINE_DPI / POINTS_PER_INCH)
    for streak in streaks:
        x0, top, x1, bottom = (round(edge * scale) for edge in band(streak, box, to_pixels))
        rows = slice(max(0, top - pad), max(0, bottom + pad))
        columns = slice(max(0, x0 - pad), max(0, x1 + pad))
        if ink.mask[rows, columns].any():
            return True
    return False


def band(streak: Streak, box: PointBox, to_pixels: Homography) -> PointBox:
    """Where a streak goes by a box: in points from the box's corner at the top left."""
    corners = np.array(
        [[(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)]],
        np.float32,
    )
    placed = cv2.perspectiveTransform(corners, to_pixels)[0]
    along = placed[:, 1 if streak.upright else 0]
    ends = [(at, far) for at in (streak.begin, streak.end) for far in (along.min(), along.max())]
    points = np.array([[end if streak.upright else end[::-1] for end in ends]], np.float32)
    back = cv2.perspectiveTransform(points, np.linalg.inv(to_pixels))[0] - [box.x0, box.top]
    (x0, top), (x1, bottom) = back.min(axis=0), back.max(axis=0)
    return PointBox(float(x0), float(top), float(x1), float(bottom))
