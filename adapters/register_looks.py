"""What people ask of the register beside its entries: how many are found, which of them wait for
access, who made each version, and how the case of an entry stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from adapters.queries import in_words, register_search
from adapters.store import Store
from adapters.tables import cases, connections, current_connections, events
from domain.case import CaseState
from domain.register import Connection, board_key

LOOKS = ("looked_at", "claimed", "claim_renewed", "claim_released", "handed_over")


@dataclass(frozen=True)
class Found:
    """The entries that are shown, and how many there are in all."""

    entries: tuple[Connection, ...]
    count: int


@dataclass(frozen=True)
class Standing:
    """How the case stands that an entry comes from, as an act on it has to know."""

    case: str
    version: int
    state: CaseState


def search(store: Store, text: str, waits: bool, most: int) -> Found:
    """The entries that have each of the words, in Swedish order, at most `most` of them; with
    `waits` only those whose case is registered and waits for access to be opened."""
    if not waits:
        return Found(register_search(store, text, most), count_entries(store, text))
    words = in_words(text)
    with store.database.reading() as connection:
        keys = connection.execute(_waiting().where(*words)).all()
        first = [_entry(connection, tuple(one)) for one in keys[:most]]
    return Found(tuple(one for one in first if one), len(keys))


def count_entries(store: Store, text: str) -> int:
    """How many entries have each of the words."""
    query = sa.select(sa.func.count()).select_from(current_connections).where(*in_words(text))
    with store.database.reading() as connection:
        return connection.scalar(query) or 0


def authors(store: Store, versions: Sequence[Connection]) -> dict[int, str]:
    """Who made each version of an entry, by its number, as far as the events tell: the act on its
    case, or the import, of the very moment from which it is valid."""
    with store.database.reading() as connection:
        found = ((one.version, connection.scalar(_made(one))) for one in versions)
        return {version: who for version, who in found if who}


def standing(store: Store, versions: Sequence[Connection]) -> Standing | None:
    """The case that the newest version with one comes from; None for an entry that came with an
    imported register and has had no case since."""
    known = [one.case for one in versions if one.case]
    if not known:
        return None
    query = sa.select(cases.c.id, cases.c.version, cases.c.state).where(cases.c.id == known[-1])
    with store.database.reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else Standing(row.id, row.version, row.state)


def _waiting() -> sa.Select[tuple[str, str, int]]:
    """The keys of the entries whose cases wait for access, in Swedish order: from the cases, which
    are found by their state."""
    newest = sa.and_(
        connections.c.org_no == current_connections.c.org_no,
        connections.c.board_key == current_connections.c.board_key,
        connections.c.version == current_connections.c.version,
    )
    here = sa.and_(cases.c.id == connections.c.case, cases.c.state == "registered")
    return (
        sa.select(connections.c.org_no, connections.c.board_key, connections.c.version)
        .select_from(cases.join(connections, here).join(current_connections, newest))
        .order_by(current_connections.c.sort_key, current_connections.c.org_no)
    )


def _entry(connection: sa.Connection, key: tuple[object, ...]) -> Connection | None:
    org_no, board, version = key
    found = connection.scalar(
        sa.select(connections.c.connection).where(
            connections.c.org_no == org_no,
            connections.c.board_key == board,
            connections.c.version == version,
        )
    )
    return None if found is None else Connection.model_validate(found)


def _made(entry: Connection) -> sa.Select[tuple[str]]:
    """The first event of that moment. An import's is of the file."""
    query = sa.select(events.c.who).where(events.c.at == entry.valid_from)
    if entry.case is None:
        query = query.where(events.c.what == "imported", events.c.why.startswith(_key(entry)))
    else:
        query = query.where(events.c.subject == entry.case, events.c.what.not_in(LOOKS))
    return query.order_by(events.c.number).limit(1)


def _key(entry: Connection) -> str:
    return f"{entry.org_no} {board_key(entry.board)} "
