"""What a new agreement from a Party that stands in the register seems to be."""

from typing import Literal

from domain.agreement import Agreement
from domain.reference import Municipality, Reference
from domain.register import ENTRY_FIELDS, Connection
from domain.value import Value
from validators import municipalities

# The agreement in the place of the last, other contact persons or supplier, or the one that is
# registered already, sent once more (by post and by mail).
Proposed = Literal["replacement", "contacts", "duplicate"]

_NUMBER, _NAME, _BOARD = "party.org_no", "party.municipality_name", "party.board_name"
_CONTACTS = ("agreement_contact.", "technical_contact.", "supplier.")
_SIGNED = ("signature.date", "signature.name_clarification")
_MANDATE = ("mandate.decision_date", "mandate.registry_no")


class Proposal(Value):
    """What to do with a new agreement, for a person to accept. `differing` are the keys of the
    fields that are not as in the register, in the order of the register."""

    kind: Proposed
    differing: tuple[str, ...]


def propose(agreement: Agreement, entry: Connection, reference: Reference) -> Proposal:
    """What an agreement is, held against the Party's entry by canonical values.

    A duplicate says the same in every field and was signed on the same day. When nothing but the
    contacts and the supplier differs it is a change of these; whoever tells of one signs anew, so
    the day and the signatory may be others. All else replaces.
    """
    owner = municipalities.by_number(entry.org_no, reference)
    differing = tuple(key for key in ENTRY_FIELDS if _differs(key, agreement, entry, owner))
    return Proposal(kind=_kind(differing), differing=differing)


def is_same_board(one: str, other: str, municipality: Municipality | None) -> bool:
    """Whether two spellings name one board of a municipality ("Socialnämnd", "Socialnämnden")."""
    return municipalities.plain_board(one, municipality) == municipalities.plain_board(
        other, municipality
    )


def _kind(differing: tuple[str, ...]) -> Proposed:
    if not differing:
        return "duplicate"
    beside = [key for key in differing if key not in _SIGNED]
    if beside and all(key.startswith(_CONTACTS) for key in beside):
        return "contacts"
    return "replacement"


def _differs(key: str, agreement: Agreement, entry: Connection, owner: Municipality | None) -> bool:
    """A box that the form lacks says nothing. What was not read is not known to be the same."""
    reading, kept = agreement.field(key), entry.value(key)
    if reading is None or (key in _MANDATE and reading.raw == ""):  # the list fills it in
        return False
    if reading.raw == "":
        return kept is not None
    if key.endswith(".phone"):
        return _phone(reading.value, reading.raw) != _phone(_e164(entry, key), kept)
    return reading.value is None or kept is None or not _is_same(key, (reading.value, kept), owner)


def _is_same(key: str, values: tuple[str, str], owner: Municipality | None) -> bool:
    """Names of boards and municipalities are written in several ways, other values in one."""
    plain = {_plain(one) for one in values}
    if key == _BOARD:
        return is_same_board(*values, owner)
    if key == _NAME and owner and plain <= municipalities.spellings(owner):
        return True
    return len(plain) == 1


def _phone(value: str | None, raw: str | None) -> str | None:
    """The number, however it is written; as written when it is no number that we know."""
    return value or (_plain(raw) if raw else None)


def _e164(entry: Connection, key: str) -> str | None:
    contact = (
        entry.agreement_contact if key.startswith("agreement_contact") else entry.technical_contact
    )
    return contact.phone_e164 if contact else None


def _plain(text: str) -> str:
    """Capitals and the number of spaces make no difference."""
    return " ".join(text.casefold().split())
