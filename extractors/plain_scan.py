"""A scan's own pixels: a page that is one picture and nothing else need not be drawn.

Drawing a page takes several times as long as unpacking its picture, and blurs it a little. But it
heeds masks, clips, turns and more; so a page is plain only if all that its structure holds is known
to change nothing. What is not plain is drawn.
"""

import re
from typing import cast

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

# All that a plain page does: set its picture's size and place, and show it (ISO 32000-1, 8.9.5).
SHOWS_ONE = re.compile(rb"\s*q\s+(?:-?[\d.]+\s+){6}cm\s+(/\w+)\s+Do\s+Q\s*")
PAGE_KEYS = {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Contents", "/Rotate"}
RESOURCE_KEYS = {"/XObject", "/ProcSet"}
PICTURE_KEYS = {"/Type", "/Subtype", "/Name", "/Width", "/Height", "/Length"} | {
    "/BitsPerComponent",
    "/ColorSpace",
    "/Filter",
    "/DecodeParms",
}
COLOURS = ("/DeviceGray", "/DeviceRGB")
OFF_PT = 0.5  # the picture's edges are this near to the page's
SOFT = 0.5  # pixels
SPARSE = 16  # every so many rows
ODD_DPI = 0.005  # share by which the resolutions across and down may differ


def is_plain(page: PageObject) -> bool:
    """Whether a page shows one opaque picture and nothing else, by every key of its structure."""
    try:
        content, resources = page.get_contents(), cast(DictionaryObject, page["/Resources"])
        shown = SHOWS_ONE.fullmatch(content.get_data()) if content is not None else None
        if shown is None or page.get("/Rotate", 0) != 0:
            return False
        pictures = cast(DictionaryObject, resources["/XObject"])
        picture = cast(DictionaryObject, pictures[shown[1].decode()])
        known = (page, PAGE_KEYS), (resources, RESOURCE_KEYS), (picture, PICTURE_KEYS)
        return (
            all(set(found) <= keys for found, keys in known)
            and str(picture["/Subtype"]) == "/Image"
            and str(picture["/ColorSpace"]) in COLOURS
        )
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False  # pypdf meets malformed structures with any of these: the page is drawn


def own_pixels(image: pdfium.PdfImage, width: float, height: float) -> NDArray[np.uint8] | None:
    """The picture of a plain page of width x height points in grey, as stored; None when it does
    not stand upright from edge to edge."""
    a, b, c, d, e, f = image.get_matrix().get()
    edges = a - width, d - height, e, f
    columns, rows = image.get_px_size()
    even = abs(columns / width * height / rows - 1) < ODD_DPI
    if b or c or max(map(abs, edges)) > OFF_PT or not even:
        return None
    bitmap = image.get_bitmap()
    stored = bitmap.to_numpy()
    if stored.shape[:2] != (rows, columns) or bitmap.mode not in ("L", "BGR", "BGRX"):
        return None
    if bitmap.mode == "L":
        grey = np.ascontiguousarray(stored.reshape(rows, columns))
        return softened(grey) if is_bilevel(grey) else grey
    return np.asarray(cv2.cvtColor(stored[:, :, :3], cv2.COLOR_BGR2GRAY), np.uint8)


def is_bilevel(grey: NDArray[np.uint8]) -> bool:
    """Whether a picture is of black and white alone; a few of its rows tell most that are not."""
    return not (has_grey(grey[::SPARSE]) or has_grey(grey))


def has_grey(picture: NDArray[np.uint8]) -> bool:
    """Whether any pixel is neither black nor white."""
    return cv2.countNonZero(cv2.inRange(picture, (1,), (254,))) > 0


def softened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with its steps smoothed as drawing does."""
    return np.asarray(cv2.GaussianBlur(grey, (3, 3), SOFT), np.uint8)
