"""Reads what waits while the application runs: one delivery after another, without Prefect.

Other machines may read the same database: a delivery is claimed, so it is read once.
"""

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import AnslutError
from flows.delivery import process
from flows.machine import Machine

LOOKS_EVERY = 3.0  # seconds, for what others have taken in
AGAIN_AFTER = 60.0  # seconds, doubled with each time that a delivery could not be brought to an end
AGAIN_AT_MOST = 3600.0
LEFT_TO_END = 3.0  # seconds that what is being read has, once the application is to end

_log = logging.getLogger(__name__)


class Reading:
    """A thread that looks for what waits, and as many that take it through as there are workers.

    They only wait: worker processes do the reading.
    """

    def __init__(self, machine: Machine) -> None:
        """`machine` stays open until `close` has returned."""
        self._machine = machine
        self._count = machine.settings.workers
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reads")
        self._looks = threading.Thread(target=self._look, name="looks", daemon=True)
        self._woken = threading.Event()
        self._ends = threading.Event()
        self._lock = threading.Lock()
        self._in_hand: set[str] = set()
        self._later: dict[str, tuple[float, float]] = {}  # when to try again, and the pause then

    def start(self) -> None:
        """Begin."""
        self._looks.start()

    def wake(self) -> None:
        """Something has come in: look at once."""
        self._woken.set()

    def close(self) -> None:
        """Take up nothing more and end. What is being read has some seconds; after that its process
        is ended, and the delivery waits for the next start."""
        self._ends.set()
        self._woken.set()
        self._looks.join()
        end = time.monotonic() + LEFT_TO_END
        while self._in_hand and time.monotonic() < end:
            time.sleep(0.05)
        if self._in_hand:
            self._machine.workers.close()
        self._threads.shutdown(cancel_futures=True)

    def _look(self) -> None:
        while not self._ends.is_set():
            self._woken.clear()
            try:
                self._take_up()
            except AnslutError as error:  # the database is away: it may come back
                _log.warning("what waits cannot be looked up: %s", type(error).__name__)
            except Exception:  # a defect ends no reading of what comes later
                _log.exception("what waits cannot be looked up")
            self._woken.wait(LOOKS_EVERY)

    def _take_up(self) -> None:
        """Hand over as much of what waits as there are free threads."""
        now = time.monotonic()
        with self._lock:
            free = self._count - len(self._in_hand)
        if free <= 0:
            return
        for delivery in self._machine.store.waiting(datetime.now(UTC)):
            if self._ends.is_set() or free <= 0:
                return
            with self._lock:
                if delivery in self._in_hand or self._later.get(delivery, (0.0, 0.0))[0] > now:
                    continue
                self._in_hand.add(delivery)
            free -= 1
            self._threads.submit(self._take_through, delivery)

    def _take_through(self, delivery: str) -> None:
        """One delivery; what goes wrong with it is its own trouble."""
        try:
            process(self._machine, delivery)
            self._later.pop(delivery, None)
        except Exception as error:
            self._put_off(delivery, error)
        finally:
            with self._lock:
                self._in_hand.discard(delivery)
            self._woken.set()

    def _put_off(self, delivery: str, error: Exception) -> None:
        """Not again at once: an engine that is missing stays so for a while."""
        if self._ends.is_set():
            return
        pause = min(2 * self._later.get(delivery, (0.0, AGAIN_AFTER / 2))[1], AGAIN_AT_MOST)
        self._later[delivery] = (time.monotonic() + pause, pause)
        # The text of an error that is not of our own tree may quote the document: where, then.
        said = error if isinstance(error, AnslutError) else _place(error)
        _log.warning(
            "%s not read, again in %.0f s: %s %s", delivery, pause, type(error).__name__, said
        )


def _place(error: Exception) -> str:
    """Where in the program an error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


@contextmanager
def reading(machine: Machine) -> Iterator[Reading | None]:
    """What reads for as long as the block; nothing where other machines do."""
    if not machine.settings.web_reads:
        yield None
        return
    made = Reading(machine)
    made.start()
    try:
        yield made
    finally:
        made.close()
