"""Paper is blank that nobody wrote on, whatever the scanner, the punch and the other side did."""

import random
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from domain.form import PointBox
from extractors.paper import is_blank
from extractors.pdf import Picture
from samples.strokes import sign
from samples.writing import Hand, write_hand
from tests.drawing import Feed, blank, page_of, scanned, white

Sheet = Callable[[Picture], Picture]


def paper() -> Picture:
    return white(595.2, 841.9)


def pencil(grey: int, at: tuple[int, int] = (200, 400), text: str = "Se bilaga 2") -> Sheet:
    """A few words in pencil; `at` is where, in points."""

    def write(sheet: Picture) -> Picture:
        page = Image.fromarray(sheet)
        hand = Hand("PatrickHand-Regular", 6.0, grey, 0.2, 0.1, 0.6, 0.0)
        box = PointBox(at[0], at[1], at[0] + 200, at[1] + 40)
        write_hand(page, box, text, hand, random.Random(1))
        return np.asarray(page).copy()

    return write


def dusty(sheet: Picture) -> Picture:
    rng = np.random.default_rng(4)
    for x, y in rng.integers(60, 2400, (80, 2)):
        sheet[y : y + rng.integers(2, 8), x : x + rng.integers(2, 8)] = 0
    return sheet


def shaded(sheet: Picture) -> Picture:
    light = np.linspace(0.75, 1.0, sheet.shape[1])[None, :]
    return np.asarray(sheet * light, np.uint8)


def edged(sheet: Picture) -> Picture:
    """A shadow of 3 mm along one side, a black one along another, and a torn edge."""
    dark = 120 * np.exp(-np.arange(sheet.shape[1]) / 12)[None, :]
    shadow: Picture = np.clip(sheet - dark, 0, 255).astype(np.uint8)
    shadow[-20:] = 0
    shadow[900:1060, -40:] = 60
    return shadow


def punched(sheet: Picture) -> Picture:
    for y in (1300, 1550, 1950, 2200):
        cv2.circle(sheet, (120, y), 32, (40,), -1)
    return sheet


def folded(sheet: Picture) -> Picture:
    cv2.line(sheet, (0, 1700), (sheet.shape[1], 1712), (205,), 4)
    return sheet


def circled(sheet: Picture) -> Picture:
    """Something round, near no edge and with no other in line."""
    cv2.circle(sheet, (1200, 1500), 40, (90,), 4)
    return sheet


def as_it_is(sheet: Picture) -> Picture:
    return sheet


def grey(sheet: Picture) -> Picture:
    return np.asarray(sheet * 0.7, np.uint8)


def dusty_punched_and_noted(sheet: Picture) -> Picture:
    return pencil(200, (40, 30), "ok / AS")(edged(punched(dusty(sheet))))


PAPERS: dict[str, tuple[Sheet, bool]] = {
    "white": (as_it_is, True),
    "grey": (grey, True),
    "shaded": (shaded, True),
    "dusty": (dusty, True),
    "punched": (punched, True),
    "with a shadow along its edges": (edged, True),
    "folded": (folded, True),
    "written in ink": (pencil(40), False),
    "written in pencil": (pencil(190), False),
    "written in faint pencil": (pencil(225), False),
    "with a note at its very top": (pencil(200, (300, 24)), False),
    "with a note between its punch holes": (dusty_punched_and_noted, False),
    "with a circle": (circled, False),
}


@pytest.mark.parametrize("feed", [Feed(noise=3.0), Feed(turn=90, noise=2.0, dpi=300)])
@pytest.mark.parametrize(("sheet", "is_so"), PAPERS.values(), ids=PAPERS)
def test_paper_is_blank_that_nobody_wrote_on(sheet: Sheet, is_so: bool, feed: Feed) -> None:
    assert is_blank(scanned(sheet(paper()), feed)) is is_so


def test_a_scrap_is_not_called_blank() -> None:
    assert not is_blank(page_of(np.full((15, 15), 255, np.uint8)))


# The other side


def front(number: int) -> Picture:
    """A page of a form with a signature on it."""
    page = Image.fromarray(blank("ssbtek-2022", number).picture)
    sign(page, PointBox(60, 530, 300, 600), 20, random.Random(2))
    return np.asarray(page)


def shining(other: Picture, share: float, sheet: Picture) -> Picture:
    """A sheet through which a share of the print of its other side is seen, a little beside it."""
    mirrored = np.roll(np.ascontiguousarray(other[:, ::-1]), (-9, 14), (0, 1))
    soft = cv2.GaussianBlur(255 - mirrored, (0, 0), 5)
    rows, columns = min(other.shape[0], sheet.shape[0]), min(other.shape[1], sheet.shape[1])
    seen = sheet[:rows, :columns] - share * soft[:rows, :columns].astype(np.float32)
    return np.clip(seen, 0, 255).astype(np.uint8)


SKEWED = Feed(angle=0.5)
AS_SKEWED = replace(SKEWED, angle=-0.5)  # seen from the other side


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("share", [0.1, 0.2])
def test_what_shows_through_is_no_ink_when_the_other_side_is_known(
    number: int, share: float
) -> None:
    other = front(number)
    back = scanned(shining(other, share, paper()), SKEWED)
    assert not is_blank(back)
    assert is_blank(back, scanned(other, AS_SKEWED))
    assert not is_blank(back, scanned(front(3), AS_SKEWED))
    assert not is_blank(back, scanned(paper(), AS_SKEWED))


@pytest.mark.parametrize("grey", [180, 210, 230])
@pytest.mark.parametrize("at", [(200, 300), (330, 60)])
def test_pencil_over_what_shows_through_is_seen(grey: int, at: tuple[int, int]) -> None:
    other = front(2)
    back = scanned(shining(other, 0.12, pencil(grey, at)(paper())), SKEWED)
    assert not is_blank(back, scanned(other, AS_SKEWED))


def test_a_page_is_not_blank_because_the_same_ink_is_on_the_other_side() -> None:
    """What shows through is weak: a mirrored print at full strength is a page."""
    other = front(1)
    assert not is_blank(scanned(np.ascontiguousarray(other[:, ::-1])), scanned(other))
