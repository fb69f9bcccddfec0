"""What differs between two versions of an entry of the register, field by field. Pure."""

from collections.abc import Iterator, Sequence

from domain.register import ENTRY_FIELDS, Connection
from domain.value import Value
from pipeline.words import BESIDE_FIELDS
from validators.field_names import FIELD_NAMES

# Kept with an entry beside the fields of its form.
FORM, CONCLUDED = "form", "concluded_at"
NAMES: dict[str, str] = {**FIELD_NAMES, **BESIDE_FIELDS}


class Difference(Value):
    """A field that two versions have otherwise, by its key; "" for nothing. Of CONCLUDED the
    values are moments in ISO 8601."""

    key: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """What the field is called (Swedish)."""
        return NAMES[self.key]


class Step(Value):
    """A version with what it changed; `differing` is empty for the first."""

    entry: Connection
    differing: tuple[Difference, ...] = ()


def history(versions: Sequence[Connection]) -> tuple[Step, ...]:
    """The versions of one entry, oldest first, each with what differs from the one before."""
    before = (None, *versions[:-1])
    return tuple(
        Step(entry=now, differing=() if was is None else tuple(_differences(was, now)))
        for was, now in zip(before, versions, strict=True)
    )


def _differences(before: Connection, after: Connection) -> Iterator[Difference]:
    for key in (*ENTRY_FIELDS, FORM, CONCLUDED):
        was, now = _said(before, key), _said(after, key)
        if was != now:
            yield Difference(key=key, before=was, after=now)


def _said(entry: Connection, key: str) -> str:
    if key == FORM:
        return entry.form
    if key == CONCLUDED:
        return entry.concluded_at.isoformat() if entry.concluded_at else ""
    return entry.value(key) or ""
