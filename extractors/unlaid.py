"""Reads a page that lies on no blank: by the labels of an agreement, or else what kind of page it
is by its text.

A page that a program drew is read from its own text if that is what the eye sees. Nothing here is
sure: every value read by labels is marked as such, and a person confirms it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.errors import EngineError
from domain.form import FormField, FormVersion, PointBox
from domain.page import Box, PageIdentity, Rotation, Word
from domain.reading import FieldReading, PageReading, SignatureFact
from extractors.anchors import CEILING, Anchored, Anchors
from extractors.blanks import FINE_DPI, at_dpi
from extractors.ink import MOST, Ink, collect, connected, whiten
from extractors.labels import is_of_the_service
from extractors.language.prose import describe
from extractors.lines import UNEXPLAINED, WORDS, Weighed, read_all, weigh
from extractors.ocr import Line, OcrEngine
from extractors.page_text import PageText, direction, read_upright, upright, without_rules
from extractors.pdf import PagePicture, Picture
from extractors.text_layer import words_on
from extractors.writing import MARK

ENOUGH = 4  # labels found for a page to be read by them
FEWEST = 20  # words that a page has to draw for its text to be its content
OVERLAP = 0.4  # share of a word that may lie under another
INKED = 0.02  # share of a word's box that its letters cover at least
DARK = 60  # steps of 255: ink differs from its ground by more
NEAR = 0.06  # of the page: how far a value may stand from its box on a page that does not lie
A4 = (595.28, 841.89)  # points: the size of the forms
SURE = 0.5  # a page whose corners tell its form, but which lies on no blank, is known so surely
BESIDE = 0.35  # heights of the text: how far left of its sentence a checkbox ends
SQUARE = 3.2  # heights of the text: how far left of its sentence a checkbox begins
RIM = 0.25  # share of a checkbox on each side that its frame may take
LEAST = (
    0.3  # words less sure than this, that the ink does not bear out, are strokes of a pen or dirt
)
MARGIN = 0.004  # of the page: how far around its words a value is cut out


@dataclass(frozen=True)
class Upright:
    """A page turned upright, with its words: `drawn` when they are the page's own text."""

    page: PagePicture
    text: PageText
    drawn: bool


class UnlaidReader:
    """Reads pages that lie on no blank; one a process."""

    def __init__(self, forms: Iterable[FormVersion], engine: OcrEngine) -> None:
        self._forms = {form.id: form for form in forms}
        self._anchors = Anchors(form for form in self._forms.values() if form.role == "agreement")
        self._engine = engine

    def read(self, page: PagePicture, data: bytes, identity: PageIdentity) -> PageReading:
        """Read a page of the file `data`. `identity` is what its corners say of it. A page that no
        engine can read is unread; the others are not lost for it."""
        try:
            return self._read(page, data, identity)
        except EngineError:
            return PageReading(identity=identity, source=page.source, unread=True)

    def _read(self, page: PagePicture, data: bytes, identity: PageIdentity) -> PageReading:
        seen = seen_upright(page, data, identity.rotation if identity.form else None)
        size = (seen.page.width_pt, seen.page.height_pt)
        form = self._forms.get(identity.form or "")
        found = self._anchors.read(seen.text.words, size, page.number, form)
        if found is None or not is_agreement(found, seen.text.words, identity):
            return by_text(seen, identity)
        if identity.confidence <= SURE and not stands_as_printed(found, identity):
            identity = of_its_own_layout(found, identity, seen.text.rotation)
        return self._by_labels(seen, found, identity)

    def _by_labels(self, seen: Upright, found: Anchored, identity: PageIdentity) -> PageReading:
        fields = tuple(
            field
            for field in self._sharper(seen, found)
            if identity.form_page in (None, found.form_page(field.key))
        )
        return PageReading(
            identity=identity,
            source=seen.page.source,
            fields=fields,
            words=seen.text.words,
            signature=SignatureFact(
                kind="cannot_tell",
                evidence="the page lies on no blank, so the place of its signature is not known",
                page=identity.number,
            ),
        )

    def _sharper(self, seen: Upright, found: Anchored) -> tuple[FieldReading, ...]:
        """The fields with each value read once more by itself, as boxes of a form are; checkboxes
        from their ink. What a page draws as text needs no second look."""
        types = {field.key: field for field in found.form.fields}
        again: dict[str, tuple[FormField, Ink]] = {}
        if not seen.drawn:
            cleaned = replace(seen.page, picture=whiten(without_rules(seen.page)))
            again = {
                field.key: (types[field.key], ink_of(cleaned, field.box))
                for field in found.fields
                if field.raw and types[field.key].type != "checkbox"
            }
        lines = read_all(self._engine, again)
        return tuple(
            marked(field, seen.page)
            if types[field.key].type == "checkbox"
            else weighed(field, again, lines)
            for field in found.fields
        )


