"""What moves, as rows of the tables. Both ways of writing use these: settling a delivery
(adapters/transaction.py) and a person's act (adapters/cases.py)."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from adapters.chain import FIRST, event_hash, new_salt, salted
from adapters.tables import (
    cases,
    connections,
    current_connections,
    event_notes,
    events,
    findings,
    outbox,
    review_items,
)
from domain.case import Case, Event
from domain.judgement import Part, Queue
from domain.notice import Notice
from domain.register import KEY_LENGTH, Connection, board_key
from domain.sample import Draw

SWEDISH = str.maketrans("åäöéèüæø", "{|}eey|}")  # æ as ä, ø as ö, ü as y


def insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    """Insert the rows, if there are any."""
    if rows:
        connection.execute(table.insert(), rows)


def case_row(case: Case, judged_at: datetime) -> dict[str, object]:
    """A case's row, but for its findings."""
    agreement = case.agreement
    board = agreement.value("party.board_name") if agreement else None
    number = agreement.value("party.org_no") if agreement else None
    clock = case.clock
    return {
        **case.model_dump(mode="json", exclude={"findings", "clock"}),
        "judged_at": judged_at,
        "org_no": number,
        "board_key": board_key(board) if board else None,
        "party": party(case),
        "search": case_search_text(number, party(case)),
        "started_on": clock.started_on if clock else None,
        "due_on": clock.due_on if clock else None,
        "paused_on": clock.paused_on if clock else None,
        "answer_by": clock.answer_by if clock else None,
        "review_by": clock.review_by if clock else None,
    }


def party(case: Case) -> str:
    """Municipality and board as the agreement has them, "" when it has neither; no more of them
    than an index takes."""
    if case.agreement is None:
        return ""
    keys = ("party.municipality_name", "party.board_name")
    read = [one for one in map(case.agreement.field, keys) if one]
    return ", ".join(filter(None, (one.value or one.raw for one in read)))[: 2 * KEY_LENGTH]


def insert_case(connection: sa.Connection, case: Case, part: Part, now: datetime) -> None:
    """A new case with its findings."""
    insert(connection, cases, [case_row(case, now) | {"part": part.model_dump(mode="json")}])
    insert_findings(connection, case)


def insert_findings(connection: sa.Connection, case: Case) -> None:
    """The findings of a case, in order."""
    rows: list[dict[str, object]] = [
        {
            "case": case.id,
            "position": position,
            "code": finding.code,
            "finding": finding.model_dump(mode="json"),
        }
        for position, finding in enumerate(case.findings)
    ]
    insert(connection, findings, rows)


def insert_connections(connection: sa.Connection, entries: Iterable[Connection]) -> None:
    """New versions of register entries; each becomes the current one."""
    for one in entries:
        entry = _after_cleared(connection, one)
        org_no, board = entry.key
        key: dict[str, object] = {"org_no": org_no, "board_key": board}
        row = {
            **key,
            "version": entry.version,
            "municipality": entry.municipality,
            "valid_from": entry.valid_from,
            "case": entry.case,
            "connection": entry.model_dump(mode="json"),
            "ended": entry.ended_at is not None,
        }
        insert(connection, connections, [row])
        same = sa.and_(
            current_connections.c.org_no == org_no, current_connections.c.board_key == board
        )
        connection.execute(current_connections.delete().where(same))
        found_by = {"sort_key": sort_key(entry), "search": search_text(entry)}
        now: dict[str, object] = {"version": entry.version, "ended": entry.ended_at is not None}
        insert(connection, current_connections, [{**key, **now, **found_by}])


def sort_key(entry: Connection) -> str:
    """What the register is sorted by: municipality, then board, in Swedish order.

    The databases compare bytes: å, ä and ö are written as the three signs that follow z.
    """
    named = f"{entry.municipality}\t{entry.board}".casefold()
    return named.translate(SWEDISH)[:KEY_LENGTH]


def _after_cleared(connection: sa.Connection, entry: Connection) -> Connection:
    """A first version of a Party whose entry was cleared, or whose connection came to its end: its
    number follows on that, since nobody who made it could see it. Of an entry that is there, two
    first versions are a defect, and the database refuses the second."""
    org_no, board = entry.key
    query = (
        sa.select(connections.c.version, connections.c.connection, connections.c.ended)
        .where(connections.c.org_no == org_no, connections.c.board_key == board)
        .order_by(connections.c.version.desc())
        .limit(1)
    )
    last = connection.execute(query).one_or_none()
    if entry.version > 1 or last is None:
        return entry
    if last.connection is not None and not last.ended:
        return entry
    return entry.model_copy(update={"version": last.version + 1})


