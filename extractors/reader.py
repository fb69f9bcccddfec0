"""Reads a file: from its bytes to what the paper says.

open -> identify -> register -> subtract -> read, page by page; then all lines of the file are read
in one go, so that an engine loads its models once a file.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np

from domain.errors import EngineError, ReadingTimeout
from domain.form import FormField, PointBox
from domain.page import Box, PageIdentity, Quality
from domain.reading import (
    FieldReading,
    FileReading,
    PageReading,
    PageSource,
    Problem,
    SignatureFact,
)
from domain.trust import Trust
from extractors.alterations import Place, alteration, ink_group, places
from extractors.blanks import BlankPage
from extractors.containers import ContainerFile, names_in
from extractors.electronic import signatures_of, with_originals
from extractors.flatten import lay_down
from extractors.identify import Match, identify
from extractors.imprint import Confirmed, confirmed
from extractors.ink import Ink, ink_in, meets_print, reaching, whiten
from extractors.lines import SCRIPTS, SECOND, SecondReader, read_again, read_all, read_some, weigh
from extractors.ocr import Line, OcrEngine, Script
from extractors.outside import SWEEP_PT, account, meets
from extractors.paper import is_blank
from extractors.pasted import is_pasted
from extractors.pdf import BadFileError, Limits, PagePicture, PdfFile
from extractors.pictures import PictureFile, open_file
from extractors.registration import Registration
from extractors.separator import Code, codes_on, reference_in, separator_turn
from extractors.signature import judge_signature, may_be_typed, refuses
from extractors.streaks import UNSURE, comes_near, without_streaks
from extractors.unlaid import UnlaidReader
from extractors.writing import (
    irregularity,
    is_crossed_out,
    is_marked,
    runs_together,
    with_room,
    writing_mode,
)

# Pages of a file that are read whole, when they lie on no blank. Each takes two to four seconds:
# as many as this stay within the time of a document (document_seconds).
WHOLE_PAGES = 12
LIKELY = 60  # corners in place for a page to be called a known one though it cannot be laid


@dataclass(frozen=True)
class SeenField:
    """A box cut out of a page and freed of the blank's print; `around`: a checkbox with its
    surroundings; `damaged`: part of the writing may be gone, where a streak of the scanner's runs
    or where it meets the blank's print or the end of its box; `pasted`: a signature that nobody
    wrote on the paper."""

    field: FormField
    box: Box
    ink: Ink
    around: Ink | None = None
    damaged: bool = False
    pasted: bool = False


@dataclass(frozen=True)
class SeenPage:
    """A page looked at, before any line of it is read. `whole` is the reading of a page that lies
    on no blank, `reference` the case that a code on such a page names."""

    identity: PageIdentity
    source: PageSource
    residual: float | None = None
    quality: Quality | None = None
    fields: tuple[SeenField, ...] = ()
    outside: tuple[Place, ...] = ()
    reference: str | None = None
    whole: PageReading | None = None

    @property
    def lies_nowhere(self) -> bool:
        """Whether the page has to be read whole: an agreement's that could not be laid, or unknown.
        The case officers' reminder is never read."""
        return self.residual is None and self.identity.role in ("agreement", "unknown")


NOBODY = Trust()  # no electronic signature is believed
OpenFile = PdfFile | PictureFile | ContainerFile
FieldPlace = tuple[int, str]  # page of the file and key of the field


