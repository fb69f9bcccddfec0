"""Signing in and out, and choosing a language."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from adapters import users
from domain.errors import ActRefused
from domain.user import Language, User
from webapp.access import Anybody, AtHouse, cookie_name, is_secure, visitor_of
from webapp.demo import DEMO_PASSWORD, DEMO_USERS
from webapp.errors import Forged
from webapp.passwords import checked
from webapp.render import LANGUAGE_COOKIE, page

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, at: AtHouse, goes_to: str = "/") -> Response:
    """The form; who has signed in already goes on."""
    if visitor_of(request):
        return RedirectResponse(own_path(goes_to), 303)
    return _form(request, at, goes_to)


@router.post("/sign-in")
def sign_in(
    request: Request,
    at: AtHouse,
    login: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=1024)],
    goes_to: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in with a password."""
    refuse_other_sites(request)
    address = request.client.host if request.client else ""
    try:
        user = checked(at.store, login.strip(), password, address)
    except ActRefused as error:
        return _form(request, at, goes_to, str(error), login, 422)
    return signed(request, at, user, goes_to)


@router.get("/session")
def session(visitor: Anybody) -> Response:
    """The secret of the session and whose it is, for a page whose own was of one that is over."""
    return JSONResponse(
        {"csrf": visitor.session.csrf, "name": visitor.name, "login": visitor.user.login}
    )


@router.post("/sign-out")
def sign_out(request: Request, at: AtHouse, visitor: Anybody) -> Response:
    """Sign out; the session is gone, whoever has its cookie."""
    users.close_session(at.store, visitor.token, datetime.now(UTC))
    made = RedirectResponse("/sign-in", 303)
    made.delete_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True)
    made.headers["Clear-Site-Data"] = '"cache", "storage"'
    return made


@router.post("/language")
def choose_language(
    request: Request,
    at: AtHouse,
    chosen: Annotated[Language, Form()],
    goes_to: Annotated[str, Form()] = "/",
) -> Response:
    """Read another language from now on: the user everywhere, others in this browser."""
    refuse_other_sites(request)
    visitor = visitor_of(request)
    made = RedirectResponse(own_path(goes_to), 303)
    if visitor:
        now = datetime.now(UTC)
        users.change_user(at.store, visitor.user.id, {"language": chosen}, visitor.name, now)
    made.set_cookie(
        LANGUAGE_COOKIE, chosen, path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )
    return made


def signed(request: Request, at: AtHouse, user: User, goes_to: str) -> Response:
    """Somebody who is known to be this user, with a new session of theirs."""
    token, _ = users.open_session(at.store, user, datetime.now(UTC))
    made = RedirectResponse(own_path(goes_to), 303)
    made.set_cookie(
        cookie_name(request),
        token,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return made


def own_path(goes_to: str) -> str:
    """The path if it is one of ours, else the first page: nobody is sent on to another site."""
    parts = urlsplit(goes_to)
    is_ours = goes_to.startswith("/") and not goes_to.startswith(("//", "/\\"))
    return goes_to if is_ours and not parts.scheme and not parts.netloc else "/"


def refuse_other_sites(request: Request) -> None:
    """Forged when another site has this sent: browsers say so, and there is no session yet whose
    secret could tell."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forged


def _form(
    request: Request,
    at: AtHouse,
    goes_to: str,
    trouble: str = "",
    login: str = "",
    status: int = 200,
) -> Response:
    return page(
        request,
        "sign_in.html",
        status,
        goes_to=own_path(goes_to),
        trouble=trouble,
        login=login,
        has_oidc=bool(at.settings.oidc_issuer),
        demo_users=DEMO_USERS if at.settings.demo else (),
        demo_password=DEMO_PASSWORD,
    )
