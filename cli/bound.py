"""anslut bound: how often the register is wrong at most, by the blind checks."""

import json
import sys
from contextlib import closing

from adapters.samples import checks_since, waiting_samples
from adapters.settings import load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.ledger import day_option
from cli.words import counted, out
from pipeline.bound import LEVEL, Bound, bound_of_fields, bound_of_registrations, per_cent


def bound(since: str | None, as_json: bool) -> Exit:
    """Print the two bounds, of fields and of registrations."""
    start = None if since is None else day_option(since)
    with closing(open_store(load_settings())) as store:
        checks = checks_since(store, start)
        waiting = len(waiting_samples(store))
    fields, cases = bound_of_fields(checks), bound_of_registrations(checks)
    if as_json:
        told = {
            "since": since,
            "fields": fields.model_dump(),
            "registrations": cases.model_dump(),
            "waiting": waiting,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        return Exit.OK
    for line in _lines(fields, cases):
        out.print(line, highlight=False, soft_wrap=True)
    if waiting:
        out.print(f"Väntar på blindkontroll: {waiting}. Se anslut sample list.", highlight=False)
    return Exit.OK


def _lines(fields: Bound, cases: Bound) -> list[str]:
    if fields.upper is None or cases.upper is None:
        return ["Inget är känt än: inget registrerat ärende har kontrollerats blint."]
    sure = f"med {round(LEVEL * 100)} % säkerhet"
    return [
        f"Hittills högst {per_cent(fields.upper)} felaktiga fält {sure}, {fields.checked} "
        f"kontrollerade fält i {counted(cases.checked, 'ärende', 'ärenden')}, {fields.wrong} fel.",
        f"Hittills högst {per_cent(cases.upper)} felaktiga registreringar {sure}, "
        f"{counted(cases.checked, 'kontrollerat ärende', 'kontrollerade ärenden')}, "
        f"{cases.wrong} fel.",
    ]
