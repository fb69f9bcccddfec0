"""The register in the browser: found as one types, shown with its history, put right, as a file."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from adapters import outbox
from adapters.imports import mandate_rows
from adapters.queries import connection_versions
from adapters.settings import Settings
from adapters.tables import events
from flows.reading import FileReader
from tests.builders import FAULTLESS
from tests.readers import scripted
from tests.registry import FALUN, HEAD, MORA, NO_ADDRESS, now, put_in, signed_on
from tests.webhouse import Served, serving, signed_in, violations
from webapp.pages.entry import AMENDABLE

HABO = "212000-1611"
CONTACT = "asa.sjoberg@habokommun.se"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A register with Habo's entry of a case and Falun's of an imported file. Tests add to it, each
    to its own entries."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("register"), workers=1)
    with serving(settings, FileReader(None, scripted, 1_000_000)) as running:
        put_in(running.house.store, "habo")
        done = confirm(running.client("per"), HEAD + FALUN)
        assert "Infört" in done.text
        yield running


def board(name: str) -> dict[str, str]:
    """Habo's agreement, by another board: an entry of its own."""
    return {"party.board_name": name}


def preview(client: httpx.Client, text: str, kind: str = "register") -> httpx.Response:
    """What a file would change."""
    file = {"file": ("gammalt.csv", text.encode("cp1252"), "text/csv")}
    return client.post("/register/import", data={"kind": kind}, files=file)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def confirm(client: httpx.Client, text: str, kind: str = "register") -> httpx.Response:
    """Preview a file and have it written."""
    return client.post("/register/import/confirm", data=kept_of(preview(client, text, kind).text))


def kept_of(seen: str) -> dict[str, str]:
    """What a preview sends on when it is confirmed."""
    return {name: hidden(seen, name) for name in ("kind", "name", "seen", "content")}


def looks(running: Served, what: str) -> list[str]:
    """Who looked so, in order."""
    query = sa.select(events.c.who).where(events.c.what == "looked_at", events.c.why == what)
    with running.house.store.database.reading() as connection:
        return list(connection.scalars(query.order_by(events.c.number)))


def test_the_list_is_searched_as_one_types(house: Served, chromium: Browser) -> None:
    with signed_in(chromium, house, "elsa") as page:
        page.goto("/register")
        assert violations(page) == []
        found = page.locator("#found")
        expect(found).to_contain_text("Falu kommun")
        page.locator("#q").press_sequentially("hab soc")
        expect(found.locator("tbody tr")).to_have_count(1)
        expect(found).to_contain_text("1 post")
        expect(found.locator("tbody")).to_contain_text("Habo kommun")
        expect(page.locator("#q")).to_be_focused()
        assert page.url.endswith("q=hab%20soc"), "the page can be asked for again"
        page.fill("#q", "finns inte")
        expect(found).to_contain_text("Ingen post hittades")
        assert violations(page) == []


def test_the_list_is_searched_without_a_script_too(house: Served) -> None:
    found = house.client("rut").get("/register", params={"q": "falu"}).text
    assert "Falu kommun" in found
    assert "Habo kommun" not in found
    assert "<h1>" in found
    few = house.client("rut").get("/register", params={"shown": 1}).text
    assert "De första 1 av" in few
    assert "Visa fler" in few


def test_those_that_wait_for_access_are_found(house: Served) -> None:
    found = house.client("elsa").get("/register", params={"waits": "true"}).text
    assert "Habo kommun" in found
    assert "Falu kommun" not in found, "an imported entry has no case that waits"


def test_an_entry_is_shown_with_its_source_and_the_look_is_an_event(
    house: Served, chromium: Browser
) -> None:
    with signed_in(chromium, house, "rut") as page:
        page.goto(f"/register/{HABO}?board=Socialnämnden")
        expect(page.locator("main")).to_contain_text(CONTACT)
        case = connection_versions(house.house.store, HABO, "Socialnämnden")[0].case
        expect(page.locator(f"a[href='/cases/{case}']").first).to_be_visible()
        assert page.locator("text=Öppna åtkomst").count() == 0, "an auditor changes nothing"
        assert page.locator("main >> text=Rätta").count() == 0
        assert violations(page) == []
    assert "Rut Revisor" in looks(house, "register")


