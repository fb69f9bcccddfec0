"""Reads the lines of a file, and weighs what two engines and the ink say of each.

Both engines look at a line once; what that leaves open the first looks at again. The ink itself is
asked too (see shape). An engine's own confidence only ranks what the others let through.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import cv2
import numpy as np

from domain.errors import EngineError
from domain.form import FieldType, FormField
from domain.reading import Candidate
from extractors.ink import Ink
from extractors.ocr import Line, OcrEngine, Script
from extractors.pdf import Picture
from extractors.shape import dots_fit, explains, spaces_fit
from extractors.support import Seen, supported
from extractors.values import canonical
from extractors.writing import irregularity


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
# The second engine reads lines best at their full size, and brings them to its own.
SECOND = Look("words", 1.0)
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

# Print stands more evenly than this. Of 14 lines in handwriting that was taken for print, that two
# readers agreed on and the ink did not explain, one was wrong, and it stood at 0.8.
EVEN = 0.6
LONGEST = 500  # signs of a line; the widest box holds 170 of the smallest type

SCRIPTS: tuple[Script, ...] = ("words", "signs")
SAME_SHAPE = "cosvwxz"  # letters that are small capitals

K = TypeVar("K")


def script_of(field: FormField) -> Script:
    """The models that a box is read with."""
    return "words" if field.type in WORDS else "signs"


@dataclass(frozen=True)
class SecondReader:
    """The second engine, and which keys of a form something else vouches for, given its values by
    key: those it need not read."""

    engine: OcrEngine
    vouched: Callable[[Mapping[str, str]], Set[str]] = lambda values: frozenset()  # noqa: ARG005


def read_all(
    engine: OcrEngine,
    boxes: Mapping[K, tuple[FormField, Ink]],
    second: SecondReader | None = None,
) -> dict[K, tuple[Line, ...]]:
    """Every box's lines, in the order of the looks taken at it; that of the second engine, if it
    was asked, comes after the first look. Raises EngineError."""
    looks = {key: (FIRST[script_of(field)], ink) for key, (field, ink) in boxes.items()}
    read = read_some(engine, looks)
    done = sure_alone(boxes, read, second)
    if second:
        asked = {key: ((SECOND,), ink) for key, (_, ink) in boxes.items() if key not in done}
        other = read_some(second.engine, asked)
        read = {key: lines + other.get(key, ()) for key, lines in read.items()}
    open_ones = {
        key: (FURTHER[script_of(field)], ink)
        for key, (field, ink) in boxes.items()
        if key not in done and is_open(weigh(field.type, read[key], ink), second is not None)
    }
    further = read_some(engine, open_ones)
    return {key: lines + further.get(key, ()) for key, lines in read.items()}


def sure_alone(
    boxes: Mapping[K, tuple[FormField, Ink]],
    read: Mapping[K, Sequence[Line]],
    second: SecondReader | None,
) -> set[K]:
    """The boxes of which one look is enough: something vouches for what it gave, to the letter; or,
    without a second reader, it is sure."""
    weighed = {key: weigh(field.type, read[key], ink) for key, (field, ink) in boxes.items()}
    if second is None:
        return {key for key, one in weighed.items() if one.confidence >= SETTLED}
    # of several agreements in a file it is not known yet which boxes belong together
    times = Counter(field.key for field, _ in boxes.values())
    alone = {key: boxes[key][0].key for key in boxes if times[boxes[key][0].key] == 1}
    values = {alone[key]: one.value for key, one in weighed.items() if one.value and key in alone}
    vouched = second.vouched(values)
    return {key for key, name in alone.items() if name in values and name in vouched}


def is_open(weighed: "Weighed", by_two: bool) -> bool:
    """Whether a box has to be looked at again: two readers do not bear each other out or, where
    there is only one, it is not as sure as it has to be."""
    return not weighed.by_two_readers if by_two else weighed.confidence < SETTLED


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
        if any(len(line.text) > LONGEST for line in lines):
            raise EngineError(f"{engine.name} gave a line of more than {LONGEST} signs")
        read |= {(key, look): line for (key, look, _), line in zip(mine, lines, strict=True)}
    return {key: tuple(read[key, look] for look in looks) for key, (looks, _) in wanted.items()}


@dataclass(frozen=True)
class Weighed:
    """A box's text with its canonical value, a confidence, and all different readings, those of the
    value first. `by_two_readers`: two engines bear the value out.

    `raw` is None when no engine read anything."""

    raw: str | None
    value: str | None
    confidence: float
    candidates: tuple[Candidate, ...]
    by_two_readers: bool = False


def weigh(kind: FieldType, lines: Sequence[Line], ink: Ink) -> Weighed:
    """What a box says: the value that two engines bear out; else, of the readings that have a
    canonical value, of those the ones that the ink explains, and of those the one that most looks
    gave."""
    texts = [line for line in lines if line.text]
    if not texts:
        return Weighed(None, None, 0.0, ())
    looks = [look_of(kind, line, ink) for line in texts]
    votes = Counter(look.value for look in looks)
    borne_out = supported(looks)
    best = borne_out or max(
        looks, key=lambda look: (look.value is not None, look.explained, votes[look.value])
    )
    agreed = bool(borne_out) or votes[best.value] > len(lines) / 2
    sure = next(line.confidence for line, look in zip(texts, looks, strict=True) if look is best)
    return Weighed(
        raw=best.text,
        value=best.value,
        confidence=scale(sure, agreed, best.explained),
        candidates=candidates(texts, looks, best),
        by_two_readers=borne_out is not None,
    )


def look_of(kind: FieldType, line: Line, ink: Ink) -> Seen:
    """A line with its value and whether the ink bears it out."""
    text, explained = settle(kind, line.text, ink)
    broken = not explained and is_even(ink) and dots_fit(text, ink)
    return Seen(line.engine, text, canonical(kind, text), explained, broken, spaces_fit(text, ink))


def candidates(lines: Sequence[Line], looks: Sequence[Seen], best: Seen) -> tuple[Candidate, ...]:
    """What each engine read, once each, the readings of the chosen value first."""
    order = sorted(zip(lines, looks, strict=True), key=lambda one: one[1].value != best.value)
    read = [Candidate(text=line.text, engine=line.engine) for line, _ in order]
    return tuple(dict.fromkeys(read))


@lru_cache(maxsize=64)  # weighed two or three times, file by file
def is_even(ink: Ink) -> bool:
    """Whether a line stands as evenly as only print does."""
    found = irregularity(ink)
    return found is not None and found <= EVEN


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
