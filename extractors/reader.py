"""Reads a file: from its bytes to what the paper says.

open -> identify -> register -> subtract -> read, page by page; then all lines of the file are read
in one go, so that an engine loads its models once a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from domain.errors import EngineError, ReadingTimeout
from domain.form import FormField
from domain.page import Box, PageIdentity
from domain.reading import FieldReading, FileReading, PageReading, PageSource, SignatureFact
from extractors.blanks import BlankPage
from extractors.flatten import lay_down
from extractors.identify import Match, identify
from extractors.ink import Ink, ink_in, whiten
from extractors.lines import read_all, weigh
from extractors.ocr import Line, OcrEngine
from extractors.pdf import BadFileError, Limits, PagePicture, PdfFile
from extractors.pictures import PictureFile, open_file
from extractors.registration import Registration
from extractors.signature import judge_signature, may_be_typed
from extractors.writing import irregularity, is_blank, is_marked, writing_mode

LIKELY = 60  # corners in place for a page to be called a known one though it cannot be laid


@dataclass(frozen=True)
class SeenField:
    """A box cut out of a page and freed of the blank's print."""

    field: FormField
    box: Box
    ink: Ink


@dataclass(frozen=True)
class SeenPage:
    """A page looked at, before any line of it is read."""

    identity: PageIdentity
    source: PageSource
    residual: float | None = None
    fields: tuple[SeenField, ...] = ()


Place = tuple[int, str]  # page of the file and key of the field


class Reader:
    """Reads files against a set of blanks with one engine; one a process."""

    def __init__(self, blanks: Sequence[BlankPage], engine: OcrEngine, limits: Limits) -> None:
        self._blanks = blanks
        self._engine = engine
        self._limits = limits

    def read(self, name: str, data: bytes) -> FileReading:
        """Read one file. A bad file is data: its reading says what the problem is."""
        try:
            with open_file(data, self._limits) as file:
                seen = self._look_at(file)
            lines = read_all(self._engine, written(seen))
        except BadFileError as error:
            return FileReading(name=name, problem=error.problem, detail=error.detail)
        except ReadingTimeout as error:
            return FileReading(name=name, problem="too_slow", detail=str(error))
        except EngineError as error:
            return FileReading(name=name, problem="engine_failed", detail=str(error))
        return FileReading(name=name, pages=tuple(conclude(page, lines) for page in seen))

    def _look_at(self, file: PdfFile | PictureFile) -> list[SeenPage]:
        seen: list[SeenPage] = []
        for page in file.pages():
            blanks = next_first(self._blanks, seen[-1].identity) if seen else self._blanks
            seen.append(look(page, blanks))
        return seen


def next_first(blanks: Sequence[BlankPage], last: PageIdentity) -> list[BlankPage]:
    """The blanks with the likeliest first: after page 1 of a form its page 2."""
    follows = (last.form, (last.form_page or 0) + 1)
    return sorted(blanks, key=lambda blank: (blank.form.id, blank.number) != follows)


def written(pages: Sequence[SeenPage]) -> dict[Place, tuple[FormField, Ink]]:
    """The boxes with ink that may be text."""
    return {
        (page.identity.number, item.field.key): (item.field, item.ink)
        for page in pages
        for item in page.fields
        if may_be_text(item)
    }


def may_be_text(item: SeenField) -> bool:
    """Whether an engine is to read a box. In the signature's stands type at most by mistake."""
    if item.field.type == "signature":
        return may_be_typed(item.ink)
    return item.field.type != "checkbox" and not item.ink.is_empty


def look(page: PagePicture, blanks: Sequence[BlankPage]) -> SeenPage:
    """Recognise a page, lay it on its blank and subtract."""
    matches = []
    for match in identify(page, blanks):
        laid = lay_down(page, match)
        if laid:
            return subtract(laid.page, laid.match, laid.lying)
        matches.append(match)
    return SeenPage(identity=unlaid(page, matches), source=page.source)


