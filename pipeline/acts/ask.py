"""Acts about what is asked of the sender: a request for a supplement, and that none is awaited."""

from domain.case import Case
from domain.errors import ActRefused
from domain.facts import Facts
from domain.typed import lines
from pipeline.acts.common import (
    Order,
    as_judged,
    happened,
    judge_again,
    opened,
    queue_for,
    record,
    written,
)
from pipeline.letters import About, supplement
from pipeline.ports import CaseTransaction, Change
from pipeline.reviewed import reviewed
from pipeline.working_days import ANSWER_DAYS, after, paused, resumed, started


def request_supplement(
    order: Order, tx: CaseTransaction, to: str, text: str = "", days: int = ANSWER_DAYS
) -> Case:
    """Ask the sender for all that is missing or wrong, at once (20 § förvaltningslagen). The letter
    waits for its release; the clock stands until the complete answer is here.

    `text` is what the person adds to the letter, `days` how many working days the sender has: from
    today and, once the letter is released, from the day of that (flows/release.py).
    """
    folder, state = opened(tx, order, "request_supplement")
    found = reviewed(folder.case.findings, folder.rulings)
    defects = [one.finding for one in found if one.stops]
    answer_by = after(order.day, days)
    try:
        letter = supplement(
            About(to=to, case=folder.case, delivery=folder.deliveries[0]),
            answer_by,
            defects,
            lines(text, "Tillägget till brevet"),
            written(folder, "supplement"),
        )
    except ValueError as error:
        raise ActRefused(
            "Inget i ärendet är sådant som sändaren kan rätta. Skriv i så fall vad som ska begäras."
        ) from error
    # of a case from before time was kept an answer is awaited as of any other
    clock = folder.case.clock or started(folder.deliveries[0].received_at.date())
    change = Change(
        case=folder.case.model_copy(
            update={"state": state, "clock": paused(clock, order.day, answer_by)}
        ),
        queue=None,
        events=(happened(order, "request_supplement", " ".join(f.code for f in defects)),),
        notices=(letter,),
    )
    return record(tx, change)


def take_back(order: Order, tx: CaseTransaction, facts: Facts) -> Case:
    """No answer is awaited any longer: the case is reviewed as it is, and its clock goes on with
    the days that were left."""
    folder, state = opened(tx, order, "take_back")
    found = judge_again(folder, tx, facts)
    clock = folder.case.clock
    case = as_judged(folder.case, found, state)
    change = Change(
        case=case.model_copy(update={"clock": clock and resumed(clock, order.day)}),
        queue=queue_for(found, folder.queue),
        events=(happened(order, "take_back"),),
        cancelled=("supplement",),
    )
    return record(tx, change)