class Reader:
    """Reads files against a set of blanks; one a process."""

    def __init__(
        self,
        blanks: Sequence[BlankPage],
        engine: OcrEngine,
        limits: Limits,
        trust: Trust = NOBODY,
        second: SecondReader | None = None,
    ) -> None:
        """Without a `second` reader no value has two."""
        self._blanks = agreements_first(blanks)
        self._engine = engine
        self._second = second
        self._limits = limits
        self._trust = trust
        forms = {blank.form.id: blank.form for blank in blanks}
        self._unlaid = UnlaidReader(forms.values(), engine)

    @property
    def blanks(self) -> Sequence[BlankPage]:
        """What it reads against."""
        return self._blanks

    def read(self, name: str, data: bytes) -> FileReading:
        """Read one file. A bad file is data: its reading says what the problem is."""
        count: int | None = None
        try:
            with open_file(data, self._limits) as file:
                count = file.page_count
                seen = self._look_at(file, data)
            lines = read_all(self._engine, written(seen), self._second)
            outside = read_outside(self._engine, seen)
            no = refused(self._second, seen)
            pages = tuple(conclude(page, lines, outside[page.identity.number], no) for page in seen)
            signatures = signatures_of(data, self._trust)
            reading = FileReading(
                name=name,
                page_count=count,
                pages=pages,
                signatures=signatures,
                held=self._held_by(data),
            )
            return with_originals(reading, data, self._blanks, partial(self._again, seen))
        except BadFileError as error:
            return unread(name, error.problem, error.detail, count or error.page_count)
        except ReadingTimeout as error:
            return unread(name, "too_slow", str(error), count)
        except EngineError as error:
            return unread(name, "engine_failed", str(error), count)

    def _held_by(self, data: bytes) -> tuple[str, ...]:
        """The names of the files in a file, but for those that a blank form brings itself."""
        held = names_in(data, self._limits)
        if not held:
            return ()
        brought = {
            one.data
            for blank in {blank.data for blank in self._blanks}
            for one in names_in(blank, self._limits)
        }
        return tuple(one.name for one in held if one.data is None or one.data not in brought)

    def _again(self, seen: Sequence[SeenPage], number: int, key: str) -> tuple[str, ...]:
        """Further readings of a box of a page. Raises EngineError."""
        for item in (one for page in seen if page.identity.number == number for one in page.fields):
            if item.field.key == key and not item.ink.is_empty:
                return read_again(self._engine, item.field, item.ink)
        return ()

    def _look_at(self, file: OpenFile, data: bytes) -> list[SeenPage]:
        seen: list[SeenPage] = []
        left = WHOLE_PAGES
        before: PagePicture | None = None
        for page in file.pages():
            blanks = next_first(self._blanks, seen[-1].identity) if seen else self._blanks
            found = look(page, blanks, before, self._engine)
            if found.lies_nowhere:
                held = file.document(page.number) if isinstance(file, ContainerFile) else data
                found = self._read_whole(found, page, held if left else None)
                left = max(0, left - 1)
            seen.append(found)
            before = page
        return seen

    def _read_whole(self, seen: SeenPage, page: PagePicture, data: bytes | None) -> SeenPage:
        """A page that lies on no blank, read while its picture is at hand; without `data` the file
        has had its share of such pages."""
        if data is None:
            unread = PageReading(identity=seen.identity, source=seen.source, unread=True)
            return replace(seen, whole=unread)
        whole = self._unlaid.read(page, data, seen.identity)
        return replace(seen, identity=whole.identity, whole=whole)


def unread(name: str, problem: Problem, detail: str, page_count: int | None) -> FileReading:
    """The reading of a file that could not be read."""
    return FileReading(name=name, problem=problem, detail=detail, page_count=page_count)


def agreements_first(blanks: Sequence[BlankPage]) -> list[BlankPage]:
    """The blanks with the first pages of agreements first, as files begin with one, and other known
    documents last: they come seldom."""
    return sorted(blanks, key=lambda blank: (blank.form.role != "agreement", blank.number))


def next_first(blanks: Sequence[BlankPage], last: PageIdentity) -> list[BlankPage]:
    """The blanks with the likeliest first: after page 1 of a form its page 2."""
    follows = (last.form, (last.form_page or 0) + 1)
    return sorted(blanks, key=lambda blank: (blank.form.id, blank.number) != follows)


def written(pages: Sequence[SeenPage]) -> dict[FieldPlace, tuple[FormField, Ink]]:
    """The boxes with ink that may be text."""
    return {
        (page.identity.number, item.field.key): (item.field, item.ink)
        for page in pages
        for item in page.fields
        if may_be_text(item)
    }


def refused(second: SecondReader | None, pages: Sequence[SeenPage]) -> frozenset[FieldPlace]:
    """The signatures' boxes in which the second reader, which reads handwriting, finds words that
    refuse. Raises EngineError."""
    signed = {
        (page.identity.number, item.field.key): ((SECOND,), item.ink)
        for page in pages
        for item in page.fields
        if is_signed(item)
    }
    lines = read_some(second.engine, signed) if second else {}
    return frozenset(key for key, read in lines.items() if any(refuses(one.text) for one in read))


def may_be_text(item: SeenField) -> bool:
    """Whether an engine is to read a box. In the signature's stands type at most by mistake."""
    if item.field.type == "signature":
        return may_be_typed(item.ink)
    return item.field.type != "checkbox" and not item.ink.is_empty


