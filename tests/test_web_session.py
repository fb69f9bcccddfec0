"""A session that ends, is renewed or becomes another's while a page is open: nothing typed is lost,
and nothing is written down in another's name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from adapters.samples import begun
from adapters.settings import Settings
from tests.webcases import PHONE, come, flawed, kept
from tests.webhouse import Served, serving, signed_in, violations
from webapp.demo import DEMO_PASSWORD

APPROVE = "#approve-button"
WHY = "Fel blankett"
PHONE_INPUT = f'[id="field-{PHONE}-text"]'


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Settings(data_dir=tmp_path_factory.mktemp("session"), workers=1)) as made:
        yield made


@pytest.fixture
def elsa(running: Served, chromium: Browser) -> Iterator[Page]:
    with signed_in(chromium, running, "elsa") as page:
        yield page


def anew(page: Page, login: str) -> None:
    """Somebody signs in in another tab of the same browser."""
    page.context.clear_cookies()
    answer = page.context.request.post("/sign-in", form={"login": login, "password": DEMO_PASSWORD})
    assert answer.ok


def again(page: Page) -> None:
    """Answer the question for the password."""
    expect(page.locator("#sign-in-again")).to_be_visible()
    page.fill("#again-password", DEMO_PASSWORD)
    page.locator("#sign-in-again button.main").click()


def test_a_blind_check_outlives_its_session(running: Served, elsa: Page) -> None:
    case = come(running, "outlives", share=1.0)
    elsa.goto(f"/samples/{case}")
    for one in elsa.locator("main input[value=yes]").all():
        one.check()
    elsa.fill('[name="first.party.city"]', "Håbo, från papperet")
    elsa.context.clear_cookies()
    elsa.click("main button.main")
    again(elsa)
    expect(elsa.get_by_role("alert")).to_contain_text("stämmer inte med registret")
    given = begun(running.house.store, case)
    assert given is not None
    assert given.first["party.city"] == "Håbo, från papperet"


def test_a_question_put_away_leaves_the_page_as_it_is(running: Served, elsa: Page) -> None:
    case = flawed(running, "put away", agreement_contact__phone=None)
    elsa.goto(f"/cases/{case}/dismiss")
    elsa.fill("#why", WHY)
    elsa.context.clear_cookies()
    elsa.click("button.danger")
    elsa.locator("#sign-in-again [data-close]").click()
    assert elsa.input_value("#why") == WHY
    elsa.click("button.danger")
    again(elsa)
    expect(elsa.locator(".facts")).to_contain_text("avvisat")


def test_a_new_session_of_the_same_person_goes_on(running: Served, elsa: Page) -> None:
    part = flawed(running, "part", agreement_contact__phone=None)
    whole = flawed(running, "whole", agreement_contact__phone=None)
    elsa.goto(f"/cases/{part}")
    anew(elsa, "elsa")
    elsa.fill(PHONE_INPUT, "08-465 004 00")
    elsa.press(PHONE_INPUT, "Enter")
    expect(elsa.locator(APPROVE)).to_be_focused()
    assert len(kept(running, part).rulings) == 1
    elsa.goto(f"/cases/{whole}/dismiss")
    anew(elsa, "elsa")
    elsa.fill("#why", WHY)
    elsa.click("button.danger")
    expect(elsa.locator(".facts")).to_contain_text("avvisat")


def test_nothing_is_written_down_in_anothers_name(running: Served, elsa: Page) -> None:
    case = flawed(running, "other", agreement_contact__phone=None)
    elsa.on("dialog", lambda asked: asked.accept())  # leaves what is typed, further down
    elsa.goto(f"/cases/{case}")
    anew(elsa, "per")
    elsa.fill(PHONE_INPUT, "08-465 004 00")
    elsa.press(PHONE_INPUT, "Enter")
    expect(elsa.locator("#notices")).to_contain_text("Per Prov")
    assert elsa.input_value(PHONE_INPUT) == "08-465 004 00"
    assert violations(elsa) == []
    anew(elsa, "elsa")
    elsa.goto(f"/cases/{case}/dismiss")
    anew(elsa, "per")
    elsa.fill("#why", WHY)
    elsa.click("button.danger")
    expect(elsa.locator("#notices")).to_contain_text("Per Prov")
    assert elsa.input_value("#why") == WHY
    found = kept(running, case)
    assert (found.case.state, found.rulings) == ("in_review", ())


def test_leaving_with_something_typed_asks_first(running: Served, elsa: Page) -> None:
    case = flawed(running, "leaving", agreement_contact__phone=None)
    told: list[str] = []

    def stay(dialog: Dialog) -> None:
        told.append(dialog.type)
        dialog.dismiss()

    elsa.on("dialog", stay)
    elsa.goto(f"/cases/{case}/dismiss")
    elsa.click("text=Till ärendet")
    elsa.wait_for_url(f"**/cases/{case}")
    assert told == [], "nothing was typed"
    elsa.goto(f"/cases/{case}/dismiss")
    elsa.click("#why")
    elsa.keyboard.type(WHY)
    elsa.click("text=Till ärendet", no_wait_after=True)
    elsa.wait_for_timeout(500)
    assert told == ["beforeunload"]
    assert elsa.input_value("#why") == WHY
    elsa.click("button.danger")
    expect(elsa.locator(".facts")).to_contain_text("avvisat")
    assert told == ["beforeunload"], "saving is no leaving"
