"""Clearing what holds personal data: rows and files go, the chain, the ledger, ids and counts stay.

What was cleared is told by an event with the rule's id. adapters/personal_data.py says of every
column what becomes of it; a test clears a whole case and looks for what is left of a person.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from adapters.chain import DISPOSED
from adapters.disposal_candidates import candidates
from adapters.originals import Originals
from adapters.rows import insert_events
from adapters.store import Store
from adapters.tables import (
    cases,
    connections,
    deliveries,
    delivery_originals,
    documents,
    event_notes,
    events,
    findings,
    outbox,
    readings,
    rulings,
    sample_answers,
    signatories,
)
from domain.case import Event
from domain.disposal import Candidate, Disposable, Disposal
from domain.reading import FileReading


class Disposing:
    """One write transaction: nothing that it looked at can change before it has been cleared."""

    def __init__(self, connection: sa.Connection, originals: Originals) -> None:
        """`originals` is where the files lie."""
        self._connection = connection
        self._originals = originals

    def candidates(self) -> tuple[Candidate, ...]:
        """What may be cleared once it is old enough."""
        return candidates(self._connection)

    def clear(self, due: Sequence[Disposal], who: str, now: datetime) -> None:
        """Clear all of it, with an event for each. A file goes before the transaction ends: one
        that is interrupted is due still, and clears what is left."""
        for one in due:
            _CLEAR[one.candidate.what](self._connection, self._originals, one.candidate.ref)
        insert_events(self._connection, [_event(one, who, now) for one in due])


@contextmanager
def disposing(store: Store, originals: Originals) -> Iterator[Disposing]:
    """A transaction to clear in: all rows, or none."""
    with store.database.writing() as connection:
        yield Disposing(connection, originals)


def _event(one: Disposal, who: str, now: datetime) -> Event:
    """Its reason: the rule, the kind, and for a version or an answer which."""
    more = [str(one.candidate.ref[-1])] if one.candidate.what in ("entry", "signatory") else []
    why = " ".join([one.rule, one.candidate.what, *more])
    return Event(subject=one.candidate.subject, at=now, who=who, what=DISPOSED, why=why)


Ref = tuple[str | int, ...]


def _clear_case(connection: sa.Connection, _originals: Originals, ref: Ref) -> None:
    (case,) = ref
    connection.execute(
        cases.update()
        .where(cases.c.id == case)
        .values(
            part=None,
            agreement=None,
            party="",
            search="",
            board_key=None,
            version=cases.c.version + 1,
        )
    )
    here = findings.c.case == case
    for row in connection.execute(sa.select(findings).where(here)).all():
        silent = {**row.finding, "message": "", "message_en": ""}
        this = sa.and_(here, findings.c.position == row.position)
        connection.execute(findings.update().where(this).values(finding=silent))
    connection.execute(rulings.update().where(rulings.c.case == case).values(ruling=None))
    connection.execute(sample_answers.delete().where(sample_answers.c.case == case))
    connection.execute(outbox.update().where(outbox.c.case == case).values(notice=None, trouble=""))
    _clear_notes(connection, [str(case)])


def _clear_reading(connection: sa.Connection, _originals: Originals, ref: Ref) -> None:
    """What was read goes; how many pages there were stays, for the ledger."""
    (delivery,) = ref
    here = readings.c.delivery == delivery
    for row in connection.execute(sa.select(readings).where(here)).all():
        empty = FileReading(name="", page_count=row.pages).model_dump(mode="json")
        this = sa.and_(here, readings.c.position == row.position)
        connection.execute(readings.update().where(this).values(reading=empty))


def _clear_files(connection: sa.Connection, originals: Originals, ref: Ref) -> None:
    """The files of a delivery and of those that brought the same again. Bytes that another delivery
    still has stay until that is cleared too; a link without a name is one that was cleared."""
    (delivery,) = ref
    same = sa.or_(deliveries.c.id == delivery, deliveries.c.duplicate_of == delivery)
    ids = list(connection.scalars(sa.select(deliveries.c.id).where(same)))
    connection.execute(deliveries.update().where(same).values(sender=None, subject=None))
    links = delivery_originals.c.delivery.in_(ids)
    connection.execute(delivery_originals.update().where(links).values(name=""))
    _clear_notes(connection, ids)
    used = sa.select(delivery_originals.c.sha256).where(delivery_originals.c.name != "")
    made = sa.select(documents.c.sha256)
    gone = (
        sa.select(delivery_originals.c.sha256)
        .where(
            links,
            delivery_originals.c.sha256.not_in(used),
            delivery_originals.c.sha256.not_in(made),
        )
        .distinct()
    )
    for sha256 in connection.scalars(gone).all():
        originals.remove(sha256)


def _clear_entry(connection: sa.Connection, _originals: Originals, ref: Ref) -> None:
    org_no, board, version = ref
    this = sa.and_(
        connections.c.org_no == org_no,
        connections.c.board_key == board,
        connections.c.version == version,
    )
    connection.execute(connections.update().where(this).values(connection=None))


def _clear_signatory(connection: sa.Connection, _originals: Originals, ref: Ref) -> None:
    connection.execute(signatories.delete().where(signatories.c.number == ref[0]))


def _clear_letter(connection: sa.Connection, _originals: Originals, ref: Ref) -> None:
    here = outbox.c.id == ref[0]
    connection.execute(outbox.update().where(here).values(notice=None, trouble=""))


def _clear_notes(connection: sa.Connection, subjects: Sequence[str]) -> None:
    numbers = sa.select(events.c.number).where(events.c.subject.in_(subjects))
    connection.execute(event_notes.delete().where(event_notes.c.event.in_(numbers)))


_CLEAR: Mapping[Disposable, Callable[[sa.Connection, Originals, Ref], None]] = {
    "case": _clear_case,
    "reading": _clear_reading,
    "files": _clear_files,
    "entry": _clear_entry,
    "signatory": _clear_signatory,
    "letter": _clear_letter,
}
