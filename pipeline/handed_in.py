"""What files that people hand in have in common: headings, and lines that cannot be used. Pure.

A message names the line and the column and never repeats what stands there.
"""

import re
from collections.abc import Mapping, Sequence

from domain.errors import ActRefused, IntakeError
from domain.personal_number import has_personal_number
from domain.reference import Municipality, Reference
from domain.typed import LETTER, line
from domain.value import Value
from extractors.values import canonical
from pipeline.corrected import LONGEST, checked
from validators import municipalities

# A kommunalförbund has a number of its own in this series and stands in no list.
ASSOCIATION = "222000"
Row = tuple[int, tuple[str, ...]]
# å, ä and ö of UTF-8 or of DOS and older Macintosh read as Windows-1252, or lost.
_GARBLED = re.compile(r"Ã[¤¥¶„…–]|\w[†„”Œ]\w|\ufffd")


class BadRow(ValueError):
    """A row that cannot be used; the message says why, in Swedish, without the value."""


class Refused(Value):
    """A line of a file that cannot be used, and why."""

    line: int
    why: str


def columns(
    head: Sequence[str], known: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> list[str]:
    """The column that each heading names. IntakeError when one is unknown, there twice or missing:
    what stands in it would be lost without a word."""
    by_name = {plain(name): column for column, names in known.items() for name in (column, *names)}
    found = [by_name.get(plain(name), "") for name in head]
    problems = [
        f"rubriken {name.strip() or '(tom)'} är okänd"
        for name, column in zip(head, found, strict=True)
        if not column
    ]
    problems += [f"rubriken {_swedish(one, known)} finns flera gånger" for one in _twice(found)]
    problems += [f"kolumnen {_swedish(one, known)} saknas" for one in needed if one not in found]
    if problems:
        told = "; ".join(problems)
        raise IntakeError(f"Rad 1: {told}. Rätta rubrikerna. Se docs/register.md.")
    return found


def cells_of(row: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The cells of a row by column; BadRow when there are more or fewer than headings, or when the
    text was garbled on its way."""
    if len(row) != len(names):
        raise BadRow(f"raden har {len(row)} fält, men rubrikerna är {len(names)}")
    if any(_GARBLED.search(cell) for cell in row):
        raise BadRow("å, ä eller ö är förvanskade: filen har sparats i fel teckenkodning")
    try:
        texts = [line(cell, "Texten i ett fält", LETTER) for cell in row]
    except ActRefused as refused:
        raise BadRow(str(refused).rstrip(".")) from refused
    return dict(zip(names, texts, strict=True))


def value_of(key: str, text: str) -> str | None:
    """The canonical value of a field of the form; BadRow. A telephone number that is none is kept
    as it stands: an older register may have it."""
    if key.endswith(".phone") and canonical("phone", text) is None:
        return _odd_phone(text)
    try:
        return checked(key, text)
    except ActRefused as refused:
        raise BadRow(str(refused).rstrip(".")) from refused


def _odd_phone(text: str) -> str | None:
    if has_personal_number(text) or len(text) > LONGEST:
        raise BadRow("ett telefonnummer är ett personnummer eller för långt")
    return text or None


def owner_of(org_no: str, name: str | None, reference: Reference) -> Municipality | None:
    """The municipality of a number, which has to bear the name, if one is given. None for an
    association of municipalities. BadRow."""
    if org_no.startswith(ASSOCIATION):
        return None
    owner = municipalities.by_number(org_no, reference)
    if owner is None:
        raise BadRow("organisationsnumret är inte någon kommuns")
    if name is not None:
        named = municipalities.by_name(name, reference)
        if named is None:
            raise BadRow("kommunen är okänd")
        if named != owner:
            raise BadRow(f"organisationsnumret hör till {owner.official_name}, inte till kommunen")
    return owner


def plain(name: str) -> str:
    """A heading as it is compared: lower case, single spaces, without marks at its end."""
    return " ".join(name.casefold().replace("_", " ").split()).rstrip(".:")


def _swedish(column: str, known: Mapping[str, Sequence[str]]) -> str:
    return next(iter(known[column]), column)


def _twice(found: Sequence[str]) -> list[str]:
    return sorted({one for one in found if one and found.count(one) > 1})
