"""Pictures of pages for whoever looks at them: small enough to be sent, quick enough to be waited
for. Reading needs finer ones (pdf.py, pictures.py)."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
from PIL import Image

from domain.page import Box, PageIdentity, Rotation
from extractors.blanks import BlankPage
from extractors.crops import cut_out, upright
from extractors.leftover import leftover
from extractors.pdf import BadFileError, Limits, View
from extractors.pictures import open_file
from extractors.printed import printed_words

JPEG_QUALITY = 80
INK = (160, 0, 110)  # of what is left of a page: a colour that no pen or stamp has


class Wanted(NamedTuple):
    """A page of a file, the turn that brings it upright, and its width then, in pixels."""

    page: int
    turn: Rotation
    width: int


def show_page(data: bytes, limits: Limits, wanted: Wanted) -> bytes:
    """A page upright, as a JPEG. Raises BadFileError."""
    return jpeg(shown(data, limits, wanted))


def show_boxes(
    data: bytes, limits: Limits, wanted: Wanted, boxes: Sequence[Box]
) -> tuple[bytes, ...]:
    """Boxes of a page, each as a JPEG with some paper around it. Raises BadFileError."""
    whole = shown(data, limits, wanted)
    return tuple(jpeg(cut_out(whole, box)) for box in boxes)


def show_ink(
    data: bytes, limits: Limits, identity: PageIdentity, blanks: Sequence[BlankPage], width: int
) -> bytes | None:
    """What is left of a page when its blank is subtracted, to lay over the page as `show_page`
    shows it: a PNG in one colour, transparent elsewhere. None for a page that does not lie on its
    blank. Raises BadFileError."""
    with open_file(data, limits) as file:
        page = file.page(identity.number)
    rows, columns = page.picture.shape
    wide, high = (columns, rows) if identity.rotation % 180 == 0 else (rows, columns)
    mask = leftover(page, identity, blanks, (width, round(width * high / wide)))
    if mask is None:
        return None
    image = Image.fromarray(mask.astype(np.uint8), "P")
    image.putpalette([255, 255, 255, *INK])
    target = BytesIO()
    image.save(target, "PNG", transparency=0, bits=1)
    return target.getvalue()


def find_words(
    data: bytes, limits: Limits, identity: PageIdentity, blanks: Sequence[BlankPage]
) -> tuple[Box, ...]:
    """Where the words of its blank lie on a page turned upright. Raises BadFileError."""
    with open_file(data, limits) as file:
        return printed_words(file.page(identity.number), identity, blanks)


def shown(data: bytes, limits: Limits, wanted: Wanted) -> Image.Image:
    """A page upright. Raises BadFileError."""
    with open_file(data, limits) as file:
        if not 1 <= wanted.page <= file.page_count:
            raise BadFileError("damaged", f"no page {wanted.page}", file.page_count)
        return upright(as_image(file.view(wanted.page, wanted.width, wanted.turn)), wanted.turn)


def as_image(view: View) -> Image.Image:
    """A view as an image, in grey if it has no colour: most scans have none."""
    if view.ndim == 3 and (view[..., 0] == view[..., 1]).all():
        view = view[..., 0] if (view[..., 0] == view[..., 2]).all() else view
    return Image.fromarray(np.ascontiguousarray(view))


def jpeg(image: Image.Image) -> bytes:
    """An image as the bytes of a JPEG."""
    target = BytesIO()
    image.save(target, "JPEG", quality=JPEG_QUALITY)
    return target.getvalue()
