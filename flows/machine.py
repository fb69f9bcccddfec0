"""What a flow works with, opened once for each process: store, originals, lists, worker processes.

Flow parameters are identifiers only, so a flow finds these here and not among its parameters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from adapters.forms import load_forms
from adapters.originals import Originals
from adapters.reference import load_reference
from adapters.settings import Settings, load_settings
from adapters.store import Store, open_store
from adapters.workers import Workers
from domain.form import FormVersion
from domain.reference import Reference
from flows.reading import FileReader, open_workers, real_reader


@dataclass(frozen=True)
class Machine:
    """Everything of the world that a delivery passes on its way."""

    settings: Settings
    store: Store
    originals: Originals
    forms: tuple[FormVersion, ...]
    reference: Reference
    workers: Workers
    reader: FileReader


_current: ContextVar[Machine | None] = ContextVar("machine", default=None)


def current_machine() -> Machine:
    """The machine that is open; a task runs within a flow that has opened it."""
    machine = _current.get()
    if machine is None:
        raise LookupError("no machine is open")
    return machine


@contextmanager
def open_machine(
    settings: Settings | None = None, reader: FileReader | None = None, look_only: bool = False
) -> Iterator[Machine]:
    """The machine that is open already, or else a new one for as long as the block.

    Without `settings` the environment's are used: so does a flow started by Prefect's own worker.
    Without `reader` it is the real one. With `look_only` the store cannot be written to.
    """
    machine = _current.get()
    if machine is not None:
        yield machine
        return
    settings = settings or load_settings()
    loaded = load_forms(settings.forms_dir)
    forms = tuple(one.form for one in loaded)
    reader = reader or real_reader(loaded, settings)
    reference = load_reference()
    store = open_store(settings, look_only)
    try:
        with open_workers(settings, reader) as workers:
            originals = Originals(settings.originals_dir)
            machine = Machine(settings, store, originals, forms, reference, workers, reader)
            token = _current.set(machine)
            try:
                yield machine
            finally:
                _current.reset(token)
    finally:
        store.close()