def is_agreement(found: Anchored, words: Sequence[Word], identity: PageIdentity) -> bool:
    """Whether a page may be read by labels: its corners say so, or it speaks of the service and has
    the labels of its agreement."""
    if identity.role == "agreement":
        return True
    return found.labels >= ENOUGH and is_of_the_service(words)


def of_its_own_layout(found: Anchored, known: PageIdentity, rotation: Rotation) -> PageIdentity:
    """The identity of an agreement's page that is no page of a form. `form` is the one whose fields
    it has; how many of them is all that its confidence says."""
    return known.model_copy(
        update={
            "role": "agreement",
            "form": found.form.id,
            "form_page": None,
            "rotation": rotation,
            "confidence": round(min(SURE, found.labels / len(found.form.fields)), 3),
        }
    )


def stands_as_printed(found: Anchored, identity: PageIdentity) -> bool:
    """Whether what the labels lead to stands about where the form has it: letters of the same type
    have the same corners, so a page typed anew may look like a page of the form."""
    if identity.form_page is None:
        return False
    if found.labels < ENOUGH:
        return True
    near = [
        found.form_page(read.key) == identity.form_page and is_near(read.box, box)
        for read in found.fields
        if (box := found.place(read.key))
    ]
    return sum(near) >= len(near) / 2


def is_near(box: Box, asked: PointBox) -> bool:
    """Whether the middle of a box of a page lies in the form's box, or close to it."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    x0, top, x1, bottom = (edge / side for edge, side in zip(asked, A4 * 2, strict=True))
    return x0 - NEAR < x < x1 + NEAR and top - NEAR < y < bottom + NEAR


def by_text(seen: Upright, known: PageIdentity) -> PageReading:
    """A page that is no agreement by its labels: what its corners say, or else its text. Of the
    case officers' reminder, and of a page with personal data that has no business here, nothing
    that was read is kept. Raises EngineError."""
    prose = describe(seen.text)
    identity = (
        known
        if known.form
        else known.model_copy(
            update={
                "role": prose.role,
                "rotation": seen.text.rotation,
                "confidence": round(prose.confidence, 3),
            }
        )
    )
    if identity.role == "case_officer_reminder":
        return PageReading(identity=identity, source=seen.page.source)
    words = () if prose.is_quarantined else seen.text.words
    return PageReading(identity=identity, source=seen.page.source, words=words, prose=prose)


def seen_upright(page: PagePicture, data: bytes, rotation: Rotation | None) -> Upright:
    """The page upright with its words: its own, if they are what the eye sees, or else read. The
    `rotation` is told by its corners, or None. Raises EngineError."""
    if page.source == "digital" and page.open_text:
        words = words_on(data, page.place or page.number)
        if len(words) >= FEWEST and are_seen(words, page.picture):
            return Upright(page, PageText(words=words), drawn=True)
    rotation = direction(page) if rotation is None else rotation
    turned = upright(page, rotation)
    return Upright(turned, read_upright(without_rules(turned), rotation), drawn=False)


def are_seen(words: Sequence[Word], picture: Picture) -> bool:
    """Whether there is ink where each word is said to stand, and none stands on another: text that
    is hidden, covered, cut off or white is not what the eye reads."""
    return all(has_ink(word.box, picture) for word in words) and not any(
        overlap(one.box, other.box) > OVERLAP
        for at, one in enumerate(words)
        for other in words[at + 1 :]
    )


def has_ink(box: Box, picture: Picture) -> bool:
    """Whether letters stand in a box: some of it differs much from its ground."""
    inside = crop(picture, box)
    if inside.size == 0:
        return False
    away = np.abs(inside.astype(np.int16) - int(np.median(inside)))
    return bool((away > DARK).mean() > INKED) or inside.size < 16


def overlap(one: Box, other: Box) -> float:
    """The share of the smaller box that lies in the other."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or high <= 0:
        return 0.0
    sizes = [(box.x1 - box.x0) * (box.bottom - box.top) for box in (one, other)]
    return wide * high / max(min(sizes), 1e-9)


