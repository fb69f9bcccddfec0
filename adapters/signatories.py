"""Answers to "may this person sign for this municipality?", remembered."""

from collections.abc import Collection

import sqlalchemy as sa

from adapters.rows import insert
from adapters.tables import signatories
from domain.ruling import Signatory

ROW = sa.Row[tuple[object, ...]]


def remember(connection: sa.Connection, answer: Signatory) -> bool:
    """Keep an answer; nothing is overwritten, the newest that has not expired counts. False when
    the same answer was given for the same case before: then nothing is written.

    The event that belongs to it is the caller's to write, in the same transaction.
    """
    row = {**answer.model_dump(), "case": answer.case or None}
    same = sa.select(signatories.c.number).where(
        *(signatories.c[name] == value for name, value in row.items() if name != "at")
    )
    if connection.scalar(same) is not None:
        return False
    insert(connection, signatories, [row])
    return True


def remembered(
    connection: sa.Connection, org_nos: Collection[str] | None = None
) -> tuple[Signatory, ...]:
    """All answers, oldest first; those about these numbers, if any are given."""
    query = sa.select(signatories).order_by(signatories.c.number)
    if org_nos is not None:
        query = query.where(signatories.c.org_no.in_(org_nos))
    return tuple(_signatory(row) for row in connection.execute(query))


def _signatory(row: ROW) -> Signatory:
    """The answer that a row of the table holds."""
    return Signatory(
        org_no=row.org_no,
        name=row.name,
        may_sign=row.may_sign,
        reference=row.reference,
        expires_on=row.expires_on,
        by=row.by,
        at=row.at,
        case=row.case or "",
    )
