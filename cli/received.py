"""The option --received-at."""

from datetime import UTC, datetime

import typer

from adapters.settings import parse_received_at


def received_at_option(text: str | None) -> datetime | None:
    """The time that the option states, None without it. Wrong or in the future: a usage error."""
    if text is None:
        return None
    try:
        moment = parse_received_at(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} är ingen tid. Skriv till exempel 2026-11-16T09:30.",
            param_hint="--received-at",
        ) from None
    if moment > datetime.now(UTC):
        raise typer.BadParameter(f"{text} ligger i framtiden.", param_hint="--received-at")
    return moment
