"""Makes the reader's ranks probabilities, when an agreement is judged."""

from domain.agreement import Agreement
from domain.calibration import Kind, Standing, TypeGroup
from domain.facts import Facts
from domain.form import FieldType
from domain.page import Quality
from domain.reading import FieldReading

GROUPS: dict[FieldType, TypeGroup] = {
    "text": "text",
    "signature": "text",
    "code": "code",
    "email": "email",
    "org_no": "number",
    "phone": "number",
    "postal_code": "number",
    "date": "number",
    "checkbox": "checkbox",
}


def calibrated(agreement: Agreement, facts: Facts) -> Agreement:
    """The agreement with the probability that each value is right for its confidence; nothing is
    probable without a calibration."""
    types = {field.key: field.type for field in facts.form(agreement.form).fields}
    fields = tuple(
        field.model_copy(
            update={
                "confidence": chance(
                    field, kind_of(field, types[field.key], agreement.quality(field.page)), facts
                ),
                "rank": field.as_ranked,
            }
        )
        for field in agreement.fields
    )
    return agreement.model_copy(update={"fields": fields})


def chance(field: FieldReading, kind: Kind, facts: Facts) -> float:
    """The probability that a field's value is right. Ink without a value is no right value; what a
    person has entered is not judged."""
    if field.source == "person":
        return 1.0
    known = facts.reference.calibration
    if known is None or (field.value is None and field.raw != ""):
        return 0.0
    return known.chance(kind, field.as_ranked)


def kind_of(field: FieldReading, type_: FieldType, quality: Quality | None) -> Kind:
    """The kind of value that a field has, once all that vouches for it is known."""
    is_empty = field.raw == "" and type_ != "checkbox"
    return Kind(
        standing=standing_of(field),
        mode=field.mode,
        group="empty" if is_empty else GROUPS[type_],
        quality=quality,
    )


def standing_of(field: FieldReading) -> Standing:
    """What stands for the value of a field."""
    if field.source == "anchor":
        return "labels"
    if field.support is not None:
        return field.support
    return "ink" if field.source == "ink" else "none"
