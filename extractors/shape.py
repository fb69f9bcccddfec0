"""Does a line's ink look like the text that was read from it?

A second opinion that shares nothing with the reading engine: every piece of ink must be explained
by letters of the right height, and every letter by ink. It finds what engines lose with great
confidence, above all dots and rings ("Systemforvaltare"), and letters dropped or doubled. It is
made for print; handwriting contradicts nearly every text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from statistics import median

import cv2
import numpy as np

from extractors.ink import Component, Ink, connected

TALL = set("bdfhklijåäöéèüáàëïÅÄÖÉÜ" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "0123456789@/()§&%!?")
SHORT = set("acegmnopqrsuvwxyz")
LOW = set(".,-–_:;'’\"")  # small or floating: they are not matched with ink of letters
NARROW = set("ijlI1t'fr()/!")
STANDING = set(".,_;:")
# Letters that bear no mark in Swedish, and none whose stem with a speck over it is an i: what
# floats over them, as small as DUST, is no dot. In black and white it is as large as one.
PLAIN = set("bcdghkmnpqrsvwxz" + "BCDFGHKLMNPQRSTVWXZ" + "023456789")
# How many pieces at the most float above where short letters end.
ABOVE = {**dict.fromkeys("ijåÅéÉèáà'’", 1), **dict.fromkeys('äöüëïÄÖÜ"', 2)}
LEVELS = (0.4, 0.5, 0.6, 0.7)
LOST = 6  # pixels of ink that may have no darker ink near
DUST = 12  # pixels of a speck: two by two of 200 dpi, softened
DUST_SIDE = 4  # and as high and wide, cut at any level
CRUMB = 5  # pixels of a piece, when it is cut sharply
MOST_TOUCHING = 5  # letters that may run together into one piece
RISE = 1.1  # a tall letter is at least this much taller than a short one
NARROWEST = 0.33  # an ordinary letter is at least this wide, for the height of a tall one
# Of 2,619 printed texts 97.9 % fit by these, 0.7 % with a space less.
CLEAR_GAP = 1.4  # the narrowest space, in widths of the widest gap within a word
WORD_GAP = 2.2  # a gap within a word is at most this many times the usual one
BROKEN = 1.25  # a broken letter is at most this much wider than one of its kind
LIFT = 1.12  # and a capital with dots or ring this much taller than one without
BEARING = "AO"  # capitals that may have lost a ring or dots
TALLER = 1.25  # times as high as a short letter is one that stands as high as a capital; no t is
# A bare capital is at most this many times as high as a short letter, one with a ring higher.
RINGED = 1.58


@dataclass(frozen=True)
class Glyph:
    """Ink that stands in one column: a letter with its dots, or letters that touch."""

    x0: int
    x1: int
    top: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns."""
        return self.x1 - self.x0


@lru_cache(maxsize=128)  # a file's lines are weighed again when all looks at them are in
def explains(text: str, ink: Ink, marks_matter: bool = True) -> bool:
    """True when the pieces of ink can be the letters of `text`: in order, in height and width, with
    as many small marks as it has full stops, commas and hyphens, and as many dots and rings.

    In a number, hyphens and full stops only part its digits: there `marks_matter` is False."""
    return dots_fit(text, ink) and any(
        explains_pieces(text, without_dust(pieces, text), marks_matter) for pieces in cuts_of(ink)
    )


def without_dust(pieces: tuple[Component, ...], text: str) -> tuple[Component, ...]:
    """The pieces without those as small as a speck that stand where no letter has anything: beside
    all letters above where short ones end, over a short letter but higher than tall ones reach, or
    below the line. Black and white has specks as large as the dots of an i.

    What is over a tall letter stays, whatever its size: it may be the rest of a ring."""
    small = [piece for piece in pieces if is_dust(piece)]
    if not small:
        return pieces
    above = floating(pieces, text)
    bodies, _ = columns(tuple(piece for piece in pieces if piece not in above))
    letters = letters_of(text)
    if not bodies or not letters:
        return pieces
    heights, short = profile(bodies, letters)
    low = short or 0.7 * median(heights)
    base = median(body.bottom for body in bodies)
    tall = [body for body in bodies if base - body.top > RISE * low]
    top = median(body.top for body in tall) if tall else base - low

    def is_nothing(piece: Component) -> bool:
        if piece not in above:
            return piece.y > base + 0.15 * low
        under = [body for body in bodies if overlap(body, piece) >= piece.width / 2]
        return not under or (piece.bottom <= top and not any(body in tall for body in under))

    return tuple(piece for piece in pieces if piece not in small or not is_nothing(piece))


