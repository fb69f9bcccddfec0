"""What a blank says of itself: title, form number, headings, and the sentences agreed on."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from domain.form import PointBox
from extractors.draft_page import Phrase, Sheet

LARGER = 1.1  # a heading's size to that of most of the text
SMALLER = 0.8  # the same, for a heading that is bold
TITLE = 0.5  # the title stands in the upper half of the first page

# As FK 8501-E 2014-05, or FK 7804 (006 F 001), or HSLF-FS 2018:54 Bilaga 5 (2018-12).
FORM_NUMBER = re.compile(
    r"\b[A-ZÅÄÖ]{2,5}(?:-[A-ZÅÄÖ]{1,3})? ?\d{3,5}(?:[-:.][A-Z\d]{1,4})?(?: Bilaga \d+)?"
    r"(?: \([\dA-Z -]{3,12}\)| \d{4}-\d{2}(?:-\d{2})?)?"
)
# As 7. or 7) or 2.1, with or without a full stop after it.
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)[.)]?")
HANG = 40.0  # the furthest that the text of a numbered sentence stands from its number

Number = tuple[int, ...]


def title_of(first: Sheet) -> str:
    """The largest words in the upper half of the first page, over as many lines as they take."""
    upper = [p for p in first.phrases if p.box.bottom < TITLE * first.height and letters(p.text)]
    if not upper:
        return ""
    largest = max(phrase.size for phrase in upper)
    return " ".join(phrase.text for phrase in upper if phrase.size >= largest - 0.2)


def letters(text: str) -> bool:
    """Whether there is a word in a text."""
    return any(sign.isalpha() for sign in text)


def form_number_of(sheets: Sequence[Sheet]) -> str:
    """The number of the form with its version, from the margin or else from the foot or head."""
    margins = [sheet.margin for sheet in sheets]
    edges = [
        phrase.text
        for sheet in sheets
        for phrase in reversed(sheet.phrases)
        if not 0.1 * sheet.height < phrase.box.top < 0.9 * sheet.height
    ]
    found = (FORM_NUMBER.search(text) for text in (*margins, *edges))
    return next((match[0] for match in found if match), "")


def body_type(sheets: Iterable[Sheet]) -> tuple[float, bool]:
    """The size that most of the text is set in, and whether it is bold."""
    signs: Counter[tuple[float, bool]] = Counter()
    for sheet in sheets:
        for phrase in sheet.phrases:
            signs[phrase.size, phrase.bold] += len(phrase.text)
    return max(signs, key=lambda kind: signs[kind], default=(0.0, False))


def is_heading(phrase: Phrase, body: tuple[float, bool]) -> bool:
    """Whether a phrase is larger than the text, or bold (and hardly smaller) where it is not."""
    size, bold = body
    heavy = phrase.bold and not bold and phrase.size >= SMALLER * size
    return letters(phrase.text) and (heavy or phrase.size >= LARGER * size)


def headings_over(box: PointBox, headings: Sequence[Phrase]) -> tuple[str, ...]:
    """The headings of a place, the nearest first, then those that stand over that one: each larger
    than the last. A heading reaches to the right until another begins on its line."""
    found: list[str] = []
    size = 0.0
    for heading in sorted(headings, key=lambda heading: -heading.box.bottom):
        if (
            heading.box.bottom <= box.top + 2
            and heading.size > size
            and reaches(heading, box, headings)
        ):
            found.append(heading.text)
            size = heading.size
    return tuple(found)


def reaches(heading: Phrase, box: PointBox, headings: Sequence[Phrase]) -> bool:
    """Whether a place is in the column of a heading."""
    middle = (box.x0 + box.x1) / 2
    beside = [
        other.box.x0
        for other in headings
        if abs(other.box.bottom - heading.box.bottom) <= 4 and other.box.x0 > heading.box.x1
    ]
    return heading.box.x0 - 10 <= middle < min(beside, default=float("inf"))


def clauses_of(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """The numbered sentences of a blank: of all its lists the longest that counts on by one.

    Headings that are numbered are no sentences, and a list that is shorter, as one of what to think
    of before sending, is none that is agreed on.
    """
    body = body_type(sheets)
    lists: list[list[tuple[Number, str]]] = []
    for number, text in numbered(sheets, body):
        if lists and follows_on(lists[-1][-1][0], number):
            lists[-1].append((number, text))
        elif number[-1] == 1:
            lists.append([(number, text)])
    longest = max(lists, key=len, default=[])
    return tuple(text for _, text in longest)


def follows_on(last: Number, number: Number) -> bool:
    """Whether a number is the next one, also down to or up from a level: 2, 3; 2, 2.1; 2.3, 3.1.

    >>> follows_on((2, 3), (3, 1))
    True
    >>> follows_on((2,), (4,))
    False
    """
    if number == (*last, 1):
        return True
    return any(
        number[:level] == last[:level]
        and number[level] == last[level] + 1
        and all(part == 1 for part in number[level + 1 :])
        for level in range(min(len(last), len(number)))
    )


def numbered(sheets: Sequence[Sheet], body: tuple[float, bool]) -> Iterator[tuple[Number, str]]:
    """Every numbered sentence with its number, page by page, column by column."""
    for sheet in sheets:
        lines = [phrase for phrase in sheet.phrases if not is_heading(phrase, body)]
        heads = [phrase for phrase in sheet.phrases if is_heading(phrase, body)]
        starts = [phrase for phrase in lines if number_of(phrase)]
        for start in sorted(starts, key=lambda phrase: (round(phrase.box.x0 / 20), phrase.box.top)):
            number = number_of(start)
            if number:
                yield number, sentence(start, lines, [*starts, *heads])


def number_of(phrase: Phrase) -> Number | None:
    """The number that a phrase begins with; None for a bare figure."""
    first = phrase.text.split()[0]
    match = _NUMBER.fullmatch(first)
    if not match or first.isdigit():
        return None
    return tuple(int(part) for part in match[1].split("."))


def sentence(start: Phrase, lines: Sequence[Phrase], ends: Sequence[Phrase]) -> str:
    """The text after a number: on its line, and on the lines below until the next number, heading
    or gap."""
    found = [start.text.partition(" ")[2]]
    last = start
    if not found[0]:
        beside = [p for p in lines if 0 < p.box.x0 - start.box.x1 <= HANG and level(p, start)]
        if not beside:
            return ""
        last = min(beside, key=lambda phrase: phrase.box.x0)
        found = [last.text]
    while True:
        after = [p for p in lines if goes_on(p, last, start)]
        line = min(after, key=lambda phrase: phrase.box.top, default=None)
        if line is None or any(between(end, last, line, start) for end in ends):
            return " ".join(found)
        found.append(line.text)
        last = line


def level(one: Phrase, other: Phrase) -> bool:
    """Whether two phrases stand on one line."""
    return abs(one.box.bottom - other.box.bottom) <= 0.4 * other.size


def goes_on(line: Phrase, last: Phrase, start: Phrase) -> bool:
    """Whether a line may be the next of a sentence: just below, in its type, and as far in as its
    text or its number. Where the text begins after a number in the same phrase is not known."""
    inward = line.box.x0 - start.box.x0
    flush = abs(line.box.x0 - last.box.x0) <= 2 or abs(inward) <= 2
    if last is start:
        flush = -2 <= inward <= HANG
    below = 0.3 * line.size < line.box.bottom - last.box.bottom <= 1.6 * line.size
    return flush and below and abs(line.size - last.size) <= 0.3 and line.bold == last.bold


def between(end: Phrase, last: Phrase, line: Phrase, start: Phrase) -> bool:
    """Whether a new number or heading stands between two lines, or begins the second one."""
    if end == start:
        return False
    below = end.box.bottom > last.box.bottom + 1 and end.box.top <= line.box.top + 1
    return below and abs(end.box.x0 - start.box.x0) <= HANG
