"""The web application as tests use it: a real server on a free port, and the system's Chromium."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page

from adapters.settings import Settings
from flows.reading import FileReader
from webapp.demo import DEMO_PASSWORD
from webapp.house import House, open_house
from webapp.serve import application, server

START_SECONDS = 30
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
CHROMIUM_MISSING = (
    "Chromium saknas. Kör make test, som installerar det, eller: sudo apt-get install -y chromium"
)


class Served:
    """A running server. `url` has no slash at the end."""

    def __init__(self, url: str, house: House, app: FastAPI) -> None:
        """Where it listens, the house behind it, and what answers."""
        self.url = url
        self.app = app
        self.house = house
        self._clients: list[httpx.Client] = []

    def client(self, login: str | None = None) -> httpx.Client:
        """Somebody's browser without a screen: signed in as a demo user, if one is named. Its
        acts carry the session's secret."""
        made = httpx.Client(base_url=self.url, follow_redirects=True, timeout=30)
        self._clients.append(made)
        if login is not None:
            form = {"login": login, "password": DEMO_PASSWORD}
            done = made.post("/sign-in", data=form, follow_redirects=False)
            assert done.status_code == 303, done.text
            made.headers["X-CSRF-Token"] = made.get("/session").json()["csrf"]
        return made

    def close(self) -> None:
        """Close the clients."""
        for one in self._clients:
            one.close()


@contextmanager
def serving(settings: Settings, reader: FileReader | None = None) -> Iterator[Served]:
    """The application of these settings, in a thread of this process, with the demo's users."""
    port = free_port()
    settings = settings.model_copy(update={"demo": True, "web_port": port})
    with open_house(settings, reader) as house:
        app = application(house)
        running = server(app, settings)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        end = time.monotonic() + START_SECONDS
        while not running.started and time.monotonic() < end:
            time.sleep(0.02)
        assert running.started, "the server has not started"
        try:
            made = Served(f"http://127.0.0.1:{port}", house, app)
            yield made
            made.close()
        finally:
            running.should_exit = True
            thread.join(START_SECONDS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


def chromium() -> str:
    """Where the system's browser is; the test fails without it, and says how to get it."""
    assert CHROMIUM, CHROMIUM_MISSING
    return CHROMIUM


def chromium_options() -> list[str]:
    """A container's root may not use Chromium's sandbox; pages are our own."""
    flags = ["--disable-dev-shm-usage", "--disable-gpu"]
    return [*flags, "--no-sandbox"] if os.geteuid() == 0 else flags


def picture(folder: Path, name: str) -> Path:
    """Where a screenshot of that name goes."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"


@contextmanager
def signed_in(browser: Browser, running: Served, login: str) -> Iterator[Page]:
    """A page in a window of its own, signed in as a demo user, on their first page. A script that
    fails, or that the policy stops, fails the test."""
    context = browser.new_context(base_url=running.url, locale="sv-SE", accept_downloads=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda told: troubles.append(told.text) if is_trouble(told) else None)
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", DEMO_PASSWORD)
    page.click("main button.main")
    page.wait_for_load_state()
    yield page
    context.close()
    assert not troubles, troubles


def is_trouble(told: ConsoleMessage) -> bool:
    """Whether a line of the console tells of a defect of ours. That an act was answered with a
    refusal is also written there, and is none."""
    refusals = ("Failed to load resource", "Response Status Error Code")  # the browser's, htmx's
    return told.type == "error" and not told.text.startswith(refusals)


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it is: rule and where, of WCAG 2.1 A and AA."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def send(
    client: httpx.Client,
    content: bytes,
    name: str = "avtal.pdf",
    batch: str = "0" * 32,
    **came: str,
) -> httpx.Response:
    """One file as the page's script sends it."""
    headers = {
        "X-Batch": batch,
        "X-File-Name": quote(name),
        "X-Requested-With": "XMLHttpRequest",
        "X-Channel": "upload",
        **{f"X-{key}": value for key, value in came.items()},
    }
    return client.post("/upload/file", content=content, headers=headers)


def waited(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()
