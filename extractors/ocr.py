"""Reading engines: pictures of single lines to text.

The port stands here and not in pipeline/, because the reader is what needs it and imports point
one way (docs/decisions.md).
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import cv2
import pytesseract

from domain.errors import EngineError, ReadingTimeout, ToolMissing
from domain.value import Value
from extractors.pdf import Picture


class Line(Value):
    """A line as an engine reads it. `confidence` is the engine's lowest for any word, between 0 and
    1: a rank, not a probability. No text at all: text "" and confidence 0."""

    text: str
    confidence: float


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


class TesseractEngine:
    """Tesseract through pytesseract: all pictures of a call in one process, which loads its models
    once."""

    def __init__(self, timeout: float = 60.0) -> None:
        """`timeout` is in seconds, for one call. Raises ToolMissing."""
        # with threads of its own, Tesseract takes three times as long on few cores
        os.environ["OMP_THREAD_LIMIT"] = "1"
        self._timeout = timeout
        try:
            self.name = f"tesseract {pytesseract.get_tesseract_version()}"
        except pytesseract.TesseractNotFoundError as error:
            raise ToolMissing(
                "tesseract is not installed: "
                "apt-get install tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng"
            ) from error

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:
        """See OcrEngine. Raises ReadingTimeout, EngineError."""
        if not pictures:
            return []
        with tempfile.TemporaryDirectory(prefix="anslut-ocr-") as folder:
            listing = save(pictures, Path(folder))
            table = self._run(listing, LANGUAGES[script])
        return collect(table, len(pictures))

    def _run(self, listing: Path, languages: str) -> Mapping[str, Sequence[object]]:
        try:
            table: Mapping[str, Sequence[object]] = pytesseract.image_to_data(
                str(listing),
                lang=languages,
                config="--psm 7 -c tessedit_do_invert=0",
                timeout=self._timeout,
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractError as error:
            raise EngineError(f"tesseract failed with status {error.status}") from error
        except RuntimeError as error:  # what pytesseract raises when time is up
            raise ReadingTimeout(f"tesseract took longer than {self._timeout:.0f} s") from error
        return table


def save(pictures: Sequence[Picture], folder: Path) -> Path:
    """Write the pictures and a list of them, which Tesseract takes for one document."""
    names = [folder / f"{index}.pgm" for index in range(len(pictures))]
    for name, picture in zip(names, pictures, strict=True):
        cv2.imwrite(str(name), picture)
    listing = folder / "list.txt"
    listing.write_text("\n".join(map(str, names)) + "\n")
    return listing


def collect(table: Mapping[str, Sequence[object]], count: int) -> list[Line]:
    """Words of pytesseract's table, joined by picture (its `page_num`)."""
    words: list[list[tuple[str, float]]] = [[] for _ in range(count)]
    rows = zip(table["page_num"], table["conf"], table["text"], strict=True)
    for page, confidence, text in rows:
        if str(text).strip() and float(str(confidence)) >= 0:
            words[int(str(page)) - 1].append((str(text), float(str(confidence)) / 100))
    return [
        Line(text=" ".join(text for text, _ in line), confidence=min(c for _, c in line))
        if line
        else NOTHING
        for line in words
    ]


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
