"""Prefect reads its settings when it is imported: a home of its own, and nothing told to anyone."""

import os
import shutil
import tempfile

from flows.environment import CLIENT, PRIVACY

HOME = tempfile.mkdtemp(prefix="anslut-prefect-")

os.environ.update(PRIVACY | CLIENT)
os.environ["PREFECT_HOME"] = HOME


def pytest_unconfigure() -> None:
    """The home goes with the process that made it: each process of a parallel run has its own."""
    shutil.rmtree(HOME, ignore_errors=True)
