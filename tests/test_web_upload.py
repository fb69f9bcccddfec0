"""The mailroom in a browser: files are handed in, followed to the end, and have receipts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from adapters.settings import Settings
from adapters.tables import deliveries
from adapters.user_tables import sessions
from flows.reading import FileReader
from tests.intake import rows
from tests.readers import scripted, scripted_forms
from tests.webhouse import Served, serving, signed_in, violations
from webapp.demo import DEMO_PASSWORD

MOST = 1  # megabytes


@pytest.fixture(scope="module")
def mailroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application as it runs by itself: what is uploaded is read by a scripted reader."""
    folder = tmp_path_factory.mktemp("mailroom")
    forms = scripted_forms(folder / "forms")
    settings = Settings(
        data_dir=folder / "var", forms_dir=forms, workers=1, web_upload_megabytes=MOST
    )
    with serving(settings, FileReader(None, scripted, 1_000_000)) as running:
        yield running


def written(folder: Path, **contents: str) -> list[Path]:
    """Files whose words the scripted reader takes as orders."""
    folder.mkdir(exist_ok=True)
    made = [folder / f"{name}.pdf" for name in contents]
    for file, content in zip(made, contents.values(), strict=True):
        file.write_text(content, encoding="utf-8")
    return made


def judged(page: Page, count: int, seconds: float = 30) -> None:
    """Wait until so many files have come to the end of their stages."""
    ended = page.locator(".stages li[data-stage=judged].past")
    expect(ended).to_have_count(count, timeout=seconds * 1000)


