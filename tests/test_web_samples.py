"""Blind checks on the web: nothing that was read is seen, before, between or after."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from adapters.queries import case_file
from adapters.samples import checks_since
from adapters.settings import Settings
from tests.builders import FAULTLESS
from tests.webcases import come, kept
from tests.webhouse import Served, serving, signed_in, violations


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Settings(data_dir=tmp_path_factory.mktemp("samples"), workers=1)) as made:
        yield made


def answers(running: Served, case: str) -> dict[str, str]:
    """What stands on the paper."""
    agreement = kept(running, case).case.agreement
    assert agreement is not None
    typed = {f"first.{one.key}": one.raw or "" for one in agreement.fields}
    return {**typed, "first.signature.signature": "yes", "first.terms.accepted": "yes"}


def test_nothing_that_was_read_is_shown_anywhere(running: Served) -> None:
    case = come(running, "blind", share=1.0)
    client = running.client("elsa")
    letters = client.get("/letters?state=all").text
    shown = [client.get(place).text for place in (f"/samples/{case}", f"/cases/{case}", "/samples")]
    told = client.post(f"/samples/{case}", data={"first.party.city": "Fel"}).text
    for page in (*shown, told, letters):
        assert "Socialnämnden blind" not in page
        assert FAULTLESS["agreement_contact.email"] not in page
        assert FAULTLESS["party.postal_address"] not in page
    assert checks_since(running.house.store) == ()


def test_what_differs_is_asked_once_more_and_then_written_down(
    running: Served, chromium: Browser
) -> None:
    case = come(running, "check", share=1.0)
    typed = answers(running, case)
    with signed_in(chromium, running, "elsa") as elsa:
        elsa.goto("/samples")
        assert violations(elsa) == []
        elsa.click(f"text={case}")
        assert violations(elsa) == []
        for name, text in typed.items():
            inputs = elsa.locator(f'[name="{name}"]')
            if inputs.first.get_attribute("type") == "radio":
                inputs.first.check()
            else:
                inputs.fill("Gbg" if name == "first.party.city" else text)
        elsa.click("main button.main")
        expect(elsa.locator(".sample .field")).to_have_count(1)
        assert violations(elsa) == []
        elsa.fill('[name="again.party.city"]', typed["first.party.city"])
        elsa.click("main button.main")
        elsa.wait_for_selector("text=rutor stämmer")
        assert violations(elsa) == []
    (check,) = [one for one in checks_since(running.house.store) if one.case == case]
    assert (check.by, check.differing, check.slips) == ("Elsa Exempel", (), ("party.city",))
    assert kept(running, case).queue is None


def test_a_difference_that_stands_brings_the_case_to_a_person(running: Served) -> None:
    case = come(running, "differs", share=1.0)
    client = running.client("elsa")
    client.post(f"/samples/{case}", data=answers(running, case) | {"first.party.city": "Fel"})
    told = client.post(f"/samples/{case}", data={"again.party.city": "Fel"})
    assert "Stämmer inte med papperet" in told.text
    assert kept(running, case).queue == "incorrect"
    assert client.get(f"/samples/{case}").status_code == 404, "checked once"


def test_the_first_answers_count_once_and_only_who_gave_them_goes_on(running: Served) -> None:
    case = come(running, "once", share=1.0)
    right, place = answers(running, case), f"/samples/{case}"
    wrong = right | {"first.party.city": "Fel", "again.party.city": "Fel"}
    elsa, per = running.client("elsa"), running.client("per")
    for shown in (
        elsa.post(place, data=wrong),  # what is typed again before it was asked for is no answer
        elsa.post(place, data=right),
        elsa.get(place),
    ):
        assert 'name="again.party.city"' in shown.text
        assert shown.text.count('class="field"') == 1
        assert "Fel" not in shown.text
    for refused in (per.get(place), per.post(place, data={"again.party.city": "x"})):
        assert refused.status_code == 422
        assert "Elsa Exempel har påbörjat" in refused.text
    elsa.post(place, data=right | {"again.party.city": right["first.party.city"]})
    (check,) = [one for one in checks_since(running.house.store) if one.case == case]
    assert (check.by, check.differing, check.slips) == ("Elsa Exempel", (), ("party.city",))
    happened = case_file(running.house.store, case).events
    assert [one.why for one in happened if one.what == "sample_first"] == ["party.city"]
    history = elsa.get(f"/cases/{case}").text
    assert "de första svaren vid blindkontroll lämnades" in history
    assert "first.party" not in history
    assert "&#34;party.city&#34;" not in history, "what was typed is for the check alone"


def test_who_may_not_review_does_not_check(running: Served) -> None:
    case = come(running, "auditor", share=1.0)
    assert running.client("rut").get("/samples").status_code == 200
    assert running.client("rut").get(f"/samples/{case}").status_code == 403
