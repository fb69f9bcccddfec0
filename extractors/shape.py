"""Does a line's ink look like the text that was read from it?

A second opinion that shares nothing with the reading engine: every piece of ink must be explained
by letters of the right height, and every letter by ink. It finds what engines lose with great
confidence, above all dots and rings ("Systemforvaltare"), and letters dropped or doubled. It is
made for print; handwriting contradicts nearly every text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractors.ink import Component, Ink

TALL = set(
    "bdfhkl" + "ijåäöéèüáàëï" + "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜ" + "0123456789" + "@/()§&%!?"
)
SHORT = set("acegmnopqrsuvwxyz")
LOW = set(".,-–_:;'’\"+=")  # small or floating: they are not matched with ink of letters
MOST_TOUCHING = 5  # letters that may run together into one piece
RISE = 1.14  # a tall letter is at least this much taller than a short one


@dataclass(frozen=True)
class Glyph:
    """Ink that stands in one column: a letter with its dots, or letters that touch."""

    x0: int
    x1: int
    top: int
    bottom: int


def explains(text: str, ink: Ink) -> bool:
    """True when the pieces of ink can be the letters of `text`, in order and in height, and its
    small marks are as many as its full stops, commas and hyphens."""
    letters = [char for char in text if not char.isspace() and char not in LOW]
    glyphs, marks = columns(ink.components)
    if not letters or not glyphs or marks != sum(char in LOW for char in text):
        return False
    base = float(np.median([glyph.bottom for glyph in glyphs]))
    heights = [base - glyph.top for glyph in glyphs]
    return matches([is_tall(h, heights, letters) for h in heights], letters)


def columns(pieces: Sequence[Component]) -> tuple[list[Glyph], int]:
    """Pieces of one column joined to glyphs, and the number of small marks beside them."""
    glyphs: list[Glyph] = []
    for piece in sorted(pieces, key=lambda piece: piece.x):
        last = glyphs[-1] if glyphs else None
        if last and overlap(last, piece) > 0.5 * min(last.x1 - last.x0, piece.width):
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
    return tall, len(glyphs) - len(tall)


def overlap(glyph: Glyph, piece: Component) -> int:
    """Columns that both stand in."""
    return min(glyph.x1, piece.right) - max(glyph.x0, piece.x)


def is_tall(height: float, heights: Sequence[float], letters: Sequence[str]) -> bool:
    """Whether a glyph rises above the short letters. How high those are follows from their share
    in the text: of so many lowest glyphs, a low one, because the text may be wrong about some."""
    share = sum(letter in SHORT for letter in letters) / len(letters)
    count = round(share * len(heights))
    if count == 0:
        return True
    short = sorted(heights)[(count - 1) // 3]
    return height > RISE * short


def matches(tall: Sequence[bool], letters: Sequence[str]) -> bool:
    """True when the glyphs can be told off against the letters, in order: each glyph is one letter
    or a few that touch, and is tall exactly when one of them is (a t may be either)."""
    reached = {0}
    for is_tall_glyph in tall:
        reached = {
            end
            for start in reached
            for end in range(start + 1, min(start + MOST_TOUCHING, len(letters)) + 1)
            if fits(is_tall_glyph, letters[start:end])
        }
        if not reached:
            return False
    return len(letters) in reached


def fits(is_tall_glyph: bool, letters: Sequence[str]) -> bool:
    """Whether a glyph of this height can be these letters run together."""
    if is_tall_glyph:
        return any(letter not in SHORT for letter in letters)
    return all(letter not in TALL for letter in letters)
