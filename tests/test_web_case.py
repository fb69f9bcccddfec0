"""The case's page in a real browser: a day's work by keyboard, and what must not be lost in it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.case_looks import letters_of
from adapters.queries import case_file
from adapters.settings import Settings
from domain.reading import Alteration
from domain.reference_code import bracketed
from flows.reading import FileReader
from tests.builders import BOX
from tests.webcases import (
    EMAIL,
    PHONE,
    Keys,
    agreement,
    answer,
    answering,
    come,
    flawed,
    kept,
)
from tests.webhouse import Served, serving, signed_in, violations

APPROVE = "#approve-button"
RIGHT = "08-465 004 00"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One house for the module: each test makes its own cases."""
    folder = tmp_path_factory.mktemp("case")
    reader = FileReader(None, answering, 1_000_000)
    with serving(Settings(data_dir=folder, workers=1), reader) as made:
        yield made


@pytest.fixture
def elsa(running: Served, chromium: Browser) -> Iterator[Page]:
    with signed_in(chromium, running, "elsa") as page:
        yield page


def box(key: str) -> str:
    """The input of a field."""
    return f'[id="field-{key}-text"]'


def altered(content: str) -> tuple[object, ...]:
    first, second, third = agreement({"party.board_name": f"Socialnämnden {content}"})
    change = Alteration(kind="replaced", page=2, box=BOX, expected="skall", found="bör")
    return first, second.model_copy(update={"alterations": (change,)}), third


def clear_all(running: Served) -> None:
    """No case of an earlier test waits."""
    from adapters.queries import open_items
    from pipeline import acts

    for one in open_items(running.house.store):
        with running.house.desk.sitting(one.case, one.claimed_by or "Per Prov", "Klart") as at:
            acts.dismiss(at.order, at.tx, "")


def test_a_one_field_exception_takes_at_most_four_key_presses(running: Served, elsa: Page) -> None:
    clear_all(running)
    case = flawed(running, "four", agreement_contact__phone=None)
    elsa.goto("/queue")
    keys = Keys(elsa)
    keys.press("Enter")
    elsa.wait_for_url(f"**/cases/{case}")
    expect(elsa.locator(box(PHONE))).to_be_focused()
    keys.type(RIGHT)
    keys.press("Enter")
    expect(elsa.locator(APPROVE)).to_be_focused()
    keys.press("Enter")
    elsa.wait_for_url("**/queue?done=1")
    assert keys.pressed <= 4
    assert kept(running, case).case.state == "registered"


def test_a_mixed_queue_is_cleared_by_keyboard_alone(running: Served, elsa: Page) -> None:
    clear_all(running)
    typed = flawed(running, "typed", agreement_contact__phone=None)
    doubted = flawed(running, "doubted", agreement_contact__email="asa.sjoberg@gmail.com")
    ticked = flawed(running, "ticked", terms__accepted="")
    text = come(running, "altered", *altered("altered"))  # type: ignore[arg-type]
    elsa.goto("/queue")
    keys = Keys(elsa)
    keys.press("n")
    for _ in range(4):
        elsa.wait_for_url("**/cases/*")
        case = elsa.url.split("/")[-1]
        if case == typed:
            expect(elsa.locator(box(PHONE))).to_be_focused()
            keys.type(RIGHT)
            keys.press("Enter")
        elif case == doubted:
            expect(elsa.locator(box(EMAIL))).to_be_focused()
            keys.press("Escape")
            keys.press("b")
            keys.type("Parten har ingen egen domän")
            keys.press("Enter")
        elif case == ticked:
            expect(elsa.locator(".problem")).to_be_focused()
            assert violations(elsa) == []
            keys.press("1")
        else:
            expect(elsa.locator("[data-own]")).to_be_focused()
            assert "skall" in elsa.locator("table.alterations").inner_text()
            assert violations(elsa) == []
            keys.type("En fläck")
            keys.press("Enter")
            expect(elsa.get_by_text("En andra person behöver säga detsamma.")).to_be_visible()
            keys.press("Escape")
            with elsa.expect_navigation():
                keys.press("n")
            assert kept(running, text).claimed_by is None, "anybody's again"
            continue
        expect(elsa.locator(APPROVE)).to_be_focused()
        with elsa.expect_navigation():
            keys.press("Enter")
    states = [kept(running, one).case.state for one in (typed, doubted, ticked)]
    assert states == ["registered"] * 3
    assert kept(running, text).case.state == "in_review", "left for a second person"