def look(
    page: PagePicture,
    blanks: Sequence[BlankPage],
    before: PagePicture | None = None,
    engine: OcrEngine | None = None,
) -> SeenPage:
    """Recognise a page, lay it on its blank and subtract. `before` is the page scanned before it:
    the other side of the sheet, perhaps. `engine` reads what a page that does not lie says of
    itself; raises EngineError."""
    matches = []
    for match in identify(page, blanks):
        laid = lay_down(page, match)
        if laid:
            return subtract(laid.page, laid.match, laid.lying)
        matches.append(match)
    numbers = frozenset(blank.form.form_number for blank in blanks)
    named = confirmed(page, matches, numbers, engine) if matches and engine else None
    if named:
        return SeenPage(identity=by_imprint(page, named), source=page.source)
    codes = codes_on(page)
    identity = unlaid(page, matches, codes, before)
    return SeenPage(identity=identity, source=page.source, reference=reference_in(codes))


def subtract(page: PagePicture, match: Match, lying: Registration) -> SeenPage:
    """Take the blank's print from every box of a page that lies on it."""
    is_agreement = match.blank.form.role == "agreement"
    whitened = replace(page, picture=whiten(page)) if is_agreement else page
    white, streaks = without_streaks(whitened)
    identity = identity_of(page, match, round(lying.found, 3))
    outside = look_outside(white, match, lying) if is_agreement else ()
    fields = tuple(
        SeenField(
            field,
            place(page, match, lying, field.box),
            (ink := ink_of(white, lying, field, outside)),
            surroundings(white, lying, field),
            comes_near(ink, field.box, streaks, lying.to_pixels)
            or (is_line(field) and meets_print(ink, lying.blank, field.box)),
        )
        for field in match.blank.fields
    )
    fields = tuple(
        replace(item, pasted=is_signed(item) and is_pasted(page, lying, item.field, item.box))
        for item in fields
    )
    residual = round(lying.residual, 3)
    return SeenPage(identity, page.source, residual, page.quality, fields, outside)


def is_line(field: FormField) -> bool:
    """Whether a line of text belongs in a box."""
    return field.type not in ("checkbox", "signature")


def is_signed(item: SeenField) -> bool:
    """Whether there is ink where the signature belongs."""
    return item.field.type == "signature" and not item.ink.is_empty


def ink_of(
    white: PagePicture, lying: Registration, field: FormField, outside: Sequence[Place]
) -> Ink:
    """What was written in a box; of a signature also what goes on outside it."""
    goes_on = field.type == "signature" and any(
        spot.what.kind == "overflow" and meets(spot.what.box, field.box) for spot in outside
    )
    if goes_on:
        return reaching(white, lying, field, SWEEP_PT)
    return ink_in(white, lying, field)


def look_outside(white: PagePicture, match: Match, lying: Registration) -> tuple[Place, ...]:
    """What a page holds outside its boxes that the blank does not print."""
    outside = account(white, lying)
    boxes = [place(white, match, lying, one.box) for one in outside.all]
    return places(white, lying, outside, boxes)


def read_outside(
    engine: OcrEngine, pages: Sequence[SeenPage]
) -> dict[int, list[tuple[Place, tuple[Line, ...]]]]:
    """By page of the file, what is outside the boxes with what is written there. Raises
    EngineError."""
    left: dict[Script, Iterator[Line]] = {}
    for script in SCRIPTS:
        pictures = [
            one
            for page in pages
            for spot in page.outside
            if spot.script == script
            for one in spot.pictures
        ]
        lines = engine.read_lines(pictures, script)
        if len(lines) != len(pictures):
            raise EngineError(f"{engine.name} gave {len(lines)} lines for {len(pictures)} pictures")
        left[script] = iter(lines)
    return {
        page.identity.number: [
            (spot, tuple(next(left[spot.script]) for _ in spot.pictures)) for spot in page.outside
        ]
        for page in pages
    }


def by_imprint(page: PagePicture, named: Confirmed) -> PageIdentity:
    """A page of a form that does not lie on its blank but bears its number, and "n (m)" as well or
    at least the corners of that page."""
    return identity_of(page, named.match, 0.9 if named.both else 0.7)


def identity_of(page: PagePicture, match: Match, confidence: float) -> PageIdentity:
    """The identity of a page that was matched with a blank."""
    return PageIdentity(
        original=0,
        number=page.number,
        role=match.blank.form.role,
        form=match.blank.form.id,
        form_page=match.blank.number,
        rotation=match.rotation,
        confidence=confidence,
    )


def surroundings(page: PagePicture, lying: Registration, field: FormField) -> Ink | None:
    """The ink of a checkbox and around it; of no other field."""
    return ink_in(page, lying, with_room(field, lying.blank)) if field.type == "checkbox" else None


