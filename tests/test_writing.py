"""How ink was put on paper: marks in boxes, print and handwriting."""

import random
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.form import PointBox
from extractors.blanks import FINE_DPI
from extractors.ink import Component, Ink, ink_in
from extractors.pdf import POINTS_PER_INCH, Picture
from extractors.reader import judged_together
from extractors.writing import irregularity, is_marked, runs_together, with_room, writing_mode
from samples.strokes import mark
from samples.writing import HAND_FONTS, PRINT_FONTS, Hand, random_hand, write_hand
from tests.drawing import blank, ink_of, line, lying_straight, page_of, scanned, white
from validators.material import CLEAR

FORMS = ("ssbtek-2014", "ssbtek-2022")

# marks in a box


def checkbox(form: str, sheet: Picture, bilevel: bool = False) -> tuple[Ink, Ink]:
    """What is in the checkbox of page 3, and in it and around it."""
    lying = lying_straight(blank(form, 3), 200)
    field = lying.blank.form.field("terms.accepted")
    assert field is not None
    scan = scanned(sheet)
    if bilevel:
        scan = page_of(np.where(scan.picture < 170, 0, 255).astype(np.uint8))
    room = with_room(field, lying.blank)
    return ink_in(scan, lying, field), ink_in(scan, lying, room)


def square(form: str) -> PointBox:
    field = blank(form, 3).form.field("terms.accepted")
    assert field is not None
    return field.box


def marked_by_pen(form: str, seed: int, ink: int) -> Picture:
    page = Image.fromarray(blank(form, 3).picture)
    mark(page, square(form), ink, random.Random(seed))
    return np.asarray(page)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ink", [30, 100])
@pytest.mark.parametrize("bilevel", [False, True])
def test_crosses_and_ticks_are_marks(form: str, ink: int, bilevel: bool) -> None:
    found = [
        is_marked(*checkbox(form, marked_by_pen(form, seed, ink), bilevel)) for seed in range(8)
    ]
    assert [marked for marked, _ in found] == [True] * 8
    assert min(confidence for _, confidence in found) > 0.7


@pytest.mark.parametrize("form", FORMS)
def test_a_word_in_the_square_is_no_clear_mark(form: str) -> None:
    """A "nej" written in the square once accepted the terms."""
    page = Image.fromarray(blank(form, 3).picture)
    x0, top, x1, bottom = square(form)
    hand = Hand("Caveat-Regular", 5, 50, 0.3, 0.1, 0.5, 0)
    write_hand(page, PointBox(x0 - 8, top - 14, x1 + 12, bottom + 3), "nej", hand, random.Random(1))
    _, confidence = is_marked(*checkbox(form, np.asarray(page)))
    assert confidence < CLEAR


def drawn(form: str, strokes: tuple[tuple[tuple[float, float], ...], ...]) -> Picture:
    """Strokes by pen, in shares of the square."""
    page = Image.fromarray(blank(form, 3).picture)
    x0, top, x1, bottom = (edge * FINE_DPI / POINTS_PER_INCH for edge in square(form))
    for stroke in strokes:
        line = [(x0 + x * (x1 - x0), top + y * (bottom - top)) for x, y in stroke]
        ImageDraw.Draw(page).line(line, fill=40, width=6, joint="curve")
    return np.asarray(page)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bilevel", [False, True])
def test_a_tick_with_its_foot_on_the_lower_side_is_one_mark(form: str, bilevel: bool) -> None:
    """The side is taken away with the foot, and leaves two pieces."""
    tick = ((0.1, 0.5), (0.42, 1.0), (0.9, 0.2))
    marked, confidence = is_marked(*checkbox(form, drawn(form, (tick,)), bilevel))
    assert marked
    assert confidence >= CLEAR