def test_keys_move_choose_and_undo(running: Served, elsa: Page) -> None:
    case = flawed(
        running, "keys", agreement_contact__phone=None, agreement_contact__email="asa(a)habo.se"
    )
    elsa.goto(f"/cases/{case}")
    first, second = elsa.locator(".problem").all()
    elsa.keyboard.press("Alt+ArrowDown")
    expect(second.locator("input[name=text]")).to_be_focused()
    elsa.keyboard.press("Escape")
    elsa.keyboard.press("k")
    expect(first.locator("input[name=text]")).to_be_focused()
    elsa.keyboard.type("njuab1?")
    assert first.locator("input[name=text]").input_value() == "njuab1?", "keys rest in a field"
    elsa.keyboard.press("Escape")
    elsa.keyboard.press("?")
    expect(elsa.locator("#keys")).to_be_visible()
    assert violations(elsa) == []
    elsa.keyboard.press("Escape")
    phone = elsa.locator(box(PHONE))
    phone.fill(RIGHT)
    phone.press("Enter")
    expect(elsa.locator(".problem")).to_have_count(1)
    elsa.keyboard.press("Escape")
    elsa.keyboard.press("u")
    expect(elsa.locator(".problem")).to_have_count(2)
    assert [one.kind for one in kept(running, case).rulings] == ["correction", "undone"]


def test_what_is_still_wrong_is_said_at_once_and_the_reader_stays(
    running: Served, elsa: Page
) -> None:
    case = flawed(running, "wrong", agreement_contact__email="asa(a)habo.se")
    elsa.goto(f"/cases/{case}")
    elsa.locator(box(EMAIL)).fill("asa.sjoberg@")
    elsa.keyboard.press("Enter")
    expect(elsa.get_by_text("Det är sparat.")).to_be_visible()
    expect(elsa.locator(box(EMAIL))).to_be_focused()
    assert "asa.sjoberg@" in elsa.locator(".problem").inner_text()


def test_a_finding_needs_a_reason_and_says_so_beside_the_field(running: Served) -> None:
    case = flawed(running, "reason", agreement_contact__email="asa.sjoberg@gmail.com")
    found = kept(running, case).case
    (stopping,) = [one for one in found.findings if one.code in found.decision.reasons]
    form = {"version": str(found.version), "finding": stopping.identity, "own": "  "}
    told = running.client("elsa").post(
        f"/cases/{case}/confirm", data=form, headers={"HX-Request": "true"}
    )
    assert told.status_code == 422
    assert "Skriv varför" in told.text


def test_two_reviewers_collide_and_nobodys_words_are_lost(
    running: Served, chromium: Browser
) -> None:
    case = flawed(running, "collide", agreement_contact__phone=None)
    with (
        signed_in(chromium, running, "elsa") as elsa,
        signed_in(chromium, running, "rolf") as rolf,
        signed_in(chromium, running, "per") as per,
    ):
        elsa.goto(f"/cases/{case}")
        elsa.locator(box(PHONE)).fill("08-000 00 01")
        rolf.goto(f"/cases/{case}")
        expect(rolf.get_by_text("Elsa Exempel har ärendet till")).to_be_visible()
        assert rolf.locator("#work form").count() == 0
        assert violations(rolf) == []
        per.goto(f"/cases/{case}/hand-over")
        assert violations(per) == []
        per.select_option("#to", "Per Prov")
        per.fill("#why", "Elsa är på lunch")
        per.click("main button.main")
        per.locator(box(PHONE)).fill(RIGHT)
        per.keyboard.press("Enter")
        expect(per.locator(APPROVE)).to_be_focused()
        elsa.locator(box(PHONE)).press("Enter")
        told = elsa.locator("#work-trouble")
        expect(told).to_contain_text("08-000 00 01")
        expect(told).to_contain_text("Per Prov: rättades")
        assert violations(elsa) == []
    typed = [one.text for one in kept(running, case).rulings if one.kind == "correction"]
    assert typed == [RIGHT], "nothing was overwritten"


