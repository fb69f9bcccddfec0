"""The page of programs and webhooks, for who looks after them; and the commands of the same."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from adapters import tables
from adapters.clients import all_clients
from adapters.webhooks import all_webhooks, claim_call, last_calls, record_call, write_calls
from cli.app import app
from tests.hooks import Hook, hook
from tests.intake import rows
from tests.lives import arrived
from tests.programs import program_house
from tests.webhouse import Served, signed_in, violations


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with program_house(tmp_path_factory.mktemp("programs")) as served:
        yield served


@pytest.fixture
def program() -> Iterator[Hook]:
    with hook() as made:
        yield made


def test_only_who_looks_after_users_looks_after_programs(running: Served) -> None:
    for login in ("post", "elsa", "per", "rut"):
        client = running.client(login)
        assert client.get("/programs").status_code == 403
        assert client.post("/programs", data={"name": "X", "scopes": "read"}).status_code == 403
    assert not [one for one in all_clients(running.house.store) if one.name == "X"]


def test_a_token_is_made_shown_once_used_and_taken_back(running: Served, chromium: Browser) -> None:
    with signed_in(chromium, running, "admin") as page:
        page.click("nav >> text=Program")
        assert violations(page) == []
        page.click("summary:has-text('Lägg till ett program')")
        page.fill("#program-name", "Diariet <b>")
        page.check("input[value=read]")
        assert violations(page) == []
        page.click("text=Gör en nyckel")
        token = page.inner_text(".secret code")
        assert "Diariet <b>" in page.inner_text("#new-token")
        assert violations(page) == []
        bearer = {"Authorization": f"Bearer {token}"}
        asked = httpx.get(f"{running.url}/api/v1/queues", headers=bearer)
        assert asked.status_code == 200
        page.goto("/programs")
        assert token not in page.content()
        page.click("tr:has-text('Diariet') button")
        expect(page.locator("tr:has-text('Diariet')")).to_contain_text("indragen")
        asked = httpx.get(f"{running.url}/api/v1/queues", headers=bearer)
        assert asked.status_code == 401
        assert violations(page) == []
    happened = [row["what"] for row in rows(running.house.store, tables.events)]
    assert {"client_added", "client_revoked"} <= set(happened)


def test_what_is_wrong_is_said_beside_what_was_typed(running: Served, chromium: Browser) -> None:
    with signed_in(chromium, running, "admin") as page:
        page.goto("/programs")
        page.click("summary:has-text('Lägg till ett program')")
        page.fill("#program-name", "Utan behörighet")
        page.click("text=Gör en nyckel")
        assert "minst en sak" in page.inner_text("#program-trouble")
        assert page.input_value("#program-name") == "Utan behörighet"
        assert violations(page) == []
        page.click("summary:has-text('Lägg till en webhook')")
        page.fill("#hook-url", "http://program.example.se/")
        page.check("input[value='case.registered']")
        page.click("button:has-text('Lägg till')")
        assert "https://" in page.inner_text("#hook-trouble")
        assert page.is_checked("input[value='case.registered']")
        assert violations(page) == []


def test_a_call_that_was_given_up_is_sent_again_and_the_webhook_closed(
    running: Served, chromium: Browser, program: Hook
) -> None:
    store = running.house.store
    with signed_in(chromium, running, "admin") as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto("/programs")
        page.click("summary:has-text('Lägg till en webhook')")
        page.fill("#hook-url", program.url)
        page.check("input[value='case.registered']")
        page.click("button:has-text('Lägg till')")
        expect(page.locator(".secret code")).to_be_visible()
        mine = all_webhooks(store)[0]
        assert page.inner_text(".secret code") == mine.secret
        give_up(running, mine.id, program)
        page.goto("/programs")
        assert "svarade 500" in page.inner_text(f"#{mine.id}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.click(f"#{mine.id} button:has-text('Sänd igen')")
        for _ in range(100):
            if last_calls(store, mine.id)[0].state == "sent":
                break
            page.wait_for_timeout(100)
        page.goto("/programs")
        page.click(f"#{mine.id} summary")
        assert "mottaget" in page.inner_text(f"#{mine.id}")
        page.click(f"#{mine.id} button:has-text('Stäng')")
        expect(page.locator(f"#{mine.id}")).to_contain_text("stängd")
        assert mine.secret not in page.content()
        assert violations(page) == []


def give_up(running: Served, webhook: str, program: Hook) -> None:
    """Something happens, and telling it is given up, whoever sends it first."""
    store = running.house.store
    program.answers = ["500"]
    arrived(store, "given up")
    write_calls(store, datetime.now(UTC))
    (call,) = last_calls(store, webhook)
    table = tables.user_tables.webhook_calls
    with store.database.writing() as connection:
        last = {"attempts": 50, "next_at": datetime.now(UTC)}
        connection.execute(table.update().where(table.c.webhook == webhook).values(last))
    claimed = claim_call(store, (webhook, call.event), datetime.now(UTC))
    if claimed:
        record_call(store, claimed, "svarade 500", datetime.now(UTC))
    program.answers = ["200"]


# The commands


def test_a_program_is_added_and_revoked_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ANSLUT_USER", "Ada Admin")
    run = CliRunner().invoke
    added = run(app, ["clients", "add", "Skannern", "--scope", "upload", "--scope", "read"])
    assert added.exit_code == 0
    assert re.fullmatch(r"anslut_[\w-]{43}\n", added.stdout)
    assert run(app, ["clients", "add", "Fel", "--scope", "allt"]).exit_code != 0
    listed = run(app, ["clients", "list"]).stdout
    assert "Skannern" in listed
    assert "read, upload" in listed
    assert "Fel" not in listed
    assert run(app, ["clients", "revoke", "Skannern"]).exit_code == 0
    assert "indragen" in run(app, ["clients", "list"]).stdout
    assert run(app, ["webhooks", "list"]).exit_code == 0
    with ThreadPoolExecutor(1) as thread:  # an open browser has an event loop in this one
        sent = thread.submit(run, app, ["webhooks", "send"]).result()
    assert "Inget ska sändas" in sent.stdout
