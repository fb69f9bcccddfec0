"""Prefect reads its settings when it is imported: a home of its own, and nothing told to anyone.
And the two kinds of database that the store runs on."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.environment import CLIENT, PRIVACY

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from scripts.postgresql import Server
    from tests.webhouse import Served

HOME = tempfile.mkdtemp(prefix="anslut-prefect-")

os.environ.update(PRIVACY | CLIENT)
os.environ["PREFECT_HOME"] = HOME
os.environ["ANSLUT_SAMPLE_SHARE"] = "0"  # no test hangs on chance; one that wants a draw says so


def pytest_unconfigure() -> None:
    """The home goes with the process that made it: each process of a parallel run has its own."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """What a job in the background starts is deaf to it, unless told otherwise."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def postgresql() -> "Iterator[Server]":
    """A PostgreSQL server for as long as this process tests; started by the first that asks."""
    from scripts.postgresql import server

    with server() as running:
        yield running


@pytest.fixture(scope="session")
def kept_database(postgresql: "Server") -> str:
    """The address of a database that is made once: `database` empties it after each test."""
    return postgresql.url(postgresql.create())


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The kind of database that `Settings()` names in this test: each test runs on both.

    SQLite's is a file in the data folder, PostgreSQL's an empty database.
    """
    kind: str = request.param
    if kind == "sqlite":
        yield kind
        return
    from tests.intake import emptied

    url: str = request.getfixturevalue("kept_database")
    monkeypatch.setenv("ANSLUT_DATABASE_URL", url)
    yield kind
    emptied(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """As `database`, but one that nobody has set up, and that a test may spoil."""
    kind: str = request.param
    if kind == "sqlite":
        yield kind
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.create()
    monkeypatch.setenv("ANSLUT_DATABASE_URL", server.url(name))
    yield kind
    server.drop(name)


@pytest.fixture
def served(tmp_path: Path) -> "Iterator[Served]":
    """The web application on an empty house, with the demo's users. Its reader does
    as a file's words say (tests/readers.py). What waits is left to the test."""
    from adapters.settings import Settings
    from flows.reading import FileReader
    from tests.readers import scripted
    from tests.webhouse import serving

    reader = FileReader(None, scripted, 1_000_000)
    with serving(Settings(data_dir=tmp_path, workers=1, web_reads=False), reader) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """The system's Chromium, for as long as a file of tests: its event loop would
    otherwise be running in those that come after, which then cannot run their own."""
    from playwright.sync_api import sync_playwright

    from tests.webhouse import chromium as path
    from tests.webhouse import chromium_options

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path(), args=chromium_options())
        yield browser
        browser.close()
