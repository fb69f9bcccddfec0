"""Separator sheets: made for a mailroom to lay between agreements, and recognised by their codes;
and the codes on letters of ours, which say which case they are about.

The sheet bears the same QR code twice, far apart: a fold, a punch hole or a streak may spoil one.
"""

import math
from collections.abc import Iterator, Sequence
from io import BytesIO

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from domain.page import Rotation
from domain.reference_code import case_of_qr
from extractors.pdf import PagePicture

CODE = "ANSLUT SKILJEBLAD 1"  # what the QR code says; the number is that of this kind of sheet
QR = zxingcpp.barcode_formats_from_str("QRCode")
Code = zxingcpp.Barcode
WIDTH, HEIGHT = 595, 842  # points, A4
SIDE = 150  # points of a code
LEAST, MOST = 0.19, 0.32  # of the sheet's width that a code takes, which is 0.25
TOP_CODES = (120, 560)  # of the page's top edge to each code's
# Size and baseline (points from the top) of each line, and what it says.
LINES = (
    (34, 78, "SKILJEBLAD"),
    (15, 320, "Lägg ett skiljeblad mellan avtal som skannas tillsammans."),
    (15, 345, "Efter varje skiljeblad börjar ett nytt avtal."),
    (15, 385, "Bilagor läggs efter sitt avtal, före nästa skiljeblad."),
    (15, 410, "Skriv inte på bladet. Det kan användas hur många gånger som helst."),
    (15, 450, "Bladet får ligga åt vilket håll som helst, bara koderna skannas."),
    (9, 760, f"Anslut, intag av anslutningsavtal till SSBTEK. Koderna lyder: {CODE}"),
)


def separator_sheets(count: int) -> bytes:
    """A PDF of `count` separator sheets, A4, all alike."""
    writer = PdfWriter()
    for _ in range(count):
        page = writer.add_blank_page(WIDTH, HEIGHT)
        page[NameObject("/Resources")] = _resources()
        content = DecodedStreamObject()
        content.set_data("\n".join([*_codes(), *_lines()]).encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(content)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _resources() -> DictionaryObject:
    """Helvetica, which every PDF program has, with Swedish letters."""
    names = {
        "/Type": "/Font",
        "/Subtype": "/Type1",
        "/BaseFont": "/Helvetica",
        "/Encoding": "/WinAnsiEncoding",
    }
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    fonts = DictionaryObject({NameObject("/F"): font})
    return DictionaryObject({NameObject("/Font"): fonts})


def _codes() -> Iterator[str]:
    """Both codes as filled squares."""
    made = zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    dark = np.asarray(made.to_image(scale=1, add_quiet_zones=False)) == 0
    dot = SIDE / len(dark)
    for top in TOP_CODES:
        for row, column in zip(*np.nonzero(dark), strict=True):
            x = (WIDTH - SIDE) / 2 + column * dot
            y = HEIGHT - top - (row + 1) * dot
            yield f"{x:.3f} {y:.3f} {dot:.3f} {dot:.3f} re f"


def _lines() -> Iterator[str]:
    for size, baseline, text in LINES:
        said = text.replace("(", r"\(").replace(")", r"\)")
        yield f"BT /F {size} Tf 60 {HEIGHT - baseline} Td ({said}) Tj ET"


def codes_on(page: PagePicture) -> Sequence[Code]:
    """The QR codes on a page. Reading them costs a few hundredths of a second."""
    return zxingcpp.read_barcodes(page.picture, formats=QR)


def reference_in(codes: Sequence[Code]) -> str | None:
    """The case that a page's codes name, of a letter of ours; None when they name none, or several:
    nobody can tell which is meant."""
    named = {case for code in codes if (case := case_of_qr(code.text))}
    return named.pop() if len(named) == 1 else None


def separator_turn(page: PagePicture, codes: Sequence[Code]) -> Rotation | None:
    """The clockwise turn that brings a separator sheet upright; None when it is none. A code that
    is much smaller or larger than the sheet's is on some other paper."""
    for code in codes:
        if code.text == CODE and LEAST < _share(code.position, page) < MOST:
            return _turn(code.position)
    return None


def _share(corners: zxingcpp.Position, page: PagePicture) -> float:
    """How much of the page's shorter side the code's upper edge takes."""
    across = corners.top_right.x - corners.top_left.x
    down = corners.top_right.y - corners.top_left.y
    shorter: int = min(page.picture.shape)
    return math.hypot(across, down) / shorter


def _turn(corners: zxingcpp.Position) -> Rotation:
    """From the code's upper edge: to the right on an upright page (y grows downwards)."""
    along: NDArray[np.float64] = np.array(
        [corners.top_right.x - corners.top_left.x, corners.top_right.y - corners.top_left.y]
    )
    quarters = round(-math.degrees(math.atan2(along[1], along[0])) / 90) % 4
    rotations: tuple[Rotation, ...] = (0, 90, 180, 270)
    return rotations[quarters]
