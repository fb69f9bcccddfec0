"""The flows: every delivery comes to an end, and no delivery stops another."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from adapters import outbox, progress
from adapters.inbox import Arrival, take_in
from adapters.notifiers import NO_TRANSPORT
from adapters.samples import waiting_samples
from adapters.settings import Settings
from domain.errors import StoreError, ToolMissing, Unstorable
from flows.delivery import MAX_ATTEMPTS, process
from flows.letters import letters
from flows.machine import Machine, open_machine
from flows.nightly import nightly
from flows.process import outcome, process_deliveries
from flows.reading import FileReader
from flows.sending import Sent
from flows.summary import Summary, markdown
from tests.intake import LEASE, RECEIVED
from tests.mail import mail_server
from tests.outgoing import put, store_with_case
from tests.readers import scripted, scripted_forms


@pytest.fixture(scope="module")
def _prefect() -> Iterator[None]:
    """A server for this module; without heartbeats, each of which costs a flow a second."""
    no_heartbeat = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
    with prefect_test_harness(server_startup_timeout=180), temporary_settings(no_heartbeat):
        yield


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with machine_in(tmp_path) as opened:
        yield opened


@contextmanager
def machine_in(folder: Path) -> Iterator[Machine]:
    """A machine whose reader does what the files say, on a form that asks for everything."""
    forms = scripted_forms(folder / "forms")
    settings = Settings(data_dir=folder / "var", forms_dir=forms, workers=2, document_seconds=3)
    with open_machine(settings, FileReader(None, scripted, max_bytes=1000)) as opened:
        yield opened


def take(machine: Machine, *orders: str) -> list[str]:
    """Take in one file for each order; the deliveries' ids."""
    folder = machine.settings.data_dir / "inbox"
    folder.mkdir(exist_ok=True)
    ids = []
    for number, order in enumerate(orders):
        path = folder / f"{number}.pdf"
        path.write_text(order)
        arrival = Arrival("scan", RECEIVED)
        ids.append(take_in(path, arrival, machine.originals, machine.store).delivery)
    return ids


def ends(machine: Machine) -> dict[str, str]:
    """Where each delivery's case went."""
    return {
        end.delivery: end.decision.queue or end.decision.outcome
        for end in progress.ends(machine.store)
    }


def waiting(machine: Machine) -> tuple[str, ...]:
    return machine.store.waiting(datetime.now(UTC))


@pytest.mark.parametrize(
    ("order", "end"),
    [
        ("good", "registered"),
        ("damaged", "unreadable"),
        ("hang", "failed"),
        ("crash", "failed"),
        ("nonsense", "failed"),
        ("good " + "x" * 1000, "unreadable"),  # larger than is read
    ],
)
def test_every_document_comes_to_an_end(machine: Machine, order: str, end: str) -> None:
    (one,) = take(machine, order)
    assert process(machine, one) == (end,)
    assert waiting(machine) == ()
    assert process(machine, one) == ()


@pytest.mark.parametrize(("share", "waiting"), [("1", 1), ("0", 0)])
def test_the_share_of_the_settings_is_drawn_for_blind_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: str, waiting: int
) -> None:
    monkeypatch.setenv("ANSLUT_SAMPLE_SHARE", share)
    with machine_in(tmp_path) as machine:
        (one,) = take(machine, "good")
        assert process(machine, one) == ("registered",)
        assert len(waiting_samples(machine.store)) == waiting


def test_a_delivery_that_somebody_else_has_is_left_to_them(machine: Machine) -> None:
    (one,) = take(machine, "good")
    machine.store.claim(one, datetime.now(UTC), LEASE)
    assert process(machine, one) == ()
    assert ends(machine) == {}


def test_a_delivery_that_ended_the_program_again_and_again_goes_to_a_person_unread(
    machine: Machine,
) -> None:
    (one,) = take(machine, "good")
    for _ in range(MAX_ATTEMPTS):  # killed with its program: nobody let it go
        assert machine.store.claim(one, datetime.now(UTC), -LEASE) is not None
    assert process(machine, one) == ("failed",)


def test_nights_without_models_or_originals_cost_a_delivery_no_attempt(
    machine: Machine, tmp_path: Path
) -> None:
    models, originals = tmp_path / "models", machine.settings.originals_dir
    (one,) = take(machine, f"needs {models}")
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(ToolMissing):
            process(machine, one)
    models.mkdir()
    originals.rename(tmp_path / "away")
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(StoreError):
            process(machine, one)
    (tmp_path / "away").rename(originals)
    assert process(machine, one) == ("registered",)


def test_a_document_on_which_our_own_code_fails_goes_to_a_person_in_the_end(
    machine: Machine,
) -> None:
    (one,) = take(machine, "twice")
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(Unstorable):
            process(machine, one)
    assert process(machine, one) == ("failed",)


def test_trouble_with_the_world_leaves_the_delivery_for_the_next_run(machine: Machine) -> None:
    (one,) = take(machine, "good")
    lose_originals(machine)
    with pytest.raises(StoreError):
        process(machine, one)
    assert waiting(machine) == (one,)
    assert ends(machine) == {}


@pytest.mark.usefixtures("_prefect")
def test_one_bad_document_stops_no_other(machine: Machine) -> None:
    ids = take(machine, "hang", "good", "crash", "damaged", "good again", "nonsense")
    summary = outcome(nightly(return_state=True))
    expected = ("failed", "register", "failed", "unreadable", "duplicate", "failed")
    found = ends(machine)
    # Which of the two good ones comes first is open.
    assert {found[ids[1]], found[ids[4]]} == {expected[1], expected[4]}
    assert [found[ids[n]] for n in (0, 2, 3, 5)] == [expected[n] for n in (0, 2, 3, 5)]
    assert waiting(machine) == ()
    assert (summary.deliveries, summary.unfinished) == (6, 0)
    assert summary.ends == {"failed": 3, "registered": 1, "unreadable": 1, "duplicate": 1}


