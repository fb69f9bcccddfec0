"""Chooses the operating point: the least confidence with which a value passes without a person.

By learn-then-test (Angelopoulos, Bates, Candès, Jordan and Lei 2021, arXiv:2110.01052): a sequence
of thresholds that is fixed before the data are seen is tested from strict to loose, and the last
one before the first that fails is taken. Each test is the exact upper bound on a binomial share
(Clopper and Pearson 1934). With a sequence that is fixed and stops, the chance that the choice
breaks the target is at most 5 %, however many thresholds are tried.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import takewhile

from domain.calibration import Step
from domain.value import Value

STEPS = 20  # thresholds that are tried at most
SPARE = 1.05  # the strictest threshold lets so many times the fields pass that are needed


class Acceptable(Value):
    """An agreement that nothing stops but, perhaps, the operating point: the `least` confidence of
    its values with a source, how many of its boxes say something, and how many of those are wrong.
    """

    least: float
    fields: int
    wrong: int


class Choice(Value):
    """The operating point, and how it was come to."""

    operating_point: float
    is_met: bool
    steps: tuple[Step, ...]


def upper_bound(wrong: int, fields: int) -> float:
    """The upper 95 % bound on a share of which `wrong` of `fields` were seen; 1 of nothing."""
    from pipeline.bound import upper_bound as exact  # loads scipy, which few commands need

    found = exact(wrong, fields)
    return 1.0 if found is None else found


def needed(target: float, wrong: int = 0) -> int:
    """How many fields it takes for the upper bound to be under a target, if so many are wrong.

    >>> needed(0.001), needed(0.01), needed(0.001, wrong=1)
    (2995, 299, 4742)
    """
    most = math.ceil((wrong + 1) * 10 / target)
    return bisect_left(
        range(most), True, lo=wrong + 1, key=lambda n: upper_bound(wrong, n) <= target
    )


def choose(fitted: Sequence[Acceptable], held: Sequence[Acceptable], target: float) -> Choice:
    """The operating point with which most agreements pass while the upper bound on the share of
    wrong registered fields is under `target`. `fitted` are the agreements of the half that the
    chances are of: they fix the sequence. `held` are the others: they are tested."""
    sequence = thresholds(fitted, target)
    steps: list[Step] = []
    for threshold in sequence:
        steps.append(step(held, threshold))
        if steps[-1].bound > target:
            break
    met = [one.threshold for one in steps if one.bound <= target]
    strictest = sequence[0] if sequence else 1.0
    return Choice(
        operating_point=met[-1] if met else strictest, is_met=bool(met), steps=tuple(steps)
    )


def step(agreements: Iterable[Acceptable], threshold: float) -> Step:
    """What passes with a threshold, and how wrong it may be."""
    passing = [one for one in agreements if one.least >= threshold]
    fields, wrong = sum(one.fields for one in passing), sum(one.wrong for one in passing)
    return Step(
        threshold=threshold,
        agreements=len(passing),
        fields=fields,
        wrong=wrong,
        bound=upper_bound(wrong, fields),
    )


def thresholds(fitted: Sequence[Acceptable], target: float) -> list[float]:
    """The sequence, from strict to loose, as the half that chances are fitted on lets expect. It
    begins where so many fields pass that one wrong one does not end it or, of few data, where the
    target can be met at all; it ends before that half breaks the target itself. Too few: the
    strictest alone."""
    tried = [step(fitted, one) for one in sorted({one.least for one in fitted}, reverse=True)]
    able = [one for one in tried if one.fields >= wanted(tried[-1].fields, target)]
    promising = [one.threshold for one in takewhile(lambda one: one.bound <= target, able)]
    if not promising:
        return [one.threshold for one in tried[:1]]
    many = min(STEPS, len(promising))
    places = {round(at * (len(promising) - 1) / max(1, many - 1)) for at in range(many)}
    return [promising[place] for place in sorted(places)]


def wanted(most: int, target: float) -> float:
    """How many fields the first test is to have, of `most` that there are."""
    for_one = SPARE * needed(target, wrong=1)
    return for_one if most >= for_one else SPARE * needed(target)
