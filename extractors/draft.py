"""Makes a draft of a form version from its blank: what it asks for, where, and what it says.

A draft is a proposal. Nothing is used before a person has looked through it (docs/decisions.md).
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from domain.form import PLACEHOLDER, FormDraft, FormField, PointBox
from domain.value import Value
from extractors.draft_boxes import Spot, spots_on
from extractors.draft_keys import key_of, type_of
from extractors.draft_labels import Label, labels_of
from extractors.draft_page import BlankError, Sheet, sheets_of
from extractors.draft_text import (
    body_type,
    clauses_of,
    form_number_of,
    headings_over,
    is_heading,
    title_of,
)
from extractors.draft_widgets import Fillable, fillable
from extractors.pdf import BadFileError, Limits, check_outside, structure

LIMITS = Limits(max_bytes=50_000_000, max_pages=50)

Refusal = Literal["empty_file", "not_pdf", "locked", "damaged", "too_large", "dynamic_xfa", "scan"]


class NoDraftError(Exception):
    """No draft can be made; `why` says so in one word, the message is for developers."""

    def __init__(self, why: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.why: Refusal = why


class Draft(Value):
    """A draft with what a person should look at.

    `ruled` are the ruled boxes round those fields that have a smaller box of their own, by key.
    `filled` counts places in which something stands already. `fillable` says whether the boxes are
    those of the blank's widgets.
    """

    form: FormDraft
    ruled: dict[str, PointBox]
    filled: int
    fillable: bool


class Place(Value):
    """A place to fill in, with its label and the headings over it."""

    spot: Spot
    label: Label
    headings: tuple[str, ...]


def draft(data: bytes, form_id: str) -> Draft:
    """Make a draft from the bytes of a blank. Raises NoDraftError."""
    check(data)
    try:
        form, sheets = fillable(data), sheets_of(data)
    except BlankError as error:
        raise NoDraftError("damaged", str(error)) from error
    found = list(places(sheets, form))
    if not found:
        raise nothing_found(form)
    fields = fields_of(found)
    return Draft(
        form=FormDraft(
            id=form_id,
            title=title_of(sheets[0]),
            form_number=form_number_of(sheets),
            pages=len(sheets),
            fields=fields,
            clauses=clauses_of(sheets),
        ),
        ruled={
            field.key: rounded(place.spot.ruled)
            for field, place in zip(fields, found, strict=True)
            if place.spot.ruled and place.spot.ruled != place.spot.box
        },
        filled=sum(widget.filled for widget in form.widgets),
        fillable=bool(form.widgets),
    )


def check(data: bytes) -> None:
    """Whether the file is a PDF that opens. Raises NoDraftError."""
    try:
        check_outside(data, LIMITS)
        pages = len(structure(data).pages)
    except BadFileError as error:
        raise NoDraftError(REFUSALS.get(error.problem, "damaged"), error.detail) from error
    if not 1 <= pages <= LIMITS.max_pages:
        raise NoDraftError("too_large" if pages else "damaged", f"{pages} pages")


REFUSALS: dict[str, Refusal] = {
    "empty_file": "empty_file",
    "not_pdf": "not_pdf",
    "encrypted": "locked",
    "too_large": "too_large",
}


def nothing_found(form: Fillable) -> NoDraftError:
    """Why a blank has no places to fill in: it is drawn by a program in it (a dynamic XFA form,
    which shows a request to wait to all other programs), or a picture."""
    if form.has_xfa and not form.widgets:
        return NoDraftError("dynamic_xfa", "an XFA form without widgets")
    return NoDraftError("scan", "no text with boxes to fill in")


def places(sheets: Sequence[Sheet], form: Fillable) -> Iterator[Place]:
    """Every place to fill in, page by page. A part that goes on from the page before keeps that
    page's last heading."""
    body = body_type(sheets)
    carried: tuple[str, ...] = ()
    for sheet in sheets:
        headings = [phrase for phrase in sheet.phrases if is_heading(phrase, body)]
        spots = spots_on(sheet, form.widgets, bool(form.widgets))
        for spot, label in zip(spots, labels_of(spots, sheet), strict=True):
            over = headings_over(spot.at, headings)
            yield Place(spot=spot, label=label, headings=over or carried)
        if headings:
            carried = (headings[-1].text,)


def fields_of(found: Sequence[Place]) -> tuple[FormField, ...]:
    """The fields of a draft. A key is given once, to the first box that asks for it; every other
    box gets a placeholder that a person replaces or removes."""
    fields: list[FormField] = []
    used: set[str] = set()
    for number, place in enumerate(found, start=1):
        label, spot = place.label, place.spot
        type_ = type_of(spot.kind, label.text)
        entry = key_of(type_, label.text, place.headings)
        known = entry is not None and entry.key not in used
        key = entry.key if entry and known else f"{PLACEHOLDER}page{spot.page}_box{number}"
        used.add(key)
        box = rounded(spot.box)
        fields.append(
            FormField(
                key=key,
                label=label.text,
                type=type_,
                page=spot.page,
                box=box,
                label_box=label_box(label, spot.box),
                required=bool(entry and known and entry.required),
            )
        )
    return tuple(fields)


def label_box(label: Label, box: PointBox) -> PointBox | None:
    """Where a label is printed, unless all of it is in the box."""
    place = label.box
    if place is None:
        return None
    x, y = (place.x0 + place.x1) / 2, (place.top + place.bottom) / 2
    inside = box.x0 <= x <= box.x1 and box.top <= y <= box.bottom
    return None if inside else rounded(place)


def rounded(box: PointBox) -> PointBox:
    """To a tenth of a point."""
    return PointBox(*(round(edge, 1) for edge in box))