def test_an_entry_that_waits_for_a_blind_check_shows_its_values_to_no_checker(
    house: Served,
) -> None:
    put_in(house.house.store, "blind", board("Vård- och omsorgsnämnden"), share=1.0)
    of = {"board": "Vård- och omsorgsnämnden"}
    values = (CONTACT, FAULTLESS["party.postal_address"], signed_on().isoformat())
    for login in ("elsa", "per"):
        shown = house.client(login).get(f"/register/{HABO}", params=of).text
        assert "visas efter blindkontrollen" in shown
        assert "Vård- och omsorgsnämnden" in shown
        assert not [one for one in values if one in shown]
    auditor = house.client("rut").get(f"/register/{HABO}", params=of).text
    assert all(one in auditor for one in values)
    per = house.client("per")
    form = per.get(f"/register/{HABO}/amend", params=of)
    typed = of | {"version": "1", "entry_version": "1", "typed": [""] * len(AMENDABLE), "why": "x"}
    for refused in (form, per.post(f"/register/{HABO}/amend", data=typed)):
        assert refused.status_code == 422
        assert "blindkontroll" in refused.text
        assert not [one for one in values if one in refused.text]


def test_access_is_opened_from_a_day_that_can_be(house: Served, chromium: Browser) -> None:
    put_in(house.house.store, "opens", board("Arbetsmarknadsnämnden"))
    with signed_in(chromium, house, "per") as page:
        page.goto(f"/register/{HABO}?board=Arbetsmarknadsnämnden")
        opened_on(page, (signed_on() - timedelta(days=1)).isoformat())
        expect(page.locator("#day-trouble")).to_contain_text("innan avtalet skrevs under")
        assert violations(page) == []
        page.eval_on_selector("#day", "field => field.removeAttribute('max')")
        opened_on(page, (now().date() + timedelta(days=2)).isoformat())
        expect(page.locator("#day-trouble")).to_contain_text("senare än nu")
        day = (now().date() - timedelta(days=3)).isoformat()
        opened_on(page, day)
        expect(page.locator(".done")).to_contain_text("avtalet ingånget")
        expect(page.locator(".mark.good")).to_have_text("avtal ingånget")
        expect(page.locator(".history > li").first).to_contain_text("Per Prov")
        expect(page.locator(".history > li").first).to_contain_text(day)
        assert page.locator("#day").count() == 0, "it is opened once"
        assert violations(page) == []
    entry = connection_versions(house.house.store, HABO, "Arbetsmarknadsnämnden")[-1]
    assert entry.concluded_at is not None
    assert entry.concluded_at.date().isoformat() == day
    (told,) = [one for one in outbox.letters(house.house.store) if one.case == entry.case
               and one.kind == "feedback"]  # fmt: skip
    assert told.state == "waiting", "the letter that says so goes now"
    left = house.client("per").get("/register", params={"waits": "true", "q": "habo"}).text
    assert "Habo kommun" in left
    assert "Arbetsmarknadsnämnden" not in left, "it waits no longer"


def opened_on(page: Page, day: str) -> None:
    page.fill("#day", day)
    page.click("text=Öppna åtkomst >> visible=true >> nth=-1")
    page.wait_for_load_state()


def test_a_field_is_put_right_with_a_reason_and_both_are_seen(
    house: Served, chromium: Browser
) -> None:
    put_in(house.house.store, "amends", board("Vuxen- och utbildningsnämnden"))
    place = f"/register/{HABO}?board=Vuxen- och utbildningsnämnden"
    with signed_in(chromium, house, "per") as page:
        page.goto(place)
        page.click("main >> text=Rätta")
        expect(page.locator("#party-city-was")).to_have_text("Nu: Habo")
        page.fill("#party-postal_code", "566")
        page.click("text=Spara som ny version")
        expect(page.locator("#party-postal_code-trouble")).to_contain_text("fem siffror")
        expect(page.locator("#why-trouble")).to_contain_text("Skriv varför")
        assert violations(page) == []
        page.fill("#party-postal_code", "566 33")
        page.fill("#why", "Kommunen har flyttat")
        page.click("text=Spara som ny version")
        newest = page.locator(".history > li").first
        for said in ("Version 2", "rättelse", "Kommunen har flyttat", "566 32", "566 33"):
            expect(newest).to_contain_text(said)
        expect(newest).to_contain_text("Per Prov")
        expect(page.locator(".history > li")).to_have_count(2)
        assert violations(page) == []


