"""One entry of the register: its versions, opening access, putting a field right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from adapters.case_looks import letters_of
from adapters.night import midnight
from adapters.queries import connection_versions
from adapters.register_looks import Standing, authors, standing
from adapters.settings import TIMEZONE
from domain.errors import ActRefused, StaleCase
from domain.notice import Letter, NoticeKind
from domain.register import ENTRY_FIELDS, Connection
from pipeline import acts
from pipeline.corrected import IDENTITY, checked
from pipeline.states import STATES
from pipeline.versions import history
from pipeline.words import CONTACT_PARTS, ENTRY_GROUPS
from validators.complete import ALWAYS_REQUIRED
from validators.field_names import FIELD_NAMES
from webapp.access import AtHouse, Looker, Registrar, Visitor
from webapp.blind import BLIND, is_entry_hidden
from webapp.house import House
from webapp.looks import looked
from webapp.render import page

router = APIRouter(include_in_schema=False)

TOLD: tuple[NoticeKind, ...] = ("feedback", "change")  # letters that tell of an entry
AMENDABLE = tuple(key for key in ENTRY_FIELDS if key not in IDENTITY)
DONE = {
    "opened": "Åtkomsten är öppnad och avtalet ingånget.",
    "amended": "Posten är rättad. Den nya versionen gäller nu.",
}
Board = Annotated[str | None, Query(max_length=255)]


@dataclass(frozen=True)
class Shelf:
    """An entry with all that is known of it: its versions, oldest first, and its case."""

    versions: tuple[Connection, ...]
    case: Standing | None

    @property
    def entry(self) -> Connection:
        """As it stands."""
        return self.versions[-1]

    def allows(self, visitor: Visitor, act: str) -> bool:
        """Whether the visitor can do that with it now."""
        return bool(visitor.may("register") and self.case and act in STATES[self.case.state])

    @property
    def place(self) -> str:
        """The address of its page."""
        return f"/register/{quote(self.entry.org_no)}?board={quote(self.entry.board)}"


@router.get("/register/{org_no}")
def entry_page(
    request: Request, at: AtHouse, visitor: Looker, org_no: str, board: Board = None, done: str = ""
) -> Response:
    """The entry of a board; of a municipality with several, which of them."""
    found = connection_versions(at.store, org_no, board)
    newest = {one.key: one for one in found}
    if len(newest) > 1:
        return page(request, "register_boards.html", entries=tuple(newest.values()))
    return _shown(request, at, visitor, _shelf(at, found), told=DONE.get(done, ""))


@router.post("/register/{org_no}/access")
def open_access(
    request: Request,
    at: AtHouse,
    visitor: Registrar,
    org_no: str,
    board: Annotated[str, Form()],
    version: Annotated[int, Form()],
    entry_version: Annotated[int, Form()],
    day: Annotated[str, Form(max_length=32)] = "",
) -> Response:
    """The Party can use the service, from now or from an earlier day."""
    shelf = _shelf(at, connection_versions(at.store, org_no, board))
    case = _case(shelf)
    try:
        _refuse_stale(shelf, entry_version)
        since = _moment(day)
        with at.desk.sitting(case.case, visitor.name, version=version) as sitting:
            acts.open_access(sitting.order, sitting.tx, since)
    except (ActRefused, StaleCase) as error:
        status = _status(error)
        return _shown(request, at, visitor, shelf, trouble=str(error), typed_day=day, status=status)
    return RedirectResponse(f"{shelf.place}&done=opened", 303)


@router.get("/register/{org_no}/amend")
def amend_page(
    request: Request, at: AtHouse, visitor: Registrar, org_no: str, board: Board = None
) -> Response:
    """The fields of the entry, to be put right."""
    shelf = _shelf(at, connection_versions(at.store, org_no, board))
    _case(shelf)
    _refuse_blind(at, shelf)
    looked(at, visitor, org_no, "register")
    return _form(request, at, shelf, {key: _text(shelf.entry, key) for key in AMENDABLE})


@router.post("/register/{org_no}/amend")
def amend(
    request: Request,
    at: AtHouse,
    visitor: Registrar,
    org_no: str,
    board: Annotated[str, Form()],
    version: Annotated[int, Form()],
    entry_version: Annotated[int, Form(ge=1)],
    typed: Annotated[list[str], Form(min_length=len(AMENDABLE), max_length=len(AMENDABLE))],
    why: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """A new version with what was typed otherwise than it stood; refused by the field. `typed` has
    a text for each of AMENDABLE, in that order. Of an entry that somebody else has changed
    meanwhile the form comes again, with their values where nothing was typed."""
    shelf = _shelf(at, connection_versions(at.store, org_no, board))
    case = _case(shelf)
    _refuse_blind(at, shelf)
    seen = next((one for one in shelf.versions if one.version == entry_version), shelf.entry)
    texts = dict(zip(AMENDABLE, typed, strict=True))
    changes = {key: text for key, text in texts.items() if text.strip() != _text(seen, key)}
    standing_now = {key: _text(shelf.entry, key) for key in AMENDABLE} | changes
    troubles = _troubles(changes, why)
    if troubles:
        return _form(request, at, shelf, standing_now, why, troubles, 422)
    try:
        _refuse_stale(shelf, entry_version)
        with at.desk.sitting(case.case, visitor.name, why, version) as sitting:
            acts.amend(sitting.order, sitting.tx, changes)
    except (ActRefused, StaleCase) as error:
        return _form(request, at, shelf, standing_now, why, {"": str(error)}, _status(error))
    return RedirectResponse(f"{shelf.place}&done=amended", 303)


def _shelf(at: House, versions: tuple[Connection, ...]) -> Shelf:
    return Shelf(versions, standing(at.store, versions))


def _shown(
    request: Request,
    at: House,
    visitor: Visitor,
    shelf: Shelf,
    *,
    told: str = "",
    trouble: str = "",
    typed_day: str = "",
    status: int = 200,
) -> Response:
    """The entry's page. Who may make its blind check sees no value before that is made."""
    hidden = visitor.may("review") and is_entry_hidden(at, shelf.versions)
    looked(at, visitor, shelf.entry.org_no, "register")
    return page(
        request,
        "register_entry.html",
        status,
        hidden=hidden,
        entry=shelf.entry,
        case=shelf.case,
        steps=history(shelf.versions)[::-1],
        authors=authors(at.store, shelf.versions),
        letters=_letters(at, shelf),
        groups=() if hidden else _told(shelf.entry),
        label=_label,
        may_open=shelf.allows(visitor, "open_access") and not shelf.entry.concluded_at,
        may_amend=shelf.allows(visitor, "amend") and not hidden,
        told=told,
        trouble=trouble,
        typed_day=typed_day,
        parsed=datetime.fromisoformat,
    )


