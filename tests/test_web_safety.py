"""What the web application promises about safety, held against every route and template."""

import concurrent.futures
import re
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from adapters.guesses import count_guess, take_back
from adapters.settings import Settings
from adapters.users import all_users, change_user, open_session, session
from domain.errors import ActRefused, SettingsError
from flows.reading import FileReader
from tests.intake import NOW, raw
from tests.readers import scripted
from tests.webhouse import Served, serving
from webapp.access import ROLES, SAFE_METHODS
from webapp.demo import DEMO_PASSWORD, DEMO_USERS, refuse_demo_users
from webapp.pages import ROUTERS
from webapp.passwords import checked, hash_password
from webapp.render import FOLDER
from webapp.serve import check_safe

# Who has not signed in may ask for these, and no others.
OPEN = {"/sign-in", "/sign-in/single", "/sign-in/single/back", "/language", "/health", "/ready"}
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One house for all that changes nothing in it."""
    folder = tmp_path_factory.mktemp("safe")
    reader = FileReader(None, scripted, 1_000_000)
    with serving(Settings(data_dir=folder, workers=1), reader) as running:
        yield running


def routes() -> list[tuple[str, str]]:
    """Method and path of every page; parts in braces as an id that is nobody's."""
    return [
        (method, re.sub(r"\{[^}]*\}", "1", route.path))
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def test_every_page_asks_who_it_is(safe: Served) -> None:
    client = safe.client()
    for method, path in routes():
        if path in OPEN:
            continue
        answer = client.request(method, path, headers={"X-Requested-With": "test"})
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"


def test_every_act_wants_the_secret_of_its_session(safe: Served) -> None:
    client = safe.client("per")
    client.headers["X-CSRF-Token"] = "another's"
    acts = [(m, p) for m, p in routes() if m not in SAFE_METHODS and p not in OPEN]
    assert acts
    for method, path in acts:
        answer = client.request(method, path)
        assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"


@pytest.mark.parametrize("path", sorted(OPEN & {"/sign-in", "/language"}))
def test_another_site_cannot_have_it_sent(safe: Served, path: str) -> None:
    form = {"login": "elsa", "password": "x", "chosen": "en"}
    told = safe.client().post(path, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert told.status_code == 403


@pytest.mark.parametrize(("login", "role"), [(login, role) for login, _, role in DEMO_USERS])
def test_a_role_gets_what_it_may_and_nothing_else(safe: Served, login: str, role: str) -> None:
    client = safe.client(login)
    for place, permission in (("/people", "people"), ("/me", None)):
        wanted = 200 if permission is None or permission in ROLES[role] else 403  # type: ignore[index]
        assert client.get(place).status_code == wanted, place


def test_every_answer_has_the_headers_and_no_page_is_cached(safe: Served) -> None:
    client = safe.client("elsa")
    for path in ("/sign-in", "/me", "/finns-inte", "/people", "/health"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert "immutable" not in client.get("/static/style.css").headers["cache-control"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_has_a_script_a_style_or_a_handler_in_it(template: Path) -> None:
    """The policy would stop them, and the page would not work."""
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"<style|\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"hx-on|hx-vals=.js:|javascript:", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_nothing_is_fetched_from_another_host(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href|action|hx-get|hx-post)=[\"'](?:https?:)?//", text)
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_form_that_acts_carries_the_secret(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*method=.post.*?</form>", text, re.DOTALL):
        if 'action="/sign-in"' not in form:
            assert 'name="csrf"' in form, form[:120]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's own, with its key."""
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
            *("-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    key.chmod(0o600)
    return made, key


def test_over_https_the_cookie_is_held_to_this_host(tmp_path: Path) -> None:
    made, key = certificate(tmp_path)
    settings = Settings(data_dir=tmp_path, workers=1, web_certificate=made, web_key=key)
    with serving(settings, FileReader(None, scripted, 1_000_000)) as running:
        trusting = ssl.create_default_context(cafile=str(made))
        url = running.url.replace("http:", "https:")
        with httpx.Client(base_url=url, verify=trusting) as client:
            form = {"login": "elsa", "password": DEMO_PASSWORD}
            answer = client.post("/sign-in", data=form)
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith("__Host-anslut=")
            for flag in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
                assert flag in cookie
            assert "max-age" in answer.headers["strict-transport-security"]


def test_a_session_that_is_not_used_ends(safe: Served) -> None:
    user = next(one for one in all_users(safe.house.store) if one.login == "rut")
    then = datetime.now(UTC)
    token, _ = open_session(safe.house.store, user, then)

    def lives(after: timedelta) -> bool:
        at = then + after
        found = session(safe.house.store, token, at, timedelta(minutes=60), timedelta(hours=12))
        return found is not None

    assert lives(timedelta(minutes=59))  # and is used by that
    assert lives(timedelta(minutes=110))
    assert not lives(timedelta(minutes=171))
    for hour in range(2, 12):
        lives(timedelta(hours=hour - 0.1))
    assert not lives(timedelta(hours=12, minutes=1))


def test_a_new_role_ends_what_was_begun_under_the_old(safe: Served) -> None:
    client = safe.client("rolf")
    user = next(one for one in all_users(safe.house.store) if one.login == "rolf")
    change_user(safe.house.store, user.id, {"role": "reviewer"}, "Ada Admin", NOW)
    assert client.get("/session", headers={"X-Requested-With": "x"}).status_code == 401


def test_signing_in_makes_a_session_of_its_own(safe: Served) -> None:
    """A cookie that somebody has planted is not taken over."""
    client = safe.client()
    client.cookies.set("anslut", "planted", domain="127.0.0.1")
    client.post("/sign-in", data={"login": "elsa", "password": DEMO_PASSWORD})
    assert "planted" not in client.cookies.values()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "https"),
        ({"web_certificate": "cert.pem"}, "ANSLUT_WEB_KEY behövs båda"),
        ({"web_certificate": "cert.pem", "web_key": "finns-inte"}, "finns inte"),
        ({"web_certificate": "cert.pem", "web_key": "open.pem"}, "chmod 600"),
    ],
)
def test_it_does_not_start_unsafe(tmp_path: Path, given: dict[str, str], told: str) -> None:
    made, key = certificate(tmp_path)
    (tmp_path / "open.pem").write_bytes(key.read_bytes())
    (tmp_path / "open.pem").chmod(0o644)
    assert made.name == "cert.pem"
    places = {name: tmp_path / value for name, value in given.items()}
    with pytest.raises(SettingsError, match=told):
        check_safe(Settings(data_dir=tmp_path).model_copy(update=places))


@pytest.mark.parametrize("given", [{"web_proxies": "10.0.0.1"}, {"demo": True}])
def test_behind_a_proxy_or_in_the_demo_it_starts(tmp_path: Path, given: dict[str, object]) -> None:
    check_safe(Settings(data_dir=tmp_path).model_copy(update=given))


def test_it_does_not_start_with_passwords_that_everybody_knows(safe: Served) -> None:
    with pytest.raises(SettingsError, match="demons användare"):
        refuse_demo_users(safe.house.store)


@pytest.mark.parametrize("password", ["kort", "aaaaaaaaaaaaaa", "elsa-elsa-elsa"])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(ActRefused):
        hash_password(password, "elsa")


def test_a_password_is_kept_as_argon2id() -> None:
    assert hash_password("en mening som är lång", "elsa").startswith("$argon2id$")


def test_a_database_that_fails_is_said_without_its_words(served: Served) -> None:
    """What it lacks is for the log: people are told what to do."""
    client = served.client("elsa")
    with raw(served.house.settings) as connection:
        connection.exec_driver_sql("ALTER TABLE review_items RENAME TO gone")
    told = client.get("/queue")
    assert told.status_code == 503
    assert "Försök igen om en stund" in told.text
    assert "review_items" not in told.text


# Guessing


def waits(safe: Served, login: str, address: str, after: timedelta = timedelta()) -> bool:
    """Whether a signing in has to wait; it is counted as failed if not."""
    return count_guess(safe.house.store, login, address, NOW + after) > timedelta()


def test_slips_of_an_office_fade_within_the_hour(safe: Served) -> None:
    for number in range(50):
        assert not waits(safe, f"slip{number}", "office 1")
    assert waits(safe, "ny", "office 1")
    assert not waits(safe, "ny", "office 1", timedelta(minutes=61))
    assert not waits(safe, "slip1", "office 1", timedelta(minutes=61))
    assert not waits(safe, "slip1", "office 1", timedelta(minutes=61))


def test_who_gets_in_after_a_slip_leaves_nothing_to_their_office(safe: Served) -> None:
    for number in range(60):
        assert not waits(safe, f"klar{number}", "office 2")
        assert not waits(safe, f"klar{number}", "office 2")
        take_back(safe.house.store, f"klar{number}", "office 2")
    assert not waits(safe, "annan", "office 2")


def test_ones_own_account_does_not_pay_for_guesses_at_others(safe: Served) -> None:
    for number in range(50):
        assert not waits(safe, f"offer{number}", "office 3")
        for _ in range(3):
            waits(safe, "egen", "elsewhere")
        take_back(safe.house.store, "egen", "office 3")
    assert waits(safe, "offer51", "office 3")


def test_guesses_that_come_at_the_same_time_are_counted_before_they_are_heard(
    safe: Served,
) -> None:
    def guess(number: int) -> str:
        with pytest.raises(ActRefused) as told:
            checked(safe.house.store, "rut", f"gissning {number}", "office 4")
        return str(told.value)

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        told = list(pool.map(guess, range(12)))
    assert sum("är fel" in one for one in told) == 5
