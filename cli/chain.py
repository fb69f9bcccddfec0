"""anslut chain: whether what has happened stands as it was written down."""

import re
from collections.abc import Sequence
from contextlib import closing

import typer

from adapters.chain_check import ChainCheck, Link, check_chain
from adapters.settings import load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.words import counted, err, out

_LINK = re.compile(r"(\d{1,9}):([0-9a-f]{64})")


def chain(expected: Sequence[str] | None) -> Exit:
    """Walk the chain of events; PERSON when it is broken."""
    links = [link(text) for text in expected or ()]
    with closing(open_store(load_settings())) as store:
        found = check_chain(store, links)
    _tell(found, len(links))
    return Exit.OK if found.holds else Exit.PERSON


def link(text: str) -> Link:
    """A link as `anslut chain` and the night's close print it; anything else is a usage error."""
    parts = _LINK.fullmatch(text.strip().lower())
    if parts is None:
        raise typer.BadParameter(
            f"{text!r} är inget nummer och kontrollvärde. Skriv det som anslut chain skrev ut, "
            "till exempel 120:3f9a... med alla 64 tecken.",
            param_hint="--expect",
        )
    return Link(int(parts[1]), parts[2])


def _tell(found: ChainCheck, expected: int) -> None:
    if not found.holds:
        message = (
            f"Händelsekedjan är bruten vid händelse {found.broken_at}: {found.trouble}. Ändra "
            "inget. Jämför databasen med säkerhetskopian, och anmäl det som en incident."
        )
        err.print(message, markup=False, highlight=False, soft_wrap=True)
    if found.last is None:
        if found.holds:
            out.print("Det finns inga händelser än.")
        return
    upto = "Händelsekedjan stämmer" if found.holds else "Fram till dess stämmer den"
    lines = [f"{upto}: {counted(found.last.number, 'händelse', 'händelser')}."]
    if found.cleared:
        lines.append(f"Gallrade anteckningar: {found.cleared}.")
    if expected and found.holds:
        lines.append("Det som skrevs upp finns kvar i kedjan.")
    lines.append(f"Skriv upp på annat håll: {found.last.number}:{found.last.hash}")
    for line in lines if found.holds else lines[:1]:
        out.print(line, highlight=False, soft_wrap=True)
