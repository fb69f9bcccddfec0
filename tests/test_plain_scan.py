"""A page that is one picture is read from the picture itself; whatever changes what is shown is
drawn."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from extractors.pdf import Limits, PagePicture, PdfFile, Picture

COLUMNS, ROWS = 1654, 2339  # A4 at 200 dpi
WIDTH, HEIGHT = COLUMNS * 0.36, ROWS * 0.36
SHOWN = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im0 Do Q"
Change = Callable[[DictionaryObject, DictionaryObject], None]


def scan(colours: int = 1) -> Picture:
    """Noise, so that any blur or shift is seen."""
    return np.random.default_rng(4).integers(0, 256, (ROWS, COLUMNS, colours), np.uint8)


def pdf(content: str = SHOWN, change: Change | None = None, colours: int = 1) -> bytes:
    """A PDF of one page with one picture; `change` gets the page and the picture."""
    writer = PdfWriter()
    page = writer.add_blank_page(WIDTH, HEIGHT)
    picture = stream(scan(colours).tobytes())
    picture[NameObject("/ColorSpace")] = NameObject("/DeviceGray" if colours == 1 else "/DeviceRGB")
    image = writer._add_object(picture)
    shown = StreamObject()
    shown.set_data(content.encode())
    page[NameObject("/Contents")] = writer._add_object(shown)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): image})}
    )
    if change:
        change(page, picture)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def stream(data: bytes) -> StreamObject:
    """A picture's stream, eight bits a colour."""
    picture = StreamObject()
    picture.set_data(data)
    for key, value in (("/Type", "/XObject"), ("/Subtype", "/Image")):
        picture[NameObject(key)] = NameObject(value)
    for key, number in (("/Width", COLUMNS), ("/Height", ROWS), ("/BitsPerComponent", 8)):
        picture[NameObject(key)] = NumberObject(number)
    return picture


def opened(data: bytes) -> PagePicture:
    with PdfFile(data, Limits()) as file:
        return next(file.pages())


def drawn(data: bytes, dpi: float) -> Picture:
    """The page as pdfium draws it, in grey."""
    page = pdfium.PdfDocument(data)[0]
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    return np.asarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width), np.uint8)


def test_a_plain_scan_is_read_pixel_by_pixel() -> None:
    assert np.array_equal(opened(pdf()).picture, scan()[:, :, 0])


def test_a_plain_scan_in_colour_is_as_grey_as_drawn() -> None:
    data = pdf(colours=3)
    page = opened(data)
    brightness = scan(3) @ np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
    assert np.abs(page.picture - brightness).max() < 1
    assert abs(page.picture.mean() - drawn(data, page.dpi).mean()) < 1


def test_black_and_white_is_softened_as_drawing_would() -> None:
    """Engines read letters with hard steps worse."""

    def bilevel(_: DictionaryObject, picture: DictionaryObject) -> None:
        picture.set_data(np.where(scan() > 127, 255, 0).astype(np.uint8).tobytes())  # type: ignore[attr-defined]

    picture = opened(pdf(change=bilevel)).picture
    assert len(np.unique(picture)) > 10
    assert abs(picture.mean() - (scan() > 127).mean() * 255) < 1


def softly_masked(_: DictionaryObject, picture: DictionaryObject) -> None:
    mask = stream(bytes(COLUMNS * ROWS))  # all of it transparent
    mask[NameObject("/ColorSpace")] = NameObject("/DeviceGray")
    picture[NameObject("/SMask")] = mask


def inverted(_: DictionaryObject, picture: DictionaryObject) -> None:
    picture[NameObject("/Decode")] = ArrayObject([NumberObject(1), NumberObject(0)])


def colour_keyed(_: DictionaryObject, picture: DictionaryObject) -> None:
    picture[NameObject("/Mask")] = ArrayObject([NumberObject(0), NumberObject(200)])


def turned(page: DictionaryObject, _: DictionaryObject) -> None:
    page[NameObject("/Rotate")] = NumberObject(180)


def cropped(page: DictionaryObject, _: DictionaryObject) -> None:
    page[NameObject("/CropBox")] = ArrayObject(
        [FloatObject(number) for number in (20, 20, WIDTH - 20, HEIGHT - 20)]
    )


CHANGED = {
    "soft mask": (SHOWN, softly_masked),
    "inverted": (SHOWN, inverted),
    "colour key": (SHOWN, colour_keyed),
    "turned page": (SHOWN, turned),
    "cropped page": (SHOWN, cropped),
    "clipped": (f"q 0 0 {WIDTH} 400 re W n {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im0 Do Q", None),
    "mirrored": (f"q {-WIDTH} 0 0 {HEIGHT} {WIDTH} 0 cm /Im0 Do Q", None),
    "on its head": (f"q {WIDTH} 0 0 {-HEIGHT} 0 {HEIGHT} cm /Im0 Do Q", None),
    "shifted": (f"q {WIDTH} 0 0 {HEIGHT} 40 0 cm /Im0 Do Q", None),
    "painted over": (f"{SHOWN} 1 g 0 0 300 300 re f", None),
}


@pytest.mark.parametrize("how", CHANGED)
def test_what_changes_the_picture_is_seen(how: str) -> None:
    data = pdf(*CHANGED[how])
    page = opened(data)
    assert np.array_equal(page.picture, drawn(data, page.dpi))
