"""The register of users: searched as one types, and as a file."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from adapters.export import Format, Mask, export
from adapters.overview import cases_in
from adapters.queries import current_connections
from adapters.register_looks import search
from adapters.settings import TIMEZONE
from webapp.access import AtHouse, Looker
from webapp.errors import Forbidden
from webapp.faults import is_part
from webapp.looks import looked
from webapp.render import page

router = APIRouter(include_in_schema=False)

SHOWN = 50
MOST = 1000
MEDIA: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ALL = "register"  # what a look at all entries is written down as being of


@router.get("/register")
def register_page(
    request: Request,
    at: AtHouse,
    visitor: Looker,
    q: Annotated[str, Query(max_length=200)] = "",
    waits: bool = False,
    shown: Annotated[int, Query(ge=1, le=MOST)] = SHOWN,
) -> Response:
    """The entries that have the words; a script that asks gets the list alone."""
    del visitor
    found = search(at.store, q, waits, shown)
    more = min(MOST, shown * 4) if found.count > shown and shown < MOST else None
    template = "parts/register_list.html" if is_part(request) else "register.html"
    waiting = 0 if q or waits else cases_in(at.store, "registered")
    return page(request, template, q=q, waits=waits, found=found, more=more, waiting=waiting)


@router.post("/register/export")
def export_register(
    at: AtHouse,
    visitor: Looker,
    form: Annotated[Format, Form(alias="format")] = "csv",
    persons: Annotated[bool, Form()] = False,
) -> Response:
    """All current entries as a file. With contact persons only for who may (it is an event)."""
    mask: Mask | None = None if persons else "persons"
    if persons:
        if not visitor.may("register"):
            raise Forbidden("register")
        looked(at, visitor, ALL, "export")
    content = export(current_connections(at.store), form, mask)
    day = datetime.now(UTC).astimezone(TIMEZONE).date()
    name = f"register-{day}{'' if persons else '-utan-personer'}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA[form], headers=headers)
