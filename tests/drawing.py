"""What tests of the reading stage are drawn with: scans of the blanks, lines of text, their ink."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from adapters.forms import load_forms
from extractors.blanks import FINE_DPI, BlankPage, prepare
from extractors.ink import Ink, collect
from extractors.pdf import POINTS_PER_INCH, PagePicture, Picture
from extractors.registration import Registration

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "samples" / "fonts"
PAGES = tuple((form, number) for form in ("ssbtek-2014", "ssbtek-2022") for number in (1, 2, 3))


@cache
def blanks() -> tuple[BlankPage, ...]:
    """Every page of every blank, prepared once a test process."""
    return prepare((one.form, one.blank) for one in load_forms(ROOT / "forms"))


def blank(form: str, number: int) -> BlankPage:
    """One page of a blank."""
    return next(one for one in blanks() if (one.form.id, one.number) == (form, number))


@dataclass(frozen=True)
class Feed:
    """How a scanner took a sheet. `angle` in degrees, `shift` in points, `stretch` a factor along
    the feed, `turn` degrees clockwise that the paper lay wrong, `blur` in pixels of `dpi`."""

    angle: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    stretch: float = 1.0
    turn: int = 0
    blur: float = 0.6
    noise: float = 3.0
    dpi: int = 200


STRAIGHT = Feed()


def scanned(sheet: Picture, feed: Feed = STRAIGHT) -> PagePicture:
    """A sheet (drawn at FINE_DPI) as a scanner gives it."""
    rows, columns = sheet.shape
    scale = feed.dpi / FINE_DPI
    width, height = round(columns * scale), round(rows * scale)
    soft = cv2.GaussianBlur(sheet, (0, 0), 0.5 / scale) if scale < 1 else sheet
    matrix = fed((columns / 2, rows / 2), (width / 2, height / 2), scale, feed)
    taken = cv2.warpAffine(soft, matrix, (width, height), borderValue=[255])
    grey = np.asarray(cv2.GaussianBlur(taken, (0, 0), feed.blur), np.float32) * 0.96
    noisy = grey + feed.noise * grain(width, height)
    picture = np.rot90(np.clip(noisy, 0, 255).astype(np.uint8), -feed.turn // 90)
    return page_of(np.ascontiguousarray(picture), feed.dpi)


@cache
def grain(columns: int, rows: int) -> NDArray[np.float32]:
    """Noise of one grey level, the same every time."""
    return np.random.default_rng(1).standard_normal((rows, columns), np.float32)


def fed(
    middle: tuple[float, float], onto: tuple[float, float], scale: float, feed: Feed
) -> NDArray[np.float64]:
    """What takes the sheet's pixels to the scan's: `middle` of the sheet comes to lie on `onto`."""
    turned = np.asarray(cv2.getRotationMatrix2D(middle, feed.angle, scale), np.float64)
    turned[:, 2] -= np.array(middle)
    turned[1] *= feed.stretch
    moved = np.array(feed.shift) * feed.dpi / POINTS_PER_INCH
    turned[:, 2] += np.array(onto) + moved
    return turned


def page_of(picture: Picture, dpi: float = 200) -> PagePicture:
    """A picture as the page of a plain scan."""
    rows, columns = picture.shape
    to_points = POINTS_PER_INCH / dpi
    return PagePicture(1, picture, dpi, columns * to_points, rows * to_points, "scan", (), ())


def pdf_of(*pages: PagePicture) -> bytes:
    """A PDF of scans."""
    first, *others = (Image.fromarray(page.picture) for page in pages)
    target = BytesIO()
    first.save(target, "PDF", resolution=pages[0].dpi, save_all=True, append_images=others)
    return target.getvalue()


def lying_straight(page: BlankPage, dpi: float) -> Registration:
    """A scan of `dpi` that lies exactly on its blank."""
    scale = dpi / POINTS_PER_INCH
    nowhere = np.zeros((1, 2), np.float32)
    return Registration(page, np.diag([scale, scale, 1.0]), nowhere, nowhere, 0.0, 1.0)


def white(width_pt: float = 595.0, height_pt: float = 842.0, dpi: float = FINE_DPI) -> Picture:
    """White paper."""
    scale = dpi / POINTS_PER_INCH
    return np.full((round(height_pt * scale), round(width_pt * scale)), 255, np.uint8)


def write(
    picture: Picture,
    at: tuple[float, float],
    text: str,
    font: str = "Arimo-Regular",
    look: tuple[float, int] = (11.0, 30),
) -> Picture:
    """A picture (at FINE_DPI) with a line of print: `at` is the left end of its baseline in points,
    `look` its size in points and the grey of its ink."""
    page = Image.fromarray(picture)
    size, ink = look
    x, y = (value * FINE_DPI / POINTS_PER_INCH for value in at)
    drawn = ImageFont.truetype(str(FONTS / f"{font}.ttf"), round(size * FINE_DPI / 72))
    ImageDraw.Draw(page).text((x, y), text, fill=ink, font=drawn, anchor="ls")
    return np.array(page)


def line(
    text: str, font: str = "Arimo-Regular", look: tuple[float, int] = (11.0, 30), blur: float = 1.0
) -> Picture:
    """A line of print alone on white paper, at FINE_DPI."""
    written = write(white(60 + 9.0 * len(text), 40), (20, 27), text, font, look)
    return np.asarray(cv2.GaussianBlur(written, (0, 0), blur), np.uint8)


def ink_of(picture: Picture) -> Ink:
    """All ink of a picture."""
    everywhere: NDArray[np.bool_] = np.ones(picture.shape, bool)
    return collect(picture, everywhere)
