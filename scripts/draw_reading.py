"""Draws how a delivery was read, page by page, from the very steps that read it.

    python -m scripts.draw_reading DELIVERY FOLDER

For page n of the file: page-n-received.png as it came, page-n-laid.png on its blank with what the
perspective misses as arrows, page-n-read.png with the blank's print taken away and what was read.
A page that lies on no blank has the first only.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from adapters.forms import load_forms
from cli.pictures import font
from domain.form import FormField, PointBox
from domain.reading import FieldReading, PageReading
from extractors.blanks import BlankPage, prepare
from extractors.identify import Match, identify
from extractors.lines import SecondReader, read_all
from extractors.ocr import TesseractEngine
from extractors.pdf import POINTS_PER_INCH, Limits, PagePicture, PdfFile
from extractors.reader import SeenField, SeenPage, conclude, subtract, written
from extractors.registration import Registration, onto_blank, register
from extractors.second import PaddleEngine

ROOT = Path(__file__).resolve().parent.parent
DPI = 108  # of the drawings: an A4 page is as wide as a page of text on the screen
RECEIVED_DPI = 60
SCALE = DPI / POINTS_PER_INCH
COLOURS = 96  # of a drawing's palette
LONGER = 40  # times: how much longer than true the arrows are drawn
CAPTION = 46  # pixels above a drawing

WHITE, BLACK, GREY = (255, 255, 255), (20, 20, 20), (110, 110, 110)
INK, LIT, FRAME = (16, 42, 110), (255, 250, 214), (226, 178, 40)
ARROW, ANCHOR = (208, 74, 20), (20, 110, 170)
SURE, UNSURE = (18, 112, 52), (176, 60, 10)


def draw(
    page: PagePicture, blanks: Sequence[BlankPage], engine: TesseractEngine
) -> list[tuple[str, Image.Image]]:
    """The drawings of one page with their names."""
    drawings = [("received", received(page))]
    found = lie(page, blanks)
    if found is None:
        return drawings
    match, lying = found
    seen = subtract(page, match, lying)
    reading = conclude(seen, read_all(engine, written([seen]), SecondReader(PaddleEngine())))
    return [
        *drawings,
        ("laid", laid(page, lying)),
        ("read", read(page, lying, seen, reading)),
    ]


def lie(page: PagePicture, blanks: Sequence[BlankPage]) -> tuple[Match, Registration] | None:
    """The blank that a page lies on, and how."""
    for match in identify(page, blanks):
        lying = register(page, match)
        if lying:
            return match, lying
    return None


def received(page: PagePicture) -> Image.Image:
    """The page as it came, on a dark ground that shows how it lies."""
    scale = RECEIVED_DPI / page.dpi
    small = cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(small, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=[96])
    return Image.fromarray(np.asarray(framed, np.uint8)).convert("RGB")


def laid(page: PagePicture, lying: Registration) -> Image.Image:
    """The page on its blank: each block found again as a dot, what the perspective misses there as
    an arrow, and the boxes of form.yaml."""
    image = faded(page, lying, 0.55)
    pen = ImageDraw.Draw(image)
    for field in lying.blank.fields:
        pen.rectangle(pixels(field.box), outline=FRAME, width=2)
    for (x, y), (dx, dy) in zip(lying.anchors * SCALE, lying.shifts * SCALE, strict=True):
        arrow(pen, (float(x), float(y)), (float(x + dx * LONGER), float(y + dy * LONGER)))
    return captioned(
        image,
        f"Laid on {lying.blank.form.id}, page {lying.blank.number}",
        f"{len(lying.anchors)} of {len(lying.blank.blocks)} printed blocks found again. Arrows: "
        f"what the perspective misses there, {LONGER} times as long; median {lying.residual:.2f} "
        "point.",
    )


def arrow(pen: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A dot with a line from it to `end`."""
    x, y = start
    pen.line((start, end), fill=ARROW, width=2)
    pen.ellipse((x - 2.5, y - 2.5, x + 2.5, y + 2.5), fill=ANCHOR)


def read(
    page: PagePicture, lying: Registration, seen: SeenPage, reading: PageReading
) -> Image.Image:
    """The page with only the Party's ink in its lit boxes, and above it what was read."""
    image = faded(page, lying, 0.22)
    pen = ImageDraw.Draw(image)
    said = sayings(reading)
    for item in seen.fields:
        paint(image, item)
        label(pen, item.field, *said[item.field.key])
    return captioned(
        image,
        "The blank taken away: what is left in a box is what the Party wrote",
        "In each box: its label, what was read, and the confidence from 0 to 1.",
    )