def search_text(entry: Connection) -> str:
    """What an entry is found by: its number with and without hyphen, municipality and board."""
    words = (entry.org_no, entry.org_no.replace("-", ""), entry.municipality, entry.board)
    return " ".join(words).casefold()[: 2 * KEY_LENGTH]


def case_search_text(org_no: str | None, party: str) -> str:
    """What a case is found by: the number with and without hyphen, municipality and board as they
    were read."""
    number = org_no or ""
    words = filter(None, (number, number.replace("-", ""), party))
    return unicodedata.normalize("NFC", " ".join(words)).casefold()[: 2 * KEY_LENGTH]


def open_item(
    connection: sa.Connection, case: Case, queue: Queue, received_at: datetime, now: datetime
) -> None:
    """The case waits in this queue, and in no other; one that waits there already waits on. Steps
    of escalation that were told are told again of another due day."""
    due_on = (case.clock.due_on or case.clock.review_by) if case.clock else None
    here = review_items.c.case == case.id
    was = connection.execute(sa.select(review_items).where(here)).one_or_none()
    values: dict[str, object] = {"queue": queue, "state": "open", "due_on": due_on}
    if was is None:
        row = {"case": case.id, "opened_at": now, "received_at": received_at, "escalated": 0}
        insert(connection, review_items, [{**row, **values}])
        return
    if was.state == "closed":
        values |= {"opened_at": now, "claimed_by": None, "claimed_until": None, "escalated": 0}
    elif was.due_on != due_on:
        values |= {"escalated": 0}
    connection.execute(review_items.update().where(here).values(values))


def close_item(connection: sa.Connection, case: str) -> None:
    """The case waits for nobody; nothing happens to one that did not."""
    connection.execute(
        review_items.update()
        .where(review_items.c.case == case)
        .values(state="closed", claimed_by=None, claimed_until=None, escalated=0)
    )


def draw_rows(draws: Sequence[Draw], now: datetime) -> list[dict[str, object]]:
    """The lots of registered cases."""
    return [{**one.model_dump(), "drawn_at": now} for one in draws]


def notice_id(notice: Notice) -> str:
    """The id of a letter: the same letter written twice has the same."""
    said = f"{notice.case} {notice.kind} {notice.number} {notice.to if not notice.case else ''}"
    return "n-" + hashlib.sha256(said.encode()).hexdigest()[:16]


def insert_notices(
    connection: sa.Connection, notices: Iterable[tuple[Notice, bool]], now: datetime
) -> None:
    """Letters, each with whether it is held until it is released. One that is there is left."""
    for notice, held in notices:
        known = sa.select(outbox.c.id).where(outbox.c.id == notice_id(notice))
        if connection.scalar(known) is not None:
            continue
        row: dict[str, object] = {
            "id": notice_id(notice),
            "case": notice.case,
            "kind": notice.kind,
            "number": notice.number,
            "state": "held" if held else "waiting",
            "version": 1,
            "notice": notice.model_dump(mode="json"),
            "message_id": f"<{notice_id(notice)}@anslut>",
            "written_at": now,
            "attempts": 0,
            "next_at": None if held else now,
            "trouble": "",
        }
        insert(connection, outbox, [row])


def insert_events(connection: sa.Connection, happened: Iterable[Event]) -> None:
    """Write down what happened, each hashed with the one before. One writer at a time: the
    transaction holds the write lock, so the last row read here stays the last."""
    last = sa.select(events.c.number, events.c.hash).order_by(events.c.number.desc()).limit(1)
    found = connection.execute(last).one_or_none()
    number, before = (found.number, found.hash) if found else (0, FIRST)
    for event in happened:
        number += 1
        salt = new_salt()
        row: dict[str, object] = {
            **event.model_dump(exclude={"note"}),
            "number": number,
            "note": salted(event.note, salt) if event.note else "",
        }
        before = event_hash(before, row)
        insert(connection, events, [{**row, "hash": before}])
        if event.note:
            insert(connection, event_notes, [{"event": number, "salt": salt, "text": event.note}])
