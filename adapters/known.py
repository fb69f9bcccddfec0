"""What the store knows of some organisationsnummer: what an agreement is judged against."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from adapters.signatories import remembered
from adapters.tables import cases, connections, current_connections, mandates
from domain.facts import Known, OpenCase
from domain.reference import Mandate
from domain.register import Connection

OPEN = ("in_review", "supplement_requested")


def known_of(connection: sa.Connection, org_nos: Collection[str]) -> Known:
    """The register's entries, open cases, signatories and mandates of these numbers."""
    if not org_nos:
        return Known()
    return Known(
        registered=_keys(connection, org_nos),
        entries=entries(connection, org_nos),
        open_cases=_open_cases(connection, org_nos),
        signatories=remembered(connection, org_nos),
        mandates=kept_mandates(connection, org_nos),
    )


def entries(connection: sa.Connection, org_nos: Collection[str]) -> tuple[Connection, ...]:
    """The newest version of each entry under these numbers, but for those that were cleared or have
    come to their end."""
    query = _newest().where(current_connections.c.org_no.in_(org_nos), ~current_connections.c.ended)
    return tuple(
        Connection.model_validate(one) for one in connection.scalars(query) if one is not None
    )


def every_entry(connection: sa.Connection) -> tuple[Connection, ...]:
    """The newest version of each entry of the whole register, those that have come to their end
    too, but for those that were cleared."""
    return tuple(
        Connection.model_validate(one) for one in connection.scalars(_newest()) if one is not None
    )


def kept_mandates(
    connection: sa.Connection, org_nos: Collection[str] | None = None
) -> tuple[Mandate, ...]:
    """The mandates that were confirmed or imported; of these numbers, if any are given."""
    query = sa.select(mandates).order_by(
        mandates.c.org_no, mandates.c.decision_date, mandates.c.registry_no
    )
    if org_nos is not None:
        query = query.where(mandates.c.org_no.in_(org_nos))
    return tuple(
        Mandate(
            org_no=row.org_no,
            decision_date=date.fromisoformat(row.decision_date),
            registry_no=row.registry_no,
        )
        for row in connection.execute(query)
    )


def _newest() -> sa.Select[tuple[object]]:
    same = sa.and_(
        connections.c.org_no == current_connections.c.org_no,
        connections.c.board_key == current_connections.c.board_key,
        connections.c.version == current_connections.c.version,
    )
    return (
        sa.select(connections.c.connection)
        .join(current_connections, same)
        .order_by(current_connections.c.sort_key, current_connections.c.org_no)
    )


def _keys(connection: sa.Connection, org_nos: Collection[str]) -> frozenset[tuple[str, str]]:
    query = sa.select(current_connections.c.org_no, current_connections.c.board_key).where(
        current_connections.c.org_no.in_(org_nos), ~current_connections.c.ended
    )
    return frozenset((row.org_no, row.board_key) for row in connection.execute(query))


def _open_cases(connection: sa.Connection, org_nos: Collection[str]) -> tuple[OpenCase, ...]:
    query = (
        sa.select(cases.c.id, cases.c.org_no, cases.c.board_key)
        .where(cases.c.org_no.in_(org_nos), cases.c.board_key.is_not(None), cases.c.state.in_(OPEN))
        .order_by(cases.c.id)
    )
    return tuple(
        OpenCase(case=row.id, org_no=row.org_no, board_key=row.board_key)
        for row in connection.execute(query)
    )
