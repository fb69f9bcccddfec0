"""Programs that use the API. Their tokens are kept as hashes only."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from adapters.rows import insert, insert_events
from adapters.store import Store
from adapters.user_tables import api_clients
from adapters.users import hashed
from domain.case import Event
from domain.errors import ActRefused, NotFound
from domain.user import Client, Scope

PREFIX = "anslut_"  # so that a token is known for one where it should not be, in logs and code


def add_client(
    store: Store, name: str, scopes: tuple[Scope, ...], who: str, now: datetime
) -> tuple[Client, str]:
    """Add a program: what it is, and its token, which is shown this once. ActRefused when the name
    is taken, also by a program that was revoked: what that did stays written under the name."""
    name, made = " ".join(name.split()), "p-" + secrets.token_hex(8)
    if not name or not name.isprintable() or not scopes:
        raise ActRefused("Programmet behöver ett namn och minst en sak som det får göra.")
    token = PREFIX + secrets.token_urlsafe(32)
    row: dict[str, object] = {
        "id": made,
        "name": name,
        "token": hashed(token),
        "scopes": sorted(set(scopes)),
        "created_at": now,
        "created_by": who,
        "revoked_at": None,
    }
    with store.database.writing() as connection:
        if connection.scalar(sa.select(api_clients.c.id).where(api_clients.c.name == name)):
            raise ActRefused("Ett program har eller har haft det namnet. Välj ett annat.")
        insert(connection, api_clients, [row])
        added = Event(subject=made, at=now, who=who, what="client_added", why=_told(scopes))
        insert_events(connection, [added])
        return _client(_row(connection, made)), token


def revoke_client(store: Store, client: str, who: str, now: datetime) -> None:
    """Take a program's token back, by the program's id; doing it again does nothing. NotFound."""
    with store.database.writing() as connection:
        if _row(connection, client).revoked_at is not None:
            return
        here = api_clients.c.id == client
        connection.execute(api_clients.update().where(here).values(revoked_at=now))
        revoked = Event(subject=client, at=now, who=who, what="client_revoked")
        insert_events(connection, [revoked])


def all_clients(store: Store) -> tuple[Client, ...]:
    """Every program, also those that were revoked, by name."""
    with store.database.reading() as connection:
        query = sa.select(api_clients).order_by(api_clients.c.name)
        return tuple(map(_client, connection.execute(query)))


def client_of(store: Store, token: str) -> Client | None:
    """Whose token this is; None when it is nobody's, or was taken back."""
    query = sa.select(api_clients).where(
        api_clients.c.token == hashed(token), api_clients.c.revoked_at.is_(None)
    )
    with store.database.reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _client(row)


def _row(connection: sa.Connection, client: str) -> sa.Row[tuple[object, ...]]:
    query = sa.select(api_clients).where(api_clients.c.id == client)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("Det programmet finns inte.")
    return row


def _client(row: sa.Row[tuple[object, ...]]) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )


def _told(scopes: tuple[Scope, ...]) -> str:
    return " ".join(sorted(set(scopes)))
