"""The register as CSV, JSON and XLSX: the same entries, and no formula from a form."""

import csv
import json
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from adapters.export import COLUMNS, MASKED, Format, Mask, export
from adapters.formulas import escaped, unescaped
from domain.personal_number import mask_personal_numbers
from domain.register import Connection, Contact

ENTRY = Connection(
    org_no="212000-1611",
    municipality="Habo",
    board="Socialnämnden",
    postal_address="Storgatan 12",
    postal_code="566 32",
    city="Habo",
    agreement_contact=Contact(
        name="Åsa Sjöberg", email="asa.sjoberg@habokommun.se", phone="+46 8 465 004 00"
    ),
    form="ssbtek-2014",
    signed_on="2026-11-09",
    signed_by="Maria Nilsson",
    valid_from=datetime(2026, 11, 17, 1, 15, tzinfo=UTC),
    case="c-0123456789abcdef",
)


def rows(entries: list[Connection], form: Format) -> list[dict[str, str]]:
    """The rows of an exported table, as a reader of it gets them."""
    content = export(entries, form)
    if form == "csv":
        return list(csv.DictReader(StringIO(content.decode())))
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    head, *lines = ([cell.value or "" for cell in row] for row in sheet.iter_rows())
    return [dict(zip(map(str, head), map(str, line), strict=True)) for line in lines]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_has_every_value_of_an_entry(form: Format) -> None:
    (row,) = rows([ENTRY], form)
    assert set(row) == set(COLUMNS)
    assert row["org_no"] == "212000-1611"
    assert row["board"] == "Socialnämnden"
    assert row["agreement_contact_name"] == "Åsa Sjöberg"
    assert row["agreement_contact_phone"] == "+46 8 465 004 00"
    assert row["technical_contact_name"] == ""


def test_the_columns_cover_the_register() -> None:
    contacts = {"agreement_contact", "technical_contact"}
    assert set(Connection.model_fields) - contacts <= set(COLUMNS)


def test_json_is_the_entry_as_it_is() -> None:
    (row,) = json.loads(export([ENTRY], "json"))
    assert Connection.model_validate(row) == ENTRY


LATE = ENTRY.model_copy(
    update={
        "mandate_date": "2014-09-16",
        "valid_from": datetime(2026, 11, 16, 23, 30, 15, 987654, tzinfo=UTC),
        "concluded_at": datetime(2027, 7, 1, 6, 0, tzinfo=UTC),
    }
)


def test_times_are_told_by_swedish_clocks_to_the_second() -> None:
    (row,) = rows([LATE], "csv")
    (value,) = json.loads(export([LATE], "json"))
    for told in (row, value):
        assert told["valid_from"] == "2026-11-17T00:30:15+01:00"
        assert told["concluded_at"] == "2027-07-01T08:00:00+02:00"


def test_a_spreadsheet_gets_dates_and_numbers_that_it_can_count_with() -> None:
    sheet = load_workbook(BytesIO(export([LATE, ENTRY], "xlsx"))).active
    assert sheet is not None
    names, late, plain = sheet.iter_rows(values_only=True)
    found = dict(zip(names, late, strict=True))
    assert found["version"] == 1
    assert found["mandate_date"] == datetime(2014, 9, 16)  # noqa: DTZ001  a spreadsheet's is naive
    assert found["signed_on"] == datetime(2026, 11, 9)  # noqa: DTZ001
    assert found["valid_from"] == datetime(2026, 11, 17, 0, 30, 15)  # noqa: DTZ001
    assert found["concluded_at"] == datetime(2027, 7, 1, 8)  # noqa: DTZ001
    assert (found["org_no"], found["postal_code"]) == ("212000-1611", "566 32")
    assert dict(zip(names, plain, strict=True))["concluded_at"] is None


def test_a_date_of_another_form_stays_a_text() -> None:
    (row,) = rows([ENTRY.model_copy(update={"signed_on": "i november"})], "xlsx")
    assert row["signed_on"] == "i november"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_empty_register_is_a_table_with_a_heading(form: Format) -> None:
    assert rows([], form) == []
    assert export([], form)


