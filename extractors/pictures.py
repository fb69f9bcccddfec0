"""Opens a picture file (JPEG, PNG, TIFF, HEIC) and gives its pages as a PDF's are given.

Every picture in the file is a page, so that nothing in it is left unseen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from types import ModuleType

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from domain.page import Quality, Rotation
from extractors.containers import (
    ContainerFile,
    is_archive,
    open_archive,
    open_pdf_with_others,
)
from extractors.pdf import (
    COARSE_DPI,
    MAX_DPI,
    MIN_DPI,
    POINTS_PER_INCH,
    BadFileError,
    Limits,
    PagePicture,
    PdfFile,
    Picture,
    View,
    check_page,
    check_size,
    frame_dpi,
    is_paper_size,
    sized,
)
from extractors.plain_scan import is_bilevel

# The kinds that are opened, by a file's first bytes. Beyond these Pillow knows many that nobody
# sends an agreement as, each a door of its own.
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
TIFFS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")  # the last two: files over 4 GB
HEIFS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO 23008-12
MAX_PIXELS = 90_000_000  # of one page: A3 at 600 dpi has 70 million, a telephone's photo 12 to 50
FLAT = (
    0.5  # a picture in which one grey takes a larger share was drawn: paper and cameras have grain
)
SIDEWAYS = (5, 6, 7, 8)  # EXIF orientations that exchange width and height
ORIENTATION = 0x0112


@dataclass(frozen=True)
class Frame:
    """What a picture is to be brought to: its size as shown in points, and its resolution."""

    width_pt: float
    height_pt: float
    dpi: float

    @property
    def pixels(self) -> tuple[int, int]:
        """Columns and rows."""
        scale = self.dpi / POINTS_PER_INCH
        return max(1, round(self.width_pt * scale)), max(1, round(self.height_pt * scale))


class PictureFile:
    """A picture file that opened. Used as PdfFile is."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open `data`. Raises BadFileError."""
        check_size(data, limits)
        kind = picture_kind(data)
        if kind is None:
            raise BadFileError("not_pdf", "neither %PDF- nor the first bytes of a picture")
        try:
            if kind == "HEIF":
                heif().register_heif_opener()
            self._image = Image.open(BytesIO(data), formats=kinds_of(kind))
            count = 1 if self._image.format == "MPO" else getattr(self._image, "n_frames", 1)
        except Image.DecompressionBombError as error:
            raise BadFileError("too_large", "a picture of very many pixels") from error
        except FOREIGN as error:
            raise BadFileError("damaged", f"{kind}: {type(error).__name__}") from error
        if count > limits.max_pages:
            raise BadFileError("too_many_pages", f"{count} pages, the limit is {limits.max_pages}")
        self.page_count = count

    def __enter__(self) -> "PictureFile":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the picture's memory."""
        self._image.close()

    def pages(self) -> Iterator[PagePicture]:
        """Every page in order. Raises BadFileError for one that cannot be decoded."""
        for number in range(1, self.page_count + 1):
            yield self.page(number)

    def page(self, number: int) -> PagePicture:
        """One page, as `pages` gives it. Raises BadFileError."""
        try:
            self._image.seek(number - 1)
            return develop(self._image, number)
        except FOREIGN as error:
            raise BadFileError("damaged", f"page {number}: {type(error).__name__}") from error

    def view(self, number: int, width: int, turn: Rotation = 0) -> View:
        """One page in its own colours, as PdfFile gives it. Raises BadFileError."""
        try:
            self._image.seek(number - 1)
            return view_of(self._image, number, width, turn)
        except FOREIGN as error:
            raise BadFileError("damaged", f"page {number}: {type(error).__name__}") from error


# What Pillow and its decoders raise for bytes that are no such picture.
FOREIGN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    RuntimeError,
)


def open_file(data: bytes, limits: Limits) -> PdfFile | PictureFile | ContainerFile:
    """A file, by its first bytes, with the PDFs that lie in it. Raises BadFileError."""
    if picture_kind(data):
        return PictureFile(data, limits)
    if is_archive(data):
        check_size(data, limits)
        return open_archive(data, limits)
    return open_pdf_with_others(data, limits)


def picture_kind(data: bytes) -> str | None:
    """Pillow's name of the kind of picture that these bytes begin; None for anything else."""
    if data.startswith(JPEG):
        return "JPEG"
    if data.startswith(PNG):
        return "PNG"
    if data.startswith(TIFFS):
        return "TIFF"
    return "HEIF" if data[4:8] == b"ftyp" and data[8:12] in HEIFS else None


def kinds_of(kind: str) -> tuple[str, ...]:
    """The formats that Pillow may try. MPO is a telephone's JPEG with a second picture behind it
    that tells of light or depth: that one is no page."""
    return ("JPEG", "MPO") if kind == "JPEG" else (kind,)


