"""What programs have asked for with a key: asked again, it is answered the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from adapters.rows import insert
from adapters.store import Store
from adapters.user_tables import idempotency_keys
from domain.errors import ActRefused

REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """A request as it was first made, at `at`. `answer` is None until it has been answered."""

    at: datetime
    answer: dict[str, object] | None


def reserve(store: Store, client: str, key: str, request: str, now: datetime) -> Kept:
    """The request with this key as it was first made: now, if it is the first. Whoever is killed
    before they answer, or asks twice at a time, goes on from the same `at`: what follows from that
    and from the request's content is the same however often it is done.

    `request` is a hash of the content. ActRefused when the key was used for another.
    """
    here = sa.and_(idempotency_keys.c.client == client, idempotency_keys.c.key == key)
    with store.database.writing() as connection:
        old = idempotency_keys.c.at < now - REMEMBERED
        connection.execute(idempotency_keys.delete().where(old))
        found = connection.execute(sa.select(idempotency_keys).where(here)).one_or_none()
        if found is None:
            row: dict[str, object] = {
                "client": client,
                "key": key,
                "request": request,
                "status": 0,
                "answer": {},
                "at": now,
            }
            insert(connection, idempotency_keys, [row])
            return Kept(now, None)
    if found.request != request:
        raise ActRefused(
            "Idempotency-Key har redan använts för något annat. Ingenting togs emot: sänd med en "
            "ny nyckel."
        )
    return Kept(found.at, found.answer if found.status else None)


def has_handed_in(store: Store, client: str, delivery: str) -> bool:
    """Whether the program has handed in this delivery, as long as that is remembered."""
    answer = idempotency_keys.c.answer["id"].as_string()
    query = sa.select(idempotency_keys.c.key).where(
        idempotency_keys.c.client == client, answer == delivery
    )
    with store.database.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


def keep_answer(
    store: Store, client: str, key: str, status: int, answer: dict[str, object]
) -> None:
    """What a request was answered."""
    here = sa.and_(idempotency_keys.c.client == client, idempotency_keys.c.key == key)
    with store.database.writing() as connection:
        values = {"status": status, "answer": answer}
        connection.execute(idempotency_keys.update().where(here).values(values))
