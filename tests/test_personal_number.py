"""Personal identity numbers: masked wherever they come, and seen to by a person."""

import pytest

from domain.delivery import Original
from domain.page import Box
from domain.personal_number import MASK, mask_personal_numbers
from domain.reading import Alteration, Candidate, FieldReading, FileReading
from extractors.language.private import is_about_a_client, masked, personal_numbers
from pipeline.judge import judge
from tests.builders import BOX, agreement, facts, field, file, page
from tests.running_text import passage_of, read_as
from validators import check

NUMBER = "811228-9874"  # Skatteverket's own example
KEYS = (
    "party.department",
    "supplier.org_no",
    "signature.name_clarification",
    "mandate.registry_no",
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("written", [NUMBER, f"Anna {NUMBER}", "19811228 - 9874", "8112289874"])
def test_a_reading_holds_none_and_has_no_value(key: str, written: str) -> None:
    reading = FieldReading(
        key=key,
        raw=written,
        value=written,
        confidence=0.9,
        source="ocr",
        mode="hand",
        page=1,
        box=BOX,
        candidates=(Candidate(text=written), Candidate(text="Anna", engine="tesseract 5")),
    )
    assert "9874" not in reading.model_dump_json().replace(" ", "").replace("98 74", "9874")
    assert reading.value is None
    assert MASK in (reading.raw or "")
    assert [one.text for one in reading.candidates][1:] == ["Anna"]
    assert FieldReading.model_validate_json(reading.model_dump_json()) == reading


@pytest.mark.parametrize(
    "written",
    [
        "811228.9874",
        "811228/9874",
        "811228:9874",
        "811228,9874",
        "19811228/9874",
        "811229.9874",  # a digit misread still tells who it is
        "1981-12-28-9874",
        "1981.12.28-9874",
        "1981 12 28 9874",
        "1981-12-28 9874",
        "1981-12-28 - 9874",
        "81-12-28-9874",
        "81 12 28 9874",
        "SE811228-9874",
        "SE811228987401",  # the VAT number of a person who trades in their own name
        "pnr811228-9874",
        "pnr8112289874",
        "pnr19811228-9874",
    ],
)
def test_one_is_masked_whatever_stands_between_or_before(written: str) -> None:
    for text in (written, f"Chef {written}", f"{written}, chef"):
        assert "9874" not in mask_personal_numbers(text), text
        assert MASK in mask_personal_numbers(text)


@pytest.mark.parametrize(
    "written",
    [
        "SE212000161101",  # VAT numbers of a municipality and a company
        "SE556000475401",
        "SE212000-1611",
        "212000.1611",
        "org.nr212000-1611",
        "556677/8899",
        "2014-09-16",
        "2014-09-16-2014-09-18",
        "2014.09.16-2015.03.01",
        "2014-09-16 2014/312",
        "140916/2014",
        "KS 2014/312",
        "KS 2016-08-62",
        "08-465 004 00",
        "08-12 28 98 74",
        "070-174 06 05 / 08-465 004 00",
        "+46 8 12 28 98 74",
        "den 16.09.2014, 1430",
        "Bg 5050-1055",
    ],
)
def test_what_is_no_personal_number_stays(written: str) -> None:
    assert mask_personal_numbers(written) == written


def test_a_telephone_number_that_looks_like_one_stays() -> None:
    number = "0406280404"
    assert mask_personal_numbers(number) == MASK, "else this test says nothing"
    reading = field("agreement_contact.phone", number)
    assert (reading.raw, reading.value) == (number, "+46406280404")


def test_what_was_written_over_a_clause_holds_none() -> None:
    found = Alteration(kind="replaced", page=2, box=BOX, expected="Part", found=f"Jag, {NUMBER}")
    assert found.found == f"Jag, {MASK}"


def test_the_name_of_a_file_holds_none() -> None:
    name = f"post/avtal {NUMBER}.pdf"
    assert Original(sha256="0" * 64, name=name, size=1).name == f"post/avtal {MASK}.pdf"
    assert FileReading(name=name).name == f"post/avtal {MASK}.pdf"


def test_a_field_with_one_goes_to_a_person_and_no_further() -> None:
    pages = (page(1, written={"party.department": f"Anna {NUMBER}"}), page(2), page(3))
    (judged,) = judge([file(*pages)], facts())
    assert judged.decision.outcome == "review"
    assert "material.personal_number" in judged.decision.reasons
    assert NUMBER not in judged.model_dump_json()


def test_an_agreement_without_one_has_no_such_finding() -> None:
    assert "material.personal_number" not in [found.code for found in check(agreement(), facts())]


def test_where_they_stand_on_a_page_also_across_a_line() -> None:
    text = passage_of(f"Sökande Anna {NUMBER}\noch hennes bror 19701013-\n2399 i Habo")
    first, second = personal_numbers(text)
    assert first == text.words[2].box
    assert second == Box(
        *(pick(getattr(text.words[at].box, side) for at in (6, 7)) for side, pick in SIDES)
    )


SIDES = (("x0", min), ("top", min), ("x1", max), ("bottom", max))


def test_the_words_of_a_page_are_masked_and_stay_in_place() -> None:
    text = read_as(f"pnr: {NUMBER} i Habo")
    assert [word.text for word in masked(text).words] == ["pnr:", MASK, "i", "Habo"]
    assert [word.box for word in masked(text).words] == [word.box for word in text.words]


def test_a_page_about_a_client_is_told_from_rules_about_the_work() -> None:
    record = "Journalanteckning\nKlienten uppger att hyran inte är betald. Normberäkning bifogas."
    rules = (
        "Delegationsordning\nBeslut om försörjningsstöd enligt 4 kap. 1 § fattas av handläggare."
    )
    assert is_about_a_client(passage_of(record))
    assert not is_about_a_client(passage_of(rules))
