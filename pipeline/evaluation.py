"""Adds up how labelled deliveries went: what `anslut evaluate` tells besides its table. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from domain.calibration import Step
from domain.facts import Facts
from domain.judgement import Judgement
from domain.page import Box, Rotation
from domain.reading import FileReading
from domain.value import Value
from pipeline.calibrate import acceptable_of, pairs, with_calibration
from pipeline.judge import judge
from pipeline.operating_point import Acceptable, step, upper_bound
from pipeline.reliability import Bin, bins, calibration_error
from pipeline.score import Answer, Score, Tally, score, tally

WORST = 24  # fields that are shown
CURVE = 60  # points of the curve of risk


class ReadValue(Value):
    """A value as read, with its answer, and where it stands: `page` from 1, `box` on that page
    upright, which it is once turned by `rotation`."""

    sample: str
    profile: str
    writing: str
    key: str
    expected: str | None
    found: str | None
    raw: str | None
    confidence: float
    page: int
    rotation: Rotation
    box: Box

    @property
    def is_right(self) -> bool:
        """Exactly."""
        return self.found == self.expected


class Evaluated(Value):
    """How one delivery went. `agreements` is how many it really holds, `acceptable` those of them
    that nothing but the operating point may stop."""

    score: Score
    agreements: int
    values: tuple[ReadValue, ...]
    acceptable: tuple[Acceptable, ...]


class Bound(Value):
    """How many of so many were wrong, and the upper 95 % bound on the share that is (Clopper and
    Pearson)."""

    wrong: int
    of: int
    bound: float


class Point(Value):
    """What would be risked with a threshold: the share of agreements that pass, and the share of
    wrong fields in them with its upper bound."""

    threshold: float
    automation: float
    risk: float
    bound: float


class Group(Value):
    """The samples of one profile and writing."""

    profile: str
    writing: str
    tally: Tally


class Evaluation(Value):
    """All numbers of an evaluation. `groups` and `total` are of agreements that lie on a blank,
    `by_labels` of those that were read by their labels. `written` are the values that were read
    from ink, of which `calibration_error` is told; `worst` are wrong ones, those stated surest
    first."""

    samples: int
    groups: tuple[Group, ...]
    total: Tally
    by_labels: Tally
    written: int
    calibration_error: float
    reliability: tuple[Bin, ...]
    operating_point: float
    operating: Point
    risk: tuple[Point, ...]
    fields: Bound
    registrations: Bound
    worst: tuple[ReadValue, ...]


def evaluated(name: str, answer: Answer, reading: FileReading, facts: Facts) -> Evaluated:
    """Judge one delivery and compare it with its answer."""
    judgements = judge([reading], facts)
    known = facts.reference.calibration
    if known is None:
        return Evaluated(
            score=score(name, answer, judgements),
            agreements=len(answer.agreements),
            values=tuple(values_of(name, answer, reading, judgements)),
            acceptable=(),
        )
    open_ = known.model_copy(update={"operating_point": 0.0})
    passing = judge([reading], with_calibration(facts, open_))
    return Evaluated(
        score=score(name, answer, judgements),
        agreements=len(answer.agreements),
        values=tuple(values_of(name, answer, reading, judgements)),
        acceptable=tuple(acceptable_of(answer, passing)),
    )


def values_of(
    name: str, answer: Answer, reading: FileReading, judgements: Sequence[Judgement]
) -> Iterator[ReadValue]:
    """The values of a delivery that were read from ink, each with its answer."""
    turned = {page.identity.number: page.identity.rotation for page in reading.pages}
    for expected, _, agreement in pairs(answer, judgements):
        for field in agreement.fields:
            if field.raw == "" or field.key not in expected.fields:
                continue
            yield ReadValue(
                sample=name,
                profile=answer.profile,
                writing=answer.writing,
                key=field.key,
                expected=expected.fields[field.key],
                found=field.value,
                raw=field.raw,
                confidence=field.confidence,
                page=field.page,
                rotation=turned.get(field.page, 0),
                box=field.box,
            )


def evaluation(done: Sequence[Evaluated], operating_point: float) -> Evaluation:
    """Add everything up."""
    values = [value for one in done for value in one.values]
    stated = [(one.confidence, one.is_right) for one in values if one.found is not None]
    reliability = bins(stated)
    acceptable = [agreement for one in done for agreement in one.acceptable]
    agreements = sum(one.agreements for one in done)
    passed = step(acceptable, operating_point)
    laid = [one.score for one in done if not one.score.by_labels]
    registered = [one.score for one in done if one.score.registered or one.score.false_accept]
    return Evaluation(
        samples=len(done),
        groups=tuple(groups(laid)),
        total=tally(laid),
        by_labels=tally(one.score for one in done if one.score.by_labels),
        written=len(stated),
        calibration_error=calibration_error(reliability),
        reliability=reliability,
        operating_point=operating_point,
        operating=point(passed, agreements),
        risk=tuple(curve(acceptable, agreements)),
        fields=Bound(wrong=passed.wrong, of=passed.fields, bound=passed.bound),
        registrations=bound(sum(one.false_accept is not None for one in registered),
                            len(registered)),
        worst=tuple(worst(values)),
    )  # fmt: skip


def bound(wrong: int, of: int) -> Bound:
    """The bound on a share."""
    return Bound(wrong=wrong, of=of, bound=upper_bound(wrong, of))


def groups(scores: Iterable[Score]) -> Iterator[Group]:
    """The tallies by profile and writing."""

    def by(one: Score) -> tuple[str, str]:
        return one.profile, one.writing

    for (profile, writing), held in groupby(sorted(scores, key=by), key=by):
        yield Group(profile=profile, writing=writing, tally=tally(held))


def curve(acceptable: Sequence[Acceptable], agreements: int) -> Iterator[Point]:
    """What each threshold would let pass and risk, from strict to loose."""
    distinct = sorted({one.least for one in acceptable}, reverse=True)
    every = max(1, len(distinct) // CURVE)
    kept = {*distinct[::every], *distinct[-1:]}
    for threshold in sorted(kept, reverse=True):
        yield point(step(acceptable, threshold), agreements)


def point(passed: Step, agreements: int) -> Point:
    """A step as shares."""
    return Point(
        threshold=passed.threshold,
        automation=passed.agreements / agreements if agreements else 0.0,
        risk=passed.wrong / passed.fields if passed.fields else 0.0,
        bound=passed.bound,
    )


def worst(values: Iterable[ReadValue]) -> list[ReadValue]:
    """The wrong values, those stated surest first; then what was not read at all."""
    wrong = [one for one in values if not one.is_right]
    return sorted(wrong, key=lambda one: (one.found is None, -one.confidence, one.sample))[:WORST]
