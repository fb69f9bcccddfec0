"""Who a person's act is written down as."""

import typer

from adapters.settings import Settings


def named(by: str | None, settings: Settings) -> str:
    """The name that was given, else the settings'; a usage error when there is none."""
    who = (by or settings.user).strip()
    if not who:
        raise typer.BadParameter(
            "säg vem som gör det, här eller med ANSLUT_USER.", param_hint="--by"
        )
    return who
