"""The layout of each form version, as literals: where every box, heading and sentence stands.

All measures are PDF points, origin at the top left of an A4 page (595 x 842).
"""

from dataclasses import dataclass
from datetime import date

from domain.page import Role

PAGE_WIDTH, PAGE_HEIGHT = 595.276, 841.89


@dataclass(frozen=True)
class Cell:
    """One ruled box in a row. Without a key it is no field, only a box."""

    key: str | None
    label: str
    width: int
    required: bool = False


@dataclass(frozen=True)
class Row:
    """Boxes side by side, from `left` to the right."""

    page: int
    left: int
    top: int
    height: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Checkbox:
    """A square to mark, with its statement to the right of it."""

    key: str
    label: str
    page: int
    left: int
    top: int
    side: int
    statement: str
    required: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph, wrapped to `width`; `band` puts it on a grey band of that width."""

    page: int
    left: float
    top: float
    width: float
    size: float
    text: str
    bold: bool = False
    band: bool = False


@dataclass(frozen=True)
class Line:
    """A ruled line between two points of a page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.5


@dataclass(frozen=True)
class Section:
    """Numbered sentences under a heading."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """Where some of the sections stand: a column of a page."""

    page: int
    left: float
    top: float
    width: float
    size: float
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Layout:
    """One form version, or another known document."""

    id: str
    title: str
    form_number: str
    valid_from: date
    accepted_until: date | None
    accepted_note: str
    pages: int
    rows: tuple[Row, ...]
    checkboxes: tuple[Checkbox, ...]
    texts: tuple[Text, ...]
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    page_number_right: float = 548.0
    label_size: float = 7.0
    role: Role = "agreement"

    @property
    def clauses(self) -> tuple[str, ...]:
        """The sentences in the order of their numbers."""
        return tuple(
            sentence
            for column in self.columns
            for section in column.sections
            for sentence in section.sentences
        )
