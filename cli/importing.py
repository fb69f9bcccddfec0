"""anslut register import, anslut mandates import: what a file would change, and the change."""

from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from adapters.csv_files import read_table
from adapters.imports import KeptMandate, importing
from adapters.reference import load_lists
from adapters.settings import TIMEZONE, Settings, load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.who import named
from cli.words import counted, err, out, table
from domain.errors import IntakeError
from pipeline.handed_in import Refused
from pipeline.importing import Plan, events, planned
from pipeline.importing_columns import CONCLUDED
from pipeline.importing_letters import told_again
from pipeline.importing_mandates import MandatePlan, mandate_events, planned_mandates
from validators.field_names import FIELD_NAMES

FIELDS = {**FIELD_NAMES, "form": "blankett", CONCLUDED: "avtal ingånget"}
NEW, CHANGED, BESIDE = "ny", "ändras", "ny, kommunen har redan ett beslut"


def import_register(path: Path, by: str | None, dry_run: bool, skip_bad: bool) -> Exit:
    """Entries from a file; UNREADABLE when any row was refused."""
    settings = load_settings()
    who, content, lists = _who(by, settings, dry_run), read_table(path), load_lists()
    now = datetime.now(UTC)
    with closing(open_store(settings)) as store, importing(store) as tx:
        times = (now, TIMEZONE)
        try:
            plan = planned(content.head, content.rows, tx.entries(), lists, times)
        except IntakeError as error:
            raise IntakeError(f"{path}: {error}") from error
        told = list(told_again(plan, tx.told_of))
        _show_entries(plan, {row.line for row, _ in told})
        writes = _is_written(plan.refused, dry_run, skip_bad)
        if writes:
            tx.write_entries(plan.entries, events(plan, content.id, who, now))
            tx.write_letters([letter for _, letter in told], now)
    kinds = [one.kind for one in plan.rows]
    said = [
        counted(kinds.count("new"), "ny post", "nya poster"),
        counted(kinds.count("changed"), "ändrad", "ändrade"),
        f"{kinds.count('same')} som förut",
    ]
    if told:
        said.append(counted(len(told), "brev till dem som ändras", "brev till dem som ändras"))
    return _ended(said, plan.refused, writes, dry_run)


def import_mandates(path: Path, by: str | None, dry_run: bool, skip_bad: bool) -> Exit:
    """Mandates from a file; UNREADABLE when any row was refused."""
    settings = load_settings()
    who, content, lists = _who(by, settings, dry_run), read_table(path), load_lists()
    now = datetime.now(UTC)
    today = now.astimezone(TIMEZONE).date()
    with closing(open_store(settings)) as store, importing(store) as tx:
        try:
            plan = planned_mandates(content.head, content.rows, tx.mandates(), lists, today)
        except IntakeError as error:
            raise IntakeError(f"{path}: {error}") from error
        _show_mandates(plan)
        writes = _is_written(plan.refused, dry_run, skip_bad)
        if writes:
            kept = [KeptMandate(one, path.name, who, now) for one in plan.mandates]
            tx.write_mandates(kept, mandate_events(plan, content.id, who, now))
    told = [
        counted(len(plan.mandates), "nytt beslut", "nya beslut"),
        f"{len(plan.rows) - len(plan.mandates)} som förut",
    ]
    return _ended(told, plan.refused, writes, dry_run)


def _who(by: str | None, settings: Settings, dry_run: bool) -> str:
    """Who does it; whoever only looks need not say."""
    return "" if dry_run else named(by, settings)


def _is_written(refused: Sequence[Refused], dry_run: bool, skip_bad: bool) -> bool:
    return not dry_run and (skip_bad or not refused)


def _show_entries(plan: Plan, told: Collection[int]) -> None:
    """What is new or changes; `told` are the lines of which somebody gets a letter."""
    rows = [
        (
            str(one.line),
            one.entry.org_no,
            one.entry.municipality,
            one.entry.board,
            NEW if one.kind == "new" else CHANGED,
            "\n".join(FIELDS[key] for key in one.differing),
            "brev" if one.line in told else "",
        )
        for one in plan.written
    ]
    if rows:
        columns = ("Rad", "Organisationsnummer", "Kommun", "Nämnd", "Vad", "Fält", "Besked")
        out.print(table("Filen mot registret", columns, rows))


def _show_mandates(plan: MandatePlan) -> None:
    rows = [
        (
            str(one.line),
            one.mandate.org_no,
            one.mandate.decision_date.isoformat(),
            one.mandate.registry_no,
            NEW if one.kind == "new" else BESIDE,
        )
        for one in plan.rows
        if one.kind != "same"
    ]
    if rows:
        columns = ("Rad", "Organisationsnummer", "Beslutsdatum", "Diarienummer", "Vad")
        out.print(table("Filen mot listan över uppdrag", columns, rows))


def _ended(told: Sequence[str], refused: Sequence[Refused], writes: bool, dry_run: bool) -> Exit:
    """Say what came of it, and every row that could not be used."""
    for one in refused:
        err.print(f"Rad {one.line}: {one.why}.", markup=False, highlight=False, soft_wrap=True)
    bad = counted(len(refused), "felaktig rad", "felaktiga rader")
    said = ", ".join((*told, bad)) + "."
    if dry_run:
        said += " Det här var en provkörning: inget har ändrats."
    elif not writes:
        said += " Inget infördes. Rätta raderna, eller kör med --skip-bad så införs de andra."
    err.print(said, markup=False, highlight=False, soft_wrap=True)
    return Exit.UNREADABLE if refused else Exit.OK
