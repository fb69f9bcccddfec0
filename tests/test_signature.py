"""The signature box: wet ink is said of pen strokes alone, whatever else is in it or beside it."""

import random
from collections.abc import Callable
from datetime import date
from functools import cache, partial

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.form import FormField, PointBox
from domain.page import Box, PageIdentity
from domain.reading import PageSource, SignatureKind
from extractors.ink import Ink, ink_in
from extractors.lines import SecondReader, read_all
from extractors.ocr import Line, TesseractEngine
from extractors.reader import SeenField, SeenPage, refused
from extractors.second import PaddleEngine
from extractors.signature import judge_signature, refuses
from samples.strokes import received_stamp, rubber_stamp, sign
from samples.writing import PRINT_FONTS, Hand, Print, write_hand, write_print
from tests.drawing import FONTS, Feed, blank, lying_straight, page_of, scanned

FORMS = ("ssbtek-2014", "ssbtek-2022")
DOT = 300 / 72
Draw = Callable[[Image.Image, PointBox], None]


def field(form: str, key: str = "signature.signature") -> FormField:
    found = blank(form, 3).form.field(key)
    assert found is not None
    return found


def box_ink(form: str, draw: Draw, bilevel: bool = False) -> Ink:
    """What is in the signature box of a scan of page 3 on which `draw` was drawn."""
    page = Image.fromarray(blank(form, 3).picture)
    draw(page, field(form).box)
    scan = scanned(np.asarray(page), Feed(noise=2.0))
    if bilevel:
        scan = page_of(np.where(scan.picture < 170, 0, 255).astype(np.uint8))
    return ink_in(scan, lying_straight(blank(form, 3), 200), field(form))


def nothing(_page: Image.Image, _box: PointBox) -> None:
    """Nobody signed."""


def pen(seed: int, page: Image.Image, box: PointBox) -> None:
    rng = random.Random(seed)
    sign(page, box, rng.choice((40, 70, 100)), rng)


def stamp(name: str, page: Image.Image, box: PointBox) -> None:
    rubber_stamp(page, box, name, random.Random(name))


def receipt(seed: int, page: Image.Image, box: PointBox) -> None:
    received_stamp(page, (box.x0 + 60, box.top + 8), date(2026, 11, 3), random.Random(seed))


def typed(name: str, font: str, size: float, page: Image.Image, box: PointBox) -> None:
    style = Print(font, size, ink=35, indent=8, lift=9)
    write_print(page, box._replace(bottom=box.bottom - 16), name, style)


def read(inks: list[Ink]) -> list[tuple[Line, ...]]:
    """The lines that the engine reads in these boxes; none in an empty one."""
    full = {index: (field(FORMS[0]), ink) for index, ink in enumerate(inks) if not ink.is_empty}
    lines = read_all(TesseractEngine(), full)
    return [lines.get(index, ()) for index in range(len(inks))]


# who signed


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bilevel", [False, True])
def test_a_pen_stroke_is_wet_ink(form: str, bilevel: bool) -> None:
    inks = [box_ink(form, partial(pen, seed), bilevel) for seed in range(6)]
    assert [judge_signature(ink, (), "scan")[0] for ink in inks] == ["wet_ink"] * 6


NO_PEN: list[tuple[Draw, SignatureKind]] = [
    (nothing, "none"),
    *((partial(stamp, name), "stamp_only") for name in ("Håbo kommun", "Ö", "Gotlands kommun")),
    *((partial(receipt, seed), "stamp_only") for seed in range(2)),
    *(
        (partial(typed, name, font, 9.0 + 2 * index), "typed_name")
        for font in PRINT_FONTS
        for index, name in enumerate(("Maria Nilsson", "Anna-Karin Öberg"))
    ),
]


@cache
def without_pen() -> list[tuple[Ink, SignatureKind]]:
    """Boxes in which no pen was: each form, grey and bilevel."""
    return [
        (box_ink(form, draw, bilevel), kind)
        for form in FORMS
        for bilevel in (False, True)
        for draw, kind in NO_PEN
    ]


