"""What waits is read while the application runs."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.inbox import Arrival, take_in_kept
from adapters.settings import Settings
from adapters.tables import deliveries, events
from flows.machine import Machine, open_machine
from flows.reading import FileReader
from tests.intake import rows
from tests.readers import scripted, scripted_forms
from tests.webhouse import send, serving, waited
from webapp.reading import Reading


def test_findings_that_are_shown_are_looks(tmp_path: Path) -> None:
    forms = scripted_forms(tmp_path / "forms")
    settings = Settings(data_dir=tmp_path / "var", forms_dir=forms, workers=1)
    with serving(settings, FileReader(None, scripted, 1_000_000)) as running:
        client = running.client("post")
        made = send(client, b"damaged visning", batch="f" * 32).json()["delivery"]
        told = client.get(f"/upload/progress?batch={'f' * 32}").text  # ends when it is judged
        assert '"stage": "judged"' in told
        assert "Granskas" in client.get(f"/upload/{made}").text
        looks = [one for one in rows(running.house.store, events) if one["what"] == "looked_at"]
        assert [one["who"] for one in looks] == ["Petra Post"]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with the scripted reader, whose documents have two seconds each."""
    forms = scripted_forms(tmp_path / "forms")
    settings = Settings(data_dir=tmp_path / "var", forms_dir=forms, workers=2)
    with open_machine(settings, FileReader(None, scripted, 1000)) as opened:
        yield opened


def taken_in(machine: Machine, *orders: str) -> list[str]:
    """A delivery for each order; their ids."""
    arrival, now = Arrival("upload"), datetime.now(UTC) - timedelta(minutes=1)
    return [
        take_in_kept(
            machine.originals.keep_bytes(order.encode(), f"{order.split()[0]}.pdf"),
            arrival,
            now,
            machine.store,
            now,
        ).delivery
        for order in orders
    ]


def states(machine: Machine) -> dict[object, object]:
    """The state of each delivery."""
    return {one["id"]: one["state"] for one in rows(machine.store, deliveries)}


def test_what_waits_is_read_whatever_happens_to_the_others(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    needs, crash, good = taken_in(machine, "needs /nowhere", "crash", "good läsning")
    reading = Reading(machine)
    reading.start()
    waited(lambda: states(machine)[good] == states(machine)[crash] == "done")
    waited(lambda: needs in caplog.text)
    (later,) = taken_in(machine, "good senare")
    reading.wake()
    waited(lambda: states(machine)[later] == "done")
    reading.close()
    assert states(machine)[needs] == "waiting"
    assert ".pdf" not in caplog.text  # nor any other name of a file


def test_it_ends_while_a_document_hangs_and_the_document_waits(machine: Machine) -> None:
    (hangs,) = taken_in(machine, "hang")
    reading = Reading(machine)
    reading.start()
    waited(lambda: states(machine)[hangs] == "claimed")
    began = time.monotonic()
    reading.close()
    assert time.monotonic() - began < 15
    assert states(machine)[hangs] == "waiting"
