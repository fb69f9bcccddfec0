"""What an electronic original says beside its pictures: form fields, text, signatures.

None of it is believed by itself. A value counts as the file's own when the eye reads the same on
the page as drawn; where the two differ, both are kept and a person looks.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from domain.form import FieldType, FormField
from domain.page import Box, Word
from domain.reading import FieldReading, FieldSource, FileReading, PageReading, SignatureFact
from domain.trust import Trust
from extractors.blanks import BlankPage
from extractors.lines import NUMBERS
from extractors.text_layer import PrintedWord, squeezed, words_on
from extractors.values import canonical

# The confidence of a value that the file and the drawn page agree on: two sources that share
# nothing. On the scale of lines.py.
AGREED = 0.99
NEAR = 0.002  # of the page, a millimetre and a half: how far from its place a word of the blank is
# Signs that a typeface may draw alike: the page as drawn does not tell one from the other.
_ALIKE = str.maketrans("I|1O0", "llloo")
_OFF = ("", "/Off", "Off")
# What pypdf meets malformed structures with.
FOREIGN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
DEEPEST = 20  # parents of a form field that are asked


@dataclass(frozen=True)
class Said:
    """What the file says stands in a box, and where it says so."""

    text: str
    source: FieldSource


@dataclass(frozen=True)
class Widget:
    """A form field of a PDF as it lies on its page; `text` is "x" for a checkbox that is on."""

    box: Box
    text: str
    is_button: bool


# Reads a box again, by number of its page and key of its field. Raises EngineError.
Again = Callable[[int, str], tuple[str, ...]]


def with_originals(
    reading: FileReading, data: bytes, blanks: Sequence[BlankPage], again: Again
) -> FileReading:
    """A reading of `data` with what the file itself holds, when it is a PDF and not only scans.
    Raises EngineError."""
    if b"%PDF-" not in data[:1024] or all(page.source == "scan" for page in reading.pages):
        return reading
    held = open_pdf(data)
    if held is None:
        return reading
    if all(page.residual is None for page in reading.pages) and is_dynamic_xfa(held):
        detail = "a dynamic XFA form: its pages are a placeholder"
        return reading.model_copy(update={"problem": "dynamic_xfa", "detail": detail, "pages": ()})
    known = {(blank.form.id, blank.number): blank for blank in blanks}
    pages = tuple(
        compared(page, said_on(page, held, data, known), known, again) if is_drawn(page) else page
        for page in reading.pages
    )
    return reading.model_copy(update={"pages": pages})


def signatures_of(data: bytes, trust: Trust) -> tuple[SignatureFact, ...]:
    """The electronic signatures of a PDF. One has a /ByteRange, which stands in clear since it is
    filled in after everything else; without it the library is not even loaded."""
    if b"%PDF-" not in data[:1024] or b"/ByteRange" not in data:
        return ()
    from extractors.esign import electronic_signatures

    return electronic_signatures(data, trust)


def open_pdf(data: bytes) -> PdfReader | None:
    """The PDF's structure; None when pypdf cannot read it."""
    try:
        held = PdfReader(BytesIO(data))
        if held.is_encrypted:
            held.decrypt("")
        return held if len(held.pages) else None
    except (*FOREIGN, NotImplementedError):
        return None


def is_dynamic_xfa(held: PdfReader) -> bool:
    """Whether a form is drawn anew by each program from its XFA data (ISO 32000-1, 12.7.8): few
    can, and its pages say only "Please wait". A static one has its pages drawn as any other."""
    try:
        if held.root_object.get("/NeedsRendering", False):
            return True
        form = held.root_object.get("/AcroForm", {}).get_object()
        return b"dynamicRender>required" in b"".join(xfa_packets(form.get("/XFA")))
    except FOREIGN:
        return False


def xfa_packets(xfa: Any) -> Iterator[bytes]:
    """The parts of a form's XFA: one stream, or names and streams in turn."""
    held = xfa.get_object() if xfa is not None else []
    for part in held if isinstance(held, list) else [held]:
        stream = part.get_object()
        if hasattr(stream, "get_data"):
            yield stream.get_data()


