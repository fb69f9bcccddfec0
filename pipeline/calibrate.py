"""Learns from labelled deliveries how often values of a kind are right, and chooses the operating
point. Pure: cli/calibrate.py does the reading.

Chances are fitted on one half of the deliveries, and the operating point is chosen on the other by
learn-then-test (Angelopoulos, Bates, Candès, Jordan and Lei 2021, arXiv:2110.01052): a sequence of
thresholds that is fixed before the data are seen is tested from strict to loose, and the last one
before the first that fails is taken. Each test is the exact upper bound on a binomial share
(Clopper and Pearson 1934). With a sequence that is fixed and stops, the chance that the choice
breaks the target is at most 5 %, however many thresholds are tried.
"""

import hashlib
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from domain.agreement import Agreement
from domain.calibration import BANDS, WHOLE, Calibration, Cell, Kind, Provenance, Step
from domain.facts import Facts
from domain.judgement import Judgement
from domain.reading import FileReading
from domain.value import Value
from pipeline.calibrated import kind_of
from pipeline.judge import judge
from pipeline.reliability import bins, calibration_error
from pipeline.score import Answer, AnswerAgreement

LEVEL = 0.95
# A cell's chances are weighed with its parent's as if that were so many examples in each band.
PARENT = 10
FEWEST = 50  # examples of a cell: with fewer the parent stands for it
STEPS = 20  # thresholds that are tried at most
SPARE = 1.05  # the strictest threshold lets so many times the fields pass that are needed


class Labelled(Value):
    """A delivery that was read, with its answer and what it is judged against."""

    name: str
    answer: Answer
    reading: FileReading
    facts: Facts

    def judged(self, calibration: Calibration | None) -> tuple[Judgement, ...]:
        """What comes of it with a calibration."""
        return judge([self.reading], with_calibration(self.facts, calibration))

    def examples(self) -> Iterator["Example"]:
        """What there is to learn from it."""
        return examples_of(self.answer, self.judged(None), self.facts)


class Example(Value):
    """A value that was read, and whether it was right."""

    kind: Kind
    rank: float
    is_right: bool


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


def calibrate(read: Sequence[Labelled], target: float, provenance: Provenance) -> Calibration:
    """What labelled deliveries teach. They are parted by the hashes of their names."""
    fitted = [one for one in read if is_for_fitting(one.name)]
    held = [one for one in read if not is_for_fitting(one.name)]
    open_ = Calibration(
        provenance=provenance,
        target=target,
        operating_point=0.0,
        is_met=False,
        fitted=len(fitted),
        held=len(held),
        held_values=0,
        held_error=0.0,
        steps=(),
        cells=fit(example for one in fitted for example in one.examples()),
    )
    choice = choose(acceptable(fitted, open_), acceptable(held, open_), target)
    stated = [
        (open_.chance(example.kind, example.rank), example.is_right)
        for one in held
        for example in one.examples()
        if example.kind.group != "empty"
    ]
    return open_.model_copy(
        update={
            **dict(choice),
            "held_values": len(stated),
            "held_error": round(calibration_error(bins(stated)), 5),
        }
    )


def acceptable(read: Iterable[Labelled], open_: Calibration) -> list[Acceptable]:
    """The agreements that nothing but the operating point may stop: that of `open_` is 0."""
    return [each for one in read for each in acceptable_of(one.answer, one.judged(open_))]


def with_calibration(facts: Facts, calibration: Calibration | None) -> Facts:
    """The facts with another calibration."""
    lists = facts.reference.model_copy(update={"calibration": calibration})
    return facts.model_copy(update={"reference": lists})