def test_two_tabs_of_one_person(running: Served, elsa: Page) -> None:
    case = flawed(
        running, "tabs", agreement_contact__phone=None, agreement_contact__email="asa(a)habo.se"
    )
    elsa.goto(f"/cases/{case}")
    other = elsa.context.new_page()
    other.goto(f"/cases/{case}")
    other.locator(box(PHONE)).fill(RIGHT)
    other.keyboard.press("Enter")
    expect(other.locator(".problem")).to_have_count(1)
    elsa.locator('[id="field-party.city-text"]').fill("Håbo, inte sparat")
    email = elsa.locator(box(EMAIL))
    email.fill("asa.sjoberg@habokommun.se")
    email.press("Enter")
    expect(elsa.locator("#work-trouble")).to_contain_text("rättades")
    assert email.input_value() == "asa.sjoberg@habokommun.se"
    assert elsa.locator('[id="field-party.city-text"]').input_value() == "Håbo, inte sparat"
    email.press("Enter")
    expect(elsa.locator(APPROVE)).to_be_visible()
    assert elsa.locator('[id="field-party.city-text"]').input_value() == "Håbo, inte sparat"


def test_a_session_that_ends_in_the_middle_of_a_correction(running: Served, elsa: Page) -> None:
    case = flawed(running, "session", agreement_contact__phone=None)
    elsa.goto(f"/cases/{case}")
    phone = elsa.locator(box(PHONE))
    phone.fill(RIGHT)
    elsa.context.clear_cookies()
    phone.press("Enter")
    dialog = elsa.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    assert violations(elsa) == []
    elsa.fill("#again-password", "visa-demon-tack")
    dialog.locator("button.main").click()
    expect(dialog).to_be_hidden()
    expect(elsa.locator(APPROVE)).to_be_visible()
    expect(elsa.locator("#notices")).to_have_text("Du är inloggad igen.")
    assert len(kept(running, case).rulings) == 1, "sent by itself, once"


def test_a_supplement_is_asked_for_answered_and_the_case_registered(
    running: Served, chromium: Browser, tmp_path: Path
) -> None:
    doubt = {"agreement_contact.email": "asa.sjoberg@gmail.com"}
    case = come(running, "supplement", *agreement(doubt, numbers=(1, 3)))
    with signed_in(chromium, running, "elsa") as elsa, signed_in(chromium, running, "per") as per:
        elsa.goto(f"/cases/{case}")
        elsa.keyboard.press("Escape")
        elsa.keyboard.press("s")
        elsa.wait_for_url("**/supplement")
        assert "Sida 2" in elsa.locator("#preview").inner_text()
        elsa.fill("#text", "Ring gärna om något är oklart.")
        expect(elsa.locator("#preview")).to_contain_text("Ring gärna")
        elsa.fill("#to", "asa.sjoberg@habokommun.se")
        assert violations(elsa) == []
        elsa.click("main button.main")
        elsa.wait_for_url("**/letters/*")
        assert violations(elsa) == []
        assert elsa.get_by_role("button", name="Släpp brevet").count() == 0
        per.goto(elsa.url)
        per.get_by_role("button", name="Släpp brevet").click()
        expect(per.locator(".facts")).to_contain_text("släpptes av Per Prov")
        per.goto("/queue/awaited")
        assert violations(per) == []
        assert per.locator("tbody tr").count() >= 1
        assert kept(running, case).case.state == "supplement_requested"
        answer(running, tmp_path, "page 2", f"Sv: avtalet {bracketed(case)}")
        elsa.goto(f"/cases/{case}")
        expect(elsa.locator(box(EMAIL))).to_be_focused()
        elsa.keyboard.press("Escape")
        elsa.keyboard.press("b")
        elsa.keyboard.type("Parten har ingen egen domän")
        elsa.keyboard.press("Enter")
        expect(elsa.locator(APPROVE)).to_be_focused()
        with elsa.expect_navigation():
            elsa.keyboard.press("Enter")
    assert kept(running, case).case.state == "registered"
    told = [one.kind for one in letters_of(running.house.store, case)]
    assert "supplement" in told
    assert told[-1] == "feedback"


