"""Writing that meets the blank's print, or the end of its box: part of it may be gone.

Typed on the line, "Systemförvaltning" was read as "Svstemförvaltning" by both readers, for the
subtraction of the rule took the tail of the y; and "Storgatan 112" over the right rule lost its 2.
"""

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageDraw, ImageFont

from extractors.ink import ink_in, meets_print, whiten
from samples.pages import blank_page
from samples.reference import FONTS
from tests.drawing import blank, lying_straight, scanned

FORM, DPI = "ssbtek-2022", 300
DOT = DPI / 72


@pytest.mark.parametrize(
    ("text", "from_left", "above", "cut"),
    [
        ("Systemförvaltning", 6, 8.0, False),  # as forms are filled in by machine
        ("Systemförvaltning", 6, 1.0, True),  # on the line
        ("Systemförvaltning", 6, 2.5, True),
        ("Överförvaltning", 6, 21.0, True),  # under the label
        ("Storgatan 112", -52, 8.0, True),  # over the rule at the right
        ("Storgatan 112", -66, 8.0, True),  # up to it
    ],
)
def test_writing_that_may_be_cut_is_known(
    text: str, from_left: float, above: float, cut: bool
) -> None:
    page = blank_page(FORM, 1, DPI).copy()
    empty = blank(FORM, 1)
    field = next(one for one in empty.fields if one.key == "agreement_contact.title")
    start = (field.box.x0 if from_left > 0 else field.box.x1) + from_left
    font = ImageFont.truetype(str(FONTS / "Arimo-Regular.ttf"), round(10 * DOT))
    at = (start * DOT, (field.box.bottom - above) * DOT)
    ImageDraw.Draw(page).text(at, text, fill=30, font=font, anchor="ls")
    picture = scanned(np.asarray(page))
    lying = lying_straight(empty, picture.dpi)
    ink = ink_in(replace(picture, picture=whiten(picture)), lying, field)
    assert not ink.is_empty
    assert meets_print(ink, empty, field.box) is cut
