"""What every page works with, opened once: the desk, the originals, and who reads what comes in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.forms import LoadedForm, load_forms
from adapters.originals import Originals
from adapters.settings import Settings
from adapters.store import Store
from adapters.workers import Workers
from flows.desk import Desk
from flows.machine import Machine, open_machine
from flows.reading import FileReader
from webapp.drawing import open_drawers


@dataclass(frozen=True)
class House:
    """The world of the web application. `machine` reads what is uploaded and `drawers` draw pages,
    both in worker processes: no file from outside is opened in this one."""

    machine: Machine
    desk: Desk
    forms: tuple[LoadedForm, ...]
    drawers: Workers

    @property
    def settings(self) -> Settings:
        """The settings of this installation."""
        return self.machine.settings

    @property
    def store(self) -> Store:
        """The database."""
        return self.machine.store

    @property
    def originals(self) -> Originals:
        """The files as they came."""
        return self.machine.originals

    @property
    def workers(self) -> Workers:
        """The processes that open files."""
        return self.machine.workers


@contextmanager
def open_house(settings: Settings, reader: FileReader | None = None) -> Iterator[House]:
    """The house for as long as the block. Without `reader` it is the real one."""
    forms = load_forms(settings.forms_dir)
    with open_machine(settings, reader) as machine, open_drawers(settings, forms) as drawers:
        desk = Desk(machine.settings, machine.store, machine.reference, machine.forms)
        yield House(machine, desk, forms, drawers)
