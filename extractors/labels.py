"""Finds the labels of an agreement among the lines of a page, in spite of letters misread."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from domain.form import FieldType
from domain.page import Word
from extractors.layout import Line, Placed, Run
from extractors.values import canonical
from extractors.wording import CUES, HEADINGS

SHORT, STEP = 5, 8  # one letter of a label may be wrong from five letters on, two from thirteen on
MARK = 3  # letters of a mark or number before a label
LONGEST = 9  # words of a label
EDGES = " |_[]{}~:;,*•"  # what is read from rules and frames around a value
IN_BRACKETS = re.compile(r"\([^)]*\):?")


class Phrase(NamedTuple):
    """A label or heading to look for: its letters, what it may mean, and the type of its values."""

    letters: str
    keys: tuple[str, ...]
    part: str | None
    kind: FieldType


@dataclass(frozen=True)
class Label:
    """A label found: `run` is its words, `after` those that follow in the same run. `keys` are the
    fields that it may stand for; none for a heading, which begins `part`."""

    keys: tuple[str, ...]
    part: str | None
    alike: float
    line: int
    run: Run
    after: tuple[Placed, ...]
    before: tuple[Placed, ...] = ()


class Spot(NamedTuple):
    """Where a label may begin: at word `first` of a run on line `line`. `begins` says that nothing
    but labels stands before it there."""

    line: int
    words: tuple[Placed, ...]
    first: int
    begins: bool


def phrases(
    labels: Mapping[str, tuple[str, ...]], types: Mapping[str, FieldType]
) -> tuple[Phrase, ...]:
    """Labels and headings as letters, the longest first. A word may be both ("Underskrift")."""
    parts = {letters(text): part for part, texts in HEADINGS.items() for text in texts}
    found = {letters(text): keys for text, keys in labels.items()}
    listed = [
        Phrase(text, keys, parts.get(text), types.get(keys[0], "text") if keys else "text")
        for text in {**found, **parts}
        for keys in [found.get(text, ())]
    ]
    return tuple(sorted(listed, key=lambda one: -len(one.letters)))


def find_labels(lines: Sequence[Line], known: Sequence[Phrase]) -> list[Label]:
    """The labels of a page, line by line."""
    return [
        label
        for at, line in enumerate(lines)
        for run in line
        for label in labels_of_run(at, run, known)
    ]


def labels_of_run(at: int, run: Run, known: Sequence[Phrase]) -> list[Label]:
    """The labels in a run of words."""
    found: list[Label] = []
    first, labelled = 0, 0  # the word looked at, and where the last label ended
    while first < len(run.words):
        spot = Spot(at, run.words, first, first == labelled)
        label = label_at(spot, known)
        if label and not begins_later(label, spot, known):
            found.append(label)
            first = labelled = first + len(label.run.words)
        else:
            first += 1
    return found


def begins_later(label: Label, spot: Spot, known: Sequence[Phrase]) -> bool:
    """Whether the first word is a mark or a number that was taken for the label's beginning."""
    if len(letters(label.run.words[0].word.text)) > MARK:
        return False
    later = label_at(spot._replace(first=spot.first + 1), known)
    return later is not None and later.alike > label.alike


def label_at(spot: Spot, known: Sequence[Phrase]) -> Label | None:
    """The label that begins at a spot: the likest of those that may stand there."""
    best: Label | None = None
    words, first = spot.words, spot.first
    for last in range(min(len(words), first + LONGEST), first, -1):
        text = letters(" ".join(item.word.text for item in words[first:last]))
        for phrase in known:
            alike = likeness(text, phrase.letters)
            if alike > (best.alike if best else 0) and may_stand(spot, last, phrase, known):
                best = Label(
                    keys=phrase.keys,
                    part=phrase.part,
                    alike=alike,
                    line=spot.line,
                    run=Run(words[first:last]),
                    before=words[:first],
                    after=words[last:],
                )
    return best


def may_stand(spot: Spot, last: int, phrase: Phrase, known: Sequence[Phrase]) -> bool:
    """Whether the words up to `last` may be a label and not part of a sentence: a colon follows,
    or nothing, or a value of the label's type, or another label. A checkbox's is a sentence."""
    words = spot.words
    if phrase.kind == "checkbox" or words[last - 1].word.text.endswith((":", ";")):
        return True
    if not spot.begins:
        return False
    rest = " ".join(item.word.text for item in words[last:])
    if not rest or IN_BRACKETS.fullmatch(rest):
        return True
    if phrase.kind not in ("text", "code") and canonical(phrase.kind, rest.strip(EDGES)):
        return True
    return label_at(Spot(spot.line, words, last, True), known) is not None


def likeness(text: str, phrase: str) -> float:
    """The share of letters that are right; 0 when more of them are wrong than a reading gets wrong
    in so long a label."""
    most = (len(phrase) - SHORT) // STEP + 1
    wrong = Levenshtein.distance(text, phrase, score_cutoff=max(0, most))
    return 1 - wrong / len(phrase) if wrong <= most else 0.0


def letters(text: str) -> str:
    """Letters and digits in lower case without rings and dots, which readings lose."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def is_of_the_service(words: Sequence[Word]) -> bool:
    """Whether a text speaks of this agreement at all: many forms ask for a name and an address."""
    text = letters(" ".join(word.text for word in words))
    return any(letters(cue) in text for cue in CUES)