def unlaid(
    page: PagePicture,
    matches: Sequence[Match],
    codes: Sequence[Code],
    before: PagePicture | None = None,
) -> PageIdentity:
    """What a page is that lies on no blank: a page of a form that cannot be read box by box, blank
    paper, a separator sheet, or unknown."""
    rotation = separator_turn(page, codes)  # a code that can be read leaves no doubt, corners do
    if rotation is not None:
        return PageIdentity(
            original=0, number=page.number, role="separator", rotation=rotation, confidence=1.0
        )
    if matches and matches[0].corners >= LIKELY:
        return identity_of(page, matches[0], 0.5)
    if is_blank(page, before):
        return PageIdentity(original=0, number=page.number, role="blank", confidence=1.0)
    return PageIdentity(original=0, number=page.number, role="unknown", confidence=0.0)


def place(page: PagePicture, match: Match, lying: Registration, box: PointBox) -> Box:
    """Where a box of the blank lies on the received page, upright, in fractions."""
    x0, top, x1, bottom = box
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


def conclude(
    page: SeenPage,
    lines: Mapping[FieldPlace, tuple[Line, ...]],
    outside: Sequence[tuple[Place, tuple[Line, ...]]] = (),
    no: Set[FieldPlace] = frozenset(),
) -> PageReading:
    """Put what was seen and what was read together. `no`: see refused."""
    if page.whole:
        return page.whole.model_copy(update={"reference": page.reference})
    fields: list[FieldReading] = []
    signature: SignatureFact | None = None
    parts = irregularities(page)
    for item in page.fields:
        read = lines.get((page.identity.number, item.field.key), ())
        if item.field.type == "signature":
            kind, evidence = judge_signature(item.ink, read, page.source, item.pasted)
            if kind == "wet_ink" and (page.identity.number, item.field.key) in no:
                kind, evidence = "cannot_tell", "words in the box refuse"
            signature = SignatureFact(
                kind=kind, evidence=evidence, page=page.identity.number, box=item.box
            )
        else:
            part = parts[part_of(item.field)]
            fields.append(field_reading(item, read, part, page.identity.number))
    return PageReading(
        identity=page.identity,
        source=page.source,
        reference=page.reference,
        residual=page.residual,
        quality=page.quality,
        fields=tuple(fields),
        signature=signature,
        alterations=tuple(
            filter(None, (alteration(*one, page.identity.number) for one in outside))
        ),
        ink=tuple(filter(None, (ink_group(*one) for one in outside))),
    )


def irregularities(page: SeenPage) -> dict[str, list[float]]:
    """How unevenly the lines of each part of a page stand."""
    parts: dict[str, list[float]] = {part_of(item.field): [] for item in page.fields}
    for item in page.fields:
        if item.field.type not in ("checkbox", "signature") and not item.ink.is_empty:
            found = irregularity(item.ink)
            if found is not None:
                parts[part_of(item.field)].append(found)
    return judged_together(parts)


def judged_together(parts: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """The lines that each part is judged by: its own or, of a single line, all of the page.

    One worn line of print stands as unevenly as handwriting does at times ("Exempelsystem AB", 5 of
    71 bilevel lines of print); a mean of several does not. The signature's part is by hand more
    often than the rest of its page, and is judged by itself."""
    others = [found for part, lines in parts.items() if part != "signature" for found in lines]
    return {
        part: others if len(lines) == 1 and part != "signature" else lines
        for part, lines in parts.items()
    }


def part_of(field: FormField) -> str:
    """The part of the form that a box is in, filled in by one hand or machine."""
    return field.key.partition(".")[0]


def field_reading(
    item: SeenField, lines: Sequence[Line], part: Sequence[float], number: int
) -> FieldReading:
    """What a box holds: a mark, nothing, or a line."""
    if item.field.type == "checkbox":
        marked, confidence = is_marked(item.ink, item.around or item.ink)
        return FieldReading(
            key=item.field.key,
            raw="x" if marked else "",
            value="yes" if marked else "no",
            confidence=min(confidence, UNSURE) if item.damaged else confidence,
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
    mode = writing_mode(item.ink, part)
    if mode == "print" and runs_together(weighed.raw or "", item.ink):
        mode = "hand"
    # handwriting that two readers agree on is wrong too often (docs/accuracy.md), and of what is
    # under a streak or the blank's print both readers see the same remains
    stands = weighed.by_two_readers and mode == "print" and not item.damaged
    return FieldReading(
        key=item.field.key,
        raw=weighed.raw,
        value=weighed.value,
        confidence=min(weighed.confidence, UNSURE) if item.damaged else weighed.confidence,
        source="ocr",
        mode=mode,
        crossed_out=is_crossed_out(item.ink),
        page=number,
        box=item.box,
        candidates=weighed.candidates,
        support="two_readers" if stands else None,
    )
