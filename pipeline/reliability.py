"""How far stated probabilities are from how often they are right."""

from collections.abc import Iterable, Sequence

from domain.value import Value

BINS = 10


class Bin(Value):
    """The values of a range of probabilities: the mean stated, and the share that was right."""

    examples: int
    stated: float
    right: float


def bins(stated: Iterable[tuple[float, bool]], many: int = BINS) -> tuple[Bin, ...]:
    """Probabilities, each with whether it was right, in ranges of the same width; empty ranges are
    left out."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for chance, is_right in stated:
        groups.setdefault(min(many - 1, int(chance * many)), []).append((chance, is_right))
    return tuple(
        Bin(
            examples=len(group),
            stated=sum(chance for chance, _ in group) / len(group),
            right=sum(is_right for _, is_right in group) / len(group),
        )
        for _, group in sorted(groups.items())
    )


def calibration_error(found: Sequence[Bin]) -> float:
    """The expected calibration error (Naeini, Cooper and Hauskrecht 2015): the mean distance of
    stated and right, weighed by the examples. 0 of nothing.

    >>> calibration_error(bins([(0.9, True), (0.9, True), (0.3, False)]))
    0.1666...
    """
    many = sum(one.examples for one in found)
    apart = sum(one.examples * abs(one.stated - one.right) for one in found)
    return apart / many if many else 0.0
