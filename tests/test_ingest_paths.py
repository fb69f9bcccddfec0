"""A path that cannot be taken in never stops the others."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.inbox import _written_at, files_in
from domain.errors import IntakeError


def test_a_name_too_long_for_the_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="kan inte läsas"):
        files_in(tmp_path / ("x" * 300 + ".pdf"))


def test_a_file_that_tells_no_time_was_written_now(tmp_path: Path) -> None:
    file = tmp_path / "avtal.pdf"
    file.write_bytes(b"%PDF-")
    now = datetime.now(UTC)
    try:
        os.utime(file, (999_999_999_999, 999_999_999_999))
    except OSError:
        os.utime(file, (4_000_000_000, 4_000_000_000))  # as far ahead as this file system goes
    assert _written_at(file, now) == now
