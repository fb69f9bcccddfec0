"""What is done with and still holds personal data. A case that has not ended is never among it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from adapters.chain import DISPOSED
from adapters.settings import TIMEZONE
from adapters.store import SENT_AGAIN
from adapters.tables import (
    case_deliveries,
    cases,
    connections,
    current_connections,
    deliveries,
    events,
    outbox,
    review_items,
    signatories,
)
from domain.disposal import Basis, Candidate, Disposable
from domain.night import ENDED

# Events that are about the records and not about the case: the time since it ended goes on.
ASIDE = (DISPOSED, "escalated", SENT_AGAIN)
UNSENT = ("held", "waiting")


@dataclass(frozen=True)
class _Ended:
    """A case at its end, and when anything last happened in it."""

    case: str
    state: Basis
    since: datetime


def candidates(connection: sa.Connection) -> tuple[Candidate, ...]:
    """All of it, whatever its age."""
    ended = _ended(connection)
    done = _disposed(connection)
    made = (
        *_cases(ended.values()),
        *_deliveries(connection, ended),
        *_entries(connection),
        *_signatories(connection),
        *_letters(connection),
    )
    return tuple(one for one in made if not _is_done(one, done))


def _is_done(one: Candidate, done: Mapping[tuple[str, str], datetime]) -> bool:
    """Cleared already, and nothing has come since. Of entries, answers and letters only what is
    there still is a candidate at all."""
    if one.what not in ("case", "reading", "files"):
        return False
    at = done.get((one.subject, one.what))
    return at is not None and at >= one.since


def _disposed(connection: sa.Connection) -> dict[tuple[str, str], datetime]:
    """When each thing was last cleared: the event's reason is the rule's id and the kind."""
    query = (
        sa.select(events.c.subject, events.c.why, events.c.at)
        .where(events.c.what == DISPOSED)
        .order_by(events.c.number)
    )
    return {(row.subject, row.why.split()[1]): row.at for row in connection.execute(query)}


def _ended(connection: sa.Connection) -> dict[str, _Ended]:
    """Cases at an end that nobody waits for: no open item, no letter still to go."""
    last = (
        sa.select(events.c.subject, sa.func.max(events.c.at).label("at"))
        .where(events.c.what.not_in(ASIDE))
        .group_by(events.c.subject)
        .subquery()
    )
    waits = sa.select(review_items.c.case).where(review_items.c.state == "open")
    unsent = sa.select(outbox.c.case).where(outbox.c.state.in_(UNSENT), outbox.c.case.is_not(None))
    query = (
        sa.select(cases.c.id, cases.c.state, last.c.at)
        .join(last, last.c.subject == cases.c.id)
        .where(cases.c.state.in_(ENDED), cases.c.id.not_in(waits), cases.c.id.not_in(unsent))
        .order_by(cases.c.id)
    )
    return {row.id: _Ended(row.id, row.state, row.at) for row in connection.execute(query)}


def _cases(ended: Iterable[_Ended]) -> Iterator[Candidate]:
    for one in ended:
        yield _candidate("case", one.case, (one.case,), (one.state,), one.since)


def _deliveries(connection: sa.Connection, ended: Mapping[str, _Ended]) -> Iterator[Candidate]:
    """Deliveries all of whose cases are at an end; later deliveries of the same files count too."""
    again = _repeated(connection)
    for delivery, of_it in sorted(_cases_of_deliveries(connection).items()):
        if not of_it <= ended.keys():
            continue
        own = [ended[case] for case in sorted(of_it)]
        bases = tuple(sorted({one.state for one in own}))
        since = max([*(one.since for one in own), *again[delivery]])
        yield _candidate("reading", delivery, (delivery,), bases, since)
        yield _candidate("files", delivery, (delivery,), bases, since)


def _cases_of_deliveries(connection: sa.Connection) -> dict[str, set[str]]:
    """The cases of each delivery: those it was taken in as, and those that its pages joined."""
    own = sa.select(cases.c.delivery, cases.c.id.label("case"))
    joined = sa.select(case_deliveries.c.delivery, case_deliveries.c.case)
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(own.union(joined)):
        found[row.delivery].add(row.case)
    return found


def _repeated(connection: sa.Connection) -> Mapping[str, list[datetime]]:
    """When the same files were taken in again, by the delivery that brought them first."""
    query = sa.select(deliveries.c.duplicate_of, deliveries.c.taken_in_at).where(
        deliveries.c.duplicate_of.is_not(None)
    )
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.duplicate_of].append(row.taken_in_at)
    return found


def _entries(connection: sa.Connection) -> Iterator[Candidate]:
    """Versions of register entries that a newer one has replaced, and the last of a connection that
    has come to its end. The newest of one that goes on is never touched."""
    newer = connections.alias("newer")
    own = connections.c
    key = sa.and_(
        newer.c.org_no == own.org_no,
        newer.c.board_key == own.board_key,
        newer.c.version == own.version + 1,
    )
    query = (
        sa.select(own.org_no, own.board_key, own.version, own.case, newer.c.valid_from)
        .join(newer, key)
        .where(own.connection.is_not(None))
        .order_by(own.org_no, own.board_key, own.version)
    )
    for row in connection.execute(query):
        ref = (row.org_no, row.board_key, row.version)
        subject = row.case or row.org_no
        yield _candidate("entry", subject, ref, ("superseded",), row.valid_from)
    yield from _ended_entries(connection)


def _ended_entries(connection: sa.Connection) -> Iterator[Candidate]:
    own, now = connections.c, current_connections.c
    same = (own.org_no == now.org_no, own.board_key == now.board_key, own.version == now.version)
    query = (
        sa.select(own.org_no, own.board_key, own.version, own.case, own.valid_from)
        .join(current_connections, sa.and_(*same))
        .where(own.connection.is_not(None), now.ended)
        .order_by(own.org_no, own.board_key)
    )
    for row in connection.execute(query):
        ref = (row.org_no, row.board_key, row.version)
        yield _candidate("entry", row.case or row.org_no, ref, ("ended",), row.valid_from)


def _signatories(connection: sa.Connection) -> Iterator[Candidate]:
    query = sa.select(signatories).order_by(signatories.c.number)
    for row in connection.execute(query):
        day = datetime.fromisoformat(row.expires_on).date()
        since = datetime.combine(day, time(), tzinfo=TIMEZONE)
        yield _candidate("signatory", row.org_no, (row.number,), ("expired",), since)


def _letters(connection: sa.Connection) -> Iterator[Candidate]:
    """Letters to the agency itself, sent or given up; those of cases are cleared with them."""
    query = (
        sa.select(outbox.c.id, outbox.c.written_at)
        .where(outbox.c.case.is_(None), outbox.c.notice.is_not(None), outbox.c.state.not_in(UNSENT))
        .order_by(outbox.c.id)
    )
    for row in connection.execute(query):
        yield _candidate("letter", row.id, (row.id,), ("written",), row.written_at)


def _candidate(
    what: Disposable,
    subject: str,
    ref: tuple[str | int, ...],
    bases: tuple[Basis, ...],
    since: datetime,
) -> Candidate:
    return Candidate(what=what, subject=subject, ref=ref, bases=bases, since=since)
