"""Prefect reads its settings when it is imported: a home of its own, and nothing told to anyone."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator

import pytest

from flows.environment import CLIENT, PRIVACY

HOME = tempfile.mkdtemp(prefix="anslut-prefect-")

os.environ.update(PRIVACY | CLIENT)
os.environ["PREFECT_HOME"] = HOME
os.environ["ANSLUT_SAMPLE_SHARE"] = "0"  # no test hangs on chance; one that wants a draw says so


def pytest_unconfigure() -> None:
    """The home goes with the process that made it: each process of a parallel run has its own."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """What a job in the background starts is deaf to it, unless told otherwise."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
