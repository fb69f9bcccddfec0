"""What the viewer of a case shows: its pages, and where on them each field was read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.agreement import Agreement
from domain.judgement import SAMPLED
from domain.ledger import KeptEnd
from domain.page import Box, Rotation
from domain.reading import Alteration, PageReading
from domain.ruling import PageSaid
from pipeline import words
from pipeline.filing import end_of, places
from pipeline.ports import Folder, Sheet
from validators.field_names import FIELD_NAMES

SIGNATURE = "signature.signature"
NOT_READ = "inte läst"


@dataclass(frozen=True)
class ViewerBox:
    """Where a field was read, on the page upright; `label` is the field's name in Swedish."""

    key: str
    label: str
    box: Box


@dataclass(frozen=True)
class ViewerPage:
    """A page of a case. `number` counts through all files of the case, from 1; `label` says in
    Swedish what it is; of a page of a form, `form` is its id and `form_page` which page. `end` is
    where the page ended when it says nothing in this case (replaced, a duplicate ...), in Swedish;
    `elsewhere` the other case that it belongs to. `on_blank`: it lies on its blank, so the blank's
    words and what is left beside them can be shown."""

    number: int
    label: str
    boxes: tuple[ViewerBox, ...] = ()
    form: str = ""
    form_page: int | None = None
    end: str = ""
    elsewhere: str = ""
    file: str = ""
    on_blank: bool = False
    changes: tuple[Alteration, ...] = ()


@dataclass(frozen=True)
class KeptPage:
    """Where a page of a case is kept: the original's SHA-256 and the page's number in it, and the
    turn that brings it upright. `read` is None of a page that nobody could read."""

    number: int
    sha256: str
    file: str
    page: int
    turn: Rotation
    read: PageReading | None
    end: KeptEnd | None
    said: PageSaid | None


def viewer_pages(folder: Folder) -> tuple[ViewerPage, ...]:
    """The pages of a case's files, in order. None of a case that waits for a blind check: whoever
    checks sees the boxes that they are asked for, and nothing that was read."""
    if folder.queue == SAMPLED:
        return ()
    found = field_places(folder)
    return tuple(_viewer_page(one, folder.case.id, found) for one in kept_pages(folder))


def kept_pages(folder: Folder) -> tuple[KeptPage, ...]:
    """Where each page of the files of a case is kept, by its number in the case."""
    sheets = {(one.delivery, one.original): one for one in folder.sheets}
    originals = {
        (delivery.id, at): original
        for delivery in folder.deliveries
        for at, original in enumerate(delivery.originals)
    }
    said = {(r.delivery, r.original, r.page): r for r in folder.rulings if isinstance(r, PageSaid)}
    found = []
    for one in places(folder.sheets):
        here = (one.delivery, one.original)
        read = _read(sheets[here], one.page)
        found.append(
            KeptPage(
                number=one.number,
                sha256=originals[here].sha256,
                file=originals[here].name,
                page=one.page,
                turn=read.identity.rotation if read else 0,
                read=read,
                end=end_of(sheets[here], one.page),
                said=said.get((*here, one.page)),
            )
        )
    return tuple(found)


def field_places(folder: Folder) -> dict[str, tuple[int, Box]]:
    """The page, by its number in the case, and the box of every field and of the signature.

    A key may have been read on several pages: the place that counts is that of the case's value."""
    counts = dict(_counting(folder.case.agreement))
    told = {one.number for one in kept_pages(folder) if one.said}
    found = {key: place for key, place in counts.items() if place[0] in told}
    for key, number, box in _boxes(folder):
        if key not in found or (box != found[key][1] and box == counts.get(key, (0, None))[1]):
            found[key] = (number, box)
    return found


def _counting(agreement: Agreement | None) -> Iterator[tuple[str, tuple[int, Box]]]:
    """The places that the agreement itself tells. Its pages are those of one file, until the case
    has been judged anew, and then those of the case. The boxes of a page of which a person has said
    what it is stand nowhere else."""
    if agreement is None:
        return
    for one in agreement.fields:
        yield one.key, (one.page, one.box)
    signed = agreement.signature
    if signed.page and signed.box:
        yield SIGNATURE, (signed.page, signed.box)


def _boxes(folder: Folder) -> Iterator[tuple[str, int, Box]]:
    """Every box on the pages of the case's agreement: its key, its page in the case, its place."""
    for one in kept_pages(folder):
        if one.read is None or not _counts(one, folder.case.id):
            continue
        for field in one.read.fields:
            yield field.key, one.number, field.box
        if one.read.signature and one.read.signature.box:
            yield SIGNATURE, one.number, one.read.signature.box


def _counts(page: KeptPage, case: str) -> bool:
    """Whether what was read on a page says something of this case's agreement."""
    return page.end is not None and page.end.case == case and page.end.kind == "agreement"


def _viewer_page(page: KeptPage, case: str, found: Mapping[str, tuple[int, Box]]) -> ViewerPage:
    label, form, form_page = _what(page)
    own = _counts(page, case)
    elsewhere = page.end.case if page.end and page.end.case not in (None, case) else None
    return ViewerPage(
        number=page.number,
        label=label,
        boxes=tuple(
            ViewerBox(key, FIELD_NAMES[key], box)
            for key, (number, box) in found.items()
            if number == page.number
        ),
        form=form,
        form_page=form_page,
        end="" if own or page.end is None else words.PAGE_ENDS[page.end.kind],
        elsewhere=elsewhere or "",
        file=page.file,
        on_blank=own and page.read is not None and page.read.residual is not None,
        changes=page.read.alterations if own and page.read else (),
    )


def _what(page: KeptPage) -> tuple[str, str, int | None]:
    """What a page is, its form and which page of that, as a person has said or else as the machine
    saw."""
    if page.said:
        return words.PAGE_ENDS["agreement"], page.said.form, page.said.form_page
    if page.read is None:
        return NOT_READ, "", None
    one = page.read.identity
    label = words.PAGE_ENDS["agreement"] if one.role == "agreement" else words.ROLES[one.role]
    return label, one.form or "", one.form_page


def _read(sheet: Sheet, number: int) -> PageReading | None:
    return next((one for one in sheet.reading.pages if one.identity.number == number), None)
