"""How often the register is wrong at most, by the blind checks alone. Pure.

The bound is Clopper and Pearson's (Biometrika 26, 1934): the largest rate at which so few errors
among so many checked would still come about with a chance of 5 %. It holds for any number checked
and assumes nothing but that they were drawn by chance.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from scipy.stats import beta

from domain.sample import BlindCheck
from domain.value import Value

LEVEL = 0.95


class Bound(Value):
    """`wrong` of `checked` were wrong. With `level` certainty the rate of wrong ones is not above
    `upper`; None as long as nothing has been checked, for then nothing is known."""

    checked: int
    wrong: int
    upper: float | None
    level: float = LEVEL


class FieldChecks(Value):
    """How the reader did with one field, by the blind checks: `compared` times it was typed anew,
    `differing` times something else was registered than what stands on the paper."""

    key: str
    compared: int
    differing: int


def checks_of_fields(checks: Sequence[BlindCheck]) -> tuple[FieldChecks, ...]:
    """Field by field, those that were wrong most often first."""
    compared = Counter(key for one in checks for key in one.compared)
    differing = Counter(key for one in checks for key in one.differing)
    found = (FieldChecks(key=k, compared=n, differing=differing[k]) for k, n in compared.items())
    return tuple(sorted(found, key=lambda one: (-one.differing, one.key)))


def upper_bound(wrong: int, checked: int, level: float = LEVEL) -> float | None:
    """The one-sided upper bound of a rate; None when nothing was checked.

    >>> round(upper_bound(0, 299), 4)
    0.01
    """
    if not 0 <= wrong <= checked:
        raise ValueError(f"{wrong} of {checked}")
    if not checked:
        return None
    return 1.0 if wrong == checked else float(beta.ppf(level, wrong + 1, checked - wrong))


def bound_of_fields(checks: Sequence[BlindCheck]) -> Bound:
    """Of the fields that were compared. Those of one case lean on each other (one bad scan, one
    sender), so for the register as a whole the bound of registrations is the one to go by."""
    checked = sum(len(one.compared) for one in checks)
    return _bound(sum(len(one.differing) for one in checks), checked)


def bound_of_registrations(checks: Sequence[BlindCheck]) -> Bound:
    """Of the cases that were checked: one is wrong when any field of it is."""
    return _bound(sum(bool(one.differing) for one in checks), len(checks))


def per_cent(rate: float) -> str:
    """A bound in per cent with two figures, rounded up: what is said is still a bound.

    >>> per_cent(0.00123), per_cent(0.0951), per_cent(1.0)
    ('0,13 %', '9,6 %', '100 %')
    """
    exact = Decimal(rate) * 100
    step = Decimal(1).scaleb(min(0, exact.adjusted() - 1) if exact else 0)
    return f"{exact.quantize(step, ROUND_CEILING)} %".replace(".", ",")


def _bound(wrong: int, checked: int) -> Bound:
    return Bound(checked=checked, wrong=wrong, upper=upper_bound(wrong, checked))
