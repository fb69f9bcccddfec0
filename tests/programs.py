"""Programs that use the API in tests, what they hand in, and the house that they do it in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import yaml

from adapters.clients import add_client
from adapters.settings import Settings
from domain.reading import Alteration, FileReading
from domain.user import Scope
from flows.delivery import process
from flows.reading import FileReader
from tests import builders
from tests.builders import BOX, FAULTLESS, page
from tests.readers import faultless, scripted
from tests.webhouse import Served, serving

ALL: tuple[Scope, ...] = ("upload", "read", "review", "register")
EMAIL = "agreement_contact.email"


def reader(name: str, data: bytes) -> FileReading:
    """As tests.readers.scripted; or an agreement of the board that the order names, faultless
    ("board"), with an address that is none ("doubt") or with a word changed ("altered")."""
    match data.decode().split():
        case ["board", board]:
            return _of(board, name)
        case ["doubt", board]:
            return _of(board, name, {EMAIL: "asa.sjoberg habokommun.se"})
        case ["altered", board]:
            read = _of(board, name)
            first, second, third = read.pages
            changed = Alteration(kind="replaced", page=2, box=BOX, expected="ska", found="får")
            second = second.model_copy(update={"alterations": (changed,)})
            return read.model_copy(update={"pages": (first, second, third)})
    return scripted(name, data)


def _of(board: str, name: str, written: dict[str, str | None] | None = None) -> FileReading:
    """The faultless agreement of another board, with other texts in some boxes of page 1."""
    read = faultless(name)
    texts = {**FAULTLESS, "party.board_name": board, **(written or {})}
    return read.model_copy(update={"pages": (page(1, written=texts), *read.pages[1:])})


@contextmanager
def program_house(folder: Path, **settings: object) -> Iterator[Served]:
    """The application over an empty house whose reader does as above, on a form of the tests'."""
    form = folder / "forms" / "form-a"
    form.mkdir(parents=True)
    described = builders.form().model_dump(mode="json")
    (form / "form.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    (form / "blank.pdf").write_bytes(b"")
    given: dict[str, object] = {"api_per_minute": 100_000, "web_upload_megabytes": 1}
    given["web_reads"] = False  # tests read what they hand in, when they want it read
    made = Settings.model_validate(
        {"data_dir": folder / "var", "forms_dir": folder / "forms", "workers": 1} | given | settings
    )
    with serving(made, FileReader(None, reader, 1_000_000)) as running:
        yield running


def client_with_token(running: Served, name: str, scopes: tuple[Scope, ...] = ALL) -> str:
    """A new program's token."""
    return add_client(running.house.store, name, scopes, "Ada Admin", datetime.now(UTC))[1]


@contextmanager
def calling(running: Served, name: str, scopes: tuple[Scope, ...] = ALL) -> Iterator[httpx.Client]:
    """A program with a token of these scopes."""
    token = client_with_token(running, name, scopes)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{running.url}/api/v1", headers=headers, timeout=30) as client:
        yield client


def handed_in(client: httpx.Client, content: str, **headers: str) -> dict[str, object]:
    """A file that says this is handed in; the receipt."""
    done = client.post("/deliveries", content=content.encode(), headers=headers)
    assert done.status_code == 201, done.text
    receipt: dict[str, object] = done.json()
    return receipt


def case_of(running: Served, client: httpx.Client, content: str) -> dict[str, object]:
    """A file is handed in and read; its case as the API shows it."""
    delivery = handed_in(client, content)["id"]
    process(running.house.machine, str(delivery))
    (case,) = client.get(f"/deliveries/{delivery}").json()["cases"]
    shown: dict[str, object] = client.get(f"/cases/{case['id']}").json()
    return shown
