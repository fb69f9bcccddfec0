"""Reads an agreement by its labels, where there is no blank: retyped, or laid out anew.

What belongs to a label stands to its right on the same line, or below it; which of the two is the
page's habit shows in the values that have a format. Nothing read so counts before a person has
confirmed it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.form import FieldType, FormVersion, PointBox
from domain.page import Word
from domain.reading import FieldReading
from extractors.labels import EDGES, IN_BRACKETS, Label, find_labels, letters, phrases
from extractors.layout import Line, Placed, Run, lines_of
from extractors.values import canonical
from extractors.wording import vocabulary

BELOW = 3.2  # heights of the text: how far below its label a value stands at most
ASIDE = 2.5  # heights of the text: how far right of its label's end a value below it begins at most
TOGETHER = 2.6  # heights of the text: runs of one value stand no farther apart
# The most that one look without a blank is worth: a reading that the ink has not borne out.
CEILING = 0.6
_BRACKETS = str.maketrans("", "", "[](){}|_.,")


@dataclass(frozen=True)
class Anchored:
    """What the labels of a page say: the form whose fields they are, at best, and its readings."""

    form: FormVersion
    labels: int
    fields: tuple[FieldReading, ...]

    def form_page(self, key: str) -> int | None:
        """The page of the form that asks for a field."""
        field = self.form.field(key)
        return field.page if field else None

    def place(self, key: str) -> PointBox | None:
        """Where the form asks for it."""
        field = self.form.field(key)
        return field.box if field else None


class Anchors:
    """The labels of the known forms and their synonyms, prepared once a process."""

    def __init__(self, forms: Iterable[FormVersion]) -> None:
        self._forms = tuple(forms)
        self._types: dict[str, FieldType] = {
            field.key: field.type for form in self._forms for field in form.fields
        }
        self._phrases = phrases(vocabulary(self._forms), self._types)

    def read(
        self,
        words: Sequence[Word],
        size: tuple[float, float],
        number: int,
        known: FormVersion | None = None,
    ) -> Anchored | None:
        """The fields that the labels of page `number`, `size` in points as turned upright, lead to:
        those of the form `known`, or else of the likeliest. None when there are no forms."""
        if not self._forms:
            return None
        lines = lines_of(words, *size)
        labels = find_labels(lines, self._phrases)
        down = stands_below(resolve(labels, labels), labels, lines, self._types)
        values = {id(label): value_of(label, labels, lines, down) for label in labels}
        # "Part" above a part of the page is its heading, beside a name a label
        fielded = [label for label in labels if values[id(label)] or not label.part]
        named = resolve(fielded, labels)
        fields = [
            field_reading(key, self._types[key], (label, values[id(label)]), number)
            for key, label in named.items()
            if self._types.get(key, "signature") != "signature"
        ]
        form = known or self._likeliest(named)
        asked = {field.key for field in form.fields}
        kept = tuple(field for field in fields if field.key in asked)
        return Anchored(form=form, labels=len(named), fields=kept)

    def _likeliest(self, named: Mapping[str, Label]) -> FormVersion:
        """The form that asks for most of the fields found; of two such the newer."""
        return max(
            self._forms,
            key=lambda form: (len(named.keys() & {f.key for f in form.fields}), form.valid_from),
        )


def resolve(fielded: Sequence[Label], labels: Sequence[Label]) -> dict[str, Label]:
    """Which field each of the labels `fielded` stands for. Which of several meanings, the heading
    or the unmistakable label before it tells, or else that after it; a field has one label."""
    named: dict[str, Label] = {}
    for label in fielded:
        around = (part_before(label, labels), part_after(label, labels))
        key = next(
            (
                key
                for part in around
                for key in label.keys
                if part_of(key) == part and key not in named
            ),
            label.keys[0] if len(label.keys) == 1 and label.keys[0] not in named else None,
        )
        if key:
            named[key] = label
    return named


def part_of(key: str) -> str:
    """The part of the agreement that a field is in."""
    return key.partition(".")[0]


def tells(label: Label) -> str | None:
    """The part that a heading begins, or that a label with one meaning is in."""
    return label.part or (part_of(label.keys[0]) if len(label.keys) == 1 else None)


def part_before(label: Label, labels: Sequence[Label]) -> str | None:
    """The part begun last above a label or left of it, in its own column if there are several."""
    before = [
        one
        for one in labels
        if tells(one)
        and one.run.x0 <= label.run.x0 + label.run.height
        and (one.line < label.line or (one.line == label.line and one.run.x0 <= label.run.x0))
    ]
    last = max(before, key=lambda one: (one.line, one.run.x0), default=None)
    return tells(last) if last else None


def part_after(label: Label, labels: Sequence[Label]) -> str | None:
    """The part of the next label that tells one."""
    after = [one for one in labels if tells(one) and one.line >= label.line and one is not label]
    first = min(after, key=lambda one: (one.line, one.run.x0), default=None)
    return tells(first) if first else None


def stands_below(
    named: Mapping[str, Label],
    labels: Sequence[Label],
    lines: Sequence[Line],
    types: Mapping[str, FieldType],
) -> bool:
    """The page's habit, from the values that have a format: below their labels or beside them."""
    votes = 0
    for key, label in named.items():
        kind = types.get(key, "text")
        if kind in ("text", "code", "checkbox", "signature"):
            continue
        votes += fits(kind, below(label, labels, lines)) - fits(kind, beside(label, labels, lines))
    return votes > 0


