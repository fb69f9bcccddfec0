"""What a page of a blank is made of: its print and its ruled boxes, by pdfplumber.

All places are points from the top left of the page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException
from pypdfium2 import PdfiumError

from domain.form import PointBox
from domain.value import Value
from extractors.draft_glyphs import boxes_of_letters, is_picture

BAND = 3.0  # a filled rectangle thicker than this is a band of colour and no line
GAP = 0.7  # words with less than this times their size between them belong together
SMALLEST_CELL = 7.0
TICK = 3.0  # the shortest stroke that parts a box into columns
LEADER = re.compile(r"_{3,}|\.{5,}|…{2,}")
FINDER = {"snap_tolerance": 1.5, "join_tolerance": 3, "intersection_tolerance": 2}


# What parsers of PDF meet malformed structures with, besides errors of their own.
MALFORMED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
)


class BlankError(Exception):
    """The file's structure cannot be read; the message is for developers."""


class Phrase(Value):
    """Words that stand together on one line, in one size. `bold` by the name of the font."""

    text: str
    box: PointBox
    size: float
    bold: bool


class Sheet(Value):
    """A page of a blank.

    `phrases` from the top down; `margin` is the text that stands on its side; `cells` are the
    smallest boxes that ruled lines enclose, `columns` their parts where short strokes mark off
    columns; `rules` are level lines that bound no cell.
    """

    number: int
    width: float
    height: float
    phrases: tuple[Phrase, ...]
    margin: str
    cells: tuple[PointBox, ...]
    columns: tuple[PointBox, ...]
    rules: tuple[PointBox, ...]


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """Every page of a blank. Raises BlankError."""
    try:
        letters = boxes_of_letters(data)
        with pdfplumber.open(BytesIO(data)) as pdf:
            return tuple(
                sheet(page, squares) for page, squares in zip(pdf.pages, letters, strict=True)
            )
    except (PdfminerException, PdfiumError, *MALFORMED) as error:
        raise BlankError(f"the pages cannot be read: {type(error).__name__}") from error


def sheet(page: Page, squares: Iterable[PointBox]) -> Sheet:
    """One page as pdfplumber sees it; what lies off the shown part of the page counts from its
    corner."""
    left, top, right, bottom = (float(edge) for edge in page.cropbox)
    page = page.crop((left, top, right, bottom), strict=False) if is_cropped(page) else page
    read = page.extract_words(extra_attrs=["fontname", "size"], return_chars=True)
    words, typed = without_leaders(read)
    found = finder(page)
    cells = tuple(PointBox(*cell) for cell in found.cells if is_cell(cell, page))
    ticks = [edge for edge in found.edges if edge["orientation"] == "v"]
    columns = [part for cell in cells for part in split(cell, ticks)]
    level = [place(edge) for edge in found.edges if edge["orientation"] == "h"] + typed
    return Sheet(
        number=page.page_number,
        width=right - left,
        height=bottom - top,
        phrases=tuple(moved(phrase, left, top) for phrase in phrases_of(words)),
        margin=turned_text(page),
        cells=(*(shifted(cell, left, top) for cell in cells), *squares),
        columns=tuple(shifted(column, left, top) for column in columns),
        rules=tuple(
            shifted(rule, left, top) for rule in level if not any(bounds(rule, c) for c in cells)
        ),
    )


