"""Programs that use the API, and webhooks that are told what happens: for who looks after them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters.clients import add_client, all_clients, revoke_client
from adapters.webhook_sender import check_url
from adapters.webhooks import (
    Doing,
    add_webhook,
    all_webhooks,
    calls_by_state,
    close_webhook,
    last_calls,
    send_again,
)
from domain.errors import ActRefused
from domain.user import Scope
from domain.webhook import Topic
from webapp.access import Admin, AtHouse, Visitor
from webapp.house import House
from webapp.render import page

router = APIRouter(include_in_schema=False, prefix="/programs")

PLACE = "/programs"
BAD = 422
# What the page tells beside its lists: made just now, or wrong, with what was typed.
NOTHING: dict[str, object] = {
    "token": "",
    "secret": "",
    "named": "",
    "trouble_program": "",
    "trouble_hook": "",
    "name": "",
    "scopes": (),
    "url": "",
    "topics": (),
}


@router.get("")
def programs(request: Request, at: AtHouse, visitor: Admin) -> Response:
    """The programs and the webhooks, with forms to add one."""
    del visitor
    return _page(request, at)


@router.post("")
def add(
    request: Request,
    at: AtHouse,
    visitor: Admin,
    name: Annotated[str, Form(max_length=64)] = "",
    scopes: Annotated[list[Scope] | None, Form()] = None,
) -> Response:
    """A new program; its token is shown on this one page and never again."""
    given = tuple(scopes or ())
    try:
        made, token = add_client(at.store, name, given, visitor.name, datetime.now(UTC))
    except ActRefused as error:
        return _page(request, at, BAD, trouble_program=str(error), name=name, scopes=given)
    return _page(request, at, 201, token=token, named=made.name)


@router.post("/{client}/revoke")
def revoke(at: AtHouse, visitor: Admin, client: str) -> Response:
    """Take a program's token back."""
    revoke_client(at.store, client, visitor.name, datetime.now(UTC))
    return RedirectResponse(PLACE, 303)


@router.post("/webhooks")
def add_hook(
    request: Request,
    at: AtHouse,
    visitor: Admin,
    url: Annotated[str, Form(max_length=3000)] = "",
    topics: Annotated[list[Topic] | None, Form()] = None,
) -> Response:
    """A new webhook; its secret is shown on this one page and never again."""
    given = tuple(topics or ())
    try:
        made = add_webhook(at.store, check_url(url, at.settings), given, _doing(visitor))
    except ActRefused as error:
        return _page(request, at, BAD, trouble_hook=str(error), url=url, topics=given)
    return _page(request, at, 201, secret=made.secret, named=made.url)


@router.post("/webhooks/{webhook}/close")
def close_hook(at: AtHouse, visitor: Admin, webhook: str) -> Response:
    """Tell a webhook nothing more."""
    close_webhook(at.store, webhook, _doing(visitor))
    return RedirectResponse(PLACE, 303)


@router.post("/webhooks/{webhook}/again")
def again(
    at: AtHouse,
    visitor: Admin,
    webhook: str,
    event: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Make a call again that was given up; all of them without an event."""
    send_again(at.store, webhook, event, _doing(visitor))
    return RedirectResponse(f"{PLACE}#{webhook}", 303)


def _doing(visitor: Visitor) -> Doing:
    return Doing(visitor.name, datetime.now(UTC))


def _page(request: Request, at: House, status: int = 200, **told: object) -> Response:
    """The page, with a token or secret that was just made, or what was typed and is wrong."""
    hooks = [
        (one, calls_by_state(at.store, one.id), last_calls(at.store, one.id))
        for one in all_webhooks(at.store)
    ]
    everything = {"clients": all_clients(at.store), "hooks": hooks}
    return page(request, "programs.html", status, **everything | NOTHING | told)
