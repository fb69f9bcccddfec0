"""The nightly flow: everything that waits, batch by batch."""

from collections.abc import Iterator
from datetime import UTC, datetime

from prefect import State, flow
from prefect.artifacts import create_markdown_artifact

from flows.machine import open_machine
from flows.process import ended, outcome, process_deliveries, threads
from flows.summary import Summary, markdown

BATCH = 50  # deliveries for each flow run: a flow run costs a second, a task run 20 ms


@flow(name="nightly")
def nightly() -> State[Summary]:
    """Take everything through that waits when the night begins; later arrivals wait for the next.

    One batch after the other, each in parallel over the worker processes. The night fails when the
    page ledger of a batch does not close.
    """
    summary = Summary()
    with open_machine() as machine:
        process = process_deliveries.with_options(task_runner=threads(machine.settings.workers))
        for batch in _batches(machine.store.waiting(datetime.now(UTC))):
            summary += outcome(process(delivery_ids=batch, return_state=True))
    create_markdown_artifact(markdown(summary), key="nightly", description="Nattens körning")
    return ended(summary)


def _batches(ids: tuple[str, ...]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])
