"""How ink was put on paper: marks, print or handwriting."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.reading import WritingMode
from extractors.ink import Ink
from extractors.shape import columns, sharp_pieces

MARK = 0.04  # share of a checkbox's square that a mark covers at least; an x of thin pen has 0.08


def is_marked(ink: Ink) -> tuple[bool, float]:
    """Whether a checkbox bears a mark, and how far from the border of the decision it is (0.5 to
    1: at the border to clear)."""
    share = ink.area / ink.mask.size
    return share >= MARK, min(1.0, 0.5 + abs(share - MARK) / MARK / 2)


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
