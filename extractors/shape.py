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

HIGH = set("ÅÄÖÉÜ")
TALL = HIGH | set("bdfhklijåäöéèüáàëï" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "0123456789@/()§&%!?")
SHORT = set("acegmnopqrsuvwxyz")
LOW = set(".,-–_:;'’\"+=")  # small or floating: they are not matched with ink of letters
NARROW = set("ijlI1t'fr()/!")
# How many pieces above a short letter each has. Two dots may have run together.
ABOVE = {**dict.fromkeys("ijåÅéÉèáà'’", (1, 1)), **dict.fromkeys('äöüëïÄÖÜ"', (1, 2))}
MOST_TOUCHING = 5  # letters that may run together into one piece
RISE = 1.14  # a tall letter is at least this much taller than a short one
LIFT = 1.12  # and a capital with dots or ring this much taller than one without


@dataclass(frozen=True)
class Glyph:
    """Ink that stands in one column: a letter with its dots, or letters that touch.

    `above` counts the small pieces in it that float over a short letter."""

    x0: int
    x1: int
    top: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns."""
        return self.x1 - self.x0


def explains(text: str, ink: Ink) -> bool:
    """True when the pieces of ink can be the letters of `text`: in order, in height and width, with
    as many small marks as it has full stops, commas and hyphens, and as many dots and rings."""
    letters = [char for char in text if not char.isspace() and char not in LOW]
    glyphs, marks = columns(ink.components)
    if not letters or not glyphs or marks != sum(char in LOW for char in text):
        return False
    base = float(np.median([glyph.bottom for glyph in glyphs]))
    heights = [base - glyph.top for glyph in glyphs]
    short = short_height(heights, letters)
    if not dots_fit(ink.components, text, base, short or 0.7 * float(np.median(heights))):
        return False
    steps = [rise(height, short, heights) for height in heights]
    return matches(list(zip(glyphs, steps, strict=True)), letters)


def columns(pieces: Sequence[Component]) -> tuple[list[Glyph], int]:
    """Pieces of one column joined to glyphs, and the number of small marks beside them."""
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
    return tall, len(glyphs) - len(tall)


def overlap(glyph: Glyph, piece: Component) -> int:
    """Columns that both stand in."""
    return min(glyph.x1, piece.right) - max(glyph.x0, piece.x)


def short_height(heights: Sequence[float], letters: Sequence[str]) -> float | None:
    """How high the short letters are; None when the text has none. Of as many lowest glyphs as it
    has short letters, a low one, because the text may be wrong about some."""
    share = sum(letter in SHORT for letter in letters) / len(letters)
    count = round(share * len(heights))
    return sorted(heights)[(count - 1) // 3] if count else None


def dots_fit(pieces: Sequence[Component], text: str, base: float, short: float) -> bool:
    """Whether as many small pieces float above the short letters as the text has dots and rings."""
    found = sum(
        piece.bottom < base - 0.85 * short and piece.height < 0.7 * short for piece in pieces
    )
    ranges = [ABOVE.get(char, (0, 0)) for char in text]
    return sum(low for low, _ in ranges) <= found <= sum(high for _, high in ranges)


def rise(height: float, short: float | None, heights: Sequence[float]) -> int:
    """0 for a short glyph, 1 for a tall one, 2 for one taller than tall ones are."""
    if short is not None and height <= RISE * short:
        return 0
    tall = float(np.median([h for h in heights if short is None or h > RISE * short]))
    return 2 if height > LIFT * tall else 1


def matches(glyphs: Sequence[tuple[Glyph, int]], letters: Sequence[str]) -> bool:
    """True when the glyphs can be told off against the letters, in order: each glyph is one letter
    or a few that touch, as high as the highest of them and wide enough for all."""
    unit = sum(glyph.width for glyph, _ in glyphs) / sum(breadth(letter) for letter in letters)
    reached = {0}
    for glyph, step in glyphs:
        reached = {
            end
            for start in reached
            for end in range(start + 1, min(start + MOST_TOUCHING, len(letters)) + 1)
            if fits(glyph, step, letters[start:end], unit)
        }
        if not reached:
            return False
    return len(letters) in reached


def breadth(letter: str) -> float:
    """A letter's width, in widths of an ordinary one."""
    if letter in NARROW:
        return 0.6
    return 1.5 if letter in "mwMW@" else 1.0


def fits(glyph: Glyph, step: int, letters: Sequence[str], unit: float) -> bool:
    """Whether a glyph can be these letters run together. Alone, any width will do; a t may be
    short or tall, and signs such as / reach higher than capitals in some fonts."""
    if len(letters) > 1 and glyph.width < 0.6 * unit * sum(breadth(char) for char in letters):
        return False
    if step == 0:
        return all(letter not in TALL for letter in letters)
    if step == 1:
        return any(letter not in SHORT for letter in letters)
    return any(letter in HIGH or not letter.isalnum() or letter in "jf" for letter in letters)
