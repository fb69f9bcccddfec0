"""anslut case list: cases in all states."""

from contextlib import closing
from datetime import UTC, datetime

import typer

from adapters.case_looks import CaseLine, Wanted, list_of_cases
from adapters.settings import TIMEZONE, load_settings
from adapters.store import open_store
from cli.case import days_left
from cli.case_desk import say
from cli.exits import Exit
from cli.received import day_option
from cli.words import QUEUES, moment, out, table
from domain.case import CaseState
from pipeline.states import ENDED, SWEDISH


def list_cases(asked: tuple[str | None, str | None, str | None], most: int) -> Exit:
    """The cases of a state, party and due day, as far as these are given; at most so many."""
    state, party, due = asked
    wanted = Wanted(
        state=None if state is None else state_named(state),
        party=party,
        due=None if due is None else day_option(due, "--due"),
    )
    with closing(open_store(load_settings())) as store:
        count, lines = list_of_cases(store, wanted, most)
    if not lines:
        out.print("Det finns inga sådana ärenden." if any(asked) else "Det finns inga ärenden.")
        return Exit.OK
    columns = ("Ärende", "Läge", "Kö", "Part", "Inkom", "Förfaller", "Arbetsdagar")
    out.print(table("Ärenden", columns, [_row(one) for one in lines]))
    if count > len(lines):
        say(f"Visar {len(lines)} av {count}. Sök på part eller läge, eller höj --limit.")
    return Exit.OK


def state_named(name: str) -> CaseState:
    """The state with this Swedish name or English id; else a usage error."""
    wanted = " ".join(name.casefold().split())
    for state, swedish in SWEDISH.items():
        if wanted in (state, swedish):
            return state
    names = ", ".join(f'"{swedish}"' for swedish in SWEDISH.values())
    raise typer.BadParameter(
        f'det finns inget läge "{name}". Lägena är {names}.', param_hint="--state"
    )


def _row(one: CaseLine) -> tuple[str, ...]:
    today = datetime.now(UTC).astimezone(TIMEZONE).date()
    counts = None if one.state in ENDED else one.due_on
    return (
        one.case,
        SWEDISH[one.state],
        QUEUES[one.queue] if one.queue else "",
        one.party or "-",
        moment(one.received_at),
        str(one.due_on or ""),
        days_left(counts, today) if counts else "",
    )
