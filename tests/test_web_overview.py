"""The overview: its figures are those of the store, its charts have tables, its closes download."""

import json
import re
from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from adapters import overview
from adapters.queries import waiting_by_queue
from adapters.samples import record_check
from adapters.settings import Settings
from domain.sample import BlindCheck
from flows.night_close import close_night
from flows.reading import FileReader
from pipeline import acts
from pipeline.blind import conclude
from pipeline.bound import checks_of_fields
from tests.readers import scripted
from tests.registry import now, put_in
from tests.webhouse import Served, serving, signed_in, violations

WRONG_MAIL = {"agreement_contact.email": "asa(a)habokommun.se"}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Today: two agreements registered, one that awaits an answer, one that waits for a person, a
    blind check with one difference, and a close of yesterday."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("overview"), workers=1)
    with serving(settings, FileReader(None, scripted, 1_000_000)) as running:
        at = running.house
        put_in(at.store, "clean")
        drawn = put_in(at.store, "drawn", {"party.board_name": "Arbetsmarknadsnämnden"}, share=1.0)
        check(running, drawn.id)
        asked = put_in(at.store, "asked", {"party.board_name": "Vuxennämnden", **WRONG_MAIL})
        with at.desk.sitting(asked.id, "Elsa Exempel") as sitting:
            acts.request_supplement(sitting.order, sitting.tx, "asa@example.se")
        put_in(at.store, "waits", {"party.board_name": "Socialnämnd Öst", **WRONG_MAIL})
        close_night(at.store, at.originals, at.settings, None, datetime.now(UTC))
        yield running


def check(running: Served, case: str) -> None:
    """Somebody has checked the case blindly: one field was otherwise."""
    made = BlindCheck(
        case=case,
        by="Rolf",
        at=now(),
        compared=("party.city", "party.org_no"),
        differing=("party.city",),
    )
    record_check(running.house.store, conclude(made, ()))


def figures(text: str) -> dict[str, str]:
    """The figures at the top, by their names."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", text, re.S)
    return {re.sub("<.*?>", "", name): value for name, value in found}


def test_the_figures_are_those_of_the_store(house: Served) -> None:
    told = figures(house.client("per").get("/overview").text)
    assert told["Kom in i dag"] == "4"
    assert told["Registrerades i dag"] == "2"
    assert told["Väntar på en person"] == "2", "who awaits an answer has a place in a queue too"
    assert told["Väntar på komplettering"] == "1"
    assert told["Väntar på att åtkomsten öppnas"] == "2"
    assert told["Försenade, alla öppna ärenden"] == "0"
    assert told["Utan en person, 13 veckor"] == "50\N{NO-BREAK SPACE}%"


def test_each_chart_has_its_table_with_the_same_figures(house: Served, chromium: Browser) -> None:
    with signed_in(chromium, house, "rut") as page:
        page.goto("/overview")
        data = json.loads(page.locator("#charts").inner_text())
        for chart in ("flow", "waiting", "rate"):
            canvas = page.locator(f"#{chart}")
            assert "tabellen" in str(canvas.get_attribute("aria-label"))
            assert canvas.evaluate("made => Chart.getChart(made).data.datasets[0].data.length")
            page.locator(f".card:has(#{chart}) summary").click()
        rows = page.locator(".card:has(#flow) tbody tr")
        expect(rows).to_have_count(30)
        newest = rows.first.locator("td").all_inner_texts()
        assert newest == [str(data["received"][-1]), str(data["registered"][-1])] == ["4", "2"]
        queues = page.locator(".card:has(#waiting) tbody td").all_inner_texts()
        assert [int(one) for one in queues] == list(waiting_by_queue(house.house.store).values())
        assert violations(page) == []
        page.emulate_media(reduced_motion="reduce")
        page.reload()
        assert page.evaluate("Chart.defaults.animation") is False


def test_the_bound_and_the_fields_that_were_wrong_are_told(house: Served) -> None:
    text = house.client("elsa").get("/overview").text
    assert "1 kontrollerade, 1 med fel" in text
    assert "högst 100 %" in text
    assert re.search(r"ort</th>\s*<td[^>]*>0</td>\s*<td[^>]*>1</td>", text)
    assert re.search(r"organisationsnummer</th>\s*<td[^>]*>1</td>\s*<td[^>]*>0</td>", text)


def test_the_fields_that_were_wrong_most_often_come_first() -> None:
    checks = [
        BlindCheck(case="c-1", by="x", at=now(), compared=("a", "b"), differing=("b",)),
        BlindCheck(case="c-2", by="x", at=now(), compared=("a",)),
    ]
    found = [(one.key, one.compared, one.differing) for one in checks_of_fields(checks)]
    assert found == [("b", 1, 1), ("a", 2, 0)]


def test_the_books_and_the_last_close_are_told(house: Served) -> None:
    text = house.client("rut").get("/overview").text
    yesterday = now().date() - timedelta(days=1)
    assert "Alla 12 mottagna sidor har ett slut." in text
    counted = house.client("rut").get("/overview/ledger").text
    assert "Räknat" in counted
    assert "Alla 12 mottagna" in counted
    assert f"Vid bokslutet för {yesterday}." in text
    assert ">hel<" in text


def test_a_close_is_downloaded_as_it_was_kept(house: Served, chromium: Browser) -> None:
    with signed_in(chromium, house, "rut") as page:
        page.goto("/overview")
        with page.expect_download() as paper:
            page.click("text=PDF att skriva under")
        assert paper.value.suggested_filename.endswith(".pdf")
        assert paper.value.path().read_bytes().startswith(b"%PDF")
        with page.expect_download() as web:
            page.click("text=webbsida,")
        assert "Nattens bokslut" in web.value.path().read_text("utf-8")


def test_no_other_document_is_had_from_there(house: Served) -> None:
    at = house.house
    data = overview.last_close_data(at.store)
    assert data is not None
    client = house.client("rut")
    assert client.get(f"/overview/closes/{data.sha256}").status_code == 404
    assert client.get("/overview/closes/..%2F..%2Fanslut.sqlite").status_code in (404, 422)


def test_a_day_is_counted_by_swedish_clocks(house: Served) -> None:
    at = house.house
    today = now().date()
    before, here = overview.daily(at.store, today - timedelta(days=1), 2)
    assert (here.received + before.received, here.registered + before.registered) == (4, 2)


def test_the_overview_is_read_on_a_phone(house: Served, chromium: Browser) -> None:
    with signed_in(chromium, house, "per") as page:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.goto("/overview")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert violations(page) == []


def test_an_empty_house_has_an_overview_too(tmp_path: Path) -> None:
    def shown() -> str:
        with serving(Settings(data_dir=tmp_path, workers=1)) as running:
            return running.client("per").get("/overview").text

    # in a context of its own: else the house that is open already would be taken
    text = Context().run(shown)
    assert "Inget är känt än" in text
    assert "inget bokslut är gjort" in text
    assert "Ingen sida har lästs än" in text