def fits(kind: FieldType, run: Run | None) -> int:
    """1 for a run that is a value of this type."""
    return int(run is not None and canonical(kind, run.text.strip(EDGES)) is not None)


def value_of(
    label: Label, labels: Sequence[Label], lines: Sequence[Line], down: bool
) -> Run | None:
    """The words that belong to a label: after its colon, or where the page has its values, or else
    in the other place."""
    if "terms.accepted" in label.keys:
        return Run(label.before[-2:]) if label.before else mark_before(label, lines)
    inside = inside_run(label, labels)
    if inside:
        return inside
    ways = (below, beside) if down else (beside, below)
    return next((run for run in (way(label, labels, lines) for way in ways) if run), None)


def inside_run(label: Label, labels: Sequence[Label]) -> Run | None:
    """What follows a label in its own run, to the next label there. What is in brackets belongs to
    the label."""
    begun = {id(one.run.words[0]) for one in labels}
    words: list[Placed] = []
    for item in label.after:
        if id(item) in begun:
            break
        words.append(item)
    text = " ".join(item.word.text for item in words)
    return Run(tuple(words)) if words and not IN_BRACKETS.fullmatch(text) else None


def mark_before(label: Label, lines: Sequence[Line]) -> Run | None:
    """The run left of a checkbox's sentence."""
    left = [run for run in lines[label.line] if run.x1 <= label.run.x0]
    return left[-1] if left and len(left[-1].text) <= 4 else None


def beside(label: Label, labels: Sequence[Label], lines: Sequence[Line]) -> Run | None:
    """The runs to the right on the same line, until the next label or a gap too wide for one
    value."""
    begun = {id(one.run.words[0]) for one in labels}
    words: list[Placed] = []
    for run in lines[label.line]:
        if run.x0 <= label.run.x1:
            continue
        apart = words and run.x0 - words[-1].x1 > TOGETHER * run.height
        if apart or is_begun(run, begun):
            break
        words += run.words
    return Run(tuple(words)) if words else None


def is_begun(run: Run, begun: set[int]) -> bool:
    """Whether a label begins in a run."""
    return any(id(item) in begun for item in run.words)


def below(label: Label, labels: Sequence[Label], lines: Sequence[Line]) -> Run | None:
    """The nearest run under the label, left of where the next label on its line begins, and no
    farther right of the label than a value set in would be: beside it another column may be. A
    label there means that the box is empty."""
    begun = {id(one.run.words[0]) for one in labels}
    others = [one.run.x0 for one in labels if one.line == label.line and one.run.x0 > label.run.x0]
    end = min([*others, label.run.x1 + ASIDE * label.run.height])
    for line in lines[label.line + 1 :]:
        inside = [
            run for run in line if label.run.x0 - label.run.height <= run.x0 < end - run.height / 2
        ]
        if not inside:
            continue
        run = inside[0]
        far = run.middle - label.run.middle > BELOW * max(run.height, label.run.height)
        return None if far or is_begun(run, begun) else run
    return None


def field_reading(
    key: str, kind: FieldType, found: tuple[Label, Run | None], number: int
) -> FieldReading:
    """A label with what belongs to it as a reading. Without any it is unread, not empty: nobody has
    looked at the ink."""
    label, run = found
    raw = clean(kind, run.text) if run else ""
    sure = min(item.word.confidence for item in run.words) if run else 0.0
    return FieldReading(
        key=key,
        raw=raw or None,
        value=canonical(kind, raw) if raw else None,
        confidence=round(CEILING * sure * label.alike, 3) if raw else 0.0,
        source="anchor",
        mode="mark" if raw and kind == "checkbox" else "print" if raw else "none",
        page=number,
        box=(label.run if kind == "checkbox" or run is None else run).box,
    )


def clean(kind: FieldType, text: str) -> str:
    """The text without what was read from rules and frames; a checkbox's without its brackets. One
    without a letter or digit was read from nothing else."""
    if kind == "checkbox":
        return text.translate(_BRACKETS).strip()
    return text.strip(EDGES) if letters(text) else ""
