"""Cases of fictional Parties in a store of their own, and persons who act on them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from adapters import tables
from adapters.cases import CaseTransaction, acting
from adapters.folders import read_folder
from adapters.store import Store, read_delivery
from domain.case import Case
from domain.delivery import Delivery
from domain.facts import Facts
from domain.reading import FileReading
from pipeline.acts import Order
from pipeline.ports import Folder
from pipeline.settle import settle
from tests.builders import facts, file, form, page
from tests.intake import NOW, delivery, rows

FACTS = facts(form())
ANNA, BERIT = "anna", "berit"


def arrived(
    store: Store, content: str, reading: FileReading | None = None, subject: str | None = None
) -> tuple[Case, ...]:
    """A delivery taken in and settled, by default a faultless agreement."""
    return received(store, delivery(content).model_copy(update={"subject": subject}), reading)


def received(store: Store, sent: Delivery, reading: FileReading | None = None) -> tuple[Case, ...]:
    """This delivery taken in, and settled if it is to be."""
    store.receive(sent, NOW)
    with acting(store, NOW) as tx:
        return settle(kept(store, sent.id), (reading or file(),), tx, FACTS, NOW)


def kept(store: Store, one: str) -> Delivery:
    """A delivery as the store has it."""
    with store.database.reading() as connection:
        return read_delivery(connection, one)


def saying(written: Mapping[str, str | None], **changes: object) -> FileReading:
    """An agreement of three pages with these texts in its boxes."""
    return file(page(1, written=written), page(2), page(3, written=written), **changes)


@contextmanager
def act(
    store: Store, case: str, who: str = ANNA, why: str = "", version: int | None = None
) -> Iterator[tuple[Order, CaseTransaction, Facts]]:
    """One act on the newest version of a case, or on the one that is given."""
    with acting(store, NOW) as tx:
        seen = tx.folder(case).case.version if version is None else version
        order = Order(case=case, version=seen, who=who, at=NOW, day=date(2026, 11, 17), why=why)
        yield order, tx, FACTS


def folder(store: Store, case: str) -> Folder:
    """All that is kept of a case."""
    with store.database.reading() as connection:
        return read_folder(connection, case)


def later(minutes: int) -> datetime:
    """Some minutes after NOW."""
    return NOW.astimezone(UTC) + timedelta(minutes=minutes)


def letters(store: Store) -> list[dict[str, object]]:
    """The letters written so far, but for acknowledgements of receipt."""
    kept = rows(store, tables.outbox)
    return [row for row in kept if row["kind"] != "acknowledgement"]
