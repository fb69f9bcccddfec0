"""Which of a blank's words are the label of which place."""

import re
from collections.abc import Iterable, Sequence

from domain.form import PointBox
from domain.value import Value
from extractors.draft_boxes import Spot, is_under
from extractors.draft_page import Phrase, Sheet, around

BESIDE_A_SQUARE = 28.0  # points between a box to tick and its words
BEFORE = 110.0  # between a label and the place to the right of it
LINE = 9.0  # a label before a place may have a line more than the place
ABOVE = 32.0  # between a label and the place under it, with nothing between
HEADER = 300.0  # between the head of a column and a place in the same ruled box
NEXT_ROW = 60.0  # between the tops of two places of a column
AFTER = 8.0  # between a place in the middle of a sentence and the words that follow
LONG = 90  # signs; of a longer label only the first sentence is kept
_END = re.compile(r"\w{3}[.?] ")  # of a sentence, not of a number


class Label(Value):
    """What is printed for a place. `phrases` are its lines."""

    text: str
    phrases: tuple[Phrase, ...] = ()

    @property
    def box(self) -> PointBox | None:
        """Where it is printed; None for a text that is not printed."""
        return around(phrase.box for phrase in self.phrases) if self.phrases else None


def labels_of(spots: Sequence[Spot], sheet: Sheet) -> list[Label]:
    """The label of each place, in the same order. Boxes to tick choose first, and what is theirs is
    nobody else's: a line of text may use what remains, such as the head of its column."""
    ticks = {
        index: beside(spot, spots, sheet)
        for index, spot in enumerate(spots)
        if spot.kind == "checkbox"
    }
    taken = {phrase for label in ticks.values() for phrase in label.phrases}
    free = [phrase for phrase in sheet.phrases if phrase not in taken]
    return [
        ticks[index] if index in ticks else of_text(spot, spots, free, sheet.rules)
        for index, spot in enumerate(spots)
    ]


def beside(spot: Spot, spots: Sequence[Spot], sheet: Sheet) -> Label:
    """The words to the right of a box to tick; else to the left of it, else above."""
    row = [phrase for phrase in sheet.phrases if in_row(phrase, spot.at)]
    right = [p for p in row if -1 <= p.box.x0 - spot.at.x1 <= BESIDE_A_SQUARE]
    left = [p for p in row if -1 <= spot.at.x0 - p.box.x1 <= BESIDE_A_SQUARE]
    if right:
        first = min(right, key=lambda phrase: phrase.box.x0)
    elif left:
        first = max(left, key=lambda phrase: phrase.box.x1)
    else:
        return of_text(spot, spots, sheet.phrases, sheet.rules)
    others = [other.at for other in spots if other is not spot and other.kind == "checkbox"]
    lines = [p for p in sheet.phrases if not any(in_row(p, other) for other in others)]
    return label_of(block(first, lines))


def of_text(
    spot: Spot, spots: Sequence[Spot], free: Sequence[Phrase], rules: Sequence[PointBox]
) -> Label:
    """The words before a place, under its line, above it in its ruled box, right after it, above it
    on the page, or at the head of its column; else the text for those who cannot see the page."""
    inside = [phrase for phrase in free if spot.ruled and begins_in(phrase, spot.ruled)]
    framed = [phrase for phrase in free if spot.frame and begins_in(phrase, spot.frame)]
    others = [other.at for other in spots if other is not spot]
    if spot.at == spot.ruled and inside:
        return label_of(block(inside[0], inside))
    if left := before(spot.at, framed or free, others):
        near = [p for p in free if in_row(p, spot.at, LINE) and p.box.x1 <= spot.at.x0 + 6]
        own = [p for p in near if not any(in_row(p, other, 0) for other in others)]
        return label_of(block(left, own))
    found = (
        under(spot.at, free, rules)
        or above(spot.at, inside, ())
        or after(spot.at, free)
        or above(spot.at, [p for p in free if gap_above(p, spot.at) <= ABOVE], others)
    )
    if found:
        return label_of(block(found, free))
    upper = over_it(spot, spots)
    return of_text(upper, spots, free, rules) if upper else Label(text=spot.tip)


def over_it(spot: Spot, spots: Sequence[Spot]) -> Spot | None:
    """The next place above in the same column of a table: as wide, and not far away."""
    found = [
        other
        for other in spots
        if other.kind == spot.kind
        and abs(other.at.x0 - spot.at.x0) <= 6
        and abs(other.at.x1 - spot.at.x1) <= 6
        and 0 < spot.at.top - other.at.top <= NEXT_ROW
    ]
    return max(found, key=lambda other: other.at.top, default=None)


