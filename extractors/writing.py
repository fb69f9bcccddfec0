"""How ink was put on paper: marks, print, handwriting, or none."""

from collections.abc import Sequence

import cv2
import numpy as np

from domain.reading import WritingMode
from extractors.ink import Component, Ink
from extractors.pdf import PagePicture

MARK = 0.04  # share of a checkbox's square that a mark covers at least; an x of thin pen has 0.08


def is_marked(ink: Ink) -> tuple[bool, float]:
    """Whether a checkbox bears a mark, and how far from the border of the decision it is (0.5 to
    1: at the border to clear)."""
    share = ink.area / ink.mask.size
    return share >= MARK, min(1.0, 0.5 + abs(share - MARK) / MARK / 2)


def is_blank(page: PagePicture) -> bool:
    """True for paper without ink, judged by contrast and not by size: a faint page is not blank.

    Edges of a scan's shadow and punch holes are left out: a tenth of the page on each side.
    """
    rows, columns = page.picture.shape
    inner = page.picture[rows // 10 : -rows // 10, columns // 10 : -columns // 10]
    if min(inner.shape) < 16:
        return False
    smooth = cv2.GaussianBlur(inner, (5, 5), 0).astype(np.int16)
    around = cv2.blur(smooth, (51, 51)).astype(np.int16)
    return bool(((around - smooth) > 12).mean() < 0.0002)


def writing_mode(ink: Ink) -> WritingMode:
    """Print or hand, from how evenly the pieces of a line stand."""
    if ink.is_empty:
        return "none"
    return "print" if unevenness(ink.components) < UNEVEN else "hand"


UNEVEN = 0.06


def unevenness(pieces: Sequence[Component]) -> float:
    """How far the feet of the letters miss a straight line: the median distance over letters'
    height. Print has its feet on one line."""
    tall = tall_ones(pieces)
    if len(tall) < 3:
        return 0.0
    x = np.array([piece.x + piece.width / 2 for piece in tall])
    feet = np.array([piece.bottom for piece in tall], float)
    height = float(np.median([piece.height for piece in tall]))
    slope, foot = robust_line(x, feet)
    return float(np.median(np.abs(feet - (slope * x + foot)))) / height


def tall_ones(pieces: Sequence[Component]) -> list[Component]:
    """Letters, without dots, commas and rings."""
    highest = max((piece.height for piece in pieces), default=0)
    return [piece for piece in pieces if piece.height > 0.4 * highest]


def robust_line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope and foot of a line by Theil-Sen: the median of all pairs' slopes."""
    i, j = np.triu_indices(len(x), 1)
    apart = np.abs(x[j] - x[i]) > 1
    slopes = (y[j] - y[i])[apart] / (x[j] - x[i])[apart]
    slope = float(np.median(slopes)) if len(slopes) else 0.0
    return slope, float(np.median(y - slope * x))
