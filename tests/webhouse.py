"""The web application as tests use it: a real server on a free port, and the system's Chromium."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

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

    def __init__(self, url: str, house: House) -> None:
        """Where it listens, and the house behind it."""
        self.url = url
        self.house = house

    def client(self, login: str | None = None) -> httpx.Client:
        """Somebody's browser without a screen: signed in as a demo user, if one is named. Its
        acts carry the session's secret."""
        made = httpx.Client(base_url=self.url, follow_redirects=True, timeout=30)
        if login is not None:
            form = {"login": login, "password": DEMO_PASSWORD}
            assert made.post("/sign-in", data=form).status_code == 200
            made.headers["X-CSRF-Token"] = made.get("/session").json()["csrf"]
        return made


@contextmanager
def serving(settings: Settings, reader: FileReader | None = None) -> Iterator[Served]:
    """The application of these settings, in a thread of this process, with the demo's users."""
    port = free_port()
    settings = settings.model_copy(update={"demo": True, "web_port": port})
    with open_house(settings, reader) as house:
        running = server(application(house), settings)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        end = time.monotonic() + START_SECONDS
        while not running.started and time.monotonic() < end:
            time.sleep(0.02)
        assert running.started, "the server has not started"
        try:
            yield Served(f"http://127.0.0.1:{port}", house)
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
