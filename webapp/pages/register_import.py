"""A register or a list of mandates from a file: first what it would change, then the change.

The file is in the visitor's browser between the two: a preview keeps nothing here.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import Response

from adapters.csv_files import Table, table_of
from adapters.imports import ImportTransaction, KeptMandate, importing, looking
from adapters.reference import load_lists
from adapters.settings import TIMEZONE
from domain.errors import IntakeError, ReadingCrash, ReadingTimeout
from pipeline.importing import Plan, events, planned
from pipeline.importing_mandates import MandatePlan, mandate_events, planned_mandates
from pipeline.versions import NAMES
from webapp.access import AtHouse, Registrar
from webapp.errors import TooMuch
from webapp.house import House
from webapp.render import page

router = APIRouter(include_in_schema=False)

Kind = Literal["register", "mandates"]
MEGABYTES = 10
SHOWN = 200  # rows of each kind that a preview lists


@router.get("/register/import")
def import_page(request: Request, visitor: Registrar) -> Response:
    """Which file?"""
    del visitor
    return page(request, "register_import.html", trouble="", kind="register")


@router.post("/register/import")
def preview(
    request: Request,
    at: AtHouse,
    visitor: Registrar,
    kind: Annotated[Kind, Form()],
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """What the file would change, and which of its rows cannot be used."""
    del visitor
    try:
        content, name = _given(file)
        return _previewed(request, at, kind, content, name)
    except IntakeError as error:
        return page(request, "register_import.html", 422, trouble=str(error), kind=kind)


@router.post("/register/import/confirm")
def confirm(
    request: Request,
    at: AtHouse,
    visitor: Registrar,
    kind: Annotated[Kind, Form()],
    name: Annotated[str, Form(max_length=255)],
    content: Annotated[str, Form()],
    seen: Annotated[str, Form(max_length=64)],
    skip_bad: Annotated[bool, Form()] = False,
) -> Response:
    """Write what was previewed. When it would be something else by now, or rows are bad and nobody
    has said to leave them out, the preview comes again and nothing is written."""
    data, now = _bytes(content), datetime.now(UTC)
    table = _table(at, data, name)
    with importing(at.store) as tx:
        plan = _plan(kind, table, tx, now)
        trouble = _trouble(plan, seen, skip_bad)
        if not trouble:
            _write(plan, table.id, tx, (visitor.name, name, now))
    if trouble:
        return _previewed(request, at, kind, data, name, trouble)
    return page(request, "register_imported.html", kind=kind, plan=plan, counts=_counts(plan))


def _previewed(
    request: Request, at: House, kind: Kind, content: bytes, name: str, trouble: str = ""
) -> Response:
    table = _table(at, content, name)
    with looking(at.store) as tx:
        plan = _plan(kind, table, tx, datetime.now(UTC))
    return page(
        request,
        "register_import_preview.html",
        422 if trouble else 200,
        kind=kind,
        name=name,
        content=b64encode(content).decode(),
        seen=_digest(plan),
        plan=plan,
        counts=_counts(plan),
        shown=SHOWN,
        names=NAMES,
        trouble=trouble,
    )


def _given(file: UploadFile | None) -> tuple[bytes, str]:
    """The file's bytes and its name; IntakeError without one, TooMuch for a large one."""
    if file is None or not file.filename:
        raise IntakeError("Välj en fil först.")
    content = file.file.read(MEGABYTES * 1_000_000 + 1)
    if len(content) > MEGABYTES * 1_000_000:
        raise TooMuch(f"En fil att importera får vara högst {MEGABYTES} MB. Dela upp den i flera.")
    return content, file.filename.replace("\\", "/").rpartition("/")[2][:255]


def _bytes(content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except NotBase64:
        raise IntakeError("Filen kom inte fram hel. Välj den igen.") from None


def _table(at: House, content: bytes, name: str) -> Table:
    """The file opened in a worker process, like everything that comes from outside."""
    try:
        return at.workers.run(table_of, content, name)
    except (ReadingCrash, ReadingTimeout):
        raise IntakeError(f"{name}: filen kan inte läsas som CSV. Kontrollera den.") from None


def _plan(kind: Kind, table: Table, tx: ImportTransaction, now: datetime) -> Plan | MandatePlan:
    lists = load_lists()
    if kind == "register":
        return planned(table.head, table.rows, tx.entries(), lists, (now, TIMEZONE))
    today = now.astimezone(TIMEZONE).date()
    return planned_mandates(table.head, table.rows, tx.mandates(), lists, today)


def _write(
    plan: Plan | MandatePlan, subject: str, tx: ImportTransaction, by: tuple[str, str, datetime]
) -> None:
    who, name, now = by
    if isinstance(plan, Plan):
        tx.write_entries(plan.entries, events(plan, subject, who, now))
        return
    kept = [KeptMandate(one, name, who, now) for one in plan.mandates]
    tx.write_mandates(kept, mandate_events(plan, subject, who, now))


def _trouble(plan: Plan | MandatePlan, seen: str, skip_bad: bool) -> str:
    """Why nothing is written yet."""
    if _digest(plan) != seen:
        return (
            "Registret har ändrats sedan du såg vad filen skulle göra. Inget är infört. Se igenom "
            "det igen."
        )
    if plan.refused and not skip_bad:
        return (
            "Filen har felaktiga rader, så inget är infört. Rätta dem i filen och välj den igen, "
            "eller kryssa för att de andra ska införas ändå."
        )
    return ""


def _digest(plan: Plan | MandatePlan) -> str:
    """What a plan comes to, whenever it is made: rows, versions, fields and refusals."""
    if isinstance(plan, Plan):
        told: list[object] = [
            (one.line, one.kind, one.entry.key, one.entry.version, one.differing)
            for one in plan.rows
        ]
    else:
        told = [(one.line, one.kind) for one in plan.rows]
    return hashlib.sha256(repr((told, plan.refused)).encode()).hexdigest()


def _counts(plan: Plan | MandatePlan) -> dict[str, int]:
    """Rows by what they come to."""
    kinds = [one.kind for one in plan.rows]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} | {"bad": len(plan.refused)}
