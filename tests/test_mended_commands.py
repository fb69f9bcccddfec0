"""The command line: what is awaited, what has ended, what was disposed of, and whom an import
tells."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters import tables
from adapters.rows import insert_events
from adapters.settings import TIMEZONE, Settings
from adapters.store import Store, open_store
from cli.exits import Exit
from domain.case import Event
from tests.intake import rows
from tests.test_case_commands import agreement, come, folder, letters, user
from tests.test_cli import Run, data_dir, run

__all__ = ["come", "data_dir", "run", "user"]  # fixtures

Come = Callable[..., str]
NOW = datetime.now(UTC)
TODAY = NOW.astimezone(TIMEZONE).date()
HABO = "212000-1611"


def opened(data_dir: Path) -> Store:
    return open_store(Settings(data_dir=data_dir))


def table(data_dir: Path, one: str) -> list[dict[str, object]]:
    with closing(opened(data_dir)) as store:
        return rows(store, tables.metadata.tables[one])


def told(run: Run, come: Come, data_dir: Path) -> str:
    """A case whose Party has been told that it is connected."""
    case = come("one", *agreement())
    assert run("case", "open-access", case).code == Exit.OK
    with closing(opened(data_dir)) as store, store.database.writing() as connection:
        gone = tables.outbox.update().where(tables.outbox.c.kind == "feedback")
        connection.execute(gone.values(state="sent", sent_at=NOW))
        connection.execute(tables.cases.update().values(state="told"))
    return case


# Awaited


def test_a_case_whose_answer_has_not_come_is_listed_and_says_so(
    run: Run, come: Come, data_dir: Path
) -> None:
    case = come("one", *agreement(numbers=(1, 3)))
    run("case", "supplement", case)
    assert "inga sådana ärenden" in run("case", "list", "--unanswered").out
    assert "svar senast" in " ".join(run("case", "list").out.split())
    yesterday = TODAY - timedelta(days=1)
    with closing(opened(data_dir)) as store, store.database.writing() as connection:
        connection.execute(tables.cases.update().values(answer_by=yesterday))
    listed = run("case", "list", "--unanswered").out
    assert case in listed
    assert f"ett svar skulle ha kommit {yesterday}" in run("case", "show", case).out


def test_an_answer_that_lacks_something_says_by_when_it_is_seen_to(run: Run, come: Come) -> None:
    case = come("one", *agreement(numbers=(1,)))
    run("case", "supplement", case, "--to", "a@habokommun.se")
    assert come("two", *agreement(numbers=(2,)), subject=case) == case
    assert "svaret räcker inte. Gå igenom det senast" in run("case", "show", case).out
    assert "svaret räcker inte" in run("queue", "list").out


def test_the_days_to_answer_are_those_of_the_settings(
    run: Run, come: Come, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSLUT_ANSWER_DAYS", "3")
    case = come("one", *agreement(numbers=(1, 3)))
    run("case", "supplement", case)
    clock = folder(data_dir, case).case.clock
    assert clock is not None
    assert clock.answer_by is not None
    assert (clock.answer_by - TODAY).days <= 7


def test_the_request_of_a_case_that_awaits_its_answer_is_not_cancelled(
    run: Run, come: Come, data_dir: Path
) -> None:
    case = come("one", *agreement(numbers=(1, 3)))
    run("case", "supplement", case)
    (letter,) = letters(data_dir, case)
    ended = run("letters", "cancel", letter.id)
    assert ended.code == Exit.USAGE
    assert f"anslut case take-back {case}" in ended.err


# Dismissals


def test_a_dismissal_is_shown_with_whom_it_goes_to(run: Run, come: Come, data_dir: Path) -> None:
    case = come("one", *agreement({"agreement_contact.phone": None}))
    ended = run("case", "dismiss", case, "--why", "Kommunen har redan ett avtal.")
    assert "Till: asa.sjoberg@habokommun.se" in ended.out
    (letter,) = letters(data_dir, case)
    assert f"anslut letters release {letter.id}" in ended.out


def test_that_no_letter_was_written_of_a_dismissal_is_said(run: Run, come: Come) -> None:
    case = come("one", *agreement({"agreement_contact.email": None}))
    ended = run("case", "dismiss", case, "--why", "Fel mottagare.")
    assert "Inget brev skrevs" in ended.out
    other = come("two", *agreement({"agreement_contact.phone": None}))
    ended = run("case", "dismiss", other, "--why", "Fel mottagare.", "--no-letter")
    assert ended.code == Exit.OK
    assert "brev" not in ended.out
    wrong = ("--to", "a@habo.se", "--no-letter")
    assert run("case", "dismiss", other, "--why", "x", *wrong).code == Exit.USAGE


# Ended


def test_a_connection_is_ended_and_shown_as_ended(run: Run, come: Come, data_dir: Path) -> None:
    case = told(run, come, data_dir)
    ended = run("register", "end", "2120001611", "--why", "Nämnden läggs ned", "--version", "2")
    assert ended.code == Exit.OK, ended.err
    assert "är avslutad" in ended.out
    assert "anslut letters send" in ended.out
    assert letters(data_dir, case)[-1].kind == "change"
    assert str(TODAY) in run("register", "list").out
    shown = run("register", "show", HABO).out
    assert "avslutad: Nämnden läggs ned" in shown
    assert "avslutad" in run("case", "show", case).out
    again = run("register", "end", HABO, "--why", "Igen")
    assert again.code != Exit.OK
    assert "ingen post som gäller" in again.err


def test_ending_names_the_case_that_led_to_it(run: Run, come: Come, data_dir: Path) -> None:
    told(run, come, data_dir)
    letter = come("letter", *agreement({"party.board_name": None}))
    ended = run("register", "end", HABO, "--why", "De har skrivit", "--case", letter[:8])
    assert ended.code == Exit.OK, ended.err
    assert "anslutningen avslutades" in run("case", "show", letter).out
    assert run("register", "end", HABO, "--why", " ").code != Exit.OK


def test_that_an_entry_stands_though_its_case_was_dismissed_is_said(run: Run, come: Come) -> None:
    case = come("one", *agreement())
    run("case", "reopen", case, "--why", "Kontroll")
    told = run("case", "dismiss", case, "--why", "Fel", "--no-letter").out
    assert f"anslut register end {HABO} --board 'Socialnämnden'" in told


def test_withdrawing_says_that_the_entry_has_ended(run: Run, come: Come) -> None:
    case = come("one", *agreement())
    ended = run("case", "withdraw", case, "--why", "Kommunen har ångrat sig")
    assert "Posten i registret är avslutad." in ended.out


# Imports


def moved(run: Run, tmp_path: Path) -> Path:
    """The register as a file, with another street."""
    file = tmp_path / "register.csv"
    assert run("register", "export", "--out", file).code == Exit.OK
    text = file.read_text(encoding="utf-8")
    assert "Storgatan 12" in text
    file.write_text(text.replace("Storgatan 12", "Storgatan 14"), encoding="utf-8")
    return file


def test_whoever_was_told_is_told_of_what_an_import_changes(
    run: Run, come: Come, data_dir: Path, tmp_path: Path
) -> None:
    """Nobody was."""
    case = told(run, come, data_dir)
    file = moved(run, tmp_path)
    shown = run("register", "import", file, "--dry-run")
    assert shown.code == Exit.OK
    assert "Besked" in shown.out
    assert "brev" in shown.out
    assert [one.kind for one in letters(data_dir, case)] == ["feedback"], "a dry run tells nobody"
    assert run("register", "import", file).code == Exit.OK
    letter = letters(data_dir, case)[-1]
    assert (letter.kind, letter.state, letter.case) == ("change", "waiting", case)
    assert letter.notice is not None
    assert "nu Storgatan 14 (tidigare Storgatan 12)" in letter.notice.body
    run("register", "import", file)
    assert len(letters(data_dir, case)) == 2, "the same file again tells nobody"


def test_who_was_told_of_nothing_is_told_of_no_import(
    run: Run, come: Come, data_dir: Path, tmp_path: Path
) -> None:
    case = come("one", *agreement())
    file = moved(run, tmp_path)
    assert "brev" not in run("register", "import", file, "--dry-run").out
    run("register", "import", file)
    assert [one.kind for one in letters(data_dir, case)] == ["feedback"]


def test_a_file_says_of_an_end_what_the_register_says(
    run: Run, come: Come, data_dir: Path, tmp_path: Path
) -> None:
    told(run, come, data_dir)
    before = tmp_path / "before.csv"
    run("register", "export", "--out", before)
    run("register", "end", HABO, "--why", "Nämnden läggs ned")
    after = tmp_path / "after.csv"
    run("register", "export", "--out", after)
    assert "0 nya poster, 0 ändrade, 1 som förut" in run("register", "import", after).err
    assert "1 ny post" in run("register", "import", before, "--dry-run").err
    assert run("register", "import", before).code == Exit.OK, "a new beginning, as anybody sees"
    ended = run("register", "import", after)
    assert ended.code == Exit.UNREADABLE
    assert "kör anslut register end" in ended.err


@pytest.mark.parametrize("column", ["signed_on", "mandate_date", "concluded_at"])
def test_a_file_with_a_day_that_has_not_come_is_refused(
    run: Run, come: Come, tmp_path: Path, column: str
) -> None:
    come("one", *agreement())
    file = tmp_path / "register.csv"
    run("register", "export", "--out", file)
    head, row = file.read_text(encoding="utf-8").splitlines()
    cells = row.split(",")
    cells[head.split(",").index(column)] = str(TODAY + timedelta(days=2))
    file.write_text("\n".join((head, ",".join(cells))), encoding="utf-8")
    ended = run("register", "import", file, "--dry-run")
    assert ended.code == Exit.UNREADABLE
    assert "har inte kommit än" in ended.err or "ligger i framtiden" in ended.err


@pytest.mark.parametrize("what", ["register", "mandates"])
def test_a_dry_run_asks_for_nobodys_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setenv("ANSLUT_USER", "")
    file = tmp_path / "fil.csv"
    file.write_text("Orgnr;Beslutsdatum;Dnr\n212000-1611;2024-01-31;KS 2024/7\n")
    said = run(what, "import", file, "--dry-run")
    assert "ANSLUT_USER" not in said.err
    assert "ANSLUT_USER" in run(what, "import", file).err


# By number


def test_a_number_holds_for_the_version_that_was_seen_only(run: Run, come: Come) -> None:
    """Number 1 was confirmed, whatever it had become meanwhile."""
    wrong = {"agreement_contact.email": "asa.sjoberg@gmail.com", "party.postal_code": "1"}
    case = come("one", *agreement(wrong))
    why = ("--why", "Kontrollerat")
    assert run("case", "confirm", case, "1", *why).code == Exit.USAGE
    run("case", "correct", case, "postnummer=566 32")
    stale = run("case", "confirm", case, "1", "--version", "1", *why)
    assert stale.code == Exit.USAGE
    assert "har ändrats av någon annan" in stale.err
    assert run("case", "confirm", case, "1", "--version", "2", *why).code == Exit.OK
    assert run("case", "confirm", case, "verified.email_free", *why).code == Exit.OK


# Disposed of


def test_a_case_that_was_disposed_of_says_when_and_by_which_rule(
    run: Run, come: Come, data_dir: Path
) -> None:
    """It said that it could not be acted on, and showed nothing."""
    case = come("one", *agreement())
    gone = Event(subject=case, at=NOW, who="Karin", what="disposed", why="R-2 case")
    with closing(opened(data_dir)) as store, store.database.writing() as connection:
        insert_events(connection, [gone])
    ended = run("case", "show", case)
    assert ended.code == Exit.OK, ended.err
    assert "av Karin, enligt regel R-2" in ended.out
    assert "registrerades" in ended.out, "what happened is there"
