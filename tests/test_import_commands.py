"""anslut register import, mandates and signatories: through the outermost door, on a real store."""

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from adapters import tables
from adapters.settings import Settings
from adapters.signatories import remember
from adapters.store import open_store
from cli.app import main
from cli.exits import Exit
from domain.ruling import Signatory
from tests.intake import NOW, rows

HEAD = (
    "Organisationsnummer;Kommun;Nämnd;Postadress;Postnummer;Ort;Kontaktperson;E-post;"
    "Underskrivet;Underskrivet av\n"
)
HABO = (
    "212000-1611;Habo kommun;Socialnämnden;Storgatan 12;566 32;Habo;Åsa Sjöberg;"
    "asa.sjoberg@habokommun.se;2026-11-09;Maria Nilsson\n"
)
BAD = HABO.replace("asa.sjoberg@", "").replace("Socialnämnden", "Arbetsmarknadsnämnden")
Run = Callable[..., tuple[int, str]]
Kept = Callable[[str], list[dict[str, object]]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in this process with a data folder of its own; its code and all it said."""
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("ANSLUT_USER", raising=False)

    def run(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        return int(ended.value.code or 0), " ".join((said.out + said.err).split())

    return run


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """All rows of a table of that store."""

    def read(table: str) -> list[dict[str, object]]:
        with closing(open_store(Settings(data_dir=tmp_path / "var"))) as store:
            return rows(store, tables.metadata.tables[table])

    return read


def written(folder: Path, text: str) -> Path:
    path = folder / "register.csv"
    path.write_text(text, encoding="cp1252")
    return path


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path, run: Run, kept: Kept) -> None:
    file = written(tmp_path, HEAD + HABO)
    code, said = run("register", "import", file, "--dry-run", "--by", "Eva")
    assert code == Exit.OK
    assert "1 ny post, 0 ändrade, 0 som förut, 0 felaktiga rader" in said
    assert "provkörning" in said
    assert "Habo" in said
    assert kept("connections") == kept("events") == []


def test_an_import_is_written_with_its_events_and_the_second_time_nothing(
    tmp_path: Path, run: Run, kept: Kept
) -> None:
    file = written(tmp_path, HEAD + HABO)
    assert run("register", "import", file, "--by", "Eva")[0] == Exit.OK
    (entry,) = kept("connections")
    (event,) = kept("events")
    assert entry["org_no"] == "212000-1611"
    assert (event["who"], event["what"]) == ("Eva", "imported")
    assert not any(word in str(event) for word in ("Sjöberg", "Nilsson", "asa."))
    code, said = run("register", "import", file, "--by", "Eva")
    assert (code, len(kept("connections")), len(kept("events"))) == (Exit.OK, 1, 1)
    assert "0 nya poster, 0 ändrade, 1 som förut" in said
    _, listed = run("register", "show", "212000-1611")
    assert "från ett tidigare register" in listed

    moved = written(tmp_path, HEAD + HABO.replace("Storgatan 12", "Storgatan 14"))
    code, said = run("register", "import", moved, "--by", "Eva")
    assert code == Exit.OK
    assert "postadress" in said
    assert "Storgatan" not in said
    assert [row["version"] for row in kept("connections")] == [1, 2]


def test_one_bad_row_stops_the_file_unless_told_otherwise(
    tmp_path: Path, run: Run, kept: Kept
) -> None:
    file = written(tmp_path, HEAD + HABO + BAD)
    code, said = run("register", "import", file, "--by", "Eva")
    assert code == Exit.UNREADABLE
    assert "Rad 3:" in said
    assert "Inget infördes" in said
    assert "habokommun" not in said
    assert kept("connections") == []
    code, _ = run("register", "import", file, "--by", "Eva", "--skip-bad")
    assert (code, len(kept("connections"))) == (Exit.UNREADABLE, 1)


def test_somebody_does_it(tmp_path: Path, run: Run) -> None:
    code, said = run("register", "import", written(tmp_path, HEAD + HABO))
    assert code == Exit.USAGE
    assert "ANSLUT_USER" in said


def test_headings_are_named_with_the_file(tmp_path: Path, run: Run) -> None:
    file = written(tmp_path, HEAD.replace("Ort", "Stad") + HABO)
    code, said = run("register", "import", file, "--by", "Eva")
    assert code == Exit.UNREADABLE
    assert "register.csv" in said
    assert "rubriken Stad är okänd" in said


def test_an_export_is_the_same_when_it_is_imported_and_a_masked_one_is_refused(
    tmp_path: Path, run: Run, kept: Kept
) -> None:
    run("register", "import", written(tmp_path, HEAD + HABO), "--by", "Eva")
    plain, masked = tmp_path / "ut.csv", tmp_path / "maskat.csv"
    run("register", "export", "--out", plain)
    run("register", "export", "--out", masked, "--mask", "contacts")
    assert "Sjöberg" not in masked.read_text(encoding="utf-8")
    assert run("register", "import", plain, "--by", "Eva")[0] == Exit.OK
    assert len(kept("connections")) == 1
    code, said = run("register", "import", masked, "--by", "Eva")
    assert (code, len(kept("connections"))) == (Exit.UNREADABLE, 1)
    assert "e-postadress" in said


def test_mandates_are_put_in_once_and_listed_with_where_they_come_from(
    tmp_path: Path, run: Run, kept: Kept
) -> None:
    file = written(tmp_path, "Orgnr;Beslutsdatum;Dnr\n212000-1611;2024-01-31;KS 2024/7\n")
    assert run("mandates", "import", file, "--by", "Eva")[0] == Exit.OK
    _, said = run("mandates", "import", file, "--by", "Eva")
    assert "0 nya beslut, 1 som förut" in said
    assert len(kept("mandates")) == len(kept("events")) == 1
    _, listed = run("mandates", "list", "habo")
    assert "KS 2024/7" in listed
    assert "register.csv" in listed
    assert "Vallentuna" not in listed


def test_answers_about_signatories_are_listed(tmp_path: Path, run: Run) -> None:
    assert "inget att visa" in run("signatories", "list")[1]
    answer = Signatory(
        org_no="212000-1611",
        name="Maria Nilsson",
        may_sign=True,
        reference="Delegationsordning",
        expires_on="2020-01-01",
        by="Eva",
        at=NOW,
        case="",
    )
    store = open_store(Settings(data_dir=tmp_path / "var"))
    with closing(store), store.database.writing() as connection:
        remember(connection, answer)
    _, said = run("signatories", "list", "Habo")
    assert "Maria Nilsson" in said
    assert "gått ut" in said
