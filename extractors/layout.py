"""Words of a page put in lines and runs, whatever order they were read in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from domain.page import Box, Word

WIDE = 1.1  # a gap wider than this many heights of the text parts a line into runs
NEAR, FAR = 1.0, 12.0  # heights between words whose places tell how the lines slope
RULES = frozenset("|_.…·-–—=[]{}~'`\"")  # read from rules, frames and rows of dots


@dataclass(frozen=True)
class Placed:
    """A word with its place in points on the page turned upright and made level."""

    word: Word
    x0: float
    x1: float
    middle: float
    height: float


@dataclass(frozen=True)
class Run:
    """Words of a line that stand together: a cell, a label, a sentence. Never empty."""

    words: tuple[Placed, ...]

    @property
    def text(self) -> str:
        return " ".join(item.word.text for item in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def middle(self) -> float:
        return median(item.middle for item in self.words)

    @property
    def height(self) -> float:
        return max(item.height for item in self.words)

    @property
    def box(self) -> Box:
        """The place on the page as it is, in fractions."""
        boxes = [item.word.box for item in self.words]
        return Box(
            round(min(box.x0 for box in boxes), 4),
            round(min(box.top for box in boxes), 4),
            round(max(box.x1 for box in boxes), 4),
            round(max(box.bottom for box in boxes), 4),
        )


Line = tuple[Run, ...]  # from left to right


def lines_of(words: Sequence[Word], width_pt: float, height_pt: float) -> list[Line]:
    """The lines of a page of this size (turned upright) from the top, each in runs."""
    placed = [place(word, width_pt, height_pt) for word in words]
    level = straight(placed)
    if not level:
        return []
    usual = median(item.height for item in level)
    lines: list[list[Placed]] = []
    for item in sorted(level, key=lambda item: item.middle):
        if lines and item.middle - median(one.middle for one in lines[-1]) < usual * 0.55:
            lines[-1].append(item)
        else:
            lines.append([item])
    return [line for line in (tuple(runs(line)) for line in lines) if line]


def place(word: Word, width_pt: float, height_pt: float) -> Placed:
    """A word's box in points. Its middle is that of its letters, whose feet and tops differ: over a
    line the differences even out."""
    x0, top, x1, bottom = word.box
    return Placed(
        word,
        x0 * width_pt,
        x1 * width_pt,
        (top + bottom) / 2 * height_pt,
        (bottom - top) * height_pt,
    )


def straight(placed: Sequence[Placed]) -> list[Placed]:
    """The words as if the page lay level: without the slope of most pairs of neighbours."""
    slopes = [
        (right.middle - left.middle) / (right.x0 - left.x0)
        for left, right in pairwise(placed)
        if NEAR * left.height < right.x0 - left.x0 < FAR * left.height
        and abs(right.middle - left.middle) < left.height / 2
    ]
    slope = median(slopes) if slopes else 0.0
    return [
        Placed(item.word, item.x0, item.x1, item.middle - slope * item.x0, item.height)
        for item in placed
    ]


def runs(line: Sequence[Placed]) -> Iterator[Run]:
    """The runs of a line: parted by wide gaps, rules and rows of dots."""
    together: list[Placed] = []
    for item in sorted(line, key=lambda item: item.x0):
        rule = not set(item.word.text) - RULES
        apart = together and item.x0 - together[-1].x1 > WIDE * max(
            item.height, together[-1].height
        )
        if together and (rule or apart):
            yield Run(tuple(together))
            together = []
        if not rule:
            together.append(item)
    if together:
        yield Run(tuple(together))
