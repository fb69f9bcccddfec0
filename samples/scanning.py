"""Turns a picture of a filled page into what a scanner would have made of it, and scans to a PDF.

Profiles: grey300 and grey200 are grey JPEG, g4_200 is bilevel (CCITT group 4, fax).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

import cv2
import img2pdf
import numpy as np
from PIL import Image

Profile = Literal["grey300", "grey200", "g4_200"]
PROFILES: tuple[Profile, ...] = ("grey300", "grey200", "g4_200")
DPI = {"grey300": 300, "grey200": 200, "g4_200": 200}
_QUALITY = {"grey300": (17, 25), "grey200": (20, 32)}  # of the JPEG, from and to


@dataclass(frozen=True)
class Scanner:
    """How one scanner treats one document; each page is fed a little differently."""

    profile: Profile
    paper: int  # grey of white paper
    blur: float  # pixels at 200 dpi
    noise: float  # grey levels
    shade: float  # grey levels from one side of the page to the other
    stretch: float  # of the feed, a factor
    punched: bool
    edge: bool  # shadow along one edge
    quality: int
    threshold: int


def random_scanner(profile: Profile, rng: random.Random) -> Scanner:
    """A scanner with its faults."""
    low, high = _QUALITY.get(profile, (1, 1))
    return Scanner(
        profile=profile,
        paper=rng.randint(236, 252),
        blur=rng.uniform(0.35, 0.75),
        noise=rng.uniform(1.0, 3.0),
        shade=rng.uniform(2, 14),
        stretch=1 + rng.uniform(-0.007, 0.007),
        punched=rng.random() < 0.45,
        edge=rng.random() < 0.3,
        quality=rng.randint(low, high),
        threshold=rng.randint(150, 185),
    )


def scan(page: Image.Image, scanner: Scanner, rng: random.Random, turn: int = 0) -> bytes:
    """One scanned page as JPEG or TIFF. `turn`: degrees clockwise that the paper lay wrong."""
    noise = np.random.default_rng(rng.getrandbits(64))
    picture = np.asarray(page).copy()
    if scanner.punched:
        _punch(picture, rng)
    grey = _feed(picture, scanner, rng).astype(np.float32)
    grey = grey * (scanner.paper / 255) + _shading(grey.shape, scanner, rng)
    scale = DPI[scanner.profile] / 200
    grey = cv2.GaussianBlur(grey, (0, 0), scanner.blur * scale)
    grey += cv2.GaussianBlur(
        noise.standard_normal(grey.shape, np.float32) * scanner.noise * 1.6, (0, 0), 0.6
    )
    result = np.rot90(np.clip(grey, 0, 255).astype(np.uint8), -turn // 90)
    if scanner.profile == "g4_200":
        return _bilevel(result, scanner, noise)
    return _jpeg(result, scanner)


def to_pdf(scans: Sequence[bytes], at: datetime) -> bytes:
    """The scans as the pages of a PDF that holds pictures and nothing else."""
    made = at.astimezone(UTC)
    content: bytes = img2pdf.convert(
        list(scans),
        engine=img2pdf.Engine.internal,
        creationdate=made,
        moddate=made,
        producer="Kontorsskanner",
        rotation=img2pdf.Rotation.none,
    )
    return content


def _feed(picture: np.ndarray, scanner: Scanner, rng: random.Random) -> np.ndarray:
    """Turned, shifted and stretched as the feed took the paper; beyond the paper is white."""
    height, width = picture.shape
    dot = height / 841.89
    angle = max(-2.0, min(2.0, rng.gauss(0, 0.8)))
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), float)
    matrix[1, :] *= scanner.stretch
    matrix[1, 2] += (1 - scanner.stretch) * height / 2
    matrix[:, 2] += np.array([rng.gauss(0, 3.0), rng.gauss(0, 4.0)]) * dot
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)


def _punch(picture: np.ndarray, rng: random.Random) -> None:
    """Swedish four-hole punching, 21-70-21 mm, along the left edge."""
    dot = picture.shape[0] / 297  # pixels a millimetre
    middle = 297 / 2 + rng.uniform(-6, 6)
    across = rng.uniform(9.5, 12.0)
    dark = rng.choice((35, 60, 200))
    for offset in (-56, -35, 35, 56):
        centre = (round(across * dot), round((middle + offset) * dot))
        cv2.circle(picture, centre, round(2.9 * dot), 215, -1, cv2.LINE_AA)
        cv2.circle(picture, centre, round(2.6 * dot), dark, -1, cv2.LINE_AA)


def _shading(shape: tuple[int, ...], scanner: Scanner, rng: random.Random) -> np.ndarray:
    """Light that falls unevenly: lower values at one side, now and then a shadow at an edge."""
    height, width = shape[:2]
    y, x = np.linspace(-0.5, 0.5, height)[:, None], np.linspace(-0.5, 0.5, width)[None, :]
    angle = rng.uniform(0, 2 * np.pi)
    light = scanner.shade * (np.cos(angle) * x + np.sin(angle) * y - 0.5)
    light = light - scanner.shade * rng.uniform(0, 1.5) * (x**2 + y**2)
    if scanner.edge:
        side = rng.choice((x + 0.5, 0.5 - x, y + 0.5, 0.5 - y))
        light = light - rng.uniform(30, 110) * np.exp(-side / 0.006)
    return np.asarray(light, np.float32)


def _jpeg(picture: np.ndarray, scanner: Scanner) -> bytes:
    dpi = DPI[scanner.profile]
    target = BytesIO()
    Image.fromarray(picture).save(target, "JPEG", quality=scanner.quality, dpi=(dpi, dpi))
    return target.getvalue()


def _bilevel(picture: np.ndarray, scanner: Scanner, noise: np.random.Generator) -> bytes:
    """Black where darker than the threshold, with a few specks of dust."""
    black = picture < scanner.threshold
    for _ in range(int(noise.integers(20, 90))):
        y, x = noise.integers(0, picture.shape[0] - 2), noise.integers(0, picture.shape[1] - 2)
        black[y : y + noise.integers(1, 3), x : x + noise.integers(1, 3)] = True
    target = BytesIO()
    Image.fromarray(~black).save(target, "TIFF", compression="group4", dpi=(200, 200))
    return target.getvalue()
