"""Puts text and marks into the boxes of a page, as print or as handwriting.

Pictures are Pillow "L" images: 0 black, 255 white. Sizes are points (1/72 inch) until they meet
the page, `dpi` its dots an inch. Handwriting is a font whose letters are each turned, sized and
shifted a little, on a line that is not quite level.
"""

import random
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from domain.form import PointBox
from samples.reference import FONTS

PRINT_FONTS = (
    "Arimo-Regular",
    "Tinos-Regular",
    "Cousine-Regular",
    "CourierPrime-Regular",
    "Carlito-Regular",
    "Roboto-Regular",
    "SpecialElite-Regular",
)
# With the height of a small x, in points, that makes each of them a hand of ordinary size.
HAND_FONTS = {
    "Caveat-Regular": 5.0,
    "PatrickHand-Regular": 5.6,
    "Kalam-Regular": 5.4,
    "ShadowsIntoLight-Regular": 5.4,
    "IndieFlower-Regular": 5.4,
    "ReenieBeanie-Regular": 5.0,
    "NothingYouCouldDo-Regular": 4.6,
    "HomemadeApple-Regular": 5.0,
    "ArchitectsDaughter-Regular": 5.4,
}
LABEL = 10.5  # points at the top of a box that its label takes


@dataclass(frozen=True)
class Print:
    """A machine's print: font, size in points, grey of its ink, where it stands in its box."""

    font: str
    size: float
    ink: int
    indent: float
    lift: float  # of the baseline above the bottom of the box, in points


@dataclass(frozen=True)
class Hand:
    """Somebody's hand: font, height of a small x in points, grey and width of the pen, and how
    much the letters lean, and how uneven they are (0 to 1)."""

    font: str
    x_height: float
    ink: int
    pen: float
    lean: float
    uneven: float
    slope: float


def random_print(rng: random.Random) -> Print:
    """One machine's way to print."""
    font = rng.choice(PRINT_FONTS)
    wide = font in ("Cousine-Regular", "CourierPrime-Regular", "SpecialElite-Regular")
    return Print(
        font=font,
        size=rng.choice((9.0, 10.0, 10.0) if wide else (9.0, 10.0, 11.0, 12.0)),
        ink=rng.randint(15, 55),
        indent=rng.uniform(4, 9),
        lift=rng.uniform(6.5, 11),
    )


def random_hand(rng: random.Random) -> Hand:
    """One person's hand with one pen."""
    font, x_height = rng.choice(tuple(HAND_FONTS.items()))
    return Hand(
        font=font,
        x_height=x_height * rng.uniform(0.92, 1.12),
        ink=rng.choice((rng.randint(30, 60), rng.randint(60, 105))),
        pen=rng.uniform(0.0, 0.35),
        lean=rng.uniform(-0.06, 0.22),
        uneven=rng.uniform(0.5, 1.0),
        slope=rng.gauss(0, 0.008),
    )


@cache
def _font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), pixels)


def put_ink(page: Image.Image, mask: Image.Image, at: tuple[int, int], ink: int) -> None:
    """Darkens the page where the mask is white; ink over print stays as dark as the print."""
    place = (at[0], at[1], at[0] + mask.width, at[1] + mask.height)
    layer = Image.new("L", mask.size, 255)
    layer.paste(ink, mask=mask)
    page.paste(ImageChops.darker(page.crop(place), layer), place)


def write_print(page: Image.Image, box: PointBox, text: str, style: Print) -> None:
    """Prints a line below the label; a line that is too long is set smaller."""
    dpi = dots_an_inch(page)
    size = style.size
    room = (box.x1 - box.x0 - style.indent - 4) * dpi / 72
    while _font(style.font, round(size * dpi / 72)).getlength(text) > room and size > 5:
        size -= 0.5
    font = _font(style.font, round(size * dpi / 72))
    left, top, right, bottom = (int(side) for side in font.getbbox(text, anchor="ls"))
    mask = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(mask).text((2 - left, 2 - top), text, fill=255, font=font, anchor="ls")
    baseline = min(box.bottom - style.lift, box.bottom - 5) * dpi / 72
    start = (box.x0 + style.indent) * dpi / 72
    put_ink(page, mask, (round(start) + left - 2, round(baseline) + top - 2), style.ink)