@pytest.mark.parametrize(
    "written", ['=HYPERLINK("http://x")', "@SUM(1)", "+cmd|' /C calc'!A0", "-1+1", "\tx"]
)
def test_what_a_form_says_never_becomes_a_formula(written: str) -> None:
    begins = "IFO;" + written  # a Swedish Excel parts cells at the semicolon
    (row,) = rows([ENTRY.model_copy(update={"department": begins})], "csv")
    assert row["department"] == f"IFO;'{written}"

    entry = ENTRY.model_copy(update={"department": written})
    (row,) = rows([entry], "csv")
    assert row["department"] == f"'{written}"
    sheet = load_workbook(BytesIO(export([entry], "xlsx"))).active
    assert sheet is not None
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Anna Andersson 811228-9874", "Anna Andersson ÅÅMMDD-XXXX"),
        ("19811228-9874", "ÅÅMMDD-XXXX"),
        ("198112289874.", "ÅÅMMDD-XXXX."),
        ("701063-2391", "ÅÅMMDD-XXXX"),  # a coordination number: the day and 60
        ("811228-9873", "ÅÅMMDD-XXXX"),  # a wrong check digit: one misread still tells who it is
        ("8112289873", "8112289873"),  # without the mark the check digit has to be right
        ("8I1228–9B74", "ÅÅMMDD-XXXX"),  # as reading engines read it
        ("l98l1228 - 9874", "ÅÅMMDD-XXXX"),
        ("19 81 12 28 - 98 74", "ÅÅMMDD-XXXX"),
        ("070-112 45 67", "070-112 45 67"),
        ("815528-9874", "815528-9874"),  # no month 55
        ("212000-0142", "212000-0142"),  # an organisation: its third digit is 2 or more
        ("Diarienummer 2014/312", "Diarienummer 2014/312"),
    ],
)
def test_personal_numbers_are_masked_wherever_people_write(written: str, told: str) -> None:
    assert mask_personal_numbers(written) == told
    contact = ENTRY.agreement_contact.model_copy(update={"title": written})
    entry = ENTRY.model_copy(update={"department": written, "agreement_contact": contact})
    tables: tuple[Format, ...] = ("csv", "xlsx")
    for form in tables:
        (row,) = rows([entry], form)
        assert (row["department"], row["agreement_contact_title"]) == (told, told)
    (value,) = json.loads(export([entry], "json"))
    assert value["department"] == told


PERSONS = ("Åsa Sjöberg", "asa.sjoberg@habokommun.se", "465 004 00", "+46846500400")


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_contacts_can_be_masked_for_whoever_asks_for_the_register(form: Format) -> None:
    contact = ENTRY.agreement_contact.model_copy(
        update={"title": "Enhetschef", "phone_e164": "+46846500400"}
    )
    entry = ENTRY.model_copy(update={"agreement_contact": contact, "why": "Åsa Sjöberg ringde"})
    plain, masked = (told([entry], form, mask) for mask in (None, "contacts"))
    assert "Åsa Sjöberg" in plain
    assert not [one for one in PERSONS if one in masked]
    assert MASKED in masked
    assert "Enhetschef" in masked  # an office is no person
    assert "Maria Nilsson" in masked
    assert "Maria Nilsson" not in told([entry], form, "persons")


def told(entries: list[Connection], form: Format, mask: Mask | None) -> str:
    """All text of an exported file."""
    content = export(entries, form, mask)
    if form != "xlsx":
        return content.decode()
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return " ".join(str(cell.value) for line in sheet.iter_rows() for cell in line)


def test_a_contact_that_is_not_there_is_not_masked() -> None:
    (row,) = json.loads(export([ENTRY], "json", "contacts"))
    assert row["technical_contact"] is None


def test_an_apostrophe_is_taken_back_only_where_it_was_put() -> None:
    for written in (
        "=1",
        "'=1",
        "''=1",
        "'t Hart",
        "a;=1",
        "a;'=1",
        "-",
        "",
        "'",
        "+46 8 1",
        "'+46",
    ):
        assert unescaped(escaped(written)) == written
