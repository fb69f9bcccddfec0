"""An entry of the register with fields typed by a person: each text checked and made canonical."""

from collections.abc import Mapping
from datetime import date

from domain.errors import ActRefused
from domain.form import FieldType
from domain.personal_number import has_personal_number
from domain.register import ENTRY_FIELDS, Connection, Contact
from domain.typed import FIELD, line
from extractors.values import canonical
from validators.complete import ALWAYS_REQUIRED
from validators.correct import luhn
from validators.field_names import FIELD_NAMES

# How each field is written where it is no plain text.
TYPES: dict[str, FieldType] = {
    "party.org_no": "org_no",
    "party.postal_code": "postal_code",
    "mandate.decision_date": "date",
    "mandate.registry_no": "code",
    "agreement_contact.phone": "phone",
    "agreement_contact.email": "email",
    "technical_contact.phone": "phone",
    "technical_contact.email": "email",
    "supplier.org_no": "org_no",
    "certificate.serial_no": "code",
    "signature.date": "date",
}
# What says which Party it is: another one is another entry.
IDENTITY = ("party.org_no", "party.board_name")
LONGEST = FIELD
_HOW: dict[FieldType, str] = {
    "org_no": "skrivs med tio siffror, till exempel 212000-0142",
    "postal_code": "skrivs med fem siffror",
    "date": "skrivs ÅÅÅÅ-MM-DD",
    "phone": "är inget giltigt telefonnummer",
    "email": "är ingen e-postadress",
}


def corrected(entry: Connection, changes: Mapping[str, str], today: date) -> Connection:
    """The entry with these fields, by key; ActRefused says which cannot be taken and why. No day of
    the register's is later than `today`."""
    for key in changes:
        if key not in ENTRY_FIELDS:
            raise ActRefused(f"Registret har inget fält {key}. Se docs/fields.md.")
        if key in IDENTITY:
            raise ActRefused(
                f"Fältet {FIELD_NAMES[key]} säger vilken part posten gäller och kan inte rättas. "
                "Registrera parten på nytt."
            )
    for key, text in changes.items():
        value = checked(key, text)
        check_past(key, value, today)
        entry = _with(entry, key, value)
    _check_whole(entry.technical_contact)
    return entry


def checked(key: str, text: str) -> str | None:
    """The value of a text typed for a field: canonical, but for a telephone number, which stays as
    written. None for none. ActRefused says what is wrong with it, without repeating it."""
    name, kind = FIELD_NAMES[key], TYPES.get(key, "text")
    said = line(text, f'Texten i fältet "{name}"', LONGEST)
    if not said:
        if key in ALWAYS_REQUIRED:
            raise ActRefused(f"Uppgiften får inte vara tom: {name}.")
        return None
    # of a text only a reading can be wrong in form: what a person typed is what is meant
    value = canonical(kind, said) if kind in _HOW else said
    if value is None:
        raise ActRefused(f"Fel form: {name} {_HOW[kind]}.")
    if kind == "org_no" and not luhn(value):
        raise ActRefused(f"Fel kontrollsiffra: {name}. Kontrollera numret.")
    if kind in ("text", "code") and has_personal_number(said):
        raise ActRefused(f"Personnummer behövs inte: {name}. Skriv uppgiften utan det.")
    return said if kind == "phone" else value


def check_past(key: str, value: str | None, today: date) -> None:
    """ActRefused for a day that has not come: a decision and a signature lie behind us."""
    if value and TYPES.get(key) == "date" and value > today.isoformat():
        raise ActRefused(f"Dagen har inte kommit än: {FIELD_NAMES[key]}. Kontrollera datumet.")


def e164(phone: str | None) -> str | None:
    """A telephone number as the standard E.164 writes it; None when there is none."""
    return canonical("phone", phone) if phone else None


def _with(entry: Connection, key: str, value: str | None) -> Connection:
    name, *within = ENTRY_FIELDS[key]
    if not within:
        return entry.model_copy(update={name: value})
    # pieces of a technical contact come one at a time: whether it is whole is looked at last
    contact = getattr(entry, name) or Contact(name="", email="")
    change: dict[str, str | None] = {within[0]: value or ("" if within[0] in _WHOLE else None)}
    if within[0] == "phone":
        change["phone_e164"] = e164(value)
    made = contact.model_copy(update=change)
    return entry.model_copy(update={name: None if made == Contact(name="", email="") else made})


_WHOLE = ("name", "email")


def _check_whole(contact: Contact | None) -> None:
    if contact and not all(getattr(contact, part) for part in _WHOLE):
        raise ActRefused(
            "Kontaktpersonen för tekniska frågor behöver namn och e-postadress. Ange båda, eller "
            "ta bort hela kontaktpersonen."
        )
