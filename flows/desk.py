"""Where persons' acts are made: the store, what is known, and the clock. No Prefect here.

The command line and the web go this way. An act needs no flow: it judges the case again itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.cases import CaseTransaction, acting
from adapters.forms import load_forms
from adapters.reference import load_reference
from adapters.settings import TIMEZONE, Settings
from adapters.store import Store, open_store
from domain.facts import Facts
from domain.form import FormVersion
from domain.reference import Reference
from domain.register import Connection
from flows.delivery import facts_on
from pipeline.acts import Ending, Order, end
from pipeline.ports import Folder


@dataclass(frozen=True)
class Sitting:
    """One act being made: the order, what is known, and the open transaction."""

    order: Order
    tx: CaseTransaction
    facts: Facts
    folder: Folder


@dataclass(frozen=True)
class Desk:
    """What persons' acts need of the world."""

    settings: Settings
    store: Store
    reference: Reference
    forms: tuple[FormVersion, ...]

    @contextmanager
    def sitting(
        self,
        case: str,
        who: str,
        why: str = "",
        version: int | None = None,
        by_program: bool = False,
    ) -> Iterator[Sitting]:
        """A transaction for one act on a case, by its whole id: recorded at the end, or nothing of
        it is. `version` None: whichever the case has now."""
        now = datetime.now(UTC)
        with acting(self.store, now) as tx:
            folder = tx.folder(case)
            order = Order(
                case=case,
                version=folder.case.version if version is None else version,
                who=who,
                at=now,
                day=now.astimezone(TIMEZONE).date(),
                why=why,
                by_program=by_program,
            )
            received = max(one.received_at for one in folder.deliveries)
            known = (self.settings, self.reference, self.forms)
            yield Sitting(order, tx, facts_on(received, *known), folder)

    def end(self, ending: Callable[[datetime], Ending]) -> tuple[Connection, int]:
        """End a connection, as of now: its last version, and how many letters tell of it."""
        now = datetime.now(UTC)
        with acting(self.store, now) as tx:
            return end(ending(now), tx)


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """The desk for as long as the block."""
    forms = tuple(one.form for one in load_forms(settings.forms_dir))
    store = open_store(settings)
    try:
        yield Desk(settings, store, load_reference(), forms)
    finally:
        store.close()
