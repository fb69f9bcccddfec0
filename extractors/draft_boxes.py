"""Where on a page of a blank something is to be filled in.

A widget is given the ruled box that it lies in, when it is most of that box; without widgets the
ruled boxes themselves are asked whether there is room to write in them.
"""

import re
from collections.abc import Iterator, Sequence

from domain.form import PointBox
from domain.value import Value
from extractors.draft_glyphs import is_square
from extractors.draft_page import Phrase, Sheet, around
from extractors.draft_widgets import Widget, WidgetKind

SAME = 0.5  # a widget and a ruled box that share more than this of their union are one
ROOM = (28.0, 11.0)  # the least width and height of a box to write in
COMB = 4  # so many squares side by side are one box for a number
ENCLOSED = 0.7  # so much of a widget lies in the ruled box round it; some stand out a little
LINES = (20.0, 11.0)  # points above a line to write on, or between lines that stand close
_SIGNATURE = re.compile(r"underskrift|namnteckning|signatur|undertecknas", re.IGNORECASE)
_BESIDE_IT = re.compile(r"datum|\bort\b", re.IGNORECASE)  # asked for with a signature, but typed
# Boxes that the authority keeps for itself.
NOT_TO_FILL = re.compile(
    r"ankomst|stämpel|anteckningar|fylls i av|ifylls av|handläggares? noter", re.IGNORECASE
)


class Spot(Value):
    """A place to fill in. `box` is what is cut out of a page, `at` where one writes. `ruled` is the
    smallest ruled box or column round it, whether it is its own or not, and `frame` the smallest
    box with lines on all its sides."""

    kind: WidgetKind
    page: int
    box: PointBox
    at: PointBox
    ruled: PointBox | None
    frame: PointBox | None
    tip: str = ""


def spots_on(sheet: Sheet, widgets: Sequence[Widget], fillable: bool) -> list[Spot]:
    """The places of one page, from the top down.

    A blank that can be filled in on the screen has a widget for all but the signature, which is
    written on paper; then no other ruled box counts.
    """
    own = [widget for widget in widgets if widget.page == sheet.number]
    found = [spot_of(widget, own, sheet) for widget in own]
    if fillable:
        taken = [spot.at for spot in found]
        found += [spot for spot in signatures(sheet) if not any(holds(spot.box, t) for t in taken)]
    else:
        found += ruled_spots(sheet)
    return sorted(found, key=lambda spot: (round(spot.box.top), spot.box.x0))


def spot_of(widget: Widget, others: Sequence[Widget], sheet: Sheet) -> Spot:
    """A widget with its box: the ruled one if it is nearly the same place and holds no other."""
    ruled = smallest_round(widget.box, (*sheet.cells, *sheet.columns))
    alone = ruled is not None and not any(
        holds(ruled, other.box) for other in others if other is not widget
    )
    same = ruled is not None and alone and overlap(ruled, widget.box) > SAME
    return Spot(
        kind=widget.kind,
        page=widget.page,
        box=ruled if ruled is not None and same else widget.box,
        at=widget.box,
        ruled=ruled,
        frame=smallest_round(widget.box, sheet.cells),
        tip=widget.tip,
    )


def ruled_spots(sheet: Sheet) -> Iterator[Spot]:
    """The places of a page without widgets."""
    squares = [cell for cell in sheet.cells if is_square(cell) and not words_in(cell, sheet)]
    combs = list(combs_of(squares))
    for comb in combs:
        yield ruled("text", comb, sheet)
    ticks = [square for square in squares if not any(holds(comb, square) for comb in combs)]
    for square in ticks:
        yield ruled("checkbox", square, sheet)
    taken = [*ticks, *combs]
    for cell in (*sheet.cells, *sheet.columns):
        if cell not in squares and is_room(cell, taken, sheet):
            sign = asks_for_signature(text_of(cell, sheet))
            yield ruled("signature" if sign else "text", cell, sheet)
    yield from lines_to_write_on(sheet)


def signatures(sheet: Sheet) -> Iterator[Spot]:
    """Ruled boxes and lines for a signature."""
    return (spot for spot in ruled_spots(sheet) if spot.kind == "signature")


