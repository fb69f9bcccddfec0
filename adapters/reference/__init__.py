"""Loads the reference lists that stand in this folder; README.md says where they come from."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from adapters.mistakes import mistakes
from adapters.reason import reason
from adapters.reference.calibration import NAME, load_calibration
from domain.errors import SettingsError
from domain.reference import Mandate, Municipality, Reference

# What each list needs; it may have more.
COLUMNS = {
    "municipalities.csv": (
        "code",
        "name",
        "official_name",
        "trading_alias",
        "org_no",
        "domain",
        "alt_domains",
        "uncertain_domain",
    ),
    "mandates.csv": ("org_no", "decision_date", "registry_no"),
    "postal_to_municipality.csv": ("postal_code", "locality", "municipality_code"),
}
SHIPPED = Path(__file__).parent
T = TypeVar("T")  # the syntax of 3.12 is not yet ours
_PLAIN = str.maketrans("åäöéÅÄÖÉ", "aaoeAAOE")


def load_reference(directory: Path | None = None) -> Reference:
    """The lists in `directory`, by default those shipped here, with the calibration.

    Raises SettingsError, naming the file, when one is missing or has a row that cannot be used.
    """
    folder = directory or SHIPPED
    lists = load_lists(folder)
    return lists.model_copy(update={"calibration": load_calibration(folder / NAME)})


def load_lists(directory: Path | None = None) -> Reference:
    """The lists alone: all that reading needs, and nothing is accepted on. Raises SettingsError."""
    folder = directory or SHIPPED
    return Reference(
        municipalities=tuple(_rows(folder / "municipalities.csv", _municipality)),
        mandates=tuple(_rows(folder / "mandates.csv", _mandate)),
        postal_codes=dict(_rows(folder / "postal_to_municipality.csv", _postal_code)),
        first_names=known_spellings(_lines(folder / "first_names.txt")),
        last_names=known_spellings(_lines(folder / "last_names.txt")),
    )


def known_spellings(names: Iterable[str]) -> frozenset[str]:
    """The names, most common first, less each that is a more common one without its marks.

    "Hakan" after "Håkan" is far more often a lost ring, in the lists as on paper, than a name: a
    person may look at it. "Andreas" stays, since it stands before "Andréas".

    >>> sorted(known_spellings(["Håkan", "Andreas", "Hakan", "Andréas"]))
    ['Andreas', 'Andréas', 'Håkan']
    """
    kept: list[str] = []
    without_marks: set[str] = set()
    for name in names:
        plain = name.translate(_PLAIN)
        if plain != name:
            without_marks.add(plain)
        elif name in without_marks:
            continue
        kept.append(name)
    return frozenset(kept)


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        code=row["code"],
        name=row["name"],
        official_name=row["official_name"],
        trading_alias=row["trading_alias"] or None,
        org_no=row["org_no"],
        domains=(row["domain"], *row["alt_domains"].split()),
        domain_uncertain=row["uncertain_domain"] == "yes",
    )


def _mandate(row: dict[str, str]) -> Mandate:
    return Mandate(
        org_no=row["org_no"],
        decision_date=date.fromisoformat(row["decision_date"]),
        registry_no=row["registry_no"],
    )


def _postal_code(row: dict[str, str]) -> tuple[str, tuple[str, str]]:
    return row["postal_code"], (row["locality"], row["municipality_code"])


def _rows(path: Path, value: Callable[[dict[str, str]], T]) -> Iterator[T]:
    """One value for each row of a comma-separated file with a heading."""
    reader = csv.DictReader(_lines(path), strict=True)
    try:
        _check_heading(path, reader.fieldnames or ())
        for row in reader:
            yield value(row)
    except csv.Error as error:
        raise _unusable(path, reader.line_num + 1, "citattecknen stämmer inte") from error
    except (TypeError, ValueError) as error:
        raise _unusable(path, reader.line_num, _why(error)) from error


def _unusable(path: Path, line: int, why: str) -> SettingsError:
    return SettingsError(f"{path}, rad {line}: går inte att använda ({why}). Rätta raden.")


def _check_heading(path: Path, found: Sequence[str]) -> None:
    wanted = COLUMNS[path.name]
    if missing := [name for name in wanted if name not in found]:
        raise SettingsError(
            f"{path}, rad 1: rubriken saknar {', '.join(missing)}. Den första raden ska ha "
            f"rubrikerna {','.join(wanted)}, med komma mellan."
        )


def _why(error: Exception) -> str:
    """What is wrong with a row. A cell that is not there is None, which no type takes."""
    if isinstance(error, ValidationError):
        return "; ".join(f"{name} {said}" for name, said in mistakes(error))
    if isinstance(error, ValueError):
        return "datum skrivs som 2026-01-31"
    return "raden är för kort"


def _lines(path: Path) -> list[str]:
    """The lines of a text in UTF-8, with or without the mark that spreadsheets begin it with."""
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise SettingsError(
            f"{path}: listan kan inte läsas ({reason(error)}). Lägg tillbaka den."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: listan är inte i UTF-8. Spara om den så.") from error
