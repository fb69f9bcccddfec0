"""Escalation: which waiting cases are told to the lead of their queue, and when. Pure.

A step is a number of working days left to a case's due day; a case reaches it when so many are left
or fewer. Each step is told once. An answer that still lacks something leaves the clock standing:
the steps are then counted to the day by which somebody is to have seen to it. When no answer comes,
the lead of the queue that the case was in is told so, once. Blind checks are not escalated: their
cases are registered, and nobody was promised the check.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from domain.judgement import SAMPLED
from domain.night import AwaitedAnswer, Escalation, EscalationBatch, WaitingItem
from domain.notice import Notice
from pipeline.letters import Waiting, escalation
from pipeline.working_days import remaining

DEFAULT = "*"  # the key of the lead of queues that have none of their own


def step_reached(left: int, steps: Sequence[int]) -> int:
    """How many of the steps a case with so many working days left has reached.

    >>> [step_reached(left, (3, 0, -2)) for left in (4, 3, 0, -1, -2, -9)]
    [0, 1, 2, 2, 3, 3]
    """
    return sum(left <= step for step in steps)


def escalations(
    items: Sequence[WaitingItem], today: date, steps: Sequence[int]
) -> tuple[Escalation, ...]:
    """The cases that have reached a step they were not told for, the one due first at the top."""
    reached = [one for item in items if (one := _reached(item, today, steps))]
    return tuple(sorted(reached, key=lambda one: (one.due_on, one.case)))


def _reached(item: WaitingItem, today: date, steps: Sequence[int]) -> Escalation | None:
    if item.due_on is None or item.queue == SAMPLED:
        return None
    left = remaining(today, item.due_on)
    step = step_reached(left, steps)
    if step <= item.escalated:
        return None
    return Escalation(
        case=item.case,
        queue=item.queue,
        due_on=item.due_on,
        left=left,
        step=step,
        told="review" if item.stands else "due",
    )


def unanswered(awaited: Sequence[AwaitedAnswer], today: date) -> tuple[Escalation, ...]:
    """The cases of which the answer day has passed without an answer, as far as nobody was told:
    the sender has that whole day."""
    return tuple(
        Escalation(
            case=one.case,
            queue=one.queue,
            due_on=one.answer_by,
            left=remaining(today, one.answer_by),
            step=1,
            told="answer",
        )
        for one in awaited
        if one.answer_by < today and not one.escalated
    )


def batches(
    reached: Sequence[Escalation], leads: Mapping[str, str], day: date
) -> tuple[EscalationBatch, ...]:
    """One batch for each lead. A case whose queue has no lead is in none: it is told, for all of
    its steps at once, when there is one."""
    told = [(to, one) for one in reached if (to := leads.get(one.queue, leads.get(DEFAULT)))]
    told.sort(key=lambda pair: pair[0])  # stable: within a lead the order stays
    return tuple(
        EscalationBatch(to=to, day=day, cases=tuple(one for _, one in group))
        for to, group in groupby(told, key=lambda pair: pair[0])
    )


def escalation_notice(batch: EscalationBatch, number: int) -> Notice:
    """The letter of a batch: case ids and days, no personal data. A second one on the same day to
    the same address is another letter, so `number` is one that no other has."""
    waiting = [
        Waiting(case=one.case, queue=one.queue, due_on=one.due_on, day=one.told)
        for one in batch.cases
    ]
    step = max(one.step for one in batch.cases)
    made = escalation(batch.to, waiting, batch.day, step)
    return made.model_copy(update={"number": number})
