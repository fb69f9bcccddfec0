"""What the system has made to be kept: bytes with the originals, under their hash, and a row."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from adapters.originals import Originals
from adapters.rows import insert, insert_events
from adapters.store import WHO, Store
from adapters.tables import documents
from domain.case import Event
from domain.errors import NotFound
from domain.night import Document

NAMED = 10  # documents that an ambiguous hash is answered with at most


def keep_documents(
    store: Store,
    originals: Originals,
    made: Sequence[tuple[str, str, bytes]],
    about: tuple[str, str, datetime],
) -> tuple[Document, ...]:
    """Keep documents, each a kind, a name and its bytes, with one event that names their hashes.

    `about` is the day or case that they are about, what the event is called, and the time. When all
    of them are kept already nothing is done: making them again makes no event.
    """
    subject, what, now = about
    kept = [(kind, originals.keep_bytes(content, name)) for kind, name, content in made]
    found = tuple(
        Document(
            sha256=one.sha256, kind=kind, name=one.name, size=one.size, made_at=now, about=subject
        )
        for kind, one in kept
    )
    with store.database.writing() as connection:
        known = sa.select(documents.c.sha256).where(
            documents.c.sha256.in_([one.sha256 for one in found])
        )
        there = set(connection.scalars(known))
        new = [one for one in found if one.sha256 not in there]
        insert(connection, documents, [one.model_dump() for one in new])
        if new:
            why = " ".join(one.sha256 for one in found)
            event = Event(subject=subject, at=now, who=WHO, what=what, why=why)
            insert_events(connection, [event])
    return found


def list_documents(store: Store, kind: str | None = None) -> tuple[Document, ...]:
    """All of them, the newest first; of one kind if it is named."""
    query = sa.select(documents).order_by(documents.c.made_at.desc(), documents.c.name)
    if kind is not None:
        query = query.where(documents.c.kind == kind)
    return tuple(_rows(store, query))


def document(store: Store, beginning: str) -> Document:
    """The document whose hash begins so, or whose name is this (the newest of that name)."""
    prefix = documents.c.sha256.startswith(beginning.lower(), autoescape=True)
    query = (
        sa.select(documents)
        .where(sa.or_(prefix, documents.c.name == beginning))
        .order_by(documents.c.made_at.desc(), documents.c.sha256)
        .limit(NAMED + 1)
    )
    found = _rows(store, query)
    named = [one for one in found if one.name == beginning]
    if named:
        return named[0]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"Det finns inget dokument vars namn är eller vars kontrollsumma börjar med "
            f"{beginning}. Se anslut documents list."
        )
    listed = ", ".join(f"{one.sha256[:16]} ({one.name})" for one in found[:NAMED])
    raise NotFound(
        f"Flera dokument har en kontrollsumma som börjar med {beginning}: {listed}. Skriv mer."
    )


def latest_about(store: Store, kind: str, before: date) -> Document | None:
    """The newest document of a kind about the last day before one; None when there is none."""
    query = (
        sa.select(documents)
        .where(documents.c.kind == kind, documents.c.about < before.isoformat())
        .order_by(documents.c.about.desc(), documents.c.made_at.desc())
        .limit(1)
    )
    return next(iter(_rows(store, query)), None)


def _rows(store: Store, query: sa.Select[tuple[object, ...]]) -> list[Document]:
    with store.database.reading() as connection:
        found = connection.execute(query).mappings().all()
    return [Document.model_validate(dict(row)) for row in found]
