"""anslut replay: what another version makes otherwise is told, and nothing stored is changed."""

import dataclasses
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from adapters.history import settled_since
from adapters.inbox import Arrival, take_in
from adapters.originals import Originals
from adapters.settings import Settings
from adapters.store import open_store
from cli.app import main
from cli.exits import Exit
from cli.replay import _json, _lines
from domain.case import Case
from domain.errors import StoreError, ToolMissing
from domain.judgement import Finding
from domain.reading import FileReading
from flows.delivery import process
from flows.machine import Machine, open_machine
from flows.reading import FileReader
from flows.replay import STRANGE, replay, replay_all
from pipeline.judge import judge
from pipeline.replay import CaseChange, Replayed, ValueChange, case_changes, file_changes
from pipeline.settle import cases_of
from tests import builders
from tests.builders import facts, file, page
from tests.intake import RECEIVED, delivery, raw
from tests.readers import next_version, scripted
from validators.catalogue import CATALOGUE

SAMPLE = Path(__file__).parent.parent / "samples" / "inbox" / "01-felfri" / "delivery.pdf"
Read = Callable[[str, bytes], FileReading]
both = pytest.mark.usefixtures("database")  # kinds of database


# comparing


def cases(*files: FileReading) -> tuple[Case, ...]:
    return cases_of(delivery(), judge(files or (file(),), facts()), facts())


def town(name: str | None) -> FileReading:
    return file(page(1, written={"party.city": name}), page(2), page(3))


def test_the_same_is_no_difference() -> None:
    assert case_changes(cases(), cases()) == ()


def test_another_value_is_told_with_what_follows_from_it() -> None:
    (change,) = case_changes(cases(), cases(town("Håbo")))
    assert change.fields == (ValueChange(key="party.city", before="Habo", now="Håbo"),)
    assert ("verified.city_mismatch", ("party.city",)) in [
        (code, fields[-1:]) for code, fields in change.findings_new
    ]
    assert change.is_decided_otherwise


def test_empty_and_unread_are_not_the_same() -> None:
    (change,) = case_changes(cases(town("")), cases(town(None)))
    assert change.fields == (ValueChange(key="party.city", before="", now=None),)


def test_a_telephone_number_written_otherwise_is_another_entry_in_the_register() -> None:
    written = {"agreement_contact.phone": "08 - 465 004 00"}
    (change,) = case_changes(cases(), cases(file(page(1, written=written), page(2), page(3))))
    assert [one.key for one in change.fields] == ["agreement_contact.phone"]


def test_what_a_blind_check_found_is_no_difference() -> None:
    (case,) = cases()
    found: Finding = CATALOGUE["verified.sample_differs"].finding(("party.city",))
    assert case_changes([case.model_copy(update={"findings": (found,)})], [case]) == ()


def test_an_agreement_that_is_found_no_more_is_told_once() -> None:
    (change,) = case_changes(cases(), cases(FileReading(name="avtal.pdf", problem="damaged")))
    assert change.fields == (ValueChange(key="form", before="form-a", now=None),)
    assert change.findings_new == (("material.damaged", ()),)


def test_a_delivery_that_is_parted_otherwise() -> None:
    other = {"party.board_name": "Arbetsmarknadsnämnden"}
    pages = [page(number) for number in (1, 2, 3)]
    pages += [page(number, number - 3, written=other) for number in (4, 5, 6)]
    two = cases(file(*pages))
    kinds = [one.kind for one in case_changes(two[:1], two)]
    assert kinds == ["new"]
    assert [one.kind for one in case_changes(two, two[:1])] == ["gone"]


def test_a_file_with_which_something_else_is_the_matter() -> None:
    changes = file_changes(["a", "b", "c"], [None, "damaged", None], [None, None, "too_slow"])
    assert [(one.name, one.before, one.now) for one in changes] == [
        ("b", "damaged", None),
        ("c", None, "too_slow"),
    ]


