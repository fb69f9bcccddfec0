"""Taking back what one said last, until the case is decided. Nothing is removed: the ruling stays
to be seen, and another says that it was taken back."""

from collections.abc import Sequence

from domain.case import Case
from domain.errors import ActRefused
from domain.facts import Facts
from domain.ruling import Answered, PageSaid, Ruling, Undone, identity
from pipeline.acts.common import (
    Order,
    as_judged,
    clocked,
    happened,
    judge_again,
    opened,
    queue_for,
    record,
)
from pipeline.ports import CaseTransaction, Change
from pipeline.rulings import person, standing


def undo(order: Order, tx: CaseTransaction, facts: Facts) -> Case:
    """What `order.who` said last of the case counts no longer; the case is judged again."""
    folder, _ = opened(tx, order, "undo")
    taken = last_said(folder.rulings, order.who)
    if not taken:
        raise ActRefused(
            "Du har inte sagt något i ärendet som går att ångra. Svar om behörighet och uppdrag "
            "gäller flera ärenden: svara på nytt i stället."
        )
    if any(isinstance(one, PageSaid) for one in taken):
        raise ActRefused("Vad en sida är går inte att ångra. Säg i stället vad den är.")
    said = Undone(
        by=order.who, at=order.at, why=order.why, taken=tuple(identity(one) for one in taken)
    )
    found = judge_again(folder, tx, facts, (said,))
    change = Change(
        case=clocked(as_judged(folder.case, found, "in_review"), found, facts),
        queue=queue_for(found, folder.queue),
        events=(happened(order, "undo", " ".join(one.kind for one in taken)),),
        rulings=(said,),
    )
    return record(tx, change)


def last_said(rulings: Sequence[Ruling], who: str) -> tuple[Ruling, ...]:
    """What a person said last in a case and has not taken back: all of one act. Nothing of what was
    said before an answer came: it was said of other pages."""
    answered = [at for at, one in enumerate(rulings) if isinstance(one, Answered) and one.is_new]
    since = rulings[answered[-1] + 1 :] if answered else rulings
    own = [one for one in standing(since) if person(one.by) == person(who)]
    return tuple(one for one in own if one.at == own[-1].at)
