"""The policy covers every code, and severity and queue say the same."""

from itertools import combinations
from typing import get_args

import pytest

from domain.judgement import SAMPLED, Group, Queue, Severity
from domain.reading import Problem
from pipeline.policy import POLICY, decide
from validators.catalogue import CATALOGUE, Kind

CODES = sorted(CATALOGUE)
VALUES = ("ett", "två", "tre")


def test_the_policy_covers_exactly_the_catalogue() -> None:
    assert set(POLICY) == set(CATALOGUE)


@pytest.mark.parametrize("code", CODES)
def test_a_note_never_stops_a_case_and_anything_else_does(code: str) -> None:
    finding = CATALOGUE[code].finding((), *VALUES)
    decision = decide([finding])
    assert finding.group in get_args(Group)
    assert finding.severity in get_args(Severity)
    if finding.severity == "note":
        assert (decision.outcome, decision.queue, decision.reasons) == ("register", None, ())
    else:
        assert (decision.outcome, decision.reasons) == ("review", (code,))
        assert decision.queue == POLICY[code]


def test_every_problem_of_a_file_has_a_finding() -> None:
    assert {f"material.{problem}" for problem in get_args(Problem)} <= set(CATALOGUE)


def test_every_queue_is_joined_by_something() -> None:
    assert {queue for queue in POLICY.values() if queue} == set(get_args(Queue)) - {SAMPLED}


def test_nothing_found_registers() -> None:
    assert decide([]).outcome == "register"


ONE_OF_EACH = [
    next(CATALOGUE[code] for code in CODES if POLICY[code] == queue)
    for queue in get_args(Queue)
    if queue != SAMPLED
]


@pytest.mark.parametrize(("first", "second"), list(combinations(ONE_OF_EACH, 2)))
def test_a_case_joins_the_first_queue_in_order(first: Kind, second: Kind) -> None:
    findings = [second.finding((), *VALUES), first.finding((), *VALUES)]
    assert decide(findings).queue == POLICY[first.code]


def test_a_reason_is_given_once() -> None:
    kind = CATALOGUE["complete.field_missing"]
    assert decide([kind.finding(("party.city",)), kind.finding(("party.org_no",))]).reasons == (
        "complete.field_missing",
    )
