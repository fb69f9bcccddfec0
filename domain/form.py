"""Form versions: the approved blanks, as data (forms/<id>/form.yaml)."""

from datetime import date
from typing import Literal, NamedTuple

from domain.page import Role
from domain.value import Value

# "code" is a number with letters and signs that spell no word: a registry or serial number.
FieldType = Literal[
    "text", "code", "email", "phone", "org_no", "postal_code", "date", "checkbox", "signature"
]

# Every key that a form may ask for. docs/fields.md says what each means.
FIELD_KEYS = (
    "party.municipality_name",
    "party.org_no",
    "party.board_name",
    "party.department",
    "party.postal_address",
    "party.postal_code",
    "party.city",
    "mandate.decision_date",
    "mandate.registry_no",
    "agreement_contact.name",
    "agreement_contact.title",
    "agreement_contact.phone",
    "agreement_contact.email",
    "technical_contact.name",
    "technical_contact.title",
    "technical_contact.phone",
    "technical_contact.email",
    "supplier.name",
    "supplier.org_no",
    "certificate.serial_no",
    "terms.accepted",
    "signature.place",
    "signature.date",
    "signature.signature",
    "signature.name_clarification",
    "signature.title",
)

# A draft's box that nobody has given a meaning yet has a key that begins so.
PLACEHOLDER = "todo."


class PointBox(NamedTuple):
    """A place on a page in PDF points (1/72 inch), origin at the top left of the page."""

    x0: float
    top: float
    x1: float
    bottom: float


class FormField(Value):
    """One box of a form. `box` is the ruled box with its label, or the square of a checkbox.

    `label_box` is where the label is printed when that is not in the box.
    """

    key: str
    label: str
    type: FieldType
    page: int
    box: PointBox
    label_box: PointBox | None = None
    required: bool = False


class FormMap(Value):
    """What a blank asks for, and where.

    `accepted_until` None: still accepted. After that date the version is superseded and a person
    decides. `clauses` are the numbered sentences that the Party signs.
    """

    id: str
    title: str
    form_number: str
    role: Role = "agreement"
    accepted_until: date | None = None
    pages: int
    fields: tuple[FormField, ...]
    clauses: tuple[str, ...] = ()

    def field(self, key: str) -> FormField | None:
        """The box with this key, or None when this version does not ask for it."""
        return next((field for field in self.fields if field.key == key), None)


class FormVersion(FormMap):
    """One version of a known document: the agreement form, or another of which the pages have
    another `role`."""

    valid_from: date


class FormDraft(FormMap):
    """A map that no person has approved: it is in nobody's use, and may lack its first day."""

    draft: Literal[True] = True
    valid_from: date | None = None
