"""Letters sent from a real store to a real server: none twice, none lost, none in another's way."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters import outbox, tables
from adapters.notifiers import open_notifier
from adapters.outbox import DELAYS, LEASE
from adapters.settings import Settings
from adapters.store import Store, open_store
from domain.errors import LetterError
from domain.notice import Notice
from flows.desk import open_desk
from flows.sending import Sent, send_due
from pipeline.acts import open_access
from pipeline.ports import Notifier
from tests.intake import NOW, rows
from tests.mail import ROOT, MailServer, mail_server
from tests.outgoing import happened, put, store_with_case

FROM = "Försäkringskassan <ssbtek@example.se>"
NAMES = ("asa", "bo", "cilla", "david", "eva", "frida", "gun")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path / "post") as running:
        yield running


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    store, case = store_with_case(tmp_path / "data")
    with closing(store):
        yield store, case


def way(port: int) -> Notifier:
    settings = Settings(smtp_url=f"smtp+plain://127.0.0.1:{port}", mail_from=FROM, smtp_seconds=1)
    made = open_notifier(settings)
    assert made is not None
    return made


def at(moment: datetime) -> "Clock":
    return Clock(moment)


class Clock:
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def test_what_is_due_arrives_and_is_recorded_once(
    kept: tuple[Store, str], server: MailServer
) -> None:
    store, case = kept
    letters = [put(store, case, number=number) for number in range(3)]
    put(store, case, "supplement")
    assert send_due(store, way(server.port), at(NOW)) == Sent(sent=3)
    assert send_due(store, way(server.port), at(NOW + LEASE * 9)) == Sent()
    came = server.posts()
    assert {one.message["Message-ID"] for one in came} == {f"<{one}@anslut>" for one in letters}
    assert "Hej Åsa Öberg!" in came[0].text
    assert happened(store, case) == ["letter_sent"] * 3
    assert outbox.letter(store, letters[0]).sent_at == NOW


def test_one_letters_failure_stops_no_other(kept: tuple[Store, str], server: MailServer) -> None:
    store, case = kept
    ways = dict(
        zip(NAMES, ("refuse", "later", "full", "busy", "stall", "drop", "fine"), strict=True)
    )
    server.behave(**ways)
    ids = {
        name: put(store, case, to=f"{name}@example.se", number=number)
        for number, name in enumerate(NAMES)
    }
    put(store, case, to="ingen adress", number=99)
    assert send_due(store, way(server.port), at(NOW)) == Sent(sent=1, delayed=4, dead=3)
    states = {name: outbox.letter(store, ids[name]).state for name in NAMES}
    assert [name for name in NAMES if states[name] == "dead"] == ["asa", "cilla"]
    assert states["gun"] == "sent"
    assert {
        outbox.letter(store, ids[name]).next_at for name in ("bo", "david", "eva", "frida")
    } == {NOW + DELAYS[0]}
    server.behave()
    assert send_due(store, way(server.port), at(NOW)) == Sent()
    assert send_due(store, way(server.port), at(NOW + DELAYS[0])) == Sent(sent=4)
    assert len(server.posts()) == 5


def test_a_server_that_is_down_costs_no_letter_anything(
    kept: tuple[Store, str], server: MailServer
) -> None:
    store, case = kept
    for number in range(3):
        put(store, case, number=number)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = listener.getsockname()[1]
    moment = NOW
    for _ in range(30):
        told = send_due(store, way(nobody), at(moment))
        assert (told.sent, told.delayed, told.dead, told.left) == (0, 0, 0, 3)
        assert "ingen lyssnar där" in told.unreachable
        moment += timedelta(hours=12)
    ours = [one for one in outbox.letters(store) if one.kind != "feedback"]
    assert {(one.state, one.attempts) for one in ours} == {("waiting", 0)}
    assert send_due(store, way(server.port), at(moment)) == Sent(sent=3)
    assert len(server.posts()) == 3


def test_a_letter_whose_yes_was_lost_is_sent_again_as_the_same(
    kept: tuple[Store, str], server: MailServer
) -> None:
    store, case = kept
    put(store, case)
    server.behave(asa="swallow")
    assert send_due(store, way(server.port), at(NOW)) == Sent(delayed=1)
    server.behave()
    assert send_due(store, way(server.port), at(NOW + DELAYS[0])) == Sent(sent=1)
    first, second = server.posts()
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.text == second.text


def test_two_senders_at_once_send_no_letter_twice(tmp_path: Path, server: MailServer) -> None:
    store, case = store_with_case(tmp_path / "data")
    letters = {put(store, case, number=number) for number in range(24)}
    store.close()
    settings = Settings(data_dir=tmp_path / "data")

    def run(_: int) -> Sent:
        with closing(open_store(settings)) as own:
            return send_due(own, way(server.port), at(NOW))

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(run, range(4)))
    assert sum(one.sent for one in told) == 24
    assert sum(one.elsewhere for one in told) > 0, "they did not meet: the test shows nothing"
    ids = [one.message["Message-ID"].strip("<>").partition("@")[0] for one in server.posts()]
    assert sorted(ids) == sorted(letters)


SENDER = """
import sys
from datetime import datetime
from pathlib import Path
from adapters.settings import Settings
from adapters.store import open_store
from flows.desk import open_desk
from flows.sending import send_due
from tests.test_sending import at, way
send_due(open_store(Settings(data_dir=Path(sys.argv[1]))), way(int(sys.argv[2])),
         at(datetime.fromisoformat(sys.argv[3])))
