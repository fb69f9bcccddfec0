"""A register and a list of mandates from a file: what changes, and what is refused."""

import re
import string
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.csv_files import read_table, table_of
from adapters.export import COLUMNS, export
from adapters.settings import TIMEZONE
from domain.errors import IntakeError
from domain.reference import Reference
from domain.register import Connection, Contact
from extractors.values import canonical
from pipeline.entry import connection
from pipeline.importing import Plan, entry_said, planned, read_rows
from pipeline.importing_columns import FIELDS, HEADS, NEEDED_COLUMNS
from pipeline.importing_mandates import MandatePlan, planned_mandates
from tests.builders import RECEIVED, agreement, facts, reference
from tests.intake import NOW
from validators.field_names import FIELD_NAMES

ROOT = Path(__file__).parent.parent
LISTS: Reference = reference()
ENTRY = connection(agreement(), facts(), "c-1", NOW)
HEAD = (
    "Organisationsnummer;Kommun;Nämnd;Postadress;Postnummer;Ort;Kontaktperson;E-post;"
    "Underskrivet;Underskrivet av"
)
ROW = (
    "212000-1611;Habo kommun;Socialnämnden;Storgatan 12;566 32;Habo;Åsa Sjöberg;"
    "asa.sjoberg@habokommun.se;2026-11-09;Maria Nilsson"
)


def plan_of(*lines: str, register: Sequence[Connection] = (), encoding: str = "utf-8") -> Plan:
    content = table_of("\n".join((HEAD, *lines)).encode(encoding), "fil.csv")
    return planned(content.head, content.rows, register, LISTS, (NOW, TIMEZONE))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_minimal_file_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    plan = plan_of(ROW, encoding=encoding)
    assert plan.refused == ()
    (entry,) = plan.entries
    assert entry.agreement_contact.name == "Åsa Sjöberg"
    assert (entry.version, entry.reason, entry.case) == (1, "import", None)
    assert entry.technical_contact is None


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_other_delimiters(delimiter: str) -> None:
    content = table_of("\n".join((HEAD, ROW)).replace(";", delimiter).encode(), "fil.csv")
    plan = planned(content.head, content.rows, (), LISTS, (NOW, TIMEZONE))
    assert len(plan.entries) == 1


def test_what_the_file_has_no_column_for_stays() -> None:
    plan = plan_of(ROW.replace("Storgatan 12", "Storgatan 13"), register=[ENTRY])
    (row,) = plan.rows
    assert (row.kind, row.differing) == ("changed", ("party.postal_address",))
    assert row.entry.version == 2
    assert row.entry.technical_contact == ENTRY.technical_contact
    assert row.entry.agreement_contact.phone == ENTRY.agreement_contact.phone
    assert row.entry.mandate_date == ENTRY.mandate_date


def test_a_board_written_otherwise_is_the_same_party() -> None:
    plan = plan_of(ROW.replace("Socialnämnden", "Socialnämnd i Habo"), register=[ENTRY])
    assert [one.kind for one in plan.rows] == ["same"]
    assert plan.entries == ()


@pytest.mark.parametrize(("phone", "is_kept"), [("ring växeln", True), ("811228-9874", False)])
def test_a_telephone_number_that_is_none_stays_unless_it_is_a_persons(
    phone: str, is_kept: bool
) -> None:
    content = table_of(f"{HEAD};Telefon\n{ROW};{phone}".encode(), "fil.csv")
    plan = planned(content.head, content.rows, (), LISTS, (NOW, TIMEZONE))
    assert [one.agreement_contact.phone for one in plan.entries] == [phone] * is_kept
    assert not any(phone in one.why for one in plan.refused)


@pytest.mark.parametrize("written", ["0001-01-01", "i fjol", "2150-01-01T10:00"])
def test_a_time_that_cannot_be_is_refused(written: str) -> None:
    content = table_of(f"{HEAD};Avtal ingånget\n{ROW};{written}".encode(), "fil.csv")
    plan = planned(content.head, content.rows, (), LISTS, (NOW, TIMEZONE))
    assert [one.line for one in plan.refused] == [2]


def test_a_day_alone_is_a_swedish_day() -> None:
    content = table_of(f"{HEAD};Avtal ingånget\n{ROW};2024-07-01".encode(), "fil.csv")
    (entry,) = planned(content.head, content.rows, (), LISTS, (NOW, TIMEZONE)).entries
    assert entry.concluded_at == datetime(2024, 6, 30, 22, tzinfo=UTC)


