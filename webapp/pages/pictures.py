"""Pictures of pages and of boxes on them, for those who may see the case."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from adapters.case_looks import folder_of
from domain.errors import ActRefused, NotFound
from domain.judgement import SAMPLED
from pipeline.blind import questions
from pipeline.ports import Folder
from webapp.access import AtHouse, Looker, Visitor
from webapp.house import House
from webapp.looks import looked
from webapp.pictures import (
    BOX_WIDTH,
    LARGE_BOX_WIDTH,
    WIDTHS,
    box_picture,
    changes_picture,
    ink_picture,
    page_of,
    page_picture,
    words_picture,
)
from webapp.render import rendered
from webapp.viewing import KeptPage

router = APIRouter(include_in_schema=False)

Layer = Literal["ink", "words", "alterations"]
JPEG, PNG, SVG = "image/jpeg", "image/png", "image/svg+xml"
BLIND = (
    "Ärendet väntar på blindkontroll. Sidorna visas när den är gjord; den som kontrollerar ser "
    "rutorna en i taget."
)
NOT_ASKED = "Blindkontrollen frågar inte efter det fältet."
NO_BLANK = "Sidan ligger inte på någon blankett, så det finns inget att jämföra den med."


@router.get("/cases/{case}/pages/{number}/picture")
def page(
    request: Request,
    at: AtHouse,
    visitor: Looker,
    case: str,
    number: int,
    width: Annotated[int, Query(ge=1, le=10_000)] = WIDTHS[2],
) -> Response:
    """A page upright. A page that cannot be drawn has a picture that says so."""
    folder = _folder(at, visitor, case)
    return _picture(request, page_picture(at, page_of(folder, number), width))


@router.get("/cases/{case}/pages/{number}/layer/{layer}")
def layer(at: AtHouse, visitor: Looker, case: str, number: int, layer: Layer) -> Response:
    """What can be laid over a page of the case: what is left of it when its blank is subtracted,
    the blank's words, or where it is not its blank."""
    folder = _folder(at, visitor, case)
    shown = page_of(folder, number)
    _check_own(folder, shown)
    if layer == "alterations":
        return Response(changes_picture(shown), media_type=SVG)
    drawn = ink_picture(at, shown) if layer == "ink" else words_picture(at, shown)
    if drawn is None:
        raise NotFound(NO_BLANK)
    return Response(drawn, media_type=PNG if layer == "ink" else SVG)


@router.get("/cases/{case}/fields/{key}/picture")
def field(request: Request, at: AtHouse, visitor: Looker, case: str, key: str) -> Response:
    """Where a field stands on its page, with a little paper around it."""
    return _picture(request, box_picture(at, _folder(at, visitor, case), key))


@router.get("/samples/{case}/fields/{key}/picture")
def sampled_field(
    request: Request, at: AtHouse, visitor: Looker, case: str, key: str, large: bool = False
) -> Response:
    """The box of a field that a blind check asks for, twice as wide if it is to be large. No more
    of the paper, and nothing read."""
    folder = folder_of(at.store, case)
    agreement = folder.case.agreement
    if folder.queue != SAMPLED or agreement is None:
        raise NotFound("Ärendet väntar inte på blindkontroll.")
    form = next((one.form for one in at.forms if one.form.id == agreement.form), None)
    if form is None or key not in {one.key for one in questions(agreement, form)}:
        raise NotFound(NOT_ASKED)
    looked(at, visitor, folder.case.id, "case")
    width = LARGE_BOX_WIDTH if large else BOX_WIDTH
    return _picture(request, box_picture(at, folder, key, width))


def _folder(at: House, visitor: Visitor, case: str) -> Folder:
    """A case that a visitor is shown something of; that is an event. NotFound; ActRefused while it
    waits for a blind check."""
    folder = folder_of(at.store, case)
    if folder.queue == SAMPLED:
        raise ActRefused(BLIND)
    looked(at, visitor, folder.case.id, "case")
    return folder


def _check_own(folder: Folder, page: KeptPage) -> None:
    """NotFound for a page of another case: what was read on that is told with that."""
    if page.end is not None and page.end.case not in (None, folder.case.id):
        raise NotFound(f"Sidan hör till ärende {page.end.case}.")


def _picture(request: Request, drawn: bytes | None) -> Response:
    if drawn is None:
        return Response(rendered(request, "parts/no_picture.svg", {}), media_type=SVG)
    return Response(drawn, media_type=JPEG)
