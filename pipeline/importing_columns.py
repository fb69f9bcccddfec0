"""The columns of a register as a file: their names, and how a row's cells are read. Pure."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import get_args

from domain.reference import Reference
from domain.register import ENTRY_FIELDS, VersionReason
from pipeline.handed_in import BadRow, owner_of, value_of
from validators.complete import ALWAYS_REQUIRED

# Column of the export, and what it may be called in Swedish. The first is the usual one.
HEADS: dict[str, tuple[str, ...]] = {
    "org_no": ("organisationsnummer", "org.nr", "orgnr"),
    "municipality": ("kommun", "part"),
    "board": ("nämnd",),
    "version": ("version",),
    "department": ("förvaltning", "enhet"),
    "postal_address": ("postadress", "utdelningsadress", "adress"),
    "postal_code": ("postnummer", "postnr"),
    "city": ("ort", "postort"),
    "mandate_date": ("datum för beslut om uppdrag", "beslutsdatum"),
    "mandate_registry_no": ("diarienummer för beslut om uppdrag", "diarienummer"),
    "supplier_name": ("systemleverantör", "leverantör"),
    "supplier_org_no": ("systemleverantörens organisationsnummer",),
    "certificate_serial_no": ("certifikatets serienummer", "certifikat"),
    "form": ("blankett",),
    "signed_on": ("datum för underskrift", "underskrivet"),
    "signed_by": ("namnförtydligande", "underskrivet av"),
    "valid_from": ("gäller från",),
    "concluded_at": ("avtal ingånget", "åtkomst öppnad"),
    "ended_at": ("avslutad",),
    "case": ("ärende",),
    "reason": ("versionens orsak",),
    "why": ("skäl",),
    "agreement_contact_name": ("namn på kontaktperson för avtalet", "kontaktperson"),
    "agreement_contact_title": ("titel för kontaktperson för avtalet", "titel"),
    "agreement_contact_phone": ("telefon till kontaktperson för avtalet", "telefon"),
    "agreement_contact_email": ("e-postadress till kontaktperson för avtalet", "e-post"),
    "technical_contact_name": ("namn på kontaktperson för tekniska frågor", "teknisk kontakt"),
    "technical_contact_title": ("titel för kontaktperson för tekniska frågor",),
    "technical_contact_phone": ("telefon till kontaktperson för tekniska frågor",),
    "technical_contact_email": (
        "e-postadress till kontaktperson för tekniska frågor",
        "teknisk e-post",
    ),
}
FIELDS = {"_".join(path): key for key, path in ENTRY_FIELDS.items()}  # column: key of the field
NEEDED_COLUMNS = tuple("_".join(ENTRY_FIELDS[key]) for key in ALWAYS_REQUIRED)
YEARS = range(2000, 2100)
TIMES = ("valid_from", "concluded_at", "ended_at")
CONCLUDED = "concluded_at"
ENDED = "ended_at"


def values_of(
    cells: Mapping[str, str], reference: Reference, zone: tzinfo
) -> dict[str, str | datetime | int | None]:
    """A row's values by column; BadRow. A time without a zone is of `zone`."""
    values: dict[str, str | datetime | int | None] = {}
    for column, text in cells.items():
        if column in FIELDS:
            values[column] = value_of(FIELDS[column], text)
        elif column in TIMES:
            values[column] = _time(column, text, zone)
        elif column == "version":
            values[column] = _version(text)
        elif column == "reason" and text and text not in get_args(VersionReason):
            raise BadRow(f"orsaken måste vara någon av {', '.join(get_args(VersionReason))}")
        else:
            values[column] = text or (None if column == "case" else "")
    owner_of(str(values["org_no"]), str(values["municipality"]), reference)
    _check_technical(values)
    return values


def _time(column: str, text: str, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        name = HEADS[column][0]
        raise BadRow(f"{name} skrivs ÅÅÅÅ-MM-DD, eller med klockslag") from error
    if at.year not in YEARS:
        raise BadRow(f"{HEADS[column][0]} har ett orimligt år")
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _version(text: str) -> int:
    if not text:
        return 1
    if not text.isdecimal() or not 1 <= int(text) < 1_000_000:
        raise BadRow("versionen är inget tal från 1")
    return int(text)


def _check_technical(values: Mapping[str, object]) -> None:
    parts = {name: values.get(f"technical_contact_{name}") for name in ("name", "email")}
    begun = any(value for name, value in values.items() if name.startswith("technical_contact_"))
    if begun and not all(parts.values()):
        raise BadRow("kontaktpersonen för tekniska frågor behöver namn och e-postadress")
