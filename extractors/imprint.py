"""The printed number of a form and the "n (m)" of a page: what a page that does not lie says of
itself.

Each is cut out where the corners say that it must stand, a little more than it needs, and read as
one line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from rapidfuzz.fuzz import partial_ratio

from domain.form import PointBox
from extractors.blanks import FINE_DPI
from extractors.identify import Match
from extractors.ink import whiten
from extractors.ocr import OcrEngine
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture
from extractors.registration import warp

MOST = 3  # candidates that are asked: each costs two lines
AROUND_PT = 10.0  # points cut out around a line, since the page does not lie
ALIKE = 85.0  # of 100: a number that is so much like the form's is the form's, misread
APART = 5.0  # and so much more like it than like another form's
_PAGE = re.compile(r"(\d{1,2}) ?[(\[{] ?(\d{1,2})")


@dataclass(frozen=True)
class Confirmed:
    """A candidate of which the paper itself says that it is right. `both`: number and page."""

    match: Match
    both: bool


def confirmed(
    page: PagePicture, matches: Sequence[Match], numbers: frozenset[str], engine: OcrEngine
) -> Confirmed | None:
    """The candidate that the page's own print names, or None. `numbers` are those of all forms.
    Raises EngineError."""
    white = replace(page, picture=whiten(page))
    found = [
        Confirmed(match, page_is(white, match, engine))
        for match in matches[:MOST]
        if number_is(white, match, numbers, engine)
    ]
    return next((one for one in found if one.both), found[0] if found else None)


def number_is(page: PagePicture, match: Match, numbers: frozenset[str], engine: OcrEngine) -> bool:
    """Whether the form's number stands where it should, and no other form's."""
    wanted = match.blank.form.form_number
    for picture in pictures(page, match, match.blank.number_box):
        (line,) = engine.read_lines([picture], "words")
        alike = {number: partial_ratio(packed(number), packed(line.text)) for number in numbers}
        others = max((ratio for number, ratio in alike.items() if number != wanted), default=0.0)
        if alike[wanted] >= ALIKE and alike[wanted] >= others + APART:
            return True
    return False


def page_is(page: PagePicture, match: Match, engine: OcrEngine) -> bool:
    """Whether "n (m)" stands where it should and is that of the candidate."""
    for picture in pictures(page, match, match.blank.page_box):
        (line,) = engine.read_lines([picture], "signs")
        said = _PAGE.search(line.text)
        if said and (int(said[1]), int(said[2])) == (match.blank.number, match.blank.form.pages):
            return True
    return False


def packed(text: str) -> str:
    """Letters and digits alone."""
    return "".join(filter(str.isalnum, text.upper()))


def pictures(page: PagePicture, match: Match, box: PointBox | None) -> Iterator[Picture]:
    """A place of the page with some paper around it, as a line to read; one that stands upright in
    the margin is turned, either way."""
    if box is None:
        return
    cut = cut_out(page, match, box)
    if box.x1 - box.x0 >= box.bottom - box.top:
        yield cut
        return
    for turn in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE):
        yield np.asarray(cv2.rotate(cut, turn), np.uint8)


def cut_out(page: PagePicture, match: Match, box: PointBox) -> Picture:
    """A box of the blank cut out of the page by the perspective of its corners, at FINE_DPI."""
    to_pixels = page.dpi / POINTS_PER_INCH
    to_points = POINTS_PER_INCH / FINE_DPI
    left, top = box.x0 - AROUND_PT, box.top - AROUND_PT
    onto = np.array([[to_points, 0, left], [0, to_points, top], [0, 0, 1.0]])
    back = np.diag([to_pixels, to_pixels, 1.0]) @ match.perspective @ onto
    size = (
        round((box.x1 - box.x0 + 2 * AROUND_PT) / to_points),
        round((box.bottom - box.top + 2 * AROUND_PT) / to_points),
    )
    return warp(page.picture, back, size)
