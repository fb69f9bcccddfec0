"""Swedish words for what the program calls by short English names, and how they are shown."""

import sys
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table

QUEUES = {
    "failed": "misslyckad läsning",
    "unreadable": "svårläst",
    "signature": "underskrift",
    "incomplete": "ofullständig",
    "incorrect": "felaktig",
    "unverified": "overifierad",
    "duplicate": "finns redan",
}
OUTCOMES = {"register": "registrera", "review": "granska"}
SEVERITIES = {"note": "upplysning", "doubt": "tvekan", "fault": "brist"}

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
        made.add_row(*(Text(cell) for cell in row))
    return made


def moment(at: datetime) -> str:
    """A time as people write it, in the zone that it carries.

    >>> from zoneinfo import ZoneInfo
    >>> moment(datetime(2026, 11, 23, 9, 5, tzinfo=ZoneInfo("Europe/Stockholm")))
    '2026-11-23 09:05'
    """
    return at.strftime("%Y-%m-%d %H:%M")
