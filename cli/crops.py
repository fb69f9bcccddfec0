"""Cuts boxes out of a file's pages, as pictures. Runs in a worker process, as reading does."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from cli.pictures import TURNS
from domain.page import Box, Rotation
from extractors.pictures import open_file
from pipeline.read import Limits

WIDE, HIGH = 700, 160  # pixels of a crop at most
MARGIN = 0.006  # of the page's sides, around a box

Place = tuple[int, Rotation, Box]  # page from 1, the turn that brings it upright, box on it then


def cut_out(data: bytes, limits: tuple[int, int], places: Sequence[Place]) -> tuple[bytes, ...]:
    """The places as PNG, in order; b"" for one on a page that is not there. `limits` are the bytes
    and pages that a file may have. Raises BadFileError if it does not open."""
    found: dict[int, bytes] = {}
    with open_file(data, Limits(max_bytes=limits[0], max_pages=limits[1])) as file:
        for page in file.pages():
            mine = [at for at, (number, _, _) in enumerate(places) if number == page.number]
            for at in mine:
                _, rotation, box = places[at]
                image = Image.fromarray(page.picture)
                upright = image.transpose(TURNS[rotation]) if rotation else image
                found[at] = png(crop(upright, box))
    return tuple(found.get(at, b"") for at in range(len(places)))


def crop(page: Image.Image, box: Box) -> Image.Image:
    """A box of an upright page with a little around it, no larger than is needed."""
    edges = (box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
    x0, top, x1, bottom = (
        min(1.0, max(0.0, edge)) * side for edge, side in zip(edges, page.size * 2, strict=True)
    )
    cut = page.crop((int(x0), int(top), max(int(x0) + 1, int(x1)), max(int(top) + 1, int(bottom))))
    cut.thumbnail((WIDE, HIGH))
    return cut


def png(image: Image.Image) -> bytes:
    """An image as PNG in 16 greys: small, and as easy to read."""
    target = BytesIO()
    image.convert("L").quantize(16).save(target, "PNG", optimize=True)
    return target.getvalue()
