"""Pictures of how a file was read: what is seen on them."""

from io import BytesIO

import pytest
from PIL import Image

from cli.pictures import (
    ALARM,
    AMBER,
    BLUE,
    GREEN,
    HEADER,
    PALE,
    altered,
    around,
    cover,
    draw_file,
    draw_page,
    font,
    free,
    side_by_side,
    title,
    tone,
    words_found,
)
from domain.page import Box, PageIdentity, Word
from domain.reading import Alteration, FieldReading, FileReading, PageReading
from extractors.crops import RED
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits, PdfFile
from extractors.reader import Reader
from samples.badfiles import bare_pdf
from tests.drawing import ROOT, blanks

BOX = Box(0.2, 0.3, 0.6, 0.36)


def reading(value: str | None = "Habo", confidence: float = 0.9, **changes: object) -> PageReading:
    identity = PageIdentity(
        original=0, number=1, role="agreement", form="ssbtek-2022", form_page=1, confidence=0.9
    )
    field = FieldReading(
        key="party.city",
        raw=value,
        value=value,
        confidence=confidence,
        source="ocr",
        mode="print",
        page=1,
        box=BOX,
    )
    page = PageReading(identity=identity, source="scan", residual=0.1, fields=(field,))
    return page.model_copy(update=changes)


def drawn(page: PageReading) -> Image.Image:
    """The picture of an empty A4 page that was read so."""
    (picture,) = draw_file(bare_pdf(1), Limits(), FileReading(name="f.pdf", pages=(page,)))
    return Image.open(BytesIO(picture)).convert("RGB")


def colours(image: Image.Image, box: Box) -> set[tuple[int, ...]]:
    """The colours on a box of the page and a little around it."""
    wide, high = image.width, image.height - HEADER
    around = image.crop(
        (
            round(box.x0 * wide) - 6,
            round(box.top * high) + HEADER - 6,
            round(box.x1 * wide) + 6,
            round(box.bottom * high) + HEADER + 6,
        )
    )
    return {colour for _, colour in around.getcolors(1 << 20) or ()}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "confidence", "colour"),
    [("Habo", 0.9, GREEN), ("Habo", 0.45, AMBER), ("Habo", 0.1, RED), (None, 0.0, RED)],
)
def test_a_box_has_the_colour_of_its_confidence(
    value: str | None, confidence: float, colour: tuple[int, int, int]
) -> None:
    seen = colours(drawn(reading(value, confidence)), BOX)
    assert colour in seen
    assert not {GREEN, AMBER, RED} - {colour} & seen


def test_an_alteration_is_framed_in_red() -> None:
    place = Box(0.1, 0.6, 0.5, 0.62)
    alteration = Alteration(kind="replaced", page=1, box=place, expected="tre", found="två")
    assert ALARM in colours(drawn(reading(alterations=(alteration,))), place)
    assert ALARM not in colours(drawn(reading()), place)


def test_words_struck_through_together_are_said_together() -> None:
    struck = [
        Alteration(kind="struck_through", page=1, expected=text, box=Box(x0, top, x1, top + 0.01))
        for text, x0, x1, top in (("får", 0.1, 0.14, 0.5), ("bara", 0.145, 0.2, 0.5),
                                  ("ske", 0.1, 0.14, 0.52))
    ]  # fmt: skip
    words = [[one.expected for one in group] for group in side_by_side(struck)]
    assert words == [["får", "bara"], ["ske"]]
    assert "”får bara”" in altered(struck[:2])
    assert around(struck[:2]) == Box(0.1, 0.5, 0.2, 0.51)


def test_the_blanks_words_are_underlined_but_for_those_that_were_altered() -> None:
    data = (ROOT / "samples/altered/01-ord-utbytt/delivery.pdf").read_bytes()
    read = Reader(blanks(), TesseractEngine(), Limits()).read("avtal.pdf", data)
    (alteration,) = read.pages[1].alterations
    with PdfFile(data, Limits()) as pdf:
        page = list(pdf.pages())[1]
    found = words_found(page, read.pages[1], blanks())
    assert len(found) > 150
    assert not any(cover(word, alteration.box) for word in found)
    drawn_page = draw_page(page, read.pages[1], found)
    line = found[40]
    assert PALE in colours(drawn_page, line)
    assert PALE not in colours(draw_page(page, read.pages[1]), line)


def test_a_picture_file_is_drawn_as_a_pdf_is() -> None:
    photo = BytesIO()
    Image.new("L", (827, 1169), 255).save(photo, "JPEG", dpi=(100, 100))
    (picture,) = draw_file(
        photo.getvalue(), Limits(), FileReading(name="f.jpg", pages=(reading(),))
    )
    assert GREEN in colours(Image.open(BytesIO(picture)).convert("RGB"), BOX)


def test_words_of_a_page_that_lies_nowhere_are_written_where_they_stand() -> None:
    place = Box(0.3, 0.7, 0.5, 0.72)
    word = Word(text="Anslutning", box=place, confidence=0.9)
    assert len(colours(drawn(reading()), place)) == 1
    assert BLUE in colours(drawn(reading(residual=None, words=(word,))), place)


def test_the_header_says_which_page_it_is_and_how_it_was_turned() -> None:
    page = reading()
    assert title(page) == "Sida 1  ·  anslutningsavtal  ·  ssbtek-2022, sida 1"
    turned = page.identity.model_copy(update={"rotation": 180})
    assert title(page.model_copy(update={"identity": turned})).endswith("vriden 180° medurs")


def test_a_page_on_its_side_is_drawn_upright() -> None:
    lying = reading()
    turned = lying.identity.model_copy(update={"rotation": 90})
    upright, side = drawn(lying), drawn(lying.model_copy(update={"identity": turned}))
    assert upright.height > upright.width
    assert side.width == upright.height - HEADER


def test_tags_do_not_cover_each_other_while_there_is_room() -> None:
    taken = (10.0, 100.0, 60.0, 120.0)
    assert free([(20, 105, 70, 125), (200, 105, 250, 125)], [taken], (400, 400)) == (
        200,
        105,
        250,
        125,
    )
    assert free([(20, 105, 70, 125)], [taken], (400, 400)) == (20, 105, 70, 125)


def test_the_font_has_the_letters_of_swedish() -> None:
    face = font("Arimo-Bold", 15)
    unknown = bytes(face.getmask("\u1234"))
    assert all(bytes(face.getmask(letter)) != unknown for letter in "åäöÅÄÖé§”…·°")


def test_the_steps_of_the_colours() -> None:
    assert [tone(confidence) for confidence in (0.6, 0.59, 0.3, 0.29)] == [GREEN, AMBER, AMBER, RED]
