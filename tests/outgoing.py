"""Letters in the outbox of a real store, for tests."""

from pathlib import Path

import sqlalchemy as sa

from adapters import tables
from adapters.rows import insert_notices, notice_id
from adapters.store import Store
from domain.notice import HELD, Letter, Notice, NoticeKind
from tests.intake import NOW, delivery, rows, settled, store_in


def store_with_case(folder: Path) -> tuple[Store, str]:
    """A store with one registered case, the feedback of which is held, and its id. It has no other
    letter: these tests write their own."""
    store = store_in(folder)
    one = delivery()
    store.receive(one, NOW)
    (case,) = settled(store, one)
    with store.database.writing() as connection:
        connection.execute(tables.outbox.delete().where(tables.outbox.c.kind == "acknowledgement"))
    return store, case.id


def put(
    store: Store,
    case: str | None,
    kind: NoticeKind = "acknowledgement",
    to: str = "asa@example.se",
    number: int = 0,
) -> str:
    """Write a letter as settling does; its id."""
    text = f"Hej Åsa Öberg!\n\nBrev nummer {number}."
    one = Notice(
        kind=kind, to=to, subject=f"Brev {number}", body=text, html="", case=case, number=number
    )
    with store.database.writing() as connection:
        insert_notices(connection, [(one, kind in HELD)], NOW)
    return notice_id(one)


def happened(store: Store, subject: str) -> list[str]:
    """What happened to letters of a case, in order."""
    return [
        str(row["what"])
        for row in rows(store, tables.events)
        if row["subject"] == subject and str(row["what"]).startswith("letter_")
    ]


def clear(store: Store, letter: Letter) -> None:
    """Clear a letter's text, as disposal does."""
    with store.database.writing() as connection:
        connection.execute(
            tables.outbox.update().where(tables.outbox.c.id == letter.id).values(notice=sa.null())
        )
