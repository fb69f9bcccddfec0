"""What was read from an agreement, as a table for people."""

from collections.abc import Iterable

from rich.table import Table

from cli.check_output import CheckedField
from cli.words import TICKS, decimal, table
from domain.reading import FieldReading
from validators.field_names import FIELD_NAMES

COLUMNS = ("Fält", "Värde", "Som skrivet", "Säkerhet", "Sida")
CHECKBOXES = frozenset({"terms.accepted"})  # their value is "yes" or "no"; a test asks the forms


def field_table(title: str, fields: Iterable[tuple[str, FieldReading | CheckedField]]) -> Table:
    """A row for each field, given with its key."""
    return table(title, COLUMNS, [_row(key, field) for key, field in fields])


def _row(key: str, field: FieldReading | CheckedField) -> tuple[str, ...]:
    value = field.value or ""
    return (
        FIELD_NAMES[key],
        TICKS.get(value, value) if key in CHECKBOXES else value,
        field.raw or "",
        decimal(field.confidence),
        str(field.page),
    )
