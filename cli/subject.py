"""anslut subject: what is held about somebody, for whoever asks what the agency has on them."""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime

import typer

from adapters.settings import load_settings
from adapters.store import open_store
from adapters.subject import held_about, record_listing
from cli.exits import Exit
from cli.who import named
from cli.words import counted, out, table

SHOWN = 70  # signs of a text in the table; --json has it whole


def subject(person: str, by: str | None, as_json: bool) -> Exit:
    """Show it, and write down that it was looked at, without about whom."""
    if len(person.split()) < 2 and "@" not in person:
        raise typer.BadParameter(
            "ange hela namnet, eller en e-postadress: ett ensamt namn är fleras.",
            param_hint="PERSON",
        )
    settings = load_settings()
    who = named(by, settings)
    with closing(open_store(settings)) as store:
        found = held_about(store, person)
        record_listing(store, who, datetime.now(UTC), len(found))
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False) + "\n")
        return Exit.OK
    if not found:
        out.print("Inget finns om den personen under det namnet eller den adressen.")
        return Exit.OK
    rows = [(one.what, one.ref, one.place, _short(one.text)) for one in found]
    out.print(table("Om personen", ("Vad", "Vilket", "Var", "Text"), rows))
    out.print(f"{counted(len(found), 'rad', 'rader')}. --json har texterna hela.", highlight=False)
    return Exit.OK


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