def test_a_stamp_a_typed_name_and_an_empty_box_are_called_what_they_are() -> None:
    boxes = without_pen()[: 2 * len(NO_PEN)]
    read_lines = read([ink for ink, _ in boxes])
    told = [
        judge_signature(ink, lines, "scan")[0]
        for (ink, _), lines in zip(boxes, read_lines, strict=True)
    ]
    assert told == [kind for _, kind in boxes]


@pytest.mark.parametrize(
    "legibility",
    [None, 0.0, 0.3, 0.6, 1.0],
)
def test_where_no_pen_was_no_reading_makes_a_signature(legibility: float | None) -> None:
    """An engine that reads nothing, or reads badly, must not turn a typed name into wet ink."""
    lines = () if legibility is None else (Line(text="Maria Nilsson", confidence=legibility),)
    told = [judge_signature(ink, lines, "scan")[0] for ink, _ in without_pen()]
    assert len(told) >= 60
    assert "wet_ink" not in told


@pytest.mark.parametrize("source", ["digital", "mixed"])
def test_on_a_page_that_is_no_plain_scan_no_ink_is_wet(source: PageSource) -> None:
    signed = box_ink(FORMS[0], partial(pen, 1))
    assert judge_signature(signed, (), "scan")[0] == "wet_ink"
    assert judge_signature(signed, (), source)[0] == "cannot_tell"
    for ink, kind in without_pen()[:20]:
        told = judge_signature(ink, (Line(text="Maria Nilsson", confidence=0.9),), source)[0]
        assert told == ("none" if kind == "none" else "cannot_tell")


@pytest.mark.parametrize("note", ["ej pkt 9", "Gäller ej villkor 9", "enl. delegation"])
@pytest.mark.parametrize("place", [(200, 52), (230, 12)])  # under the signature, and beside it
def test_a_signature_with_something_written_beside_it_is_for_a_person(
    note: str, place: tuple[int, int]
) -> None:
    """Found in review: reservations beside a good signature were registered."""

    def signed(page: Image.Image, box: PointBox) -> None:
        pen(1, page, box)
        font = ImageFont.truetype(str(FONTS / "Caveat-Regular.ttf"), 50)
        at = ((box.x0 + place[0]) * DOT, (box.top + place[1]) * DOT)
        ImageDraw.Draw(page).text(at, note, fill=40, font=font)

    assert judge_signature(box_ink(FORMS[1], signed), (), "scan")[0] == "cannot_tell"


def test_a_short_stroke_is_no_signature() -> None:
    def tick(page: Image.Image, box: PointBox) -> None:
        x, y = (box.x0 + 100) * DOT, (box.top + 40) * DOT
        ImageDraw.Draw(page).line([(x, y), (x + 40, y + 40), (x + 110, y - 60)], fill=30, width=6)

    assert judge_signature(box_ink(FORMS[0], tick), (), "scan")[0] == "cannot_tell"


# what scanners, machines and small stamps leave


def streak(page: Image.Image, box: PointBox) -> None:
    """Dirt on the glass of a feeding scanner: a line down the whole page."""
    x = (box.x0 + 200) * DOT
    ImageDraw.Draw(page).line([(x, 0), (x + 8, page.height)], fill=60, width=4)


def ruled(page: Image.Image, box: PointBox) -> None:
    y = (box.bottom - 20) * DOT
    ImageDraw.Draw(page).line([((box.x0 + 20) * DOT, y), ((box.x1 - 60) * DOT, y)], 30, width=3)


def underscores(page: Image.Image, box: PointBox) -> None:
    typed("_" * 30, "Arimo-Regular", 11.0, page, box)


