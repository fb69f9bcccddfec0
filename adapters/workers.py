"""A long-lived pool of processes that read documents, each within limits of time and memory.

C code cannot be interrupted from within, so a limit is enforced by killing the process. What it
had started (tesseract) dies with it. The other processes go on, and a new one takes its place.
"""

import errno
import logging
import multiprocessing
import os
import resource
import signal
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future
from multiprocessing import forkserver, resource_tracker
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from adapters.collector import collect_as_usual
from adapters.reason import reason
from adapters.undertaker import Undertaker
from domain.errors import AnslutError, EngineError, ReadingCrash, ReadingTimeout

P = ParamSpec("P")
T = TypeVar("T")

# One thread for each engine: several in each of several processes are many times slower.
ENGINE_THREADS = {
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}

COLLECTOR = "adapters.collector"  # loaded before all else

# What the machine lacks, whatever the document says.
NO_DOCUMENTS_DOING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}


class Workers:
    """`with Workers(2, seconds=120, megabytes=1500) as workers: workers.run(function, argument)`.

    The function and what it takes and gives must be picklable, and the function stand in a module.
    """

    def __init__(
        self,
        count: int,
        seconds: float,
        megabytes: int,
        prepare: Callable[[], None] | None = None,
        preload: tuple[str, ...] = (),
    ) -> None:
        """`prepare` runs before the first job of each process; what it raises is that job's.

        `preload` names modules to load once, before the processes are made from that one.
        """
        os.environ.update(ENGINE_THREADS)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([COLLECTOR, *preload])
        self._seconds = seconds
        self._outstanding: set[Future[Any]] = set()
        self._pool = ProcessPool(
            max_workers=count,
            initializer=_set_up,
            initargs=(megabytes, prepare),
            context=context,
        )

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it in one of the processes and wait; called by several threads at a time.

        ReadingTimeout after the limit of time (counted from when a process takes it up),
        ReadingCrash when the process died or had no memory, EngineError for any other exception:
        these are the document's. Any other AnslutError is the world's: the pool is stopped, its
        processes cannot be prepared, or the disk is full.
        """
        future: Future[T] = self._schedule(function, args, kwargs)
        try:
            return future.result()
        except TimeoutError:
            raise ReadingTimeout(f"Läsningen tog mer än {self._seconds:g} s.") from None
        except (ProcessExpired, MemoryError) as error:
            raise ReadingCrash(f"Läsningen avbröts ({_cause(error)}).") from None
        except (CancelledError, BrokenExecutor) as error:
            raise AnslutError(
                f"Läsningens processer kan inte användas ({type(error).__name__})."
            ) from None
        except AnslutError:
            raise
        except OSError as error:
            if error.errno not in NO_DOCUMENTS_DOING:
                raise EngineError(f"Fel i läsningen ({reason(error)}).") from error
            raise AnslutError(f"Läsningen kunde inte göras ({reason(error)}).") from error
        except Exception as error:  # a defect in the reader is that document's trouble alone
            raise EngineError(f"Fel i läsningen ({type(error).__name__}).") from error
        finally:
            self._outstanding.discard(future)

    def _schedule(
        self, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]
    ) -> Future[T]:
        _start_without_interrupts()
        try:
            future: Future[T] = self._pool.schedule(
                _job, (function, args, kwargs), timeout=self._seconds
            )
        except RuntimeError as error:  # pebble's, of a pool that has been stopped
            raise AnslutError("Läsningens processer är avslutade.") from error
        self._outstanding.add(future)
        return future

    def close(self) -> None:
        """End the processes, with what they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble
        self._pool.join()
        for future in tuple(self._outstanding):  # pebble forgets some, and their threads would wait
            future.cancel()

    def __enter__(self) -> Self:
        """The pool itself; the processes start with the first job."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the processes."""
        self.close()


def _start_without_interrupts() -> None:
    """Start the process that the others are made from, if it is not running, deaf to Ctrl-C.

    A terminal sends Ctrl-C to it too. While it loads its modules it would die of that, and whoever
    waits for a process would wait for ever.
    """
    resource_tracker.ensure_running()  # else the next starts it, and that lets signals in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _cause(error: ProcessExpired | MemoryError) -> str:
    """A few words on why a process died."""
    if isinstance(error, MemoryError):
        return "minnet tog slut"
    if error.exitcode is not None and error.exitcode < 0:
        return signal.Signals(-error.exitcode).name
    return f"kod {error.exitcode}"


# Kept for as long as the process lives: what it started ends with it.
_undertakers: list[Undertaker] = []
# What is to run before this process's first job.
_preparations: list[Callable[[], None]] = []


def _job(function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    """Run in the process: the job, after the preparation if that is still to come."""
    if _preparations:
        _preparations[0]()
        _preparations.clear()
    return function(*args, **kwargs)


def _set_up(megabytes: int, prepare: Callable[[], None] | None) -> None:
    """Run first in each process: its limits, and the death of all it starts when it dies."""
    collect_as_usual()
    _silence_libraries()
    os.setsid()
    threading.Thread(target=_die_with_main, daemon=True).start()
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _undertakers.append(Undertaker(os.getpid()))
    if prepare is not None:
        _preparations.append(prepare)


def _silence_libraries() -> None:
    """What libraries think of a document is no word for the terminal, where it would stand without
    the document's name, and may quote it. What matters comes as exceptions."""
    warnings.simplefilter("ignore")
    logging.lastResort = None  # prints what no handler takes


def _die_with_main() -> None:
    """Wait for the main process to end, by whatever cause, and end this one."""
    main = multiprocessing.parent_process()
    if main is not None:
        main.join()
        os.kill(os.getpid(), signal.SIGKILL)