def test_a_letter_is_previewed_where_it_may_be_asked_for_and_the_look_is_an_event(
    running: Served,
) -> None:
    read = agreement({EMAIL: "asa.sjoberg habokommun.se", "party.board_name": "Nämnden preview"})
    doubtful = come(running, "preview", *read)
    blind, registered = come(running, "preview blind", share=1.0), come(running, "preview done")
    client = running.client("elsa")

    def preview(case: str) -> httpx.Response:
        typed = {"to": "kansli@habo.se", "text": "Skicka sida 2."}
        return client.post(f"/cases/{case}/supplement/preview", data=typed)

    assert "kansli@habo.se" in preview(doubtful).text
    happened = case_file(running.house.store, doubtful).events
    looks = [(one.who, one.why) for one in happened if one.what == "looked_at"]
    assert looks == [("Elsa Exempel", "case")]
    assert preview(registered).status_code == 422
    refused = preview(blind)
    assert refused.status_code == 422
    assert "blindkontroll" in refused.text
    assert "Skicka sida 2." not in refused.text


def test_who_has_signed_and_who_may_are_asked_as_such(running: Served, elsa: Page) -> None:
    first, second, third = agreement({"party.board_name": "Socialnämnden signed"})
    unsigned = third.signature.model_copy(update={"kind": "none"}) if third.signature else None
    case = come(running, "signed", first, second, third.model_copy(update={"signature": unsigned}))
    elsa.goto(f"/cases/{case}")
    expect(elsa.locator(".problem")).to_be_focused()
    assert violations(elsa) == []
    elsa.keyboard.press("1")
    expect(elsa.locator("#signature-why")).to_be_focused()
    assert kept(running, case).rulings == (), "not without a reason"
    elsa.get_by_role("button", name="Kontrollerat på originalet.").click()
    elsa.keyboard.press("Alt+1")
    expect(elsa.get_by_text("Det är sparat.")).to_be_visible()
    (said,) = kept(running, case).rulings
    assert (said.kind, said.why) == ("signature", "Kontrollerat på originalet.")
    form = {
        "version": "2",
        "may_sign": "true",
        "reference": "Delegation 4 §",
        "until": "2030-01-01",
    }
    client = running.client("elsa")
    assert client.post(f"/cases/{case}/authorise", data=form).status_code == 200
    assert not any("signatory" in one.code for one in kept(running, case).case.findings)


def test_a_number_answers_nothing_that_the_reader_is_not_at(running: Served, elsa: Page) -> None:
    case = flawed(running, "astray", terms__accepted="")
    elsa.goto(f"/cases/{case}")
    expect(elsa.locator(".problem")).to_be_focused()
    elsa.evaluate("document.activeElement.blur()")
    elsa.keyboard.press("1")
    elsa.keyboard.press("j")
    elsa.wait_for_timeout(700)  # what is sent by mistake has come by then
    assert kept(running, case).rulings == ()
    expect(elsa.locator(".problem")).to_be_focused()
    elsa.keyboard.press("1")
    expect(elsa.locator(APPROVE)).to_be_focused()


def test_the_row_of_buttons_lies_over_no_problem(running: Served, elsa: Page) -> None:
    case = flawed(running, "covered", agreement_contact__email="asa.sjoberg@gmail.com")
    elsa.set_viewport_size({"width": 1280, "height": 560})
    elsa.goto(f"/cases/{case}")
    expect(elsa.locator(box(EMAIL))).to_be_focused()
    problem, row = elsa.locator(".problem").bounding_box(), elsa.locator(".decide").bounding_box()
    assert problem is not None
    assert row is not None
    assert problem["y"] + problem["height"] <= row["y"]


