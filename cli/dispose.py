"""anslut dispose: clears what the rules say is to be cleared."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

import typer

from adapters.settings import load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.who import named
from cli.words import counted, out, table
from domain.disposal import Disposable, Disposal
from flows.dispose import dispose as clear
from flows.dispose import look

WHAT: dict[Disposable, str] = {
    "case": "ärendets uppgifter",
    "reading": "det som lästes",
    "files": "filerna",
    "entry": "äldre version i registret",
    "signatory": "svar om behörighet",
    "letter": "brev inom myndigheten",
}


def dispose(dry_run: bool, by: str | None) -> Exit:
    """Show what is due; clear it unless it is a dry run."""
    settings = load_settings()
    if dry_run and by:
        raise typer.BadParameter(
            "ange antingen --dry-run eller --by: en provkörning gallrar inget.",
            param_hint="--dry-run",
        )
    who = "" if dry_run else named(by, settings)
    now = datetime.now(UTC)
    with closing(open_store(settings)) as store:
        found = look(store, settings, now) if dry_run else clear(store, settings, who, now)
    _show(found, dry_run)
    return Exit.OK


def _show(found: Sequence[Disposal], dry_run: bool) -> None:
    if not found:
        out.print("Inget att gallra.")
        return
    rows = [
        (
            one.rule,
            WHAT[one.candidate.what],
            one.candidate.subject,
            one.candidate.since.date().isoformat(),
            one.due_on.isoformat(),
        )
        for one in found
    ]
    title = "Skulle gallras" if dry_run else "Gallrat"
    out.print(table(title, ("Regel", "Vad", "Vilket", "Avslutat", "Gallras från"), rows))
    count = counted(len(found), "post", "poster")
    end = "Inget har gallrats." if dry_run else "Kedjan av händelser, sidboken och id:n är kvar."
    out.print(f"{count}. {end}", highlight=False, soft_wrap=True)
