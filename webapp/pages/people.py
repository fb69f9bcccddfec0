"""Who may sign in, for who looks after that; and one's own password, for everybody."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters import users
from adapters.users import NewUser, add_user, all_users, change_user
from domain.errors import ActRefused, NotFound
from domain.user import User, UserRole
from webapp.access import Admin, Anybody, AtHouse
from webapp.house import House
from webapp.pages.sign_in import signed
from webapp.passwords import checked, hash_password
from webapp.render import page

router = APIRouter(include_in_schema=False)

CHANGES = 5  # of one's password that one sees
LAST = "Det måste finnas minst en administratör som kan logga in. Lägg till en annan först."
OWN = "Din egen roll och dig själv kan bara en annan administratör ändra."


@router.get("/people")
def people(request: Request, at: AtHouse, visitor: Admin) -> Response:
    """Everybody, and a form to add somebody."""
    return _people(request, at, visitor.user)


@router.post("/people")
def add(
    request: Request,
    at: AtHouse,
    visitor: Admin,
    login: Annotated[str, Form(min_length=2, max_length=64, pattern=r"^[^\s/]+$")],
    name: Annotated[str, Form(min_length=2, max_length=100)],
    role: Annotated[UserRole, Form()],
) -> Response:
    """Add somebody, with a password that is shown once and that they change."""
    password = secrets.token_urlsafe(12)
    kept = hash_password(password, login)
    new = NewUser(login.strip(), name, role, kept, must_change=True)
    try:
        made = add_user(at.store, new, visitor.name, datetime.now(UTC))
    except ActRefused as error:
        typed = {"login": login, "name": name, "role": role}
        return _people(request, at, visitor.user, 422, trouble=str(error), typed=typed)
    return _told(request, at, visitor.user, made, password)


@router.post("/people/{user}/role")
def change_role(
    at: AtHouse, visitor: Admin, user: str, role: Annotated[UserRole, Form()]
) -> Response:
    """Another role. They are signed out everywhere."""
    _change(at, visitor.user, user, {"role": role})
    return RedirectResponse("/people", 303)


@router.post("/people/{user}/active")
def change_activity(
    at: AtHouse, visitor: Admin, user: str, active: Annotated[bool, Form()]
) -> Response:
    """Let in no longer, or again."""
    _change(at, visitor.user, user, {"is_active": active})
    return RedirectResponse("/people", 303)


@router.post("/people/{user}/password")
def new_password(request: Request, at: AtHouse, visitor: Admin, user: str) -> Response:
    """A new password for who has forgotten theirs, shown once."""
    found = _user(at, user)
    password = secrets.token_urlsafe(12)
    kept = hash_password(password, found.login)
    changed: dict[str, object] = {"password": kept, "must_change": True}
    change_user(at.store, user, changed, visitor.name, datetime.now(UTC))
    return _told(request, at, visitor.user, found, password)


@router.get("/me")
def me(request: Request, at: AtHouse, visitor: Anybody, done: bool = False) -> Response:
    """Who one is here, who has changed one's password, and the form for another."""
    return _me(request, at, visitor.user, done=done)


@router.post("/me/password")
def own_password(
    request: Request,
    at: AtHouse,
    visitor: Anybody,
    old: Annotated[str, Form(max_length=1024)],
    new: Annotated[str, Form(max_length=1024)],
    again: Annotated[str, Form(max_length=1024)],
) -> Response:
    """Another password of one's own: the session goes on, all others end."""
    user = visitor.user
    address = request.client.host if request.client else ""
    try:
        checked(at.store, user.login, old, address)
        if new != again:
            raise ActRefused("De två nya lösenorden är inte lika.")
        if new == old:
            raise ActRefused("Det nya lösenordet är det gamla. Välj ett annat.")
        kept = hash_password(new, user.login)
    except ActRefused as error:
        return _me(request, at, user, trouble=str(error))
    changed: dict[str, object] = {"password": kept, "must_change": False}
    change_user(at.store, user.id, changed, visitor.name, datetime.now(UTC))
    return signed(request, at, user, "/me?done=true")


def _me(request: Request, at: House, user: User, done: bool = False, trouble: str = "") -> Response:
    changes = users.password_changes(at.store, user.id, CHANGES)
    status = 422 if trouble else 200
    return page(request, "me.html", status, me=user, done=done, trouble=trouble, changes=changes)


def _change(at: House, me: User, user: str, changed: dict[str, object]) -> None:
    """Change somebody else, as long as an administrator is left."""
    found = _user(at, user)
    if found.id == me.id:
        raise ActRefused(OWN)
    others = [
        one
        for one in users.all_users(at.store)
        if one.role == "admin" and one.is_active and one.id != found.id
    ]
    if not others:
        raise ActRefused(LAST)
    change_user(at.store, user, changed, me.name, datetime.now(UTC))


def _user(at: House, user: str) -> User:
    found = next((one for one in all_users(at.store) if one.id == user), None)
    if found is None:
        raise NotFound("Den användaren finns inte.")
    return found


def _told(request: Request, at: House, me: User, made: User, password: str) -> Response:
    """The page with a new password on it, this once."""
    return _people(request, at, me, made=made, password=password)


def _people(request: Request, at: House, me: User, status: int = 200, **more: object) -> Response:
    """Everybody; `more` is a new password, or what was typed and why it is refused."""
    context = {"trouble": "", "typed": {}} | more
    return page(request, "people.html", status, people=all_users(at.store), me=me, **context)
