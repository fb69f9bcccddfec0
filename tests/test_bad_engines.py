"""An engine that goes wrong: each such document ends as a person's case with its reason, and the
next one is read. The engines run where they always do, in a worker process behind the same port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import progress, queries
from adapters.inbox import Arrival, take_in
from adapters.settings import Settings
from domain.case import Case
from flows.delivery import process
from flows.machine import Machine, open_machine
from flows.reading import FileReader
from tests.drawing import blank, pdf_of, scanned, write
from tests.intake import RECEIVED
from tests.jobs import read_with_engines


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("var"),
        workers=1,
        document_seconds=8,
        document_megabytes=2000,
    )
    reader = FileReader(None, read_with_engines, max_bytes=50_000_000)
    with open_machine(settings, reader) as opened:
        yield opened


@pytest.fixture(scope="module")
def page() -> bytes:
    """A page with a city written in its box."""
    drawn = blank("ssbtek-2014", 1)
    box = drawn.form.field("party.city")
    assert box is not None
    return pdf_of(scanned(write(drawn.picture, (box.box.x0 + 8, box.box.bottom - 9), "Ystad")))


def case_of(machine: Machine, folder: Path, engines: str, data: bytes) -> Case:
    """What becomes of a delivery that is read with these engines."""
    path = folder / f"{engines}.pdf"
    path.write_bytes(data + f"\n% {folder.name} {engines}\n".encode())  # a content of its own
    taken = take_in(path, Arrival("scan", RECEIVED), machine.originals, machine.store)
    (queue,) = process(machine, taken.delivery)
    (case,) = (
        queries.case_file(machine.store, end.case).case
        for end in progress.ends(machine.store)
        if end.delivery == taken.delivery
    )
    assert (case.state, case.decision.queue) == ("in_review", queue)
    return case


SLOW, FAILED = "material.too_slow", "material.engine_failed"
# The engines, the reason that the person sees, and what the people who run it are told.
ENDS = (
    ("hangs-well", SLOW, "8 s"),
    ("dies-well", FAILED, "3"),
    ("crashes-well", FAILED, "SIGSEGV"),
    ("eats-well", FAILED, "minne"),
    ("refuses-well", FAILED, "out of order"),
    ("breaks-well", FAILED, "ValueError"),
    ("loses-well", FAILED, "gave 0 lines"),
    ("invents-well", FAILED, "lines for"),
    ("floods-well", FAILED, "more than 500 signs"),
    ("well-hangs", SLOW, "8 s"),
    ("well-dies", FAILED, "3"),
    ("well-floods", FAILED, "more than 500 signs"),
    ("well-spoilt", FAILED, "install rapidocr anew"),
)


@pytest.mark.parametrize("end", ENDS, ids=[engines for engines, _, _ in ENDS])
def test_a_person_gets_the_document_with_the_reason_and_the_run_goes_on(
    machine: Machine, page: bytes, tmp_path: Path, end: tuple[str, str, str]
) -> None:
    engines, reason, told = end
    case = case_of(machine, tmp_path, engines, page)
    assert (case.decision.queue, case.decision.reasons) == ("failed", (reason,))
    (trouble,) = queries.case_file(machine.store, case.id).troubles
    assert told in trouble.partition(": ")[2]
    assert "Andersson" not in trouble + case.model_dump_json()
    following = case_of(machine, tmp_path, "well-well", page)
    assert following.agreement is not None
    assert following.agreement.value("party.city") == "Ystad"


@pytest.mark.parametrize("engines", ["babbles-well", "well-babbles", "babbles-babbles"])
def test_nonsense_is_stored_as_what_it_is_and_nobody_registers_it(
    machine: Machine, page: bytes, tmp_path: Path, engines: str
) -> None:
    case = case_of(machine, tmp_path, engines, page)
    assert case.agreement is not None
    city = case.agreement.field("party.city")
    assert city is not None
    assert city.support is None
    assert city.value in (None, "Ystad")
    assert "material.field_unclear" in case.decision.reasons