def is_for_fitting(name: str) -> bool:
    """Whether a delivery is of the half that chances are fitted on, by the hash of its name."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


# what there is to learn from


def pairs(
    answer: Answer, judgements: Sequence[Judgement]
) -> Iterator[tuple[AnswerAgreement, Judgement, Agreement]]:
    """Each agreement with its answer, in order."""
    found = [(one, one.agreement) for one in judgements if one.agreement]
    for expected, (judgement, agreement) in zip(answer.agreements, found, strict=False):
        yield expected, judgement, agreement


def examples_of(answer: Answer, judgements: Sequence[Judgement], facts: Facts) -> Iterator[Example]:
    """The values of a delivery, and the boxes found empty. Ink without a value is none."""
    for expected, _, agreement in pairs(answer, judgements):
        types = {field.key: field.type for field in facts.form(agreement.form).fields}
        for field in agreement.fields:
            if field.key not in expected.fields or (field.value is None and field.raw != ""):
                continue
            right = field.value == expected.fields[field.key]
            if field.value is None:  # also what has no value is no empty box
                right = right and field.key not in expected.raw
            kind = kind_of(field, types[field.key], agreement.quality(field.page))
            yield Example(kind=kind, rank=field.as_ranked, is_right=right)


def acceptable_of(answer: Answer, judgements: Sequence[Judgement]) -> Iterator[Acceptable]:
    """The agreements of a delivery that are registered when every value with a source passes:
    `judgements` were made with an operating point of 0."""
    for expected, judgement, agreement in pairs(answer, judgements):
        if judgement.decision.outcome != "register":
            continue
        said = {
            key: (value, agreement.value(key))
            for key, value in expected.fields.items()
            if value is not None or agreement.value(key) is not None
        }
        yield Acceptable(
            least=least(agreement),
            fields=len(said),
            wrong=sum(value != read for value, read in said.values()),
        )


def least(agreement: Agreement) -> float:
    """The least confidence of an agreement's values that have a source; 1 when it has none."""
    sourced = (one for one in agreement.fields if one.support and one.mode in ("print", "hand"))
    return min((one.confidence for one in sourced), default=1.0)


# the chances


def fit(examples: Iterable[Example]) -> Mapping[str, Cell]:
    """The chances of each kind. Within a cell they rise with the rank (isotonic regression), and
    are drawn towards those of the cell above it, the more so the fewer its examples."""
    counts = counted(examples)
    cells: dict[str, Cell] = {}
    for path in sorted(counts, key=lambda path: (path != WHOLE, path.count("/"), path)):
        many, right = counts[path]
        if path != WHOLE and (sum(many) < FEWEST or parent_of(path) not in cells):
            continue
        if "/" in path:
            above: Sequence[float] = cells[parent_of(path)].chances
        else:  # what vouches tells so much that the whole says nothing of it: its own share
            above = [(sum(right) + 1) / (sum(many) + 2)] * len(BANDS)
        chances = rising(many, right, above)
        cells[path] = Cell(examples=sum(many), right=sum(right), chances=chances)
    return cells


def counted(examples: Iterable[Example]) -> dict[str, tuple[list[int], list[int]]]:
    """By path, the number of examples in each band, and how many of them are right."""
    counts: dict[str, tuple[list[int], list[int]]] = {}
    for one in examples:
        band = max(at for at, lowest in enumerate(BANDS) if one.rank >= lowest or at == 0)
        for path in one.kind.paths:
            many, right = counts.setdefault(path, ([0] * len(BANDS), [0] * len(BANDS)))
            many[band] += 1
            right[band] += one.is_right
    return counts


def parent_of(path: str) -> str:
    """The path of the cell above."""
    return path.rpartition("/")[0]


def rising(many: Sequence[int], right: Sequence[int], above: Sequence[float]) -> tuple[float, ...]:
    """The chances of one cell, from its counts in each band and the chances of its parent."""
    from scipy.optimize import isotonic_regression  # loads in 0.3 s; only calibrating needs it

    weights = [n + PARENT for n in many]
    shares = [
        (k + PARENT * chance) / weight
        for k, chance, weight in zip(right, above, weights, strict=True)
    ]
    fitted = isotonic_regression(shares, weights=weights).x
    return tuple(round(min(1.0, max(0.0, float(chance))), 5) for chance in fitted)


# the operating point


def upper_bound(wrong: int, fields: int, level: float = LEVEL) -> float:
    """The upper bound on a share of which `wrong` of `fields` were seen, with `level` certainty:
    Clopper and Pearson (1934), one-sided.

    >>> round(upper_bound(0, 299), 4), round(upper_bound(1, 100), 4)
    (0.01, 0.0466)
    """
    from scipy.special import betaincinv

    if wrong >= fields:
        return 1.0
    return float(betaincinv(wrong + 1, fields - wrong, level))


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
