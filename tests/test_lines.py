"""Readings weighed: by whether they are a value, by the ink, by each other; engines come last."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple, get_args

import pytest

from domain.form import FieldType, FormField, PointBox
from extractors.ink import Ink
from extractors.lines import DISPUTED, UNEXPLAINED, SecondReader, read_all, scale, settle, weigh
from extractors.ocr import Line, Script
from extractors.pdf import Picture
from tests.drawing import ink_of, line

EMAIL = "asa.sjoberg@habokommun.se"


@cache
def ink(text: str, font: str = "Tinos-Regular") -> Ink:
    return ink_of(line(text, font))


def read(*texts: str, confidence: float = 0.9) -> list[Line]:
    return [Line(text=text, confidence=confidence if text else 0.0) for text in texts]


# what a box says

SURE, DISPUTE, DOUBT = (DISPUTED, 1.0), (UNEXPLAINED, DISPUTED), (0.0, UNEXPLAINED)


class Case(NamedTuple):
    """What was written and how it was read; what the box then says, and how sure that is."""

    kind: FieldType
    written: str
    texts: tuple[str, ...]
    raw: str | None
    value: str | None
    band: tuple[float, float]


ORG_NO = "212000-1611"
WEIGHED = [
    Case("text", "Ekerö", ("Ekerö", "Ekerö"), "Ekerö", "Ekerö", SURE),
    # the ink decides between readings, and its word against one alone is a doubt
    Case("text", "Ekerö", ("Ekero", "Ekerö"), "Ekerö", "Ekerö", DISPUTE),
    Case("text", "Ekerö", ("Ekerö", "Ekero"), "Ekerö", "Ekerö", DISPUTE),
    Case("text", "Ekerö", ("Ekero", "Ekero", "Ekero", "Ekerö"), "Ekerö", "Ekerö", DISPUTE),
    Case("text", "Ekerö", ("Ekero", "Ekero"), "Ekero", "Ekero", DOUBT),
    Case("text", "Ekero", ("Ekerö", "Ekerö"), "Ekerö", "Ekerö", DOUBT),
    # a majority of the looks, not of those that read something
    Case("text", "Ekerö", ("Ekerö", ""), "Ekerö", "Ekerö", DISPUTE),
    Case("text", "Ekerö", ("Ekerö", "", "Ekerö"), "Ekerö", "Ekerö", SURE),
    Case("text", "Ekerö", ("Ekerö", "Ekero", "Ekero", "Ekerö", "Ekerö"), "Ekerö", "Ekerö", SURE),
    # no engine read anything
    Case("text", "Ekerö", ("", ""), None, None, (0.0, 0.0)),
    Case("text", "Ekerö", (), None, None, (0.0, 0.0)),
    # a reading that is a value comes before more that are none
    Case("org_no", ORG_NO, ("2I2000-1611", "2I2000-1611", ORG_NO), ORG_NO, ORG_NO, DISPUTE),
    Case("org_no", ORG_NO, (ORG_NO, "2120001611"), ORG_NO, ORG_NO, SURE),
    Case("date", "2026-11-09", ("2026-11-09",) * 2, "2026-11-09", "2026-11-09", SURE),
    Case("date", "2026-13-09", ("2026-13-09",) * 2, "2026-13-09", None, SURE),
    Case("postal_code", "566 32", ("56632", "566 32"), "56632", "566 32", SURE),
    Case("postal_code", "566 32", ("566 3", "566 3"), "566 3", None, DOUBT),
    # the variant that the ink explains is what each reading votes for
    Case("text", "Vallentuna", ("vallentuna", "vallentuna"), "Vallentuna", "Vallentuna", SURE),
    Case("text", "Vallentuna", ("vallentuna", "Vallentuna"), "Vallentuna", "Vallentuna", SURE),
    Case("email", EMAIL, ("asa-sjoberg@habokommun.se", EMAIL), EMAIL, EMAIL, SURE),
]


@pytest.mark.parametrize("case", WEIGHED)
def test_readings_are_weighed(case: Case) -> None:
    weighed = weigh(case.kind, read(*case.texts), ink(case.written))
    assert (weighed.raw, weighed.value) == (case.raw, case.value)
    low, high = case.band
    assert low <= weighed.confidence <= high


def test_every_reading_is_kept_once_with_its_engine_those_of_the_value_first() -> None:
    lines = [
        Line(text=text, confidence=0.9, engine=engine)
        for engine, text in (
            ("tesseract 5", "Ekero"),
            ("paddle 6", "Ekerö"),
            ("tesseract 5", "Ekerö"),
            ("tesseract 5", ""),
            ("tesseract 5", "Ekero"),
        )
    ]
    kept = weigh("text", lines, ink("Ekerö")).candidates
    assert [(one.engine, one.text) for one in kept] == [
        ("paddle 6", "Ekerö"),
        ("tesseract 5", "Ekerö"),
        ("tesseract 5", "Ekero"),
    ]


def test_an_engine_that_is_sure_does_not_outweigh_the_ink() -> None:
    sure, unsure = read("Ekero", confidence=1.0)[0], read("Ekerö", confidence=0.1)[0]
    weighed = weigh("text", [sure, unsure], ink("Ekerö"))
    assert weighed.raw == "Ekerö"
    assert weighed.confidence < DISPUTED


# what the ink makes of a text


@pytest.mark.parametrize(
    ("kind", "text", "written", "settled"),
    [
        ("text", "Vallentuna", "Vallentuna", ("Vallentuna", True)),
        ("text", "vallentuna", "Vallentuna", ("Vallentuna", True)),
        ("text", "Vårdchef", "vårdchef", ("vårdchef", True)),
        ("text", "Per svensson", "Per Svensson", ("Per Svensson", True)),
        ("text", "Anna-sofia Ek", "Anna-Sofia Ek", ("Anna-Sofia Ek", True)),
        ("text", "svenSson", "Svensson", ("svenSson", False)),  # never within a word
        ("text", "enhetschef", "Enhetschef", ("enhetschef", False)),  # E has a shape of its own
        ("text", "Ekero", "Ekerö", ("Ekero", False)),  # nor are dots found by guessing
        ("email", "asa-sjoberg@habo.se", "asa.sjoberg@habo.se", ("asa.sjoberg@habo.se", True)),
        ("email", "asa.-sjoberg@habo.se", "asa.sjoberg@habo.se", ("asa.sjoberg@habo.se", True)),
        ("email", "asa-sjoberg@habo.se", "asa-sjoberg@habo.se", ("asa-sjoberg@habo.se", True)),
        ("text", "Lars-Erik", "Lars.Erik", ("Lars-Erik", False)),  # only in an address
        ("org_no", "212000 1611", "212000-1611", ("212000 1611", True)),
        ("code", "2120001611", "212000-1611", ("2120001611", False)),
    ],
)
def test_the_ink_settles_what_an_engine_has_to_guess(
    kind: FieldType, text: str, written: str, settled: tuple[str, bool]
) -> None:
    assert settle(kind, text, ink(written)) == settled


# confidence


@pytest.mark.parametrize(
    ("confidence", "agreed", "explained", "expected"),
    [
        (1.0, True, True, 1.0),
        (0.5, True, True, 0.8),
        (0.0, True, True, 0.6),
        (1.0, False, True, 0.6),
        (0.0, False, True, 0.3),
        (1.0, True, False, 0.3),
        (1.0, False, False, 0.3),
        (0.5, False, False, 0.15),
        (0.0, True, False, 0.0),
    ],
)
def test_the_scale_of_confidence(
    confidence: float, agreed: bool, explained: bool, expected: float
) -> None:
    assert scale(confidence, agreed, explained) == pytest.approx(expected)


def test_an_engine_only_ranks_within_what_ink_and_agreement_let_through() -> None:
    steps = [n / 10 for n in range(11)]
    for agreed, explained in product((True, False), repeat=2):
        found = [scale(step, agreed, explained) for step in steps]
        assert found == sorted(found)
        assert len(set(found)) == len(found)
    assert scale(1.0, False, True) <= scale(0.0, True, True)
    assert scale(1.0, True, False) <= scale(0.0, False, True)


# which looks are taken


class Teller:
    """An engine that reads the same everywhere, a little surer of a taller picture: so lines tell
    which picture they are of. `shown` keeps the script and height of every picture, in order."""

    name = "teller"

    def __init__(self, text: str, confidence: float) -> None:
        self._line = Line(text=text, confidence=confidence)
        self.shown: list[tuple[Script, int]] = []

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:
        heights = [picture.shape[0] for picture in pictures]
        self.shown += [(script, height) for height in heights]
        sure = self._line.confidence
        return [self._line.model_copy(update={"confidence": sure + h / 1e6}) for h in heights]


def box(kind: FieldType) -> FormField:
    return FormField(key=kind, label="", type=kind, page=1, box=PointBox(0, 0, 100, 40))


TEXTS: dict[FieldType, str] = {
    "text": "Ystad",
    "signature": "Maria Nilsson",
    "code": "KS 2014/312",
    "email": EMAIL,
    "phone": "08-465 004 00",
    "org_no": ORG_NO,
    "postal_code": "566 32",
    "date": "2026-11-09",
}


def test_every_type_but_a_mark_is_read() -> None:
    assert set(TEXTS) == set(get_args(FieldType)) - {"checkbox"}


@pytest.mark.parametrize(("kind", "text"), TEXTS.items())
def test_what_is_open_is_looked_at_in_several_ways(kind: FieldType, text: str) -> None:
    engine = Teller(text, confidence=0.1)
    lines = read_all(engine, {"x": (box(kind), ink("Anna-Karin Öberg"))})["x"]
    assert len(lines) == len(engine.shown) >= 3
    assert len(set(engine.shown)) == len(engine.shown)


@pytest.mark.parametrize(("kind", "text"), TEXTS.items())
def test_what_is_clear_is_not_looked_at_as_often(kind: FieldType, text: str) -> None:
    boxes = {"clear": (box(kind), ink(text)), "open": (box(kind), ink("Anna-Karin Öberg"))}
    lines = read_all(Teller(text, confidence=0.99), boxes)
    assert 1 <= len(lines["clear"]) < len(lines["open"])


@pytest.mark.parametrize(("kind", "text"), TEXTS.items())
def test_words_and_signs_are_read_with_models_of_their_own(kind: FieldType, text: str) -> None:
    """Swedish knows no "@"; English has no "å"."""
    engine = Teller(text, confidence=0.1)
    read_all(engine, {"x": (box(kind), ink(text))})
    assert engine.shown[-1][0] == ("words" if kind in ("text", "signature") else "signs")


def test_lines_come_in_the_order_of_the_looks() -> None:
    engine = Teller("Ekero", confidence=0.1)
    lines = read_all(engine, {"x": (box("text"), ink("Ekerö"))})["x"]
    heights = [round((found.confidence - 0.1) * 1e6) for found in lines]
    assert heights == [height for _, height in engine.shown]


def test_each_box_gets_its_own_lines() -> None:
    boxes = {text: (box(kind), ink(text)) for kind, text in TEXTS.items()}
    lines = read_all(Teller("x", confidence=0.1), boxes)
    assert list(lines) == list(boxes)
    for text, found in lines.items():
        shown = ink(text).line().shape[0]
        first = round((found[0].confidence - 0.1) * 1e6)
        assert first == pytest.approx(0.7 * shown, abs=1), text


def test_no_boxes_give_no_lines() -> None:
    assert read_all(Teller("Ystad", confidence=0.9), {}) == {}


# what needs no second reader


class Counted(Teller):
    """A second engine that counts what it is shown."""

    name = "counted"


def asked(vouched: frozenset[str], confidence: float) -> tuple[int, dict[str, str]]:
    """How many boxes the second engine reads, and what is asked about."""
    told: dict[str, str] = {}

    def known(values: Mapping[str, str]) -> frozenset[str]:
        told.update(values)
        return vouched

    second = Counted("Ystad", confidence=0.9)
    boxes = {"x": (box("text"), ink("Ystad"))}
    read_all(Teller("Ystad", confidence), boxes, SecondReader(second, known))
    return len(second.shown), told


def test_the_second_engine_reads_what_nothing_vouches_for() -> None:
    assert asked(frozenset(), confidence=0.99) == (1, {"text": "Ystad"})


@pytest.mark.parametrize("confidence", [0.1, 0.99])
def test_it_does_not_read_what_is_vouched_for_however_sure_the_first_was(
    confidence: float,
) -> None:
    assert asked(frozenset({"text"}), confidence) == (0, {"text": "Ystad"})


def test_of_several_agreements_in_a_file_everything_is_read_twice() -> None:
    """What vouches for a value in one of them says nothing of the other."""
    second = Counted("Ystad", confidence=0.9)
    boxes = {n: (box("text"), ink("Ystad")) for n in range(2)}
    read_all(Teller("Ystad", 0.9), boxes, SecondReader(second, frozenset))
    assert len(second.shown) == 2
