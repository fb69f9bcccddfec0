"""A case's folder: all that is kept of it, read in one transaction."""

import sqlalchemy as sa
from pydantic import TypeAdapter

from adapters.again import disposed, sent_before
from adapters.queries import case_of
from adapters.store import read_delivery
from adapters.tables import (
    case_deliveries,
    cases,
    connections,
    events,
    outbox,
    page_ends,
    readings,
    review_items,
    rulings,
)
from domain.case import Case
from domain.errors import ActRefused, NotFound
from domain.judgement import Part
from domain.ledger import KeptEnd
from domain.notice import NoticeKind, NoticeState
from domain.reading import FileReading
from domain.register import Connection
from domain.ruling import Ruling
from pipeline.ports import Folder, Sheet

_RULING: TypeAdapter[Ruling] = TypeAdapter(Ruling)


def read_folder(connection: sa.Connection, case: str) -> Folder:
    """All that is kept of a case, by its whole id. NotFound; ActRefused when it was disposed of:
    there is nothing left to act on."""
    row = connection.execute(sa.select(cases).where(cases.c.id == case)).one_or_none()
    if row is None:
        raise NotFound(f"Det finns inget ärende {case}. Se anslut queue list.")
    _check_kept(connection, case)
    found = case_of(connection, row)
    ids = _deliveries(connection, case)
    here = sa.and_(review_items.c.case == case, review_items.c.state == "open")
    item = connection.execute(sa.select(review_items).where(here)).one_or_none()
    return Folder(
        case=found,
        part=_part(row.part, found),
        deliveries=tuple(read_delivery(connection, one) for one in ids),
        sheets=tuple(one for delivery in ids for one in _sheets(connection, delivery)),
        rulings=_rulings(connection, case),
        entry=_entry(connection, case),
        letters=_letters(connection, case),
        found=_found(connection, case),
        sent_before=sent_before(connection, found.delivery),
        asked=_asked(connection, case),
        queue=item.queue if item else None,
        claimed_by=item.claimed_by if item else None,
        claimed_until=item.claimed_until if item else None,
    )


def _check_kept(connection: sa.Connection, case: str) -> None:
    if disposed(connection, [case]):
        raise ActRefused(
            f"Ärende {case} är gallrat, så det finns inget kvar att ändra. Har parten skickat in "
            "något nytt? Det blir ett eget ärende."
        )


def _part(stored: object, case: Case) -> Part:
    """What the case is judged by. Of cases from before that was kept, what was judged then."""
    if stored is not None:
        return Part.model_validate(stored)
    about = tuple(one for one in case.findings if one.group == "material")
    return Part(agreement=case.agreement, findings=about)


def _deliveries(connection: sa.Connection, case: str) -> tuple[str, ...]:
    query = (
        sa.select(case_deliveries.c.delivery)
        .where(case_deliveries.c.case == case)
        .order_by(case_deliveries.c.position)
    )
    return tuple(connection.scalars(query))


def _sheets(connection: sa.Connection, delivery: str) -> tuple[Sheet, ...]:
    """The files of a delivery, each with the ends of its pages."""
    columns = (readings.c.position, readings.c.reading)
    read = connection.execute(
        sa.select(*columns).where(readings.c.delivery == delivery).order_by(readings.c.position)
    ).all()
    kept = connection.execute(
        sa.select(page_ends)
        .where(page_ends.c.delivery == delivery)
        .order_by(page_ends.c.original, page_ends.c.number)
    ).mappings()
    ends = [KeptEnd.model_validate(dict(row)) for row in kept]
    return tuple(
        Sheet(
            delivery=delivery,
            original=row.position,
            reading=FileReading.model_validate(row.reading),
            ends=tuple(end for end in ends if end.original == row.position),
        )
        for row in read
    )


def _rulings(connection: sa.Connection, case: str) -> tuple[Ruling, ...]:
    """What persons have said, oldest first; what has been cleared says nothing."""
    query = sa.select(rulings.c.ruling).where(rulings.c.case == case).order_by(rulings.c.position)
    return tuple(
        _RULING.validate_python(one) for one in connection.scalars(query) if one is not None
    )


def _entry(connection: sa.Connection, case: str) -> Connection | None:
    """The newest version of the entry that the case has put into the register."""
    own = (
        sa.select(connections.c.org_no, connections.c.board_key)
        .where(connections.c.case == case)
        .order_by(connections.c.valid_from.desc(), connections.c.version.desc())
        .limit(1)
    )
    key = connection.execute(own).one_or_none()
    if key is None:
        return None
    newest = (
        sa.select(connections.c.connection)
        .where(connections.c.org_no == key.org_no, connections.c.board_key == key.board_key)
        .order_by(connections.c.version.desc())
        .limit(1)
    )
    found = connection.scalar(newest)
    return None if found is None else Connection.model_validate(found)


def _asked(connection: sa.Connection, case: str) -> frozenset[str]:
    """To whom requests for a supplement went, or are to go."""
    query = sa.select(outbox.c.notice).where(
        outbox.c.case == case,
        outbox.c.kind == "supplement",
        outbox.c.state != "cancelled",
        outbox.c.notice.is_not(None),
    )
    return frozenset(one["to"] for one in connection.scalars(query))


def _found(connection: sa.Connection, case: str) -> frozenset[str]:
    """The codes for which the machine has asked, by its events: these can be neither changed nor
    taken away."""
    query = sa.select(events.c.why).where(events.c.subject == case, events.c.what == "in_review")
    return frozenset(code for why in connection.scalars(query) for code in why.split())


def _letters(connection: sa.Connection, case: str) -> tuple[tuple[NoticeKind, NoticeState], ...]:
    query = (
        sa.select(outbox.c.kind, outbox.c.state)
        .where(outbox.c.case == case)
        .order_by(outbox.c.written_at, outbox.c.id)
    )
    return tuple((row.kind, row.state) for row in connection.execute(query))
