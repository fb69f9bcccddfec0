"""The second reading engine: PP-OCRv6's recognition model, which shares nothing with Tesseract.

The model lies in rapidocr's wheel, and onnxruntime runs it; rapidocr itself is not loaded
(docs/decisions.md). Only single lines are shown to it: pages are cut by their blanks.
"""

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.errors import EngineError
from extractors.ocr import NOTHING, Line, Script
from extractors.pdf import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnxruntime import InferenceSession

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48  # rows of the pictures that the model was trained on
# White added on each side, as a share of the rows: shown a little smaller, a line is read as well
# (97.8 % of 669 exact, 97.5 % without) in a fifth less time; with twice as much, 96.1 %.
ROOM = 0.11
NARROWEST = 32  # columns; and no more of them than the model's own tools let through
WIDEST = 3200
BLANK = 0  # the class between two letters
# Of the model's 18,710 signs those that a Swedish form may hold: a reading in another alphabet is
# no reading. The last class is the space.
SIGNS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "åäöÅÄÖéÉèüÜáàíóñæøÆØëïçß"
    "@.,:;-–_+/\\&%§!?()\"'#*=´`°½"
)


class PaddleEngine:
    """PP-OCRv6, loaded when it is first asked: most files never need it.

    One line at a time and on one thread: batches were no faster (docs/performance.md), and a line's
    reading does not depend on what else is read.
    """

    def __init__(self, model: Path | None = None) -> None:
        """`model` is another file than the wheel's. Nothing is opened yet."""
        self._model = model
        self.name = "paddle PP-OCRv6"

    def read_lines(self, pictures: "Sequence[Picture]", script: Script) -> list[Line]:  # noqa: ARG002
        """See OcrEngine; it reads words and signs alike."""
        return [self._read(picture) for picture in pictures]

    def _read(self, picture: Picture) -> Line:
        session, signs, classes = self._loaded
        try:
            (found,) = session.run(None, {session.get_inputs()[0].name: prepared(picture)})
        except Exception as error:  # onnxruntime's errors have no base of their own
            raise EngineError(f"{self.name} failed at a line ({type(error).__name__})") from error
        return decoded(np.asarray(found)[0][:, classes], signs).model_copy(
            update={"engine": self.name}
        )

    @cached_property
    def _loaded(self) -> "tuple[InferenceSession, list[str], NDArray[np.int64]]":
        """The model, the signs it may answer with, and their classes. Raises EngineError."""
        return load(self._model or model_path())


def model_path() -> Path:
    """Where the wheel keeps the model. Raises EngineError."""
    package = find_spec("rapidocr")
    for place in (package and package.submodule_search_locations) or ():
        path = Path(place) / "models" / MODEL
        if path.is_file():
            return path
    raise EngineError(f"rapidocr's wheel has no {MODEL}: pip install rapidocr")


def load(path: Path) -> "tuple[InferenceSession, list[str], NDArray[np.int64]]":
    """A model, the signs it may answer with (the first is none) and their classes.

    Raises EngineError for a file that is no such model.
    """
    import onnxruntime

    try:
        session = onnxruntime.InferenceSession(
            str(path), options(onnxruntime), providers=["CPUExecutionProvider"]
        )
        known = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    except Exception as error:  # onnxruntime's errors have no base of their own
        raise EngineError(
            f"{path.name} is no model that can be loaded ({type(error).__name__}): "
            "install rapidocr anew"
        ) from error
    signs = ["", *known, " "]
    classes = [n for n, sign in enumerate(signs) if n == BLANK or sign == " " or sign in SIGNS]
    return session, [signs[n] for n in classes], np.array(classes)


def options(onnxruntime: Any) -> Any:
    """One thread, no arena that keeps memory, and nothing written to the terminal."""
    chosen = onnxruntime.SessionOptions()
    chosen.intra_op_num_threads = chosen.inter_op_num_threads = 1
    chosen.enable_cpu_mem_arena = chosen.enable_mem_pattern = False
    chosen.log_severity_level = 4
    return chosen


def prepared(picture: Picture) -> NDArray[np.float32]:
    """A line as the model takes it: HEIGHT rows, three equal colours, values from -1 to 1."""
    room = round(ROOM * picture.shape[0])
    picture = np.asarray(
        cv2.copyMakeBorder(picture, room, room, room, room, cv2.BORDER_CONSTANT, value=[255]),
        np.uint8,
    )
    rows, columns = picture.shape
    wide = min(WIDEST, max(NARROWEST, round(columns * HEIGHT / rows)))
    how = cv2.INTER_AREA if rows > HEIGHT else cv2.INTER_CUBIC
    small = cv2.resize(picture, (wide, HEIGHT), interpolation=how).astype(np.float32)
    return np.repeat((small / 127.5 - 1)[None, None], 3, axis=1)


def decoded(chances: NDArray[np.float32], signs: list[str]) -> Line:
    """The text of a line (CTC: Graves et al. 2006): in each column the likeliest sign, repeats and
    blanks left out. Its confidence is that of the least sure sign."""
    best = chances.argmax(axis=1)
    kept = best != BLANK
    kept[1:] &= best[1:] != best[:-1]
    if not kept.any():
        return NOTHING
    sure = chances[np.arange(len(best)), best][kept].min()
    text = " ".join("".join(signs[n] for n in best[kept]).split())
    return Line(text=text, confidence=float(np.clip(sure, 0, 1))) if text else NOTHING
