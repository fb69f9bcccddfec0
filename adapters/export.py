"""The register as a file: CSV (RFC 4180, UTF-8), JSON or XLSX, one row for each entry.

Times are Swedish, to the second. Personal identity numbers are masked, should one have come in with
a name or an address.
"""

import csv
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from adapters.settings import TIMEZONE
from domain.personal_number import mask_personal_numbers
from domain.register import Connection, Contact
from domain.value import Value

TELEPHONE = re.compile(r"\+[\d ()/-]+")
Format = Literal["csv", "json", "xlsx"]
DATES = ("mandate_date", "signed_on")
TIMES = ("valid_from", "concluded_at")
FREE = ("board", "department", "postal_address", "city", "supplier_name", "signed_by")
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
    "case",
)
COLUMNS = (
    *PLAIN,
    *(f"agreement_contact_{name}" for name in CONTACT),
    *(f"technical_contact_{name}" for name in CONTACT),
)


def export(entries: Sequence[Connection], form: Format) -> bytes:
    """The register as a file of that form."""
    told = [_in_swedish_time(_masked(entry)) for entry in entries]
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


def _masked_contact(contact: Contact | None) -> Contact | None:
    return contact and contact.model_copy(update=_masked_text(contact, ("name", "title")))


def _masked_text(value: Value, names: Sequence[str]) -> dict[str, str]:
    texts = {name: getattr(value, name) for name in names}
    return {name: mask_personal_numbers(text) for name, text in texts.items() if text}


def _csv(entries: Sequence[Connection]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(str(cell)) for cell in _row(entry)] for entry in entries)
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


def _safe(cell: str) -> str:
    """A cell that a spreadsheet takes for text: what a form says must not become a formula."""
    formula = cell[:1] in tuple("=@-+\t\r") and not TELEPHONE.fullmatch(cell)
    return f"'{cell}" if formula else cell
