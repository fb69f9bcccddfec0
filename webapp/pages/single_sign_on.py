"""Signing in with the agency's own account."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from adapters import sign_ins, users
from adapters.sign_ins import Begun
from domain.errors import ActRefused, NotFound
from domain.user import User
from webapp.access import AtHouse, is_secure
from webapp.house import House
from webapp.pages.sign_in import own_path, signed
from webapp.single_sign_on import NO_ROLE, Known, answer, ask

router = APIRouter(include_in_schema=False)

COOKIE = "anslut_single"  # ties the provider's answer to the browser that asked
BACK = "/sign-in/single/back"
BEGIN_AGAIN = "Inloggningen har gått ut eller är redan gjord. Börja om."


@router.get("/sign-in/single")
def begin(request: Request, at: AtHouse, goes_to: str = "/") -> Response:
    """On to the provider."""
    if not at.settings.oidc_issuer:
        raise NotFound("Här finns ingen gemensam inloggning. Logga in med lösenord.")
    asked = ask(at.settings, back_to(request))
    begun = Begun(asked.nonce, asked.verifier, own_path(goes_to))
    sign_ins.begin(at.store, asked.state, begun, datetime.now(UTC))
    made = RedirectResponse(asked.url, 303)
    made.set_cookie(
        COOKIE,
        asked.state,
        max_age=round(sign_ins.KEPT.total_seconds()),
        path="/sign-in",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return made


@router.get(BACK)
def back(request: Request, at: AtHouse, state: str = "", code: str = "") -> Response:
    """Back from the provider, with who somebody is."""
    if not state or state != request.cookies.get(COOKIE):
        raise ActRefused(BEGIN_AGAIN)
    begun = sign_ins.end(at.store, state, datetime.now(UTC))
    if begun is None or not code:
        raise ActRefused(BEGIN_AGAIN)
    known = answer(at.settings, back_to(request), code, begun.nonce, begun.verifier)
    made = signed(request, at, user_of(at, known), begun.goes_to)
    made.delete_cookie(COOKIE, path="/sign-in")
    return made


def user_of(at: House, known: Known) -> User:
    """Who this is here, with the role that the provider gives now; somebody new is added.

    ActRefused when they have none, or may not sign in."""
    now = datetime.now(UTC)
    user = users.by_subject(at.store, known.subject)
    if user is None:
        if known.role is None:
            raise ActRefused(NO_ROLE)
        new = users.NewUser(known.login, known.name, known.role, None, subject=known.subject)
        return users.add_user(at.store, new, "anslut", now)
    if not user.is_active:
        raise ActRefused("Du är avstängd från Anslut. Fråga den som sköter användarna.")
    if known.role is not None and known.role != user.role:
        users.change_user(at.store, user.id, {"role": known.role}, "anslut", now)
        return user.model_copy(update={"role": known.role})
    return user


def back_to(request: Request) -> str:
    """Where the provider sends people back to."""
    return f"{request.url.scheme}://{request.url.netloc}{BACK}"
