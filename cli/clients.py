"""anslut clients: programs that use the API."""

from contextlib import closing
from datetime import UTC, datetime
from typing import get_args

import typer

from adapters.clients import add_client, all_clients, revoke_client
from adapters.settings import load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.who import named
from cli.words import err, moment, out, table
from domain.errors import NotFound
from domain.user import Scope


def list_clients() -> Exit:
    """Every program, by name."""
    with closing(open_store(load_settings())) as store:
        found = all_clients(store)
    rows = [
        (
            one.name,
            ", ".join(one.scopes),
            moment(one.created_at),
            f"indragen {moment(one.revoked_at)}" if one.revoked_at else "gäller",
        )
        for one in found
    ]
    out.print(table("Program", ("Namn", "Får", "Tillagt", "Nyckel"), rows))
    return Exit.OK


def add(name: str, wanted: list[str], by: str | None) -> Exit:
    """Add a program. Its token alone goes to standard output, to be kept where it is needed."""
    settings = load_settings()
    who = named(by, settings)
    scopes = tuple(map(_scope, wanted))
    with closing(open_store(settings)) as store:
        _, token = add_client(store, name, scopes, who, datetime.now(UTC))
    err.print("Nyckeln visas bara nu:", highlight=False)
    out.print(token, markup=False, highlight=False, soft_wrap=True)
    return Exit.OK


def revoke(name: str, by: str | None) -> Exit:
    """Take a program's token back."""
    settings = load_settings()
    who = named(by, settings)
    with closing(open_store(settings)) as store:
        found = next((one for one in all_clients(store) if one.name == name), None)
        if found is None:
            raise NotFound(f"Det finns inget program {name}. Se anslut clients list.")
        revoke_client(store, found.id, who, datetime.now(UTC))
    out.print(f"Nyckeln till {name} gäller inte längre.", markup=False, highlight=False)
    return Exit.OK


def _scope(text: str) -> Scope:
    """One of the scopes; a usage error for anything else."""
    scopes: tuple[Scope, ...] = get_args(Scope)
    for one in scopes:
        if text == one:
            return one
    raise typer.BadParameter(f"{text!r}: skriv {', '.join(scopes)}.", param_hint="--scope")
