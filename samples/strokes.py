"""Pen strokes and stamps: signatures, marks in checkboxes, rubber stamps, the received stamp.

All are made as masks (Pillow "L", white where there is ink) and put on the page by `put_ink`.
"""

import math
import random
from collections.abc import Sequence
from datetime import date

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from domain.form import PointBox
from samples.reference import FONTS
from samples.writing import dots_an_inch, put_ink

Point = tuple[float, float]
FINE = 3  # strokes are drawn this many times larger


def sign(page: Image.Image, box: PointBox, ink: int, rng: random.Random) -> None:
    """Writes a signature into the box, below its label."""
    dpi = dots_an_inch(page)
    width = rng.uniform(95, min(200, box.x1 - box.x0 - 40)) * dpi / 72
    height = rng.uniform(26, 42) * dpi / 72
    strokes = [_signature(rng)]
    if rng.random() < 0.35:
        strokes.append([(rng.uniform(0.5, 1), -0.2), (2.2, -0.32), (rng.uniform(3, 4.5), -0.15)])
    mask = _draw(strokes, (width, height), rng.uniform(0.9, 1.7) * dpi / 72, rng)
    spare_x = (box.x1 - box.x0) * dpi / 72 - mask.width
    spare_y = (box.bottom - box.top - 10) * dpi / 72 - mask.height
    left = box.x0 * dpi / 72 + spare_x * rng.uniform(0.08, 0.5)
    top = (box.top + 10) * dpi / 72 + spare_y * rng.uniform(0.35, 0.75)
    put_ink(page, mask, (round(left), round(top)), ink)


def mark(page: Image.Image, box: PointBox, ink: int, rng: random.Random) -> None:
    """Marks a checkbox by pen: a cross, or a tick that leaves the square at the top."""
    dpi = dots_an_inch(page)
    side = (box.x1 - box.x0) * dpi / 72
    if rng.random() < 0.65:
        strokes: list[list[Point]] = [
            [(0.0, 1.0), (0.48, 0.52), (1.0, 0.0)],
            [(0.02, 0.04), (0.5, 0.45), (0.98, 1.0)],
        ]
        width, height = side * rng.uniform(0.7, 1.1), side * rng.uniform(0.7, 1.1)
    else:
        strokes = [[(0.0, 0.45), (0.28, 0.02), (0.36, 0.0), (0.7, 0.6), (1.0, 1.15)]]
        width, height = side * rng.uniform(0.9, 1.3), side * rng.uniform(0.9, 1.2)
    mask = _draw([_shaken(s, 0.05, rng) for s in strokes], (width, height), 1.2 * dpi / 72, rng)
    x = (box.x0 + box.x1) / 2 * dpi / 72 - mask.width / 2 + rng.uniform(-0.1, 0.1) * side
    y = (box.top + box.bottom) / 2 * dpi / 72 - mask.height / 2 + rng.uniform(-0.12, 0.06) * side
    put_ink(page, mask, (round(x), round(y)), ink)


def stroke(length: float, pen: float, wave: float, rng: random.Random) -> Image.Image:
    """A line drawn by hand from left to right, in pixels: as long as `length`, up and down by
    `wave`."""
    steps = max(4, round(length / 60))
    points = [(index / steps, rng.uniform(-1, 1)) for index in range(steps + 1)]
    return _draw([points], (length, max(wave, 1.0)), pen, rng)


def received_stamp(page: Image.Image, at: Point, day: date, rng: random.Random) -> None:
    """The agency's stamp with the day of receipt; `at` is its top left corner in points."""
    lines = (("Försäkringskassan", 8), ("INKOM", 13), (day.isoformat(), 12))
    _stamp(page, at, lines, rng.randint(80, 125), rng)


def rubber_stamp(page: Image.Image, box: PointBox, name: str, rng: random.Random) -> None:
    """A municipality's stamp in the signature box, where a signature should be."""
    at = (box.x0 + rng.uniform(40, 70), box.top + rng.uniform(12, 16))
    lines = ((name.upper(), 11), ("SOCIALNÄMNDEN", 11), ("Ekonomiskt bistånd", 8))
    _stamp(page, at, lines, rng.randint(60, 100), rng)


def _signature(rng: random.Random) -> list[Point]:
    """Points of one long stroke: initials as tall loops, small letters as waves, a last sweep."""
    points: list[Point] = []
    x = 0.0
    for initial in range(rng.choice((1, 2, 2))):
        if initial:
            x += rng.uniform(0.15, 0.3)
        points += [(x + dx, dy) for dx, dy in rng.choice(_INITIALS)]
        x += 0.65
        for _ in range(rng.randint(3, 6)):
            step = rng.uniform(0.14, 0.26)
            points += [(x + dx * step / 0.2, dy) for dx, dy in rng.choice(_LETTERS)]
            x += step
    points += rng.choice(
        (
            [(x + 0.2, 0.05), (x + 0.7, 0.12), (x + 1.1, 0.22)],
            [(x + 0.15, 0.0), (x + 0.3, -0.3), (x - 0.5, -0.35), (x - 1.2, -0.2)],
            [(x + 0.1, 0.15), (x + 0.4, 0.0), (x + 0.8, 0.08)],
        )
    )
    return _shaken(points, 0.035, rng)


