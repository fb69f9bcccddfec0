"""Signing in: by people with a browser, and by those who should not get in."""

import pytest
from playwright.sync_api import Browser

from tests.webhouse import Served, signed_in, violations
from webapp.demo import DEMO_PASSWORD


def test_who_has_not_signed_in_is_asked_to_and_goes_on_to_where_they_were_going(
    served: Served,
) -> None:
    client = served.client()
    asked = client.get("/session?queue=altered")
    assert asked.url.path == "/sign-in"
    form = {"login": "elsa", "password": DEMO_PASSWORD, "goes_to": "/session?queue=altered"}
    done = client.post("/sign-in", data=form)
    assert str(done.url).endswith("/session?queue=altered")


@pytest.mark.parametrize("place", ["https://ond.example/", "//ond.example", "/\\ond.example"])
def test_nobody_is_sent_on_to_another_site(served: Served, place: str) -> None:
    form = {"login": "elsa", "password": DEMO_PASSWORD, "goes_to": place}
    done = served.client().post("/sign-in", data=form, follow_redirects=False)
    assert done.headers["location"] == "/"


def test_a_wrong_password_says_no_more_than_that(served: Served) -> None:
    told = {
        served.client().post("/sign-in", data={"login": login, "password": "fel"}).status_code
        for login in ("elsa", "ingen")
    }
    assert told == {422}


def test_guessing_is_held_back(served: Served) -> None:
    for _ in range(5):
        served.client().post("/sign-in", data={"login": "elsa", "password": "gissning"})
    held = served.client().post("/sign-in", data={"login": "elsa", "password": DEMO_PASSWORD})
    assert "För många försök" in held.text


def test_an_act_without_the_sessions_secret_is_refused(served: Served) -> None:
    client = served.client("elsa")
    del client.headers["X-CSRF-Token"]
    assert client.post("/sign-out").status_code == 403
    assert client.get("/session").status_code == 200


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(served: Served) -> None:
    client = served.client("elsa")
    kept = dict(client.cookies)
    client.post("/sign-out")
    again = served.client()
    again.cookies.update(kept)
    assert again.get("/session", headers={"X-Requested-With": "x"}).status_code == 401


def test_the_page_can_be_used_by_everybody(served: Served, chromium: Browser) -> None:
    with signed_in(chromium, served, "elsa") as page:
        page.goto("/sign-in")
        assert violations(page) == []
