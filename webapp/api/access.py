"""Which program asks, what it may, and how often."""

import time
from threading import Lock
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from adapters.clients import client_of
from domain.user import Client, Scope
from webapp.access import AtHouse
from webapp.errors import NoToken, OutOfScope, TooOften

BEARER = HTTPBearer(
    scheme_name="token",
    description="A program's token, made in the web application or with `anslut clients add`.",
    auto_error=False,
)


class Rates:
    """How often each program may ask: `per_minute` at once, and as many more each minute."""

    def __init__(self, per_minute: int) -> None:
        """Nobody has asked yet."""
        self._most = per_minute
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def count(self, client: str) -> None:
        """One request more. TooOften when there have been too many."""
        now, each = time.monotonic(), 60 / self._most
        with self._lock:
            left, last = self._left.get(client, (float(self._most), now))
            left = min(float(self._most), left + (now - last) / each)
            self._left[client] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            raise TooOften(max(1, round((1 - left) * each)))


def named(client: Client) -> str:
    """Who a program's acts are written down as: nobody takes it for a person.

    >>> from datetime import UTC, datetime
    >>> named(Client(id="p-1", name="Diariet", scopes=(), created_at=datetime.now(UTC)))
    'Diariet (program)'
    """
    return f"{client.name} (program)"


def program(
    request: Request,
    at: AtHouse,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Client:
    """The program whose token was sent. NoToken, TooOften."""
    found = client_of(at.store, given.credentials) if given else None
    if found is None:
        raise NoToken
    rates: Rates = request.app.state.rates
    rates.count(found.id)
    return found


def needs(*scopes: Scope) -> Any:
    """A dependency: the program, whose token has to have one of these scopes. OutOfScope."""

    def check(client: Annotated[Client, Depends(program)]) -> Client:
        if not set(scopes) & set(client.scopes):
            told = " eller ".join(scopes)
            raise OutOfScope(f"Programmets nyckel gäller inte det: det behöver {told}.")
        return client

    return Depends(check)


Uploading = Annotated[Client, needs("upload")]
Following = Annotated[Client, needs("upload", "read")]
Reading = Annotated[Client, needs("read")]
Reviewing = Annotated[Client, needs("review")]
Registering = Annotated[Client, needs("register")]