def test_values_are_told_only_when_asked_for() -> None:
    change = CaseChange(
        case="c-1",
        kind="changed",
        fields=(ValueChange(key="party.city", before="Habo", now="Håbo"),),
        findings_new=(("verified.city_mismatch", ("party.city",)),),
    )
    one = Replayed(delivery="d-1", files=("avtal.pdf",), cases=(change,))
    plain = "\n".join(_lines(one, False)) + _json(one, False)
    assert "party.city" in plain
    assert "    ort skiljer sig" in plain
    assert "    nytt: verified.city_mismatch (ort)" in plain
    assert "Habo" not in plain
    assert "Håbo" not in plain
    assert json.loads(_json(one, False))["cases"][0]["fields"] == [{"key": "party.city"}]
    shown = "\n".join(_lines(one, True)) + _json(one, True)
    assert "ort: ”Habo” -> ”Håbo”" in shown


# through the store


@contextmanager
def machine_in(folder: Path, read: Read, look_only: bool = False) -> Iterator[Machine]:
    """A machine whose reader does what the files say, on a form that asks for everything."""
    form = folder / "forms" / "form-a"
    form.mkdir(parents=True, exist_ok=True)
    described = builders.form().model_dump(mode="json")
    (form / "form.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    (form / "blank.pdf").write_bytes(b"")
    settings = Settings(
        data_dir=folder / "var", forms_dir=folder / "forms", workers=1, document_seconds=3
    )
    with open_machine(settings, FileReader(None, read, max_bytes=1000), look_only) as machine:
        yield machine


def settle_all(folder: Path, *orders: str) -> list[str]:
    """Take in a file for each order and settle it, a minute between them; the deliveries' ids."""
    ids = []
    with machine_in(folder, scripted) as machine:
        for number, order in enumerate(orders):
            path = folder / f"{number}.pdf"
            path.write_text(order)
            arrival = Arrival("scan", RECEIVED + timedelta(minutes=number))
            ids.append(take_in(path, arrival, machine.originals, machine.store).delivery)
            assert process(machine, ids[-1])
    return ids


def replayed(folder: Path, read: Read) -> list[Replayed]:
    with ThreadPoolExecutor(1) as threads, machine_in(folder, read, look_only=True) as machine:
        return list(replay_all(machine, settled_since(machine.store), threads))


def content(folder: Path) -> tuple[list[str], dict[str, str]]:
    """All that the database holds, and the bytes of every file."""
    with raw(folder) as connection:
        names = sa.inspect(connection).get_table_names()
        dump = [
            str(row)
            for name in names
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
        ]
    files = {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    return dump, files


@both
def test_the_version_that_settled_them_finds_no_difference(tmp_path: Path) -> None:
    """Not for the second of a Party either, which a person got since the first was registered; and
    the first was judged before itself was in the register."""
    ids = settle_all(tmp_path, "good", "good too", "damaged", "crash")
    found = replayed(tmp_path, scripted)
    assert [one.delivery for one in found] == ids
    assert [one for one in found if one.differs] == []


@both
def test_another_version_is_told_apart_case_by_case(tmp_path: Path) -> None:
    settle_all(tmp_path, "good", "damaged", "good gone")
    first, second, third = replayed(tmp_path, next_version)
    assert [one.key for one in first.cases[0].fields] == ["party.city"]
    assert first.cases[0].is_decided_otherwise
    assert not second.differs
    assert [one.now for one in third.problems] == ["engine_failed"]
    assert third.cases[0].findings_new[-1][0] == "material.engine_failed"


def test_an_original_that_is_gone_or_changed_is_told_and_stops_no_other(tmp_path: Path) -> None:
    settle_all(tmp_path, "good", "damaged", "good too")
    (tmp_path / "var" / "originals").joinpath(*_place(b"good")).unlink()
    changed = (tmp_path / "var" / "originals").joinpath(*_place(b"damaged"))
    changed.chmod(0o640)
    changed.write_text("damaged more")
    gone, other, kept = replayed(tmp_path, scripted)
    assert "finns inte" in (gone.trouble or "")
    assert "har ändrats" in (other.trouble or "")
    assert gone.files[0].endswith("0.pdf")
    assert not kept.differs


def _place(data: bytes) -> tuple[str, str]:
    sha256 = hashlib.sha256(data).hexdigest()
    return sha256[:2], sha256


@both
def test_nothing_that_is_stored_is_touched(tmp_path: Path) -> None:
    settle_all(tmp_path, "good", "damaged", "good too")
    before = content(tmp_path / "var")
    assert any(one.differs for one in replayed(tmp_path, next_version))
    assert content(tmp_path / "var") == before


@both
def test_the_store_that_is_looked_at_takes_nothing(tmp_path: Path) -> None:
    settle_all(tmp_path, "good")
    before = content(tmp_path / "var")
    with (
        machine_in(tmp_path, scripted, look_only=True) as machine,
        pytest.raises(StoreError, match=r"read-?only"),
        machine.store.database.writing() as connection,
    ):
        connection.execute(sa.text("DELETE FROM outbox"))
    assert content(tmp_path / "var") == before


def test_a_defect_that_one_delivery_meets_is_told_without_its_text(tmp_path: Path) -> None:
    """Its pages are of a form that nobody knows any more, as no reader would have them."""
    (one,) = settle_all(tmp_path, "good")
    with machine_in(tmp_path, scripted, look_only=True) as machine:
        found = replay(dataclasses.replace(machine, forms=(builders.form("form-b"),)), one)
    assert found.trouble == "Fel i programmet vid bedömningen (KeyError). Rapportera det."


@both
def test_a_case_that_this_version_cannot_load_is_told_and_stops_no_other(tmp_path: Path) -> None:
    strange, kept = settle_all(tmp_path, "good", "damaged")
    spoil = sa.text("UPDATE cases SET decision = :decision WHERE delivery = :delivery")
    with raw(tmp_path / "var") as connection:
        connection.execute(spoil, {"decision": '{"outcome": "maybe"}', "delivery": strange})
    first, second = replayed(tmp_path, scripted)
    assert (first.delivery, first.trouble) == (strange, STRANGE)
    assert (second.delivery, second.differs) == (kept, False)


def test_without_models_it_is_not_said_that_all_documents_differ(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    settle_all(tmp_path, f"needs {models}")
    models.rmdir()
    with pytest.raises(ToolMissing):
        replayed(tmp_path, scripted)


# on the command line, with the real reader


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), said.out, " ".join(said.err.split())

    return run


def test_without_a_database_it_is_said_and_none_is_made(run: Run, tmp_path: Path) -> None:
    code, _, err = run("replay")
    assert code == Exit.STORE
    assert "Det finns ingen databas här än" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("new_database")
def test_a_database_of_an_older_version_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    open_store(Settings(data_dir=tmp_path)).close()
    with raw(tmp_path) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    before = content(tmp_path)
    code, _, err = run("replay")
    assert code == Exit.STORE
    assert "äldre version (0002)" in err
    assert content(tmp_path) == before


def test_a_real_delivery_is_the_same_until_something_changes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, workers=1)
    with closing(open_store(settings)) as store:
        arrival = Arrival("scan", datetime(2026, 11, 16, 8, 30, tzinfo=UTC))
        taken = take_in(SAMPLE, arrival, Originals(settings.originals_dir), store)
    with open_machine(settings) as machine:
        assert process(machine, taken.delivery) == ("registered",)
    before = content(tmp_path)
    code, out, err = run("replay")
    assert (code, out) == (Exit.OK, "")
    assert "1 leverans läst på nytt, 0 skiljer sig" in err
    monkeypatch.setenv("ANSLUT_MAX_SIGNATURE_AGE_DAYS", "1")
    code, out, _ = run("replay", "--json")
    assert code == Exit.PERSON
    (told,) = map(json.loads, out.splitlines())
    assert told["cases"][0]["findings_new"] == [["correct.date_too_old", ["signature.date"]]]
    assert (told["cases"][0]["before"]["outcome"], told["cases"][0]["now"]["queue"]) == (
        "register",
        "incorrect",
    )
    assert run("replay", "--since", "2026-11-17")[0] == Exit.OK
    assert content(tmp_path) == before
