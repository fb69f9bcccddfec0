"""Writing in a box that a line goes through, and signatures that go on outside their box."""

import random

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from domain.form import PointBox
from extractors.ink import Ink, ink_in, reaching
from extractors.signature import judge_signature
from extractors.writing import is_crossed_out
from samples.strokes import sign, stroke
from samples.writing import PRINT_FONTS
from tests.drawing import blank, ink_of, line, lying_straight, scanned

TEXTS = ("Åsa Sjöberg", "Bjuv", "Socialnämnden", "08-465 00 400", "2026-11-03", "Box 896", "449 51")


def struck(text: str, font: str, seed: int) -> Ink:
    """A line of print with a stroke of a pen through its middle."""
    rng = random.Random(seed)
    printed = line(text, font)
    x0, top, x1, bottom = ink_of(printed).extent
    mask = stroke((x1 - x0) * 1.05, 5.0, 2.0, rng)
    layer = Image.new("L", mask.size, 255)
    layer.paste(60, mask=mask)
    page = Image.fromarray(printed)
    at = (x0 - 4, (top + bottom) // 2 - mask.height // 2)
    place = (*at, at[0] + mask.width, at[1] + mask.height)
    page.paste(ImageChops.darker(page.crop(place), layer), place)
    return ink_of(np.asarray(page))


@pytest.mark.parametrize("font", PRINT_FONTS)
@pytest.mark.parametrize("text", TEXTS)
def test_print_is_not_crossed_out(text: str, font: str) -> None:
    assert not is_crossed_out(ink_of(line(text, font)))


@pytest.mark.parametrize("text", ["Åsa Sjöberg", "Socialnämnden", "08-465 00 400", "2026-11-03"])
def test_a_line_through_writing_crosses_it_out(text: str) -> None:
    found = [is_crossed_out(struck(text, font, 3)) for font in PRINT_FONTS]
    assert sum(found) >= len(found) - 1


def test_a_signature_is_judged_with_what_goes_on_outside_its_box() -> None:
    page = blank("ssbtek-2014", 3)
    field = page.form.field("signature.signature")
    assert field is not None
    drawn = Image.fromarray(page.picture)
    high = field.box._replace(top=field.box.top - 30, bottom=field.box.bottom - 22)
    sign(drawn, PointBox(*high), 40, random.Random(5))
    picture = scanned(np.asarray(drawn))
    lying = lying_straight(page, picture.dpi)
    inside = ink_in(picture, lying, field)
    whole = reaching(picture, lying, field, 40.0)
    assert whole.area > 1.1 * inside.area
    assert judge_signature(whole, (), "scan")[0] == "wet_ink"


def test_ink_beside_a_signature_is_no_part_of_it() -> None:
    page = blank("ssbtek-2014", 3)
    field = page.form.field("signature.signature")
    assert field is not None
    drawn = Image.fromarray(page.picture)
    beside = PointBox(field.box.x0 + 20, field.box.top - 80, field.box.x1, field.box.top - 20)
    sign(drawn, beside, 40, random.Random(5))
    picture = scanned(np.asarray(drawn))
    assert reaching(picture, lying_straight(page, picture.dpi), field, 40.0).is_empty


@pytest.mark.parametrize("font", PRINT_FONTS[:4])
@pytest.mark.parametrize(("width", "grey"), [(2, 60), (2, 110), (5, 40)])
def test_a_thin_or_pale_line_through_a_value_is_seen(font: str, width: int, grey: int) -> None:
    """Found in review: a list vouched for a value with a thin line through it."""
    printed = line("Arbetsmarknadsnämnden", font)
    x0, top, x1, bottom = ink_of(printed).extent
    drawn, middle = Image.fromarray(printed), (top + bottom) // 2
    ends = [(x0 + 10, middle + 3), (x1 - 20, middle - 2)]
    ImageDraw.Draw(drawn).line(ends, fill=grey, width=width)
    assert is_crossed_out(ink_of(np.asarray(drawn)))