def subtract(page: PagePicture, match: Match, lying: Registration) -> SeenPage:
    """Take the blank's print from every box of a page that lies on it."""
    white = replace(page, picture=whiten(page)) if match.blank.fields else page
    identity = PageIdentity(
        original=0,
        number=page.number,
        role=match.blank.form.role,
        form=match.blank.form.id,
        form_page=match.blank.number,
        rotation=match.rotation,
        confidence=round(lying.found, 3),
    )
    fields = tuple(
        SeenField(field, place(page, match, lying, field), ink_in(white, lying, field))
        for field in match.blank.fields
    )
    return SeenPage(identity, page.source, round(lying.residual, 3), fields)


def unlaid(page: PagePicture, matches: Sequence[Match]) -> PageIdentity:
    """What a page is that lies on no blank: a page of a form that cannot be read box by box, blank
    paper, or unknown."""
    if matches and matches[0].corners >= LIKELY:
        blank = matches[0].blank
        return PageIdentity(
            original=0,
            number=page.number,
            role=blank.form.role,
            form=blank.form.id,
            form_page=blank.number,
            rotation=matches[0].rotation,
            confidence=0.5,
        )
    empty = is_blank(page)
    return PageIdentity(
        original=0,
        number=page.number,
        role="blank" if empty else "unknown",
        confidence=1.0 if empty else 0.0,
    )


def place(page: PagePicture, match: Match, lying: Registration, field: FormField) -> Box:
    """Where a box lies on the received page, upright, in fractions."""
    x0, top, x1, bottom = field.box
    corners = np.array([[(x0, top), (x1, top), (x1, bottom), (x0, bottom)]], np.float32)
    found = cv2.perspectiveTransform(corners, lying.to_pixels)[0]
    rows, columns = page.picture.shape
    if page.received:
        found = page.received.at(found)
        rows, columns = page.received.shape
    x, y = found[:, 0] / columns, found[:, 1] / rows
    for _ in range(match.rotation // 90):  # a quarter turn clockwise
        x, y = 1 - y, x
    edges = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    return Box(*(round(min(1.0, max(0.0, edge)), 4) for edge in edges))


def conclude(page: SeenPage, lines: Mapping[Place, tuple[Line, ...]]) -> PageReading:
    """Put what was seen and what was read together."""
    fields: list[FieldReading] = []
    signature: SignatureFact | None = None
    parts = irregularities(page)
    for item in page.fields:
        read = lines.get((page.identity.number, item.field.key), ())
        if item.field.type == "signature":
            kind, evidence = judge_signature(item.ink, read, page.source)
            signature = SignatureFact(
                kind=kind, evidence=evidence, page=page.identity.number, box=item.box
            )
        else:
            part = parts[part_of(item.field)]
            fields.append(field_reading(item, read, part, page.identity.number))
    return PageReading(
        identity=page.identity,
        source=page.source,
        residual=page.residual,
        fields=tuple(fields),
        signature=signature,
    )


def irregularities(page: SeenPage) -> dict[str, list[float]]:
    """How unevenly the lines of each part of a page stand."""
    parts: dict[str, list[float]] = {part_of(item.field): [] for item in page.fields}
    for item in page.fields:
        if item.field.type not in ("checkbox", "signature") and not item.ink.is_empty:
            found = irregularity(item.ink)
            if found is not None:
                parts[part_of(item.field)].append(found)
    return parts


def part_of(field: FormField) -> str:
    """The part of the form that a box is in, filled in by one hand or machine."""
    return field.key.partition(".")[0]


def field_reading(
    item: SeenField, lines: Sequence[Line], part: Sequence[float], number: int
) -> FieldReading:
    """What a box holds: a mark, nothing, or a line."""
    if item.field.type == "checkbox":
        marked, confidence = is_marked(item.ink)
        return FieldReading(
            key=item.field.key,
            raw="x" if marked else "",
            value="yes" if marked else "no",
            confidence=confidence,
            source="ink",
            mode="mark" if marked else "none",
            page=number,
            box=item.box,
        )
    if item.ink.is_empty:
        return FieldReading(
            key=item.field.key,
            raw="",
            value=None,
            confidence=1.0,
            source="ink",
            mode="none",
            page=number,
            box=item.box,
        )
    weighed = weigh(item.field.type, lines, item.ink)
    return FieldReading(
        key=item.field.key,
        raw=weighed.raw,
        value=weighed.value,
        confidence=weighed.confidence,
        source="ocr",
        mode=writing_mode(item.ink, part),
        page=number,
        box=item.box,
        candidates=weighed.candidates,
    )
