"""Who a person's act is written down as."""

import typer

from adapters.settings import Settings
from domain.typed import NAME, line


def named(by: str | None, settings: Settings) -> str:
    """The name that was given, else the settings'; a usage error when there is none."""
    who = line(by or settings.user, "Namnet på den som gör det", NAME)
    if not who:
        raise typer.BadParameter(
            "säg vem som gör det, här eller med ANSLUT_USER.", param_hint="--by"
        )
    return who