def test_what_two_amend_at_once_is_neither_lost_nor_overwritten(
    house: Served, chromium: Browser
) -> None:
    put_in(house.house.store, "collides", board("Äldrenämnden för arbete"))
    place = f"/register/{HABO}/amend?board=Äldrenämnden för arbete"
    with signed_in(chromium, house, "per") as page:
        page.goto(place)
        other = page.context.new_page()
        other.goto(place)
        other.fill("#party-city", "Håbo")
        other.fill("#why", "Orten var fel")
        other.click("text=Spara som ny version")
        page.fill("#party-department", "Enhet ett")
        page.fill("#why", "Enheten saknades")
        page.click("text=Spara som ny version")
        expect(page.locator("[role=alert]").first).to_contain_text("Någon annan har ändrat")
        expect(page.locator("#party-department")).to_have_value("Enhet ett")
        expect(page.locator("#party-city")).to_have_value("Håbo")
        page.click("text=Spara som ny version")
        expect(page.locator(".done")).to_be_visible()
    entry = connection_versions(house.house.store, HABO, "Äldrenämnden för arbete")[-1]
    assert (entry.version, entry.city, entry.department) == (3, "Håbo", "Enhet ett")


def test_an_imported_entry_is_changed_by_a_file_and_says_so(house: Served) -> None:
    client = house.client("per")
    shown = client.get("/register/212000-2221", params={"board": "Socialnämnden"}).text
    assert "Källa: en importerad fil" in shown
    assert "Per Prov" in shown
    refused = client.get("/register/212000-2221/amend", params={"board": "Socialnämnden"})
    assert refused.status_code == 422
    assert "importera en fil" in refused.text


@pytest.mark.parametrize("login", ["rut", "elsa"])
def test_who_may_only_look_changes_nothing(house: Served, login: str) -> None:
    client = house.client(login)
    before = connection_versions(house.house.store, HABO, "Socialnämnden")
    form = {"board": "Socialnämnden", "version": "1", "entry_version": "1"}
    assert client.post(f"/register/{HABO}/access", data=form).status_code == 403
    assert client.get(f"/register/{HABO}/amend").status_code == 403
    assert client.get("/register/import").status_code == 403
    assert preview(client, HEAD + MORA).status_code == 403
    given = client.post("/register/export", data={"format": "csv", "persons": "true"})
    assert given.status_code == 403
    assert connection_versions(house.house.store, HABO, "Socialnämnden") == before
    assert client.get("/register").status_code == 200


def test_the_mailroom_does_not_see_the_register(house: Served) -> None:
    for place in ("/register", f"/register/{HABO}", "/overview"):
        assert house.client("post").get(place).status_code == 403


def test_an_export_is_with_persons_for_who_may_and_else_without(
    house: Served, chromium: Browser, tmp_path: Path
) -> None:
    with signed_in(chromium, house, "per") as page:
        page.goto("/register")
        with page.expect_download() as plain:
            page.click("text=Hämta >> visible=true >> nth=-1")
        assert plain.value.suggested_filename.endswith("-utan-personer.xlsx")
        plain.value.save_as(tmp_path / "plain.xlsx")
        assert looks(house, "export") == []
        page.check("[name=persons]")
        with page.expect_download() as whole:
            page.click("text=Hämta >> visible=true >> nth=-1")
        whole.value.save_as(tmp_path / "whole.xlsx")
    cells = [
        {str(cell) for row in load_workbook(tmp_path / name)["Register"].values for cell in row}
        for name in ("plain.xlsx", "whole.xlsx")
    ]
    assert all("Habo kommun" in one and "Falu kommun" in one for one in cells)
    assert [CONTACT in one for one in cells] == [False, True]
    assert looks(house, "export") == ["Per Prov"]
    client = house.client("rut")
    told = client.post("/register/export", data={"format": "json"})
    assert {one["agreement_contact"]["name"] for one in json.loads(told.content)} == {"[maskat]"}
    assert "Karin Berg" not in client.post("/register/export", data={"format": "csv"}).text


