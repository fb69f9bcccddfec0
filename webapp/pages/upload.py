"""The mailroom: files are handed in, and the receipts say what became of them."""

import re
import secrets
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from adapters.receipts import CaseEnd, receipt_of
from adapters.settings import TIMEZONE
from adapters.uploads import Upload, has_uploaded, latest_uploads, uploads_in
from domain.errors import IntakeError, NotFound
from pipeline.sheets import separator_sheets
from webapp.access import AtHouse, Uploader, Visitor
from webapp.handed_in import Came, CameForm, how_it_came
from webapp.house import House
from webapp.looks import looked
from webapp.render import page
from webapp.taking_in import Sending, pieces, take_in_stream

router = APIRouter(include_in_schema=False, prefix="/upload")

LATEST = 50  # of one's own that are listed
BATCH = re.compile("[0-9a-f]{32}")
NOT_THERE = "Det finns ingen sådan leverans bland dem som du får se."
NO_FILES = "Välj minst en fil."
NOT_READABLE = "Sidan har skickat något som inte kan tydas. Ladda om sidan och försök igen."


@router.get("")
def upload_page(request: Request, at: AtHouse, visitor: Uploader, batch: str = "") -> Response:
    """The form, and what this visitor has handed in; with `batch`, what became of that first."""
    handed_in = uploads_in(at.store, visitor.user.id, batch) if batch else ()
    return _page(request, at, visitor, handed_in=handed_in)


@router.get("/latest")
def latest(request: Request, at: AtHouse, visitor: Uploader) -> Response:
    """The list of the visitor's own, for a page that is shown already."""
    uploads = latest_uploads(at.store, visitor.user.id, LATEST)
    return page(request, "parts/upload_latest.html", uploads=uploads)


@router.post("/check")
def check(
    request: Request,
    visitor: Uploader,
    channel: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    time: Annotated[str, Form()] = "",
) -> Response:
    """Whether how and when it came can be: asked before anything is sent."""
    del visitor
    came = how_it_came(channel, day, time, datetime.now(UTC))
    if isinstance(came, Came):
        return Response(status_code=204)
    return page(request, "parts/upload_came.html", 422, came=came, today_here=today())


@router.post("/file")
async def upload_file(request: Request, at: AtHouse, visitor: Uploader) -> Response:
    """One file as the body of the request; what it is called and how it came stand in headers, not
    in the address, which is written down on the way. Answers with its delivery."""
    sent_at = datetime.now(UTC)
    told = {one: unquote(request.headers.get(f"X-{one}", "")) for one in ("Channel", "Day", "Time")}
    came = how_it_came(told["Channel"], told["Day"], told["Time"], sent_at)
    batch = request.headers.get("X-Batch", "")
    if isinstance(came, CameForm):
        raise IntakeError(next(iter(came.troubles.values())))
    if not BATCH.fullmatch(batch):
        raise IntakeError(NOT_READABLE)
    sending = Sending(visitor, batch, came, sent_at)
    name = unquote(request.headers.get("X-File-Name", ""), errors="replace")
    taken = await take_in_stream(at, sending, name, request.stream())
    wake(request)
    return JSONResponse({"delivery": taken.delivery, "outcome": taken.outcome})


@router.post("")
async def upload_form(request: Request, at: AtHouse, visitor: Uploader) -> Response:
    """The form as a browser without scripts sends it: all files at once."""
    sent_at = datetime.now(UTC)
    async with request.form() as form:
        return await _form_taken_in(request, at, visitor, form, sent_at)


async def _form_taken_in(
    request: Request, at: House, visitor: Visitor, form: FormData, sent_at: datetime
) -> Response:
    """Take in the form's files; the page again when something is wrong with it or one of them."""
    channel, day, time = (_text(form, key) for key in ("channel", "day", "time"))
    came = how_it_came(channel, day, time, sent_at)
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if isinstance(came, CameForm) or not files:
        again = came if isinstance(came, CameForm) else CameForm(channel, day, time)
        trouble = "" if files else NO_FILES
        return await run_in_threadpool(
            _page, request, at, visitor, status=422, came=again, no_files=trouble
        )
    given = _text(form, "batch")
    batch = given if BATCH.fullmatch(given) else secrets.token_hex(16)
    refused = await _take_in_all(at, Sending(visitor, batch, came, sent_at), files)
    wake(request)
    if not refused:
        return RedirectResponse(f"/upload?batch={batch}", 303)
    handed_in = await run_in_threadpool(uploads_in, at.store, visitor.user.id, batch)
    return await run_in_threadpool(
        _page, request, at, visitor, status=422, handed_in=handed_in, refused=refused
    )


@router.get("/separators")
def separators(
    at: AtHouse, visitor: Uploader, count: Annotated[int, Query(ge=1, le=500)]
) -> Response:
    """Sheets to lay between agreements that are scanned together."""
    del visitor
    made = at.workers.run(separator_sheets, count)
    return Response(
        made,
        media_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="skiljeblad.pdf"'},
    )


@router.get("/{delivery}")
def receipt_page(request: Request, at: AtHouse, visitor: Uploader, delivery: str) -> Response:
    """The receipt of a delivery: to who handed it in, and to those who may see cases."""
    if not visitor.may("look") and not has_uploaded(at.store, visitor.user.id, delivery):
        raise NotFound(NOT_THERE)
    found = receipt_of(at.store, delivery)
    _looked_at(at, visitor, found.cases)
    titles = {one.form.id: one.form.title for one in at.forms}
    return page(request, "upload_receipt.html", receipt=found, titles=titles)


def seen(at: House, visitor: Visitor, uploads: tuple[Upload, ...]) -> None:
    """What is shown of these is written down as looked at."""
    for one in uploads:
        _looked_at(at, visitor, one.cases)


def wake(request: Request) -> None:
    """Have what has come read at once, where this application reads."""
    if request.app.state.reading is not None:
        request.app.state.reading.wake()


def _looked_at(at: House, visitor: Visitor, cases: tuple[CaseEnd, ...]) -> None:
    """Findings quote what stands on the paper."""
    for case in cases:
        if case.findings:
            looked(at, visitor, case.case, "case")


async def _take_in_all(
    at: House, sending: Sending, files: list[UploadFile]
) -> list[tuple[str, str]]:
    """Take in every file; the names of those that were not, each with why."""
    refused: list[tuple[str, str]] = []
    for one in files:
        try:
            await take_in_stream(at, sending, one.filename or "", pieces(one))
        except IntakeError as error:
            refused.append((one.filename or "", str(error)))
    return refused


def _page(
    request: Request,
    at: House,
    visitor: Visitor,
    *,
    status: int = 200,
    came: CameForm | None = None,
    no_files: str = "",
    handed_in: tuple[Upload, ...] = (),
    refused: list[tuple[str, str]] | None = None,
) -> Response:
    seen(at, visitor, handed_in)
    return page(
        request,
        "upload.html",
        status,
        came=came or CameForm(),
        today_here=today(),
        no_files=no_files,
        handed_in=handed_in,
        refused=refused or [],
        uploads=latest_uploads(at.store, visitor.user.id, LATEST),
        batch=secrets.token_hex(16),
        most=at.settings.web_upload_megabytes,
    )


def today() -> str:
    """The day by Swedish clocks, as a field of a form has it."""
    return datetime.now(TIMEZONE).date().isoformat()


def _text(form: FormData, key: str) -> str:
    value = form.get(key)
    return value if isinstance(value, str) else ""
