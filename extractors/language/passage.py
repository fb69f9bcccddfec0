"""A page's words as one text with lines, in which every stretch still has its place on the page.

A line that ends well before the right margin ends what it says: a heading, a paragraph, a row of an
address. After it stands an empty line, unless the next line goes on with a small letter.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from domain.attachment import Quote
from domain.page import Box, Word

SHORT = 0.8  # of the width between the margins; a line that ends before this ends what it says
_FOLD = {"å": "a", "ä": "a", "ö": "o", "é": "e", "ü": "u"}


@dataclass(frozen=True)
class Passage:
    """Text with a line break where a line ends; `starts` is where each word begins in it."""

    text: str
    words: tuple[Word, ...]
    starts: tuple[int, ...]

    @property
    def flat(self) -> str:
        """The text on one line; every place in it is the same as in `text`."""
        return self.text.replace("\n", " ")

    @property
    def folded(self) -> str:
        """The text on one line, in lower case, without rings and dots, which engines lose; every
        place in it is the same as in `text`."""
        return "".join(_FOLD.get(letter, letter) for letter in map(_lower, self.flat))

    def words_in(self, start: int, end: int) -> range:
        """The numbers of the words that a stretch of the text touches."""
        first = max(0, bisect_right(self.starts, start) - 1)
        return range(first, bisect_left(self.starts, end))

    def box(self, start: int, end: int) -> Box:
        """The smallest box around a stretch of the text."""
        return around([self.words[number].box for number in self.words_in(start, end)])

    def quote(self, start: int, end: int) -> Quote:
        """A stretch of the text with its place, on one line and with single spaces."""
        return Quote(text=" ".join(self.text[start:end].split()), box=self.box(start, end))


def passage(words: Sequence[Word]) -> Passage:
    """The text of words in reading order."""
    text = ""
    starts: list[int] = []
    margins = around([word.box for word in words]) if words else None
    for at, word in enumerate(words):
        if at and margins:
            text += space_between(words[at - 1], word, margins)
        starts.append(len(text))
        text += word.text
    return Passage(text=text, words=tuple(words), starts=tuple(starts))


def space_between(left: Word, right: Word, margins: Box) -> str:
    """A space, a line's end, or the end of what a line says."""
    if is_beside(left.box, right.box):
        return " "
    ended = left.box.x1 < margins.x0 + SHORT * (margins.x1 - margins.x0)
    return "\n\n" if ended and not right.text[:1].islower() else "\n"


def is_beside(left: Box, right: Box) -> bool:
    """Whether the second of two words stands after the first on the same line."""
    middle = (right.top + right.bottom) / 2
    return right.x0 >= left.x0 and left.top <= middle <= left.bottom


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around others, of which there is one at least."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def _lower(letter: str) -> str:
    """In lower case, where that is one letter."""
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter
