"""A case's findings as a person works through them: in order, numbered, with what persons have said
of each. Pure; for the command line and the web alike."""

from collections.abc import Sequence

from domain.judgement import Finding
from domain.ruling import Harmless, Ruling
from domain.value import Value
from pipeline.policy import POLICY, in_order, needs_two
from pipeline.rulings import in_force, is_harmless


class Reviewed(Value):
    """One finding of a case. `number` counts from 1 in the order of pipeline.policy.in_order.

    `said` are those who have found it harmless, each once, in their order. `stops` says whether it
    keeps the case from the register as things stand.
    """

    number: int
    finding: Finding
    stops: bool
    said: tuple[Harmless, ...] = ()

    @property
    def awaits_second(self) -> bool:
        """Whether one person has found it harmless, and another has to."""
        return self.stops and bool(self.said) and needs_two(self.finding.code)


def reviewed(findings: Sequence[Finding], rulings: Sequence[Ruling]) -> tuple[Reviewed, ...]:
    """The findings in order, numbered from 1. What was said of pages that an answer has replaced
    says nothing any more."""
    standing = in_force(rulings)
    return tuple(
        Reviewed(
            number=number,
            finding=one,
            stops=POLICY[one.code] is not None and not is_harmless(one, standing),
            said=_said(one, standing),
        )
        for number, one in enumerate(in_order(findings), 1)
    )


def _said(finding: Finding, standing: Sequence[Ruling]) -> tuple[Harmless, ...]:
    by: dict[str, Harmless] = {}
    for one in standing:
        if isinstance(one, Harmless) and one.finding == finding.identity:
            by.setdefault(one.by, one)
    return tuple(by.values())
