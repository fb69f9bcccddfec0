"""Signings in with the provider of single sign-on that have been begun: each can be ended once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from adapters.rows import insert
from adapters.store import Store
from adapters.user_tables import sign_ins
from adapters.users import hashed

KEPT = timedelta(minutes=10)


@dataclass(frozen=True)
class Begun:
    """A signing in that has been begun: what its answer must agree with, and where to go on."""

    nonce: str
    verifier: str
    goes_to: str


def begin(store: Store, state: str, begun: Begun, now: datetime) -> None:
    """Keep it. Those that nobody ended in time are forgotten."""
    row: dict[str, object] = {
        "state": hashed(state),
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "goes_to": begun.goes_to,
        "at": now,
    }
    with store.database.writing() as connection:
        connection.execute(sign_ins.delete().where(sign_ins.c.at < now - KEPT))
        insert(connection, sign_ins, [row])


def end(store: Store, state: str, now: datetime) -> Begun | None:
    """What was begun under this state, once; None when nothing was, or too long ago."""
    here = sa.and_(sign_ins.c.state == hashed(state), sign_ins.c.at >= now - KEPT)
    columns = (sign_ins.c.nonce, sign_ins.c.verifier, sign_ins.c.goes_to)
    with store.database.writing() as connection:
        row = connection.execute(sign_ins.delete().where(here).returning(*columns)).one_or_none()
    return None if row is None else Begun(row.nonce, row.verifier, row.goes_to)
