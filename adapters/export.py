"""The register as a file: CSV (RFC 4180, UTF-8), JSON or XLSX, one row for each entry.

Times are Swedish, to the second. Personal identity numbers are masked, should one have come in with
a name or an address. Other persons' data is masked when it is asked for (MASKS). A CSV that was not
masked can be read back whole (adapters/csv_files.py).
"""

import csv
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from adapters.formulas import escaped
from adapters.settings import TIMEZONE
from domain.personal_number import mask_personal_numbers
from domain.register import Connection, Contact
from domain.value import Value

Format = Literal["csv", "json", "xlsx"]
Mask = Literal["contacts", "persons"]
MASKED = "[maskat]"
# What each mask takes away, beside the reason of a correction, which is free text: of the contacts
# what says who they are and how they are reached, not their titles; and who signed.
MASKED_OF_CONTACTS = ("name", "phone", "phone_e164", "email")
MASKS: dict[Mask, tuple[str, ...]] = {"contacts": ("why",), "persons": ("why", "signed_by")}
DATES = ("mandate_date", "signed_on")
TIMES = ("valid_from", "concluded_at", "ended_at")
FREE = ("board", "department", "postal_address", "city", "supplier_name", "signed_by", "why")
CONTACTS = ("agreement_contact", "technical_contact")
CONTACT = ("name", "title", "phone", "email")
PLAIN = (
    "org_no",
    "municipality",
    "board",
    "version",
    "department",
    "postal_address",
    "postal_code",
    "city",
    "mandate_date",
    "mandate_registry_no",
    "supplier_name",
    "supplier_org_no",
    "certificate_serial_no",
    "form",
    "signed_on",
    "signed_by",
    "valid_from",
    "concluded_at",
    "ended_at",
    "case",
    "reason",
    "why",
)
COLUMNS = (
    *PLAIN,
    *(f"agreement_contact_{name}" for name in CONTACT),
    *(f"technical_contact_{name}" for name in CONTACT),
)


def export(entries: Sequence[Connection], form: Format, mask: Mask | None = None) -> bytes:
    """The register as a file of that form; with a mask, without what that takes away."""
    told = [_in_swedish_time(_masked(entry)) for entry in entries]
    if mask is not None:
        told = [_without_persons(entry, mask) for entry in told]
    return {"csv": _csv, "json": _json, "xlsx": _xlsx}[form](told)


def _in_swedish_time(entry: Connection) -> Connection:
    times = {name: getattr(entry, name) for name in TIMES}
    swedish = {
        name: at and at.astimezone(TIMEZONE).replace(microsecond=0) for name, at in times.items()
    }
    return entry.model_copy(update=swedish)


def _masked(entry: Connection) -> Connection:
    """The entry without personal identity numbers in what a person wrote freely."""
    contacts = {key: _masked_contact(getattr(entry, key)) for key in CONTACTS}
    return entry.model_copy(update={**_masked_text(entry, FREE), **contacts})


def _without_persons(entry: Connection, mask: Mask) -> Connection:
    """What is absent stays absent: that a Party has no technical contact is no personal data."""
    contacts = {
        key: contact and contact.model_copy(update=_hidden(contact, MASKED_OF_CONTACTS))
        for key in CONTACTS
        for contact in (getattr(entry, key),)
    }
    return entry.model_copy(update={**_hidden(entry, MASKS[mask]), **contacts})


def _hidden(value: Value, names: Sequence[str]) -> dict[str, str]:
    return {name: MASKED for name in names if getattr(value, name)}


def _masked_contact(contact: Contact | None) -> Contact | None:
    return contact and contact.model_copy(update=_masked_text(contact, ("name", "title")))


def _masked_text(value: Value, names: Sequence[str]) -> dict[str, str]:
    texts = {name: getattr(value, name) for name in names}
    return {name: mask_personal_numbers(text) for name, text in texts.items() if text}


def _csv(entries: Sequence[Connection]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([escaped(str(cell)) for cell in _row(entry)] for entry in entries)
    return text.getvalue().encode()


def _json(entries: Sequence[Connection]) -> bytes:
    rows = [entry.model_dump(mode="json") for entry in entries]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def _xlsx(entries: Sequence[Connection]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(COLUMNS)
    for entry in entries:
        cells = [WriteOnlyCell(sheet) for _ in COLUMNS]
        for cell, name, value in zip(cells, COLUMNS, _row(entry), strict=True):
            cell.value = _counted(name, value)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with "=" stays a text
        sheet.append(cells)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _counted(name: str, value: str | int) -> str | int | date | datetime | None:
    """The value as spreadsheets count with it. They know no time zones: the clock is Swedish."""
    if value == "":
        return None
    with suppress(ValueError):  # a date of another form stays a text
        if name in DATES:
            return date.fromisoformat(str(value))
        if name in TIMES:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    return value


def _row(entry: Connection) -> list[str | int]:
    """The entry's values in the order of COLUMNS; what is absent is empty."""
    values = entry.model_dump(mode="json")
    contacts = [values[key] or {} for key in CONTACTS]
    plain = [values[name] for name in PLAIN]
    told = [contact.get(name) for contact in contacts for name in CONTACT]
    return ["" if value is None else value for value in plain + told]