def small_stamp(page: Image.Image, box: PointBox) -> None:
    x, y = (box.x0 + 60) * DOT, (box.top + 20) * DOT
    draw = ImageDraw.Draw(page)
    draw.rounded_rectangle((x, y, x + 375, y + 108), radius=12, outline=60, width=6)
    font = ImageFont.truetype(str(FONTS / "Arimo-Bold.ttf"), 58)
    draw.text((x + 187, y + 22), "INKOM", fill=60, font=font, anchor="mt")


def round_stamp(page: Image.Image, box: PointBox) -> None:
    x, y = (box.x0 + 90) * DOT, (box.top + 44) * DOT
    draw = ImageDraw.Draw(page)
    draw.ellipse((x - 125, y - 125, x + 125, y + 125), outline=70, width=6)
    font = ImageFont.truetype(str(FONTS / "Arimo-Bold.ttf"), 50)
    draw.text((x, y - 25), "IFO", fill=70, font=font, anchor="mt")


def ring_stamp(text: str, radius: float, gap: float, page: Image.Image, box: PointBox) -> None:
    """Two rings around a word; `gap` degrees of the outer one are worn away."""
    x, y, far = (box.x0 + 90) * DOT, (box.top + 44) * DOT, radius * DOT
    draw, near = ImageDraw.Draw(page), 0.72 * far
    draw.arc((x - far, y - far, x + far, y + far), gap, 360, fill=60, width=6)
    draw.ellipse((x - near, y - near, x + near, y + near), outline=60, width=4)
    font = ImageFont.truetype(str(FONTS / "Arimo-Bold.ttf"), round(0.35 * far))
    draw.text((x, y), text, fill=60, font=font, anchor="mm")


RINGS = [
    partial(ring_stamp, text, radius, gap)
    for text in ("", "FK", "INKOM", "GODKÄND")
    for radius, gap in ((14.0, 0.0), (19.0, 0.0), (26.0, 0.0), (24.0, 70.0))
    if text != "GODKÄND" or radius > 20  # docs/reading.md: a word that touches its ring
]


def cross(count: int, page: Image.Image, box: PointBox) -> None:
    for number in range(count):
        x, y = (box.x0 + 60 + 45 * number) * DOT, (box.top + 22) * DOT
        for ends in (((x, y), (x + 130, y + 190)), ((x + 140, y + 5), (x - 10, y + 195))):
            ImageDraw.Draw(page).line(ends, fill=30, width=6)


CROSSES = [partial(cross, count) for count in (1, 2, 3)]


@pytest.mark.parametrize("bilevel", [False, True])
@pytest.mark.parametrize(
    "draw", [streak, ruled, underscores, small_stamp, round_stamp, *RINGS, *CROSSES]
)
def test_a_line_or_a_frame_is_no_signature(draw: Draw, bilevel: bool) -> None:
    assert judge_signature(box_ink(FORMS[0], draw, bilevel), (), "scan")[0] != "wet_ink"


# beside the box

BESIDE = (
    ("signature.place", "Habo"),
    ("signature.date", "2026-11-09"),
    ("signature.name_clarification", "Maria Nilsson"),
    ("signature.title", "Socialchef"),
)


def with_neighbours(form: str, draw: Draw, page: Image.Image, box: PointBox) -> None:
    draw(page, box)
    for key, text in BESIDE:
        style = Print("Arimo-Regular", 12.0, ink=20, indent=6, lift=8)
        write_print(page, field(form, key).box, text, style)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "draw",
    [nothing, partial(pen, 2), partial(stamp, "Ö"), partial(typed, "Bo Ek", "Tinos-Regular", 11.0)],
    ids=["nothing", "pen", "stamp", "typed"],
)
def test_what_stands_in_the_boxes_beside_changes_nothing(form: str, draw: Draw) -> None:
    alone = box_ink(form, draw)
    among = box_ink(form, partial(with_neighbours, form, draw))
    assert among.area == pytest.approx(alone.area, abs=15)
    assert judge_signature(among, (), "scan") == judge_signature(alone, (), "scan")


