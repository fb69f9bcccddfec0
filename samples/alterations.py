"""What a sender may do to the text of a form that is signed: each function changes one place of a
page's picture and says where."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from domain.form import PointBox
from domain.reading import AlterationKind
from extractors.text_layer import PrintedWord, words_of
from samples.pages import blank_page
from samples.reference import FONTS, FORMS, form_version
from samples.strokes import stroke
from samples.writing import dots_an_inch, put_ink, random_hand, write_hand

AlteredBy = Literal["word", "number", "strike", "reservation", "fluid"]
ALTERED_BY: tuple[AlteredBy, ...] = ("word", "number", "strike", "reservation", "fluid")

# What a reader calls it.
KINDS: dict[AlteredBy, AlterationKind] = {
    "word": "replaced",
    "number": "replaced",
    "strike": "struck_through",
    "reservation": "unexplained_ink",
    "fluid": "covered",
}

_WORDS = (
    *("aldrig", "endast", "inte", "även", "utan", "delvis", "eventuellt", "kanske", "annars"),
    *("kommunen", "nämnden", "myndigheten", "leverantören", "handläggaren", "avgiften"),
)
_RESERVATIONS = (
    "Gäller ej punkt 12",
    "Med förbehåll för beslut i KS",
    "Vi godtar inte villkoren om loggar",
    "Endast t.o.m. 2027",
    "Punkt 4 utgår enl. ök.",
)
_NOTE = (170.0, 26.0)  # points: the room that a note takes


@dataclass(frozen=True)
class Altered:
    """What was done, where (in points of the blank), and the printed words that it hit."""

    by: AlteredBy
    box: PointBox
    words: tuple[str, ...]


def alter(page: Image.Image, place: tuple[str, int], by: AlteredBy, rng: random.Random) -> Altered:
    """Change a filled-in page, `place` being its form and page number, in one way."""
    how: dict[AlteredBy, Callable[..., Altered]] = {
        "word": _replace_word,
        "number": _replace_number,
        "strike": _strike,
        "reservation": _reserve,
        "fluid": _cover,
    }
    return how[by](page, place, rng)


@cache
def printed(form: str, number: int) -> tuple[PrintedWord, ...]:
    """The words that a page of a blank prints outside the boxes, those of a line in a row."""
    fields = [field for field in form_version(form).fields if field.page == number]
    pages = words_of((FORMS / form / "blank.pdf").read_bytes())
    return tuple(
        word
        for word in pages[number - 1]
        if word.box.x0 > 50  # the form's number stands upright in the margin
        and not any(_meets(word.box, field.box) for field in fields)
    )


@cache
def free_places(place: tuple[str, int]) -> tuple[PointBox, ...]:
    """Where a page of a blank has room for a note, in margins and between its parts."""
    form, number = place
    fields = [field.box for field in form_version(form).fields if field.page == number]
    pages = words_of((FORMS / form / "blank.pdf").read_bytes())
    taken = [*fields, *(word.box for word in pages[number - 1])]
    wide, high = _NOTE
    boxes = [
        PointBox(x, top, x + wide, top + high)
        for x in range(60, 390, 30)
        for top in range(14, 800, 8)
    ]
    return tuple(box for box in boxes if not any(_meets(box, other) for other in taken))


def _meets(one: PointBox, other: PointBox) -> bool:
    across = one.x0 < other.x1 and other.x0 < one.x1
    return across and one.top < other.bottom and other.top < one.bottom


def _replace_word(page: Image.Image, place: tuple[str, int], rng: random.Random) -> Altered:
    word = rng.choice([w for w in printed(*place) if len(w.text) >= 4 and w.text.isalpha()])
    others = [t for t in _WORDS if t != word.text.lower()]
    text = min(rng.sample(others, 4), key=lambda t: abs(len(t) - len(word.text)))
    _print_over(page, word, text)
    return Altered("word", word.box, (word.text,))


def _replace_number(page: Image.Image, place: tuple[str, int], rng: random.Random) -> Altered:
    """One digit made another, wherever a number stands in the text."""
    word = rng.choice([w for w in printed(*place) if any(char.isdigit() for char in w.text)])
    at = rng.choice([i for i, char in enumerate(word.text) if char.isdigit()])
    digit = rng.choice([d for d in "0123456789" if d != word.text[at]])
    _print_over(page, word, word.text[:at] + digit + word.text[at + 1 :])
    return Altered("number", word.box, (word.text,))


def _print_over(page: Image.Image, word: PrintedWord, text: str) -> None:
    """White over the word, and the text in its place, as large as goes in."""
    dot = dots_an_inch(page) / 72
    box = word.box
    draw = ImageDraw.Draw(page)
    draw.rectangle([side * dot for side in _grown(box, 0.4)], fill=255)
    size = (box.bottom - box.top) * dot
    font = ImageFont.truetype(str(FONTS / "Arimo-Regular.ttf"), round(size))
    wide = font.getlength(text)
    room = (box.x1 - box.x0) * dot
    if wide > room * 1.05:
        font = ImageFont.truetype(str(FONTS / "Arimo-Regular.ttf"), round(size * room / wide))
    draw.text((box.x0 * dot, (box.bottom - 0.2 * (box.bottom - box.top)) * dot), text, fill=25,
              font=font, anchor="ls")  # fmt: skip


def _grown(box: PointBox, by: float) -> PointBox:
    return PointBox(box.x0 - by, box.top - by, box.x1 + by, box.bottom + by)


def _run(words: tuple[PrintedWord, ...], rng: random.Random, most: int) -> list[PrintedWord]:
    """Some words in a row of one line of text."""
    first = rng.choice([i for i, word in enumerate(words) if len(word.text) >= 3])
    row = [words[first]]
    for word in words[first + 1 : first + rng.randint(2, most)]:
        if abs(word.box.top - row[0].box.top) > 1 or word.box.x0 < row[-1].box.x1:
            break
        row.append(word)
    return row


def _around(row: list[PrintedWord]) -> PointBox:
    return PointBox(
        row[0].box.x0,
        min(w.box.top for w in row),
        row[-1].box.x1,
        max(w.box.bottom for w in row),
    )


def _strike(page: Image.Image, place: tuple[str, int], rng: random.Random) -> Altered:
    """A line by pen through a few words."""
    row = _run(printed(*place), rng, 9)
    box = _around(row)
    dpi = dots_an_inch(page)
    middle = (box.top + box.bottom) / 2 + rng.uniform(-0.5, 1.5)
    mask = stroke(
        (box.x1 - box.x0 + rng.uniform(-2, 6)) * dpi / 72,
        rng.uniform(0.8, 1.6) * dpi / 72,
        rng.uniform(0.2, 1.6) * dpi / 72,
        rng,
    )
    at = (box.x0 - rng.uniform(0, 3)) * dpi / 72, middle * dpi / 72 - mask.height / 2
    put_ink(page, mask, (round(at[0]), round(at[1])), rng.randint(30, 100))
    return Altered("strike", box, tuple(w.text for w in row))


def cross_out(page: Image.Image, place: tuple[str, int], key: str, rng: random.Random) -> None:
    """A line by pen through what is written in a box; changes the page. `place`: form and page."""
    form, number = place
    field = form_version(form).field(key)
    assert field
    dpi = dots_an_inch(page)
    x0, top, x1, bottom = (round(side * dpi / 72) for side in field.box)
    blank = blank_page(form, number, round(dpi)).crop((x0, top, x1, bottom))
    written = ImageChops.difference(page.crop((x0, top, x1, bottom)), blank)
    left, above, right, below = written.point([0] * 60 + [255] * 196).getbbox() or (0, 0, 1, 1)
    rise, width = rng.uniform(0.2, 1.2) * dpi / 72, rng.uniform(0.9, 1.5) * dpi / 72
    mask = stroke(right - left + 4 * dpi / 72, width, rise, rng)
    at = round(x0 + left - 2 * dpi / 72), top + (above + below) // 2 - mask.height // 2
    put_ink(page, mask, at, rng.randint(30, 100))


def _reserve(page: Image.Image, place: tuple[str, int], rng: random.Random) -> Altered:
    """A few words by hand where the page is free."""
    box = rng.choice(free_places(place))
    write_hand(page, box, rng.choice(_RESERVATIONS), random_hand(rng), rng)
    return Altered("reservation", box, ())


def _cover(page: Image.Image, place: tuple[str, int], rng: random.Random) -> Altered:
    """Correction fluid over a word or a few: white with an uneven rim."""
    row = _run(printed(*place), rng, 5)
    box = _around(row)
    dot = dots_an_inch(page) / 72
    x0, top, x1, bottom = (round(side * dot) for side in _grown(box, 1.0))
    rough = np.random.default_rng(rng.getrandbits(32)).uniform(0, 1, (bottom - top, x1 - x0))
    mask = Image.new("L", (x1 - x0, bottom - top), 0)
    ImageDraw.Draw(mask).rounded_rectangle((1, 1, x1 - x0 - 2, bottom - top - 2), 2 * dot, fill=255)
    rim = Image.fromarray((rough * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(dot))
    mask = mask.filter(ImageFilter.GaussianBlur(0.7 * dot))
    paint = np.asarray(mask, int) + np.asarray(rim, int) - 128 > 100
    region = np.asarray(page.crop((x0, top, x1, bottom))).copy()
    region[paint] = rng.randint(248, 255)
    page.paste(Image.fromarray(region), (x0, top))
    return Altered("fluid", box, tuple(w.text for w in row))
