"""What differs between two versions of an entry in the register: the values only that changed."""

from domain.register import ENTRY_FIELDS, Connection
from domain.value import Value
from pipeline.letters.render import Language
from validators.field_names import FIELD_NAMES


class Change(Value):
    """A value that differs; `before` or `after` is "" where there was none."""

    name: str
    before: str
    after: str


def changes(before: Connection, after: Connection, language: Language = "sv") -> tuple[Change, ...]:
    """What differs, in the order of the form."""
    found = ((key, _at(before, key), _at(after, key)) for key in ENTRY_FIELDS)
    return tuple(
        Change(name=FIELD_NAMES[key] if language == "sv" else key, before=old, after=new)
        for key, old, new in found
        if old != new
    )


def _at(entry: Connection, key: str) -> str:
    value: object = entry
    for name in ENTRY_FIELDS[key]:
        value = getattr(value, name, None)
    return "" if value is None else str(value)