@pytest.mark.parametrize(
    "strokes",
    [
        (((0.3, 0.2), (0.3, 1.0)), ((0.6, 0.2), (0.6, 1.0))),  # upright
        (((0.35, 0.3), (0.2, 1.0)), ((0.65, 0.3), (0.8, 1.0))),  # leaning apart
        (((0.15, 0.3), (0.3, 0.7)), ((0.8, 0.3), (0.6, 0.7))),  # ending within the square
    ],
)
def test_two_strokes_that_are_no_tick_are_no_clear_mark(
    strokes: tuple[tuple[tuple[float, float], ...], ...],
) -> None:
    _, confidence = is_marked(*checkbox("ssbtek-2022", drawn("ssbtek-2022", strokes)))
    assert confidence < CLEAR


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_square_is_no_mark(form: str) -> None:
    marked, confidence = is_marked(*checkbox(form, blank(form, 3).picture))
    assert (marked, confidence) == (False, 1.0)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("dx", "dy"), [(0.5, 0.5), (0.3, 0.6), (0.95, 0.5), (0.1, 0.95)])
def test_a_speck_is_no_mark(form: str, dx: float, dy: float) -> None:
    box, dot = square(form), 300 / 72
    sheet = blank(form, 3).picture.copy()
    x, y = box.x0 + dx * (box.x1 - box.x0), box.top + dy * (box.bottom - box.top)
    cv2.circle(sheet, (round(x * dot), round(y * dot)), 2, (0,), -1)
    assert is_marked(*checkbox(form, sheet))[0] is False


@pytest.mark.parametrize(
    ("share", "marked", "confidence"),
    [(0.0, False, 1.0), (0.02, False, 0.75), (0.04, True, 0.5), (0.06, True, 0.75), (0.3, True, 1)],
)
def test_confidence_falls_towards_the_border(share: float, marked: bool, confidence: float) -> None:
    mask = np.zeros((100, 100), bool)
    mask.flat[: round(share * mask.size)] = True
    piece = Component(0, 0, 30, 30, int(mask.sum()))  # no dash, whatever its area
    ink = Ink(np.where(mask, 0, 255).astype(np.uint8), mask, (piece,))
    found = is_marked(ink, ink)
    assert found[0] is marked
    assert found[1] == pytest.approx(confidence, abs=0.01)


def cancelled(form: str, how: str) -> Picture:
    """A cross that the sender took back, or what may be none: lengths in sides of the square."""
    sheet = marked_by_pen(form, 3, 40)
    box, dot = square(form), 300 / 72
    side = (box.x1 - box.x0) * dot
    x, y = (box.x0 + box.x1) / 2 * dot, (box.top + box.bottom) / 2 * dot
    if how == "dash":
        sheet = blank(form, 3).picture.copy()
    lines = {
        "struck through": ((-1.6, 0.0), (1.6, 0.1), 0.15),
        "struck from corner to corner": ((-1.2, 1.2), (1.3, -1.2), 0.15),
        "blacked out": ((-0.3, 0.0), (0.3, 0.0), 0.9),
        "dash": ((-0.3, 0.0), (0.3, 0.02), 0.12),
    }
    start, end, width = lines[how]
    here, there = ((round(x + dx * side), round(y + dy * side)) for dx, dy in (start, end))
    sheet = sheet.copy()
    cv2.line(sheet, here, there, (40,), round(width * side), cv2.LINE_AA)
    return sheet


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bilevel", [False, True])
@pytest.mark.parametrize(
    "how", ["struck through", "struck from corner to corner", "blacked out", "dash"]
)
def test_a_mark_that_may_be_cancelled_is_no_sure_one(form: str, bilevel: bool, how: str) -> None:
    _, confidence = is_marked(*checkbox(form, cancelled(form, how), bilevel))
    assert confidence < CLEAR


# print and handwriting

PART = ("Åsa Sjöberg", "Enhetschef", "asa.sjoberg@habokommun.se", "08-465 004 00")


@cache
def hand_lines(font: str, seed: int) -> tuple[Ink, ...]:
    """The lines of one part of the form, by one hand."""
    rng = random.Random(f"{font} {seed}")
    hand = random_hand(rng)
    chosen = Hand(font, HAND_FONTS[font], hand.ink, hand.pen, hand.lean, hand.uneven, hand.slope)
    inks = []
    for text in PART:
        page = Image.fromarray(white(595.3, 841.9))
        write_hand(page, PointBox(62, 244, 378, 282), text, chosen, rng)
        picture = np.asarray(page)[round(244 * 300 / 72) : round(282 * 300 / 72), 250:1600]
        inks.append(ink_of(np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.uint8)))
    return tuple(inks)