"""


def test_a_sender_that_is_killed_leaves_its_letter_to_the_next(
    kept: tuple[Store, str], server: MailServer, tmp_path: Path
) -> None:
    store, case = kept
    letter = put(store, case)
    server.behave(asa="stall")
    arguments = [str(tmp_path / "data"), str(server.port), NOW.isoformat()]
    process = subprocess.Popen(
        [sys.executable, "-c", SENDER, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
    )
    end = time.monotonic() + 30
    while outbox.letter(store, letter).attempts == 0:
        assert time.monotonic() < end, "it never claimed the letter"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.behave()
    assert send_due(store, way(server.port), at(NOW)) == Sent()
    assert send_due(store, way(server.port), at(NOW + LEASE)) == Sent(sent=1)
    assert len(server.posts()) == 1


class Broken:
    """A way out with a defect, in the words of which stands who the letter is for."""

    def send(self, notice: Notice, message_id: str, at: datetime) -> None:
        del message_id, at
        raise RuntimeError(f"no {notice.to} {notice.body}")


def test_a_defect_costs_a_letter_an_attempt_and_tells_nothing_of_it(
    kept: tuple[Store, str],
) -> None:
    store, case = kept
    letters = [put(store, case, number=number) for number in range(2)]
    assert send_due(store, Broken(), at(NOW)) == Sent(delayed=2)
    assert outbox.letter(store, letters[0]).trouble == (
        "Fel i programmet när brevet skulle skickas (RuntimeError). Rapportera det."
    )


def test_nothing_that_is_logged_or_kept_of_a_failure_names_a_person(
    kept: tuple[Store, str],
    server: MailServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    store, case = kept
    server.behave(asa="refuse", bo="later", cilla="drop")
    for number, name in enumerate(("asa", "bo", "cilla", "david")):
        put(store, case, to=f"{name}@example.se", number=number)
    with caplog.at_level(logging.DEBUG):
        send_due(store, way(server.port), at(NOW))
    ours = [one for one in outbox.letters(store) if one.kind == "acknowledgement"]
    told = [one.trouble for one in ours]
    told += [f"{row['why']} {row['who']}" for row in rows(store, tables.events)]
    told += [caplog.text, *capfd.readouterr()]
    assert sum(bool(one.trouble) for one in ours) == 3
    for text in told:
        for word in ("asa@", "example.se", "Öberg", "Oberg", "moved", "cilla"):
            assert word not in text


def conclude(case: str, folder: Path) -> None:
    """Access is opened to a registered case: its feedback may go."""
    with open_desk(Settings(data_dir=folder)) as desk, desk.sitting(case, "Ylva") as sitting:
        open_access(sitting.order, sitting.tx)


def state_of(store: Store, case: str) -> object:
    return next(row["state"] for row in rows(store, tables.cases) if row["id"] == case)


def test_a_case_is_told_when_its_feedback_has_gone_and_no_sooner(
    kept: tuple[Store, str], server: MailServer, tmp_path: Path
) -> None:
    store, case = kept
    conclude(case, tmp_path / "data")
    (tmp_path / "post" / "behaviour.json").write_text(
        '{"lars-erik.lindqvist@habokommun.se": "later"}'
    )
    soon = datetime.now(UTC)
    assert send_due(store, way(server.port), at(soon)) == Sent(delayed=1)
    assert state_of(store, case) == "concluded"
    server.behave()
    assert send_due(store, way(server.port), at(soon + DELAYS[0])) == Sent(sent=1)
    assert state_of(store, case) == "told"
    (came,) = server.posts()
    assert came.message["Subject"].endswith(f"Socialnämnden, Habo kommun [{case}]")
    before = rows(store, tables.events)
    send_due(store, way(server.port), at(soon + DELAYS[0]))
    assert rows(store, tables.events) == before


def test_a_case_whose_feedback_is_to_go_once_more_is_not_told_yet(
    kept: tuple[Store, str], server: MailServer, tmp_path: Path
) -> None:
    store, case = kept
    conclude(case, tmp_path / "data")
    put(store, case, "feedback", number=1)
    assert send_due(store, way(server.port)) == Sent(sent=1)
    assert state_of(store, case) == "concluded"


def test_a_case_that_was_not_told_of_in_time_is_told_by_the_next_run(
    kept: tuple[Store, str], server: MailServer, tmp_path: Path
) -> None:
    """The run that sent the letter died before it could say so of the case."""
    store, case = kept
    conclude(case, tmp_path / "data")
    (letter,) = outbox.due(store, datetime.now(UTC))
    claimed = outbox.claim(store, letter, datetime.now(UTC))
    assert claimed is not None
    outbox.record_sent(store, claimed, datetime.now(UTC))
    assert state_of(store, case) == "concluded"
    send_due(store, way(server.port))
    assert state_of(store, case) == "told"


def test_the_errors_of_the_port_are_all_letter_errors() -> None:
    """What a way out raises is told apart by these alone."""
    from domain.errors import LetterDelayed, LetterRefused, MailUnreachable

    for error in (LetterDelayed, LetterRefused, MailUnreachable):
        assert issubclass(error, LetterError)
    assert LetterDelayed.retry
    assert MailUnreachable.retry
    assert not LetterRefused.retry