def write_hand(
    page: Image.Image, box: PointBox, text: str, style: Hand, rng: random.Random
) -> None:
    """Writes a line by hand below the label, smaller if it would not fit."""
    dpi = dots_an_inch(page)
    mask, foot = _handwritten(text, style, dpi, rng)
    room = (box.x1 - box.x0 - 8) * dpi / 72
    height = (box.bottom - box.top - LABEL - 2.5) * dpi / 72
    scale = min(1.0, room / mask.width, height / mask.height)
    if scale < 1:
        size = (max(1, round(mask.width * scale)), max(1, round(mask.height * scale)))
        mask, foot = mask.resize(size, Image.Resampling.LANCZOS), foot * scale
    spare = room - mask.width
    left = (box.x0 + 4) * dpi / 72 + min(spare, rng.uniform(0, 10) * dpi / 72)
    lowest = (box.bottom - 1.5) * dpi / 72 - mask.height
    wanted = (box.bottom - rng.uniform(7, 11)) * dpi / 72 - foot
    top = max((box.top + LABEL) * dpi / 72, min(lowest, wanted))
    put_ink(page, mask, (round(left), round(top)), style.ink)


def dots_an_inch(page: Image.Image) -> float:
    """From the height of the picture of an A4 page."""
    return page.height * 72 / 841.89


def _handwritten(
    text: str, style: Hand, dpi: float, rng: random.Random
) -> tuple[Image.Image, float]:
    """A mask cut close to the writing, and how far down its baseline is, in pixels."""
    font = _font(style.font, _size_for(style, dpi))
    size = font.size
    width = round(font.getlength(text) * 1.15 + len(text) * size * 0.02 + 2 * size)
    line = Image.new("L", (width, round(size * 3)), 0)
    x, foot = float(size), size * 1.7
    for letter in text:
        tile = _letter(letter, font, style, dpi, rng)
        y = foot + style.slope * (x - size) + rng.gauss(0, 0.022) * size * style.uneven
        place = (round(x - size), round(y - size * 1.5))
        region = (*place, place[0] + tile.width, place[1] + tile.height)
        line.paste(ImageChops.lighter(line.crop(region), tile), place)
        x += font.getlength(letter) * rng.uniform(0.96, 1.04) + rng.gauss(0, 0.012) * size
    bounds = line.getbbox() or (0, 0, 1, 1)
    return line.crop(bounds), foot - bounds[1]


@cache
def _x_height(font: str) -> float:
    top = _font(font, 200).getbbox("x", anchor="ls")[1]
    return -float(top) / 200


def _size_for(style: Hand, dpi: float) -> int:
    return round(style.x_height / _x_height(style.font) * dpi / 72)


def _letter(
    letter: str, font: ImageFont.FreeTypeFont, style: Hand, dpi: float, rng: random.Random
) -> Image.Image:
    """One letter on a tile of 3 by 3 sizes, its foot at (1, 1.5) sizes."""
    size = font.size
    tile = Image.new("L", (round(size * 3), round(size * 3)), 0)
    origin = (size, size * 1.5)
    stroke = min(1, int(style.pen * dpi / 72 + 0.25))
    ImageDraw.Draw(tile).text(origin, letter, fill=255, font=font, anchor="ls", stroke_width=stroke)
    turn = rng.gauss(0, 0.03) * style.uneven
    lean = style.lean + rng.gauss(0, 0.03) * style.uneven
    grow = 1 + rng.gauss(0, 0.04) * style.uneven
    a, b, d, e = 1 / grow, lean + turn, -turn, 1 / grow
    c = origin[0] - a * origin[0] - b * origin[1]
    f = origin[1] - d * origin[0] - e * origin[1]
    return tile.transform(
        tile.size, Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BICUBIC
    )
