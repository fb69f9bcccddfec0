"""Who uses the web application, and who uses the API."""

from datetime import datetime
from typing import Literal

from domain.value import Value

# What each may do stands in webapp/access.py.
UserRole = Literal["mailroom", "reviewer", "lead", "auditor", "admin"]
Language = Literal["sv", "en"]
Scope = Literal["upload", "read", "review", "register"]


class User(Value):
    """A person who signs in. `name` is who their acts are written down as: no two have the same.

    `password` is whether they have one of ours; those of single sign-on need none. `is_demo`: made
    by the demo, with a password that everybody knows. `must_change`: somebody else has given them
    their password, so they choose another before anything else.
    """

    id: str
    login: str
    name: str
    role: UserRole
    language: Language = "sv"
    is_active: bool = True
    is_demo: bool = False
    password: bool = True
    must_change: bool = False


class Session(Value):
    """One signing in. `csrf` is what its forms and its scripts carry."""

    user: User
    csrf: str
    created_at: datetime
    seen_at: datetime


class Client(Value):
    """A program that uses the API, by a token of which only the hash is kept."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    revoked_at: datetime | None = None
