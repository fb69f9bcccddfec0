"""Pages and places on them."""

from typing import Literal, NamedTuple

from domain.value import Value

Role = Literal[
    "agreement",
    "attachment",
    "case_officer_reminder",
    "cover_letter",
    "minutes_extract",
    "verification_page",
    "separator",
    "blank",
    "unknown",
]
Rotation = Literal[0, 90, 180, 270]
# How well a page shows what is written on it, as far as its file tells: in grey, in black and white
# alone, of few dots an inch, drawn flat from a photo or a bent sheet, or drawn by a program.
Quality = Literal["grey", "bilevel", "coarse", "photo", "digital"]


class Box(NamedTuple):
    """A place on a page in fractions of its width and height, origin at the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


class Word(Value):
    """A word as read or drawn. `confidence` is between 0 and 1; 1 for a word of a text layer."""

    text: str
    box: Box
    confidence: float


class PageKey(NamedTuple):
    """A received page, whichever case it is in: page `page` (from 1) of file `original` (from 0) of
    a delivery."""

    delivery: str
    original: int
    page: int


class Place(Value):
    """Where page `number` of a case, counted over all its files from 1, is kept."""

    number: int
    delivery: str
    original: int
    page: int

    @property
    def key(self) -> PageKey:
        """The page, whatever its number in a case."""
        return PageKey(self.delivery, self.original, self.page)


class PageIdentity(Value):
    """Which known page a received page is.

    `original` counts the files of the delivery from 0, `number` the pages of the file from 1.
    `rotation` is the clockwise turn, in degrees, that brings the received page upright.
    `confidence` is between 0 and 1; a page that is no page of a known form has `form` None.
    """

    original: int
    number: int
    role: Role
    form: str | None = None
    form_page: int | None = None
    rotation: Rotation = 0
    confidence: float
