"""Prefect reads its settings when it is imported: a home of its own, and nothing told to anyone."""

import os
import tempfile

from flows.environment import CLIENT, PRIVACY

os.environ.update(PRIVACY | CLIENT)
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="anslut-prefect-")