def is_drawn(page: PageReading) -> bool:
    """Whether a page lies upright on its blank and may hold more than a picture of it."""
    return page.residual is not None and page.source != "scan" and page.identity.rotation == 0


KnownPages = Mapping[tuple[str, int], BlankPage]


def said_on(
    page: PageReading, held: PdfReader, data: bytes, known: KnownPages
) -> dict[str, tuple[Said, ...]]:
    """What the file says of each field of a page, by the field's key. Form fields count wherever
    they are; text only where no picture fills the page: what lies behind that is some program's
    reading of it."""
    identity = page.identity
    blank = known[identity.form or "", identity.form_page or 0]
    asked = {field.key: field for field in blank.fields}
    try:
        shown = held.pages[identity.number - 1]
        if not is_plain(shown):
            return {}
        widgets = tuple(widgets_of(shown))
    except FOREIGN:
        return {}
    words = words_on(data, identity.number) if page.source == "digital" else ()
    return {
        field.key: tuple(said_of(field, asked[field.key], widgets, own_words(field, words, blank)))
        for field in page.fields
    }


def is_plain(shown: PageObject) -> bool:
    """Whether a page is drawn as it is stored: places in it are then places in the picture."""
    return shown.rotation % 360 == 0 and shown.cropbox == shown.mediabox


def widgets_of(shown: PageObject) -> Iterator[Widget]:
    """The form fields on a page. Raises one of FOREIGN for a structure that is malformed."""
    x0, y0 = float(shown.mediabox.left), float(shown.mediabox.bottom)
    width, height = float(shown.mediabox.width), float(shown.mediabox.height)
    for reference in shown.get("/Annots", None) or ():
        one = reference.get_object()
        kind = inherited(one, "/FT")
        if one.get("/Subtype") != "/Widget" or kind not in ("/Tx", "/Ch", "/Btn"):
            continue
        left, low, right, high = (float(side) for side in one["/Rect"])
        box = Box(
            (min(left, right) - x0) / width,
            1 - (max(low, high) - y0) / height,
            (max(left, right) - x0) / width,
            1 - (min(low, high) - y0) / height,
        )
        value = one.get("/AS", inherited(one, "/V")) if kind == "/Btn" else inherited(one, "/V")
        yield Widget(box, text_of(value, kind == "/Btn"), kind == "/Btn")


def inherited(one: Any, key: str) -> Any:
    """An entry of a form field or of those that it is part of."""
    for _ in range(DEEPEST):
        if key in one:
            return one[key]
        if "/Parent" not in one:
            return None
        one = one["/Parent"]
    return None


def text_of(value: Any, is_button: bool) -> str:
    """A form field's value as text."""
    if value is None:
        return ""
    if is_button:
        return "" if str(value) in _OFF else "x"
    parts = value if isinstance(value, list) else [value]
    return plain(" ".join(str(part.get_object()) for part in parts))


def plain(text: str) -> str:
    """Composed letters without ligatures, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def own_words(field: FieldReading, words: Sequence[Word], blank: BlankPage) -> list[Word]:
    """The words that a file draws in a box, less the blank's own."""
    asked = blank.form.field(field.key)
    if asked is None:
        return []
    printed = [placed(word, asked, field.box) for word in blank.words]
    return [
        word
        for word in words
        if is_inside(word.box, field.box) and not any(covers(one, word) for one in printed)
    ]


def placed(word: PrintedWord, asked: FormField, box: Box) -> Word:
    """A word of the blank where it lies on the page, of which `box` is the place of a field."""
    of = asked.box
    across, down = (
        (box.x1 - box.x0) / (of.x1 - of.x0),
        (box.bottom - box.top) / (of.bottom - of.top),
    )
    return Word(
        text=squeezed(word.text),
        box=Box(
            box.x0 + (word.box.x0 - of.x0) * across - NEAR,
            box.top + (word.box.top - of.top) * down - NEAR,
            box.x0 + (word.box.x1 - of.x0) * across + NEAR,
            box.top + (word.box.bottom - of.top) * down + NEAR,
        ),
        confidence=1.0,
    )


