"""Every revision up and down with data in it, on both kinds of database."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from adapters import schema
from adapters.chain import FIRST, event_hash
from adapters.database import Database, connect
from adapters.ledger import booked_since
from adapters.queries import case_file, current_connections, open_items
from adapters.settings import Settings
from adapters.store import Store
from domain.errors import StoreError
from domain.ledger import Ledger
from domain.reading import FileReading
from tests.builders import agreement, file, other_page, page
from tests.intake import NOW, delivery, settled, store_in

READ_AT = "2026-11-17T01:15:00.000000+00:00"
ENTRY = {
    "org_no": "212000-1611",
    "municipality": "Habo",
    "board": "Socialnämnden",
    "version": 1,
    "postal_address": "Storgatan 12",
    "postal_code": "566 32",
    "city": "Habo",
    "agreement_contact": {"name": "Åsa Sjöberg", "email": "asa.sjoberg@habokommun.se"},
    "form": "form-a",
    "signed_on": "2026-11-09",
    "signed_by": "Maria Nilsson",
    "valid_from": "2026-11-17T02:15:00+01:00",
    "case": "c-1",
}
DAMAGED = FileReading(name="trasig.pdf", problem="damaged").model_dump(mode="json")
LETTER = {"kind": "feedback", "to": "a@b.se", "subject": "Klart", "body": "Hej", "case": "c-1"}


@pytest.fixture
def old(tmp_path: Path, new_database: str) -> Iterator[Database]:
    """A database that is still empty."""
    del new_database
    with closing(connect(Settings(data_dir=tmp_path))) as made:
        yield made


def up(database: Database, to: str) -> None:
    with database.migrating() as connection:
        schema.upgrade(connection, to)


def down(database: Database, to: str) -> None:
    with database.migrating() as connection:
        schema.downgrade(connection, to)


def put(database: Database, table: str, **row: object) -> None:
    """A row as an older program would have written it; dicts and lists as JSON."""
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(f":{name}" for name in row)
    values = {
        name: json.dumps(one) if isinstance(one, (dict, list)) else one for name, one in row.items()
    }
    with database.writing() as connection:
        connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def content(database: Database, *tables: str) -> dict[str, list[dict[str, Any]]]:
    """What these tables hold, JSON as values."""
    with database.reading() as connection:
        return {
            table: sorted(
                (
                    {name: _value(one) for name, one in row.items()}
                    for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()
                ),
                key=str,
            )
            for table in tables
        }


def _value(stored: object) -> object:
    return (
        json.loads(stored) if isinstance(stored, str) and stored.startswith(("[", "{")) else stored
    )


def columns(database: Database) -> dict[str, list[str]]:
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        return {
            table: sorted(column["name"] for column in inspector.get_columns(table))
            for table in inspector.get_table_names()
        }


def test_an_empty_database_goes_up_and_down_by_every_revision(old: Database) -> None:
    known = ["base", "0001", "0002", "0003", schema.REVISION]
    shapes = []
    for revision in known[1:]:
        up(old, revision)
        shapes.append(columns(old))
    for revision, shape in zip(reversed(known[:-1]), [*reversed(shapes[:-1]), None], strict=True):
        down(old, revision)
        if shape:
            assert columns(old) == shape
    assert set(columns(old)) == {"alembic_version"}
    up(old, "head")
    assert columns(old) == shapes[-1]


def test_what_was_read_before_the_ledger_was_kept_is_entered(old: Database) -> None:
    """Revision 0001, with a file of two pages and one that could not be read."""
    up(old, "0001")
    pages = file(page(1), other_page(2, "blank")).model_dump(mode="json")
    _delivery(old, "d-1", reading=pages)
    _delivery(old, "d-2", reading=DAMAGED)
    before = content(old, "deliveries", "readings")
    up(old, "0002")
    down(old, "0001")
    assert content(old, "deliveries", "readings") == before
    up(old, "head")
    found = {one.delivery: one.ledger for one in booked_since(Store(old))}
    assert found["d-1"] == Ledger(received=2, ends={"agreement": 1, "blank": 1})
    assert found["d-2"] == Ledger(received=1, ends={"waiting": 1})


OLD_TABLES = (
    "deliveries",
    "page_ends",
    "cases",
    "findings",
    "connections",
    "review_items",
    "outbox",
    "sample_draws",
)


@pytest.fixture
def filled(old: Database) -> Database:
    """Revision 0003 with a registered case, and one without an agreement that waits."""
    up(old, "0003")
    judged = {"judged_at": READ_AT}
    whole = agreement().model_dump(mode="json")
    register: dict[str, object] = {"outcome": "register", "queue": None, "reasons": []}
    ask = {"outcome": "review", "queue": "unreadable", "reasons": ["material.damaged"]}
    _delivery(old, "d-1", reading=file().model_dump(mode="json"), pages=3)
    _delivery(old, "d-2", reading=DAMAGED, pages=1)
    put(old, "cases", id="c-1", delivery="d-1", state="registered", agreement=whole, **judged,
        decision=register)  # fmt: skip
    # what SQLAlchemy wrote for None: the JSON null
    put(old, "cases", id="c-2", delivery="d-2", state="in_review", agreement="null", **judged,
        decision=ask)  # fmt: skip
    for number in (1, 2, 3):
        put(old, "page_ends", delivery="d-1", original=0, number=number, kind="agreement",
            case="c-1")  # fmt: skip
    put(old, "page_ends", delivery="d-2", original=0, number=1, kind="waiting", case="c-2")
    finding: dict[str, object] = {
        "code": "material.damaged",
        "group": "material",
        "severity": "fault",
    }
    finding |= {"fields": [], "message": "Skadad.", "message_en": "Damaged."}
    put(old, "findings", case="c-2", position=0, code="material.damaged", finding=finding)
    key = {"org_no": "212000-1611", "board_key": "socialnämnden", "version": 1}
    put(old, "connections", **key, municipality="Habo", valid_from=READ_AT, case="c-1",
        connection=ENTRY)  # fmt: skip
    put(old, "review_items", case="c-2", queue="unreadable", state="open", opened_at=READ_AT)
    put(old, "sample_draws", case="c-1", number=0.5, share=0.05, drawn_at=READ_AT)
    put(old, "outbox", case="c-1", kind="feedback", state="held", notice=LETTER,
        written_at=READ_AT)  # fmt: skip
    for subject, what in (("d-1", "received"), ("c-1", "registered"), ("c-2", "in_review")):
        put(old, "events", subject=subject, at=READ_AT, who="anslut", what=what, why="")
    return old


def test_a_case_of_before_lives_on(filled: Database) -> None:
    up(filled, "head")
    store = Store(filled)
    (entry,) = current_connections(store)
    assert (entry.municipality, entry.reason, entry.case) == ("Habo", "new", "c-1")
    (item,) = open_items(store)
    assert (item.case, item.queue, item.reasons) == ("c-2", "unreadable", ("material.damaged",))
    first, second = case_file(store, "c-1"), case_file(store, "c-2")
    assert first.case.agreement == agreement()
    assert (second.case.agreement, second.case.version) == (None, 1)
    assert [one.what for one in first.events] == ["received", "registered"]
    found = content(filled, "cases", "outbox", "current_connections", "case_deliveries")
    registered, asked = found["cases"]
    assert registered["party"] == "Habo kommun, Socialnämnden"
    assert (registered["org_no"], registered["board_key"]) == ("212000-1611", "socialnämnden")
    assert (asked["agreement"], asked["party"]) == (None, "")
    assert found["outbox"][0]["notice"] == LETTER
    assert found["current_connections"][0]["sort_key"] == "habo\tsocialn|mnden"
    assert [one["delivery"] for one in found["case_deliveries"]] == ["d-1", "d-2"]


def test_the_events_of_before_are_chained_in_their_order(filled: Database) -> None:
    up(filled, "head")
    before = FIRST
    for row in content(filled, "events")["events"]:
        before = event_hash(before, row)
        assert row["hash"] == before


def test_the_letter_of_before_is_the_one_that_would_be_written_again(filled: Database) -> None:
    from adapters.rows import notice_id
    from domain.notice import Notice

    up(filled, "head")
    (letter,) = content(filled, "outbox")["outbox"]
    assert letter["id"] == notice_id(Notice.model_validate(LETTER))


def test_back_again_it_is_as_it_was(filled: Database) -> None:
    before = content(filled, *OLD_TABLES, "events")
    shape = columns(filled)
    up(filled, "head")
    down(filled, "0003")
    after = content(filled, *OLD_TABLES, "events")
    (asked,) = (row for row in before["cases"] if row["id"] == "c-2")
    asked["agreement"] = None  # instead of the JSON null: the older program reads both as none
    assert after == before
    assert columns(filled) == shape
    put(filled, "events", subject="c-1", at=READ_AT, who="anslut", what="more", why="")
    assert content(filled, "events")["events"][-1]["number"] == 4
    with pytest.raises(StoreError, match="append-only"), filled.writing() as connection:
        connection.exec_driver_sql("UPDATE connections SET connection = '{}'")
    up(filled, "head")
    assert len(current_connections(Store(filled))) == 1


def test_what_this_version_settled_goes_back_as_the_older_one_knows_it(
    tmp_path: Path, new_database: str
) -> None:
    del new_database
    with closing(store_in(tmp_path)) as store:
        store.receive(delivery(), NOW)
        settled(store, delivery())
        with store.database.writing() as connection:  # which the older one has no room for
            connection.exec_driver_sql("DELETE FROM outbox WHERE kind = 'acknowledgement'")
        down(store.database, "0003")
        found = content(store.database, "connections", "outbox")
        assert {"reason", "why"}.isdisjoint(found["connections"][0]["connection"])
        assert {"html", "number"}.isdisjoint(found["outbox"][0]["notice"])
        up(store.database, "head")
        (entry,) = current_connections(store)
        assert case_file(store, entry.case or "").case.state == "registered"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE cases SET state = 'concluded'", "andra tillstånd"),
        ("UPDATE deliveries SET subject = 'Avtal'", "ämnesrader"),
        ("UPDATE deliveries SET again = 1", "tagits upp mer än en gång"),
        ("UPDATE outbox SET state = 'waiting'", "brev som väntar"),
        ("UPDATE connections SET connection = NULL", "rensade poster"),
        (
            "INSERT INTO mandates VALUES ('1', '2014-01-01', '2', 'list', 'Karin', '2026')",
            "bekräftade uppdrag",
        ),
    ],
)
def test_going_back_loses_nothing_that_is_new(
    tmp_path: Path, new_database: str, harm: str, said: str
) -> None:
    del new_database
    with closing(store_in(tmp_path)) as store:
        store.receive(delivery(), NOW)
        settled(store, delivery())
        with store.database.writing() as connection:
            connection.exec_driver_sql(harm)
        with pytest.raises(StoreError, match=said):
            down(store.database, "0003")
        with store.database.reading() as connection:
            assert schema.revision(connection) == schema.REVISION


def test_going_back_to_nothing_is_refused_once_something_was_received(filled: Database) -> None:
    with pytest.raises(StoreError, match="det som tagits in"):
        down(filled, "base")
    assert len(content(filled, "deliveries")["deliveries"]) == 2


def _delivery(
    database: Database, name: str, reading: dict[str, Any], pages: int | None = None
) -> None:
    """A delivery that has been read, as revision 0001 keeps it (with `pages` as 0002 does)."""
    put(database, "deliveries", id=name, channel="scan", received_at=READ_AT,
        received_basis="scanned", content_key=name, taken_in_at=READ_AT, state="done",
        attempts=1)  # fmt: skip
    put(database, "originals", sha256=name, size=3)
    put(database, "delivery_originals", delivery=name, position=0, sha256=name, name="avtal.pdf")
    counted = {} if pages is None else {"pages": pages}
    put(
        database, "readings", delivery=name, position=0, reading=reading, read_at=READ_AT, **counted
    )