def before(at: PointBox, phrases: Iterable[Phrase], others: Sequence[PointBox]) -> Phrase | None:
    """The nearest words to the left on the same line, with no other place between."""
    found = [
        phrase
        for phrase in phrases
        if in_row(phrase, at, 0)
        and -6 <= at.x0 - phrase.box.x1 <= BEFORE
        and phrase.box.x0 < at.x0 - 6
        and not any(
            in_row(phrase, other, 0) and phrase.box.x1 - 2 <= other.x0 and other.x1 <= at.x0 + 2
            for other in others
        )
    ]
    return max(found, key=lambda phrase: phrase.box.x1, default=None)


def under(at: PointBox, phrases: Iterable[Phrase], rules: Sequence[PointBox]) -> Phrase | None:
    """The small words just below the line that a place stands on."""
    lines = [r for r in rules if abs(r.top - at.bottom) <= 4 and share_a_column(r, at)]
    found = (phrase for phrase in phrases for rule in lines if is_under(phrase, rule))
    return next(found, None)


def above(at: PointBox, phrases: Iterable[Phrase], others: Sequence[PointBox]) -> Phrase | None:
    """The nearest words above, with none of `others` between."""
    found = [
        phrase
        for phrase in phrases
        if 0 <= gap_above(phrase, at) <= HEADER
        and share_a_column(phrase.box, at)
        and not any(
            share_a_column(other, at) and phrase.box.bottom <= other.top + 2 and other.top < at.top
            for other in others
        )
    ]
    return max(found, key=lambda phrase: phrase.box.bottom, default=None)


def after(at: PointBox, phrases: Iterable[Phrase]) -> Phrase | None:
    """The words that go on right after a place in a sentence."""
    found = (p for p in phrases if in_row(p, at) and -4 <= p.box.x0 - at.x1 <= AFTER)
    return next(found, None)


def gap_above(phrase: Phrase, at: PointBox) -> float:
    """Points from a phrase down to a place; a label may reach a little into its widget."""
    return max(0.0, at.top - phrase.box.bottom) if phrase.box.top < at.top else -1.0


def begins_in(phrase: Phrase, box: PointBox) -> bool:
    """Whether a phrase begins in a box; a label may reach over a stroke that parts columns."""
    middle = (phrase.box.top + phrase.box.bottom) / 2
    return box.x0 - 1 <= phrase.box.x0 < box.x1 and box.top <= middle <= box.bottom


def in_row(phrase: Phrase, at: PointBox, slack: float = 3) -> bool:
    """Whether the middle of a phrase is level with a place, or off by no more than `slack`."""
    middle = (phrase.box.top + phrase.box.bottom) / 2
    return at.top - slack <= middle <= at.bottom + slack


def share_a_column(one: PointBox, other: PointBox) -> bool:
    """Whether two boxes stand over each other, by more than a touch."""
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared > min(10.0, 0.3 * min(one.x1 - one.x0, other.x1 - other.x0))


def block(first: Phrase, phrases: Iterable[Phrase]) -> list[Phrase]:
    """A phrase with the lines above and below that go on with it: flush left, in the same type,
    without a gap."""
    lines = [p for p in phrases if abs(p.box.x0 - first.box.x0) <= 3 and goes_with(p, first)]
    found = [first]
    for line in sorted(lines, key=lambda phrase: abs(phrase.box.top - first.box.top)):
        if line not in found and any(adjoin(line, other) for other in found):
            found.append(line)
    return sorted(found, key=lambda phrase: phrase.box.top)


def goes_with(one: Phrase, other: Phrase) -> bool:
    """Whether two phrases are set in the same type."""
    return one.bold == other.bold and abs(one.size - other.size) <= 0.3


def adjoin(one: Phrase, other: Phrase) -> bool:
    """Whether two lines follow each other without a gap."""
    upper, lower = sorted((one.box, other.box), key=lambda box: box.top)
    return lower.top - upper.bottom <= 0.75 * one.size


def label_of(lines: Sequence[Phrase]) -> Label:
    """The text of a label; of a long one, its first sentence."""
    text = " ".join(line.text for line in lines)
    end = _END.search(text)
    if len(text) > LONG and end:
        text = text[: end.end()]
    return Label(text=text.strip(" :"), phrases=tuple(lines))
