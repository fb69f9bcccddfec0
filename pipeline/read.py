"""The reading stage as worker processes run it: one reader a process, prepared once."""

from collections.abc import Sequence

import cv2

from domain.errors import EngineError
from domain.form import FormVersion
from domain.reading import FileReading
from extractors.blanks import BlankPage, prepare
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from extractors.second import PaddleEngine

__all__ = ["Limits", "prepare_reader", "prepared_blanks", "read_file"]

_readers: list[Reader] = []  # this process's reader, once it has been prepared


def prepare_reader(forms: Sequence[tuple[FormVersion, bytes]], limits: Limits) -> None:
    """Prepare this process for `read_file`. Raises FormError, ToolMissing."""
    cv2.setNumThreads(1)  # the cores are shared out by documents, not within one
    _readers[:] = [Reader(prepare(forms), TesseractEngine(), limits, PaddleEngine())]


def prepared_blanks() -> Sequence[BlankPage]:
    """The blanks that this process reads against; none when it was not prepared."""
    return _readers[0].blanks if _readers else ()


def read_file(name: str, data: bytes) -> FileReading:
    """Read one file with this process's reader. A bad file is data; raises EngineError when the
    process was not prepared."""
    if not _readers:
        raise EngineError("prepare_reader has not run in this process")
    return _readers[0].read(name, data)
