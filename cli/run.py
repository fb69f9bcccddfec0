"""anslut run: the nightly flow, now."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from adapters.progress import Held, held, unfinished
from adapters.samples import waiting_samples
from adapters.settings import TIMEZONE, Settings, load_settings
from adapters.store import Store, open_store
from cli.exits import Exit
from cli.words import QUEUES, counted, err, out, table
from domain.errors import StoreError
from flows.machine import open_machine
from flows.server import prefect_server
from flows.summary import REGISTERED, Summary

POLL_SECONDS = 0.3


def run() -> Exit:
    """Take through what waits, and tell what became of it."""
    settings = load_settings()
    summary = run_nightly(settings)
    show(summary)
    if summary.ends.get(REGISTERED):
        tell_samples(settings)
    return conclude(summary)


def run_nightly(settings: Settings) -> Summary:
    """Run the nightly flow once, with a progress bar; without anything waiting no server starts."""
    with open_machine(settings) as machine:
        now = datetime.now(UTC)
        waiting = len(machine.store.waiting(now))
        taken = held(machine.store, now)
        if taken:
            _tell_held(taken)
        if not waiting:
            return Summary(elsewhere=taken.count if taken else 0)
        count = counted(waiting, "leverans", "leveranser")
        err.print(f"{count} väntar. Prefect startas ...", highlight=False)
        with prefect_server(settings):
            from flows.nightly import nightly
            from flows.process import outcome

            with _progress(machine.store, waiting):
                return outcome(nightly(return_state=True))


def _tell_held(taken: Held) -> None:
    """What another run has. One that was killed lets go of it by the clock alone."""
    count = counted(taken.count, "leverans är tagen", "leveranser är tagna")
    until = taken.until.astimezone(TIMEZONE).strftime("%H:%M:%S")
    err.print(
        f"{count} av en annan körning, till {until} om den inte blir klar. "
        "Har den avbrutits, kör igen efter det.",
        highlight=False,
        soft_wrap=True,
    )


def show(summary: Summary) -> None:
    """The counts, with what there is nothing of left out."""
    if not summary.deliveries:
        out.print("Inget annat väntar." if summary.elsewhere else "Inget väntar.")
        return
    rows = [("Leveranser", summary.deliveries), ("Registrerade", summary.ends.get(REGISTERED, 0))]
    rows += [(f"Kö: {name}", summary.ends.get(key, 0)) for key, name in QUEUES.items()]
    rows += [("Inte färdiga", summary.unfinished)]
    rows += [("Tagna av en annan körning", summary.elsewhere)]
    rows += [("Mottagna sidor", summary.pages.received)]
    rows += [("Sekunder", round(summary.seconds))]
    kept = [(name, str(number)) for name, number in rows if number]
    out.print(table("Körningen", ("", "Antal"), kept))
    if summary.pages.received and summary.pages.closes:
        out.print("Sidboken stämmer: varje mottagen sida har fått ett slut.")


def tell_samples(settings: Settings) -> None:
    """What waits for a blind check: it is registered, and in no queue of the table."""
    with closing(open_store(settings)) as store:
        waiting = len(waiting_samples(store))
    if waiting:
        out.print(f"Väntar på blindkontroll: {waiting}. Se anslut sample list.", highlight=False)


def conclude(summary: Summary) -> Exit:
    """Tell what kept deliveries from an end, and the exit code of that."""
    for error in summary.errors:
        err.print(error, markup=False, highlight=False, soft_wrap=True)
    if summary.unfinished:
        err.print("De leveranser som inte blev färdiga tas upp igen vid nästa körning.")
        return Exit.SETUP if summary.unequipped else Exit.STORE
    if not summary.pages.closes:
        err.print("Sidboken stämmer inte: en sida saknar slut, eller har två. Se anslut ledger.")
        return Exit.PERSON
    return Exit.OK


@contextmanager
def _progress(store: Store, total: int) -> Iterator[None]:
    """A progress bar that follows the store, for as long as the block."""
    columns = (TextColumn("Läser och bedömer"), BarColumn(), MofNCompleteColumn())
    done = threading.Event()
    with Progress(*columns, TimeElapsedColumn(), console=err) as progress:
        bar = progress.add_task("", total=total)
        follower = threading.Thread(target=_follow, args=(store, progress, bar, done), daemon=True)
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join()


def _follow(store: Store, progress: Progress, bar: TaskID, done: threading.Event) -> None:
    """Move the bar until the run is done; whatever came meanwhile is not of this run."""
    total = progress.tasks[bar].total or 0
    while True:
        last = done.wait(POLL_SECONDS)
        with suppress(StoreError):  # the run itself tells of it
            progress.update(bar, completed=max(0, total - unfinished(store)))
        if last:
            return
