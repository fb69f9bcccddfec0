"""The values of a case, as a table: machine, person and what counts kept apart."""

from rich.table import Table

from cli.fields import CHECKBOXES
from cli.words import TICKS, decimal, moment, table
from domain.reading import FieldReading
from domain.ruling import Correction
from pipeline.ports import Folder
from validators.field_names import FIELD_NAMES

COLUMNS = ("Fält", "Gäller", "Som läst", "Säkerhet", "Sida", "Rättat")


def values_table(folder: Folder) -> Table:
    """A row for each field: what counts now, what the machine read and how surely, and everything
    that persons have typed, each with who and when."""
    agreement = folder.case.agreement
    read = folder.part.agreement
    rows = [
        _row(one, read.field(one.key) if read else None, folder)
        for one in (agreement.fields if agreement else ())
    ]
    form = agreement.form if agreement else "-"
    return table(f"Läst från {form}", COLUMNS, rows)


def _row(now: FieldReading, read: FieldReading | None, folder: Folder) -> tuple[str, ...]:
    value = now.value or ""
    typed = [one for one in folder.rulings if isinstance(one, Correction) and one.key == now.key]
    return (
        FIELD_NAMES[now.key],
        TICKS.get(value, value) if now.key in CHECKBOXES else value,
        (read.raw or "") if read else "",
        decimal(read.confidence) if read else "",
        str(now.page),
        "\n".join(_typed(one) for one in typed),
    )


def _typed(one: Correction) -> str:
    why = f": {one.why}" if one.why else ""
    return f"{one.text or '(tomt)'} ({one.by} {moment(one.at)}{why})"
