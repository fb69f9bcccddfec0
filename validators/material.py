"""What the reading itself leaves in doubt: ink that was not read surely."""

import math
from collections.abc import Iterable

from domain.agreement import Agreement
from domain.facts import Facts
from domain.form import FormField
from domain.judgement import Finding
from domain.personal_number import MASK
from validators.catalogue import CATALOGUE

# How far from the border of the decision the ink of a checkbox has to be, between 0.5 and 1: its
# rank, since a mark has no source beside the ink.
CLEAR = 0.80


def field_unclear(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Boxes with ink that was not read, or whose value nothing vouches for, or which is right less
    often than the operating point asks for."""
    fields = facts.form(agreement.form).fields
    known = facts.reference.calibration
    least = known.operating_point if known else math.inf
    unclear = tuple(field.key for field in fields if _is_unclear(field, agreement, least))
    if unclear:
        yield CATALOGUE["material.field_unclear"].finding(unclear)


def handwritten(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Boxes filled in by hand: that two readers agree on handwriting proves nothing yet."""
    by_hand = tuple(
        field.key
        for field in agreement.fields
        if field.mode == "hand" and field.raw != "" and field.source != "person"
    )
    if by_hand:
        yield CATALOGUE["material.handwritten"].finding(by_hand)


def crossed_out(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Boxes with a line through what is written: what was meant instead is a person's to see."""
    fields = tuple(field.key for field in agreement.fields if field.crossed_out)
    if fields:
        yield CATALOGUE["material.crossed_out"].finding(fields)


def personal_number(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Boxes in which a personal identity number stood: it was masked when it was read."""
    masked = tuple(field.key for field in agreement.fields if MASK in (field.raw or ""))
    if masked:
        yield CATALOGUE["material.personal_number"].finding(masked)


def read_by_labels(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Values found beside a label on a page that lies on no blank: a person confirms every one,
    however good it looks."""
    concerned = [field for field in agreement.fields if field.source == "anchor"]
    if concerned:
        pages = ", ".join(map(str, sorted({field.page for field in concerned})))
        keys = tuple(field.key for field in concerned if field.raw is not None)
        yield CATALOGUE["material.read_by_labels"].finding(keys, pages)


def _is_unclear(field: FormField, agreement: Agreement, least: float) -> bool:
    """A box of a received page that has no reading at all is unclear too. `least` is the operating
    point, the least probability of a value that passes."""
    if field.type == "signature" or field.page in agreement.missing_pages:
        return False
    reading = agreement.field(field.key)
    if reading is None or reading.raw is None:
        return True
    if reading.raw == "" or reading.source == "person":
        return False
    if reading.source == "anchor":  # read_by_labels asks for all that have a value
        return reading.value is None
    if field.type == "checkbox":
        return reading.value is None or reading.as_ranked < CLEAR
    no_value = field.type in ("text", "code") and reading.value is None
    unlikely = reading.value is not None and reading.confidence < least
    return no_value or reading.support is None or unlikely
