"""anslut subject: all that is held about a person is found, nobody else's, and the looking is kept.

The case officers' reminder is the other side of it: of whom it names nothing is held to be found.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from adapters import queries, tables
from adapters.cases import acting
from adapters.originals import Originals
from adapters.personal_data import HELD
from adapters.rows import insert_connections
from adapters.settings import Settings
from adapters.store import Store
from adapters.subject import folded, held_about, is_like, pattern, stored_as
from cli.app import main
from cli.exits import Exit
from domain.delivery import Delivery, delivery_id
from domain.reading import FileReading
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.settle import settle
from samples.reference import FORMS, form_version
from tests.builders import FAULTLESS, facts
from tests.drawing import ROOT, blanks
from tests.intake import NOW, RECEIVED, delivery, rows, settled, store_in
from tests.test_disposal import MAIL, PERSON, arrived, ended, everything_said, whole

Run = Callable[..., tuple[int, str]]
NAME = "Åsa Sjöberg"
STACK = ROOT / "samples" / "stack"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as opened:
        yield opened


def rows_like(store: Store, column: sa.Column[Any], person: str) -> int:
    """How many rows the database would have us look at."""
    is_json = isinstance(column.type, sa.JSON)
    text: sa.ColumnElement[Any] = sa.cast(column, sa.Text) if is_json else column
    with store.database.reading() as connection:
        asked = is_like(connection, text, stored_as(person, is_json))
        return connection.scalar(sa.select(sa.func.count()).where(asked)) or 0


def kinds(store: Store, person: str) -> set[str]:
    return {one.what for one in held_about(store, person)}


@pytest.mark.parametrize(
    ("person", "text", "is_about"),
    [
        (NAME, "Hej Åsa Sjöberg!", True),
        (NAME, "HEJ ÅSA SJÖBERG", True),
        (NAME, "A\u030asa  Sjo\u0308berg", True),  # ring and dots of their own, two spaces
        (NAME, "Åsa Sjöbergsson", False),
        (NAME, "Anna-Åsa Sjöberg", False),
        (NAME, "in/avtal_Åsa Sjöberg.pdf", True),
        ("a.b@habo.se", "till a.b@habo.se.", True),
        ("A.B@habo.se", "<a.b@HABO.se>", True),
        ("a.b@habo.se", "anna.a.b@habo.se", False),
        ("a.b@habo.se", "a.b@habo.se.example.com", False),
        ("a.b@habo.se", "axb@habo.se", False),
    ],
)
def test_whole_names_and_addresses_are_found_and_no_longer_ones(
    person: str, text: str, is_about: bool
) -> None:
    assert bool(pattern(person).search(folded(text))) == is_about


def test_everything_of_a_person_is_found_by_name_and_by_address(
    store: Store, settings: Settings
) -> None:
    one = arrived(store, settings)
    everything_said(store, one.cases[0], one.delivery.id)
    by_name = {
        "ärende, som det står",
        "ärende, som det lästes",
        "vad en person sagt",
        "läst i en fil",
        "ämnesrad",
        "filnamn",
        "brev",
        "anteckning",
        "skrivet vid blindkontroll",
        "behörig att skriva under",
        "original",
        "händelser",
    }
    assert by_name <= kinds(store, PERSON)
    assert {"avsändare", "brev", "fel vid sändning", "läst i en fil"} <= kinds(store, MAIL.upper())


def test_every_row_that_a_search_of_the_database_finds_is_listed(
    store: Store, settings: Settings
) -> None:
    """Against a plain search of everything that is stored, table by table."""
    whole(store, settings)
    with_her = {
        table.name
        for table in tables.metadata.tables.values()
        if "estdotter" in json.dumps([list(r.values()) for r in rows(store, table)], default=str)
    }
    listed = kinds(store, PERSON) | kinds(store, MAIL) | kinds(store, f"{MAIL}x")
    assert with_her == {one.column.table.name for one in HELD if one.name in listed}


def test_a_name_with_letters_beyond_ascii_is_found_in_register_and_letters(store: Store) -> None:
    store.receive(delivery(), NOW)
    (case,) = settled(store, delivery())
    found = held_about(store, "åsa sjöberg")
    places = {(one.what, one.place) for one in found}
    assert ("registret", "agreement_contact.name") in places
    assert ("ärende, som det står", "fields.agreement_contact.name.raw") in places
    contact = next(one for one in found if one.what == "registret")
    assert (contact.ref, contact.text) == ("212000-1611 socialnämnden 1", NAME)
    technical = kinds(store, FAULTLESS["technical_contact.email"])
    assert {"registret", "brev"} <= technical
    assert case.state == "registered"


def test_earlier_versions_are_found_too(store: Store) -> None:
    store.receive(delivery(), NOW)
    settled(store, delivery())
    (first,) = queries.current_connections(store)
    contact = first.agreement_contact.model_copy(update={"name": PERSON})
    second = first.model_copy(update={"version": 2, "agreement_contact": contact})
    with store.database.writing() as connection:
        insert_connections(connection, [second])
    versions = [one.ref for one in held_about(store, NAME) if one.what == "registret"]
    assert versions == ["212000-1611 socialnämnden 1"]
    versions = [one.ref for one in held_about(store, PERSON) if one.what == "registret"]
    assert versions == ["212000-1611 socialnämnden 2"]


def test_who_works_at_the_agency_is_found_by_what_they_did(
    store: Store, settings: Settings
) -> None:
    one = arrived(store, settings)
    everything_said(store, one.cases[0], one.delivery.id)
    ended(store, one.cases[0])
    with store.database.writing() as connection:
        connection.execute(tables.rulings.update().values(by="Karin Holm"))
    assert "vem som sagt det" in kinds(store, "Karin Holm")


def test_nobody_is_found_who_is_not_there(store: Store, settings: Settings) -> None:
    arrived(store, settings)
    assert held_about(store, "Gunvor Test") == ()
    assert held_about(store, "%") == ()


# the command


@pytest.fixture
def run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(settings.data_dir))

    def running(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *words])
        with pytest.raises(SystemExit) as done:
            main()
        told = capsys.readouterr()
        return int(str(done.value.code)), told.out + told.err

    return running


def test_that_it_was_looked_at_is_kept_without_whom_it_was_about(
    store: Store, settings: Settings, run: Run
) -> None:
    arrived(store, settings)
    code, told = run("subject", PERSON, "--by", "Karin")
    assert (code, "ämnesrad" in told) == (Exit.OK, True)
    code, told = run("subject", MAIL, "--json", "--by", "Karin")
    listed = json.loads(told)
    assert set(listed[0]) == {"what", "ref", "place", "text"}
    happened = [row for row in rows(store, tables.events) if row["what"] == "subject_listed"]
    assert [row["who"] for row in happened] == ["Karin", "Karin"]
    assert happened[1]["why"] == f"{len(listed)} texts"
    assert "estdotter" not in json.dumps(happened, default=str)


@pytest.mark.parametrize(
    ("words", "told"),
    [((PERSON,), "säg vem som gör det"), (("Gunvor", "--by", "K"), "ange hela namnet")],
)
def test_who_looks_and_at_whom_has_to_be_said(
    store: Store, run: Run, words: tuple[str, ...], told: str
) -> None:
    code, said = run("subject", *words)
    assert (code, told in " ".join(said.split())) == (Exit.USAGE, True)
    assert rows(store, tables.events) == []


# the reminder


OFFICERS = ("Torvald Reminderlund", "Algot Glömskander")


def with_reminder() -> bytes:
    """A sample agreement, and behind it the template with two case officers typed on it: as text
    that any reader of PDF could get."""
    canvas_bytes = BytesIO()
    canvas = Canvas(canvas_bytes)
    for row, name in enumerate(OFFICERS):
        canvas.drawString(60, 842 - 420 - 28 * row, name)
    canvas.save()
    writer, target = PdfWriter(), BytesIO()
    for one in PdfReader(STACK / "03-paminnelse-med" / "delivery.pdf").pages[:3]:
        writer.add_page(one)
    template = PdfReader(FORMS / "paminnelse-handlaggare" / "blank.pdf").pages[0]
    writer.add_page(template).merge_page(PdfReader(canvas_bytes).pages[0])
    writer.write(target)
    return target.getvalue()


def test_of_a_reminder_that_came_along_nothing_is_left_but_its_page_in_the_ledger(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    """Through the real reader. Only the original itself, which is never rewritten, has it still."""
    data = with_reminder()
    assert all(name in PdfReader(BytesIO(data)).pages[3].extract_text() for name in OFFICERS)
    original = Originals(settings.originals_dir).keep_bytes(data, "in/avtal.pdf")
    one = Delivery(
        id=delivery_id("scan", RECEIVED, [original]),
        channel="scan",
        received_at=RECEIVED,
        received_basis="scanned",
        originals=(original,),
    )
    store.receive(one, NOW)
    read = Reader(blanks(), TesseractEngine(), Limits()).read("in/avtal.pdf", data)
    assert read.pages[3].identity.role == "case_officer_reminder"
    known = facts(form_version("ssbtek-2014"), form_version("ssbtek-2022"))
    with acting(store, NOW, 0.0) as tx:
        (case,) = settle(one, (read,), tx, known, NOW)
    assert case.agreement is not None
    assert case.agreement.value("party.city") == "Hagfors"  # the rest of the file was read
    ends = {row["number"]: row["kind"] for row in rows(store, tables.page_ends)}
    assert ends[4] == "reminder"
    stored = [list(r.values()) for t in tables.metadata.tables.values() for r in rows(store, t)]
    told = json.dumps(stored, default=str, ensure_ascii=False).lower()
    for name in OFFICERS:
        assert not [part for part in name.lower().split() if part in told]
        assert held_about(store, name) == ()
    files = b"".join(one.read_bytes() for one in tmp_path.glob("anslut.sqlite*"))
    assert not [part for part in (b"Reminderlund", b"Torvald", b"skander") if part in files]


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (NAME, "HEJ ÅSA\n\tSJÖBERG"),
        (NAME, "A\u030asa  Sjo\u0308berg"),
        ("Sofia Stenfors", "So\ufb01a Stenfors"),
        ("Anna Strauss", "anna strauß"),
        ("a_b%c@habo.se", "Till A_B%C@habo.se."),
        ('Åke "Kula" Berg', 'ÅKE "KULA" BERG'),
        ("Stig Stafford-Festin Strauss", "STIG STAFFORD-FESTIN STRAUß"),
    ],
)
def test_a_person_is_found_however_the_name_is_stored(
    store: Store, database: str, person: str, text: str
) -> None:
    """The database narrows down what is looked at: nothing may be lost by that, in JSON or not."""
    del database
    sent = delivery().model_copy(update={"sender": text})
    store.receive(sent, NOW)
    settled(store, sent, FileReading(name=text, problem="damaged"))
    assert {"avsändare", "läst i en fil"} <= kinds(store, person)


def test_the_database_leaves_out_who_is_somebody_else(store: Store, database: str) -> None:
    """Else every row is read for a name that stands in none: seconds with some thousand cases."""
    del database
    sent = delivery().model_copy(update={"sender": "bo.berg@habo.se"})
    store.receive(sent, NOW)
    settled(store, sent, FileReading(name="avtal.pdf", problem="damaged", detail="Bo Åström-Berg"))
    for person in ("bo.ek@habo.se", "Bo Åberg", "Eva Åström"):
        assert rows_like(store, tables.readings.c.reading, person) == 0
    assert rows_like(store, tables.deliveries.c.sender, "bo.ek@habo.se") == 0
    assert rows_like(store, tables.readings.c.reading, "Bo Åström") == 1
