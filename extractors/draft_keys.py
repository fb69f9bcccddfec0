"""What a label asks for: the type of a field and its key.

The Swedish words are those that agreement forms use for the fields of docs/fields.md. A label alone
may not tell ("Namn", "Ort", "Datum"); then the heading above it does.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from domain.form import FieldType
from extractors.draft_boxes import asks_for_signature
from extractors.draft_widgets import WidgetKind


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# The first that fits. "code": numbers with letters and signs, which spell no words.
_TYPES: tuple[tuple[FieldType, re.Pattern[str]], ...] = (
    ("email", _words(r"\be-?\s?post|\be-?mail|\bmejl|\bmail")),
    ("org_no", _words(r"\borg(anisations)?\.?\s?-?n(umme)?r")),
    ("postal_code", _words(r"\bpost(nummer|nr)\b")),
    ("phone", _words(r"telefon|\bmobil|\btfn\b|\btel\b")),
    ("date", _words(r"datum|\bår,?[ -]mån(ad)?,?[ -]dag|\båååå")),
    ("code", _words(r"nummer\b|n(umme)?r\b|§|\bdnr\b|kod\b|-id\b|beteckning|certifikat")),
)
# Two things asked for in one box, of which no type can be made.
_TWO_IN_ONE = _words(r"\bort\b.*\bdatum|\bdatum\b.*\bort\b|namn.*adress.*telefon")

# What a label or heading speaks of; the first that fits.
_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("technical_contact", _words(r"teknisk\w* (fråg|kontakt)|kontakt\w* för teknik")),
    (
        "agreement_contact",
        _words(r"administrativa? (fråg|kontakt)|kontaktperson\w* för avtal|avtalskontakt"),
    ),
    ("certificate", _words(r"certifikat")),
    ("supplier", _words(r"leverantör|\bombud")),
    ("terms", _words(r"allmänna villkor")),
    ("mandate", _words(r"uppdrag|beslut|protokoll")),
    ("signature", _words(r"underskrift|underteckn|signatur|namnteckning|namnförtydligande")),
    ("agreement_contact", _words(r"kontaktperson")),
    ("party", _words(r"\bpart(en|s)?\b|kommun|nämnd|användande organisation")),
)


class Key(NamedTuple):
    """A key, the types of box that may have it, what its label says, whether a form requires it."""

    key: str
    types: tuple[FieldType, ...]
    label: re.Pattern[str]
    required: bool


_KEYS: tuple[Key, ...] = (
    Key("party.org_no", ("org_no",), _words(""), True),
    Key("party.postal_code", ("postal_code",), _words(""), True),
    Key("party.board_name", ("text",), _words("nämnd"), True),
    Key("party.department", ("text",), _words(r"förvaltning|verksamhet|\benhet|avdelning"), False),
    Key(
        "party.municipality_name",
        ("text",),
        _words(r"kommun|^part(ens namn)?$|användande organisation"),
        True,
    ),
    Key("party.city", ("text",), _words(r"\bort$|postort"), True),
    Key("party.postal_address", ("text",), _words(r"adress|\bbox\b"), True),
    Key("mandate.decision_date", ("date",), _words(""), False),
    Key("mandate.registry_no", ("code", "text"), _words(r"diarie|\bdnr|paragraf|§"), False),
    Key("agreement_contact.name", ("text",), _words("namn"), True),
    Key("agreement_contact.title", ("text",), _words(r"titel|befattning|roll"), False),
    Key("agreement_contact.phone", ("phone",), _words(""), False),
    Key("agreement_contact.email", ("email",), _words(""), True),
    Key("technical_contact.name", ("text",), _words("namn"), False),
    Key("technical_contact.title", ("text",), _words(r"titel|befattning|roll"), False),
    Key("technical_contact.phone", ("phone",), _words(""), False),
    Key("technical_contact.email", ("email",), _words(""), False),
    Key("supplier.org_no", ("org_no",), _words(""), False),
    Key("supplier.name", ("text",), _words(r"leverantör|ombud|namn"), False),
    Key("certificate.serial_no", ("code",), _words(""), False),
    Key("terms.accepted", ("checkbox",), _words("allmänna villkor"), True),
    Key("signature.signature", ("signature",), _words(""), True),
    Key("signature.place", ("text",), _words(r"\bort\b"), True),
    Key("signature.date", ("date",), _words(""), True),
    Key("signature.name_clarification", ("text",), _words("namn"), True),
    Key("signature.title", ("text",), _words(r"befattning|titel|tjänsteställning"), True),
)


def type_of(kind: WidgetKind, label: str) -> FieldType:
    """The type of a field from what sort of place it is, and for text from its label.

    >>> type_of("text", "Telefon (med riktnummer)")
    'phone'
    >>> type_of("text", "Ort och datum")
    'text'
    """
    if kind != "text":
        return kind
    if asks_for_signature(label):
        return "signature"
    if _TWO_IN_ONE.search(label):
        return "text"
    return next((type_ for type_, pattern in _TYPES if pattern.search(label)), "text")


def section_of(text: str) -> str | None:
    """The part of the agreement that a label or a heading speaks of.

    >>> section_of("2. Kontaktperson för avtalet och administrativa frågor")
    'agreement_contact'
    """
    return next((name for name, pattern in _SECTIONS if pattern.search(text)), None)


def key_of(type_: FieldType, label: str, headings: Sequence[str]) -> Key | None:
    """The key that a label asks for, under headings of which the nearest comes first; None when
    nothing is known by that name.

    >>> key_of("text", "Namn", ("3. Kontaktperson för tekniska frågor",)).key
    'technical_contact.name'
    """
    if _TWO_IN_ONE.search(label):
        return None
    spoken_of = [section_of(text) for text in (label, *headings)]
    named = next((section for section in spoken_of if section), None)
    sections = [section for section in dict.fromkeys((named, "party")) if section]
    for section in sections:
        for entry in _KEYS:
            part = entry.key.partition(".")[0]
            if part == section and type_ in entry.types and entry.label.search(label):
                return entry
    return None
