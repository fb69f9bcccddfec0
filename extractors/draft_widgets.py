"""The fields that can be filled in on the screen: a blank's AcroForm widgets, by pypdf.

Places are points from the top left of the page as it is shown.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Literal, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.constants import FieldDictionaryAttributes
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from domain.form import PointBox
from domain.value import Value
from extractors.draft_page import MALFORMED, BlankError

WidgetKind = Literal["text", "checkbox", "signature"]

PUSHBUTTON = (
    FieldDictionaryAttributes.FfBits.Pushbutton
)  # a key to press ("Skriv ut"): nothing is filled in
INVISIBLE = 1 << 1 | 1 << 5  # annotation flags Hidden and NoView, ISO 32000-1 table 165
SMALLEST = 4.0  # points; an electronic signature may be a field without size


class Widget(Value):
    """One place to fill in. `tip` is the text for those who cannot see the page (/TU), `filled`
    whether something stands in it already."""

    kind: WidgetKind
    page: int
    box: PointBox
    tip: str
    filled: bool


class Fillable(NamedTuple):
    """The widgets of a blank, and whether it holds an XFA form too."""

    widgets: tuple[Widget, ...]
    has_xfa: bool


def fillable(data: bytes) -> Fillable:
    """Every widget that a person may fill in. Raises BlankError."""
    try:
        reader = PdfReader(BytesIO(data))
        form = reader.root_object.get("/AcroForm")
        has_xfa = form is not None and "/XFA" in form.get_object()
        found = tuple(
            widget
            for number, page in enumerate(reader.pages, start=1)
            for widget in widgets_on(page, number)
        )
    except (PyPdfError, *MALFORMED) as error:
        raise BlankError(f"pypdf: {type(error).__name__}") from error
    return Fillable(found, has_xfa)


def widgets_on(page: PageObject, number: int) -> Iterator[Widget]:
    """The widgets of one page."""
    for item in page.get("/Annots") or ():
        annotation = item.get_object()
        if annotation.get("/Subtype") != "/Widget":
            continue
        kind = kind_of(annotation)
        box = shown(page, [float(edge) for edge in annotation["/Rect"]])
        if kind and min(box.x1 - box.x0, box.bottom - box.top) >= SMALLEST:
            yield Widget(
                kind=kind,
                page=number,
                box=box,
                tip=" ".join(str(inherited(annotation, "/TU") or "").split()),
                filled=is_filled(annotation, kind),
            )


def kind_of(annotation: DictionaryObject) -> WidgetKind | None:
    """What a widget asks for; None for push buttons and what is not shown."""
    if int(annotation.get("/F", 0)) & INVISIBLE:
        return None
    flags = int(inherited(annotation, FieldDictionaryAttributes.Ff) or 0)
    kinds: dict[str, WidgetKind] = {
        "/Tx": "text",
        "/Ch": "text",
        "/Btn": "checkbox",
        "/Sig": "signature",
    }
    kind = kinds.get(str(inherited(annotation, FieldDictionaryAttributes.FT)))
    return None if kind == "checkbox" and flags & PUSHBUTTON else kind


def is_filled(annotation: DictionaryObject, kind: WidgetKind) -> bool:
    """Whether a text is typed or a box ticked."""
    value = inherited(annotation, FieldDictionaryAttributes.V)
    if kind == "checkbox":
        return str(annotation.get("/AS", "/Off")) != "/Off"
    return value is not None and str(value).strip() != ""


def inherited(annotation: DictionaryObject, key: str) -> Any:
    """An entry of a field, which it may have from those above it (ISO 32000-1, 12.7.3.1)."""
    node: DictionaryObject | None = annotation
    for _ in range(32):  # no form is deeper; a ring of parents is a damaged file
        if node is None:
            return None
        if key in node:
            return node[key]
        parent = node.get("/Parent")
        node = parent.get_object() if parent is not None else None
    return None


def shown(page: PageObject, rect: list[float]) -> PointBox:
    """A rectangle of the file (origin at the bottom left of the sheet) on the page as shown: with
    its shown part cut out, and turned by /Rotate."""
    crop = page.cropbox
    left, bottom = float(crop.left), float(crop.bottom)
    wide, high = float(crop.width), float(crop.height)
    x0, x1 = sorted((rect[0] - left, rect[2] - left))
    y0, y1 = sorted((rect[1] - bottom, rect[3] - bottom))
    return {
        0: PointBox(x0, high - y1, x1, high - y0),
        90: PointBox(y0, x0, y1, x1),
        180: PointBox(wide - x1, y0, wide - x0, y1),
        270: PointBox(high - y1, wide - x1, high - y0, wide - x0),
    }[page.rotation % 360]