def _form(
    request: Request,
    at: House,
    shelf: Shelf,
    texts: Mapping[str, str],
    why: str = "",
    troubles: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    sent = {one.kind for one in _letters(at, shelf) if one.state == "sent"}
    return page(
        request,
        "register_amend.html",
        status,
        entry=shelf.entry,
        case=shelf.case,
        groups=_groups(),
        label=_label,
        order=AMENDABLE,
        needed=ALWAYS_REQUIRED,
        texts=texts,
        why=why,
        troubles=troubles or {},
        is_told=bool(sent),
    )


def _groups() -> list[tuple[str, list[str]]]:
    """The fields of an entry, each group with its title."""
    return [
        (title, [key for key in ENTRY_FIELDS if key.startswith(f"{group}.")])
        for group, title in ENTRY_GROUPS.items()
    ]


def _label(key: str) -> str:
    """What a field is called under its group's title."""
    of, part = key.split(".")
    return CONTACT_PARTS[part] if of.endswith("_contact") else FIELD_NAMES[key]


def _told(entry: Connection) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the entry has, by group."""
    return [
        (title, [(key, text) for key in keys if (text := _text(entry, key))])
        for title, keys in _groups()
    ]


def _letters(at: House, shelf: Shelf) -> list[Letter]:
    """The letters that tell of the entry, of all its cases, oldest first."""
    cases = dict.fromkeys(one.case for one in shelf.versions if one.case)
    found = [one for case in cases for one in letters_of(at.store, case) if one.kind in TOLD]
    return sorted(found, key=lambda one: (one.written_at, one.id))


def _troubles(changes: Mapping[str, str], why: str) -> dict[str, str]:
    """What cannot be taken, by its field."""
    found: dict[str, str] = {}
    for key, text in changes.items():
        try:
            checked(key, text)
        except ActRefused as error:
            found[key] = str(error)
    if not why.strip():
        found["why"] = "Skriv varför: skälet sparas med den nya versionen."
    return found


def _text(entry: Connection, key: str) -> str:
    return entry.value(key) or ""


def _moment(day: str) -> datetime | None:
    """The beginning of the day by Swedish clocks; None, now, for today and for none."""
    if not day.strip():
        return None
    try:
        said = date.fromisoformat(day.strip())
    except ValueError:
        raise ActRefused("Dagen skrivs ÅÅÅÅ-MM-DD, till exempel 2026-11-23.") from None
    return None if said == datetime.now(TIMEZONE).date() else midnight(said)


def _status(error: Exception) -> int:
    return 409 if isinstance(error, StaleCase) else 422


def _case(shelf: Shelf) -> Standing:
    """The case of the entry. One of an imported register has none in which a change could be
    written down."""
    if shelf.case is None:
        raise ActRefused(
            "Posten kommer från ett tidigare register och har inget ärende. Ändra den genom att "
            "importera en fil med de nya uppgifterna."
        )
    return shelf.case


def _refuse_blind(at: House, shelf: Shelf) -> None:
    """ActRefused while nothing that was read may be seen: the form shows all of it."""
    if is_entry_hidden(at, shelf.versions):
        raise ActRefused(BLIND)


def _refuse_stale(shelf: Shelf, seen: int) -> None:
    if shelf.entry.version != seen:
        raise StaleCase(
            "Någon annan har ändrat posten sedan du öppnade sidan. Inget av ditt är sparat än, men "
            "det du skrev är kvar. Se vad som står nu, och spara igen om det ska ändras."
        )
