"""anslut users: who may sign in to the web application."""

import getpass
import sys
from contextlib import closing
from datetime import UTC, datetime

from adapters.settings import load_settings
from adapters.store import Store, open_store
from adapters.users import NewUser, add_user, all_users, by_login, change_user
from cli.exits import Exit
from cli.who import named
from cli.words import out, table
from domain.errors import NotFound
from domain.user import User, UserRole
from pipeline.words import USER_ROLES
from webapp.passwords import hash_password


def list_users() -> Exit:
    """Everybody, by name."""
    with closing(open_store(load_settings())) as store:
        found = all_users(store)
    rows = [
        (one.login, one.name, USER_ROLES[one.role], "ja" if one.is_active else "avstängd")
        for one in found
    ]
    out.print(table("Användare", ("Inloggning", "Namn", "Roll", "Får logga in"), rows))
    return Exit.OK


def add(login: str, name: str, role: UserRole, by: str | None) -> Exit:
    """Add somebody who signs in with a password."""
    settings = load_settings()
    who = named(by, settings)
    password = hash_password(_asked(), login)
    with closing(open_store(settings)) as store:
        new = NewUser(login, name, role, password, must_change=True)
        add_user(store, new, who, datetime.now(UTC))
    _say(f"{login} kan logga in som {USER_ROLES[role]}.")
    return Exit.OK


def set_password(login: str, by: str | None) -> Exit:
    """Another password, for who has forgotten theirs."""
    settings = load_settings()
    who = named(by, settings)
    with closing(open_store(settings)) as store:
        user = _user(store, login)
        kept = hash_password(_asked(), login)
        changed: dict[str, object] = {"password": kept, "must_change": True}
        change_user(store, user.id, changed, who, datetime.now(UTC))
    _say(f"{login} har ett nytt lösenord och är utloggad överallt.")
    return Exit.OK


def close(login: str, by: str | None) -> Exit:
    """Let somebody in no longer."""
    settings = load_settings()
    who = named(by, settings)
    with closing(open_store(settings)) as store:
        user = _user(store, login)
        change_user(store, user.id, {"is_active": False}, who, datetime.now(UTC))
    _say(f"{login} kan inte logga in längre.")
    return Exit.OK


def _user(store: Store, login: str) -> User:
    found = by_login(store, login)
    if found is None:
        raise NotFound(f"Det finns ingen användare {login}. Se anslut users list.")
    return found[0]


def _asked() -> str:
    """A password: typed unseen, or the first line of standard input where nobody sits there."""
    if sys.stdin.isatty():
        return getpass.getpass("Lösenord: ")
    return sys.stdin.readline().rstrip("\n")


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