def test_a_file_is_shown_before_it_is_written_and_bad_rows_are_named(
    house: Served, chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "gammalt.csv"
    changed = FALUN.replace("Myntgatan 45", "Myntgatan 46")
    file.write_text(HEAD + MORA + NO_ADDRESS + changed, encoding="cp1252")
    with signed_in(chromium, house, "per") as page:
        page.goto("/register/import")
        assert violations(page) == []
        page.set_input_files("#file", file)
        page.click("text=Visa vad filen skulle ändra")
        expect(page.locator("main")).to_contain_text("Rad 3:")
        expect(page.locator("tbody tr")).to_have_count(2)
        expect(page.locator("tbody")).to_contain_text("postadress")
        assert violations(page) == []
        assert "Mora" not in house.client("per").get("/register").text, "it was only a look"
        page.click("button >> text=Inför")
        expect(page.locator("main [role=alert]")).to_contain_text("inget är infört")
        assert violations(page) == []
        page.check("[name=skip_bad]")
        page.click("button >> text=Inför")
        expect(page.locator(".done")).to_be_visible()
        assert violations(page) == []
    assert connection_versions(house.house.store, "212000-2213")[0].city == "Mora"
    assert connection_versions(house.house.store, "212000-2221")[-1].postal_address.endswith("46")


def test_a_preview_that_is_no_longer_true_is_shown_again(house: Served) -> None:
    client = house.client("per")
    file = HEAD + MORA.replace("Socialnämnden", "Omsorgsnämnden")
    seen = preview(client, file).text
    assert "Infört" in confirm(client, file).text
    again = client.post("/register/import/confirm", data=kept_of(seen))
    assert again.status_code == 422
    assert "har ändrats sedan" in again.text
    assert "ändrar ingenting" in again.text


def test_mandates_are_imported_too(house: Served) -> None:
    text = "Organisationsnummer;Beslutsdatum;Diarienummer\n212000-2213;2015-02-03;KS 2015/12\n"
    seen = preview(house.client("per"), text, "mandates").text
    assert "KS 2015/12" in seen
    assert mandate_rows(house.house.store) == (), "it was only a look"
    assert "Infört" in confirm(house.client("per"), text, kind="mandates").text
    (kept,) = mandate_rows(house.house.store)
    assert (kept.mandate.registry_no, kept.by, kept.source) == (
        "KS 2015/12",
        "Per Prov",
        "gammalt.csv",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tom"),
        (b"PK\x03\x04\x00\x00", "Spara den som CSV"),
        ("Stad;Nämnd\nHabo;Socialnämnden\n".encode(), "okänd"),
        (b"\xff" * 11_000_000, "högst 10 MB"),
    ],
    ids=["empty", "no text", "unknown heading", "too large"],
)
def test_a_file_that_cannot_be_used_is_told_of_in_words(
    house: Served, content: bytes, said: str
) -> None:
    file = {"file": ("=<b>&.csv", content, "text/csv")}
    told = house.client("per").post("/register/import", data={"kind": "register"}, files=file)
    assert told.status_code in (413, 422)
    assert said in told.text
    assert "<b>&" not in told.text


def test_text_of_the_register_is_shown_as_text(house: Served) -> None:
    confirm(house.client("per"), HEAD + MORA.replace("Social", "<script>x</script>Social"))
    shown = house.client("rut").get("/register", params={"q": "<script>"}).text
    assert "&lt;script&gt;x&lt;/script&gt;Socialnämnden" in shown
    assert "<script>x" not in shown


def test_the_register_is_read_on_a_phone(house: Served, chromium: Browser) -> None:
    with signed_in(chromium, house, "elsa") as page:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        for place in ("/register", f"/register/{HABO}?board=Socialnämnden"):
            page.goto(place)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            assert violations(page) == []
