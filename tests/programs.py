"""Programs that use the API in tests, and what they hand in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx

from adapters.clients import add_client
from domain.user import Scope
from flows.delivery import process
from tests.webhouse import Served

ALL: tuple[Scope, ...] = ("upload", "read", "review", "register")


@contextmanager
def calling(running: Served, name: str, scopes: tuple[Scope, ...] = ALL) -> Iterator[httpx.Client]:
    """A program with a token of these scopes."""
    _, token = add_client(running.house.store, name, scopes, "Ada Admin", datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{running.url}/api/v1", headers=headers, timeout=30) as client:
        yield client


def handed_in(client: httpx.Client, content: str, **headers: str) -> dict[str, object]:
    """A file that says this is handed in; the receipt."""
    done = client.post("/deliveries", content=content.encode(), headers=headers)
    assert done.status_code == 201, done.text
    receipt: dict[str, object] = done.json()
    return receipt


def read(running: Served, delivery: object) -> None:
    """The delivery is read and judged, as the night does it."""
    process(running.house.machine, str(delivery))
