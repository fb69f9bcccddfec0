"""anslut case list: cases in all states."""

from contextlib import closing
from datetime import UTC, date, datetime

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


def list_cases(
    asked: tuple[str | None, str | None, str | None], unanswered: bool, most: int
) -> Exit:
    """The cases of a state, party and due day, as far as these are given, or those whose answer day
    has passed; at most so many."""
    state, party, due = asked
    wanted = Wanted(
        state=None if state is None else state_named(state),
        party=party,
        due=None if due is None else day_option(due, "--due"),
        unanswered=_today() if unanswered else None,
    )
    with closing(open_store(load_settings())) as store:
        count, lines = list_of_cases(store, wanted, most)
    if not lines:
        some = any(asked) or unanswered
        out.print("Det finns inga sådana ärenden." if some else "Det finns inga ärenden.")
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
    counts = None if one.state in ENDED else one.due_on
    return (
        one.case,
        SWEDISH[one.state],
        QUEUES[one.queue] if one.queue else "",
        one.party or "-",
        moment(one.received_at),
        str(one.due_on or ""),
        days_left(counts, _today()) if counts else _standing(one),
    )


def _standing(one: CaseLine) -> str:
    """Why the time of a case is not counted."""
    if one.answer_by:
        late = one.answer_by < _today()
        return f"svar skulle ha kommit {one.answer_by}" if late else f"svar senast {one.answer_by}"
    if one.review_by and one.state not in ENDED:
        return f"svaret räcker inte, gå igenom senast {one.review_by}"
    return ""


def _today() -> date:
    return datetime.now(UTC).astimezone(TIMEZONE).date()