def is_dust(piece: Component) -> bool:
    """Whether a piece is as small as a speck of two by two pixels of 200 dpi."""
    return max(piece.width, piece.height) <= DUST_SIDE


def cuts_of(ink: Ink) -> list[tuple[Component, ...]]:
    """The pieces of ink at each level of darkness that loses none of it."""
    return [pieces for level in LEVELS if (pieces := sharp_pieces(level, ink))]


def dots_fit(text: str, ink: Ink) -> bool:
    """False when more dots and rings float over the line than the text has, or stand on a capital,
    at most levels: at one alone, a thin letter may have broken. Over digits there are none,
    whatever floats."""
    if not any(char.isalpha() for char in text):
        return True
    cuts = [without_dust(pieces, text) for pieces in cuts_of(ink)]
    most = sum(ABOVE.get(char, 0) for char in text)
    against = sum(
        len(marks_above(pieces, text)) > most or is_capital_too_tall(pieces, text)
        for pieces in cuts
    )
    return against <= len(cuts) / 2


def is_capital_too_tall(pieces: tuple[Component, ...], text: str) -> bool:
    """Whether an "A" or "O" of the text stands higher than a bare one does: black and white merges
    the ring of an "Å" with its letter, and then both readers see an A. Letters are told off against
    the ink where there are as many of both; else the first is."""
    letters = letters_of(text)
    glyphs, _ = columns(pieces)
    if not glyphs or not letters:
        return False
    heights, short = profile(glyphs, letters)
    if not short:
        return False
    told = len(letters) if len(glyphs) == len(letters) else 1
    others = [
        height
        for at, height in enumerate(heights)
        if height >= TALLER * short and not (at < told and letters[at] in BEARING)
    ]
    highest = min(LIFT * max(others), RINGED * short) if others else RINGED * short
    return any(heights[at] > highest for at in range(told) if letters[at] in BEARING)


def spaces_fit(text: str, ink: Ink) -> bool:
    """Whether the ink has as many wide gaps as the text has spaces: the narrowest of them is
    clearly wider than the next, and without spaces none is much wider than the others."""
    gaps, spaces = gaps_of(ink), text.count(" ")
    if spaces == 0:
        return len(gaps) < 2 or gaps[0] < WORD_GAP * max(1, median(gaps))
    return len(gaps) > spaces and gaps[spaces - 1] >= CLEAR_GAP * max(1, gaps[spaces])


@lru_cache(maxsize=64)
def gaps_of(ink: Ink) -> list[int]:
    """The gaps between the pieces of a line, in pixels, the widest first."""
    glyphs, marks = columns(sharp_pieces(0.5, ink) or ink.components)
    pieces = sorted((*glyphs, *marks), key=lambda piece: piece.x0)
    ends = accumulate((piece.x1 for piece in pieces), max)
    return sorted(
        (piece.x0 - end for end, piece in zip(ends, pieces[1:], strict=False)), reverse=True
    )


def explains_pieces(text: str, pieces: tuple[Component, ...], marks_matter: bool) -> bool:
    """The same, for the pieces that one level of darkness makes."""
    letters = letters_of(text)
    glyphs, marks = columns(pieces)
    if not letters or not glyphs or (marks_matter and not marks_fit(text, marks, glyphs)):
        return False
    dotted = sum(char in "ij" for char in text)
    if len(floating(pieces, text)) < dotted - 1 - dotted // 4:
        return False  # a dot or two may have run into the letter, as those of ä and ö may
    heights, short = profile(glyphs, letters)
    if len(letters) > 3 and mean_width(glyphs, letters) < NARROWEST * max(heights):
        return False
    steps = [rise(height, short, heights) for height in heights]
    return matches(list(zip(glyphs, steps, strict=True)), letters)


