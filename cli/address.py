"""Options that are e-mail addresses."""

import typer

from adapters.addresses import parsed


def address_option(text: str, option: str) -> str:
    """The address as it stands in a letter's head; a usage error for what is none."""
    try:
        return str(parsed(text))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} är ingen e-postadress. Skriv till exempel namn@kommunen.se.",
            param_hint=option,
        ) from None
