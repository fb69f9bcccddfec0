"""Letters: who may do what to them, and that nobody's wording is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from adapters.case_looks import letters_of
from adapters.settings import Settings
from domain.notice import Letter
from pipeline import acts
from tests.webcases import agreement, come, flawed, kept
from tests.webhouse import Served, serving, signed_in, violations

TO = "asa.sjoberg@habokommun.se"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Settings(data_dir=tmp_path_factory.mktemp("letters"), workers=1)) as made:
        yield made


def asked_for(running: Served, content: str) -> Letter:
    """A request for a supplement that is held."""
    board = {"party.board_name": f"Socialnämnden {content}"}
    case = come(running, content, *agreement(board, numbers=(1, 3)))
    with running.house.desk.sitting(case, "Elsa Exempel") as at:
        acts.request_supplement(at.order, at.tx, TO)
    return now(running, case)


def now(running: Served, case: str | None) -> Letter:
    assert case is not None
    return [one for one in letters_of(running.house.store, case) if one.kind == "supplement"][-1]


def test_a_held_letter_is_read_changed_and_released(running: Served, chromium: Browser) -> None:
    letter = asked_for(running, "one")
    with signed_in(chromium, running, "per") as per:
        per.goto("/letters")
        assert violations(per) == []
        per.goto(f"/letters/{letter.id}")
        assert violations(per) == []
        per.click("text=Ändra brevet")
        per.fill("#body", "Hej!\n\n<b>Skicka</b> sida 2.")
        per.click("text=Spara brevet")
        expect(per.locator(".letter pre").first).to_contain_text("<b>Skicka</b> sida 2.")
        assert violations(per) == []
        per.click("text=Släpp brevet")
        expect(per.locator(".facts")).to_contain_text("väntar")
    after = now(running, letter.case)
    assert (after.state, after.released_by) == ("waiting", "Per Prov")
    assert after.notice is not None
    assert after.notice.machine is not None, "what the machine wrote is kept"


def test_a_letter_that_somebody_else_changed_keeps_what_was_typed(running: Served) -> None:
    letter = asked_for(running, "stale")
    elsa, rolf = running.client("elsa"), running.client("rolf")
    form = {"version": str(letter.version), "to": TO, "subject": "Komplettera", "body": "Rolfs"}
    assert rolf.post(f"/letters/{letter.id}/edit", data=form).status_code == 200
    told = elsa.post(f"/letters/{letter.id}/edit", data={**form, "body": "Elsas egna ord"})
    assert told.status_code == 409
    assert "Elsas egna ord" in told.text
    after = now(running, letter.case).notice
    assert after is not None
    assert after.body == "Rolfs"


def test_a_reviewer_does_not_release_and_a_lead_does(running: Served) -> None:
    letter = asked_for(running, "lead")
    form = {"version": str(letter.version)}
    assert (
        running.client("elsa").post(f"/letters/{letter.id}/release", data=form).status_code == 403
    )
    assert now(running, letter.case).state == "held"
    assert running.client("per").post(f"/letters/{letter.id}/release", data=form).status_code == 200
    assert now(running, letter.case).state == "waiting"


def test_a_cancelled_letter_never_goes(running: Served) -> None:
    case = flawed(running, "cancel", agreement_contact__phone=None)
    with running.house.desk.sitting(case, "Elsa Exempel", "Fel blankett") as at:
        acts.dismiss(at.order, at.tx, TO)
    (letter,) = [one for one in letters_of(running.house.store, case) if one.kind == "dismissal"]
    elsa = running.client("elsa")
    form = {"version": str(letter.version), "why": "Parten har ringt"}
    assert "makulerat" in elsa.post(f"/letters/{letter.id}/cancel", data=form).text
    again = elsa.post(f"/letters/{letter.id}/requeue", data={"version": str(letter.version + 1)})
    assert again.status_code == 422


def test_a_request_whose_answer_is_awaited_is_taken_back_with_its_case(running: Served) -> None:
    letter = asked_for(running, "awaited")
    elsa = running.client("elsa")
    assert f"/cases/{letter.case}/take-back" in elsa.get(f"/letters/{letter.id}").text
    form = {"version": str(kept(running, letter.case or "").case.version)}
    assert elsa.post(f"/cases/{letter.case}/take-back", data=form).status_code == 200
    assert now(running, letter.case).state == "cancelled"
    assert kept(running, letter.case or "").case.state == "in_review"


def test_what_is_no_address_is_said_and_kept(running: Served) -> None:
    letter = asked_for(running, "address")
    form = {"version": str(letter.version), "to": "asa(a)habo", "subject": "S", "body": "B"}
    told = running.client("elsa").post(f"/letters/{letter.id}/edit", data=form)
    assert told.status_code == 422
    assert "ingen e-postadress" in told.text
    assert 'value="asa(a)habo"' in told.text


def test_letters_of_every_state_are_listed(running: Served) -> None:
    client = running.client("rut")
    for state in ("held", "waiting", "sent", "dead", "cancelled", "all", "nonsense"):
        assert client.get(f"/letters?state={state}").status_code == 200
    assert client.get("/letters/n-finns-inte").status_code == 404
