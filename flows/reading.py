"""Reads files in worker processes: the reader is loaded there, not here. No Prefect either."""

import errno
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from adapters.forms import LoadedForm
from adapters.reference import load_lists
from adapters.settings import Settings
from adapters.trust import load_trust
from adapters.workers import Workers
from domain.errors import EngineError, ReadingTimeout, ToolMissing
from domain.form import FormVersion
from domain.reading import FileReading, Problem
from domain.reference import Reference
from domain.trust import Trust

MODULE = "pipeline.read"  # loaded once, before the worker processes are made from that one
MEGABYTE = 1_000_000
NO_FILE = "är ingen vanlig fil"


@dataclass(frozen=True)
class FileReader:
    """How a worker process reads: prepared once, then a name and bytes give a reading.

    A file of more than `max_bytes` is not handed to it.
    """

    prepare: Callable[[], None] | None
    read: Callable[[str, bytes], FileReading]
    max_bytes: int


def real_reader(loaded: Sequence[LoadedForm], settings: Settings) -> FileReader:
    """The reader of pipeline.read, with these forms and the limits of the settings."""
    forms = tuple((one.form, one.blank) for one in loaded)
    max_bytes = settings.max_file_megabytes * MEGABYTE
    trust = load_trust(settings.trust_roots_dir)
    limits = (max_bytes, settings.max_pages)
    prepare = partial(_prepare, forms, limits, (trust, load_lists()))
    return FileReader(prepare, _read, max_bytes)


def open_workers(settings: Settings, reader: FileReader) -> Workers:
    """The processes that read, with the limits that the settings give a document."""
    return Workers(
        settings.workers,
        seconds=settings.document_seconds,
        megabytes=settings.document_megabytes,
        prepare=reader.prepare,
        preload=(MODULE,),
    )


def read_file(workers: Workers, reader: FileReader, path: Path, name: str) -> FileReading:
    """What a file says. A file that the reader cannot bear is a reading with a problem.

    ToolMissing when the engine cannot be made ready, whatever the file. OSError when the file
    cannot be opened, or is none: a pipe would be waited for, for ever.
    """
    try:
        size = _size(path)
        if size > reader.max_bytes:
            detail = f"{size} bytes, the limit is {reader.max_bytes}"
            return FileReading(name=name, problem="too_large", detail=detail)
        return workers.run(reader.read, name, path.read_bytes())
    except ReadingTimeout as error:
        return _unread(name, "too_slow", error)
    except EngineError as error:
        return _unread(name, "engine_failed", error)


def unusable(name: str, error: ToolMissing) -> FileReading:
    """The reading of a file for which the engine could not be made ready."""
    return _unread(name, "reader_unusable", error)


def _size(path: Path) -> int:
    """A file's size in bytes, asked for before it is opened."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EINVAL, NO_FILE, path)
    return status.st_size


def _unread(name: str, problem: Problem, error: Exception) -> FileReading:
    return FileReading(name=name, problem=problem, detail=str(error))


def _prepare(
    forms: tuple[tuple[FormVersion, bytes], ...],
    limits: tuple[int, int],
    known: tuple[Trust, Reference],
) -> None:
    from pipeline.read import Limits, prepare_reader

    prepare_reader(forms, Limits(max_bytes=limits[0], max_pages=limits[1]), *known)


def _read(name: str, data: bytes) -> FileReading:
    from pipeline.read import read_file as read

    return read(name, data)
