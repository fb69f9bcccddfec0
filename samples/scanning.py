"""Turns a picture of a filled page into what a scanner would have made of it, and scans to a file.

Profiles: grey300 and grey200 are grey JPEG, g4_200 is bilevel (CCITT group 4): what an office's
scanner gives. The rough ones come now and then: grey150, grey600 and colour200 (JPEG); copy, a
grey scan of a photocopy of a photocopy; fax, bilevel at 204 by 196 or 98 dots with the sender's
line above the page; photo, a telephone's (samples/photos.py).
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

import cv2
import img2pdf
import numpy as np
import pillow_heif
from PIL import Image, ImageDraw, ImageFont, ImageOps

from samples.photos import as_jpeg, photograph, random_camera
from samples.reference import FONTS

Profile = Literal[
    "grey300",
    "grey200",
    "g4_200",
    "grey150",
    "grey600",
    "colour200",
    "copy",
    "fax",
    "photo",
    "none",  # a file that is no scan
]
PROFILES: tuple[Profile, ...] = ("grey300", "grey200", "g4_200")
ROUGH: tuple[Profile, ...] = ("grey150", "grey600", "colour200", "copy", "fax", "photo")
Format = Literal["pdf", "tif", "heic", "jpg", "png"]
FORMATS: tuple[Format, ...] = ("pdf", "tif", "heic")  # those that hold more than one page
A4_PT = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
# The resolution at which a page is drawn and, but for a photo, scanned.
DPI: dict[Profile, int] = {
    "grey300": 300,
    "grey200": 200,
    "g4_200": 200,
    "grey150": 150,
    "grey600": 600,
    "colour200": 200,
    "copy": 200,
    "fax": 204,
    "photo": 300,
}
# Of the JPEG, from and to.
_QUALITY: dict[Profile, tuple[int, int]] = {
    "grey300": (17, 25),
    "grey200": (20, 32),
    "grey150": (28, 40),
    "grey600": (14, 20),
    "colour200": (25, 40),
    "copy": (25, 40),
}


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
    if scanner.profile == "copy":
        for _ in range(2):
            picture = _copied(picture, rng, noise)
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
    if scanner.profile == "fax":
        return _fax(result, scanner, rng)
    return _jpeg(result, scanner)


def photos(pages: Sequence[tuple[Image.Image, int]], rng: random.Random) -> list[bytes]:
    """A photo, as JPEG, of each page (drawn at 300 dpi) with its turn. One in three is stored on
    its side with a note in its EXIF of how it was held."""
    camera = random_camera(rng)
    taken = []
    for page, turn in pages:
        photo = photograph(page, camera, rng, turn)
        sideways = rng.random() < 1 / 3
        stored = photo.transpose(Image.Transpose.ROTATE_90) if sideways else photo
        taken.append(as_jpeg(stored, camera, shown=6 if sideways else 1))
    return taken


def to_file(scans: Sequence[bytes], at: datetime, kind: Format) -> bytes:
    """The scans as one file; a JPEG or PNG holds the first alone."""
    if kind == "pdf":
        return to_pdf(scans, at)
    if kind == "jpg" and scans[0].startswith(b"\xff\xd8"):
        return scans[0]
    pages = [Image.open(BytesIO(scan)) for scan in scans]
    target = BytesIO()
    if kind == "tif":
        _save_tiff(pages, target)
    elif kind == "heic":
        held = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]
        for page in pages:
            held.add_from_pillow(ImageOps.exif_transpose(page).convert("RGB"))
        held.save(target, quality=60)
    else:
        pages[0].save(target, "PNG" if kind == "png" else "JPEG", dpi=pages[0].info.get("dpi"))
    return target.getvalue()


def _save_tiff(pages: Sequence[Image.Image], target: BytesIO) -> None:
    """Bilevel pages by group 4, others by JPEG, as scanners do."""
    packed = "group4" if pages[0].mode == "1" else "jpeg"
    first, *others = (ImageOps.exif_transpose(page) for page in pages)
    dpi = pages[0].info.get("dpi")
    quality = {} if packed == "group4" else {"quality": 50}
    first.save(
        target, "TIFF", compression=packed, dpi=dpi, save_all=True, append_images=others, **quality
    )


def to_pdf(scans: Sequence[bytes], at: datetime) -> bytes:
    """The scans as the pages of a PDF that holds pictures and nothing else; a photo is laid on a
    sheet of A4, as telephones do, or is a page of its own size at 72 dots an inch."""
    made = at.astimezone(UTC)
    is_photo = scans[0].startswith(b"\xff\xd8") and b"Exif" in scans[0][:64]
    on_a4 = is_photo and hashlib.sha256(scans[0]).digest()[0] < 128
    layout = img2pdf.get_layout_fun(A4_PT) if on_a4 else img2pdf.default_layout_fun
    content: bytes = img2pdf.convert(
        list(scans),
        engine=img2pdf.Engine.internal,
        creationdate=made,
        moddate=made,
        producer="Kontorsskanner",
        layout_fun=layout,
        rotation=img2pdf.Rotation.ifvalid if is_photo else img2pdf.Rotation.none,
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


def _copied(picture: np.ndarray, rng: random.Random, noise: np.random.Generator) -> np.ndarray:
    """What a photocopier makes of a sheet: a little askew and of another size, hard in contrast,
    with specks from its glass."""
    height, width = picture.shape
    angle, size = rng.gauss(0, 0.5), rng.uniform(0.97, 1.02)
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, size), float)
    moved = cv2.warpAffine(picture, matrix, (width, height), borderValue=(255,)).astype(np.float32)
    soft = cv2.GaussianBlur(moved, (0, 0), 0.7 * height / 2339)
    grain = noise.standard_normal((height, width), np.float32)
    soft = soft + 18 * cv2.GaussianBlur(grain, (0, 0), 1.0)
    hard = 255 / (1 + np.exp(-(soft - rng.uniform(135, 180)) / 22))
    for _ in range(rng.randint(30, 120)):
        centre = rng.randrange(width), rng.randrange(height)
        cv2.circle(hard, centre, rng.choice((1, 1, 1, 2)), (rng.randint(20, 120),), -1, cv2.LINE_AA)
    return np.asarray(hard, np.uint8)


def _fax(picture: np.ndarray, scanner: Scanner, rng: random.Random) -> bytes:
    """As a fax sends it: 204 by 196 dots an inch or (standard) 98, 1728 dots a line, in black and
    white, the sender's line above the page."""
    fine = rng.random() < 0.6
    down = 196 if fine else 98
    high = round(picture.shape[0] * down / DPI["fax"])
    lines = cv2.resize(picture, (1728, high), interpolation=cv2.INTER_AREA)
    black = lines < scanner.threshold
    header = Image.new("L", (1728, 33), 255)
    font = ImageFont.truetype(str(FONTS / "Arimo-Regular.ttf"), 26)
    text = (
        f"2026-11-16 0{rng.randint(8, 9)}:{rng.randint(10, 59)}   FRÅN: KOMMUNEN   +46 8 465 004 "
    )
    ImageDraw.Draw(header).text((60, 2), f"{text}     SID 01/03", fill=0, font=font)
    above = np.asarray(header.resize((1728, 33 if fine else 17))) < 128
    sent = np.vstack([above, black])
    target = BytesIO()
    Image.fromarray(~sent).save(target, "TIFF", compression="group4", dpi=(204, down))
    return target.getvalue()


def _jpeg(picture: np.ndarray, scanner: Scanner) -> bytes:
    dpi = DPI[scanner.profile]
    target = BytesIO()
    if scanner.profile == "colour200":  # white of a lamp that is a little yellow
        tinted = picture[..., None] * np.array([1.0, 0.985, 0.95], np.float32)
        Image.fromarray(tinted.astype(np.uint8)).save(
            target, "JPEG", quality=scanner.quality, dpi=(dpi, dpi)
        )
        return target.getvalue()
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