@pytest.mark.usefixtures("_prefect")
def test_the_runs_page_has_counts_and_no_persons(machine: Machine) -> None:
    take(machine, "good for the page")
    summary = outcome(nightly(return_state=True))
    text = latest_artifact("nightly")
    assert text == markdown(summary)
    assert "| Införda i registret | 1 |" in text
    for private in ("Habo", "212000", "Sjöberg", "@"):
        assert private not in text


@pytest.mark.usefixtures("_prefect")
def test_the_night_closes_the_page_ledger_and_says_so(machine: Machine) -> None:
    take(machine, "good", "damaged")
    state = nightly(return_state=True)
    assert state.is_completed()
    pages = outcome(state).pages
    assert (pages.received, pages.ends) == (4, {"agreement": 3, "waiting": 1})
    assert "| Sidboken | stämmer |" in latest_artifact("nightly")


@pytest.mark.usefixtures("_prefect")
def test_a_night_on_which_a_page_was_lost_fails(machine: Machine) -> None:
    (lost,) = take(machine, "loses")
    state = nightly(return_state=True)
    assert state.is_failed()
    assert not outcome(state).pages.closes
    assert "| Sidboken | stämmer inte |" in latest_artifact("nightly")
    assert ends(machine) == {lost: "failed"}  # and nothing of it is registered


@pytest.mark.usefixtures("_prefect")
def test_trouble_with_the_world_is_told_when_the_others_are_done(machine: Machine) -> None:
    (lost,) = take(machine, "good but lost")
    lose_originals(machine)
    (kept,) = take(machine, "damaged")
    state = nightly(return_state=True)
    summary = outcome(state)
    assert state.is_failed()
    assert (summary.deliveries, summary.unfinished) == (2, 1)
    assert "finns inte" in summary.errors[0]
    assert not summary.unequipped
    assert ends(machine) == {kept: "unreadable"}
    assert waiting(machine) == (lost,)


@pytest.mark.usefixtures("_prefect")
def test_a_night_without_models_says_that_it_is_about_a_tool(
    machine: Machine, tmp_path: Path
) -> None:
    ids = take(machine, f"needs {tmp_path / 'models'}", "good")
    state = nightly(return_state=True)
    summary = outcome(state)
    assert state.is_failed()
    assert (summary.unequipped, summary.unfinished) == (True, 1)
    assert summary.errors[0].endswith("no models")
    assert ends(machine) == dict(zip(ids, ("failed", "register"), strict=True))
    (tmp_path / "models").mkdir()
    assert outcome(nightly(return_state=True)).unfinished == 0
    assert "failed" not in ends(machine).values()


@pytest.mark.usefixtures("_prefect")
def test_a_batch_done_again_does_nothing(machine: Machine) -> None:
    ids = take(machine, "good", "damaged")
    first = outcome(process_deliveries(ids, return_state=True))
    again = outcome(process_deliveries(ids, return_state=True))
    assert sum(first.ends.values()) == 2
    assert (again.deliveries, again.ends, again.unfinished) == (0, {}, 0)


@pytest.mark.usefixtures("_prefect")
def test_of_two_runs_at_once_each_counts_its_own(machine: Machine) -> None:
    ids = take(machine, "good", "damaged", "damaged too")
    assert process(machine, ids[0]) == ("registered",)  # by the other run
    machine.store.claim(ids[1], datetime.now(UTC), LEASE)
    summary = outcome(process_deliveries(ids, return_state=True))
    assert (summary.deliveries, summary.elsewhere, summary.ends) == (1, 2, {"unreadable": 1})
    assert summary.pages.received == 1


@pytest.mark.usefixtures("_prefect")
def test_a_night_with_nothing_waiting_is_a_night(machine: Machine) -> None:
    assert outcome(nightly(return_state=True)) == Summary()
    assert waiting(machine) == ()


def lose_originals(machine: Machine) -> None:
    for path in machine.settings.originals_dir.rglob("*"):
        if path.is_file():
            path.unlink()


def latest_artifact(key: str) -> str:
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
    from prefect.client.schemas.sorting import ArtifactSort

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])),
            sort=ArtifactSort.CREATED_DESC,
            limit=1,
        )
    return str(found[0].data)


# Letters


@pytest.mark.usefixtures("_prefect")
def test_the_flow_of_letters_sends_what_is_due_and_without_a_way_out_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store, case = store_with_case(tmp_path / "data")
    with closing(store):
        letter = put(store, case)
        monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path / "data"))
        state = letters(return_state=True)
        assert (state.type, state.message) == (StateType.COMPLETED, NO_TRANSPORT)
        assert outbox.letter(store, letter).state == "waiting"
        with mail_server(tmp_path / "post") as server:
            monkeypatch.setenv("ANSLUT_SMTP_URL", f"smtp+plain://127.0.0.1:{server.port}")
            monkeypatch.setenv("ANSLUT_MAIL_FROM", "ssbtek@example.se")
            assert letters(return_state=True).result() == Sent(sent=1)
            assert len(server.posts()) == 1
        put(store, case, number=1)
        state = letters(return_state=True)
        assert state.type == StateType.FAILED
        assert "ANSLUT_SMTP_URL" in str(state.message)
        assert "@" not in str(state.message)
