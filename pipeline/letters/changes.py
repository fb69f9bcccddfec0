"""What differs between two versions of an entry in the register: the values only that changed."""

from domain.register import Connection
from domain.value import Value
from pipeline.letters.render import Language
from validators.field_names import FIELD_NAMES

# Where each field of a form stands in an entry.
_PLACES: dict[str, tuple[str, ...]] = {
    "party.municipality_name": ("municipality",),
    "party.org_no": ("org_no",),
    "party.board_name": ("board",),
    "party.department": ("department",),
    "party.postal_address": ("postal_address",),
    "party.postal_code": ("postal_code",),
    "party.city": ("city",),
    "mandate.decision_date": ("mandate_date",),
    "mandate.registry_no": ("mandate_registry_no",),
    "agreement_contact.name": ("agreement_contact", "name"),
    "agreement_contact.title": ("agreement_contact", "title"),
    "agreement_contact.phone": ("agreement_contact", "phone"),
    "agreement_contact.email": ("agreement_contact", "email"),
    "technical_contact.name": ("technical_contact", "name"),
    "technical_contact.title": ("technical_contact", "title"),
    "technical_contact.phone": ("technical_contact", "phone"),
    "technical_contact.email": ("technical_contact", "email"),
    "supplier.name": ("supplier_name",),
    "supplier.org_no": ("supplier_org_no",),
    "certificate.serial_no": ("certificate_serial_no",),
    "signature.date": ("signed_on",),
    "signature.name_clarification": ("signed_by",),
}


class Change(Value):
    """A value that differs; `before` or `after` is "" where there was none."""

    name: str
    before: str
    after: str


def changes(before: Connection, after: Connection, language: Language = "sv") -> tuple[Change, ...]:
    """What differs, in the order of the form."""
    found = ((key, _at(before, key), _at(after, key)) for key in _PLACES)
    return tuple(
        Change(name=FIELD_NAMES[key] if language == "sv" else key, before=old, after=new)
        for key, old, new in found
        if old != new
    )


def _at(entry: Connection, key: str) -> str:
    value: object = entry
    for name in _PLACES[key]:
        value = getattr(value, name, None)
    return "" if value is None else str(value)