def is_wider_than_the_window(page: Page) -> bool:
    wide: bool = page.evaluate(
        "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


def test_twenty_files_at_once_are_followed_to_their_receipts(
    mailroom: Served, chromium: Browser, tmp_path: Path
) -> None:
    files = written(tmp_path, **{f"fil{n:02}": f"good tjugo {n}" for n in range(19)})
    files += written(tmp_path, trasig="damaged tjugo")
    with signed_in(chromium, mailroom, "post") as page:
        assert page.url.endswith("/upload")
        assert violations(page) == []
        page.set_input_files("#files", files)
        expect(page.locator("#summary")).to_have_text("Filer redo att skickas: 20.")
        assert violations(page) == []
        page.press("text=Skicka 20 filer", "Enter")
        expect(page.locator("#sending-title")).to_be_focused()
        expect(page.locator("#summary")).to_contain_text(re.compile(r"Bedömda: \d+ av 20"))
        judged(page, 20)
        expect(page.locator("#summary")).to_have_text("Bedömda: 20 av 20.")
        expect(page.locator("#list .mark.good")).to_have_count(1)  # the first of its Party
        broken = page.locator("#list > li").filter(has_text="trasig.pdf")
        expect(broken).to_contain_text("Granskas i kön svårläst")
        expect(broken).to_contain_text("1 sida: väntar på en person")
        expect(page.locator("#latest tbody tr")).to_have_count(20)
        assert violations(page) == []
        batch = page.input_value("input[name=batch]")
        page.goto(f"/upload?batch={batch}")  # where a form without scripts leads
        expect(page.locator("#handed-in .case-end")).to_have_count(20)
        assert violations(page) == []
        page.locator("#handed-in a").filter(has_text="fil00.pdf").click()
        expect(page.locator("h1")).to_have_text("Kvitto")
        expect(page.locator("main")).to_contain_text("fil00.pdf")
        expect(page.locator("tbody tr")).to_have_count(3)
        assert page.locator("a[href^='/cases/']").count() == 0  # the mailroom sees no cases
        assert violations(page) == []


def test_files_are_dropped_on_the_page(mailroom: Served, chromium: Browser) -> None:
    with signed_in(chromium, mailroom, "post") as page:
        dropped = page.evaluate_handle(
            """() => {
              const data = new DataTransfer();
              data.items.add(new File(["good släppt"], "släppt.pdf"));
              data.items.add(new File([""], "tom.pdf"));
              return data;
            }"""
        )
        page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
        expect(page.locator("#list > li")).to_have_count(2)
        expect(page.locator("#list")).to_contain_text("Filen är tom.")
        page.click("text=Skicka 1 fil")
        judged(page, 1)
        expect(page.locator("#summary")).to_have_text("Bedömda: 1 av 1. Inte mottagna: 1.")


def test_a_folder_of_scans_keeps_the_folders_name_and_leaves_its_litter(
    mailroom: Served, chromium: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "måndag"
    written(folder, ett="good mapp 1", två="good mapp 2")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / ".dold").write_bytes(b"x")
    with signed_in(chromium, mailroom, "post") as page:
        page.set_input_files("#folder", folder)
        expect(page.locator("#list > li")).to_have_count(2)
        page.click("#send")
        judged(page, 2)
        expect(page.locator("#latest")).to_contain_text("måndag/två.pdf")


def test_post_is_received_on_the_day_that_is_stated_and_no_day_to_come(
    mailroom: Served, chromium: Browser, tmp_path: Path
) -> None:
    with signed_in(chromium, mailroom, "post") as page:
        page.check("input[value=scan]")
        page.fill("#day", "2099-01-01")
        page.set_input_files("#files", written(tmp_path, post="good post"))
        page.click("#send")
        expect(page.locator("#day-trouble")).to_contain_text("Dagen ligger i framtiden.")
        expect(page.locator("#day")).to_be_focused()
        assert violations(page) == []
        assert page.locator("#list > li").count() == 1
        page.fill("#day", "2026-10-05")
        page.fill("#time", "09:30")
        page.click("#send")
        judged(page, 1)
        page.click("a.receipt")
        expect(page.locator("main")).to_contain_text("2026-10-05 09:30 (uppgiven)")
        expect(page.locator("main")).to_contain_text("skanning")


def test_the_page_can_be_used_on_a_phone(
    mailroom: Served, chromium: Browser, tmp_path: Path
) -> None:
    with signed_in(chromium, mailroom, "post") as page:
        page.set_viewport_size({"width": 360, "height": 740})
        name = "ettmycketlångtnamnutannågotställeattbrytadetpå" * 2
        page.set_input_files("#photo", written(tmp_path, **{name: "good telefon"}))
        page.click("#send")
        judged(page, 1)
        assert not is_wider_than_the_window(page)
        assert violations(page) == []
        page.click("a.receipt")
        expect(page.locator("h1")).to_have_text("Kvitto")
        assert not is_wider_than_the_window(page)
        assert violations(page) == []


def test_without_scripts_the_form_does_the_same(
    mailroom: Served, chromium: Browser, tmp_path: Path
) -> None:
    context = chromium.new_context(base_url=mailroom.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/upload")
    page.fill("#login", "post")
    page.fill("#password", DEMO_PASSWORD)
    page.click("main button.main")
    page.click("#send")
    expect(page.locator("#no-files")).to_have_text("Välj minst en fil.")
    good, empty = written(tmp_path, utan="good utan skript", tom="")
    page.set_input_files("#files", [good])
    page.click("#send")
    expect(page.locator("#handed-in")).to_contain_text("utan.pdf")
    page.set_input_files("#files", [good, empty])
    page.click("#send")
    refused = page.locator("section").filter(has_text="Det här togs inte emot")
    expect(refused).to_contain_text("tom.pdf")
    expect(refused).to_contain_text("Filen är tom.")
    expect(page.locator("#handed-in")).to_contain_text("Finns redan")
    page.check("input[value=scan]")
    page.fill("#day", "1999-01-01")
    page.set_input_files("#files", [good])
    page.click("#send")
    expect(page.locator("#day-trouble")).to_contain_text("mer än ett år tillbaka")
    context.close()


def test_a_session_that_ends_in_mid_upload_loses_nothing(
    mailroom: Served, chromium: Browser, tmp_path: Path
) -> None:
    sent: list[str] = []

    def end_session_at_the_third(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) == 3:
            with mailroom.house.store.database.writing() as connection:
                connection.execute(sessions.delete())
        route.continue_()

    before = len(rows(mailroom.house.store, deliveries))
    with signed_in(chromium, mailroom, "post") as page:
        page.route("**/upload/file", end_session_at_the_third)
        files = written(tmp_path, **{f"del{n}": f"good session {n}" for n in range(6)})
        page.set_input_files("#files", files)
        page.click("#send")
        expect(page.locator("#sign-in-again")).to_be_visible()
        expect(page.locator("#list")).to_contain_text("Inloggningen har gått ut.")
        assert violations(page) == []
        page.fill("#again-password", DEMO_PASSWORD)
        page.click("#sign-in-again button.main")
        judged(page, 6)
    assert len(rows(mailroom.house.store, deliveries)) == before + 6


def test_a_connection_that_breaks_is_told_and_the_file_can_be_sent_again(
    mailroom: Served, chromium: Browser, tmp_path: Path
) -> None:
    broken: list[str] = []

    def break_the_first(route: Route) -> None:
        if broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    with signed_in(chromium, mailroom, "post") as page:
        page.route("**/upload/file", break_the_first)
        page.set_input_files("#files", written(tmp_path, bruten="good bruten"))
        page.click("#send")
        expect(page.locator("#list .trouble")).to_contain_text("Förbindelsen bröts")
        assert violations(page) == []
        page.click("text=Skicka igen")
        judged(page, 1)
