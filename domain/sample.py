"""Blind checks: registered cases drawn by chance, typed anew by somebody who sees no value."""

from datetime import datetime

from pydantic import field_validator

from domain.personal_number import mask_personal_numbers
from domain.value import Value

SAMPLE_FIRST = "sample_first"  # the event that holds the first answers, in its note


class Draw(Value):
    """The lot of a case that was registered by itself, drawn once and kept with the case.

    `number` is from 0 up to 1, and nobody can foresee it; `share` is the share of registrations
    that was to be checked that day.
    """

    case: str
    number: float
    share: float

    @property
    def is_picked(self) -> bool:
        """True when the case is to be checked."""
        return self.number < self.share


class Typed(Value):
    """What a checker typed of one box that differed at first: `first` without knowing that it did,
    `again` knowing that and nothing more; None: it was not typed again."""

    key: str
    first: str
    again: str | None = None

    @field_validator("first", "again")
    @classmethod
    def _masked(cls, text: str | None) -> str | None:
        """No personal identity number is kept, whoever wrote it."""
        return text and mask_personal_numbers(text)


class Begun(Value):
    """The first answers to a blind check when some differ: who gave them, the keys that differ,
    and what was typed, by key."""

    by: str
    differing: tuple[str, ...]
    first: dict[str, str]


class BlindCheck(Value):
    """One case checked; kept for ever, and without any value that stands on the paper.

    `compared`, `differing` and `slips` are keys of fields. A field differs when what stands on the
    paper, by the checker's last word, is not what was registered. A slip differed at first only:
    the checker typed it again, still without seeing the value, and then as it was registered.
    """

    case: str
    by: str
    at: datetime
    compared: tuple[str, ...]
    differing: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
