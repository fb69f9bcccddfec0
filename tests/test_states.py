"""The table of a case's states: every path in it can be walked, and nothing beside it."""

import re
from pathlib import Path
from typing import get_args

import pytest

from domain.case import CaseState
from domain.errors import ActRefused
from pipeline.states import ACTS_IN_SWEDISH, ENDED, MACHINES, STATES, SWEDISH, Act, step

ALL_STATES: tuple[CaseState, ...] = get_args(CaseState)
ALL_ACTS: tuple[Act, ...] = get_args(Act)
PAIRS = [(state, act) for state in ALL_STATES for act in ALL_ACTS]


def test_every_state_and_every_act_has_its_place_and_its_name() -> None:
    assert set(STATES) == set(SWEDISH) == set(ALL_STATES)
    assert set(ACTS_IN_SWEDISH) == set(ALL_ACTS)
    assert {act for acts in STATES.values() for act in acts} == set(ALL_ACTS)


@pytest.mark.parametrize(("state", "act"), [one for one in PAIRS if one[1] in STATES[one[0]]])
def test_every_legal_step_leads_on(state: CaseState, act: Act) -> None:
    assert step(state, act) == STATES[state][act]


@pytest.mark.parametrize(("state", "act"), [one for one in PAIRS if one[1] not in STATES[one[0]]])
def test_every_other_step_is_refused_with_what_is_allowed(state: CaseState, act: Act) -> None:
    with pytest.raises(ActRefused, match="Det går inte att") as refused:
        step(state, act)
    for allowed in set(STATES[state]) - MACHINES:
        assert ACTS_IN_SWEDISH[allowed] in str(refused.value)


def reachable(start: CaseState) -> set[CaseState]:
    found, to_see = {start}, [start]
    while to_see:
        for state in STATES[to_see.pop()].values():
            if state not in found:
                found.add(state)
                to_see.append(state)
    return found


def test_every_state_can_be_reached_and_left_for_an_end() -> None:
    assert reachable("received") == set(ALL_STATES)
    for state in ALL_STATES:
        assert reachable(state) & ENDED, f"a case that is {state} never ends"


def test_nothing_is_registered_but_by_way_of_ready() -> None:
    """The only step into the register is from a case that has been judged fit for it."""
    before = {
        state for state, acts in STATES.items() for act, to in acts.items() if act == "register"
    }
    into = {state for state, acts in STATES.items() if "registered" in acts.values()}
    assert before == {"ready"}
    assert into == {"ready", "registered"}


def test_the_picture_in_the_documents_is_this_table() -> None:
    text = (Path(__file__).parent.parent / "docs" / "cases.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (\w+)$", text, re.MULTILINE))
    moves = {
        (state, to, act)
        for state, acts in STATES.items()
        for act, to in acts.items()
        if to != state
    }
    assert drawn == moves
