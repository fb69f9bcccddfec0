"""Tables that people hand in as CSV: with semicolons, commas or tabs, in UTF-8 or Windows-1252."""

import csv
import hashlib
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from adapters.formulas import unescaped
from adapters.reason import reason
from domain.errors import IntakeError

_SAVE_AS = "Spara den som CSV UTF-8 och försök igen."
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Table:
    """A file's heading and its rows, each with the number of the line on which it begins. Rows
    without any text are left out. `id` follows from the content."""

    id: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(path: Path) -> Table:
    """The table in a file; IntakeError says what is wrong with the file as a whole, and where."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise IntakeError(f"{path}: filen kan inte läsas ({reason(error)}).") from error
    return table_of(content, str(path))


def table_of(content: bytes, name: str) -> Table:
    """The table in these bytes. What an export put before a formula is taken back."""
    text = _text(content, name)
    first = text.partition("\n")[0]
    delimiter = max(
        ";,\t", key=first.count
    )  # the comma's place is before others only if it is most
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, tuple(unescaped(cell) for cell in cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise IntakeError(f"{name}, rad {line}: citattecknen stämmer inte. Rätta raden.") from error
    if not rows:
        raise IntakeError(f"{name}: filen är tom. Den första raden ska ha rubriker.")
    made = "i-" + hashlib.sha256(content).hexdigest()[:16]
    return Table(id=made, head=rows[0][1], rows=tuple(rows[1:]))


def _text(content: bytes, name: str) -> str:
    """Windows-1252 is what a Swedish Excel saves; it has a sign for nearly every byte, so UTF-8 is
    tried first. UTF-16 and files that are no text have bytes of nought."""
    if content.startswith(_UTF_16) or b"\0" in content:
        raise IntakeError(f"{name}: filen är varken i UTF-8 eller Windows-1252. {_SAVE_AS}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise IntakeError(f"{name}: filen är varken i UTF-8 eller Windows-1252. {_SAVE_AS}")
