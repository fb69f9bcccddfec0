"""The register of users: one connection for each (org_no, board), in versions."""

from datetime import datetime
from typing import Literal

from domain.value import Value

# Why there is a version: the first of a Party, a new agreement in the place of the last, other
# contact persons or supplier, access opened, a correction by a person, an imported register, and
# that the connection has come to its end.
VersionReason = Literal["new", "replacement", "contacts", "access", "correction", "import", "ended"]

KEY_LENGTH = 255  # no board's name is longer; a database's index takes only so much


# Where a field of the form stands in an entry. Boxes that are not here (the tick for the terms, the
# place of signature) leave nothing in the register.
ENTRY_FIELDS: dict[str, tuple[str, ...]] = {
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


class Contact(Value):
    """A contact person. The agency needs a name and an e-mail address; the rest may be absent.

    `phone` is as written, `phone_e164` as the standard E.164 writes it.
    """

    name: str
    email: str
    title: str | None = None
    phone: str | None = None
    phone_e164: str | None = None


class Connection(Value):
    """One version of one Party's entry. Nothing is overwritten: a change is a new version.

    `concluded_at` is when access was opened: the agreement counts as concluded when the Party can
    use the service, not when it signed. `case` is the case that the version comes from; None for
    an entry of an imported register. `why` is what a person gave as the reason of a correction, or
    of the end. `ended_at` is when the connection came to its end: the version that says so is the
    last, and a later agreement of the Party makes a new beginning.
    """

    org_no: str
    municipality: str
    board: str
    version: int = 1
    department: str | None = None
    postal_address: str
    postal_code: str
    city: str
    mandate_date: str | None = None
    mandate_registry_no: str | None = None
    agreement_contact: Contact
    technical_contact: Contact | None = None
    supplier_name: str | None = None
    supplier_org_no: str | None = None
    certificate_serial_no: str | None = None
    form: str
    signed_on: str
    signed_by: str
    valid_from: datetime
    concluded_at: datetime | None = None
    ended_at: datetime | None = None
    case: str | None
    reason: VersionReason = "new"
    why: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a Party: the municipality's number and the board, in lower case."""
        return self.org_no, board_key(self.board)

    def value(self, key: str) -> str | None:
        """What the entry has of a field of the form, by its key; a telephone number as written.
        None when it has nothing. KeyError for a field that the register does not keep."""
        at: object = self
        for name in ENTRY_FIELDS[key]:
            at = getattr(at, name, None)
        return str(at) if at else None


def board_key(board: str) -> str:
    """A board's name for comparison: lower case, single spaces, no longer than a key may be.

    >>> board_key(" Socialnämnden ")
    'socialnämnden'
    """
    return " ".join(board.casefold().split())[:KEY_LENGTH]
