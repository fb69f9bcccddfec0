"""The outbox: letters that are held, wait, were sent, were given up or are never to be sent.

Every change counts the letter's version up, and its event is written in the same transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from adapters.rows import insert_events
from adapters.store import WHO, Store
from adapters.tables import cases, outbox, review_items
from domain.case import Event
from domain.errors import ActRefused, NotFound, StaleLetter
from domain.notice import Letter, Notice, NoticeState
from domain.typed import NAME, line, lines

# How long after each attempt that failed the next is made; after the last of them it is given up.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
# For how long a letter is somebody's who sends it: longer than all answers of a server together may
# take (ANSLUT_SMTP_SECONDS is 60 at most). One whose sender died is due again after it.
LEASE = timedelta(minutes=15)
AWAITING = "supplement_requested"  # the state of a case that awaits the answer to its request
NAMED = 10  # letters that an ambiguous id is answered with at most

STATES: dict[NoticeState, str] = {
    "held": "hålls",
    "waiting": "väntar",
    "sent": "skickat",
    "dead": "uppgivet",
    "cancelled": "makulerat",
}


@dataclass(frozen=True)
class Act:
    """What a person does to a letter: `version` is the one that they have seen. The name is
    cleaned; ActRefused when it is too long."""

    letter: str
    version: int
    by: str
    at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", line(self.by, "Namnet på den som gör det", NAME))


@dataclass(frozen=True)
class Dated:
    """A request for a supplement as it is to go, and the last day to answer that it names."""

    notice: Notice
    answer_by: date


def letters(
    store: Store, state: NoticeState | None = None, limit: int | None = None, offset: int = 0
) -> tuple[Letter, ...]:
    """The letters, of one state if it is named, in the order in which they were written; at most
    `limit`, those after the first `offset`."""
    query = sa.select(outbox).order_by(outbox.c.written_at, outbox.c.id)
    query = query.limit(limit).offset(offset or None)
    if state is not None:
        query = query.where(outbox.c.state == state)
    with store.database.reading() as connection:
        return tuple(_letter(row) for row in connection.execute(query))


def letter(store: Store, beginning: str) -> Letter:
    """A letter by its id, or by the beginning of it that no other has; NotFound."""
    query = (
        sa.select(outbox)
        .where(outbox.c.id.startswith(beginning, autoescape=True))
        .order_by(outbox.c.id)
        .limit(NAMED + 1)
    )
    with store.database.reading() as connection:
        found = connection.execute(query).all()
    if not found:
        raise NotFound(
            f"Det finns inget brev vars id börjar med {beginning}. Se anslut letters list."
        )
    if len(found) > 1:
        named = ", ".join(row.id for row in found[:NAMED])
        raise NotFound(
            f"Flera brev har ett id som börjar med {beginning}: {named}. Skriv mer av det."
        )
    return _letter(found[0])


def release(store: Store, act: Act, dated: Dated | None = None) -> None:
    """A held letter may go, a request with the day that holds now (flows/release.py). Not feedback:
    it says that access is open, and goes when it is."""
    with store.database.writing() as connection:
        found = _seen(connection, act, ("held",))
        if found.kind == "feedback":
            raise ActRefused(
                f"Brevet {found.id} är återkopplingen om att anslutningen är klar. Det släpps när "
                "åtkomsten öppnas, och kan inte släppas för hand."
            )
        _change(connection, found, {"state": "waiting", "released_by": act.by, "next_at": act.at})
        _date(connection, found, dated)
        insert_events(connection, [_event(found, "letter_released", act.by, act.at)])


def cancel(store: Store, act: Act, why: str) -> None:
    """A letter that has not been sent never will be. What a person gives as the reason is kept.
    Not a request whose answer a case awaits: it would wait for what nobody was asked for."""
    why = lines(why, "Skälet")
    with store.database.writing() as connection:
        found = _seen(connection, act, ("held", "waiting", "dead"))
        if found.kind == "supplement" and _is_awaited(connection, found):
            raise ActRefused(
                f"Ärende {found.case} väntar på svaret på brevet {found.id}. Ta tillbaka ärendet "
                f"till granskning i stället: anslut case take-back {found.case}. Då makuleras "
                "brevet. Inget ändrades."
            )
        _change(connection, found, {"state": "cancelled", "next_at": None})
        insert_events(connection, [_event(found, "letter_cancelled", act.by, act.at, why)])


def edit(store: Store, act: Act, notice: Notice) -> None:
    """Put another wording in the place of a letter's that is held or given up. `notice` holds what
    the machine had written (pipeline.letters.rewritten)."""
    with store.database.writing() as connection:
        found = _seen(connection, act, ("held", "dead"))
        if notice.machine is None:
            raise ValueError("a letter is edited without what the machine had written")
        _change(connection, found, {"notice": notice.model_dump(mode="json")})
        insert_events(connection, [_event(found, "letter_edited", act.by, act.at)])


def requeue(store: Store, act: Act, dated: Dated | None = None) -> None:
    """A letter that was given up is tried again, from the first attempt, a request with the day
    that holds now."""
    with store.database.writing() as connection:
        found = _seen(connection, act, ("dead",))
        values = {"state": "waiting", "attempts": 0, "next_at": act.at, "trouble": ""}
        _change(connection, found, values)
        _date(connection, found, dated)
        insert_events(connection, [_event(found, "letter_requeued", act.by, act.at)])


def due(store: Store, now: datetime) -> tuple[str, ...]:
    """Ids of the letters that are to be sent now, longest due first."""
    query = sa.select(outbox.c.id).where(_is_due(now)).order_by(outbox.c.next_at, outbox.c.id)
    with store.database.reading() as connection:
        return tuple(connection.scalars(query))


def claim(store: Store, letter_id: str, now: datetime) -> Letter | None:
    """Take a letter that is due, before it is sent; None when somebody else has it, or it is no
    longer to go. The attempt counts from here."""
    update = (
        outbox.update()
        .where(outbox.c.id == letter_id, _is_due(now))
        .values(version=outbox.c.version + 1, attempts=outbox.c.attempts + 1, next_at=now + LEASE)
    )
    with store.database.writing() as connection:
        if connection.execute(update).rowcount != 1:
            return None
        return _letter(_row(connection, letter_id))


def record_sent(store: Store, claimed: Letter, at: datetime) -> bool:
    """The letter has been taken over. That is a fact, whatever was done to the letter meanwhile.
    False when it had been recorded before."""
    update = (
        outbox.update()
        .where(outbox.c.id == claimed.id, outbox.c.state != "sent")
        .values(state="sent", sent_at=at, next_at=None, trouble="", version=outbox.c.version + 1)
    )
    with store.database.writing() as connection:
        if connection.execute(update).rowcount != 1:
            return False
        insert_events(connection, [_event(claimed, "letter_sent", WHO, at)])
    return True


TELLING = ("feedback", "change")  # the letters that tell the contact of what is registered


def untold(store: Store) -> tuple[str, ...]:
    """Cases that are concluded, and whose contact has been told so: by the feedback or, where
    access was open already, of the change. One that is on its way (once more) has not told yet."""
    sent, coming = outbox.alias("sent"), outbox.alias("coming")
    again = sa.exists().where(
        coming.c.case == cases.c.id,
        coming.c.kind.in_(TELLING),
        coming.c.state.in_(("held", "waiting")),
    )
    told = sa.exists().where(
        sent.c.case == cases.c.id, sent.c.kind.in_(TELLING), sent.c.state == "sent"
    )
    query = sa.select(cases.c.id).where(cases.c.state == "concluded", told, ~again)
    with store.database.reading() as connection:
        return tuple(connection.scalars(query.order_by(cases.c.id)))


def record_delayed(store: Store, claimed: Letter, at: datetime, trouble: str) -> bool:
    """The attempt failed: the next is made later, or the letter is given up. True when it was."""
    if claimed.attempts > len(DELAYS):
        record_dead(store, claimed, at, trouble)
        return True
    values = {"next_at": at + DELAYS[claimed.attempts - 1], "trouble": trouble}
    _record(store, claimed, values, "letter_delayed", at)
    return False


def record_dead(store: Store, claimed: Letter, at: datetime, trouble: str) -> None:
    """The letter is given up: a person takes care."""
    values: dict[str, object] = {"state": "dead", "next_at": None, "trouble": trouble}
    _record(store, claimed, values, "letter_dead", at)


def let_go(store: Store, claimed: Letter, at: datetime, trouble: str) -> None:
    """No letter went at all: the attempt does not count. It was no doing of the letter's, and is
    nothing that happened to the case."""
    values = {
        "attempts": claimed.attempts - 1,
        "next_at": at + DELAYS[0],
        "trouble": trouble,
    }
    _record(store, claimed, values, None, at)


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        outbox.c.state == "waiting", outbox.c.next_at <= now, outbox.c.notice.is_not(None)
    )


def _seen(connection: sa.Connection, act: Act, allowed: tuple[NoticeState, ...]) -> Letter:
    """The letter, when it is as the person saw it and in one of these states."""
    found = _letter(_row(connection, act.letter))
    if found.version != act.version:
        raise StaleLetter(
            f"Brevet {found.id} har ändrats sedan du läste det (version {act.version}, nu "
            f"{found.version}). Inget ändrades. Läs det igen: anslut letters show {found.id}."
        )
    if found.state not in allowed:
        may = " eller ".join(STATES[one] for one in allowed)
        raise ActRefused(
            f"Brevet {found.id} är {STATES[found.state]}, och det går bara med brev som är {may}. "
            "Inget ändrades."
        )
    return found


def _record(
    store: Store, claimed: Letter, values: dict[str, object], what: str | None, at: datetime
) -> None:
    """Write down how an attempt ended, unless the letter is no longer the one that was claimed."""
    with store.database.writing() as connection:
        now = _letter(_row(connection, claimed.id))
        if (now.version, now.state) != (claimed.version, "waiting"):
            return
        _change(connection, now, values)
        if what:
            insert_events(connection, [_event(now, what, WHO, at)])


def _change(connection: sa.Connection, found: Letter, values: dict[str, object]) -> None:
    update = (
        outbox.update()
        .where(outbox.c.id == found.id, outbox.c.version == found.version)
        .values(version=found.version + 1, **values)
    )
    if connection.execute(update).rowcount != 1:
        raise StaleLetter(f"Brevet {found.id} har ändrats av någon annan just nu. Inget ändrades.")


def _date(connection: sa.Connection, found: Letter, dated: Dated | None) -> None:
    """The day that a request names, in its text and in the clock of its case. Whoever was told that
    no answer came is told again if none comes by that day."""
    if dated is None:
        if found.kind == "supplement" and _is_awaited(connection, found):
            raise ValueError("a request goes with the day by which an answer is awaited")
        return
    wording = {"notice": dated.notice.model_dump(mode="json")}
    connection.execute(outbox.update().where(outbox.c.id == found.id).values(wording))
    awaits = sa.and_(cases.c.id == found.case, cases.c.state == AWAITING)
    values = {"answer_by": dated.answer_by, "version": cases.c.version + 1}
    connection.execute(cases.update().where(awaits).values(values))
    told = review_items.update().where(review_items.c.case == found.case)
    connection.execute(told.values(escalated=0))


def _is_awaited(connection: sa.Connection, found: Letter) -> bool:
    return connection.scalar(sa.select(cases.c.state).where(cases.c.id == found.case)) == AWAITING


def _event(about: Letter, what: str, who: str, at: datetime, note: str = "") -> Event:
    """What happened to a letter: about its case, or about itself when it is of none."""
    why = f"{about.id} {about.kind}"
    return Event(subject=about.subject, at=at, who=who, what=what, why=why, note=note)


def _row(connection: sa.Connection, letter_id: str) -> sa.Row[tuple[object, ...]]:
    row = connection.execute(sa.select(outbox).where(outbox.c.id == letter_id)).one_or_none()
    if row is None:
        raise NotFound(f"Det finns inget brev {letter_id}. Se anslut letters list.")
    return row


def _letter(row: sa.Row[tuple[object, ...]]) -> Letter:
    known = Letter.model_fields
    return Letter.model_validate({k: v for k, v in row._mapping.items() if k in known})
