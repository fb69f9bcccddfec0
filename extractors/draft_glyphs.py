"""Boxes to tick that are letters of a symbol font, by pdfium: it knows how large their ink is."""

from ctypes import c_int, create_string_buffer

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from domain.form import PointBox

BALLOT_BOXES = "\u2610\u25a1\u25a2\u25fb\u274f\u2751\u2b1c"
PRIVATE = range(0xE000, 0xF900)  # where symbol fonts have their signs
UNNAMED = "\u25a0"  # what pdfium calls a sign of such a font that it has no name for
SYMBOL_FONTS = ("wingding", "webding", "dingbat")  # or where plain letters stand for theirs
SIDE = (7.0, 22.0)  # points; dots and arrows of lists are smaller


def boxes_of_letters(data: bytes) -> list[list[PointBox]]:
    """The square signs of every page, in points from the top left; none on a turned page."""
    with pdfium.PdfDocument(data) as document:
        return [squares_on(document[index]) for index in range(len(document))]


def squares_on(page: pdfium.PdfPage) -> list[PointBox]:
    """The square signs of one page."""
    if page.get_rotation():
        return []
    left, _, _, top = page.get_cropbox()
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        sign = pdfium_c.FPDFText_GetUnicode(text, index)
        if is_picture(chr(sign), font_of(text, index)):
            x0, y0, x1, y1 = text.get_charbox(index)
            box = PointBox(x0 - left, top - y1, x1 - left, top - y0)
            if is_square(box):
                found.append(box)
    return found


def is_picture(sign: str, font: str) -> bool:
    """Whether a sign is a picture: an empty box, or what only its font knows."""
    nameless = ord(sign) < 0x100 or sign == UNNAMED
    own = nameless and any(name in font.casefold() for name in SYMBOL_FONTS)
    return own or sign in BALLOT_BOXES or ord(sign) in PRIVATE


def font_of(text: pdfium.PdfTextPage, index: int) -> str:
    """The name of the font of a sign."""
    name = create_string_buffer(200)
    pdfium_c.FPDFText_GetFontInfo(text, index, name, len(name), c_int())
    return name.value.decode("utf-8", "replace")


def is_square(box: PointBox) -> bool:
    """Whether a box is one to tick by its size."""
    wide, high = box.x1 - box.x0, box.bottom - box.top
    return all(SIDE[0] <= side <= SIDE[1] for side in (wide, high)) and 0.75 <= wide / high <= 1.33
