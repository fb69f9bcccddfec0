"""A streak of the scanner's through the boxes: what it leaves legible is read, and never surely."""

import random
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.reading import PageReading
from extractors.lines import SecondReader
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits, PagePicture
from extractors.reader import Reader
from extractors.second import PaddleEngine
from extractors.streaks import UNSURE, without_streaks
from samples.pages import fill_page, random_filler
from samples.parties import Answers, listed_municipalities, make_answers
from samples.reference import form_version
from samples.scanning import Profile, random_scanner, scan, to_pdf
from tests.drawing import blanks
from validators.material import CLEAR

FORM = form_version("ssbtek-2022")
DAY = date(2026, 11, 16)
ACROSS = 0.14  # of the page: through what stands in the boxes at the left


def page(profile: Profile, turn: int, streaked: bool) -> tuple[bytes, Answers]:
    """Page 1 of a form, scanned with a dirty glass and then turned on the screen."""
    rng = random.Random(8)
    answers = make_answers(FORM, listed_municipalities()[7], DAY, rng)
    filler = random_filler("print", "none", DAY, rng)
    drawn = fill_page(FORM, 1, answers, filler, (200, rng))
    scanned = Image.open(BytesIO(scan(drawn, random_scanner(profile, rng), rng)))
    if streaked:
        x = ACROSS * scanned.width
        ImageDraw.Draw(scanned).line((x, 0, x, scanned.height), fill=0, width=2)
    kept = BytesIO()
    kind = "TIFF" if scanned.mode == "1" else "JPEG"
    scanned.rotate(turn, expand=True).save(kept, kind, dpi=(200, 200))
    return to_pdf([kept.getvalue()], datetime(2026, 11, 16, tzinfo=UTC)), answers


@cache
def read(profile: Profile, turn: int = 0, streaked: bool = True) -> tuple[PageReading, Answers]:
    data, answers = page(profile, turn, streaked)
    reading = Reader(
        blanks(), TesseractEngine(), Limits(), second=SecondReader(PaddleEngine())
    ).read("avtal.pdf", data)
    return reading.pages[0], answers


@pytest.mark.parametrize(
    ("profile", "turn"), [("grey200", 0), ("g4_200", 0), ("grey200", 90), ("grey200", 180)]
)
def test_what_a_streak_runs_through_is_read_but_never_stands_by_itself(
    profile: Profile, turn: int
) -> None:
    found, answers = read(profile, turn)
    fields = {one.key: one for one in found.fields}
    right = [key for key, one in fields.items() if one.value == answers[key].value]
    assert len(right) >= len(fields) - 3
    crossed = [key for key, one in fields.items() if 0 < one.confidence <= UNSURE]
    assert {"party.org_no", "party.board_name", "agreement_contact.name"} <= set(crossed)
    for key in fields.keys() - set(right):
        assert fields[key].confidence <= UNSURE
    assert CLEAR > UNSURE
    assert {fields[key].support for key in crossed} == {None}


def test_boxes_that_no_streak_touches_are_sure() -> None:
    (with_it, _), (without, _) = read("grey200"), read("grey200", streaked=False)
    right = [one for one in with_it.fields if one.key.startswith("technical_contact.")]
    assert all(one.confidence > UNSURE for one in (*right, *without.fields))
    assert {one.support for one in right if one.raw} == {"two_readers"}


def picture(draw: tuple[int, int, int, int] | None, width: int = 2) -> PagePicture:
    """White paper with a line."""
    sheet = Image.new("L", (1654, 2339), 255)
    if draw:
        ImageDraw.Draw(sheet).line(draw, fill=30, width=width)
    return PagePicture(1, np.asarray(sheet), 200, 595.0, 842.0, "scan", (), ())


@pytest.mark.parametrize(
    ("line", "width", "count"),
    [
        ((700, 0, 700, 2339), 2, 1),
        ((0, 900, 1654, 900), 2, 1),
        ((700, 0, 700, 1900), 2, 0),  # drawn by hand, or a rule of the form
        ((700, 0, 760, 2339), 2, 0),  # a glass draws no slant
        ((700, 0, 700, 2339), 40, 0),  # a fold or a shadow
        ((4, 0, 4, 2339), 2, 0),  # the sheet's edge
        (None, 0, 0),
    ],
)
def test_only_a_thin_line_from_edge_to_edge_is_a_streak(
    line: tuple[int, int, int, int] | None, width: int, count: int
) -> None:
    cleaned, streaks = without_streaks(picture(line, width))
    assert len(streaks) == count
    assert (cleaned.picture.min() > 200) == (count == 1 or line is None)