def without_leaders(
    words: Iterable[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[PointBox]]:
    """Words without the rows of underscores or dots in them, and those rows as lines to write on:
    "Namn:________" is a label and a line."""
    kept: list[dict[str, Any]] = []
    lines: list[PointBox] = []
    for word in words:
        signs = word["chars"]
        if not LEADER.search(word["text"]) or len(signs) != len(word["text"]):
            kept.append(word)
            continue
        start = 0
        for match in LEADER.finditer(word["text"]):
            kept += part_of(word, start, match.start())
            foot = word["bottom"] - 0.2 * word["size"]
            lines.append(
                PointBox(signs[match.start()]["x0"], foot, signs[match.end() - 1]["x1"], foot)
            )
            start = match.end()
        kept += part_of(word, start, len(signs))
    return kept, lines


def part_of(word: dict[str, Any], start: int, end: int) -> list[dict[str, Any]]:
    """Some of the signs of a word, as a word; none for none."""
    signs = word["chars"][start:end]
    if not signs:
        return []
    edges = {"x0": signs[0]["x0"], "x1": signs[-1]["x1"]}
    return [{**word, **edges, "text": word["text"][start:end], "chars": signs}]


def turned_text(page: Page) -> str:
    """What stands on its side in the margin, read from the bottom up."""
    words = page.extract_words(char_dir_rotated="btt")
    return " ".join(word["text"] for word in words if not word["upright"])


def is_cropped(page: Page) -> bool:
    """Whether less of the page is shown than it is large."""
    return tuple(page.cropbox) != tuple(page.mediabox)


def finder(page: Page) -> Any:
    """The ruled lines of a page and the boxes that they enclose, by pdfplumber's table finder."""
    return page.filter(may_be_a_line).debug_tablefinder(FINDER)


def may_be_a_line(item: dict[str, Any]) -> bool:
    """Whether something drawn may bound a box: what is stroked, or filled but thin."""
    if item["object_type"] not in ("rect", "curve"):
        return True
    return bool(item["stroke"]) or min(item["width"], item["height"]) <= BAND


def is_cell(cell: Sequence[float], page: Page) -> bool:
    """Whether a box is large enough to write in and no frame round the page."""
    x0, top, x1, bottom = cell
    wide, high = x1 - x0, bottom - top
    return min(wide, high) >= SMALLEST_CELL and wide * high < 0.9 * page.width * page.height


def split(cell: PointBox, ticks: Iterable[dict[str, Any]]) -> Iterator[PointBox]:
    """The columns of a box that short strokes from its top or bottom line mark off."""
    inside = {
        round(tick["x0"], 1)
        for tick in ticks
        if cell.x0 + SMALLEST_CELL < tick["x0"] < cell.x1 - SMALLEST_CELL
        and cell.top - 2 <= tick["top"]
        and tick["bottom"] <= cell.bottom + 2
        and tick["bottom"] - tick["top"] >= TICK
        and (abs(tick["top"] - cell.top) <= 2 or abs(tick["bottom"] - cell.bottom) <= 2)
    }
    edges = [cell.x0, *sorted(inside), cell.x1]
    for left, right in pairwise(edges) if inside else ():
        yield PointBox(left, cell.top, right, cell.bottom)


def bounds(rule: PointBox, cell: PointBox) -> bool:
    """Whether a level line is the top or bottom line of a box."""
    beside = min(rule.x1, cell.x1) - max(rule.x0, cell.x0) > 1
    return beside and min(abs(rule.top - cell.top), abs(rule.top - cell.bottom)) <= 2


def phrases_of(words: Iterable[dict[str, Any]]) -> Iterator[Phrase]:
    """Upright words joined to phrases, from the top down and from left to right. Signs of symbol
    fonts, which stand for pictures, are no words."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(filter(is_word, words), key=lambda word: word["x0"]):
        row = next((row for row in rows if follows(row[-1], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    for row in sorted(rows, key=lambda row: (round(row[0]["bottom"]), row[0]["x0"])):
        yield Phrase(
            text=" ".join(word["text"] for word in row),
            box=around(place(word) for word in row),
            size=round(max(word["size"] for word in row), 1),
            bold=is_bold(row[0]["fontname"]),
        )


def is_word(word: dict[str, Any]) -> bool:
    """Whether a word stands upright and is more than signs that are pictures."""
    pictures = all(is_picture(sign, word["fontname"]) for sign in word["text"])
    return bool(word["upright"]) and not pictures


def follows(last: dict[str, Any], word: dict[str, Any]) -> bool:
    """Whether a word goes on with the phrase that ends with `last`."""
    size: float = max(last["size"], word["size"])
    on_line = abs(last["bottom"] - word["bottom"]) <= 0.3 * size
    return bool(on_line and -1 <= word["x0"] - last["x1"] <= GAP * size)


def is_bold(font: str) -> bool:
    """Whether a font's name says that it is heavy."""
    name = font.casefold()
    return any(word in name for word in ("bold", "black", "heavy", "demi"))


def place(item: dict[str, Any]) -> PointBox:
    """Where pdfplumber has something."""
    return PointBox(item["x0"], item["top"], item["x1"], item["bottom"])


def around(boxes: Iterable[PointBox]) -> PointBox:
    """The box round several."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return PointBox(min(x0), min(top), max(x1), max(bottom))


def moved(phrase: Phrase, left: float, top: float) -> Phrase:
    """A phrase counted from another corner."""
    return phrase.model_copy(update={"box": shifted(phrase.box, left, top)})


def shifted(box: PointBox, left: float, top: float) -> PointBox:
    """A box counted from another corner."""
    return PointBox(box.x0 - left, box.top - top, box.x1 - left, box.bottom - top)