def letters_of(text: str) -> list[str]:
    """The letters, digits and tall signs of a text."""
    return [char for char in text if not char.isspace() and char not in LOW]


def profile(glyphs: Sequence[Glyph], letters: Sequence[str]) -> tuple[list[float], float | None]:
    """How high each glyph rises over the line, and how high short ones do; None when the text has
    no short letter. Of as many lowest glyphs as it has short letters, a low one, because the text
    may be wrong about some."""
    base = median(glyph.bottom for glyph in glyphs)
    heights = [base - glyph.top for glyph in glyphs]
    share = sum(letter in SHORT for letter in letters) / len(letters)
    count = round(share * len(heights))
    return heights, sorted(heights)[(count - 1) // 3] if count else None


def marks_above(pieces: tuple[Component, ...], text: str) -> list[Component]:
    """The floating pieces that may be dots or rings: all but dust over plain letters."""
    glyphs, _ = columns(pieces)
    letters = letters_of(text)
    above = floating(pieces, text)
    if len(glyphs) != len(letters):  # it is not known what they stand over
        return above
    plain = [glyph for glyph, letter in zip(glyphs, letters, strict=True) if letter in PLAIN]
    return [
        piece
        for piece in above
        if piece.area > DUST
        or not any(glyph.x0 <= piece.x and piece.right <= glyph.x1 for glyph in plain)
    ]


def floating(pieces: tuple[Component, ...], text: str) -> list[Component]:
    """The small pieces that float above where short letters end: dots, rings and dust."""
    glyphs, _ = columns(pieces)
    letters = letters_of(text)
    if not glyphs or not letters:
        return []
    heights, short = profile(glyphs, letters)
    high = short or 0.7 * median(heights)
    base = median(glyph.bottom for glyph in glyphs)
    return [
        piece for piece in pieces if piece.bottom < base - 0.85 * high and piece.height < 0.7 * high
    ]


@lru_cache(maxsize=64)  # asked for at each level
def darkest_of(ink: Ink) -> float:
    """How dark the darkest tenth of the ink is, at its lightest."""
    return float(np.percentile(ink.grey[ink.mask], 10))


@lru_cache(maxsize=64)  # every text tried for a line asks for the same pieces
def sharp_pieces(level: float, ink: Ink) -> tuple[Component, ...]:
    """The pieces of ink darker than `level`, a share of the way from the darkest to white; places
    count from the ink's own corner. A low level parts dots from letters. None at all when ink is
    lost by it, such as a faint ring."""
    x0, top, x1, bottom = ink.extent
    grey, mask = ink.grey[top:bottom, x0:x1], ink.mask[top:bottom, x0:x1]
    darkest = darkest_of(ink)
    sharp = (grey < darkest + (255 - darkest) * level) & mask
    near = cv2.dilate(sharp.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    if (mask & ~near).sum() > LOST or any(
        sharp[piece.y - top : piece.bottom - top, piece.x - x0 : piece.right - x0].sum() < CRUMB
        for piece in ink.components
    ):
        return ()
    return tuple(piece for piece in connected(sharp)[1][1:] if piece.area >= CRUMB)


def marks_fit(text: str, marks: Sequence[Glyph], glyphs: Sequence[Glyph]) -> bool:
    """Whether there are as many small marks as the text has, and as many of them stand on the line
    as it has full stops: a hyphen floats."""
    base = median(glyph.bottom for glyph in glyphs)
    height = median(base - glyph.top for glyph in glyphs)
    standing = sum(mark.bottom > base - 0.15 * height for mark in marks)
    return len(marks) == sum(char in LOW for char in text) and standing == sum(
        char in STANDING for char in text
    )


@lru_cache(maxsize=256)  # every text tried for a line asks for the same
def columns(pieces: tuple[Component, ...]) -> tuple[Sequence[Glyph], Sequence[Glyph]]:
    """Pieces of one column joined to glyphs, and the small marks beside them."""
    glyphs: list[Glyph] = []
    for piece in sorted(pieces, key=lambda piece: piece.x):
        last = glyphs[-1] if glyphs else None
        if last and overlap(last, piece) > 0.5 * min(last.width, piece.width):
            glyphs[-1] = Glyph(
                min(last.x0, piece.x),
                max(last.x1, piece.right),
                min(last.top, piece.y),
                max(last.bottom, piece.bottom),
            )
        else:
            glyphs.append(Glyph(piece.x, piece.right, piece.y, piece.bottom))
    highest = max((glyph.bottom - glyph.top for glyph in glyphs), default=0)
    tall = [glyph for glyph in glyphs if glyph.bottom - glyph.top > 0.35 * highest]
    return tall, [glyph for glyph in glyphs if glyph not in tall]


def overlap(glyph: Glyph, piece: Component) -> int:
    """Columns that both stand in."""
    return min(glyph.x1, piece.right) - max(glyph.x0, piece.x)


def rise(height: float, short: float | None, heights: Sequence[float]) -> int:
    """0 for a short glyph, 1 for a tall one, 2 for one taller than tall ones are."""
    if short is not None and height <= RISE * short:
        return 0
    tall = median(h for h in heights if short is None or h > RISE * short)
    return 2 if height > LIFT * tall else 1


def matches(glyphs: Sequence[tuple[Glyph, int]], letters: Sequence[str]) -> bool:
    """True when the glyphs can be told off against the letters, in order: each glyph is one letter
    or a few that touch, as high as the highest of them and wide enough for all; or two glyphs are
    one letter that has broken, no wider than a letter is."""
    unit = mean_width([glyph for glyph, _ in glyphs], letters)
    reached = [{0}] + [set[int]() for _ in glyphs]  # letters explained by the first so many glyphs
    for index, (glyph, step) in enumerate(glyphs):
        for start in reached[index]:
            for end in range(start + 1, min(start + MOST_TOUCHING, len(letters)) + 1):
                if fits(glyph, step, letters[start:end], unit):
                    reached[index + 1].add(end)
            if start < len(letters) and is_broken(glyphs[index : index + 2], letters[start], unit):
                reached[index + 2].add(start + 1)
    return len(letters) in reached[-1]


def is_broken(pair: Sequence[tuple[Glyph, int]], letter: str, unit: float) -> bool:
    """Whether two glyphs are the two halves of one letter."""
    if len(pair) < 2:
        return False
    (left, left_step), (right, right_step) = pair
    together = right.x1 - left.x0
    return together < BROKEN * unit * breadth(letter) and fits(
        left, max(left_step, right_step), [letter], unit
    )


def mean_width(glyphs: Sequence[Glyph], letters: Sequence[str]) -> float:
    """How wide an ordinary letter is, if these glyphs are these letters."""
    return sum(glyph.width for glyph in glyphs) / sum(breadth(letter) for letter in letters)


def breadth(letter: str) -> float:
    """A letter's width, in widths of an ordinary one."""
    if letter in NARROW:
        return 0.6
    return 1.5 if letter in "mwMW@" else 1.0


def fits(glyph: Glyph, step: int, letters: Sequence[str], unit: float) -> bool:
    """Whether a glyph can be these letters run together. Fonts differ in width; a t may be
    short or tall, and in some fonts l, k and signs reach higher than capitals."""
    wide = glyph.width / (unit * sum(breadth(char) for char in letters))
    if not (0.7 if len(letters) > 1 else 0.25 if letters[0] in NARROW else 0.45) <= wide <= 3:
        return False
    if step == 0:
        return all(letter not in TALL for letter in letters)
    if step == 1:
        return any(letter not in SHORT for letter in letters)
    return any(letter not in SHORT and not is_capital(letter) for letter in letters)


def is_capital(letter: str) -> bool:
    """A capital or digit as high as any, with nothing above it."""
    return (letter.isupper() or letter.isdigit()) and letter not in ABOVE