def test_an_import_closes_no_access() -> None:
    concluded = ENTRY.model_copy(update={"concluded_at": NOW})
    exported = table_of(export([ENTRY], "csv"), "fil.csv")
    plan = planned(exported.head, exported.rows, [concluded], LISTS, (NOW, TIMEZONE))
    assert plan.entries == ()


BAD = (
    ("212000-1612", ROW.replace("212000-1611", "212000-1612"), "kontrollsiffra"),
    ("number", ROW.replace("212000-1611", "12"), "organisationsnummer skrivs med tio siffror"),
    ("no owner", ROW.replace("212000-1611", "212000-0142"), "inte någon kommuns"),
    ("unknown", ROW.replace("Habo kommun", "Hobo"), "kommunen är okänd"),
    ("another's", ROW.replace("Habo kommun", "Mora"), "hör till Habo kommun"),
    ("e-mail", ROW.replace("asa.sjoberg@", "asa.sjoberg"), "ingen e-postadress"),
    ("date", ROW.replace("2026-11-09", "2026-13-09"), "ÅÅÅÅ-MM-DD"),
    ("empty", ROW.replace("Storgatan 12", " "), "får inte vara tom: postadress"),
    ("short", ROW.rpartition(";")[0], "raden har 9 fält, men rubrikerna är 10"),
    ("person", ROW.replace("Maria Nilsson", "Maria 811228-9874"), "Personnummer"),
    ("long", ROW.replace("Storgatan 12", "Storgatan 12 " * 30), '"postadress" är för lång'),
    ("garbled", ROW.replace("Åsa Sjöberg", "Ã…sa SjÃ¶berg"), "teckenkodning"),
)


@pytest.mark.parametrize(("_name", "bad", "told"), BAD, ids=[one[0] for one in BAD])
def test_a_bad_row_is_refused_by_its_line_and_without_what_it_says(
    _name: str, bad: str, told: str
) -> None:
    good = ROW.replace("Socialnämnden", "Arbetsmarknadsnämnden")
    plan = plan_of(good, bad)
    (refused,) = plan.refused
    assert refused.line == 3
    assert told in refused.why
    assert not any(one in refused.why for one in ("811228", "Sjöberg", "asa.sjoberg"))
    assert len(plan.entries) == 1


def test_a_party_twice_is_refused_with_the_line_of_the_first() -> None:
    plan = plan_of(ROW, "", ROW.replace("Socialnämnden", "Socialnämnd"))
    (refused,) = plan.refused
    assert (refused.line, refused.why) == (4, "samma part står på rad 2")


def test_lines_are_counted_as_an_editor_does() -> None:
    over_two_lines = ROW.replace("Storgatan 12", '"Storgatan\n12"')
    plan = plan_of(over_two_lines, ROW.replace("Habo kommun", "Hobo"))
    assert [one.line for one in plan.refused] == [4]
    assert plan.entries[0].postal_address == "Storgatan 12"


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (HEAD.replace("Nämnd;", "Nämd;"), "rubriken Nämd är okänd; kolumnen nämnd saknas"),
        (HEAD.replace("E-post", "Ort"), "rubriken ort finns flera gånger"),
        ("", "kolumnen organisationsnummer saknas"),
    ],
)
def test_headings_that_cannot_be_used(head: str, told: str) -> None:
    content = table_of((head or "Kommun").encode(), "fil.csv")
    with pytest.raises(IntakeError, match=told):
        planned(content.head, content.rows, (), LISTS, (NOW, TIMEZONE))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEAD.encode("utf-16"), "varken i UTF-8 eller Windows-1252"),
        (b"PK\x03\x04\0\0", "varken i UTF-8"),
        (b"", "tom"),
        (f'{HEAD}\n{ROW}\n"212000'.encode(), "rad 3: citattecknen"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "fil.csv"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=told):
        read_table(path)


def test_every_column_of_an_export_has_a_swedish_name_and_the_document_has_those_needed() -> None:
    assert tuple(sorted(HEADS)) == tuple(sorted(COLUMNS))
    assert all(FIELD_NAMES[key] in HEADS[column] for column, key in FIELDS.items())
    names = [name for heads in HEADS.values() for name in heads]
    assert len(names) == len(set(names))
    document = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (\w+) \| ([^|]+) \| yes \|$", document, re.MULTILINE))
    assert set(told) == set(NEEDED_COLUMNS)
    assert all(name in HEADS[column] for column, name in told.items())