def modes(inks: tuple[Ink, ...]) -> list[str]:
    part = [found for ink in inks if (found := irregularity(ink)) is not None]
    return [writing_mode(ink, part) for ink in inks]


@pytest.mark.parametrize("font", PRINT_FONTS)
@pytest.mark.parametrize("look", [(9.0, 20), (10.0, 50), (12.0, 35)])
def test_print_is_print(font: str, look: tuple[float, int]) -> None:
    assert modes(tuple(ink_of(line(text, font, look)) for text in PART)) == ["print"] * len(PART)


@pytest.mark.parametrize("font", HAND_FONTS)
def test_most_handwriting_is_told_by_its_part(font: str) -> None:
    """What is missed goes on as print, and its reading must then agree with itself and the ink."""
    told = [mode for seed in range(4) for mode in modes(hand_lines(font, seed))]
    assert told.count("hand") >= 0.5 * len(told)


def test_of_all_hands_few_are_taken_for_print() -> None:
    parts = [modes(hand_lines(font, seed)) for font in HAND_FONTS for seed in range(4)]
    taken_for_print = sum(part == ["print"] * len(PART) for part in parts)
    assert taken_for_print <= 0.14 * len(parts)


def test_an_even_line_is_by_the_hand_that_wrote_the_lines_around_it() -> None:
    even = ink_of(line("Enhetschef"))
    assert writing_mode(even, [0.1, 0.2]) == "print"
    assert writing_mode(even, [0.1, 1.4, 0.6]) == "print"
    assert writing_mode(even, [0.1, 1.7, 1.6]) == "hand"


def test_an_uneven_line_is_by_hand_whatever_stands_around_it() -> None:
    steps = line("Enhetschef", look=(12.0, 30), blur=0.6)
    for index, piece in enumerate(ink_of(steps).components):
        up = (0, 9, 3, 12, 6)[index % 5]
        columns = steps[:, piece.x : piece.right]
        steps[:, piece.x : piece.right] = np.roll(columns, -up, axis=0)
    assert writing_mode(ink_of(steps), [0.0, 0.0, 0.0, 0.0]) == "hand"


def test_a_short_line_is_told_by_its_part_alone() -> None:
    short = ink_of(line("Ort"))
    assert irregularity(short) is None
    assert writing_mode(short, []) == "print"
    assert writing_mode(short, [1.5]) == "hand"


def test_no_ink_has_no_mode() -> None:
    assert writing_mode(ink_of(white(100, 40)), [1.5]) == "none"


@pytest.mark.parametrize("font", PRINT_FONTS)
@pytest.mark.parametrize("text", PART)
def test_the_letters_of_print_stand_apart(font: str, text: str) -> None:
    assert not runs_together(text, ink_of(line(text, font)))


def test_letters_that_run_together_are_handwriting() -> None:
    """However evenly they stand: a brush or a felt pen joins them."""
    text = "Enhetschef"
    joined = cv2.erode(line(text), np.ones((3, 15), np.uint8))
    assert runs_together(text, ink_of(np.asarray(joined, np.uint8)))
    assert not runs_together("En", ink_of(np.asarray(joined, np.uint8)))  # too few to tell


def test_a_line_that_is_alone_in_its_part_is_judged_with_its_page() -> None:
    """A worn line of print was taken for handwriting; a page by hand is by hand."""
    print_, hand = [0.1, 0.2, 0.3], [1.1, 0.9, 1.2]
    assert judged_together({"supplier": [0.95], "mandate": print_})["supplier"] == [0.95, *print_]
    assert judged_together({"supplier": [0.7], "mandate": hand})["supplier"] == [0.7, *hand]
    assert judged_together({"party": [0.9, 1.0], "mandate": print_})["party"] == [0.9, 1.0]
    # who signs writes by hand what stands beside the signature, and nothing else
    alone = judged_together({"signature": [0.95], "mandate": print_, "supplier": [0.9]})
    assert alone["signature"] == [0.95]
    assert alone["supplier"] == [*print_, 0.9]
