"""Settled deliveries read and judged once more by the present version. Nothing is recorded."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from pydantic import ValidationError

from adapters.history import Settled, settled
from adapters.reason import reason
from domain.errors import AnslutError, StoreError
from domain.reading import FileReading
from flows.delivery import facts_of, read_original
from flows.machine import Machine
from pipeline.judge import judge
from pipeline.replay import Replayed, case_changes, file_changes
from pipeline.settle import cases_of

STRANGE = (
    "Det som är lagrat kan inte läsas in av den här versionen: den känner inte formen. Rapportera "
    "det, och ta den inte i bruk."
)


def replay_all(
    machine: Machine, ids: Sequence[str], threads: ThreadPoolExecutor
) -> Iterator[Replayed]:
    """What differs of each of these deliveries, in order, as many read at a time as there are
    `threads`. They should outlive the machine: they wait for its processes, also after Ctrl-C."""
    return threads.map(lambda one: replay(machine, one), ids)


def replay(machine: Machine, delivery: str) -> Replayed:
    """Read and judge one delivery as on its day of receipt, against the register as it was then.

    A case that this version cannot load, an original that is gone, and a defect that its content
    meets, are differences and stop no other. Raises ToolMissing and other trouble with the world.
    """
    try:
        stored = settled(machine.store, delivery)
    except ValidationError:
        return Replayed(delivery=delivery, files=(), trouble=STRANGE)
    named = Replayed(delivery=delivery, files=tuple(one.name for one in stored.delivery.originals))
    try:
        files = tuple(
            read_original(machine, one, number)
            for number, one in enumerate(stored.delivery.originals)
        )
    except StoreError as error:
        return named.model_copy(update={"trouble": str(error)})
    except OSError as error:
        return named.model_copy(update={"trouble": f"Originalet kan inte läsas ({reason(error)})."})
    try:
        return _compared(machine, stored, files, named)
    except AnslutError:
        raise
    except Exception as error:  # only its kind is told: its text may hold anything
        told = f"Fel i programmet vid bedömningen ({type(error).__name__}). Rapportera det."
        return named.model_copy(update={"trouble": told})


def _compared(
    machine: Machine, stored: Settled, files: tuple[FileReading, ...], named: Replayed
) -> Replayed:
    facts = facts_of(machine, stored.delivery).knowing(stored.known)
    facts = facts.model_copy(update={"sent_before": stored.sent_before})
    now = cases_of(stored.delivery, judge(files, facts), facts)
    return named.model_copy(
        update={
            "problems": file_changes(named.files, stored.problems, [one.problem for one in files]),
            "cases": case_changes(stored.cases, now),
        }
    )
