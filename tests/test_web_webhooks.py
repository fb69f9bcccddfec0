"""Webhooks: what programs are told, by real calls to servers that take, refuse, stall and drop."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar

import pytest

from adapters import tables, webhook_sender, webhooks
from adapters.settings import Settings
from adapters.store import Store
from adapters.webhook_sender import call, check_url, may_call, open_line
from adapters.webhooks import (
    DELAYS,
    Doing,
    add_webhook,
    all_webhooks,
    calls_by_state,
    claim_call,
    close_webhook,
    due_webhooks,
    last_calls,
    record_call,
    send_again,
    write_calls,
)
from domain.errors import ActRefused
from domain.webhook import TOLD_AS, TOPICS, Claimed, Webhook
from flows.webhooks import Called, send_calls
from pipeline.words import EVENTS
from pipeline.words import TOPICS as IN_SWEDISH
from tests.hooks import Hook, hook, is_signed
from tests.intake import rows, store_in
from tests.lives import arrived
from tests.mail import certificate
from tests.programs import calling, handed_in, program_house

T = TypeVar("T")
BY = Doing("Ada Admin", datetime.now(UTC))


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    del database
    made = store_in(tmp_path)
    yield made
    made.close()


@pytest.fixture
def program() -> Iterator[Hook]:
    with hook() as made:
        yield made


def sent(store: Store, *, private: bool = True) -> Called:
    """What is due is sent."""
    line = open_line(Settings(webhook_private=private))
    return elsewhere(lambda: send_calls(store, line))


def elsewhere(do: Callable[[], T]) -> T:
    """In a thread of its own: a browser that is open for other tests has an event loop in this."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def hurried(store: Store) -> None:
    """As much time goes by as the next attempts wait for."""
    with store.database.writing() as connection:
        table = tables.user_tables.webhook_calls
        waits = table.update().where(table.c.state == "waiting")
        connection.execute(waits.values(next_at=datetime.now(UTC) - timedelta(seconds=1)))


def added(store: Store, program: Hook) -> Webhook:
    """A webhook of everything."""
    return add_webhook(store, program.url, TOPICS, BY)


# What is told


def test_a_registration_is_told_with_ids_alone_and_signed(store: Store, program: Hook) -> None:
    mine = added(store, program)
    (case,) = arrived(store, "one")
    assert sent(store).sent == 2
    told = {str(one["type"]): one for one in program.told()}
    assert told.keys() == {"delivery.received", "case.registered"}
    data = told["case.registered"]["data"]
    assert isinstance(data, dict)
    assert data["id"] == case.id
    assert set(data) == {"id", "event"}
    for headers, body in program.calls:
        assert is_signed(headers, body, mine.secret)
        assert not is_signed(headers, body + b" ", mine.secret)
        assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
        for personal in (b"Habo", b"Sj", b"@", b"anslut (", b"Maria"):
            assert personal not in body


def test_only_what_was_asked_for_and_what_happened_since_is_told(
    store: Store, program: Hook
) -> None:
    arrived(store, "one")
    add_webhook(store, program.url, ("case.in_review",), BY)
    (case,) = arrived(store, "two")
    assert case.state == "in_review", "the Party's first is registered"
    assert sent(store) == Called(sent=1)
    assert [one["type"] for one in program.told()] == ["case.in_review"]


def test_an_event_is_written_down_once_and_taken_once(store: Store, program: Hook) -> None:
    added(store, program)
    arrived(store, "one")
    now = datetime.now(UTC)
    assert (write_calls(store, now), write_calls(store, now)) == (2, 0)
    assert sent(store).sent == 2
    assert sent(store) == Called()
    assert len(program.calls) == 2


def test_two_that_send_at_a_time_share_the_calls(store: Store, program: Hook) -> None:
    added(store, program)
    for number in range(4):
        arrived(store, str(number))
    with_threads = [threading.Thread(target=sent, args=(store,)) for _ in range(2)]
    for one in with_threads:
        one.start()
    for one in with_threads:
        one.join()
    ids = [headers["webhook-id"] for headers, _ in program.calls]
    assert len(ids) == len(set(ids)) == len(rows(store, tables.user_tables.webhook_calls))


