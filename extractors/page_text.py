"""Reads a whole page: the fallback for pages that lie on no blank.

Tesseract through pytesseract, in a process of its own: such pages are few, and laying out a whole
page is the program's work. Nothing read here counts without a person.
"""

import cv2
import numpy as np
import pytesseract

from domain.errors import EngineError
from domain.page import Box, Rotation, Word
from domain.value import Value
from extractors.pdf import PagePicture, Picture

LANGUAGES = "swe+eng"
SECONDS = 60  # a page that takes longer is no text
TURNS: dict[Rotation, int] = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
SURE_OF_TURN = 2.0  # Tesseract's own measure of how sure it is of a page's direction


class PageText(Value):
    """The words of a page in reading order, their boxes on the page turned upright. `rotation` is
    the clockwise turn that brings it upright."""

    words: tuple[Word, ...]
    rotation: Rotation = 0

    @property
    def text(self) -> str:
        """All words with spaces between."""
        return " ".join(word.text for word in self.words)


def read_page(page: PagePicture) -> PageText:
    """Read a page, whichever way it lies. Raises EngineError."""
    rotation = direction(page)
    upright = turn(page.picture, rotation)
    table = run(upright, f"--psm 3 --dpi {round(page.dpi)}")
    return PageText(words=words(table, upright), rotation=rotation)


def turn(picture: Picture, rotation: Rotation) -> Picture:
    """The picture turned clockwise."""
    if not rotation:
        return picture
    return np.asarray(cv2.rotate(picture, TURNS[rotation]), np.uint8)


def direction(page: PagePicture) -> Rotation:
    """The clockwise turn that brings a page upright; 0 when there is too little text to tell."""
    try:
        found = pytesseract.image_to_osd(
            page.picture,
            config=f"--dpi {round(page.dpi)}",
            output_type=pytesseract.Output.DICT,
            timeout=SECONDS,
        )
    except (pytesseract.TesseractError, RuntimeError):  # too few letters, or no time
        return 0
    turns: dict[int, Rotation] = {90: 90, 180: 180, 270: 270}
    return turns.get(int(found["rotate"]), 0) if found["orientation_conf"] >= SURE_OF_TURN else 0


def run(picture: Picture, config: str) -> dict[str, list[object]]:
    """Tesseract's table of words. Raises EngineError."""
    try:
        table: dict[str, list[object]] = pytesseract.image_to_data(
            picture,
            lang=LANGUAGES,
            config=config,
            timeout=SECONDS,
            output_type=pytesseract.Output.DICT,
        )
    except pytesseract.TesseractError as error:
        raise EngineError(f"tesseract failed with status {error.status}") from error
    except RuntimeError as error:  # what pytesseract raises when time is up
        raise EngineError(f"tesseract took longer than {SECONDS} s for a page") from error
    return table


def words(table: dict[str, list[object]], picture: Picture) -> tuple[Word, ...]:
    """The words of Tesseract's table, with their places as fractions of the picture."""
    rows, columns = picture.shape
    sides = zip(table["left"], table["top"], table["width"], table["height"], strict=True)
    found = []
    for text, confidence, side in zip(table["text"], table["conf"], sides, strict=True):
        left, top, width, height = (int(str(value)) for value in side)
        if str(text).strip() and float(str(confidence)) >= 0:
            box = Box(left / columns, top / rows, (left + width) / columns, (top + height) / rows)
            found.append(
                Word(text=str(text).strip(), box=box, confidence=float(str(confidence)) / 100)
            )
    return tuple(found)
