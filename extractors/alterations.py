"""Decides what is found outside the boxes: an alteration that a person must see, or known ink.

An engine reads only where the picture disagrees with the blank: a word that differs by little, a
stamp, a note.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import cv2
import numpy as np

from domain.form import PointBox
from domain.page import Box
from domain.reading import Alteration, InkGroup, InkKind
from extractors.ocr import Line, Script
from extractors.outside import Change, Loose, Outside, stamp_lines
from extractors.pdf import PagePicture, Picture
from extractors.registration import Registration, cut

MOST_READ = 24  # places of a page that are read: a page that differs in more is for a person anyway
AROUND_PT = 1.5  # read with a word
SURE = 0.8  # engine's confidence that a word of which little differs is another
SCALES = (0.7, 1.0)  # of FINE_DPI, at which a doubtful word is read
READABLE = 0.5  # engine's confidence from which a note's text is shown
# What an authority stamps on what it receives. A stamp that says something else is looked at.
RECEIVED = ("inkom", "inkommen", "inkommet", "ankom", "ankomst", "diarienr", "dnr", "mottaget")
ALIKE = 0.75  # of a worn stamp's letters, the share that must be right


@dataclass(frozen=True)
class Place:
    """A place outside the boxes that is to be read, and where it lies on the received page."""

    what: Change | Loose
    box: Box
    pictures: tuple[Picture, ...] = ()

    @property
    def script(self) -> Script:
        """The models that it is read with: a figure is best read by those for signs."""
        is_figure = isinstance(self.what, Change) and any(map(str.isdigit, self.what.expected))
        return "signs" if is_figure else "words"


def places(
    page: PagePicture, lying: Registration, outside: Outside, on_page: Sequence[Box]
) -> tuple[Place, ...]:
    """All that was found outside the boxes, with pictures of what is to be read; `on_page` are the
    places of all that is outside. `page` must be whitened."""
    found: list[Place] = []
    for what, box in zip(outside.all, on_page, strict=True):
        pictures: tuple[Picture, ...] = ()
        if len(found) < MOST_READ:
            pictures = to_read(page, lying, what)
        found.append(Place(what, box, pictures))
    return tuple(found)


def to_read(page: PagePicture, lying: Registration, what: Change | Loose) -> tuple[Picture, ...]:
    """Pictures of the lines to be read at a place, dark on white."""
    if isinstance(what, Loose) and what.kind == "stamp":
        return stamp_lines(what.picture)
    if isinstance(what, Loose) and what.kind != "unexplained":
        return ()
    picture = cut(page, lying, grown_box(what.box))
    doubtful = isinstance(what, Change) and not what.sure
    return tuple(at_scale(picture, scale) for scale in (SCALES if doubtful else SCALES[:1]))


def at_scale(picture: Picture, scale: float) -> Picture:
    """The picture at a share of FINE_DPI with white around it."""
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(small, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=[255])
    return np.asarray(framed, np.uint8)


def grown_box(box: PointBox) -> tuple[float, float, float, float]:
    """A box with a little around it."""
    return (box.x0 - AROUND_PT, box.top - AROUND_PT, box.x1 + AROUND_PT, box.bottom + AROUND_PT)


def alteration(place: Place, lines: Sequence[Line], page: int) -> Alteration | None:
    """The alteration at a place, None when there is none; `lines` are what was read there."""
    text = " ".join(dict.fromkeys(line.text for line in lines if line.text))
    sure = bool(lines) and min(line.confidence for line in lines) >= READABLE
    if isinstance(place.what, Change):
        change = place.what
        if not change.sure and is_as_printed(change, lines):
            return None
        other = change.kind == "replaced" and letters(text) != letters(change.expected)
        return Alteration(
            kind=change.kind,
            page=page,
            box=place.box,
            expected=change.expected,
            found=text if other and sure else None,
        )
    if loose_kind(place.what, lines) != "unexplained":
        return None
    return Alteration(
        kind="unexplained_ink", page=page, box=place.box, found=text if sure else None
    )


def is_as_printed(change: Change, lines: Sequence[Line]) -> bool:
    """Whether a word that may be changed reads as it should at any size. Where little differs, an
    engine that is sure at none has read dust."""
    dust = change.little and max((line.confidence for line in lines), default=0) < SURE
    return dust or any(letters(line.text) == letters(change.expected) for line in lines)


def ink_group(place: Place, lines: Sequence[Line]) -> InkGroup | None:
    """Loose ink at a place, with what its text says of its kind."""
    if isinstance(place.what, Change):
        return None
    return InkGroup(kind=loose_kind(place.what, lines), box=place.box)


def loose_kind(loose: Loose, lines: Sequence[Line]) -> InkKind:
    """A framed stamp counts as one only if it says that something was received."""
    if loose.kind == "stamp" and not any(says_received(line.text) for line in lines):
        return "unexplained"
    return loose.kind


def says_received(text: str) -> bool:
    """Whether a line of a stamp has a word of RECEIVED, for worn letters nearly so."""
    words = re.findall(r"[a-zåäö]+", text.casefold())
    return any(
        SequenceMatcher(None, word, known).ratio() >= ALIKE for word in words for known in RECEIVED
    )


def letters(text: str) -> str:
    """Letters and digits alone: engines lose full stops."""
    return re.sub(r"\W", "", text)
