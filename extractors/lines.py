"""Reads the lines of a file, and weighs what engines and ink say of each.

What one look leaves open is looked at again, and the ink itself is asked (see shape). An engine's
own confidence only ranks what the other two let through.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np

from domain.errors import EngineError
from domain.form import FieldType, FormField
from extractors.ink import Ink
from extractors.ocr import Line, OcrEngine, Script
from extractors.pdf import Picture
from extractors.shape import explains
from extractors.values import canonical


@dataclass(frozen=True)
class Look:
    """One reading of a line: with which models, and at which share of 300 dpi."""

    script: Script
    scale: float

    def at(self, ink: Ink) -> Picture:
        """The line's picture for this look."""
        how = cv2.INTER_AREA if self.scale < 1 else cv2.INTER_CUBIC
        picture = cv2.resize(ink.line(), None, fx=self.scale, fy=self.scale, interpolation=how)
        return np.asarray(picture, np.uint8)


# At two thirds of 300 dpi lines are read best, and fastest. Swedish knows no "@" and no "§".
FIRST: Mapping[Script, tuple[Look, ...]] = {
    "words": (Look("words", 0.7),),
    "signs": (Look("signs", 0.7),),
}
# Further looks at lines that the first left open: of sizes at which engines err differently.
FURTHER: Mapping[Script, tuple[Look, ...]] = {
    "words": (Look("words", 1.4), Look("words", 1.0)),
    "signs": (Look("signs", 1.0), Look("signs", 0.5)),
}
# Looks at a line of which the file itself says something else: of sizes that no other look has.
AGAIN = (0.4, 1.2, 2.0)
NUMBERS: frozenset[FieldType] = frozenset({"phone", "org_no", "postal_code", "date"})
WORDS: frozenset[FieldType] = frozenset({"text", "signature"})

# The scale of a field's confidence until it is calibrated. Ink that contradicts the text leaves it
# under UNEXPLAINED, readings that differ under DISPUTED; the engine's own ranks within each.
UNEXPLAINED = 0.3
DISPUTED = 0.6
# One look is enough when the ink bears it out and the engine is as sure as this on that scale (0.9
# on its own): of 2,200 printed lines so read on generated deliveries, none was wrong.
SETTLED = 0.96

SCRIPTS: tuple[Script, ...] = ("words", "signs")
SAME_SHAPE = "cosvwxz"  # letters that are small capitals

K = TypeVar("K")


def script_of(field: FormField) -> Script:
    """The models that a box is read with."""
    return "words" if field.type in WORDS else "signs"


def read_all(
    engine: OcrEngine, boxes: Mapping[K, tuple[FormField, Ink]]
) -> dict[K, tuple[Line, ...]]:
    """Every box's lines, in the order of the looks taken at it. Raises EngineError."""
    looks = {key: (FIRST[script_of(field)], ink) for key, (field, ink) in boxes.items()}
    first = read_some(engine, looks)
    open_ones = {
        key: (FURTHER[script_of(field)], ink)
        for key, (field, ink) in boxes.items()
        if weigh(field.type, first[key], ink).confidence < SETTLED
    }
    further = read_some(engine, open_ones)
    return {key: lines + further.get(key, ()) for key, lines in first.items()}


def read_again(engine: OcrEngine, field: FormField, ink: Ink) -> tuple[str, ...]:
    """What a box says at the sizes of AGAIN, as texts. Raises EngineError."""
    looks = tuple(Look(script_of(field), size) for size in AGAIN)
    lines = read_some(engine, {field.key: (looks, ink)})[field.key]
    return tuple(line.text for line in lines)


def read_some(
    engine: OcrEngine, wanted: Mapping[K, tuple[tuple[Look, ...], Ink]]
) -> dict[K, tuple[Line, ...]]:
    """The looks wanted, taken with one call of the engine for each script."""
    read: dict[tuple[K, Look], Line] = {}
    for script in SCRIPTS:
        mine = [
            (key, look, ink)
            for key, (looks, ink) in wanted.items()
            for look in looks
            if look.script == script
        ]
        lines = engine.read_lines([look.at(ink) for _, look, ink in mine], script)
        if len(lines) != len(mine):
            raise EngineError(f"{engine.name} gave {len(lines)} lines for {len(mine)} pictures")
        read |= {(key, look): line for (key, look, _), line in zip(mine, lines, strict=True)}
    return {key: tuple(read[key, look] for look in looks) for key, (looks, _) in wanted.items()}


@dataclass(frozen=True)
class Weighed:
    """A box's text with its canonical value, a confidence, and the other readings.

    `raw` is None when no engine read anything."""

    raw: str | None
    value: str | None
    confidence: float
    candidates: tuple[str, ...]


def weigh(kind: FieldType, lines: Sequence[Line], ink: Ink) -> Weighed:
    """What a box says: of the readings that have a canonical value, of those the ones that the ink
    explains, and of those the one that most looks gave."""
    texts = [line for line in lines if line.text]
    if not texts:
        return Weighed(None, None, 0.0, ())
    settled = [(line, *settle(kind, line.text, ink)) for line in texts]
    votes = Counter(canonical(kind, text) for _, text, _ in settled)
    line, text, explained = max(
        settled,
        key=lambda item: (
            canonical(kind, item[1]) is not None,
            item[2],
            votes[canonical(kind, item[1])],
        ),
    )
    agreed = votes[canonical(kind, text)] > len(lines) / 2
    others = tuple(dict.fromkeys(other.text for other in texts if other.text != text))
    confidence = scale(line.confidence, agreed, explained)
    return Weighed(text, canonical(kind, text), confidence, others)


def settle(kind: FieldType, text: str, ink: Ink) -> tuple[str, bool]:
    """The text and whether the ink explains it. Where an engine has to guess, the ink decides: at
    letters whose capital differs in height alone, and at the dots of an address."""
    marks_matter = kind not in NUMBERS
    for variant in (text, *variants(kind, text)):
        if explains(variant, ink, marks_matter):
            return variant, True
    return text, False


def variants(kind: FieldType, text: str) -> Iterator[str]:
    """Texts that an engine takes for this one: a word's first letter in the other case, and the
    heavy full stops of a typewriter, in an address, read as hyphens."""
    for match in re.finditer(f"(?<![^ -])[{SAME_SHAPE}{SAME_SHAPE.upper()}]", text):
        start, end = match.span()
        yield text[:start] + text[start:end].swapcase() + text[end:]
    if kind == "email":
        yield re.sub(r"\.?-", ".", text)


def scale(confidence: float, agreed: bool, explained: bool) -> float:
    """A field's confidence, between 0 and 1: see UNEXPLAINED and DISPUTED."""
    low, high = (DISPUTED, 1.0) if agreed else (UNEXPLAINED, DISPUTED)
    if not explained:
        low, high = 0.0, UNEXPLAINED
    return round(low + (high - low) * confidence, 3)
