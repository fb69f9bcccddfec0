"""All that is held about somebody, by exact name or e-mail address (the right of access)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adapters.personal_data import HELD, Held
from adapters.rows import insert_events
from adapters.store import Store
from adapters.tables import case_deliveries, delivery_originals, events
from domain.case import Event

LISTED = "subject_listed"
SUBJECT = "subject"  # what the event is about: nobody is named in the chain
_WORDS = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class HeldText:
    """A text that holds the name or address. `ref` says which row, `place` where in it ("" for the
    whole column)."""

    what: str
    ref: str
    place: str
    text: str


def held_about(store: Store, person: str) -> tuple[HeldText, ...]:
    """Every text with this name or address in it, however it is capitalised, by kind.

    Whole words only: "Ann Berg" is not "Ann Bergman", and an address is not a part of a longer one.
    """
    wanted = pattern(person)
    with store.database.reading() as connection:
        found = [one for held in HELD for one in _in_column(connection, held, person, wanted)]
        files = _files(connection, found)
    return (*found, *files)


def record_listing(store: Store, who: str, now: datetime, count: int) -> None:
    """Write down that it was looked at: by whom, and how many texts, not about whom."""
    event = Event(subject=SUBJECT, at=now, who=who, what=LISTED, why=f"{count} texts")
    with store.database.writing() as connection:
        insert_events(connection, [event])


def pattern(person: str) -> re.Pattern[str]:
    """What matches a name or an address as whole words, in text folded as `folded` does. A point or
    an underscore ends a name, as in a file's, but goes on in an address."""
    words = re.escape(folded(person)).replace(r"\ ", r"\s+")
    if "@" in person:
        return re.compile(rf"(?<![\w.+@-]){words}(?![\w@-]|\.\w)")
    return re.compile(rf"(?<![^\W_])(?<!-){words}(?![^\W_]|-)")


def folded(text: str) -> str:
    """A text for comparison: composed letters, lower case, outer spaces off."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _in_column(
    connection: sa.Connection, held: Held, person: str, wanted: re.Pattern[str]
) -> Iterator[HeldText]:
    query = sa.select(*held.ref, held.column).where(held.column.is_not(None))
    # Letters beyond ASCII are escaped in stored JSON: the longest run of plain ones narrows enough.
    plain = max(_WORDS.findall(person), key=len, default="")
    if plain:
        text = sa.cast(held.column, sa.Text)
        query = query.where(sa.func.lower(text).like(f"%{plain.lower()}%"))
    for row in connection.execute(query.order_by(*held.ref)):
        ref = " ".join(str(part) for part in row[:-1])
        for place, text_held in _leaves(row[-1]):
            if wanted.search(folded(text_held)):
                yield HeldText(held.name, ref, place, text_held)


def _leaves(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a stored value, with where it stands; fields are told by their keys."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        own = value.get("key") if isinstance(value.get("key"), str) else None
        for name, inner in value.items():
            yield from _leaves(inner, _joined(place, own, str(name)))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            named = isinstance(inner, dict) and isinstance(inner.get("key"), str)
            yield from _leaves(inner, place if named else _joined(place, str(number)))


def _joined(*parts: str | None) -> str:
    return ".".join(filter(None, parts))


def _files(connection: sa.Connection, found: Sequence[HeldText]) -> list[HeldText]:
    """The files that cases and deliveries with something about somebody came by: what the paper
    shows is in no row."""
    ids = {part for one in found for part in one.ref.split() if part[:2] in ("c-", "d-")}
    of_cases = sa.select(case_deliveries.c.delivery).where(case_deliveries.c.case.in_(ids))
    ids |= set(connection.scalars(of_cases))
    query = (
        sa.select(delivery_originals)
        .where(delivery_originals.c.delivery.in_(ids), delivery_originals.c.name != "")
        .order_by(delivery_originals.c.delivery, delivery_originals.c.position)
    )
    files = [
        HeldText("original", f"{row.delivery} {row.position}", row.sha256, row.name)
        for row in connection.execute(query)
    ]
    counted = (
        sa.select(events.c.subject, sa.func.count())
        .where(events.c.subject.in_(ids))
        .group_by(events.c.subject)
        .order_by(events.c.subject)
    )
    happened = [
        HeldText("händelser", row[0], "", str(row[1])) for row in connection.execute(counted)
    ]
    return files + happened