def heif() -> ModuleType:
    """The library for HEIC: loaded for the first such file, since most processes meet none."""
    import pillow_heif

    module: ModuleType = pillow_heif
    return module


def develop(image: Image.Image, number: int) -> PagePicture:
    """One picture, upright as its EXIF says, in grey, at the resolution that is read."""
    turned, frame = frame_of(image, number)
    check_page(number, *frame.pixels)
    size = (image.width, image.height)
    if image.format == "JPEG":
        # decoded no larger than needed
        image.draft(None, frame.pixels[::-1] if turned else frame.pixels)
    grey = in_grey(ImageOps.exif_transpose(image))
    shrinks = grey.shape[0] > frame.pixels[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return PagePicture(
        number=number,
        picture=np.asarray(cv2.resize(grey, frame.pixels, interpolation=how), np.uint8),
        dpi=frame.dpi,
        width_pt=frame.width_pt,
        height_pt=frame.height_pt,
        source="scan" if has_grain(grey) else "digital",
        pasted=(),
        typed=(),
        quality=quality_of(grey, max(size) / max(frame.width_pt, frame.height_pt)),
    )


def frame_of(image: Image.Image, number: int) -> tuple[bool, Frame]:
    """Whether a picture lies on its side by its EXIF, and what it is brought to upright."""
    if image.width * image.height > MAX_PIXELS:
        raise BadFileError("too_large", f"page {number}: {image.width} x {image.height} pixels")
    turned = image.getexif().get(ORIENTATION) in SIDEWAYS
    size, dpi = (image.width, image.height), stated_dpi(image)
    return turned, framed(size[::-1], dpi[::-1]) if turned else framed(size, dpi)


def view_of(image: Image.Image, number: int, width: int, turn: Rotation) -> View:
    """One picture, upright as its EXIF says, in its own colours."""
    turned, frame = frame_of(image, number)
    across, down = sized(frame.width_pt, frame.height_pt, width, turn)
    check_page(number, across, down)
    size = round(across), round(down)
    if image.format == "JPEG":
        # decoded no larger than needed
        image.draft(None, size[::-1] if turned else size)
    upright = ImageOps.exif_transpose(image)
    plain = upright.mode == "RGB" and not upright.has_transparency_data
    seen = np.asarray(upright) if plain else in_grey(upright)
    how = cv2.INTER_AREA if seen.shape[0] > size[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(seen, size, interpolation=how), np.uint8)


def quality_of(grey: Picture, dots: float) -> Quality:
    """How well a picture of so many dots a point shows what is written."""
    if dots * POINTS_PER_INCH < COARSE_DPI:
        return "coarse"
    return "bilevel" if is_bilevel(grey) else "grey"


def stated_dpi(image: Image.Image) -> tuple[float, float]:
    """Dots an inch across and down as the file says them; zeros when it says nothing."""
    across, down = image.info.get("dpi", (0, 0))
    return float(across), float(down)


def framed(size: tuple[int, int], dpi: tuple[float, float]) -> Frame:
    """The size of a picture of `size` pixels. A scanner says its resolution, and a fax two; a
    telephone says 72 or nothing: then the frame is taken for an A4 sheet, which registration
    corrects."""
    if min(dpi) > 0:
        width = size[0] / dpi[0] * POINTS_PER_INCH
        height = size[1] / dpi[1] * POINTS_PER_INCH
        if is_paper_size(width, height):
            return Frame(width, height, min(max(*dpi, MIN_DPI), MAX_DPI))
    own, wanted = frame_dpi(max(size))
    return Frame(size[0] / own * POINTS_PER_INCH, size[1] / own * POINTS_PER_INCH, wanted)


def in_grey(image: Image.Image) -> Picture:
    """The picture in grey, 8 bits, on white where it is transparent."""
    if image.mode.startswith("I;16"):
        return np.asarray(np.asarray(image, np.uint16) >> 8, np.uint8)
    if image.mode in ("I", "F"):  # 32 bits hold 16 in what scanners write
        deep = np.asarray(image, np.float64)
        return np.asarray(
            np.clip(deep / (257 if deep.max(initial=0) > 255 else 1), 0, 255), np.uint8
        )
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        image = Image.alpha_composite(paper, shown)
    return np.asarray(image.convert("L"), np.uint8)


def has_grain(grey: Picture) -> bool:
    """Whether a picture is of paper: what a program drew, or a screen showed, is of one grey
    wherever nothing is printed. Black and white scans have no grain to tell by."""
    counts = np.bincount(grey.ravel(), minlength=256)
    return bool((counts > 0).sum() <= 2 or counts.max() <= FLAT * grey.size)
