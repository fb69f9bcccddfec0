"""A test run leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("how", [(), ("-n", "1")])
def test_a_run_removes_the_home_that_it_made_for_prefect(
    tmp_path: Path, how: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "pytest", *how, "tests/test_words.py"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert list(tmp_path.glob("anslut-prefect-*")) == []