_INITIALS: tuple[tuple[Point, ...], ...] = (
    ((0.0, 0.2), (0.2, 0.75), (0.42, 1.05), (0.38, 0.7), (0.25, 0.1), (0.12, -0.12), (0.55, 0.1)),
    ((0.1, 0.9), (0.35, 1.0), (0.3, 0.5), (0.1, 0.0), (0.05, 0.3), (0.45, 0.85), (0.6, 0.05)),
    ((0.5, 0.85), (0.3, 1.05), (0.02, 0.6), (0.1, 0.05), (0.4, -0.02), (0.6, 0.3)),
    ((0.0, 0.0), (0.15, 0.6), (0.3, 1.0), (0.42, 0.5), (0.5, 0.0), (0.1, 0.4), (0.6, 0.35)),
    ((0.25, 1.0), (0.2, 0.5), (0.12, 0.0), (0.2, 0.6), (0.5, 1.0), (0.55, 0.6), (0.25, 0.45),
     (0.62, 0.0)),
)  # fmt: skip
_LETTERS: tuple[tuple[Point, ...], ...] = (
    ((0.05, 0.3), (0.12, 0.02), (0.2, 0.28)),
    ((0.04, 0.25), (0.1, 0.3), (0.14, 0.02), (0.2, 0.1)),
    ((0.08, 0.4), (0.12, 0.8), (0.05, 0.75), (0.1, 0.02), (0.2, 0.12)),
    ((0.1, 0.32), (0.02, 0.2), (0.1, 0.0), (0.2, 0.2)),
    ((0.06, 0.25), (0.1, -0.35), (0.02, -0.38), (0.18, 0.1)),
)


def _shaken(points: Sequence[Point], by: float, rng: random.Random) -> list[Point]:
    return [(x + rng.gauss(0, by), y + rng.gauss(0, by)) for x, y in points]


def _spline(points: Sequence[Point]) -> list[Point]:
    """Catmull-Rom: a smooth curve through all points."""
    p = np.array([points[0], *points, points[-1]])
    t = np.linspace(0, 1, 24, endpoint=False)[:, None]
    curve = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return [(float(x), float(y)) for x, y in np.concatenate(curve)]


def _draw(
    strokes: Sequence[Sequence[Point]], size: Point, pen: float, rng: random.Random
) -> Image.Image:
    """The strokes (y upwards, any unit) as a mask of about that size; `pen` is its width in pixels.

    The pen grows wider where it goes slowly.
    """
    curves = [np.array(_spline(stroke)) for stroke in strokes]
    lean = rng.uniform(0.0, 0.35) if len(strokes[0]) > 6 else 0.0
    for curve in curves:
        curve[:, 0] += lean * curve[:, 1]
    every = np.concatenate(curves)
    low, span = every.min(axis=0), np.ptp(every, axis=0)
    scale = np.array(size) * FINE / np.maximum(span, 1e-6)
    margin = math.ceil(pen * FINE * 2)
    width, height = (math.ceil(side * FINE) + 2 * margin for side in size)
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    for curve in curves:
        path = (curve - low) * scale + margin
        path[:, 1] = height - path[:, 1]
        speed = np.hypot(*np.diff(path, axis=0, append=path[-1:]).T)
        speed = np.convolve(speed, np.ones(9) / 9, mode="same")
        radius = pen * FINE / 2 * (0.65 + 0.7 / (1 + speed / (speed.mean() + 1e-6)))
        for (x, y), r in zip(_dense(path), _dense(radius[:, None])[:, 0], strict=True):
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return mask.resize((width // FINE, height // FINE), Image.Resampling.BOX)


def _dense(path: np.ndarray) -> np.ndarray:
    """Five times as many points, by straight lines between them."""
    at = np.linspace(0, len(path) - 1, len(path) * 5)
    return np.stack([np.interp(at, np.arange(len(path)), column) for column in path.T], axis=1)


def _stamp(
    page: Image.Image,
    at: Point,
    lines: Sequence[tuple[str, int]],
    ink: int,
    rng: random.Random,
) -> None:
    """Framed lines, turned a little, with worn ink."""
    dot = dots_an_inch(page) / 72
    fonts = [
        ImageFont.truetype(str(FONTS / "Arimo-Bold.ttf"), round(size * dot)) for _, size in lines
    ]
    widest = max(font.getlength(text) for font, (text, _) in zip(fonts, lines, strict=True))
    width = round(widest + 16 * dot)
    height = round(sum(size * 1.25 for _, size in lines) * dot + 9 * dot)
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    draw.rounded_rectangle(
        (1, 1, width - 2, height - 2), radius=3 * dot, outline=255, width=round(1.3 * dot)
    )
    y = 5 * dot
    for font, (text, size) in zip(fonts, lines, strict=True):
        draw.text((width / 2, y), text, fill=255, font=font, anchor="mt")
        y += size * 1.25 * dot
    worn = np.random.default_rng(rng.getrandbits(32)).uniform(90, 400, (height // 3, width // 3))
    wear = Image.fromarray(np.clip(worn, 0, 255).astype(np.uint8)).resize((width, height))
    mask = Image.composite(mask, Image.new("L", mask.size, 0), wear.filter(_SOFT))
    turned = mask.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC, expand=True)
    put_ink(page, turned, (round(at[0] * dot), round(at[1] * dot)), ink)


_SOFT = ImageFilter.GaussianBlur(1)