def test_what_a_person_wrote_and_what_the_machine_read_are_two_sentences(running: Served) -> None:
    case = flawed(running, "spaced", agreement_contact__phone=None)
    client = running.client("elsa")
    form = {"version": "1", "key": "party.city", "text": "Håbo"}
    assert client.post(f"/cases/{case}/correct", data=form).status_code == 200
    told = " ".join(client.get(f"/cases/{case}").text.split())
    assert ".Maskinen läste" not in told
    assert ". Maskinen läste" in told


def test_an_auditor_sees_the_case_and_can_do_nothing(running: Served, chromium: Browser) -> None:
    case = flawed(running, "audit", agreement_contact__phone=None)
    with signed_in(chromium, running, "rut") as rut:
        rut.goto(f"/cases/{case}")
        assert rut.locator("main form").count() == 0
        assert violations(rut) == []
    assert kept(running, case).claimed_by is None
    client = running.client("rut")
    form = {"version": "1", "key": PHONE, "text": RIGHT}
    assert client.post(f"/cases/{case}/correct", data=form).status_code == 403
    assert kept(running, case).case.version == 1


def test_opening_a_case_is_an_event(running: Served) -> None:
    case = flawed(running, "looked", agreement_contact__phone=None)
    client = running.client("elsa")
    for _ in range(2):
        assert client.get(f"/cases/{case}").status_code == 200
    from adapters.queries import case_file

    events = [one.what for one in case_file(running.house.store, case).events]
    assert events.count("looked_at") == 1
    assert events.count("claimed") == 1
    assert "claim_renewed" not in events


def test_hostile_values_are_text(running: Served, elsa: Page) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    case = flawed(
        running,
        "hostile",
        party__department=hostile,
        party__postal_address="\N{RIGHT-TO-LEFT OVERRIDE}1 natagrotS",
        agreement_contact__title="x" * 3000,
        agreement_contact__phone=None,
    )
    elsa.on("dialog", lambda dialog: pytest.fail(dialog.message))
    elsa.set_viewport_size({"width": 360, "height": 700})
    elsa.goto(f"/cases/{case}")
    assert elsa.locator('[id="field-party.department-text"]').input_value() == hostile
    assert elsa.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(elsa) == []


def test_each_way_out_says_what_it_leads_to(running: Served, elsa: Page) -> None:
    case = flawed(running, "ways", agreement_contact__phone=None)
    other = flawed(running, "ways2", agreement_contact__phone=None)
    for way in ("dismiss", "withdraw", "page", "move"):
        elsa.goto(f"/cases/{case}/{way}")
        assert violations(elsa) == [], way
    elsa.locator("[name=numbers]").last.check()
    elsa.fill("#to", "c-finns-inte")
    elsa.click("main button.main")
    expect(elsa.locator("main")).to_contain_text("finns inget ärende")
    elsa.goto(f"/cases/{case}/dismiss")
    elsa.fill("#why", "Fel blankett")
    elsa.fill("#to", "")
    elsa.click("button.danger")
    expect(elsa.locator(".facts")).to_contain_text("avvisat")
    assert violations(elsa) == []
    elsa.click("text=Granska igen")
    elsa.fill("#why", "Det var rätt blankett")
    elsa.click("main button.main")
    expect(elsa.locator(".facts")).to_contain_text("granskas")
    assert kept(running, other).case.state == "in_review"


def test_english_for_who_chooses_it(running: Served, elsa: Page) -> None:
    case = flawed(running, "english", agreement_contact__phone=None)
    elsa.goto(f"/cases/{case}")
    elsa.click("text=English")
    expect(elsa.locator("html")).to_have_attribute("lang", "en")
    expect(elsa.locator(box(PHONE))).to_be_visible()
    elsa.click("text=Svenska")
    expect(elsa.locator("html")).to_have_attribute("lang", "sv")
