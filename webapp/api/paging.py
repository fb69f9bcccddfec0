"""Lists in pages: limit and offset, and a Link header with the neighbours (RFC 8288)."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query, Request, Response

MOST = 200
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")]
T = TypeVar("T")


def one_page(
    request: Request, response: Response, found: Sequence[T], limit: int, offset: int
) -> Sequence[T]:
    """The first `limit` of what was found (one more was asked for, to know whether there is any),
    with the links to its neighbours."""
    links = []
    if len(found) > limit:
        links.append(_link(request, limit, offset + limit, "next"))
    if offset:
        links.append(_link(request, limit, max(0, offset - limit), "prev"))
    if links:
        response.headers["Link"] = ", ".join(links)
    return found[:limit]


def _link(request: Request, limit: int, offset: int, rel: str) -> str:
    url = request.url.include_query_params(limit=limit, offset=offset)
    return f'<{url.path}?{url.query}>; rel="{rel}"'
