"""Which of what is done with is to be cleared now, and by which rule. Pure."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

from domain.disposal import Basis, Candidate, Disposable, Disposal, DisposalRule


def due(
    candidates: Sequence[Candidate], rules: Sequence[DisposalRule], today: date
) -> tuple[Disposal, ...]:
    """What is old enough, the longest due first. What no rule is about is kept."""
    by_kind = {(rule.what, rule.basis): rule for rule in rules}
    found = [one for each in candidates if (one := _due(each, by_kind, today))]
    return tuple(sorted(found, key=lambda one: (one.due_on, _order(one.candidate))))


def _due(
    candidate: Candidate, by_kind: Mapping[tuple[Disposable, Basis], DisposalRule], today: date
) -> Disposal | None:
    """By the rule with the longest time, where several cases share it: each must be old enough."""
    rules = [by_kind.get((candidate.what, basis)) for basis in candidate.bases]
    known = [rule for rule in rules if rule is not None]
    if not known or len(known) < len(rules):
        return None
    longest = max(known, key=lambda rule: rule.months)
    due_on = months_after(candidate.since.date(), longest.months)
    if due_on > today:
        return None
    return Disposal(rule=longest.id, candidate=candidate, due_on=due_on)


def _order(candidate: Candidate) -> tuple[str, ...]:
    return candidate.subject, candidate.what, *map(str, candidate.ref)


def months_after(day: date, count: int) -> date:
    """The same day so many months later, or the last of a month that has no such day.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2026, 12, 1), 12)
    (datetime.date(2027, 2, 28), datetime.date(2027, 12, 1))
    """
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
