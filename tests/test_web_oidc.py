"""Single sign-on against a real provider: a process of its own that speaks OpenID Connect."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser
from pydantic import SecretStr

from adapters.settings import Settings
from adapters.users import all_users
from domain.errors import SettingsError
from flows.reading import FileReader
from tests.readers import scripted
from tests.webhouse import Served, free_port, serving, violations
from webapp.single_sign_on import check_settings, role_of

PEOPLE = (
    {"sub": "s1", "name": "Greta Granskare", "preferred_username": "greta", "groups": ["granska"]},
    {"sub": "s2", "name": "Olle Obehörig", "preferred_username": "olle", "groups": ["annat"]},
)
START_SECONDS = 30


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider's address."""
    port = free_port()
    known = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(
        [*command, *known], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url
        finally:
            process.terminate()


def _wait(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            httpx.get(f"{url}/.well-known/openid-configuration").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider has not started")


def settings(folder: Path, issuer: str, roles: str = "granska=reviewer") -> Settings:
    return Settings(
        data_dir=folder,
        workers=1,
        oidc_issuer=issuer,
        oidc_client_id="anslut",
        oidc_client_secret=SecretStr("mellan oss"),
        oidc_roles=roles,
    )


@pytest.fixture
def single(tmp_path: Path, provider: str) -> Iterator[Served]:
    reader = FileReader(None, scripted, 1_000_000)
    with serving(settings(tmp_path, provider), reader) as running:
        yield running


@dataclass
class Way:
    """One browser's way to the provider and back."""

    client: httpx.Client

    def to_provider(self) -> str:
        asked = self.client.get("/sign-in/single?goes_to=/me", follow_redirects=False)
        assert asked.status_code == 303
        return asked.headers["location"]

    def back(self, address: str, subject: str) -> str:
        """Signed in at the provider; where it sends the browser."""
        done = httpx.post(address, data={"sub": subject}, follow_redirects=False)
        return done.headers["location"]


def test_a_person_signs_in_with_a_browser(single: Served, chromium: Browser) -> None:
    context = chromium.new_context(base_url=single.url)
    page = context.new_page()
    page.goto("/sign-in?goes_to=/me")
    assert violations(page) == []
    page.get_by_role("link", name="Logga in med myndighetens konto").click()
    page.get_by_role("button", name="s1").click()
    page.wait_for_url("**/me")
    assert page.get_by_role("heading", level=1).inner_text() == "Greta Granskare"
    assert "granskare" in page.inner_text("main")
    assert page.get_by_label("Lösenordet nu").count() == 0
    context.close()


def test_who_has_no_role_there_is_not_let_in(single: Served) -> None:
    way = Way(single.client())
    told = way.client.get(way.back(way.to_provider(), "s2"))
    assert told.status_code == 422
    assert "Du har ingen roll i Anslut" in told.text
    assert all(one.login != "olle" for one in all_users(single.house.store))


def test_the_same_answer_signs_in_once(single: Served) -> None:
    way = Way(single.client())
    back = way.back(way.to_provider(), "s1")
    assert way.client.get(back).url.path == "/me"
    way.client.cookies.delete("anslut")
    assert "Börja om" in way.client.get(back).text


def test_an_answer_that_another_browser_asked_for_signs_nobody_in(single: Served) -> None:
    """Else somebody could sign another in as themselves, and have them hand in their files."""
    theirs, other = Way(single.client()), Way(single.client())
    back = theirs.back(theirs.to_provider(), "s1")
    assert "Börja om" in other.client.get(back).text
    assert other.client.get("/me").url.path == "/sign-in"


def test_a_code_of_another_signing_in_is_not_believed(single: Served) -> None:
    """Its token has another nonce, and the provider holds its verifier against it."""
    first, second = Way(single.client()), Way(single.client())
    code = parse_qs(urlsplit(first.back(first.to_provider(), "s1")).query)["code"][0]
    state = parse_qs(urlsplit(second.back(second.to_provider(), "s1")).query)["state"][0]
    told = second.client.get("/sign-in/single/back", params={"code": code, "state": state})
    assert told.status_code == 422
    assert second.client.get("/me").url.path == "/sign-in"


def test_a_no_at_the_provider_is_said(single: Served) -> None:
    way = Way(single.client())
    done = httpx.post(way.to_provider(), data={"action": "deny"}, follow_redirects=False)
    assert "Börja om" in way.client.get(done.headers["location"]).text


def test_the_role_is_the_providers_of_today(tmp_path: Path, provider: str) -> None:
    reader = FileReader(None, scripted, 1_000_000)
    for roles, word in (("granska=reviewer", "granskare"), ("granska=lead", "ansvarig")):
        with serving(settings(tmp_path, provider, roles), reader) as running:
            way = Way(running.client())
            assert f"Roll: {word}" in way.client.get(way.back(way.to_provider(), "s1")).text


def test_a_provider_that_is_gone_is_said(tmp_path: Path) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    with serving(settings(tmp_path, gone), FileReader(None, scripted, 1_000_000)) as running:
        told = running.client().get("/sign-in/single")
        assert told.status_code == 422
        assert "Inloggningstjänsten svarar inte" in told.text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"oidc_issuer": "http://id.example.se"}, "https"),
        ({"oidc_client_id": ""}, "ANSLUT_OIDC_CLIENT_ID"),
        ({"oidc_roles": "granska=chef"}, "ANSLUT_OIDC_ROLES"),
    ],
)
def test_half_a_setting_is_refused_at_the_start(
    tmp_path: Path, changed: dict[str, object], told: str
) -> None:
    made = settings(tmp_path, "https://id.example.se").model_copy(update=changed)
    with pytest.raises(SettingsError, match=told):
        check_settings(made)


def test_a_role_is_read_from_one_word_or_from_a_list(tmp_path: Path) -> None:
    made = settings(tmp_path, "https://id.example.se", "granska=reviewer,led=lead")
    assert role_of(made, {"roles": "led"}) == "lead"
    assert role_of(made, {"groups": ["x", "granska"]}) == "reviewer"
    assert role_of(made, {"groups": ["led", "granska"]}) == "reviewer"  # the setting's order
    assert role_of(made, {"groups": None}) is None
