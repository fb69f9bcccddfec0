"""The register: search it, see an entry in all its versions, open access, put it right."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from adapters.queries import connection_versions, register_search
from domain.errors import ActRefused, StaleCase
from domain.register import Connection
from domain.user import Client
from flows.desk import Sitting
from pipeline import acts
from pipeline.acts import Ending
from webapp.access import AtHouse
from webapp.api.access import Reading, Registering, named
from webapp.api.acts import Amend, OpenAccess, Reasoned, acted
from webapp.api.paging import Limit, Offset, one_page
from webapp.api.shapes import (
    Acted,
    CaseId,
    EntriesOut,
    EntryLineOut,
    HiddenVersionOut,
    Name,
    Shape,
    Text,
    VersionOut,
    VersionsOut,
)
from webapp.api.statuses import ACTED, NOT_FOUND
from webapp.blind import is_entry_hidden
from webapp.house import House
from webapp.looks import looked_by

router = APIRouter(tags=["register"], prefix="/register")

OrgNo = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}-[0-9]{4}$")]


class OpenEntry(OpenAccess):
    """Of which board; `version` is that of the entry."""

    board: Name


class AmendEntry(Amend):
    """Of which board; `version` is that of the entry."""

    board: Name


class EndEntry(Reasoned):
    """Of which board; `version` is that of the entry. `case` is what led to it, if that was not the
    case that the entry comes from."""

    board: Name
    case: CaseId | None = None


class Ended(Shape):
    """The last version of an entry, and how many letters tell of it."""

    org_no: str
    board: str
    version: int
    ended_at: datetime | None
    letters: int


@router.get("")
def entries(
    request: Request,
    response: Response,
    at: AtHouse,
    client: Reading,
    q: Text = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> EntriesOut:
    """The entries that have each of the words in number, municipality or board, by name."""
    del client
    found = register_search(at.store, q, limit + 1, offset)
    lines = one_page(request, response, found, limit, offset)
    return EntriesOut(
        entries=tuple(
            EntryLineOut(
                org_no=one.org_no,
                municipality=one.municipality,
                board=one.board,
                version=one.version,
                valid_from=one.valid_from,
                concluded_at=one.concluded_at,
                ended_at=one.ended_at,
                case=one.case,
            )
            for one in lines
        )
    )


@router.get("/{org_no}", responses=NOT_FOUND)
def entry(org_no: OrgNo, at: AtHouse, client: Reading, board: Name | None = None) -> VersionsOut:
    """All versions of the entries of a number; of an entry that waits for a blind check without its
    values. That the program looked is written down."""
    found = connection_versions(at.store, org_no, board)
    looked_by(at, (named(client), client.id), org_no, "register")
    hidden = {
        key
        for key in {one.key for one in found}
        if is_entry_hidden(at, [one for one in found if one.key == key])
    }
    return VersionsOut(versions=tuple(_version(one, one.key in hidden) for one in found))


@router.post("/{org_no}/open-access", responses=ACTED)
def open_access(org_no: OrgNo, said: OpenEntry, at: AtHouse, client: Registering) -> Acted:
    """The Party can use the service: the agreement is concluded, and the contact is told."""

    def open_it(sitting: Sitting) -> object:
        return acts.open_access(sitting.order, sitting.tx, said.at)

    return _act(at, client, (org_no, said), open_it)


@router.post("/{org_no}/amend", responses=ACTED)
def amend(org_no: OrgNo, said: AmendEntry, at: AtHouse, client: Registering) -> Acted:
    """Put an entry right: a new version, with the reason."""

    def put_right(sitting: Sitting) -> object:
        return acts.amend(sitting.order, sitting.tx, said.values)

    return _act(at, client, (org_no, said), put_right)


@router.post("/{org_no}/end", responses=ACTED)
def end(org_no: OrgNo, said: EndEntry, at: AtHouse, client: Registering) -> Ended:
    """The connection has come to its end: a last version that says so."""
    who = named(client)
    last, letters = at.desk.end(
        lambda now: Ending(
            org_no, said.board, who, now, said.why, case=said.case, version=said.version
        )
    )
    return Ended(
        org_no=last.org_no,
        board=last.board,
        version=last.version,
        ended_at=last.ended_at,
        letters=letters,
    )


def _version(one: Connection, hidden: bool) -> VersionOut | HiddenVersionOut:
    """A version, whole or without its values."""
    if hidden:
        kept = set(HiddenVersionOut.model_fields) - {"hidden"}
        return HiddenVersionOut.model_validate(one.model_dump(include=kept))
    return VersionOut.model_validate(one.model_dump())


def _act(
    at: House,
    client: Client,
    about: tuple[str, OpenEntry | AmendEntry],
    do: Callable[[Sitting], object],
) -> Acted:
    """An act on the entry as the program has seen it, by the case that it comes from. NotFound,
    StaleCase."""
    org_no, said = about
    entry = connection_versions(at.store, org_no, said.board)[-1]
    if entry.case is None:
        raise ActRefused("Posten kommer från ett tidigare register och har inget ärende.")
    who = named(client)
    with at.desk.sitting(entry.case, who, said.why, by_program=True) as sitting:
        now = sitting.folder.entry
        if now is None or now.version != said.version:
            raise StaleCase(
                f"Posten har ändrats av någon annan (du såg version {said.version}). Läs den igen."
            )
        do(sitting)
    return acted(at, entry.case)