X = (((0.0, 0.0), (1.0, 1.0)), ((0.0, 1.0), (1.0, 0.0)))
THROUGH = (((-0.05, 0.5), (1.05, 0.45)),)


def crossed_out(
    lines: tuple[tuple[tuple[float, float], tuple[float, float]], ...],
    seed: int,
    page: Image.Image,
    box: PointBox,
) -> None:
    """A signature with lines from place to place of its bounds, in shares of them."""
    before = np.asarray(page, int)
    sign(page, box, 60, random.Random(seed))
    rows, columns = np.nonzero(np.abs(np.asarray(page, int) - before) > 60)
    for ends in lines:
        line = [
            (columns.min() + x * np.ptp(columns), rows.min() + y * np.ptp(rows)) for x, y in ends
        ]
        ImageDraw.Draw(page).line(line, fill=50, width=5)


@pytest.mark.parametrize("seed", [50, 90, 165])
def test_feet_of_letters_in_a_row_are_no_line_through_the_signature(seed: int) -> None:
    """With the last sweep they lie on one line from end to end, and were taken for it."""
    ink = box_ink("ssbtek-2022", partial(crossed_out, (), seed))
    assert judge_signature(ink, (), "scan")[0] == "wet_ink"


# seeds from 50 on: signatures whose feet lie on a line that the one drawn through them crosses
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 50, 90])
@pytest.mark.parametrize("lines", [X, THROUGH])
def test_a_signature_that_is_crossed_out_is_for_a_person(
    seed: int, lines: tuple[tuple[tuple[float, float], tuple[float, float]], ...]
) -> None:
    """An X over a signature, or a line through it, once counted as signed."""
    plain = box_ink("ssbtek-2022", partial(crossed_out, (), seed))
    crossed = box_ink("ssbtek-2022", partial(crossed_out, lines, seed))
    assert judge_signature(plain, (), "scan")[0] == "wet_ink"
    assert judge_signature(crossed, (), "scan")[0] == "cannot_tell"


REFUSALS = ["vägrar", "ej giltig", "Se bilaga", "avstår"]


def in_running_script(text: str, page: Image.Image, box: PointBox) -> None:
    """Words as a lively hand writes them."""
    hand = Hand("HomemadeApple-Regular", 9, 50, 0.3, 0.1, 0.6, 0.0)
    x0, top, x1, bottom = box
    write_hand(page, PointBox(x0 + 10, top + 2, x1 - 20, bottom), text, hand, random.Random(1))


@pytest.mark.parametrize("text", REFUSALS)
def test_words_that_refuse_are_no_signature_however_they_are_written(text: str) -> None:
    """ "vägrar" and "ej giltig" in a running script were once registered as signed."""
    ink = box_ink("ssbtek-2022", partial(in_running_script, text))
    assert refused_in(ink)


@pytest.mark.parametrize("seed", range(6))
def test_a_signature_refuses_nothing(seed: int) -> None:
    def signed(page: Image.Image, box: PointBox) -> None:
        sign(page, box, 60, random.Random(seed))

    assert not refused_in(box_ink("ssbtek-2022", signed))


def refused_in(ink: Ink) -> bool:
    identity = PageIdentity(original=0, number=3, role="agreement", confidence=1.0)
    box = SeenField(field("ssbtek-2022"), Box(0, 0, 1, 1), ink)
    return bool(refused(SecondReader(second_engine()), [SeenPage(identity, "scan", fields=(box,))]))


@cache
def second_engine() -> PaddleEngine:
    return PaddleEngine()


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("ejgitig", True),
        ("Sebilga", True),
        ("Anna Ejlertsson", False),
        ("Inge Nejman", False),
        ("Birgitta Giltén", False),
    ],
)
def test_refusing_words_are_found_in_spite_of_misread_letters(text: str, no: bool) -> None:
    assert refuses(text) is no
