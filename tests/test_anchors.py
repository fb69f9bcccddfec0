"""Agreements on no blank: labels found in spite of misread letters, and what belongs to them."""

from collections.abc import Mapping, Sequence

import pytest

from domain.page import Box, Word
from extractors.anchors import CEILING, Anchored, Anchors
from extractors.labels import likeness
from samples.reference import form_version

FORMS = (form_version("ssbtek-2014"), form_version("ssbtek-2022"))
ANCHORS = Anchors(FORMS)
SIZE = (595.0, 842.0)
LETTER, HEIGHT = 5.5, 10.0  # points: width of a letter and height of a line, as typed here

Typed = tuple[float, float, str]  # x, y in points, and what is typed from there


def words(typed: Sequence[Typed], slope: float = 0.0) -> list[Word]:
    """Words of the same width a letter, on lines that slope by so many points a point."""
    found = []
    for x, y, text in typed:
        left = x
        for part in text.split(" "):
            right = left + LETTER * len(part)
            top = y + slope * left
            box = Box(left / SIZE[0], top / SIZE[1], right / SIZE[0], (top + HEIGHT) / SIZE[1])
            found.append(Word(text=part, box=box, confidence=0.95))
            left = right + LETTER
    return found


def read(typed: Sequence[Typed], slope: float = 0.0) -> Anchored:
    found = ANCHORS.read(words(typed, slope), SIZE, 1)
    assert found is not None
    return found


def values(typed: Sequence[Typed], slope: float = 0.0) -> Mapping[str, str | None]:
    return {field.key: field.value for field in read(typed, slope).fields}


BESIDE = [
    (60, 100, "Part"),
    (60, 120, "Kommun: Habo kommun"),
    (60, 140, "Org.nr: 212000-1611"),
    (60, 160, "Ansvarig nämnd:"),
    (250, 160, "Socialnämnden"),
    (60, 200, "Kontaktperson för avtalet och administrativa frågor"),
    (60, 220, "Namn"),
    (250, 220, "Åsa Sjöberg"),
    (60, 240, "E-post"),
    (250, 240, "asa.sjoberg@habokommun.se"),
    (60, 280, "Teknisk kontaktperson"),
    (60, 300, "Namn"),
    (250, 300, "Lars Lindqvist"),
    (60, 320, "Telefon (med riktnummer)"),
    (250, 320, "08-465 004 00"),
]
SAID = {
    "party.municipality_name": "Habo kommun",
    "party.org_no": "212000-1611",
    "party.board_name": "Socialnämnden",
    "agreement_contact.name": "Åsa Sjöberg",
    "agreement_contact.email": "asa.sjoberg@habokommun.se",
    "technical_contact.name": "Lars Lindqvist",
    "technical_contact.phone": "+46846500400",
}


@pytest.mark.parametrize("slope", [0.0, 0.03, -0.03])
def test_what_stands_beside_a_label_is_its_value_also_on_a_page_askew(slope: float) -> None:
    assert values(BESIDE, slope) == SAID


def test_a_label_is_found_in_spite_of_misread_letters() -> None:
    misread = [
        (
            x,
            y,
            text.replace("nämnd:", "namnd:")
            .replace("E-post", "E-posl")
            .replace("Org.nr", "Org,nr"),
        )
        for x, y, text in BESIDE
    ]
    assert values(misread) == SAID


def test_a_word_that_stands_for_several_fields_is_told_by_its_part() -> None:
    typed = [
        (60, 100, "Postnummer: 566 32"),
        (60, 120, "Ort: Habo"),
        (60, 160, "Underskrift"),
        (60, 180, "Ort: Jönköping"),
        (60, 200, "Datum: 2026-11-09"),
    ]
    found = values(typed)
    assert found["party.city"] == "Habo"
    assert found["signature.place"] == "Jönköping"
    assert found["signature.date"] == "2026-11-09"


def test_values_below_their_labels_are_found_where_the_page_has_them_there() -> None:
    typed = [
        (60, 100, "Org.nr"),
        (300, 100, "Kommun"),
        (60, 116, "212000-1611"),
        (300, 116, "Habo kommun"),
        (60, 150, "Postnummer"),
        (300, 150, "Ort"),
        (60, 166, "566 32"),
        (300, 166, "Habo"),
    ]
    assert values(typed) == {
        "party.org_no": "212000-1611",
        "party.municipality_name": "Habo kommun",
        "party.postal_code": "566 32",
        "party.city": "Habo",
    }


def test_what_stands_in_the_next_column_is_no_value_of_a_label_before_it() -> None:
    typed = [
        (60, 100, "Ort"),
        (230, 100, "Underskrift"),
        (60, 116, "Habo"),
        (60, 140, "Namnförtydligande"),
        (400, 150, "ww"),  # strokes of the signature, read as letters
        (60, 162, "Åsa Sjöberg"),
    ]
    found = values(typed)
    assert found["signature.name_clarification"] == "Åsa Sjöberg"


def test_an_empty_place_is_unread_and_takes_no_neighbour() -> None:
    typed = [(60, 100, "Kommun:"), (60, 120, "Org.nr: 212000-1611"), (60, 140, "Postnummer")]
    by_key = {field.key: field for field in read(typed).fields}
    for key in ("party.municipality_name", "party.postal_code"):
        assert (by_key[key].raw, by_key[key].value, by_key[key].confidence) == (None, None, 0.0)


def test_a_sentence_holds_no_labels() -> None:
    typed = [
        (60, 100, "Kommun som ansluter sig ska ha en nämnd med namn och telefon."),
        (60, 120, "Ort och datum anges av den som skriver under, med titel eller befattning."),
    ]
    assert read(typed).labels == 0


def test_no_reading_is_surer_than_one_look_can_be() -> None:
    for field in read(BESIDE).fields:
        assert field.source == "anchor"
        assert field.confidence <= CEILING
        assert field.page == 1


def test_a_field_lies_where_its_value_stands() -> None:
    by_key = {field.key: field for field in read(BESIDE).fields}
    box = by_key["agreement_contact.name"].box
    assert box.x0 * SIZE[0] == pytest.approx(250, abs=1)
    assert box.top * SIZE[1] == pytest.approx(220, abs=1)


def test_without_forms_nothing_is_an_agreement() -> None:
    assert Anchors(()).read(words(BESIDE), SIZE, 1) is None


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("kommun", True),
        ("komun", True),  # a letter lost
        ("kammur", False),  # two of six
        ("ort", False),
        ("kommunstyrelsen", False),
    ],
)
def test_how_much_a_label_may_be_misread(text: str, alike: bool) -> None:
    assert (likeness(text, "kommun") > 0) is alike


def test_a_short_label_has_to_be_right() -> None:
    assert likeness("ort", "ort") == 1.0
    assert likeness("orl", "ort") == 0.0