def sayings(reading: PageReading) -> Mapping[str, tuple[str, bool]]:
    """What is written at each box, and whether it is sure."""
    said = {field.key: saying(field) for field in reading.fields}
    if reading.signature:
        kind = reading.signature.kind
        said["signature.signature"] = (kind.replace("_", " "), kind == "wet_ink")
    return said


def saying(field: FieldReading) -> tuple[str, bool]:
    """A field's value and confidence in words, and whether it is sure."""
    if field.raw == "" and field.source == "ink":
        return ("no mark" if field.value == "no" else "empty"), True
    value = {"yes": "marked"}.get(field.value or "", field.value)
    told = value or f"{field.raw or 'unread'} (no value)"
    return f"{told}  {field.confidence:.2f}", value is not None and (
        field.support is not None or field.mode == "mark"
    )


def paint(image: Image.Image, item: SeenField) -> None:
    """A lit box with the ink that was found in it."""
    x0, top, x1, bottom = pixels(item.field.box)
    size = (x1 - x0, bottom - top)
    grey = cv2.resize(item.ink.grey, size, interpolation=cv2.INTER_AREA)
    light = grey[..., None] / 255.0
    lit = np.array(LIT) * light + np.array(INK) * (1 - light)
    image.paste(Image.fromarray(lit.astype(np.uint8)), (x0, top))
    ImageDraw.Draw(image).rectangle((x0, top, x1, bottom), outline=FRAME, width=2)


def label(pen: ImageDraw.ImageDraw, field: FormField, text: str, sure: bool) -> None:
    """The box's label and what was read, where the blank's own label was taken away; above a
    checkbox, which has no room."""
    x0, top, x1, _ = pixels(field.box)
    small, bold = font("Arimo-Regular", 10), font("Arimo-Bold", 12)
    if field.type == "checkbox":
        pen.text((x1, top - 4), text, font=bold, fill=SURE, anchor="rs")
        return
    room = x1 - x0 - pen.textlength(text, font=bold) - 22
    name = field.label
    while name and pen.textlength(name, font=small) > room:
        name = name[:-1]
    pen.text((x0 + 7, top + 5), name, font=small, fill=GREY)
    width = pen.textlength(text, font=bold)
    pen.text((x1 - 7 - width, top + 4), text, font=bold, fill=SURE if sure else UNSURE)


def faded(page: PagePicture, lying: Registration, strength: float) -> Image.Image:
    """The page lying on its blank, its darkness reduced to `strength`."""
    flat = onto_blank(page.picture, lying.to_pixels, lying.blank, DPI).astype(np.float32)
    paper = float(np.percentile(flat, 60))
    pale = 255 - np.clip(paper - flat, 0, 255) * strength * 255 / paper
    return Image.fromarray(pale.astype(np.uint8)).convert("RGB")


def captioned(image: Image.Image, title: str, text: str) -> Image.Image:
    """The drawing with a heading and a line of explanation above it, and a thin frame."""
    whole = Image.new("RGB", (image.width, image.height + CAPTION), WHITE)
    whole.paste(image, (0, CAPTION))
    pen = ImageDraw.Draw(whole)
    pen.text((12, 6), title, font=font("Arimo-Bold", 16), fill=BLACK)
    pen.text((12, 27), text, font=font("Arimo-Regular", 12), fill=BLACK)
    pen.rectangle((0, 0, whole.width - 1, whole.height - 1), outline=(190, 190, 190))
    return whole


def pixels(box: PointBox) -> tuple[int, int, int, int]:
    """A box of the blank in pixels of a drawing."""
    x0, top, x1, bottom = (round(edge * SCALE) for edge in box)
    return x0, top, x1, bottom


def main() -> None:
    """Draws a delivery."""
    parser = argparse.ArgumentParser(description="Ritar hur en leverans lästes.")
    parser.add_argument("delivery", type=Path, help="en PDF")
    parser.add_argument("folder", type=Path, help="mapp för bilderna")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    blanks = prepare((one.form, one.blank) for one in load_forms(ROOT / "forms"))
    engine = TesseractEngine()
    with PdfFile(given.delivery.read_bytes(), Limits()) as pdf:
        for page in pdf.pages():
            for name, image in draw(page, blanks, engine):
                target = given.folder / f"page-{page.number}-{name}.png"
                image.quantize(COLOURS).save(target, optimize=True)


if __name__ == "__main__":
    main()
