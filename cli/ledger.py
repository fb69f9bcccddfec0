"""anslut ledger: every page received, and where it ended."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, time
from itertools import groupby

import typer

from adapters.ledger import Booked, booked_since, unread_since
from adapters.settings import TIMEZONE, load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.words import PAGE_ENDS, err, moment, out, table
from domain.ledger import Ledger, total

REPEATED = "inte läst (har kommit förut)"


def ledger(since: str | None, every: bool) -> Exit:
    """Print the ledger by night, or by delivery; PERSON when it does not close."""
    start = None if since is None else day_option(since)
    with closing(open_store(load_settings())) as store:
        booked = booked_since(store, start)
        unread = unread_since(store, start)
    rows = [*(_deliveries(booked) if every else _nights(booked))]
    rows.append(_row("alla", total(one.ledger for one in booked)))
    out.print(table("Sidboken", (_heading(every), "mottagna", *PAGE_ENDS.values(), ""), rows))
    if unread:
        out.print(f"Leveranser som inte är lästa än: {unread}. Deras sidor är inte med.")
    return _conclude([one for one in booked if not one.ledger.closes])


def day_option(text: str) -> datetime:
    """The beginning of a day, by Swedish clocks; anything else is a usage error."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=TIMEZONE)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} är ingen dag. Skriv till exempel 2026-11-16.", param_hint="--since"
        ) from None


def _heading(every: bool) -> str:
    return "leverans" if every else "läst"


def _nights(booked: Sequence[Booked]) -> list[tuple[str, ...]]:
    """A row for each day on which deliveries were read."""
    dated = sorted(((_day(one), one) for one in booked), key=lambda pair: pair[0])
    return [
        _row(day, total(one.ledger for _, one in group))
        for day, group in groupby(dated, key=lambda pair: pair[0])
    ]


def _day(one: Booked) -> str:
    return moment(one.read_at)[:10] if one.read_at else REPEATED


def _deliveries(booked: Sequence[Booked]) -> list[tuple[str, ...]]:
    return [_row(f"{one.delivery} {one.file}", one.ledger) for one in booked]


def _row(name: str, ledger: Ledger) -> tuple[str, ...]:
    ends = (str(ledger.ends.get(kind, 0)) for kind in PAGE_ENDS)
    return (
        name,
        str(ledger.received),
        *ends,
        "stämmer" if ledger.closes else "STÄMMER INTE",
    )


def _conclude(still_open: Sequence[Booked]) -> Exit:
    for one in still_open:
        ended = sum(one.ledger.ends.values())
        message = (
            f"{one.delivery} ({one.file}): {one.ledger.received} sidor kom in, {ended} har ett "
            "slut. Jämför originalet med ärendet, och rapportera felet."
        )
        err.print(message, markup=False, highlight=False, soft_wrap=True)
    return Exit.PERSON if still_open else Exit.OK
