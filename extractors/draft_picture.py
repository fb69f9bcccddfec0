"""Draws a draft on its blank, for a person to check: every box with its key, type and label.

pdfium draws both the blank and what is laid over it, so no fonts are needed but its own.
"""

from collections.abc import Iterable, Iterator
from ctypes import c_ushort
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from domain.form import PLACEHOLDER, FormField, FormMap
from extractors.pdf import MAX_SIDE_PT, POINTS_PER_INCH

DPI = 130.0
TEXT, SMALL_TEXT = 6.0, 4.5  # points
ROW = 7.0
SMALL = 40.0  # a box narrower than this has its key under it
KNOWN = (20, 110, 60)  # red, green, blue
UNKNOWN = (190, 40, 30)
LABEL = (40, 80, 200)

Colour = tuple[int, int, int]
Colours = NDArray[np.uint8]  # rows x columns x 3, blue green red


class Line(NamedTuple):
    """A line of text with its foot on the left at (x, y), in points from the top left."""

    text: str
    x: float
    y: float
    size: float = TEXT


def pictures(blank: bytes, form: FormMap) -> Iterator[bytes]:
    """A PNG for each page of the blank: known keys in green, placeholders in red, and labels that
    stand outside their box in blue."""
    with pdfium.PdfDocument(blank) as document:
        for index in range(len(document)):
            page = document[index]
            width, height = page.get_size()
            under = drawn(page)
            fields = [field for field in form.fields if field.page == index + 1]
            over = overlay(fields, width, height)
            rows, columns = under.shape[:2]
            _, png = cv2.imencode(".png", np.minimum(under, over[:rows, :columns]))
            yield png.tobytes()


def overlay(fields: Iterable[FormField], width: float, height: float) -> Colours:
    """The boxes of one page on white."""
    with pdfium.PdfDocument.new() as document:
        page = document.new_page(width, height)
        for field in fields:
            colour = UNKNOWN if field.key.startswith(PLACEHOLDER) else KNOWN
            outline(page, (field.box.x0, field.box.top, field.box.x1, field.box.bottom), colour)
            if field.label_box:
                outline(page, field.label_box, LABEL)
            for line in lines_for(field):
                write(document, page, line, colour)
        page.gen_content()
        return drawn(page)


def drawn(page: pdfium.PdfPage) -> Colours:
    """A page in colour at DPI (a giant one coarser), without what is filled in."""
    dpi = DPI * min(1.0, MAX_SIDE_PT / max(page.get_size()))
    bitmap = page.render(
        scale=dpi / POINTS_PER_INCH,
        may_draw_forms=False,
        force_bitmap_format=pdfium_c.FPDFBitmap_BGR,
    )
    return np.asarray(bitmap.to_numpy(), np.uint8).copy()


def outline(page: pdfium.PdfPage, box: Iterable[float], colour: Colour) -> None:
    """Draw the sides of a box; points from the top left."""
    x0, top, x1, bottom = box
    height = page.get_height()
    item = pdfium_c.FPDFPageObj_CreateNewRect(x0, height - bottom, x1 - x0, bottom - top)
    pdfium_c.FPDFPageObj_SetStrokeColor(item, *colour, 255)
    pdfium_c.FPDFPageObj_SetStrokeWidth(item, 0.9)
    pdfium_c.FPDFPath_SetDrawMode(item, pdfium_c.FPDF_FILLMODE_NONE, True)
    pdfium_c.FPDFPage_InsertObject(page, item)


def lines_for(field: FormField) -> Iterator[Line]:
    """Key, type and label at the foot of a box; no label where it is low, under a small one a key
    cut short."""
    x0, top, x1, bottom = field.box
    name = f"{field.key}: {field.type}"
    if x1 - x0 < SMALL:
        short = field.key.rpartition("_")[2] if field.key.startswith(PLACEHOLDER) else field.key
        yield Line(short, x0, bottom + SMALL_TEXT, SMALL_TEXT)
    elif bottom - top < 2 * ROW + 2:
        yield Line(name, x0 + 2, bottom - 3)
    else:
        fits = int((x1 - x0) / (0.5 * TEXT))
        yield Line(field.label[:fits], x0 + 2, bottom - 2)
        yield Line(name[:fits], x0 + 2, bottom - 2 - ROW)


def write(document: pdfium.PdfDocument, page: pdfium.PdfPage, line: Line, colour: Colour) -> None:
    """Write one line of text."""
    item = pdfium_c.FPDFPageObj_NewTextObj(document, b"Helvetica", line.size)
    signs = (line.text + "\0").encode("utf-16-le")
    pdfium_c.FPDFText_SetText(item, (c_ushort * (len(signs) // 2)).from_buffer_copy(signs))
    pdfium_c.FPDFPageObj_SetFillColor(item, *colour, 255)
    pdfium_c.FPDFPageObj_Transform(item, 1, 0, 0, 1, line.x, page.get_height() - line.y)
    pdfium_c.FPDFPage_InsertObject(page, item)
