"""Signings in that failed: counted by login and by address, and slowed down when there are many."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from adapters.rows import insert
from adapters.store import Store
from adapters.user_tables import failures
from adapters.users import hashed

FREE = 5  # failures of a login that cost nothing but themselves
FREE_AT = 50  # the same of an address: an office has one
FIRST_WAIT = timedelta(seconds=15)  # doubled with each failure more
LONGEST_WAIT = timedelta(minutes=15)
FADES = timedelta(hours=1)  # after this long without another, failures count no longer


def count_guess(store: Store, login: str, address: str, now: datetime) -> timedelta:
    """Count a signing in as failed, before its password is looked at: of those that come at the
    same time each sees the others. `take_back` when it went well.

    How long is left to wait, if it may not be listened to yet; then nothing is counted.
    """
    with store.database.writing() as connection:
        connection.execute(failures.delete().where(failures.c.last_at < now - FADES))
        wait = max(
            _wait(connection, _login(login), FREE, now),
            _wait(connection, _address(address), FREE_AT, now),
        )
        if wait > timedelta():
            return wait
        for key in (_login(login), _address(address), _both(login, address)):
            _add(connection, key, now)
    return timedelta()


def take_back(store: Store, login: str, address: str) -> None:
    """A signing in went well: that login's failures are forgotten, and what this address got by
    them. What it got by other logins stays, or one account would pay for guessing at all others."""
    with store.database.writing() as connection:
        here = failures.c.key == _address(address)
        slips = connection.scalar(
            sa.select(failures.c.count).where(failures.c.key == _both(login, address))
        )
        less = failures.update().where(here).values(count=failures.c.count - (slips or 0))
        connection.execute(less)
        own = failures.c.key.in_([_login(login), _both(login, address)])
        connection.execute(failures.delete().where(sa.or_(own, failures.c.count <= 0)))


def _wait(connection: sa.Connection, key: str, free: int, now: datetime) -> timedelta:
    """How long is left of the pause after the last failure by a key."""
    query = sa.select(failures.c.count.label("number"), failures.c.last_at)
    row = connection.execute(query.where(failures.c.key == key)).one_or_none()
    if row is None or row.number < free:
        return timedelta()
    pause: timedelta = min(FIRST_WAIT * 2 ** min(row.number - free, 10), LONGEST_WAIT)
    last: datetime = row.last_at
    return last + pause - now


def _add(connection: sa.Connection, key: str, now: datetime) -> None:
    again = failures.update().where(failures.c.key == key)
    values = {"count": failures.c.count + 1, "last_at": now}
    if connection.execute(again.values(values)).rowcount == 0:
        insert(connection, failures, [{"key": key, "count": 1, "last_at": now}])


def _login(login: str) -> str:
    return hashed(f"login {login.casefold()}")


def _address(address: str) -> str:
    return hashed(f"address {address}")


def _both(login: str, address: str) -> str:
    return hashed(f"login {login.casefold()} at {address}")
