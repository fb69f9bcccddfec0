"""A form filled in: the rendered blank with what the party wrote in its boxes."""

import random
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from domain.form import FormField, FormVersion, PointBox
from extractors.separator import separator_sheets
from samples.parties import Answers
from samples.reference import FONTS, FORMS, names
from samples.strokes import mark, received_stamp, rubber_stamp, sign
from samples.writing import (
    Hand,
    Print,
    random_hand,
    random_print,
    write_hand,
    write_print,
)

Writing = Literal["print", "hand", "mixed"]
# a picture of a signature is pasted in after the scan (pasting.py)
Signed = Literal[
    "wet_ink",
    "none",
    "typed_name",
    "stamp_only",
    "pasted_image",
    "pades_valid",
    "pades_untrusted",
    "pades_broken",
    "provider_seal",
]
REMINDER = "paminnelse-handlaggare"
WRITINGS: tuple[Writing, ...] = ("print", "hand", "mixed")

# Where the agency stamps the first page: a spot of the form left free, in points.
_STAMP_AT = {"ssbtek-2014": (90, 74), "ssbtek-2022": (415, 78)}


@dataclass(frozen=True)
class Filler:
    """Whoever filled in the form: a machine, a hand, and which of them wrote what."""

    writing: Writing
    machine: Print
    hand: Hand
    signed: Signed
    stamped: date | None  # the day on the received stamp
    overshoot: float = 0.0  # points by which the signature is written too low

    def by_hand(self, key: str) -> bool:
        """Mixed: all but the signature block is printed."""
        return self.writing == "hand" or (self.writing == "mixed" and key.startswith("signature."))


def random_filler(writing: Writing, signed: Signed, received: date, rng: random.Random) -> Filler:
    """Somebody with a machine and a pen."""
    stamped = received if rng.random() < 0.4 else None
    return Filler(writing, random_print(rng), random_hand(rng), signed, stamped)


def fill_page(
    form: FormVersion,
    number: int,
    answers: Answers,
    filler: Filler,
    dpi_rng: tuple[int, random.Random],
) -> Image.Image:
    """Page `number` of the form with its answers, at that many dots an inch."""
    dpi, rng = dpi_rng
    page = blank_page(form.id, number, dpi).copy()
    if number == 1 and filler.stamped:
        x, y = _STAMP_AT[form.id]
        at = (x + rng.uniform(-6, 12), y + rng.uniform(-6, 6))
        received_stamp(page, at, filler.stamped, rng)
    for field in (field for field in form.fields if field.page == number):
        if field.type == "signature":
            _sign(page, field.box, answers, filler, rng)
        elif answers[field.key].text:
            _write(page, field, answers[field.key].text, filler, rng)
    return page


@cache
def blank_page(form: str, number: int, dpi: int) -> Image.Image:
    """A page of the blank as a grey picture."""
    with pypdfium2.PdfDocument(FORMS / form / "blank.pdf") as document:
        page: Image.Image = document[number - 1].render(scale=dpi / 72, grayscale=True).to_pil()
        return page.convert("L")


def reminder_page(dpi: int, rng: random.Random) -> Image.Image:
    """The case officers' reminder with the names of some, made up, and their signatures."""
    page = blank_page(REMINDER, 1, dpi).copy()
    for row in range(rng.randint(2, 9)):
        hand, top = random_hand(rng), 400 + 28 * row
        name = (
            f"{rng.choice(names('first_names.txt', 60))} {rng.choice(names('last_names.txt', 60))}"
        )
        write_hand(page, PointBox(58, top, 308, top + 28), name, hand, rng)
        write_hand(page, PointBox(308, top, 398, top + 28), "2026-10-05", hand, rng)
        sign(page, PointBox(398, top, 548, top + 28), hand.ink, rng)
    return page


def separator_page(dpi: int) -> Image.Image:
    """A separator sheet as it is printed."""
    with pypdfium2.PdfDocument(separator_sheets(1)) as document:
        page: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
        return page.convert("L")


def seen_through(page: Image.Image) -> Image.Image:
    """The empty back of a page: its print, mirrored, weak and soft."""
    mirrored = ImageOps.invert(ImageOps.mirror(page))
    soft = mirrored.filter(ImageFilter.GaussianBlur(page.height / 842))
    return soft.point([round(255 - 0.14 * ink) for ink in range(256)])


def prose_page(text: str, dpi: int) -> Image.Image:
    """A letter or other page that is no form: lines of text from the top."""
    page = Image.new("L", (round(8.268 * dpi), round(11.693 * dpi)), 255)
    font = ImageFont.truetype(str(FONTS / "Tinos-Regular.ttf"), round(11 * dpi / 72))
    draw = ImageDraw.Draw(page)
    for index, line in enumerate(text.splitlines()):
        draw.text((dpi, dpi * (1 + 0.21 * index)), line, fill=30, font=font)
    return page


def _write(
    page: Image.Image, field: FormField, text: str, filler: Filler, rng: random.Random
) -> None:
    if field.type == "checkbox":
        mark(page, field.box, filler.hand.ink, rng)
    elif filler.by_hand(field.key):
        write_hand(page, field.box, text, filler.hand, rng)
    else:
        write_print(page, field.box, text, filler.machine)


def _sign(
    page: Image.Image, box: PointBox, answers: Answers, filler: Filler, rng: random.Random
) -> None:
    if filler.signed == "wet_ink":
        low = box._replace(top=box.top + filler.overshoot, bottom=box.bottom + filler.overshoot)
        sign(page, low, filler.hand.ink, rng)
    elif filler.signed == "typed_name":
        name = answers["signature.name_clarification"].text
        lowered = box._replace(bottom=box.bottom - 16)
        write_print(page, lowered, name, filler.machine)
    elif filler.signed == "stamp_only":
        rubber_stamp(page, box, answers["party.municipality_name"].text, rng)
