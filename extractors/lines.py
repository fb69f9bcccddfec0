"""Reads the lines of a file, and weighs what engines and ink say of each.

Words are read once, numbers and addresses twice; then the ink itself is
asked (see shape). An engine's own confidence only ranks what the other two let through.
"""

import re
from collections.abc import Mapping, Sequence
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
        shrunk = cv2.resize(
            ink.line(), None, fx=self.scale, fy=self.scale, interpolation=cv2.INTER_AREA
        )
        return np.asarray(shrunk, np.uint8)


# How each type is read, the reading made for it first: with which models, and at which share of
# 300 dpi. Numbers and addresses are read twice, where possible with other models. At two thirds,
# lines are read best, and fastest; Swedish knows no "@" and no "§".
WORDS: tuple[Look, ...] = (Look("words", 0.7),)
NUMBER: tuple[Look, ...] = (Look("signs", 0.7), Look("words", 0.7))
ADDRESS: tuple[Look, ...] = (Look("signs", 0.7), Look("signs", 1.0))
LOOKS: Mapping[FieldType, tuple[Look, ...]] = {
    "text": WORDS,
    "signature": WORDS,
    "code": ADDRESS,
    "email": ADDRESS,
    "phone": NUMBER,
    "org_no": NUMBER,
    "postal_code": NUMBER,
    "date": NUMBER,
}

# The scale of a field's confidence until it is calibrated. Ink that contradicts the text leaves it
# under UNEXPLAINED, readings that differ under DISPUTED; the engine's own ranks within each.
UNEXPLAINED = 0.3
DISPUTED = 0.6

SCRIPTS: tuple[Script, ...] = ("words", "signs")
SAME_SHAPE = "cosvwxz"  # letters that are small capitals

K = TypeVar("K")


def read_all(
    engine: OcrEngine, boxes: Mapping[K, tuple[FormField, Ink]]
) -> dict[K, tuple[Line, ...]]:
    """Every box's lines, in the order of its type's looks. Raises EngineError."""
    wanted = [(key, look, ink) for key, (field, ink) in boxes.items() for look in LOOKS[field.type]]
    read: dict[tuple[K, Look], Line] = {}
    for script in SCRIPTS:
        mine = [(key, look, ink) for key, look, ink in wanted if look.script == script]
        lines = engine.read_lines([look.at(ink) for _, look, ink in mine], script)
        if len(lines) != len(mine):
            raise EngineError(f"{engine.name} gave {len(lines)} lines for {len(mine)} pictures")
        read |= {(key, look): line for (key, look, _), line in zip(mine, lines, strict=True)}
    return {
        key: tuple(read[key, look] for look in LOOKS[field.type])
        for key, (field, _) in boxes.items()
    }


@dataclass(frozen=True)
class Weighed:
    """A box's text with its canonical value, a confidence, and the other readings.

    `raw` is None when no engine read anything."""

    raw: str | None
    value: str | None
    confidence: float
    candidates: tuple[str, ...]


def weigh(kind: FieldType, lines: Sequence[Line], ink: Ink) -> Weighed:
    """What a box says: the first reading that has a canonical value, or the first at all."""
    texts = [line for line in lines if line.text]
    if not texts:
        return Weighed(None, None, 0.0, ())
    best = next((line for line in texts if canonical(kind, line.text)), texts[0])
    agreed = all(canonical(kind, line.text) == canonical(kind, best.text) for line in lines)
    text, explained = settle_case(best.text, ink)
    others = tuple(dict.fromkeys(line.text for line in texts if line.text != text))
    confidence = scale(best.confidence, agreed, explained)
    return Weighed(text, canonical(kind, text), confidence, others)


def settle_case(text: str, ink: Ink) -> tuple[str, bool]:
    """The text and whether the ink explains it. Where a word begins with a letter whose capital
    looks the same but for its height, the ink decides which it is: engines guess."""
    if explains(text, ink):
        return text, True
    for match in re.finditer(f"(?<![^ -])[{SAME_SHAPE}{SAME_SHAPE.upper()}]", text):
        start, end = match.span()
        other = text[:start] + text[start:end].swapcase() + text[end:]
        if explains(other, ink):
            return other, True
    return text, False


def scale(confidence: float, agreed: bool, explained: bool) -> float:
    """A field's confidence, between 0 and 1: see UNEXPLAINED and DISPUTED."""
    low, high = (DISPUTED, 1.0) if agreed else (UNEXPLAINED, DISPUTED)
    if not explained:
        low, high = 0.0, UNEXPLAINED
    return round(low + (high - low) * confidence, 3)
