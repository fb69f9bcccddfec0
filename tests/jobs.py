"""Jobs for the process pool that behave badly; they must stand in a module to be sent to it."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from domain.errors import EngineError
from domain.reading import FileReading
from extractors.lines import SecondReader
from extractors.ocr import Line, OcrEngine, Script
from extractors.pdf import Limits, Picture
from extractors.reader import Reader
from extractors.second import PaddleEngine


def add(one: int, other: int) -> int:
    """Behaves well."""
    return one + other


def process_id() -> int:
    """Which process runs it."""
    return os.getpid()


def environment(name: str) -> str | None:
    """What the engines will see."""
    return os.environ.get(name)


def hang() -> None:
    """Never comes back."""
    while True:
        time.sleep(60)


def die(code: int) -> None:
    """The process ends without a word, as after a fault in native code."""
    os._exit(code)


def kill_self(number: int) -> None:
    """The process is ended by a signal."""
    os.kill(os.getpid(), number)


def eat(megabytes: int) -> int:
    """Takes memory and uses it."""
    return len(b"x" * (megabytes * 1024 * 1024))


def fail() -> None:
    """An exception of the reader's own."""
    raise ValueError("Anna Andersson, 070-174 06 05")


def refuse(number: int) -> None:
    """The operating system refuses."""
    raise OSError(number, os.strerror(number))


def start_program(pid_file: str, then: str) -> None:
    """Start a long program, as tesseract is started, write its pid down, and then go wrong."""
    program = subprocess.Popen(["sleep", "600"])
    Path(pid_file).write_text(f"{program.pid} {os.getpid()}")
    if then == "die":
        os._exit(1)
    hang()


def prepare_with_models(folder: str, prepare: Callable[[], None]) -> None:
    """Prepare a reader with Tesseract's models of this folder. The processes are made from one that
    keeps the environment of its first start, so it is set in each of them."""
    os.environ["TESSDATA_PREFIX"] = folder
    prepare()


class Hanging:
    """An engine that leaves a note when it is asked, and never answers."""

    name = "hanging"

    def __init__(self, note: str) -> None:
        self._note = note

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:  # noqa: ARG002
        Path(self._note).touch()
        hang()
        return []


class Parrot:
    """An engine that reads the same in every picture."""

    name = "parrot"

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:  # noqa: ARG002
        return [Line(text="Ystad", confidence=0.9, engine=self.name)] * len(pictures)


def _refuse() -> None:
    raise EngineError("out of order")


# How an engine goes wrong before it says anything, and what one that goes on says of N pictures.
MISHAPS: dict[str, Callable[[], object]] = {
    "hangs": hang,
    "dies": partial(die, 3),
    "crashes": lambda: kill_self(signal.SIGSEGV),
    "eats": partial(eat, 4000),
    "refuses": _refuse,
    "breaks": fail,
}
SAYINGS: dict[str, Callable[[int], list[Line]]] = {
    "loses": lambda _: [],
    "invents": lambda number: [Line(text="Ystad", confidence=1.0)] * (number + 1),
    "floods": lambda number: [Line(text="x" * 1_000_000, confidence=1.0)] * number,
    "babbles": lambda number: [Line(text="\x00\ufffd\u202e" * 20, confidence=1.0)] * number,
}


class Bad:
    """An engine that goes wrong in the way that it is named for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:  # noqa: ARG002
        if self.name in MISHAPS:
            MISHAPS[self.name]()
        return SAYINGS[self.name](len(pictures))


def read_with_engines(name: str, data: bytes) -> FileReading:
    """Read a file with the engines that its name asks for: FIRST-SECOND.pdf. "well" works, and
    "spoilt" is the second engine with a model that is none."""
    first, second = (_engine(one) for one in Path(name).stem.split("-"))
    from tests.drawing import blanks

    return Reader(blanks(), first, Limits(), second=SecondReader(second)).read(name, data)


def _engine(name: str) -> OcrEngine:
    if name == "spoilt":
        path = Path(tempfile.mkdtemp()) / "model.onnx"
        path.write_bytes(b"no model")
        return PaddleEngine(path)
    return Parrot() if name == "well" else Bad(name)


def read_with_second_that_hangs(data: bytes, note: str) -> FileReading:
    """Read a file whose second reader never answers."""
    from tests.drawing import blanks

    second = SecondReader(Hanging(note))
    return Reader(blanks(), Parrot(), Limits(), second=second).read("avtal.pdf", data)
