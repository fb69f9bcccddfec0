"""Single sign-on by OpenID Connect: the authorization code flow with PKCE (RFC 7636), state and
nonce (OpenID Connect Core 1.0, 3.1).

The provider says who somebody is and, by its roles or groups, what they may do here. It is asked
each time they sign in: who has lost a role there has lost it here.
"""

import secrets
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2 import OAuth2Error
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from adapters.settings import Settings
from domain.errors import ActRefused, SettingsError
from domain.user import UserRole
from webapp.access import ROLES

SECONDS = 10  # for each answer of the provider's
LEEWAY = 60  # seconds that two machines' clocks may differ by
ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "EdDSA"]
UNREACHABLE = (
    "Inloggningstjänsten svarar inte som den ska just nu. Försök igen om en stund, eller logga in "
    "med lösenord om du har ett."
)
NOT_BELIEVED = "Svaret från inloggningstjänsten kan inte godtas. Börja om inloggningen."
NO_ROLE = (
    "Du har ingen roll i Anslut. Be den som sköter behörigheter hos inloggningstjänsten om en."
)


class Provider(BaseModel):
    """What the provider says about itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass(frozen=True)
class Asked:
    """The way to the provider, and what its answer must agree with."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Known:
    """Who has signed in there. `role` None: the provider's roles are not used here."""

    subject: str
    login: str
    name: str
    role: UserRole | None


def ask(settings: Settings, back: str) -> Asked:
    """Where to send somebody who wants to sign in; `back` is where the provider sends them after.

    ActRefused when the provider cannot be reached."""
    provider = _provider(settings)
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    url, state = _session(settings, back).create_authorization_url(
        provider.authorization_endpoint, code_verifier=verifier, nonce=nonce
    )
    return Asked(url, state, nonce, verifier)


def answer(settings: Settings, back: str, code: str, nonce: str, verifier: str) -> Known:
    """Who has come back with this code. ActRefused when the provider cannot be reached, when what
    it says cannot be believed, or when they have no role here."""
    provider = _provider(settings)
    session = _session(settings, back)
    try:
        token = session.fetch_token(
            provider.token_endpoint, code=code, code_verifier=verifier, timeout=SECONDS
        )
        keys = session.get(provider.jwks_uri, withhold_token=True, timeout=SECONDS)
        keys.raise_for_status()
        claims = _claims(settings, token["id_token"], keys.json(), nonce)
    except requests.RequestException as error:
        raise ActRefused(UNREACHABLE) from error
    except (OAuth2Error, JoseError, KeyError, ValueError, TypeError) as error:
        raise ActRefused(NOT_BELIEVED) from error
    return _known(settings, claims)


def role_of(settings: Settings, claims: dict[str, Any]) -> UserRole | None:
    """The role that the claims `roles` and `groups` give: of several the first in the setting."""
    said = [claims.get("roles"), claims.get("groups")]
    given = {one for part in said for one in ([part] if isinstance(part, str) else part or ())}
    return next((role for value, role in oidc_roles(settings) if value in given), None)


def oidc_roles(settings: Settings) -> tuple[tuple[str, UserRole], ...]:
    """ANSLUT_OIDC_ROLES as pairs, in the order in which they count. SettingsError."""
    pairs = [one.partition("=") for one in settings.oidc_roles.split(",") if one.strip()]
    if any(role.strip() not in ROLES for _, _, role in pairs):
        raise SettingsError(
            "ANSLUT_OIDC_ROLES ska vara par som grupp=reviewer, med kommatecken mellan. Rollerna "
            f"är {', '.join(ROLES)}."
        )
    return tuple((value.strip(), cast("UserRole", role.strip())) for value, _, role in pairs)


def check_settings(settings: Settings) -> None:
    """SettingsError when single sign-on is set up by halves, or spoken in clear text over a
    network."""
    if not settings.oidc_issuer:
        return
    oidc_roles(settings)
    if not settings.oidc_client_id or not settings.oidc_client_secret.get_secret_value():
        raise SettingsError(
            "Med ANSLUT_OIDC_ISSUER behövs ANSLUT_OIDC_CLIENT_ID och ANSLUT_OIDC_CLIENT_SECRET."
        )
    parts = urlsplit(settings.oidc_issuer)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SettingsError("ANSLUT_OIDC_ISSUER måste börja med https://.")


def _provider(settings: Settings) -> Provider:
    """Asked each time: signing in is seldom, and a provider may change its keys."""
    place = f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        found = requests.get(
            place, timeout=SECONDS, verify=_trusted(settings), allow_redirects=False
        )
        found.raise_for_status()
        provider = Provider.model_validate(found.json())
    except (requests.RequestException, ValidationError, ValueError) as error:
        raise ActRefused(UNREACHABLE) from error
    if provider.issuer.rstrip("/") != settings.oidc_issuer.rstrip("/"):
        raise ActRefused(NOT_BELIEVED)
    return provider


def _session(settings: Settings, back: str) -> Any:
    made = OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        scope="openid profile email",
        redirect_uri=back,
        code_challenge_method="S256",
    )
    made.verify = _trusted(settings)
    return made


def _trusted(settings: Settings) -> bool | str:
    return str(settings.oidc_ca_file) if settings.oidc_ca_file else True


def _claims(settings: Settings, token: str, keys: Any, nonce: str) -> dict[str, Any]:
    """What the ID token says, if it is the provider's, for us, of now, and of this signing in."""
    decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "values": _issuers(settings)},
        aud={"essential": True, "value": settings.oidc_client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    registry.validate(decoded.claims)
    claims: dict[str, Any] = decoded.claims
    if claims.get("azp", settings.oidc_client_id) != settings.oidc_client_id:
        raise ValueError("the token is for another client")
    return claims


def _issuers(settings: Settings) -> list[Any]:
    """The issuer with and without the slash that people forget."""
    plain = settings.oidc_issuer.rstrip("/")
    return [plain, f"{plain}/"]


def _known(settings: Settings, claims: dict[str, Any]) -> Known:
    role = role_of(settings, claims)
    if settings.oidc_roles and role is None:
        raise ActRefused(NO_ROLE)
    login = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
    name = str(claims.get("name") or login)
    return Known(
        f"{settings.oidc_issuer.rstrip('/')}|{claims['sub']}"[:255], login[:64], name, role
    )