def crop(picture: Picture, box: Box) -> Picture:
    """A box cut out, to the nearest pixel; empty when it lies outside."""
    rows, columns = picture.shape
    x0, x1 = (min(columns, max(0, round(edge * columns))) for edge in (box.x0, box.x1))
    top, bottom = (min(rows, max(0, round(edge * rows))) for edge in (box.top, box.bottom))
    return picture[top:bottom, x0:x1]


def ink_of(page: PagePicture, box: Box) -> Ink:
    """The ink of a value on a page made white, like that of a box of a form: at FINE_DPI."""
    wide = Box(box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
    cut = at_dpi(crop(page.picture, wide), page.dpi, FINE_DPI)
    return collect(cut, np.ones(cut.shape, bool))


def weighed(
    field: FieldReading,
    again: Mapping[str, tuple[FormField, Ink]],
    lines: Mapping[str, tuple[Line, ...]],
) -> FieldReading:
    """A value with the second look at it weighed in, as far as a look without a blank counts."""
    if field.key not in again:
        return field
    asked, ink = again[field.key]
    again_by = next((line.engine for line in lines[field.key]), "")  # so was the page as a whole
    first = Line(
        text=field.raw or "", confidence=min(1.0, field.confidence / CEILING), engine=again_by
    )
    both = weigh(asked.type, (*lines[field.key], first), ink)
    if asked.type in WORDS and first.confidence < LEAST and both.confidence < UNEXPLAINED:
        both = Weighed(None, None, 0.0, both.candidates)
    # made anew and not copied: a personal identity number may be read at the second look alone
    return FieldReading.model_validate(
        field.model_dump()
        | {
            "raw": both.raw,
            "value": both.value,
            "confidence": round(CEILING * both.confidence, 3),
            "candidates": both.candidates,
        }
    )


def marked(field: FieldReading, page: PagePicture) -> FieldReading:
    """A checkbox read from the ink left of its sentence, which `field.box` is the place of."""
    share = mark_share(page, field.box)
    value = None if share is None else "yes" if share >= MARK else "no"
    return field.model_copy(
        update={
            "raw": {"yes": "x", "no": ""}.get(value or ""),
            "value": value,
            "confidence": 0.0 if value is None else CEILING / 2,
            "mode": "mark" if value == "yes" else "none",
        }
    )


def mark_share(page: PagePicture, sentence: Box) -> float | None:
    """The share of a checkbox that ink covers within its frame; None where there is no box."""
    rows, columns = page.picture.shape
    high = (sentence.bottom - sentence.top) * rows
    beside = Box(
        sentence.x0 - SQUARE * high / columns,
        sentence.top - high / 2 / rows,
        sentence.x0 - BESIDE * high / columns,
        sentence.bottom + high / 2 / rows,
    )
    cut = crop(page.picture, beside)
    if cut.size == 0:
        return None
    dark = cut < min(MOST, int(np.percentile(cut, 95)) - DARK)
    _, pieces = connected(dark)
    tall = [piece for piece in pieces[1:] if 0.4 * high < piece.height < 2 * high]
    if not tall:
        return None
    x0, x1 = min(piece.x for piece in tall), max(piece.right for piece in tall)
    top, bottom = min(piece.y for piece in tall), max(piece.bottom for piece in tall)
    across, down = round((x1 - x0) * RIM), round((bottom - top) * RIM)
    inside = dark[top + down : bottom - down, x0 + across : x1 - across]
    return float(inside.mean()) if inside.size else None
