"""The reading stage as worker processes run it: one reader a process, prepared once."""

from collections.abc import Sequence
from functools import partial

import cv2

from domain.errors import EngineError
from domain.form import FormVersion
from domain.reading import FileReading
from domain.reference import Reference
from domain.trust import Trust
from extractors.blanks import BlankPage, prepare
from extractors.lines import SecondReader
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from extractors.second import PaddleEngine
from validators.vouchers import vouched_keys

__all__ = ["Limits", "Trust", "prepare_reader", "prepared_blanks", "read_file"]

_readers: list[Reader] = []  # this process's reader, once it has been prepared


def prepare_reader(
    forms: Sequence[tuple[FormVersion, bytes]], limits: Limits, trust: Trust, reference: Reference
) -> None:
    """Prepare this process for `read_file`. Raises FormError, ToolMissing.

    `reference`: the second reader leaves out what the lists vouch for."""
    cv2.setNumThreads(1)  # the cores are shared out by documents, not within one
    second = SecondReader(PaddleEngine(), partial(vouched_keys, reference))
    _readers[:] = [Reader(prepare(forms), TesseractEngine(), limits, trust, second)]


def prepared_blanks() -> Sequence[BlankPage]:
    """The blanks that this process reads against; none when it was not prepared."""
    return _readers[0].blanks if _readers else ()


def read_file(name: str, data: bytes) -> FileReading:
    """Read one file with this process's reader. A bad file is data; raises EngineError when the
    process was not prepared."""
    if not _readers:
        raise EngineError("prepare_reader has not run in this process")
    return _readers[0].read(name, data)
