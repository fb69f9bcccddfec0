"""The register as a file: CSV (RFC 4180, UTF-8), JSON or XLSX, one row for each entry."""

import csv
import json
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from domain.register import Connection

Format = Literal["csv", "json", "xlsx"]
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
    return {"csv": _csv, "json": _json, "xlsx": _xlsx}[form](entries)


def _csv(entries: Sequence[Connection]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in _row(entry)] for entry in entries)
    return text.getvalue().encode()


def _json(entries: Sequence[Connection]) -> bytes:
    rows = [entry.model_dump(mode="json") for entry in entries]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def _xlsx(entries: Sequence[Connection]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(COLUMNS)
    for entry in entries:
        cells = [WriteOnlyCell(sheet, value) for value in _row(entry)]
        for cell in cells:
            cell.data_type = "s"  # a text that begins with "=" stays a text
        sheet.append(cells)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _row(entry: Connection) -> list[str]:
    """The entry's values in the order of COLUMNS; what is absent is empty."""
    values = entry.model_dump(mode="json")
    contacts = [values[key] or {} for key in ("agreement_contact", "technical_contact")]
    plain = [values[name] for name in PLAIN]
    told = [contact.get(name) for contact in contacts for name in CONTACT]
    return ["" if value is None else str(value) for value in plain + told]


def _safe(cell: str) -> str:
    """A cell that a spreadsheet takes for text: what a form says must not become a formula.

    A telephone number may begin with "+".
    """
    formula = cell[:1] in ("=", "@", "\t", "\r") or (
        cell[:1] in ("+", "-") and not cell[1:2].isdigit()
    )
    return f"'{cell}" if formula else cell