WORDS = st.text(string.ascii_letters + "åäöÅÄÖ=+-@;,'\"§ 0123456789", min_size=1, max_size=30)
TEXTS = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
PHONES = st.sampled_from(["08-465 004 00", "+46 8 465 004 00", "070-174 06 05 ankn 12", "okänt"])
OPTIONAL = st.none() | TEXTS
MOMENTS = st.integers(1_400_000_000, int(NOW.timestamp())).map(
    lambda at: datetime.fromtimestamp(at, UTC)
)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    phone = draw(st.none() | PHONES)
    return Contact(
        name=draw(TEXTS),
        email="anna.berg@habokommun.se",
        title=draw(OPTIONAL),
        phone=phone,
        phone_e164=canonical("phone", phone) if phone else None,
    )


@st.composite
def entries(draw: st.DrawFn) -> Connection:
    return ENTRY.model_copy(
        update={
            "board": draw(TEXTS),
            "version": draw(st.integers(1, 99)),
            "department": draw(OPTIONAL),
            "postal_address": draw(TEXTS),
            "mandate_registry_no": draw(OPTIONAL),
            "agreement_contact": draw(contacts()),
            "technical_contact": draw(st.none() | contacts()),
            "supplier_name": draw(OPTIONAL),
            "valid_from": draw(MOMENTS),
            "concluded_at": draw(st.none() | MOMENTS),
            "ended_at": draw(st.none() | MOMENTS),
            "case": draw(st.none() | st.just("c-0123456789abcdef")),
            "reason": draw(st.sampled_from(["new", "contacts", "correction", "import", "ended"])),
            "why": draw(st.just("") | TEXTS),
        }
    )


@settings(max_examples=300, deadline=None)
@given(entries())
def test_what_was_exported_is_read_back_as_it_was(entry: Connection) -> None:
    content = table_of(export([entry], "csv"), "fil.csv")
    said, refused = read_rows(content.head, content.rows, LISTS, TIMEZONE)
    assert refused == ()
    assert [entry_said(one, NOW) for one in said] == [entry]
    again = planned(content.head, content.rows, [entry], LISTS, (NOW, TIMEZONE))
    assert [one.kind for one in again.rows] == ["same"]


MANDATES = "Organisationsnummer;Kommun;Beslutsdatum;Diarienummer"


def mandates_of(*lines: str, kept: MandatePlan | None = None) -> MandatePlan:
    content = table_of("\n".join((MANDATES, *lines)).encode(), "fil.csv")
    known = kept.mandates if kept else ()
    return planned_mandates(content.head, content.rows, known, LISTS, RECEIVED)


def test_mandates_are_new_beside_another_or_the_same() -> None:
    lines = ("212000-1611;Habo;2020-01-31;KS 2020/1", "212000-2213;;31.1.2020;KS 2020/2")
    plan = mandates_of(*lines)
    assert [one.kind for one in plan.rows] == ["beside", "new"]  # the list has Habo's
    assert plan.mandates[1].decision_date.isoformat() == "2020-01-31"
    assert mandates_of(*lines, kept=plan).mandates == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("212000-1611;Mora;2020-01-31;KS 1", "hör till Habo kommun"),
        ("212000-1611;Habo;;KS 1", "beslutsdatum saknas"),
        ("212000-1611;Habo;2020-01-31;", "diarienummer saknas"),
        (f"212000-1611;Habo;{RECEIVED + timedelta(1)};KS 1", "framtiden"),
        ("212000-1611;Habo;200131;KS 1", "ÅÅÅÅ-MM-DD"),
    ],
)
def test_a_bad_mandate_is_refused(bad: str, told: str) -> None:
    plan = mandates_of("212000-2213;Mora;2020-01-31;KS 2020/2", bad)
    (refused,) = plan.refused
    assert refused.line == 3
    assert told in refused.why


def test_a_mandate_twice_in_the_file_is_refused() -> None:
    plan = mandates_of(*(["212000-2213;Mora;2020-01-31;KS 2020/2"] * 2))
    assert [one.why for one in plan.refused] == ["samma beslut står på rad 2"]
