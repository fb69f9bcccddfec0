"""A page that lies on no blank is known by what it prints of itself: its number, and n (m)."""

from functools import cache

import cv2
import numpy as np
import pytest

from domain.page import PageIdentity
from extractors.blanks import FINE_DPI
from extractors.ocr import Line, OcrEngine, ScriptedEngine, TesseractEngine
from extractors.pdf import Picture
from extractors.reader import LIKELY, look
from tests.drawing import PAGES, Feed, blank, blanks, scanned, write

TO_PIXELS = FINE_DPI / 72


@cache
def engine() -> TesseractEngine:
    return TesseractEngine()


def wavy(sheet: Picture, height_pt: float = 3.0) -> Picture:
    """A sheet that lay in waves: boxes cannot be found on it."""
    rows, columns = sheet.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    across = height_pt * TO_PIXELS * np.sin(2 * np.pi * y / (0.2 * rows))
    down = height_pt * TO_PIXELS * np.sin(2 * np.pi * x / (0.2 * columns))
    moved = cv2.remap(
        sheet,
        (x + across).astype(np.float32),
        (y + down).astype(np.float32),
        cv2.INTER_LINEAR,
        borderValue=[255],
    )
    return np.asarray(moved, np.uint8)


def known(sheet: Picture, reads: OcrEngine | None = None, turn: int = 0) -> PageIdentity:
    """What a wavy sheet is taken for; it must not have been laid."""
    seen = look(scanned(wavy(sheet), Feed(turn=turn)), blanks(), engine=reads or engine())
    assert seen.residual is None
    assert seen.fields == ()
    return seen.identity


@pytest.mark.parametrize(("form", "number"), PAGES)
def test_a_page_in_waves_is_known_by_its_number(form: str, number: int) -> None:
    turn = 90 * (number - 1)
    found = known(blank(form, number).picture, turn=turn)
    assert (found.form, found.form_page) == (form, number)
    assert found.confidence >= 0.7
    assert found.rotation == -turn % 360


def remains(form: str, number: int) -> Picture:
    """A page of which most is covered; the number in its margin and n (m) are left."""
    sheet = blank(form, number).picture.copy()
    margin, top, bottom = (round(points * TO_PIXELS) for points in (45, 60, 660))
    sheet[top:bottom, margin:] = 255
    sheet[bottom:, round(300 * TO_PIXELS) :] = 255
    return sheet


def test_few_corners_and_the_number_are_enough() -> None:
    sheet = remains("ssbtek-2014", 2)
    silent = known(sheet, ScriptedEngine([Line(text="", confidence=0.0)]))
    assert silent.role == "unknown", f"more than {LIKELY} corners: the test shows nothing"
    found = known(sheet)
    assert (found.role, found.form, found.form_page) == ("agreement", "ssbtek-2014", 2)


def test_the_number_of_another_form_proves_nothing() -> None:
    """Corners of the one version, and the other's number in the margin."""
    sheet = blank("ssbtek-2022", 2).picture.copy()
    other = blank("ssbtek-2014", 2).picture
    margin = (
        slice(round(500 * TO_PIXELS), round(750 * TO_PIXELS)),
        slice(0, round(40 * TO_PIXELS)),
    )
    sheet[margin] = other[margin]
    assert known(sheet).confidence == 0.5


def test_a_number_that_is_more_like_another_forms_proves_nothing() -> None:
    """FK 8501-E 2014-05 and FK 8503-E 2014-05, the reminder's, differ by one digit."""
    sheet = blank("ssbtek-2014", 1).picture
    for said, confidence in (("FK 8503-E 2014-05", 0.5), ("FK 85O1-E 2014-05", 0.7)):
        reads = ScriptedEngine([Line(text=f"{said} Exempelblankett", confidence=0.9)])
        assert known(sheet, reads).confidence == confidence


def test_the_page_number_of_another_page_makes_it_less_sure() -> None:
    sheet = blank("ssbtek-2022", 2).picture.copy()
    box = blank("ssbtek-2022", 2).page_box
    assert box is not None
    x0, top, x1, bottom = (round(side * TO_PIXELS) for side in box)
    sheet[top - 4 : bottom + 4, x0 - 4 : x1 + 4] = 255
    found = known(write(sheet, (box.x0, box.bottom - 2), "3 (3)", look=(9.0, 0)))
    assert (found.form, found.form_page, found.confidence) == ("ssbtek-2022", 2, 0.7)
