"""The queue: what is in it, in which order, for whom, and which case comes next."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from adapters.queue_looks import Asked, next_case, queue_page
from adapters.settings import Settings
from adapters.store import Store
from pipeline import acts
from tests.webcases import RECEIVED, agreement, come, flawed
from tests.webhouse import Served, serving, signed_in, violations

MANY = 52  # more than a page holds


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A house with more cases than a page holds: one drawn for a blind check, one a month old."""
    with serving(Settings(data_dir=tmp_path_factory.mktemp("queue"), workers=1)) as made:
        for number in range(MANY):
            flawed(made, f"nr {number:02}", agreement_contact__phone=None)
        flawed(made, "tvivel", agreement_contact__email="asa.sjoberg@gmail.com")
        come(made, "lott", share=1.0)
        long_ago = RECEIVED - timedelta(days=40)
        pages = agreement({"party.board_name": "Gamla nämnden", "agreement_contact.phone": None})
        come(made, "gammal", *pages, received_at=long_ago)
        yield made


@pytest.fixture
def store(running: Served) -> Store:
    return running.house.store


def asked(**more: object) -> Asked:
    return Asked("Elsa Exempel", datetime.now(UTC), **more)  # type: ignore[arg-type]


def test_the_list_says_what_waits_how_long_and_what_it_is_about(
    running: Served, chromium: Browser
) -> None:
    with signed_in(chromium, running, "elsa") as elsa:
        elsa.goto("/queue")
        first = elsa.locator("tbody tr").first
        expect(first).to_contain_text("Gamla nämnden")
        expect(first).to_contain_text("för sent")
        expect(first).to_contain_text("40 dagar")
        expect(first).to_contain_text("Följande gick inte att läsa säkert: telefon")
        expect(first.locator("a.open")).to_be_focused()
        assert elsa.locator("tbody tr").count() == 50
        assert violations(elsa) == []
        elsa.keyboard.press("j")
        expect(elsa.locator("a.open").nth(1)).to_be_focused()
        elsa.keyboard.press("k")
        expect(elsa.locator("a.open").first).to_be_focused()
        elsa.click("text=Nästa >> nth=-1")
        expect(elsa.locator("tbody tr")).to_have_count(MANY + 3 - 50)
        elsa.set_viewport_size({"width": 360, "height": 700})
        assert elsa.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(elsa) == []


def test_filters_narrow_the_list_and_stay_in_its_address(running: Served) -> None:
    client = running.client("elsa")
    assert client.get("/queue?queue=unverified").text.count('class="open"') == 1
    assert client.get("/queue?overdue=1").text.count('class="open"') == 1
    assert client.get("/queue?text=TVIVEL").text.count('class="open"') == 1
    told = client.get("/queue?text=ingen+s%C3%A5dan&whose=free").text
    assert "Inget ärende stämmer" in told
    assert 'value="ingen sådan"' in told
    assert '<option value="free" selected>' in told
    assert client.get("/queue?queue=nonsense&whose=nobody").status_code == 200


def test_of_a_blind_check_nothing_that_was_read_is_told(running: Served) -> None:
    client = running.client("elsa")
    assert "Socialnämnden lott" not in client.get("/queue?queue=sampled").text
    assert client.get("/queue?text=lott").text.count('class="open"') == 0


def test_whose(running: Served, store: Store) -> None:
    _, lines = queue_page(store, asked(queue="unreadable"), 3)
    for name, line in zip(("Elsa Exempel", "Rolf Rättvis"), lines, strict=False):
        with running.house.desk.sitting(line.case, name) as at:
            acts.claim(at.order, at.tx)
    assert queue_page(store, asked(whose="mine"), 10)[0] == 1
    count, taken = queue_page(store, asked(whose="taken"), 10)
    assert (count, taken[0].claimed_by) == (1, "Rolf Rättvis")
    assert queue_page(store, asked(whose="free"), 10)[0] == MANY + 3 - 2
    following = next_case(store, asked(), lines[0].case)
    assert following == lines[2].case, "what somebody else has is passed over"


def test_next_goes_through_all_that_nobody_else_has_and_begins_again(store: Store) -> None:
    count, lines = queue_page(store, asked(), 100)
    free = [
        one.case
        for one in lines
        if one.queue != "sampled" and one.claimed_by in (None, "Elsa Exempel")
    ]
    seen = [next_case(store, asked())]
    while len(seen) < len(free):
        seen.append(next_case(store, asked(), seen[-1]))
    assert seen == free
    assert next_case(store, asked(), seen[-1]) == free[0]
    assert count == len(lines)


def test_next_when_nothing_is_left(running: Served) -> None:
    client = running.client("elsa")
    told = client.post("/queue/next", data={"queue": "privacy"})
    assert "Inget mer väntar här" in told.text


def test_an_auditor_looks_and_the_mailroom_does_not(running: Served) -> None:
    auditor = running.client("rut")
    assert auditor.get("/queue").status_code == 200
    assert "Ta nästa ärende" not in auditor.get("/queue").text
    assert auditor.post("/queue/next", data={}).status_code == 403
    assert running.client("post").get("/queue").status_code == 403
