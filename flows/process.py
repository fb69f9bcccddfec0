"""The flow that takes a batch of deliveries through, one task for each."""

import os
import time
from typing import Any, cast

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from adapters.ledger import ledger_of
from flows.delivery import process
from flows.machine import current_machine, open_machine
from flows.summary import Summary, summarise


@task(name="process-delivery", task_run_name="{delivery_id}", cache_policy=NO_CACHE)
def process_delivery(delivery_id: str) -> tuple[str, ...]:
    """One delivery the whole way. The thread only waits: a worker process does the reading."""
    return process(current_machine(), delivery_id)


def threads(count: int) -> TaskRunner[PrefectFuture[Any]]:
    """Threads that drive the worker processes, one for each."""
    return cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=count))


@flow(name="process-deliveries", task_runner=threads(os.cpu_count() or 1))
def process_deliveries(delivery_ids: list[str]) -> State[Summary]:
    """Take these deliveries through; doing it again does nothing to those that are done.

    Every delivery gets its turn, whatever happens to the others. Then the pages of those that came
    to an end here are counted in the store. The run ends as Failed when something outside the
    documents kept a delivery from an end, or the page ledger does not close.
    """
    began = time.monotonic()
    with open_machine() as machine:
        futures = [process_delivery.submit(one) for one in delivery_ids]
        results = [one.result(raise_on_failure=False) for one in futures]
        ours = [one for one, result in zip(delivery_ids, results, strict=True) if result]
        pages = ledger_of(machine.store, ours)
    return ended(summarise(results, time.monotonic() - began) + Summary(pages=pages))


def ended(summary: Summary) -> State[Summary]:
    """The state in which a run with this summary ends; it carries the summary."""
    if summary.unfinished:
        return Failed(message=f"{summary.unfinished} not finished", data=summary)
    if not summary.pages.closes:
        return Failed(message="the page ledger does not close", data=summary)
    return Completed(data=summary)


def outcome(state: State[Any]) -> Summary:
    """The summary that an ended run carries; the error of a run that has none is raised."""
    result = state.result(raise_on_failure=False)
    if isinstance(result, Summary):
        return result
    raise result
