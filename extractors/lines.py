"""Reads the lines of a file, and weighs what engines and ink say of each.

Words are read once and numbers and addresses twice, with other models; then the ink itself is
asked (see shape). An engine's own confidence only ranks what the other two let through.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.errors import EngineError
from domain.form import FieldType, FormField
from extractors.ink import Ink
from extractors.ocr import Line, OcrEngine, Script
from extractors.shape import explains
from extractors.values import canonical

SIGNS: frozenset[FieldType] = frozenset({"code", "email", "phone", "org_no", "postal_code", "date"})

# The scale of a field's confidence until it is calibrated. Ink that contradicts the text leaves it
# under UNEXPLAINED, readings that differ under DISPUTED; the engine's own ranks within each.
UNEXPLAINED = 0.3
DISPUTED = 0.6

SAME_SHAPE = "cosvwxz"  # letters that are small capitals

K = TypeVar("K")


def read_all(
    engine: OcrEngine, boxes: Mapping[K, tuple[FormField, Ink]]
) -> dict[K, tuple[Line, ...]]:
    """Every box's lines, the reading made for its type first. Raises EngineError."""
    signs = [key for key, (field, _) in boxes.items() if field.type in SIGNS]
    as_words = read_some(engine, boxes, list(boxes), "words")
    as_signs = read_some(engine, boxes, signs, "signs")
    return {
        key: (as_signs[key], line) if key in as_signs else (line,) for key, line in as_words.items()
    }


def read_some(
    engine: OcrEngine, boxes: Mapping[K, tuple[FormField, Ink]], keys: Sequence[K], script: Script
) -> dict[K, Line]:
    """One line for each of `keys`."""
    lines = engine.read_lines([boxes[key][1].line() for key in keys], script)
    if len(lines) != len(keys):
        raise EngineError(f"{engine.name} gave {len(lines)} lines for {len(keys)} pictures")
    return dict(zip(keys, lines, strict=True))


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
