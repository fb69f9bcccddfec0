"""The command line: what it does, what it says, how it ends. Never with a traceback."""

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pypdf
import pytest

from adapters.progress import End, ends
from adapters.queries import NAMED
from adapters.schema import REVISION
from adapters.settings import TIMEZONE, Settings
from adapters.store import open_store
from cli.app import main
from cli.demo import MARK, _start_clean
from cli.exits import Exit, exit_code
from cli.run import conclude
from cli.words import QUEUES
from domain import errors
from domain.errors import AnslutError, SettingsError
from domain.reading import FileReading
from flows.summary import Summary
from tests.intake import LEASE, NOW, delivery, settled
from tests.test_commands import commands

ENGLISH = r"(?i)\b(usage|options?|arguments|commands?|error|try|required|default|message|this)\b"
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], data_dir: Path) -> Run:
    """Run a command through the outermost door, in this process, with a data folder of its own."""
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(data_dir))

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["anslut", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def filled(data_dir: Path) -> Path:
    """A store with one registered agreement and one case for a person; the folder."""
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        for content, reading in (
            ("good", None),
            ("bad", FileReading(name="avtal.pdf", problem="damaged")),
        ):
            one = delivery(content)
            store.receive(one, NOW)
            settled(store, one, reading)
    return data_dir


def ends_of(data_dir: Path) -> tuple[End, ...]:
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        return ends(store)


# ingest


def test_every_file_of_a_folder_is_taken_in_but_not_what_describes_it(
    run: Run, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    for name in ("a/one.pdf", "b/two.tif", "b/expected.json", "README.md", ".hidden", ".git/x"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_text(name)
    ended = run("ingest", inbox)
    assert ended.code == Exit.OK
    assert ended.out.count("mottagen, väntar") == 2
    assert "one.pdf" in ended.out
    assert "two.tif" in ended.out


def test_what_cannot_be_taken_in_is_said_and_stops_no_other(run: Run, tmp_path: Path) -> None:
    good, missing, empty = tmp_path / "good.pdf", tmp_path / "missing.pdf", tmp_path / "empty"
    good.write_text("data")
    empty.mkdir()
    os.mkfifo(tmp_path / "pipe")
    ended = run("ingest", missing, empty, tmp_path / "pipe", good)
    assert ended.code == Exit.UNREADABLE
    assert "good.pdf" in ended.out
    for path in (missing, empty, tmp_path / "pipe"):
        assert f"{path}: " in ended.err


def test_a_name_that_is_no_utf_8_stops_nothing(run: Run, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in (b"avtal-\xe5.pdf", b"other.pdf"):
        (inbox / os.fsdecode(name)).write_bytes(name)
    ended = run("ingest", inbox)
    assert ended.code == Exit.OK
    assert ended.out.count("mottagen, väntar") == 2


def test_the_same_again_is_said_to_be_the_same(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    path.write_text("data")
    run("ingest", path)
    assert "redan mottagen" in run("ingest", path).out
    again = run("ingest", path, "--channel", "upload")
    assert "samma innehåll som d-" in again.out
    assert again.code == Exit.OK


def test_the_same_bytes_under_another_name_are_a_delivery_that_the_case_tells_of(
    run: Run, tmp_path: Path, data_dir: Path
) -> None:
    names = ("one.pdf", "other.pdf")
    for name in names:
        (tmp_path / name).write_text("data")
    at = ("--received-at", "2026-07-01T09:30")
    ended = run("ingest", *(tmp_path / name for name in names), *at)
    assert "samma innehåll som d-" in ended.out
    assert "redan mottagen" in run("ingest", tmp_path / "other.pdf", *at).out
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        (waiting,) = store.waiting(NOW)
        claim = store.claim(waiting, NOW, LEASE)
        assert claim is not None
        settled(store, claim.delivery)
    for command in (("queue", "show", "c-"), ("register", "show", "212000-1611")):
        shown = run(*command).out
        assert re.search(r"Samma filer igen +│ 2026-07-01 09:30 som \S+/other.pdf \(d-", shown)
    assert "togs in; samma filer har kommit förut" in run("queue", "show", "c-").out


def test_a_stated_time_of_receipt_is_swedish_time(run: Run, tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "one.pdf"
    path.write_text("data")
    assert run("ingest", path, "--received-at", "2026-07-01T09:30").code == Exit.OK
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        (one,) = store.waiting(NOW)
        claim = store.claim(one, NOW, NOW - NOW)
    assert claim is not None
    assert claim.delivery.received_at.isoformat() == "2026-07-01T09:30:00+02:00"
    assert claim.delivery.received_basis == "stated"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest",),
        ("ingest", "x.pdf", "--channel", "fax"),
        ("ingest", "x.pdf", "--received-at", "igår"),
        ("ingest", "x.pdf", "--received-at", "2999-01-01"),
        ("check", "x.pdf", "--received-at", "2999-01-01"),
        ("register", "show", "212000-0000"),
        ("queue", "show", "c-0000"),
        ("queue", "list", "nonsense"),
        ("register", "export", "--format", "pdf"),
        ("nonsense",),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.code == Exit.USAGE
    assert ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("ingest", "SÖKVÄG saknas."),
        ("nonsense", "Kommandot nonsense finns inte."),
        ("chek", "Kommandot chek finns inte. Menade du 'check'?"),
        ("queue nonsense", "Kommandot nonsense finns inte."),
        ("queue list a b", "Det här är för mycket: b."),
        ("doctor --nonsense", "--nonsense finns inte."),
        ("register export --fmt x", "--fmt finns inte. Menade du --format"),
        ("register export --out", "--out behöver ett värde."),
        ("separators många", "ANTAL är inget heltal."),
        ("separators 0", "ANTAL måste vara minst 1."),
        ("separators 501", "ANTAL får vara högst 500."),
        ("ingest x.pdf --received-at 0001-01-01T00:00", "--received-at: '0001-01-01T00:00' är"),
        ("check x.pdf --json=1", "--json tar inget värde."),
        (
            "ingest x.pdf --channel fax",
            "--channel kan inte vara \"fax\". Välj bland 'scan', 'mail', 'upload'.",
        ),
        ("ingest x.pdf --received-at igår", "--received-at: 'igår' är ingen tid."),
    ],
)
def test_what_is_wrong_with_a_command_line_is_said_in_swedish(
    run: Run, arguments: str, told: str
) -> None:
    ended = run(*arguments.split())
    assert ended.code == Exit.USAGE
    assert f"anslut: {told}" in ended.err
    assert not re.search(ENGLISH, ended.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", ""),
        ("ingest", "x.pdf", ""),
        ("check", ""),
        ("check", "x.pdf", "--pictures", ""),
        ("forms", "draft", "", "--id", "x"),
        ("evaluate", ""),
        ("separators", "1", "--out", ""),
        ("register", "export", "--out", ""),
    ],
)
def test_an_empty_path_is_not_taken_for_the_folder_one_stands_in(
    run: Run, arguments: tuple[str, ...]
) -> None:
    ended = run(*arguments)
    assert ended.code == Exit.USAGE
    assert "sökvägen är tom." in ended.err


@pytest.mark.parametrize("name", ["", *(name.removeprefix("anslut ") for name in commands())])
def test_help_is_framed_in_swedish(run: Run, name: str) -> None:
    ended = run(*name.split(), "--help")
    assert ended.code == Exit.OK
    assert f"Användning: anslut {name}".rstrip() in ended.out
    assert "Visa den här hjälpen." in ended.out
    assert not re.search(ENGLISH, ended.out)


def test_a_group_without_a_command_shows_its_help(run: Run) -> None:
    ended = run("queue")
    assert (ended.code, ended.err) == (Exit.USAGE, "")
    assert "Kommandon" in ended.out


# run


def test_a_run_with_nothing_waiting_ends_at_once(run: Run) -> None:
    ended = run("run")
    assert (ended.code, ended.out) == (Exit.OK, "Inget väntar.\n")


def test_what_a_killed_run_has_taken_is_told_with_the_time_when_it_is_free(
    run: Run, data_dir: Path
) -> None:
    one, now = delivery(), datetime.now(UTC)
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        store.receive(one, now)
        assert store.claim(one.id, now, LEASE) is not None
    ended = run("run")
    assert (ended.code, ended.out) == (Exit.OK, "Inget annat väntar.\n")
    until = (now + LEASE).astimezone(TIMEZONE)
    assert f"1 leverans är tagen av en annan körning, till {until:%H:%M:%S}" in ended.err


@pytest.mark.parametrize(("unequipped", "code"), [(True, Exit.SETUP), (False, Exit.STORE)])
def test_a_run_without_its_tools_ends_as_a_check_without_them(unequipped: bool, code: Exit) -> None:
    assert conclude(Summary(deliveries=2, unfinished=1, unequipped=unequipped)) == code


# register and queue


def test_the_register_is_listed_shown_and_exported(run: Run, filled: Path, tmp_path: Path) -> None:
    assert filled.is_dir()
    assert "Habo" in run("register", "list").out
    shown = run("register", "show", "212000-1611", "--board", "socialnämnden").out
    for told in ("Åsa Sjöberg", "Exempelsystem AB, 559999-1238", "form-a"):
        assert told in shown
    (row,) = csv.DictReader(StringIO(run("register", "export").out))
    assert row["org_no"] == "212000-1611"
    (entry,) = json.loads(run("register", "export", "--format", "json").out)
    assert entry["org_no"] == "212000-1611"
    target = tmp_path / "register.xlsx"
    ended = run("register", "export", "--format", "xlsx", "--out", target)
    assert (ended.code, ended.err) == (Exit.OK, f"1 post skrevs till {target}.\n")
    assert target.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("number", ["2120001611", "212000 1611", "16212000-1611", "SE212000161101"])
def test_an_entry_is_found_however_its_number_is_written(
    run: Run, filled: Path, number: str
) -> None:
    assert filled.is_dir()
    assert "Habo" in run("register", "show", number).out


def test_a_spreadsheet_is_not_poured_over_a_terminal(filled: Path) -> None:
    terminal, screen = os.openpty()
    ended = subprocess.run(
        [sys.executable, "-m", "cli.app", "register", "export", "--format", "xlsx"],
        env={**os.environ, "ANSLUT_DATA_DIR": str(filled), "PYTHONPATH": str(ROOT)},
        stdout=screen,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(screen)
    os.close(terminal)
    assert ended.returncode == Exit.USAGE
    assert "Ange filen att skriva." in ended.stderr.decode()


def test_an_export_that_cannot_be_written_is_said(run: Run, filled: Path) -> None:
    ended = run("register", "export", "--out", filled)
    assert ended.code == Exit.UNREADABLE
    assert f"{filled}: filen kan inte skrivas" in ended.err


def test_an_export_into_a_folder_that_is_none_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    ended = run("register", "export", "--out", tmp_path / "none" / "register.csv")
    assert ended.code == Exit.USAGE
    assert f"mappen {tmp_path / 'none'} finns inte. Skapa den" in ended.err
    assert not (tmp_path / "none").exists()


def test_the_queue_is_listed_and_its_cases_are_shown(run: Run, filled: Path) -> None:
    assert filled.is_dir()
    listed = run("queue", "list").out
    assert "material.damaged" in listed
    assert "material.damaged" in run("queue", "list", "unreadable").out
    assert "Inget väntar" in run("queue", "list", "signature").out
    found = re.search(r"c-[0-9a-f]{16}", listed)
    assert found is not None
    shown = run("queue", "show", found[0][:10]).out
    for told in ("material.damaged", "svårläst", "togs in", "väntar på en person"):
        assert told in shown


@pytest.mark.parametrize("name", ["svårläst", "SVÅRLÄST", "unreadable", "Unreadable"])
def test_a_queue_is_named_as_it_is_shown_or_by_its_id(run: Run, filled: Path, name: str) -> None:
    assert filled.is_dir()
    assert "material.damaged" in run("queue", "list", name).out


def test_a_queue_of_two_words_is_named(run: Run, filled: Path) -> None:
    assert filled.is_dir()
    for name in ("finns redan", "Finns  Redan", "duplicate"):
        assert "Inget väntar" in run("queue", "list", name).out


def test_a_queue_that_is_none_is_answered_with_those_that_are(run: Run) -> None:
    ended = run("queue", "list", "nonsense")
    assert ended.code == Exit.USAGE
    assert all(f'"{name}"' in ended.err for name in QUEUES.values())


def test_the_queue_tells_files_of_the_same_name_apart(
    run: Run, tmp_path: Path, data_dir: Path
) -> None:
    for folder in ("05-felfri", "07-utan"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "delivery.pdf").write_text(folder)
        run("ingest", tmp_path / folder)
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        for waiting in store.waiting(datetime.now(UTC)):
            claim = store.claim(waiting, NOW, NOW - NOW)
            assert claim is not None
            settled(store, claim.delivery, FileReading(name="delivery.pdf", problem="damaged"))
    listed = run("queue", "list").out
    assert "05-felfri/delivery.pdf" in listed
    assert "07-utan/delivery.pdf" in listed


def test_what_was_read_is_told_in_swedish(run: Run, filled: Path) -> None:
    assert filled.is_dir()
    found = re.search(r"c-[0-9a-f]{16}", run("register", "show", "212000-1611").out)
    assert found is not None
    shown = run("queue", "show", found[0]).out
    assert re.search(r"kryss för allmänna villkor +│ ja +│ x +│ 0,99 ", shown)
    assert not re.search(r"│ (yes|no) |│ \d\.\d\d ", shown)


def test_an_id_that_several_cases_begin_with_names_them(run: Run, filled: Path) -> None:
    ids = {end.case for end in ends_of(filled)}
    assert len(ids) == 2
    ended = run("queue", "show", "c-")
    assert ended.code == Exit.USAGE
    assert set(re.findall(r"c-[0-9a-f]{16}", ended.err)) == ids


def test_of_many_cases_only_some_are_named(run: Run, data_dir: Path) -> None:
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        for number in range(NAMED + 1):
            one = delivery(str(number))
            store.receive(one, NOW)
            settled(store, one, FileReading(name="avtal.pdf", problem="damaged"))
    told = run("queue", "show", "c-").err
    assert len(re.findall(r"c-[0-9a-f]{16}", told)) == NAMED
    assert "med flera" in told


@pytest.mark.usefixtures("hears_ctrl_c")
@pytest.mark.parametrize("seconds", [1.0, 1.8, 3.0])  # while modules, readers and files are read
def test_ctrl_c_ends_a_check_at_once(seconds: float) -> None:
    files = sorted((ROOT / "samples" / "inbox").glob("*/delivery.pdf"))
    check = subprocess.Popen(
        [sys.executable, "-m", "cli.app", "check", *files],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    os.killpg(check.pid, signal.SIGINT)  # as a terminal sends it: to all that the command started
    try:
        assert check.wait(timeout=20) == 130
    finally:
        check.kill()


def test_an_empty_store_says_so(run: Run) -> None:
    assert "tomt" in run("register", "list").out
    assert "Inget väntar" in run("queue", "list").out


# the page ledger and separators


def test_the_ledger_shows_where_every_page_ended(run: Run, filled: Path) -> None:
    ended = run("ledger")
    assert ended.code == Exit.OK
    heads, night, everything = (cells(ended.out, name) for name in ("läst", "2026-11-17", "alla"))
    counted = dict(zip(heads, night, strict=True))
    assert (counted["mottagna"], counted["avtal"], counted["väntar på en person"]) == (
        "4",
        "3",
        "1",
    )
    assert everything[1:] == night[1:]
    assert everything[-1] == "stämmer"
    assert filled.is_dir()


def cells(table: str, first: str) -> list[str]:
    """The cells of the row that begins so."""
    (row,) = [line for line in table.splitlines() if re.match(rf"[│┃] {first} ", line)]
    return [cell.strip() for cell in re.split("[│┃]", row)[1:-1]]


@pytest.mark.usefixtures("filled")
def test_the_ledger_of_each_delivery_and_of_a_time(run: Run) -> None:
    rows = re.findall(r"d-[0-9a-f]{16} avtal\.pdf", run("ledger", "--all").out)
    assert len(set(rows)) == 2
    assert cells(run("ledger", "--since", "2026-11-16").out, "alla")[1] == "4"
    assert cells(run("ledger", "--since", "2026-11-17").out, "alla")[1] == "0"
    wrong = run("ledger", "--since", "i går")
    assert wrong.code == Exit.USAGE
    assert "i går" in wrong.err


def test_a_ledger_that_does_not_close_is_said_with_its_delivery(run: Run, filled: Path) -> None:
    with closing(sqlite3.connect(filled / "anslut.sqlite")) as raw, raw:
        (lost,) = raw.execute("SELECT delivery FROM page_ends WHERE number = 3").fetchone()
        raw.execute("DELETE FROM page_ends WHERE number = 3")
    ended = run("ledger")
    assert ended.code == Exit.PERSON
    assert "STÄMMER INTE" in ended.out
    assert f"{lost} (avtal.pdf): 3 sidor kom in, 2 har ett slut." in ended.err


def test_what_is_not_read_yet_is_told_beside_the_ledger(run: Run, data_dir: Path) -> None:
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        store.receive(delivery(), NOW)
    ended = run("ledger")
    assert ended.code == Exit.OK
    assert "inte är lästa än: 1." in ended.out


def test_a_case_shows_which_pages_of_the_file_are_its_own(run: Run, filled: Path) -> None:
    (registered,) = [end.case for end in ends_of(filled) if end.decision.outcome == "register"]
    assert "1, 2, 3" in run("queue", "show", registered).out


def test_separators_are_made(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "blad.pdf"
    assert run("separators", "3", "--out", target).code == Exit.OK
    pages = pypdf.PdfReader(target).pages
    assert len(pages) == 3
    assert "Efter varje skiljeblad börjar ett nytt avtal." in pages[2].extract_text()
    assert run("separators", "0", "--out", target).code == Exit.USAGE
    nowhere = run("separators", "1", "--out", tmp_path / "no" / "blad.pdf")
    assert nowhere.code == Exit.UNREADABLE
    assert "kan inte skrivas" in nowhere.err


# forms and doctor


def test_the_forms_are_listed_and_found_usable(run: Run) -> None:
    listed = run("forms", "list").out
    assert "ssbtek-2014" in listed
    assert "ssbtek-2022" in listed
    assert run("forms", "verify").code == Exit.OK


def test_an_unusable_form_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    form = tmp_path / "forms" / "ssbtek-2014"
    form.mkdir(parents=True)
    source = ROOT / "forms" / "ssbtek-2014"
    (form / "form.yaml").write_bytes((source / "form.yaml").read_bytes())
    (form / "blank.pdf").write_bytes(b"no PDF")
    monkeypatch.setenv("ANSLUT_FORMS_DIR", str(form.parent))
    ended = run("forms", "verify")
    assert ended.code == Exit.SETUP
    assert "ssbtek-2014: blank.pdf" in ended.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "form.yaml: ska bestå av rader med namn: värde"),
        ("a: b\nid: [", "form.yaml, rad 2: är inte giltig YAML"),
        ("id: other", "title saknas"),
        ("just text", "form.yaml: ska bestå av rader med namn: värde"),
        ("colour: red", "colour är okänd"),
        ("pages: tre", "pages är inget heltal"),
        (None, "form.yaml: filen kan inte läsas (finns inte)"),
    ],
)
def test_a_broken_form_is_told_in_swedish_and_hides_no_other(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, told: str
) -> None:
    folder = tmp_path / "forms"
    shutil.copytree(ROOT / "forms" / "ssbtek-2022", folder / "ssbtek-2022")
    edit(folder / "ssbtek-2022" / "form.yaml", "accepted_until: null", "accepted_until: 1999-12-31")
    (folder / "broken").mkdir()
    if content is not None:
        (folder / "broken" / "form.yaml").write_text(content)
    monkeypatch.setenv("ANSLUT_FORMS_DIR", str(folder))
    for command in ("verify", "list"):
        ended = run("forms", command)
        assert ended.code == Exit.SETUP
        assert told in ended.err
        assert "pydantic" not in ended.err
    assert "ssbtek-2022" in ended.out
    assert "accepted_until (1999-12-31) är före valid_from" in run("forms", "verify").err


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_doctor_finds_all_that_is_needed_and_makes_nothing(run: Run, data_dir: Path) -> None:
    ended = run("doctor")
    assert ended.code == Exit.OK
    assert "saknas" not in ended.out
    assert not data_dir.exists()
    open_store(Settings(data_dir=data_dir)).close()
    assert f"version {REVISION}" in run("doctor").out


def test_the_doctor_tells_of_a_database_that_cannot_be_used(run: Run, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "anslut.sqlite").write_text("no database" * 1000)
    ended = run("doctor")
    assert ended.code == Exit.SETUP
    assert "Databasen kan inte användas" in ended.out


def test_the_doctor_says_how_to_get_what_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = run("doctor")
    assert ended.code == Exit.SETUP
    assert "apt-get install tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng" in ended.out


# demo


def test_the_demo_removes_only_what_is_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    _start_clean(folder)
    (folder / "left").write_text("by an earlier demo")
    _start_clean(folder)
    assert [path.name for path in folder.iterdir()] == [MARK]
    (folder / MARK).unlink()
    (folder / "mine").write_text("precious")
    with pytest.raises(SettingsError, match="lämnas orörd"):
        _start_clean(folder)
    assert (folder / "mine").read_text() == "precious"


# the outermost door


def test_a_database_that_cannot_be_used_is_said(run: Run, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "anslut.sqlite").write_text("no database" * 1000)
    ended = run("register", "list")
    assert ended.code == Exit.STORE
    assert ended.err.startswith("anslut: Databasen kan inte användas")


def test_a_wrong_setting_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSLUT_WORKERS", "none")
    ended = run("register", "list")
    assert ended.code == Exit.SETUP
    assert "ANSLUT_WORKERS" in ended.err


def test_a_defect_is_told_by_its_place_and_not_by_what_a_document_says(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defective() -> int:
        raise ValueError("Anna Andersson, 070-174 06 05")

    monkeypatch.setattr("cli.doctor.doctor", defective)
    ended = run("doctor")
    assert ended.code == Exit.DEFECT
    assert "ValueError, test_cli.py:" in ended.err
    assert "Andersson" not in ended.err


def test_every_error_of_ours_has_an_exit_code() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert len(kinds) > 5
    for kind in kinds:
        if issubclass(kind, AnslutError):
            assert exit_code(kind("x")) in set(Exit) - {Exit.OK, Exit.PERSON, Exit.DEFECT}
