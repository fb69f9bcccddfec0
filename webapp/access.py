"""Who may do what, and how a request is known to be somebody's.

A page names what its visitor must be allowed to do: `visitor: Annotated[Visitor, may("review")]`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from adapters import users
from domain.user import Language, Session, User, UserRole
from webapp.errors import Forbidden, Forged, MustChange, SignedOut
from webapp.house import House

Permission = Literal["upload", "look", "review", "lead", "register", "people"]

# What each role may do. upload: hand in files and see what became of them. look: see cases, the
# register and the overview. review: the acts on cases. lead: release letters, hand over what others
# have, look at one's reviewers' work. register: open access, amend and end entries, import, export
# with contact persons. people: users, programs and webhooks, and no case.
ROLES: dict[UserRole, frozenset[Permission]] = {
    "mailroom": frozenset({"upload"}),
    "reviewer": frozenset({"upload", "look", "review"}),
    "lead": frozenset({"upload", "look", "review", "lead", "register"}),
    "auditor": frozenset({"look"}),
    "admin": frozenset({"people"}),
}

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# What somebody may ask for before they have a password that nobody else knows.
BEFORE_CHANGE = ("/me", "/me/password", "/sign-out", "/session", "/language")
MOST = timedelta(hours=12)  # however much a session is used


@dataclass(frozen=True)
class Visitor:
    """Who asks for a page, on which session. `token` is that of their cookie."""

    user: User
    session: Session
    token: str

    def may(self, permission: Permission) -> bool:
        """Whether their role allows it."""
        return permission in ROLES[self.user.role]

    @property
    def name(self) -> str:
        """Who their acts are written down as."""
        return self.user.name

    @property
    def language(self) -> Language:
        """What they read."""
        return self.user.language


def house(request: Request) -> House:
    """The house that the application was made for."""
    found: House = request.app.state.house
    return found


AtHouse = Annotated[House, Depends(house)]


def cookie_name(request: Request) -> str:
    """The session cookie's. Over https its prefix has the browser hold it to this host alone."""
    return "__Host-anslut" if is_secure(request) else "anslut"


def is_secure(request: Request) -> bool:
    """Whether the visitor came over https; behind a trusted proxy, as that says."""
    return request.url.scheme == "https"


def visitor_of(request: Request) -> Visitor | None:
    """Who has signed in, if anybody has."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    at = house(request)
    idle = timedelta(minutes=at.settings.web_idle_minutes)
    found = users.session(at.store, token, datetime.now(UTC), idle, MOST)
    return None if found is None else Visitor(found.user, found, token)


async def signed_in(request: Request) -> Visitor:
    """The visitor. SignedOut without one; Forged when an act does not carry the session's secret,
    as one that another site has them send would not; MustChange as long as whoever has given them
    their password could be the one who asks."""
    visitor = await run_in_threadpool(visitor_of, request)
    if visitor is None:
        raise SignedOut(where_to(request))
    if request.method not in SAFE_METHODS and await _carried(request) != visitor.session.csrf:
        await request.close()  # the files of its form, if it brought any
        raise Forged
    if visitor.user.must_change and request.url.path not in BEFORE_CHANGE:
        await request.close()
        raise MustChange
    request.state.visitor = visitor
    return visitor


def where_to(request: Request) -> str:
    """Where to go on after signing in: this page, if it can be asked for again."""
    if request.method not in SAFE_METHODS:
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path + query, safe="/?&=%")


def may(permission: Permission) -> Any:
    """A dependency: the visitor, who must be allowed this. Forbidden when they are not."""

    def check(visitor: Annotated[Visitor, Depends(signed_in)]) -> Visitor:
        if not visitor.may(permission):
            raise Forbidden(permission)
        return visitor

    return Depends(check)


async def _carried(request: Request) -> str | None:
    """The secret that an act carries: in a header, where a script sends it, or in its form."""
    header = request.headers.get("X-CSRF-Token")
    if header is not None:
        return header
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return None
    value = (await request.form()).get("csrf")
    return value if isinstance(value, str) else None


Uploader = Annotated[Visitor, may("upload")]
Looker = Annotated[Visitor, may("look")]
Reviewer = Annotated[Visitor, may("review")]
Lead = Annotated[Visitor, may("lead")]
Registrar = Annotated[Visitor, may("register")]
Admin = Annotated[Visitor, may("people")]
Anybody = Annotated[Visitor, Depends(signed_in)]
