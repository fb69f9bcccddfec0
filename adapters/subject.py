"""All that is held about somebody, by exact name or e-mail address (the right of access)."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from adapters.personal_data import HELD, Held
from adapters.rows import insert_events
from adapters.store import Store
from adapters.tables import case_deliveries, delivery_originals, events
from domain.case import Event

LISTED = "subject_listed"
SUBJECT = "subject"  # what the event is about: nobody is named in the chain
ESCAPE = "\\"  # what PostgreSQL takes where several patterns are given
_JOINED = re.compile(r"(ffi|ffl|ff|fi|fl|ss|st)")  # what one sign may stand for, as in a PDF
MOST_JOINED = 3
_ANY = "\0"  # in a text to look for: any sign beyond ASCII


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
    is_json = isinstance(held.column.type, sa.JSON)
    text: sa.ColumnElement[Any] = sa.cast(held.column, sa.Text) if is_json else held.column
    query = query.where(is_like(connection, text, stored_as(person, is_json)))
    for row in connection.execute(query.order_by(*held.ref)):
        ref = " ".join(str(part) for part in row[:-1])
        for place, text_held in _leaves(row[-1]):
            if wanted.search(folded(text_held)):
                yield HeldText(held.name, ref, place, text_held)


def is_like(
    connection: sa.Connection, text: sa.ColumnElement[Any], patterns: Sequence[str]
) -> sa.ColumnElement[bool]:
    """Whether a text is like one of the patterns, whatever the case of its ASCII letters. SQLite
    sees no difference there; PostgreSQL is to make the text small once, and only those letters."""
    if connection.dialect.name == "sqlite":
        return sa.or_(*(text.like(one, escape=ESCAPE) for one in patterns))
    small = sa.func.lower(sa.collate(text, "C"))
    return small.like(sa.any_(postgresql.array(patterns)))


def stored_as(person: str, is_json: bool) -> tuple[str, ...]:
    """Patterns of LIKE of which a stored text that holds the name or address matches one: they only
    narrow down, and every text is looked at after. Letters beyond ASCII may be composed or not, and
    are escaped in JSON; letters may stand as one sign, such as the ligatures of a PDF."""
    text = folded(person)
    said = (unicodedata.normalize("NFD", text), *_joined_or_not(text))
    sign = _escaped if is_json else _as_it_is
    return tuple(dict.fromkeys(f"%{''.join(map(sign, one))}%" for one in said))


def _joined_or_not(text: str) -> Iterator[str]:
    """The text with each of the letters that one sign may stand for as they are, or as that sign;
    of very many, as anything."""
    parts = _JOINED.split(text)
    if len(parts) // 2 > MOST_JOINED:
        yield " ".join(parts[::2])
        return
    ways = ((one, _ANY) if at % 2 else (one,) for at, one in enumerate(parts))
    yield from map("".join, product(*ways))


def _as_it_is(sign: str) -> str:
    """A sign of a text, whatever its case; space is any, and as much as there is."""
    if sign.isspace() or sign in '"\\':
        return "%"
    if sign == _ANY or not sign.isascii():
        return "_"
    return ESCAPE + sign if sign in f"%_{ESCAPE}" else sign


def _escaped(sign: str) -> str:
    """The same in JSON: what small and capital letter have in common, and any sign where they
    differ."""
    if sign == _ANY:
        return r"\\u____"
    if sign.isascii():
        return _as_it_is(sign)
    forms = [json.dumps(one)[1:-1] for one in (sign, sign.upper())]
    if len(forms[0]) != len(forms[1]):
        return "%"
    same = (a if a == b else "_" for a, b in zip(*forms, strict=True))
    return "".join(same).replace("\\", 2 * ESCAPE)


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
