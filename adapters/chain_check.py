"""Walks the chain of events and says where it breaks first.

The chain by itself shows that nothing within it was changed, taken out or put in. Its end can be
cut, or all of it made anew, by whoever can write to the database: against that helps a number and
a hash that were written down elsewhere, as the night's close does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from adapters.chain import DISPOSED, FIRST, event_hash, salted
from adapters.store import Store
from adapters.tables import event_notes, events

CHUNK = 2000  # events asked for at a time
CLOSE_MADE = "close_made"


class Link(NamedTuple):
    """An event's number and hash: what is written down elsewhere to know the chain by."""

    number: int
    hash: str


@dataclass(frozen=True)
class ChainCheck:
    """What a walk found. `last` is the last event that holds; None when there is none.

    `broken_at` is the number of the first event that does not hold, `trouble` what is wrong with it
    (Swedish). `close_link` is the last event that tells of no close: what a close states, so that
    making it again on the same day states the same. `cleared` counts notes gone by disposal.
    """

    last: Link | None
    close_link: Link | None = None
    broken_at: int | None = None
    trouble: str = ""
    cleared: int = 0

    @property
    def holds(self) -> bool:
        """True when nothing is wrong."""
        return self.broken_at is None


class _Broken(Exception):
    """The first event that does not hold, and why."""

    def __init__(self, number: int, trouble: str) -> None:
        super().__init__(trouble)
        self.number = number
        self.trouble = trouble


def check_chain(store: Store, expected: Iterable[Link] = ()) -> ChainCheck:
    """Walk all events. `expected` are links that were written down: each must still be there."""
    written = {one.number: one.hash for one in expected}
    last = close = None
    cleared = 0
    with store.database.reading() as connection:
        disposed = _disposed(connection)
        try:
            for row in _rows(connection):
                last = _checked(last, row, written)
                cleared += _is_cleared(row, disposed)
                close = close if row["what"] == CLOSE_MADE else last
            _check_end(last, written)
        except _Broken as broken:
            return ChainCheck(last, close, broken.number, broken.trouble, cleared)
    return ChainCheck(last, close, cleared=cleared)


def _rows(connection: sa.Connection) -> Iterator[Mapping[str, object]]:
    """All events by number, with their notes where these are. The moment as the text it is kept as:
    whatever stands there is hashed."""
    at = sa.type_coerce(events.c.at, sa.String).label("at")
    told = [column for column in events.c if column.name != "at"]
    notes = (event_notes.c.salt, event_notes.c.text)
    query = (
        sa.select(*told, at, *notes)
        .outerjoin(event_notes, event_notes.c.event == events.c.number)
        .order_by(events.c.number)
        .limit(CHUNK)
    )
    rows = connection.execute(query).mappings().all()
    while rows:
        yield from (dict(row) for row in rows)
        later = query.where(events.c.number > rows[-1]["number"])
        rows = connection.execute(later).mappings().all()


def _checked(before: Link | None, row: Mapping[str, object], written: Mapping[int, str]) -> Link:
    """The row's link, when it follows on the one before."""
    number, expected = int(str(row["number"])), before.number + 1 if before else 1
    if number != expected:
        raise _Broken(expected, f"händelsen saknas; efter den kommer nummer {number}")
    made = event_hash(before.hash if before else FIRST, dict(row))
    if made != row["hash"]:
        raise _Broken(
            number, "händelsen stämmer inte med sitt kontrollvärde: den, eller ordningen, är ändrad"
        )
    if written.get(number, made) != made:
        raise _Broken(number, "kontrollvärdet är ett annat än det som skrevs upp")
    return Link(number, made)


def _is_cleared(row: Mapping[str, object], disposed: Mapping[str, int]) -> bool:
    """Whether the row's note is gone, as it may be once its subject has been disposed of."""
    number, note, text = int(str(row["number"])), row["note"], row["text"]
    if text is None:
        if note and disposed.get(str(row["subject"]), 0) < number:
            raise _Broken(number, "händelsens anteckning är borta, utan att ha gallrats")
        return bool(note)
    if salted(str(text), str(row["salt"])) != note:
        raise _Broken(number, "händelsens anteckning är ändrad")
    return False


def _disposed(connection: sa.Connection) -> dict[str, int]:
    """The number of the last disposal of each subject: only notes of before may be gone."""
    query = (
        sa.select(events.c.subject, sa.func.max(events.c.number))
        .where(events.c.what == DISPOSED)
        .group_by(events.c.subject)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _check_end(last: Link | None, written: Mapping[int, str]) -> None:
    """No link that was written down lies beyond the end."""
    end = last.number if last else 0
    beyond = [number for number in written if not 1 <= number <= end]
    if beyond:
        raise _Broken(end + 1, f"kedjan slutar vid {end}, men nummer {max(beyond)} skrevs upp")
