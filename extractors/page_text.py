"""Reads a whole page: the fallback for pages that lie on no blank.

Tesseract through pytesseract, in a process of its own: such pages are few, and laying out a whole
page is the program's work. Nothing read here counts without a person.
"""

from dataclasses import replace

import cv2
import numpy as np
import pytesseract

from domain.errors import EngineError, ToolMissing
from domain.page import Box, Rotation, Word
from domain.value import Value
from extractors.ocr import INSTALL
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture

LANGUAGES = "swe"  # with English beside it, rings and dots are lost; values are read anew by type
SECONDS = 20  # a page that takes longer is no text
RULE_PT = 18.0  # points: no letter has so long a straight stroke, rules and frames have
DOT_PT = 2.4  # points: the largest dot of a row of dots
ROW_PT = 24.0  # points: the shortest row of dots
STEP_PT = 5.0  # points: the widest step from dot to dot
DARKER = 40  # steps of 255 by which ink is darker than the paper around it
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
    return read_upright(without_rules(upright(page, rotation)), rotation)


def read_upright(page: PagePicture, rotation: Rotation = 0) -> PageText:
    """Read a page that has been turned by `rotation` already. Raises EngineError."""
    table = run(page.picture, f"--psm 3 --dpi {round(page.dpi)}")
    return PageText(words=words(table, page.picture), rotation=rotation)


def upright(page: PagePicture, rotation: Rotation) -> PagePicture:
    """The page turned clockwise."""
    sides = (page.width_pt, page.height_pt)
    width, height = sides if rotation % 180 == 0 else sides[::-1]
    return replace(page, picture=turn(page.picture, rotation), width_pt=width, height_pt=height)


def without_rules(page: PagePicture) -> PagePicture:
    """The page without ruled lines, frames and rows of dots: engines take them for letters."""
    paper = cv2.medianBlur(
        cv2.resize(page.picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 31
    )
    rows, columns = page.picture.shape
    ground = cv2.resize(paper, (columns, rows), interpolation=cv2.INTER_LINEAR)
    ink = (cv2.subtract(ground, page.picture) > DARKER).astype(np.uint8)
    point = page.dpi / POINTS_PER_INCH
    gone = cv2.bitwise_or(long_strokes(ink, point), rows_of_dots(ink, point))
    cleaned = np.where(cv2.dilate(gone, np.ones((3, 3), np.uint8)) > 0, ground, page.picture)
    return replace(page, picture=np.asarray(cleaned, np.uint8))


def long_strokes(ink: Picture, point: float) -> Picture:
    """The straight level and upright strokes that no letter has."""
    long = round(RULE_PT * point)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    steep = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    return np.asarray(cv2.bitwise_or(level, steep), np.uint8)


def rows_of_dots(ink: Picture, point: float) -> Picture:
    """Dots that stand in a row, as between a label and its answer."""
    _, pieces, found, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (found[:, cv2.CC_STAT_WIDTH] <= DOT_PT * point) & (
        found[:, cv2.CC_STAT_HEIGHT] <= DOT_PT * point
    )
    small[0] = False  # the paper
    dots = small[pieces].astype(np.uint8)
    joined = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, round(STEP_PT * point)), np.uint8))
    _, pieces, found, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    row = (found[:, cv2.CC_STAT_WIDTH] >= ROW_PT * point) & (
        found[:, cv2.CC_STAT_HEIGHT] <= 2 * DOT_PT * point
    )
    row[0] = False
    return np.asarray(dots & row[pieces].astype(np.uint8), np.uint8)


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
    except (pytesseract.TesseractError, RuntimeError, OSError):  # too few letters, or no time
        return 0
    turns: dict[int, Rotation] = {90: 90, 180: 180, 270: 270}
    return turns.get(int(found["rotate"]), 0) if found["orientation_conf"] >= SURE_OF_TURN else 0


def run(picture: Picture, config: str) -> dict[str, list[object]]:
    """Tesseract's table of words. Raises EngineError, ToolMissing, and OSError on a full disk:
    pytesseract hands the picture over in a file."""
    try:
        table: dict[str, list[object]] = pytesseract.image_to_data(
            picture,
            lang=LANGUAGES,
            config=config,
            timeout=SECONDS,
            output_type=pytesseract.Output.DICT,
        )
    except pytesseract.TesseractNotFoundError as error:
        raise ToolMissing(f"Tesseract saknas: {INSTALL}") from error
    except pytesseract.TesseractError as error:
        if "Error opening data file" in str(error.message):
            raise ToolMissing(f"Tesseract har inte svenska och engelska: {INSTALL}") from error
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
