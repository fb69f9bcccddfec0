"""Letters: what is held, waits, was sent or given up; releasing and cancelling them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from adapters import outbox
from domain.notice import Letter, NoticeState
from flows.release import release as let_go
from webapp.access import AtHouse
from webapp.api.access import Reading, Registering, named
from webapp.api.acts import Because
from webapp.api.paging import Limit, Offset, one_page
from webapp.api.shapes import LetterLineOut, LetterOut, LettersOut
from webapp.api.statuses import ACTED, NOT_FOUND
from webapp.blind import is_hidden
from webapp.house import House
from webapp.looks import looked_by

router = APIRouter(tags=["letters"], prefix="/letters")

LetterId = Annotated[str, StringConstraints(pattern=r"^n-[0-9a-f]{16}$")]


@router.get("")
def letters(
    request: Request,
    response: Response,
    at: AtHouse,
    client: Reading,
    state: NoticeState | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> LettersOut:
    """The letters, of one state if it is named, in the order in which they were written."""
    del client
    found = outbox.letters(at.store, state, limit + 1, offset)
    lines = one_page(request, response, found, limit, offset)
    return LettersOut(letters=tuple(LetterLineOut.model_validate(_line(one)) for one in lines))


@router.get("/{letter}", responses=NOT_FOUND)
def letter(letter: LetterId, at: AtHouse, client: Reading) -> LetterOut:
    """A letter with what it says, unless its case waits for a blind check. That the program looked
    is written down."""
    found = outbox.letter(at.store, letter)
    hidden = is_hidden(at, found)
    if not hidden:
        looked_by(at, (named(client), client.id), found.subject, "case")
    said = None if hidden else found.notice
    return LetterOut.model_validate(
        _line(found)
        | {
            "to": said.to if said else None,
            "subject": said.subject if said else None,
            "body": said.body if said else None,
            "hidden": hidden,
        }
    )


@router.post("/{letter}/release", responses=ACTED)
def release(letter: LetterId, said: Because, at: AtHouse, client: Registering) -> LetterLineOut:
    """Let a held letter go."""
    act = outbox.Act(letter, said.version, named(client), datetime.now(UTC))
    let_go(at.store, act, at.settings.answer_days)
    return _now(at, letter)


@router.post("/{letter}/cancel", responses=ACTED)
def cancel(letter: LetterId, said: Because, at: AtHouse, client: Registering) -> LetterLineOut:
    """Have a letter never sent."""
    act = outbox.Act(letter, said.version, named(client), datetime.now(UTC))
    outbox.cancel(at.store, act, said.why)
    return _now(at, letter)


def _now(at: House, letter: str) -> LetterLineOut:
    return LetterLineOut.model_validate(_line(outbox.letter(at.store, letter)))


def _line(one: Letter) -> dict[str, object]:
    """What a list tells of a letter."""
    return one.model_dump(include=set(LetterLineOut.model_fields))
