"""Learns from labelled deliveries how often values of a kind are right. Pure: cli/calibrate.py does
the reading.

Chances are fitted on one half of the deliveries; on the other the operating point is chosen.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.agreement import Agreement
from domain.calibration import BANDS, WHOLE, Calibration, Cell, Kind, Provenance
from domain.facts import Facts
from domain.judgement import Judgement
from domain.reading import FileReading
from domain.value import Value
from pipeline.calibrated import kind_of
from pipeline.judge import judge
from pipeline.operating_point import Acceptable, choose
from pipeline.reliability import bins, calibration_error
from pipeline.score import Answer, AnswerAgreement

# A cell's chances are weighed with its parent's as if that were so many examples in each band.
PARENT = 10
FEWEST = 50  # examples of a cell: with fewer the parent stands for it


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
