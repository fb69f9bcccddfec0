"""Options that are days and times, by Swedish clocks."""

from datetime import UTC, date, datetime

import typer

from adapters.settings import parse_received_at


def received_at_option(text: str | None, option: str = "--received-at") -> datetime | None:
    """The time that the option states, None without it. Wrong or in the future: a usage error."""
    if text is None:
        return None
    try:
        moment = parse_received_at(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} är ingen tid. Skriv till exempel 2026-11-16T09:30.",
            param_hint=option,
        ) from None
    if moment > datetime.now(UTC):
        raise typer.BadParameter(f"{text} ligger i framtiden.", param_hint=option)
    return moment


def day_option(text: str, option: str) -> date:
    """A day; a usage error for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} är ingen dag. Skriv till exempel 2026-11-16.", param_hint=option
        ) from None
