"""Who looks after the users, by a browser."""

import re

import httpx
import pytest
from playwright.sync_api import Browser

from adapters.users import all_users
from tests.webhouse import Served, signed_in, violations
from webapp.demo import DEMO_PASSWORD


def test_a_user_is_added_and_signs_in_with_the_password_that_is_shown(
    served: Served, chromium: Browser
) -> None:
    with signed_in(chromium, served, "admin") as page:
        assert page.url.endswith("/people")
        assert violations(page) == []
        page.fill("#name", "Nina Ny")
        page.fill("#login", "nina")
        page.select_option("#role", "reviewer")
        page.click("text=Lägg till >> nth=-1")
        password = page.locator(".done code").inner_text()
        assert violations(page) == []
    client = served.client()
    assert client.post("/sign-in", data={"login": "nina", "password": password}).status_code != 422
    assert "Nina Ny" in client.get("/me").text


def person(served: Served, login: str) -> str:
    """The id of who has this login."""
    return next(one.id for one in all_users(served.house.store) if one.login == login)


def reset(served: Served, login: str) -> str:
    """The password that an administrator gives them, as the page shows it."""
    told = served.client("admin").post(f"/people/{person(served, login)}/password").text
    shown = re.search(r"<code>([^<]+)</code>", told)
    assert shown
    return shown[1]


def with_password(served: Served, login: str, password: str) -> httpx.Client:
    """Their browser, signed in with this password."""
    client = served.client()
    client.post("/sign-in", data={"login": login, "password": password})
    client.headers["X-CSRF-Token"] = client.get("/session").json()["csrf"]
    return client


def test_a_password_that_another_knows_opens_nothing_before_it_is_changed(served: Served) -> None:
    given = reset(served, "elsa")
    elsa = with_password(served, "elsa", given)
    for place in ("/", "/queue", "/register", "/upload"):
        told = elsa.get(place)
        assert told.url.path == "/me", place
        assert "Välj ett eget lösenord först." in told.text
    assert "av Ada Admin" in elsa.get("/me").text
    part = elsa.get("/queue", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (403, "/me")
    act = elsa.post("/cases/c-1/approve", data={"version": "1"}, follow_redirects=False)
    assert act.headers["location"] == "/me"
    same = {"old": given, "new": given, "again": given}
    assert elsa.post("/me/password", data=same).status_code == 422
    own = same | dict.fromkeys(("new", "again"), "en ny mening att minnas")
    assert elsa.post("/me/password", data=own).status_code == 200
    assert elsa.get("/queue").url.path == "/queue"
    shown = elsa.get("/me").text
    assert "av Elsa Exempel" in shown
    assert "av Ada Admin" in shown
    assert "Välj ett eget" not in shown


def test_who_is_added_chooses_a_password_of_their_own(served: Served) -> None:
    form = {"login": "nils", "name": "Nils Ny", "role": "reviewer"}
    told = served.client("admin").post("/people", data=form).text
    shown = re.search(r"<code>([^<]+)</code>", told)
    assert shown
    assert with_password(served, "nils", shown[1]).get("/queue").url.path == "/me"


@pytest.mark.parametrize(("login", "name"), [("elsa", "Annan Person"), ("elsa2", "elsa  EXEMPEL")])
def test_two_people_are_never_one(served: Served, login: str, name: str) -> None:
    form = {"login": login, "name": name, "role": "reviewer"}
    told = served.client("admin").post("/people", data=form)
    assert told.status_code == 422
    assert "finns redan" in told.text


def test_what_was_typed_of_somebody_who_is_refused_stands_in_the_form(
    served: Served, chromium: Browser
) -> None:
    with signed_in(chromium, served, "admin") as page:
        page.fill("#name", "elsa  exempel")
        page.fill("#login", "elsa2")
        page.select_option("#role", "auditor")
        page.click("text=Lägg till >> nth=-1")
        assert "finns redan" in page.locator("#trouble").inner_text()
        assert page.input_value("#name") == "elsa  exempel"
        assert page.input_value("#login") == "elsa2"
        assert page.input_value("#role") == "auditor"
        assert violations(page) == []


def test_who_is_closed_out_is_out_at_once_and_can_be_let_in_again(served: Served) -> None:
    elsa, admin = served.client("elsa"), served.client("admin")
    user = re.search(r"/people/(u-\w+)/role", admin.get("/people").text.partition("Elsa")[2])
    assert user
    admin.post(f"/people/{user[1]}/active", data={"active": "false"})
    assert elsa.get("/me").url.path == "/sign-in"
    form = {"login": "elsa", "password": DEMO_PASSWORD}
    assert served.client().post("/sign-in", data=form).status_code == 422
    admin.post(f"/people/{user[1]}/active", data={"active": "true"})
    assert served.client("elsa").get("/me").status_code == 200


def test_an_administrator_cannot_lock_everybody_out(served: Served) -> None:
    admin = served.client("admin")
    me = next(one for one in all_users(served.house.store) if one.login == "admin")
    told = admin.post(f"/people/{me.id}/active", data={"active": "false"})
    assert told.status_code == 422
    assert admin.get("/people").status_code == 200


def test_ones_own_password_is_changed_and_other_sessions_end(
    served: Served, chromium: Browser
) -> None:
    other = served.client("elsa")
    with signed_in(chromium, served, "elsa") as page:
        page.goto("/me")
        assert violations(page) == []
        page.fill("#old", "fel lösenord här")
        page.fill("#new", "en ny mening att minnas")
        page.fill("#again", "en ny mening att minnas")
        page.click("button:has-text('Byt lösenord')")
        assert "fel" in page.locator("#trouble").inner_text()
        assert violations(page) == []
        page.fill("#old", DEMO_PASSWORD)
        page.fill("#new", "en ny mening att minnas")
        page.fill("#again", "en ny mening att minnas")
        page.click("button:has-text('Byt lösenord')")
        assert "bytt" in page.locator(".done").inner_text()
    assert other.get("/me").url.path == "/sign-in"
