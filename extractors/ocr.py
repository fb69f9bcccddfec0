"""Reading engines: pictures of single lines to text.

The port stands here and not in pipeline/, because the reader is what needs it and imports point
one way (docs/decisions.md).
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

import cv2
import numpy as np
import tesserocr

from domain.errors import ToolMissing
from domain.value import Value
from extractors.pdf import Picture


class Line(Value):
    """A line as an engine reads it. `confidence` is the engine's lowest for any word, between 0 and
    1: a rank, not a probability. No text at all: text "" and confidence 0. `engine` is its name."""

    text: str
    confidence: float
    engine: str = ""


NOTHING = Line(text="", confidence=0.0)

# What a line is made of: Swedish words, or signs that spell none (numbers, e-mail addresses).
Script = Literal["words", "signs"]


class OcrEngine(Protocol):
    """Reads pictures of single lines."""

    @property
    def name(self) -> str:
        """Name and version, kept with what it read."""
        ...

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:
        """One Line a picture, in order. Raises EngineError."""
        ...


# Each model alone reads its own better than both together do: of 112 printed e-mail addresses
# English alone read 105 right where both read 77, for Swedish has no "@"; but English has no å.
LANGUAGES: dict[Script, str] = {"words": "swe", "signs": "eng"}
PROBE = "Kommun"  # read by each model when it has been loaded
INSTALL = "sudo apt-get install tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng"


class TesseractEngine:
    """Tesseract, loaded into this process once for each script (tesserocr): starting it anew for
    each file took longer than its reading."""

    def __init__(self) -> None:
        """Raises ToolMissing."""
        # with threads of its own, Tesseract takes three times as long on few cores
        os.environ["OMP_THREAD_LIMIT"] = "1"
        self.name = f"tesseract {tesserocr.tesseract_version().split()[1]}"
        folder = models_folder()
        try:
            self._engines = {script: load(folder, LANGUAGES[script]) for script in LANGUAGES}
            proof = [self._read(engine, probe()).text for engine in self._engines.values()]
        except (RuntimeError, UnicodeDecodeError) as error:
            raise ToolMissing(no_models(folder)) from error
        if any(text != PROBE for text in proof):
            raise ToolMissing(no_models(folder))

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:
        """See OcrEngine. It cannot be interrupted: the process that it runs in is ended instead,
        when a document's time is up (adapters/workers.py)."""
        return [self._read(self._engines[script], picture) for picture in pictures]

    def _read(self, engine: tesserocr.PyTessBaseAPI, picture: Picture) -> Line:
        rows, columns = picture.shape
        engine.SetImageBytes(picture.tobytes(), columns, rows, 1, columns)
        engine.Recognize()
        words = list(words_of(engine))
        engine.Clear()  # what one line was must not touch the next
        if not words:
            return NOTHING
        text, sure = " ".join(text for text, _ in words), min(sure for _, sure in words)
        return Line(text=text, confidence=sure, engine=self.name)


def probe() -> Picture:
    """PROBE as a line of print. A model whose numbers are spoilt may load all the same, and then
    read nonsense in every document: this costs 10 ms a process."""
    paper = np.full((64, 180), 255, np.uint8)
    cv2.putText(paper, PROBE, (16, 44), cv2.FONT_HERSHEY_DUPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    return paper


def no_models(folder: str) -> str:
    """Why no engine can be loaded from a folder, and what to do: installing anew what is installed
    already changes nothing, so spoilt models are told from missing ones."""
    there = [Path(folder) / f"{language}.traineddata" for language in LANGUAGES.values()]
    if all(model.is_file() for model in there):
        return (
            f"Tesseracts modeller i {folder} är trasiga: "
            "sudo apt-get install --reinstall tesseract-ocr-swe tesseract-ocr-eng"
        )
    return f"Tesseract har inte svenska och engelska i {folder}: {INSTALL}"


def load(folder: str, language: str) -> tesserocr.PyTessBaseAPI:
    """An engine for single lines of dark on white. Raises RuntimeError without its model."""
    return tesserocr.PyTessBaseAPI(
        path=folder,
        lang=language,
        psm=tesserocr.PSM.SINGLE_LINE,
        variables={"tessedit_do_invert": "0"},
    )


def models_folder() -> str:
    """Where the system's Tesseract keeps its models. Raises ToolMissing."""
    named = os.environ.get("TESSDATA_PREFIX")
    if named:
        return named
    try:
        said = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise ToolMissing(f"Tesseract saknas: {INSTALL}") from error
    return said.stdout.partition('"')[2].partition('"')[0]


def words_of(engine: tesserocr.PyTessBaseAPI) -> Iterator[tuple[str, float]]:
    """The words of a line that was read, each with its confidence between 0 and 1."""
    found = engine.GetIterator()
    for word in tesserocr.iterate_level(found, tesserocr.RIL.WORD) if found else ():
        if not word.Empty(tesserocr.RIL.WORD):
            text = word.GetUTF8Text(tesserocr.RIL.WORD).strip()
            if text:
                yield text, max(0.0, word.Confidence(tesserocr.RIL.WORD) / 100)


class ScriptedEngine:
    """Says what it was told to say, for tests through the same port.

    `says` is an error to raise, or the lines to give to every call, whatever their number: an
    engine that loses or invents lines.
    """

    name = "scripted"

    def __init__(self, says: Sequence[Line] | Exception) -> None:
        self._says = says

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:  # noqa: ARG002
        """See OcrEngine."""
        if isinstance(self._says, Exception):
            raise self._says
        return list(self._says)
