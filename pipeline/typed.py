"""What persons typed, held against the pages of a case as they lie there now. Pure.

A person types what stands on a page. If another page has taken its place, what was typed counts on
only where that page is an answer of the Party's: then what a person entered stands until a person
says otherwise, and a finding tells where the answer says something else. A page that was moved in
is about something else: what was typed of the earlier one is shown, and not applied.
"""

from collections.abc import Iterator, Sequence

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding, Part
from domain.reading import FieldReading
from domain.ruling import Answered, Correction, Ruling
from extractors.values import canonical
from validators.catalogue import CATALOGUE


def with_typed(
    agreement: Agreement, part: Part, rulings: Sequence[Ruling], facts: Facts
) -> Agreement:
    """The agreement with what was typed of its pages in the place of what was read."""
    types = {field.key: field.type for field in facts.form(agreement.form).fields}
    typed = counting(part, rulings)
    fields = tuple(
        _entered(field, canonical(types[field.key], typed[field.key].text), typed[field.key].text)
        if field.key in typed
        else field
        for field in agreement.fields
    )
    return agreement.model_copy(update={"fields": fields})


def about_typed(part: Part, rulings: Sequence[Ruling], facts: Facts) -> Iterator[Finding]:
    """Where an answer says something else than a person had typed, and boxes of which a person
    typed what stood on a page that is there no more. Told anew each time the case is judged."""
    if part.agreement is None:
        return
    counts = counting(part, rulings)
    said = with_typed(part.agreement, part, rulings, facts)
    differing = tuple(
        read.key
        for read, stands in zip(part.agreement.fields, said.fields, strict=True)
        if read.key in counts
        and counts[read.key].page != part.page_of(read.key)
        and not _says(read, stands)
    )
    if differing:
        yield CATALOGUE["material.answer_differs"].finding(differing)
    typed = {one.key for one in rulings if isinstance(one, Correction)}
    left = tuple(
        one.key for one in part.agreement.fields if one.key in typed and one.key not in counts
    )
    if left:
        yield CATALOGUE["material.typed_elsewhere"].finding(left)


def counting(part: Part, rulings: Sequence[Ruling]) -> dict[str, Correction]:
    """What was typed last of each box as it is there now."""
    return {
        one.key: one
        for at, one in enumerate(rulings)
        if isinstance(one, Correction) and _is_of_this(part, one, rulings[at + 1 :])
    }


def _is_of_this(part: Part, typed: Correction, later: Sequence[Ruling]) -> bool:
    """Whether the box stands on the page that was typed from, or on one that has come for it in an
    answer since."""
    here = part.page_of(typed.key)
    if here == typed.page:
        return True
    answers = {one.delivery for one in later if isinstance(one, Answered)}
    return here is not None and here.delivery in answers


def _entered(field: FieldReading, value: str | None, text: str) -> FieldReading:
    """A field as a person typed it; its candidates stay, to be seen beside it."""
    text = text.strip()
    return field.model_copy(
        update={
            "raw": text,
            "value": value if text else None,
            "source": "person",
            "confidence": 1.0,
            "support": None,
            "crossed_out": False,
            "hidden": None,
        }
    )


def _says(read: FieldReading, stands: FieldReading) -> bool:
    """Whether a box says what a person had typed; an empty one says what an empty one does."""
    if stands.value is None:
        return read.raw == stands.raw
    return read.value == stands.value
