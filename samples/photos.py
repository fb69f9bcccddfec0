"""Turns a picture of a filled page into what a telephone's camera would have made of it: a sheet
that curls a little on a desk, seen from a slant, in uneven light."""

import random
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

FRAME = (3024, 4032)  # columns and rows of a telephone's 12 million pixels, held upright
DESKS = ((92, 61, 41), (60, 62, 66), (148, 120, 88), (38, 54, 72), (176, 172, 165))  # as RGB


@dataclass(frozen=True)
class Camera:
    """How one person photographs one document; each sheet lies and is held a little differently."""

    fill: float  # share of the frame's height that the sheet takes
    slant: float  # how far a corner may be off, a share of the sheet's side
    curl: float  # of the sheet, in points
    desk: tuple[int, int, int]
    cast: tuple[float, float, float]  # of the lamp
    shadow: float  # how much of the light the hand takes
    blur: float  # pixels
    noise: float  # grey levels
    quality: int  # of the JPEG


def random_camera(rng: random.Random) -> Camera:
    """A telephone, a desk and a hand."""
    warm = rng.uniform(-0.05, 0.08)
    return Camera(
        fill=rng.uniform(0.66, 0.97),
        slant=rng.uniform(0.0, 0.05),
        curl=rng.uniform(0.0, 7.0),
        desk=rng.choice(DESKS),
        cast=(1.0, 1.0 - warm / 2, 1.0 - warm),
        shadow=rng.uniform(0.05, 0.4),
        blur=rng.uniform(0.7, 1.3),
        noise=rng.uniform(1.5, 4.0),
        quality=rng.randint(70, 88),
    )


def photograph(page: Image.Image, camera: Camera, rng: random.Random, turn: int = 0) -> Image.Image:
    """A photo, as RGB, of a page drawn at 300 dpi. `turn`: degrees clockwise that it is held
    wrong."""
    noise = np.random.default_rng(rng.getrandbits(64))
    sheet = np.asarray(page)
    columns, rows = FRAME
    across, down, inside = _where_on_sheet(sheet.shape, camera, rng)
    paper = cv2.remap(sheet, across, down, cv2.INTER_AREA, borderValue=(255,)).astype(np.float32)
    paper *= rng.uniform(0.86, 0.95)
    picture = np.where(inside[..., None], paper[..., None], _desk(camera, noise))
    picture *= _light((rows, columns), camera, rng)[..., None] * np.array(camera.cast, np.float32)
    picture = cv2.GaussianBlur(picture, (0, 0), camera.blur)
    picture = picture + noise.standard_normal(picture.shape, np.float32) * camera.noise
    taken = np.clip(picture, 0, 255).astype(np.uint8)
    return Image.fromarray(np.ascontiguousarray(np.rot90(taken, -turn // 90)))


def as_jpeg(photo: Image.Image, camera: Camera, shown: int = 1) -> bytes:
    """The photo as a telephone saves it: 72 dpi, and `shown` in the EXIF says how it was held."""
    exif = Image.Exif()
    exif[0x0112] = shown
    target = BytesIO()
    photo.save(target, "JPEG", quality=camera.quality, dpi=(72, 72), exif=exif)
    return target.getvalue()


def _where_on_sheet(
    shape: tuple[int, ...], camera: Camera, rng: random.Random
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which pixel of the sheet each pixel of the frame shows (x, y), and where there is a sheet."""
    columns, rows = FRAME
    high, wide = shape[:2]
    tall = min(camera.fill * rows, 0.97 * columns * high / wide)
    broad = tall * wide / high
    middle = np.array([columns, rows]) / 2 + [rng.uniform(-0.2, 0.2) * (columns - broad), 0]
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * [broad / 2, tall / 2]
    angle = np.radians(rng.gauss(0, 2.0))
    spun = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    slanted = spun * [[1 + rng.uniform(-camera.slant, camera.slant) for _ in "xy"] for _ in "abcd"]
    on_sheet = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    back = cv2.getPerspectiveTransform((slanted + middle).astype(np.float32), on_sheet)
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    across = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
    down = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
    dx, dy = _curl(across / wide, down / high, rng)
    dot = camera.curl * high / 841.89
    across, down = (across + dx * dot).astype(np.float32), (down + dy * dot).astype(np.float32)
    inside = (across > 0) & (across < wide - 1) & (down > 0) & (down < high - 1)
    return across, down, inside


def _curl(x: np.ndarray, y: np.ndarray, rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """How far, of one, a sheet that does not lie flat moves each place (0 to 1 across and down): it
    was folded across the middle for its envelope, and one corner rises."""
    bow, lift = rng.uniform(0.4, 1.0), rng.uniform(-0.8, 0.8)
    wave = bow * np.sin(np.pi * (1.0 + rng.uniform(-0.2, 0.6)) * y + rng.uniform(0, 6.3))
    corner = lift * np.maximum(0, x + y - 1.2) ** 2
    return 0.35 * bow * np.sin(np.pi * y) * (x - 0.5) + corner, wave * (0.6 + 0.4 * x) + corner


def _desk(camera: Camera, noise: np.random.Generator) -> np.ndarray:
    """A desk with a grain."""
    columns, rows = FRAME
    coarse = noise.standard_normal((rows // 16, columns // 200), np.float32)
    grain = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)
    return np.array(camera.desk, np.float32) + 11 * grain[..., None]


def _light(shape: tuple[int, int], camera: Camera, rng: random.Random) -> np.ndarray:
    """Light that falls from one side, and the soft shadow of a hand: 1 is full light."""
    rows, columns = shape
    y, x = np.linspace(0, 1, rows)[:, None], np.linspace(0, 1, columns)[None, :]
    angle = rng.uniform(0, 2 * np.pi)
    light = 0.95 + 0.14 * (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5))
    edge = (x - rng.uniform(0.3, 1.1)) + 0.5 * (y - rng.uniform(0.4, 1.1))
    return np.asarray(light * (1 - camera.shadow / (1 + np.exp(-18 * edge))), np.float32)
