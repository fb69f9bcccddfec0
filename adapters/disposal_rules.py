"""The rules of disposal, from a CSV file: adapters/reference/disposal.csv unless settings say else.

Those that come with the program are examples, marked so: nothing is cleared by an example.
"""

import csv
from pathlib import Path

from pydantic import ValidationError

from adapters.mistakes import mistakes
from adapters.reason import reason
from domain.disposal import DisposalRule
from domain.errors import SettingsError

HEADINGS = ("id", "what", "basis", "months", "authority", "example")
# Which times a rule of each kind can count from.
_FITS = {
    **dict.fromkeys(("case", "reading", "files"), ("told", "dismissed", "withdrawn")),
    "entry": ("superseded", "ended"),
    "signatory": ("expired",),
    "letter": ("written",),
}


def load_rules(path: Path) -> tuple[DisposalRule, ...]:
    """The rules of a file; SettingsError names the line that cannot be used, and why."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if tuple(reader.fieldnames or ()) != HEADINGS:
                raise SettingsError(f"{path}: första raden ska vara {','.join(HEADINGS)}.")
            rules = tuple(_rule(path, reader.line_num, row) for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        said = reason(error) if isinstance(error, OSError) else "är ingen CSV-fil i UTF-8"
        raise SettingsError(f"{path}: gallringsreglerna kan inte läsas ({said}).") from error
    _check(path, rules)
    return rules


def _rule(path: Path, line: int, row: dict[str, str | None]) -> DisposalRule:
    try:
        rule = DisposalRule.model_validate({key: value or "" for key, value in row.items() if key})
    except ValidationError as error:
        said = "; ".join(f"{name} {wrong}" for name, wrong in mistakes(error))
        raise SettingsError(f"{path}, rad {line}: {said}. Se docs/operating.md.") from error
    if rule.basis not in _FITS[rule.what]:
        fits = ", ".join(_FITS[rule.what])
        raise SettingsError(f"{path}, rad {line}: {rule.what} räknas från {fits}.")
    return rule


def _check(path: Path, rules: tuple[DisposalRule, ...]) -> None:
    """One rule for each thing and time, and one id for each rule."""
    for names in ([one.id for one in rules], [f"{one.what} {one.basis}" for one in rules]):
        for name in names:
            if names.count(name) > 1:
                raise SettingsError(f"{path}: {name} står på flera rader. Behåll en av dem.")
