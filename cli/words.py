"""Swedish words for what the program calls by short English names, and how they are shown."""

import sys
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table

from adapters.settings import TIMEZONE
from pipeline import words

QUEUES = words.QUEUES
OUTCOMES = words.OUTCOMES
BASES = words.BASES
SIGNATURES = words.SIGNATURES
EVENTS = words.EVENTS
REASONS = words.REASONS
PAGE_ENDS = words.PAGE_ENDS
TICKS = words.TICKS
ROLES = words.ROLES
ALTERATIONS = words.ALTERATIONS
INK = words.INK
SEVERITIES = words.SEVERITIES
counted = words.counted
decimal = words.decimal
percent = words.percent

# In a file or a pipe there is no width to keep to; a table gets what it needs for one line a row.
WIDTH = None if sys.stdout.isatty() else 160

out = Console(width=WIDTH)
err = Console(stderr=True)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of plain text: what a document says is never taken for markup."""
    from rich.text import Text

    made = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Text(printable(cell)) for cell in row))
    return made


def printable(text: str) -> str:
    """The text with question marks for what is no text: a file's name may be any bytes."""
    return text.encode(errors="replace").decode()


def moment(at: datetime) -> str:
    """A time as people in Sweden write it, by Swedish clocks whatever zone it carries.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 23, 8, 5, tzinfo=UTC))
    '2026-11-23 09:05'
    """
    return at.astimezone(TIMEZONE).strftime("%Y-%m-%d %H:%M")
