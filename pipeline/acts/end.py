"""The end of a connection: the last version of an entry, and whom it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.case import CaseState, Event
from domain.errors import ActRefused, NotFound, StaleCase
from domain.notice import Notice
from domain.register import Connection, board_key
from domain.typed import NAME, line, lines
from pipeline.acts.common import MACHINE
from pipeline.entry import ended
from pipeline.letters import ended as ended_letter
from pipeline.ports import CaseTransaction, Told
from pipeline.rulings import person

# Where the case that an entry comes from has been decided, and access was opened if it ever is.
_DECIDED: tuple[CaseState, ...] = ("concluded", "told", "dismissed", "withdrawn")


@dataclass(frozen=True)
class Ending:
    """Who ends which entry, when and why. `board` None: the only one under the number. `version` is
    the one that was looked at, if it is told. `case` is what led to it, such as a letter from the
    Party; None: the case that the entry comes from. What was typed is cleaned."""

    org_no: str
    board: str | None
    who: str
    at: datetime
    why: str
    case: str | None = None
    version: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "who", line(self.who, "Namnet på den som gör det", NAME))
        object.__setattr__(self, "why", lines(self.why, "Skälet").strip())


def end(ending: Ending, tx: CaseTransaction) -> tuple[Connection, int]:
    """The connection has come to its end: a last version that says so, told to who was told of it
    before. A later agreement of the Party is a new beginning. Gives that version, and the number of
    letters that tell of it.

    NotFound; StaleCase when there is another version by now; ActRefused while the entry's own case
    is open: withdrawing that ends its entry.
    """
    _check(ending)
    entry = _entry(ending, tx)
    state = _state(entry, tx)
    if ending.case is not None:
        tx.folder(ending.case)  # NotFound, or disposed of
    case = ending.case or entry.case
    last = ended(entry, ending.why, ending.at).model_copy(update={"case": case})
    told = tx.told_of(*entry.key)
    if (
        told is None and state == "concluded" and entry.case
    ):  # access is open, the letter on its way
        told = Told(case=entry.case)
    letters = notices_of(entry, last, told)
    event = happened_to(last, case or entry.org_no, ending.who, ending.at)
    tx.write(last, letters, event.model_copy(update={"note": ending.why}))
    return last, len(letters)


def happened_to(last: Connection, subject: str, who: str, at: datetime) -> Event:
    """The event of the end: which entry, by its key and version."""
    why = " ".join((*last.key, f"version {last.version}"))
    return Event(subject=subject, at=at, who=who, what="ended", why=why)


def notices_of(before: Connection, last: Connection, told: Told | None) -> tuple[Notice, ...]:
    """The letter that tells of the end, if the contact has ever been told of the connection."""
    if told is None:
        return ()
    contact = before.technical_contact or before.agreement_contact
    return (ended_letter(contact.email, last, told.case, told.changes),)


def _check(ending: Ending) -> None:
    if person(ending.who) in ("", MACHINE):
        raise ActRefused("Skriv vem du är: det behövs en persons namn.")
    if not ending.why:
        raise ActRefused("Skriv varför: skälet sparas i registret.")


def _entry(ending: Ending, tx: CaseTransaction) -> Connection:
    """The entry that is meant, as it stands."""
    found: Sequence[Connection] = tx.known(frozenset({ending.org_no})).entries
    if ending.board is not None:
        found = [one for one in found if one.key[1] == board_key(ending.board or "")]
    if not found:
        which = f"{ending.org_no}, {ending.board}" if ending.board else ending.org_no
        raise NotFound(
            f"Registret har ingen post som gäller för {which}. Se anslut register show "
            f"{ending.org_no}."
        )
    if len(found) > 1:
        boards = ", ".join(one.board for one in found)
        raise ActRefused(f"Flera nämnder är anslutna: {boards}. Ange nämnden med --board.")
    if ending.version not in (None, found[0].version):
        raise StaleCase(
            f"Posten har ändrats av någon annan (version {found[0].version}, du såg "
            f"{ending.version}). Se den igen: anslut register show {ending.org_no}."
        )
    return found[0]


def _state(entry: Connection, tx: CaseTransaction) -> CaseState | None:
    """Where the case that the entry comes from stands; None when it was disposed of or there is
    none. ActRefused while it is open."""
    if entry.case is None:
        return None
    try:
        state = tx.folder(entry.case).case.state
    except ActRefused:
        return None
    if state not in _DECIDED:
        raise ActRefused(
            f"Ärende {entry.case}, som posten kommer från, är inte avslutat. Har parten återkallat "
            f"sitt avtal: anslut case withdraw {entry.case}. Då avslutas posten också."
        )
    return state
