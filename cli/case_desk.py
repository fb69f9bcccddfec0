"""What every `anslut case` act has in common: the desk, the whole id, who does it, what follows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from adapters.case_looks import folder_of, letters_of
from adapters.queries import case_file
from adapters.settings import load_settings
from cli.case_next import what_is_next
from cli.exits import Exit
from cli.who import named
from cli.words import out
from flows.desk import Desk, Sitting, open_desk
from validators.field_names import FIELD_NAMES

# Who does it, the version that they saw, and why.
How = tuple[str | None, int | None, str]
Act = Callable[[Sitting], object]


@contextmanager
def at_the_desk(case: str, by: str | None) -> Iterator[tuple[Desk, str, str]]:
    """The desk, with the case's whole id and who sits there; NotFound."""
    settings = load_settings()
    who = named(by, settings)
    with open_desk(settings) as desk:
        yield desk, case_file(desk.store, case).case.id, who


def act(case: str, how: How, do: Act) -> Exit:
    """Do it, and tell what is now so, what still stops the case and what can be done next."""
    by, version, why = how
    with at_the_desk(case, by) as (desk, whole, who):
        with desk.sitting(whole, who, why, version) as sitting:
            do(sitting)
        tell(desk, whole)
    return Exit.OK


def tell(desk: Desk, case: str) -> None:
    """How the case stands now."""
    for line in what_is_next(folder_of(desk.store, case), letters_of(desk.store, case)):
        say(line)


def say(text: str) -> None:
    """A line as it is, however long."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def fields_in(texts: list[str]) -> dict[str, str]:
    """Values by the keys of their fields, of texts such as "ort=Umeå"; a usage error for what names
    no field, or one twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        key = _key(name)
        if not sign or key is None:
            names = ", ".join(FIELD_NAMES.values())
            raise typer.BadParameter(
                f"{text!r}: skriv fältets namn, ett likhetstecken och texten. Fälten är {names}.",
                param_hint="FÄLT=TEXT",
            )
        if key in found:
            raise typer.BadParameter(
                f"{FIELD_NAMES[key]} står två gånger. Skriv det en gång.", param_hint="FÄLT=TEXT"
            )
        found[key] = value.strip()
    return found


def _key(name: str) -> str | None:
    """The key of a field by its Swedish name or its key, in capitals or not."""
    wanted = " ".join(name.casefold().split())
    return next((k for k, swedish in FIELD_NAMES.items() if wanted in (k, swedish)), None)
