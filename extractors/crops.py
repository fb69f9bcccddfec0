"""Draws single boxes of a file, for whoever is to type what stands in them. No value is drawn.

Runs in a worker process, as reading does: it opens the file again.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

from domain.page import Box, Rotation
from extractors.pdf import Limits
from extractors.pictures import open_file

RED = (186, 40, 16)
TURNS = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns the other way
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
# Paper shown around a box, as shares of the page: writing may go out of it, and the label tells
# what it is.
BESIDE, ABOVE = 0.02, 0.015


class Place(NamedTuple):
    """A box on a page of a file; `turn` brings the page upright."""

    page: int
    box: Box
    turn: Rotation


def draw_crops(data: bytes, limits: Limits, places: Sequence[Place]) -> tuple[bytes, ...]:
    """A PNG for each place, in order. Raises BadFileError if the file does not open, ValueError if
    it has no such page."""
    wanted = {one.page: one.turn for one in places}
    drawn: dict[int, bytes] = {}
    with open_file(data, limits) as file:
        for page in file.pages():
            if page.number in wanted:
                whole = upright(Image.fromarray(page.picture), wanted[page.number])
                drawn |= {
                    at: crop(whole, one.box)
                    for at, one in enumerate(places)
                    if one.page == page.number
                }
    if len(drawn) != len(places):
        raise ValueError("a page that is not there")
    return tuple(drawn[at] for at in range(len(places)))


def upright(image: Image.Image, turn: Rotation) -> Image.Image:
    """A page upright."""
    return image.transpose(TURNS[turn]) if turn else image


def crop(page: Image.Image, box: Box) -> bytes:
    """A box with some paper around it, outlined, as a PNG."""
    target = BytesIO()
    cut_out(page, box).save(target, "PNG")
    return target.getvalue()


def cut_out(page: Image.Image, box: Box) -> Image.Image:
    """A box with some paper around it, outlined."""
    wide, high = page.size
    x0, top, x1, bottom = (
        (box.x0 - BESIDE) * wide,
        (box.top - ABOVE) * high,
        (box.x1 + BESIDE) * wide,
        (box.bottom + ABOVE) * high,
    )
    edges = (max(0, round(x0)), max(0, round(top)), min(wide, round(x1)), min(high, round(bottom)))
    cut = page.crop(edges).convert("RGB")
    frame = (
        box.x0 * wide - edges[0],
        box.top * high - edges[1],
        box.x1 * wide - edges[0],
        box.bottom * high - edges[1],
    )
    ImageDraw.Draw(cut).rectangle(frame, outline=RED, width=2)
    return cut
