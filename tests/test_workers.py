"""The process pool: limits are kept, one bad document stops no other, nothing is left behind."""

import errno
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.collector import USUAL
from adapters.workers import Workers
from domain.errors import AnslutError, EngineError, ReadingCrash, ReadingTimeout
from tests import jobs


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, seconds=2, megabytes=400) as pool:
        yield pool


@pytest.mark.parametrize(
    ("job", "arguments", "expected"),
    [
        (jobs.hang, (), ReadingTimeout),
        (jobs.die, (3,), ReadingCrash),
        (jobs.die, (0,), ReadingTimeout),  # code 0 looks like a process retired; the limit holds
        (jobs.kill_self, (signal.SIGSEGV,), ReadingCrash),
        (jobs.eat, (1000,), ReadingCrash),
        (jobs.fail, (), EngineError),
    ],
)
def test_a_bad_job_is_an_error_and_the_next_one_works(
    workers: Workers, job: Callable[..., object], arguments: tuple[int, ...], expected: type
) -> None:
    with pytest.raises(expected):
        workers.run(job, *arguments)
    assert workers.run(jobs.add, 2, 3) == 5


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_a_full_disk_in_a_worker_is_not_the_documents_doing(workers: Workers, number: int) -> None:
    with pytest.raises(AnslutError) as caught:
        workers.run(jobs.refuse, number)
    assert not isinstance(caught.value, EngineError)
    with pytest.raises(EngineError):
        workers.run(jobs.refuse, errno.EINVAL)


def test_nobody_waits_for_a_pool_that_is_closed() -> None:
    with ThreadPoolExecutor(6) as threads:
        with Workers(2, seconds=60, megabytes=400) as pool:
            waiting = [threads.submit(pool.run, jobs.hang) for _ in range(6)]
            time.sleep(1)
        for one in waiting:
            assert isinstance(one.exception(timeout=10), AnslutError)
    with pytest.raises(AnslutError):
        pool.run(jobs.add, 2, 3)


def test_memory_within_the_limit_is_given(workers: Workers) -> None:
    assert workers.run(jobs.eat, 100) == 100 * 1024 * 1024


def test_an_error_does_not_repeat_what_the_document_says(workers: Workers) -> None:
    with pytest.raises(EngineError) as caught:
        workers.run(jobs.fail)
    assert "Andersson" not in str(caught.value)


def test_processes_are_kept_for_the_next_job(workers: Workers) -> None:
    seen = {workers.run(jobs.process_id) for _ in range(10)}
    assert len(seen) <= 2
    assert os.getpid() not in seen


def test_others_go_on_while_one_hangs(workers: Workers) -> None:
    with ThreadPoolExecutor(2) as threads:
        hanging = threads.submit(workers.run, jobs.hang)
        assert [workers.run(jobs.add, n, n) for n in range(20)] == [2 * n for n in range(20)]
        assert not hanging.done()
        assert isinstance(hanging.exception(), ReadingTimeout)


def test_engines_get_one_thread(workers: Workers) -> None:
    assert workers.run(jobs.environment, "OMP_THREAD_LIMIT") == "1"


@pytest.mark.parametrize("then", ["hang", "die"])
def test_what_a_job_started_dies_with_it(workers: Workers, tmp_path: Path, then: str) -> None:
    note = tmp_path / "pid"
    with pytest.raises(EngineError):
        workers.run(jobs.start_program, str(note), then)
    program, worker = map(int, note.read_text().split())
    assert _wait_for(lambda: _is_gone(program))
    assert _is_gone(worker)


def test_all_of_it_dies_with_the_main_process(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = tmp_path / "main.py"
    script.write_text(
        "from adapters.workers import Workers\n"
        "from tests import jobs\n"
        "if __name__ == '__main__':\n"
        "    with Workers(1, seconds=600, megabytes=400) as pool:\n"
        f"        pool.run(jobs.start_program, {str(note)!r}, 'hang')\n"
    )
    root = Path(__file__).parent.parent
    main = subprocess.Popen([sys.executable, str(script)], env={"PYTHONPATH": str(root)})
    assert _wait_for(lambda: note.exists() and len(note.read_text().split()) == 2)
    program, worker = map(int, note.read_text().split())
    main.kill()
    main.wait()
    assert _wait_for(lambda: _is_gone(program) and _is_gone(worker))


def _is_gone(pid: int) -> bool:
    """True when no such process runs (a zombie runs no longer)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state in "ZX"


def _wait_for(condition: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_process_that_reads_collects_garbage_as_usual_and_what_its_start_made_never(
    workers: Workers,
) -> None:
    assert workers.run(gc.get_threshold) == USUAL
    assert workers.run(gc.get_freeze_count) > 0
