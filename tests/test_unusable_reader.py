"""A reading engine that cannot be used: every delivery waits where a person sees it, the run says
what to repair, and when that is done it is read after all. The model is truly spoilt: the folder of
Tesseract's models is another one, with half a file in it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from adapters import progress, queries, tables
from adapters.forms import load_forms
from adapters.history import settled
from adapters.inbox import Arrival, take_in
from adapters.ledger import booked_since, unread_since
from adapters.settings import Settings
from cli.exits import Exit
from domain.errors import ToolMissing
from extractors.ocr import models_folder
from flows.delivery import MAX_ATTEMPTS, process
from flows.machine import Machine, open_machine
from flows.reading import real_reader
from tests.drawing import blank, pdf_of, scanned, write
from tests.intake import RECEIVED, rows
from tests.jobs import prepare_with_models

NAMES = ("swe.traineddata", "eng.traineddata")
UNUSABLE = "material.reader_unusable"
Spoil = Callable[[Path], object]


def halved(model: Path) -> None:
    model.write_bytes(model.read_bytes()[: model.stat().st_size // 2])


def scattered(model: Path) -> None:
    """Bytes changed here and there, as by a bad disk: it loads, and reads nonsense."""
    data = bytearray(model.read_bytes())
    for at in range(2000, len(data) // 3, 100):
        data[at] ^= 0xFF
    model.write_bytes(data)


SPOILT: dict[str, Spoil] = {
    "halved": halved,
    "emptied": lambda model: model.write_bytes(b""),
    "another file": lambda model: model.write_text("Not found\n" * 5000),
    "bytes changed": scattered,
    "gone": Path.unlink,
}


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with Tesseract's models, which the reader uses."""
    folder = tmp_path / "tessdata"
    install(folder)
    return folder


def install(folder: Path) -> None:
    """As the system's package does, also over what is there."""
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        shutil.copyfile(Path(models_folder()) / name, folder / name)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with a city written in its box."""
    drawn = blank("ssbtek-2014", 1)
    box = drawn.form.field("party.city")
    assert box is not None
    path = tmp_path / "avtal.pdf"
    path.write_bytes(
        pdf_of(scanned(write(drawn.picture, (box.box.x0 + 8, box.box.bottom - 9), "Ystad")))
    )
    return path


@contextmanager
def machine_in(folder: Path) -> Iterator[Machine]:
    """A machine with the real reader, its processes made anew as by each command."""
    settings = Settings(data_dir=folder / "var", workers=1)
    reader = real_reader(load_forms(settings.forms_dir), settings)
    assert reader.prepare is not None
    prepare = partial(prepare_with_models, str(folder / "tessdata"), reader.prepare)
    with open_machine(settings, replace(reader, prepare=prepare)) as machine:
        yield machine


@pytest.mark.parametrize("how", SPOILT)
def test_a_person_sees_the_case_until_a_run_can_read_it(
    models: Path, page: Path, tmp_path: Path, how: str
) -> None:
    SPOILT[how](models / NAMES[0])
    with machine_in(tmp_path) as machine:
        one = take_in(page, Arrival("scan", RECEIVED), machine.originals, machine.store).delivery
        nights = MAX_ATTEMPTS + 1 if how == "gone" else 1  # they cost the delivery no attempt
        for _ in range(nights):
            with pytest.raises(ToolMissing, match=r"kör anslut run.*apt-get install"):
                process(machine, one)
        (end,) = progress.ends(machine.store)
        assert (end.decision.queue, end.decision.reasons) == ("failed", (UNUSABLE,))
        (item,) = queries.open_items(machine.store)
        assert item.reasons == (UNUSABLE,)
        assert "apt-get install" in queries.case_file(machine.store, end.case).troubles[0]
        assert machine.store.waiting(datetime.now(UTC)) == (one,)
        assert (booked_since(machine.store), unread_since(machine.store)) == ((), 1)
    install(models)
    with machine_in(tmp_path) as machine:
        assert process(machine, one) != ("failed",)
        case = queries.case_file(machine.store, end.case)
        assert case.case.agreement is not None
        assert case.case.agreement.value("party.city") == "Ystad"
        assert UNUSABLE not in {finding.code for finding in case.case.findings}
        assert [event.what for event in case.events] == [
            "received",
            *["unread"] * nights,
            "in_review",
        ]
        assert len(queries.open_items(machine.store)) == len(rows(machine.store, tables.cases)) == 1
        assert machine.store.waiting(datetime.now(UTC)) == ()
        (booked,) = booked_since(machine.store)
        assert booked.ledger.closes
        assert settled(machine.store, one).problems == (None,)
        assert process(machine, one) == ()


def test_a_model_that_is_spoilt_while_a_night_runs_stops_nothing_that_was_read(
    models: Path, page: Path, tmp_path: Path
) -> None:
    with machine_in(tmp_path) as machine:
        arrival = Arrival("scan", RECEIVED)
        first = take_in(page, arrival, machine.originals, machine.store).delivery
        ended = process(machine, first)
        halved(models / NAMES[0])
    with machine_in(tmp_path) as machine:
        page.write_bytes(page.read_bytes() + b"\n% another\n")
        second = take_in(page, arrival, machine.originals, machine.store).delivery
        with pytest.raises(ToolMissing):
            process(machine, second)
        went = {end.delivery: end.decision.queue for end in progress.ends(machine.store)}
        assert went == {first: ended[0], second: "failed"}
        assert process(machine, first) == ()


def test_a_check_says_of_each_file_that_it_is_not_read_and_what_to_repair(
    models: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    halved(models / NAMES[0])
    monkeypatch.setenv("TESSDATA_PREFIX", str(models))
    command = [sys.executable, "-m", "cli.app", "check", "--json", str(page), str(page)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [[one["code"] for one in file["findings"]] for file in found] == [[UNUSABLE]] * 2
    assert ended.returncode == Exit.SETUP
    assert ended.stderr.count("--reinstall tesseract-ocr-swe") == 1
