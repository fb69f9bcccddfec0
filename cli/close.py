"""anslut close: a day's accounts, to be signed."""

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from adapters.originals import Originals
from adapters.reason import reason
from adapters.settings import TIMEZONE, load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.words import out, table
from domain.errors import IntakeError
from flows.night_close import Closed, close_night


def close(day: str | None, folder: Path | None) -> Exit:
    """Make the close of a day, keep it and show it; PERSON when there are deviations."""
    of_day = None if day is None else past_day(day, "--day")
    if folder and not folder.is_dir():
        raise typer.BadParameter(
            f"mappen {folder} finns inte. Skapa den, eller ange en annan.", param_hint="--out"
        )
    settings = load_settings()
    with closing(open_store(settings)) as store:
        originals = Originals(settings.originals_dir)
        closed = close_night(store, originals, settings, of_day, datetime.now(UTC))
    _show(closed)
    if folder:
        _write(closed, folder)
    return Exit.PERSON if closed.report.deviations else Exit.OK


def past_day(text: str, option: str) -> date:
    """A day that has begun; anything else is a usage error."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} är ingen dag. Skriv till exempel 2026-11-16.", param_hint=option
        ) from None
    if day > datetime.now(TIMEZONE).date():
        raise typer.BadParameter(f"{text} ligger i framtiden.", param_hint=option)
    return day


def _show(closed: Closed) -> None:
    report = closed.report
    columns = ["", "Antal"] + ([report.compared_with.isoformat()] if report.compared_with else [])
    for section in report.sections:
        rows = [(one.label, one.value, one.before)[: len(columns)] for one in section.figures]
        out.print(table(section.title, columns, rows))
    for line in (report.verdict, *(f"- {one}" for one in report.deviations), report.closing):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    kept = closed.documents[0]
    line = f"Sparat som {kept.name} ({kept.sha256}). Skriv ut det med anslut documents save."
    out.print(line, markup=False, highlight=False, soft_wrap=True)


def _write(closed: Closed, folder: Path) -> None:
    for one, content in zip(closed.documents, closed.contents, strict=True):
        write_file(folder / one.name, content)


def write_file(target: Path, content: bytes) -> None:
    """Write a document; IntakeError when it cannot be."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise IntakeError(f"{target}: filen kan inte skrivas ({reason(error)}).") from error
    out.print(f"Skrev {target}.", markup=False, highlight=False, soft_wrap=True)
