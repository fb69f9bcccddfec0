"""Who looks after the users, by a browser."""

import re

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


@pytest.mark.parametrize(("login", "name"), [("elsa", "Annan Person"), ("elsa2", "elsa  EXEMPEL")])
def test_two_people_are_never_one(served: Served, login: str, name: str) -> None:
    form = {"login": login, "name": name, "role": "reviewer"}
    told = served.client("admin").post("/people", data=form)
    assert told.status_code == 422
    assert "finns redan" in told.text


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
