"""Acts about where a case goes: on to the register, back to the sender, or out."""

from domain.case import Case, Clock, Event
from domain.errors import ActRefused
from domain.facts import Facts
from domain.judgement import Judgement
from domain.ledger import KeptEnd
from domain.notice import Notice
from domain.register import Connection, board_key
from pipeline.acts.common import (
    Order,
    as_judged,
    current,
    happened,
    judge_again,
    needed_why,
    opened,
    queue_for,
    record,
)
from pipeline.entry import connection
from pipeline.feedback import feedback
from pipeline.letters import dismissal, supplement
from pipeline.policy import POLICY, in_order
from pipeline.ports import CaseTransaction, Change, Folder
from pipeline.states import step
from pipeline.working_days import paused, resumed

MACHINE = "anslut"
MOST_NAMED = 6  # findings that a message names


def approve(order: Order, tx: CaseTransaction, facts: Facts) -> Case:
    """Into the register, if nothing is left that stops the case: it is judged once more, with the
    register as it stands. ActRefused names what is left."""
    folder, ready = opened(tx, order, "approve")
    facts = current(facts, tx, order.case)
    found = judge_again(folder, facts)
    _refuse_what_is_left(folder, found)
    return registered(order, tx, facts, folder, (found, (happened(order, "approve", ready),)))


def registered(
    order: Order,
    tx: CaseTransaction,
    facts: Facts,
    folder: Folder,
    judged: tuple[Judgement, tuple[Event, ...]],
) -> Case:
    """The case in the register: a new entry, or a new version of the Party's. `judged` is its
    judgement and what has happened before."""
    found, before = judged
    agreement = found.agreement
    if agreement is None:
        raise ActRefused("Ärendet har inget avtal att registrera.")
    try:
        entry = connection(agreement, facts, order.case, order.at)
    except ValueError as error:
        raise ActRefused(
            "Ett fält som registret behöver saknar värde. Rätta det, eller begär komplettering."
        ) from error
    entry = succeeding(entry, tx.entry(entry.org_no, board_key(entry.board)))
    event = Event(subject=order.case, at=order.at, who=order.who, what="registered")
    change = Change(
        case=as_judged(folder.case, found, step("ready", "register")),
        queue=None,
        events=(*before, event),
        ends=attached(order.case, folder),
        connections=(entry,),
        notices=(feedback(entry),),
        cancelled=("supplement",),
    )
    return record(tx, change)


def succeeding(entry: Connection, now: Connection | None) -> Connection:
    """The entry as the next version of what is registered; access that is open stays so."""
    if now is None:
        return entry
    reason = "correction" if now.case == entry.case else "new"
    return entry.model_copy(
        update={
            "version": now.version + 1,
            "reason": reason if reason == "correction" else "replacement",
            "concluded_at": now.concluded_at,
        }
    )


def attached(case: str, folder: Folder) -> tuple[KeptEnd, ...]:
    """The case's pages that waited for a person: somebody has looked at them now, and they stay
    with the case."""
    return tuple(
        end.model_copy(update={"kind": "attachment"})
        for sheet in folder.sheets
        for end in sheet.ends
        if end.case == case and end.kind == "waiting"
    )


def request_supplement(order: Order, tx: CaseTransaction, to: str, text: str = "") -> Case:
    """Ask the sender for all that is missing or wrong, at once (20 § förvaltningslagen). The letter
    waits for its release; the clock stands until the complete answer is here.

    `text` is what the person adds to the letter.
    """
    folder, state = opened(tx, order, "request_supplement")
    defects = in_order([f for f in folder.case.findings if POLICY[f.code] is not None])
    if not defects and not text.strip():
        raise ActRefused("Inget i ärendet behöver kompletteras. Skriv vad som ska begäras.")
    letter = supplement(folder.case, folder.deliveries[0], to, _letters(folder, "supplement"))
    change = Change(
        case=folder.case.model_copy(update={"state": state, "clock": _paused(folder, order)}),
        queue=None,
        events=(happened(order, "request_supplement", " ".join(f.code for f in defects)),),
        notices=(letter,),
    )
    return record(tx, change)


def take_back(order: Order, tx: CaseTransaction, facts: Facts) -> Case:
    """No answer is awaited any longer: the case is reviewed as it is, and its clock goes on with
    the days that were left."""
    folder, state = opened(tx, order, "take_back")
    found = judge_again(folder, current(facts, tx, order.case))
    clock = folder.case.clock
    case = as_judged(folder.case, found, state)
    change = Change(
        case=case.model_copy(update={"clock": clock and resumed(clock, order.day)}),
        queue=queue_for(found, folder.queue),
        events=(happened(order, "take_back"),),
        cancelled=("supplement",),
    )
    return record(tx, change)


def dismiss(order: Order, tx: CaseTransaction, to: str = "") -> Case:
    """The case ends here, for a reason that a person gives. With an address a letter is written,
    which waits for its release."""
    folder, state = opened(tx, order, "dismiss")
    why = needed_why(order)
    letters: tuple[Notice, ...] = ()
    if to:
        letters = (dismissal(folder.case, to, why, _letters(folder, "dismissal")),)
    return _ended(order, tx, folder, (folder.case.model_copy(update={"state": state}), letters))


def withdraw(order: Order, tx: CaseTransaction) -> Case:
    """The Party has taken its agreement back. What is in the register stays until somebody changes
    it there."""
    folder, state = opened(tx, order, "withdraw")
    needed_why(order)
    return _ended(order, tx, folder, (folder.case.model_copy(update={"state": state}), ()))


def _ended(
    order: Order, tx: CaseTransaction, folder: Folder, made: tuple[Case, tuple[Notice, ...]]
) -> Case:
    case, letters = made
    change = Change(
        case=case,
        queue=None,
        events=(happened(order, case.state),),
        ends=attached(order.case, folder),
        notices=letters,
        cancelled=("supplement", "feedback"),
    )
    return record(tx, change)


def reopen(order: Order, tx: CaseTransaction, facts: Facts) -> Case:
    """An ended or registered case is reviewed again. Its entry in the register stays as it is until
    the case is approved anew."""
    folder, state = opened(tx, order, "reopen")
    needed_why(order)
    found = judge_again(folder, current(facts, tx, order.case))
    change = Change(
        case=as_judged(folder.case, found, state),
        queue=queue_for(found, folder.queue),
        events=(happened(order, "reopen"),),
        cancelled=("dismissal",),
    )
    return record(tx, change)


def _refuse_what_is_left(folder: Folder, found: Judgement) -> None:
    if found.agreement is None:
        raise ActRefused("Ärendet har inget avtal att registrera. Begär komplettering.")
    if found.decision.outcome == "register":
        return
    left = [one for one in in_order(found.findings) if one.code in found.decision.reasons]
    named = " ".join(f"{one.message} ({one.code})" for one in left[:MOST_NAMED])
    more = f" Och {len(left) - MOST_NAMED} till." if len(left) > MOST_NAMED else ""
    raise ActRefused(
        f"Ärende {folder.case.id} kan inte godkännas än. Kvar är: {named}{more} Rätta, bekräfta "
        "eller begär komplettering; ändrad text och underskrift behöver två personer."
    )


def _paused(folder: Folder, order: Order) -> Clock | None:
    clock = folder.case.clock
    return clock and paused(clock, order.day)


def _letters(folder: Folder, kind: str) -> int:
    """How many letters of a kind have been written in the case."""
    return sum(one == kind for one, _ in folder.letters)
