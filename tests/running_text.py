"""Pages of running text as an engine would read them: words with boxes, set like a letter."""

from domain.page import Box, Word
from extractors.language.passage import Passage, passage
from extractors.page_text import PageText

LINE = 0.02  # heights of a page
LETTER = 0.01  # widths of a page
MARGIN = 0.1


def read_as(text: str) -> PageText:
    """The words of a text, each where it would stand; one line of the text is one of the page."""
    return PageText(
        words=tuple(
            word for row, line in enumerate(text.splitlines()) for word in words_of(line, row)
        )
    )


def words_of(line: str, row: int) -> list[Word]:
    """The words of line `row`."""
    words = []
    at = 0
    for text in line.split(" "):
        left, top = MARGIN + at * LETTER, 0.05 + row * LINE
        if text:
            box = Box(left, top, left + len(text) * LETTER, top + LINE * 0.7)
            words.append(Word(text=text, box=box, confidence=0.9))
        at += len(text) + 1
    return words


def passage_of(text: str) -> Passage:
    """The text as one passage."""
    return passage(read_as(text).words)