def test_every_event_that_is_told_has_a_topic_in_words() -> None:
    assert TOLD_AS.keys() <= EVENTS.keys() | {"registered"}
    assert set(TOLD_AS.values()) == set(TOPICS) == set(IN_SWEDISH)


# What goes wrong


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [("500", "svarade 500"), ("302", "svarade 302"), ("drop", "avbrutet svar")],
)
def test_what_is_not_taken_is_told_again_as_the_same(
    store: Store, program: Hook, answer: str, trouble: str
) -> None:
    mine = add_webhook(store, program.url, ("case.registered",), BY)
    arrived(store, "one")
    program.answers = [answer, "200"]
    assert sent(store) == Called(delayed=1)
    (waiting,) = last_calls(store, mine.id)
    assert (waiting.state, waiting.attempts, waiting.trouble) == ("waiting", 1, trouble)
    assert waiting.next_at
    assert waiting.next_at > datetime.now(UTC)
    assert sent(store) == Called(), "not before its time"
    hurried(store)
    assert sent(store) == Called(sent=1)
    first, second = (headers for headers, _ in program.calls)
    assert first["webhook-id"] == second["webhook-id"]
    assert len(program.calls) == 2, "a redirect is not followed"


@pytest.mark.parametrize("answer", ["drip", "stall"])
def test_who_answers_too_slowly_is_cut_off_in_time(
    store: Store, program: Hook, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(webhook_sender, "SECONDS", 0.4)
    mine = add_webhook(store, program.url, ("case.registered",), BY)
    arrived(store, "one")
    program.answers = [answer]
    began = time.monotonic()
    assert sent(store) == Called(delayed=1)
    assert time.monotonic() - began < 3
    assert last_calls(store, mine.id)[0].trouble == "inget svar i tid"


def test_who_is_not_there_is_tried_again_and_given_up_in_the_end(store: Store) -> None:
    with hook() as gone:
        mine = add_webhook(store, gone.url, ("case.registered",), BY)
    arrived(store, "one")
    for _ in DELAYS:
        assert sent(store) == Called(delayed=1)
        hurried(store)
    assert sent(store) == Called(dead=1)
    (dead,) = last_calls(store, mine.id)
    assert (dead.state, dead.trouble) == ("dead", "ingen förbindelse")
    assert calls_by_state(store, mine.id)["dead"] == 1
    assert due_webhooks(store, datetime.now(UTC) + timedelta(days=9)) == ()


def test_what_was_given_up_can_be_sent_again(
    store: Store, program: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "DELAYS", ())
    mine = add_webhook(store, program.url, ("case.registered",), BY)
    arrived(store, "one")
    program.answers = ["500", "200"]
    assert sent(store) == Called(dead=1)
    assert send_again(store, mine.id, None, BY) == 1
    assert last_calls(store, mine.id)[0].attempts == 0
    assert sent(store) == Called(sent=1)
    assert send_again(store, mine.id, None, BY) == 0
    assert [row["what"] for row in rows(store, tables.events) if row["subject"] == mine.id] == [
        "webhook_added",
        "webhook_requeued",
    ]


def test_a_defect_costs_one_call_its_attempts_and_stops_no_other(
    store: Store, program: Hook
) -> None:
    broken = add_webhook(store, "https://[::1", ("case.registered",), BY)  # past check_url
    add_webhook(store, program.url, ("case.registered",), BY)
    arrived(store, "one")
    assert sent(store) == Called(sent=1, delayed=1)
    assert last_calls(store, broken.id)[0].trouble == "fel i programmet (ValueError)"


def test_one_that_stalls_keeps_no_other_waiting(
    store: Store, program: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_sender, "SECONDS", 1.0)
    with hook() as stalled:
        stalled.answers = ["stall"]
        add_webhook(store, stalled.url, ("case.registered",), BY)
        add_webhook(store, program.url, ("case.registered",), BY)
        arrived(store, "one")
        began = time.monotonic()
        sending = threading.Thread(target=sent, args=(store,))
        sending.start()
        while not program.calls:
            time.sleep(0.01)
            assert time.monotonic() - began < 0.9
        sending.join()


def test_a_sender_that_died_in_the_middle_is_followed_by_another(
    store: Store, program: Hook
) -> None:
    mine = add_webhook(store, program.url, ("case.registered",), BY)
    arrived(store, "one")
    now = datetime.now(UTC)
    write_calls(store, now)
    (waiting,) = last_calls(store, mine.id)
    key = (mine.id, waiting.event)
    first = claim_call(store, key, now)
    assert first
    assert claim_call(store, key, now) is None, "it is somebody's"
    hurried(store)  # the lease ends
    assert sent(store) == Called(sent=1)
    record_call(store, first, "inget svar i tid", now)
    assert last_calls(store, mine.id)[0].state == "sent", "what was taken stays taken"


def test_a_closed_webhook_is_told_nothing_more(store: Store, program: Hook) -> None:
    mine = added(store, program)
    arrived(store, "one")
    write_calls(store, datetime.now(UTC))
    close_webhook(store, mine.id, BY)
    arrived(store, "two")
    assert sent(store) == Called()
    assert not program.calls
    assert not all_webhooks(store)[0].is_active
    with pytest.raises(ActRefused, match="stängd"):
        send_again(store, mine.id, None, BY)


# Where to


def test_our_own_network_is_not_called_unless_a_setting_says_so(
    store: Store, program: Hook
) -> None:
    mine = add_webhook(store, program.url, ("case.registered",), BY)
    arrived(store, "one")
    assert sent(store, private=False) == Called(delayed=1)
    assert "eget nät" in last_calls(store, mine.id)[0].trouble
    assert not program.calls


@pytest.mark.parametrize(
    ("address", "free", "private"),
    [
        ("93.184.215.14", True, True),
        ("2606:2800:220:1::1", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("10.1.2.3", False, True),
        ("192.168.0.9", False, True),
        ("172.16.0.1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("::ffff:169.254.169.254", False, False),
        ("169.254.169.254", False, False),  # where clouds keep a machine's secrets
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("100.64.0.1", False, False),
    ],
)
def test_which_addresses_may_be_called(address: str, free: bool, private: bool) -> None:
    found = ip_address(address)
    assert (may_call(found, private=False), may_call(found, private=True)) == (free, private)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "program.example.se",
        "ftp://program.example.se/",
        "http://program.example.se/",
        "https://namn:hemligt@program.example.se/",
        "https://[::1",
        "https://program.example.se:0/",
        "https://program.example.se/ a",
        "https://169.254.169.254/latest/",
        "https://127.0.0.1/",
        "http://localhost/",
        "https://" + "a" * 3000,
    ],
)
def test_an_address_that_may_not_be_used_is_refused(url: str) -> None:
    with pytest.raises(ActRefused):
        check_url(url, Settings())


def test_an_address_that_may_be_used_is_kept_as_it_is() -> None:
    assert check_url("https://program.example.se/a?b=c#d", Settings()) == (
        "https://program.example.se/a?b=c"
    )
    own = Settings(webhook_private=True)
    assert check_url("http://localhost:9000/a", own) == "http://localhost:9000/a"


def test_https_is_believed_by_its_certificate_alone(tmp_path: Path) -> None:
    issuer = certificate(tmp_path)
    with hook(issuer) as secure:
        claimed = Claimed(
            webhook="w-1",
            event=1,
            attempts=1,
            url=secure.url,
            secret="whsec_" + "A" * 44,
            topic="case.registered",
            subject="c-1",
            at=datetime.now(UTC),
        )
        now = datetime.now(UTC)
        unknown = open_line(Settings(webhook_private=True))
        assert elsewhere(lambda: asyncio.run(call(claimed, unknown, now))) == "ingen förbindelse"
        known = Settings(webhook_private=True, webhook_ca_file=issuer)
        line = open_line(known)
        assert not elsewhere(lambda: asyncio.run(call(claimed, line, now)))
        assert json.loads(secure.calls[0][1])["data"]["id"] == "c-1"


# In the application


def test_the_application_tells_what_happens_while_it_is_up(tmp_path: Path, program: Hook) -> None:
    with program_house(tmp_path) as running, calling(running, "Diariet") as client:
        add_webhook(running.house.store, program.url, ("delivery.received",), BY)
        receipt = handed_in(client, "good told")
        end = time.monotonic() + 10
        while not program.calls and time.monotonic() < end:
            time.sleep(0.05)
        (told,) = program.told()
        data = told["data"]
        assert isinstance(data, dict)
        assert data["id"] == receipt["id"]