def lines_to_write_on(sheet: Sheet) -> Iterator[Spot]:
    """Lines with room above and a few small words just below, or words just before them."""
    for rule in sheet.rules:
        rooms = [PointBox(rule.x0, rule.top - high, rule.x1, rule.top) for high in LINES]
        room = next((room for room in rooms if not words_in(room, sheet)), None)
        below = [phrase for phrase in sheet.phrases if is_under(phrase, rule)]
        before = [phrase for phrase in sheet.phrases if is_before(phrase, rule)]
        words = below or before
        if words and room and rule.x1 - rule.x0 >= 2 * ROOM[0]:
            sign = any(asks_for_signature(phrase.text) for phrase in words)
            kind: WidgetKind = "signature" if sign else "text"
            yield Spot(kind=kind, page=sheet.number, box=room, at=room, ruled=None, frame=None)


def asks_for_signature(label: str) -> bool:
    """Whether a label asks for a signature, and not for its day or place.

    >>> asks_for_signature("Datum för underskrift")
    False
    """
    return bool(_SIGNATURE.search(label)) and not _BESIDE_IT.search(label)


def is_under(phrase: Phrase, rule: PointBox) -> bool:
    """Whether a phrase explains the line above it: short, small, and at its left end."""
    near = 0 <= phrase.box.top - rule.top <= 6 and abs(phrase.box.x0 - rule.x0) <= 4
    return near and phrase.size <= 9 and len(phrase.text.split()) <= 4


def is_before(phrase: Phrase, rule: PointBox) -> bool:
    """Whether a phrase ends where the line begins."""
    return abs(rule.top - phrase.box.bottom) <= 4 and -1 <= rule.x0 - phrase.box.x1 <= 20


def combs_of(squares: Sequence[PointBox]) -> Iterator[PointBox]:
    """Rows of squares that share their sides: a place for each figure of a number."""
    rows: list[list[PointBox]] = []
    for square in sorted(squares, key=lambda square: square.x0):
        row = next((row for row in rows if touches(row[-1], square)), None)
        if row is None:
            rows.append([square])
        else:
            row.append(square)
    return (around(row) for row in rows if len(row) >= COMB)


def touches(left: PointBox, right: PointBox) -> bool:
    """Whether two squares of a row share a side."""
    return abs(left.x1 - right.x0) <= 1.5 and abs(left.top - right.top) <= 1.5


def is_room(cell: PointBox, taken: Sequence[PointBox], sheet: Sheet) -> bool:
    """Whether a box has room below or beside its label, holds no other box, and is not the
    authority's own."""
    wide, high = cell.x1 - cell.x0, cell.bottom - cell.top
    if wide < ROOM[0] or high < ROOM[1]:
        return False
    inner = [other for other in (*taken, *sheet.cells, *sheet.columns) if other != cell]
    inner = [other for other in inner if area(other) < area(cell)]
    if any(holds(cell, other) for other in inner):
        return False
    words = words_in(cell, sheet)
    if not words:
        return True
    end = around(phrase.box for phrase in words)
    room = cell.bottom - end.bottom >= 0.3 * high or cell.x1 - end.x1 >= 0.5 * wide
    return room and not NOT_TO_FILL.search(text_of(cell, sheet))


def ruled(kind: WidgetKind, box: PointBox, sheet: Sheet) -> Spot:
    """A place that ruled lines alone tell of."""
    return Spot(kind=kind, page=sheet.number, box=box, at=box, ruled=box, frame=box)


def words_in(box: PointBox, sheet: Sheet) -> list[Phrase]:
    """The phrases whose middle lies in a box."""
    return [phrase for phrase in sheet.phrases if holds(box, phrase.box)]


def text_of(box: PointBox, sheet: Sheet) -> str:
    """What a box says."""
    return " ".join(phrase.text for phrase in words_in(box, sheet))


def smallest_round(inner: PointBox, cells: Sequence[PointBox]) -> PointBox | None:
    """The smallest ruled box in which most of another lies."""
    return min((cell for cell in cells if encloses(cell, inner)), key=area, default=None)


def encloses(outer: PointBox, inner: PointBox) -> bool:
    """Whether most of a box lies in another."""
    wide = min(outer.x1, inner.x1) - max(outer.x0, inner.x0)
    high = min(outer.bottom, inner.bottom) - max(outer.top, inner.top)
    return wide > 0 and high > 0 and wide * high >= ENCLOSED * area(inner)


def holds(outer: PointBox, inner: PointBox) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom


def area(box: PointBox) -> float:
    """In square points."""
    return (box.x1 - box.x0) * (box.bottom - box.top)


def overlap(one: PointBox, other: PointBox) -> float:
    """The area that two boxes share, as a part of their union (IoU)."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(0.0, wide) * max(0.0, high)
    return shared / (area(one) + area(other) - shared)