def is_inside(inner: Box, outer: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom


def covers(printed: Word, word: Word) -> bool:
    """Whether a word is one that the blank prints, or a part of it: programs part words their own
    way."""
    return is_inside(word.box, printed.box) and squeezed(word.text) in printed.text


def said_of(
    field: FieldReading, asked: FormField, widgets: Iterable[Widget], words: Sequence[Word]
) -> Iterator[Said]:
    """What the file says of one box: by a form field, and by text. An empty form field says
    nothing, since many write on top of one."""
    is_box = asked.type == "checkbox"
    filled = [
        widget.text
        for widget in widgets
        if widget.text and widget.is_button == is_box and is_inside(widget.box, field.box)
    ]
    if filled:
        yield Said(" ".join(filled), "form_field")
    if words and not is_box:
        ordered = sorted(words, key=lambda word: (round(word.box.top, 2), word.box.x0))
        yield Said(plain(" ".join(word.text for word in ordered)), "text_layer")


def compared(
    page: PageReading, said: Mapping[str, tuple[Said, ...]], known: KnownPages, again: Again
) -> PageReading:
    """A page with the file's own values where they are what is drawn."""
    types = {
        field.key: field.type
        for field in known[page.identity.form or "", page.identity.form_page or 0].fields
    }
    fields = tuple(
        weighed(field, said.get(field.key, ()), types[field.key], again) for field in page.fields
    )
    return page.model_copy(update={"fields": fields})


def weighed(
    field: FieldReading, said: Sequence[Said], kind: FieldType, again: Again
) -> FieldReading:
    """A value that the file gives, if the page shows the same: then it is sure, and of print. If
    not, the box is looked at again; then what was read stays, with what the file says instead."""
    if not said:
        return field
    first = said[0]
    lies = next((one for one in said if not shows(field, one.text, kind)), None)
    if lies and not shows_after_all(field, said, kind, again):
        return replaced(field, {"hidden": lies.text})
    if kind == "checkbox":
        return replaced(field, {"source": first.source, "confidence": AGREED})
    return replaced(
        field,
        {
            "raw": first.text,
            "value": canonical(kind, first.text),
            "confidence": AGREED,
            "source": first.source,
            "mode": "print",
            "candidates": (),
            "support": "electronic_original",
        },
    )


def replaced(field: FieldReading, update: Mapping[str, Any]) -> FieldReading:
    """A reading made anew, so that personal identity numbers are masked in it too."""
    return FieldReading(**{**field.model_dump(), **update})


def shows(field: FieldReading, text: str, kind: FieldType) -> bool:
    """Whether a page shows what the file says: the reading of the drawn box says the same, or one
    of several that differ does."""
    if kind == "checkbox":
        return field.value == canonical(kind, text)
    others = (one.text for one in field.candidates)
    return any(same(read, text, kind) for read in (field.raw or "", *others))


def shows_after_all(
    field: FieldReading, said: Sequence[Said], kind: FieldType, again: Again
) -> bool:
    """Whether a second look at a box finds what the file says: an engine loses narrow letters at
    some sizes and not at others. Of a number most looks have to say it, since one figure for
    another is what engines and forgers get alike."""
    if field.raw == "" or kind == "checkbox":
        return False
    looks = again(field.page, field.key)
    needed = len(looks) / 2 if kind in NUMBERS else 0
    return all(sum(same(text, one.text, kind) for text in looks) > needed for one in said)


def same(read: str, text: str, kind: FieldType) -> bool:
    """Whether two texts are one value, or look alike: spaces are lost, and l and I are one sign in
    many typefaces."""
    one, other = canonical(kind, read), canonical(kind, text)
    if one is not None and one == other:
        return True
    return squeezed(plain(read).translate(_ALIKE)) == squeezed(plain(text).translate(_ALIKE))
