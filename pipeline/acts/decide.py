"""Acts about where a case goes: on to the register, back to the sender, or out."""

from typing import Literal

from domain.case import Case, Event
from domain.errors import ActRefused
from domain.facts import Facts
from domain.judgement import SAMPLED, Judgement
from domain.ledger import KeptEnd
from domain.notice import Notice
from domain.register import Connection
from domain.ruling import Approved
from pipeline.acts.common import (
    MACHINE,
    Order,
    as_judged,
    clocked,
    happened,
    judge_again,
    needed_why,
    numbered,
    opened,
    queue_for,
    record,
    refuse_program,
    written,
)
from pipeline.acts.end import happened_to, notices_of
from pipeline.entry import connection, next_version
from pipeline.entry import ended as entry_ended
from pipeline.known import org_nos
from pipeline.letters import About, contact_address, dismissal, feedback
from pipeline.letters import change as change_letter
from pipeline.policy import POLICY, in_order, needs_two
from pipeline.ports import CaseTransaction, Change, Folder
from pipeline.rulings import approvers, person
from pipeline.states import step
from pipeline.working_days import resumed
from validators import municipalities
from validators.proposal import is_same_board, propose

MOST_NAMED = 6  # findings that a message names


def approve(order: Order, tx: CaseTransaction, facts: Facts) -> Case:
    """Into the register, if nothing is left that stops the case: it is judged once more, with the
    register as it stands. ActRefused names what is left.

    Where the text or the signature was ever in doubt, whatever took the doubt away (a move of
    pages, a correction, another page in its place), the first approval is noted, and the case is
    registered when a second person approves it too. A program is neither of them.
    """
    folder, ready = opened(tx, order, "approve")
    found = judge_again(folder, tx, facts)
    _refuse_what_is_left(folder, found)
    if is_for_two(folder, found):
        refuse_program(order)
    if is_for_two(folder, found) and not approvers(folder.rulings) - {person(order.who)}:
        return _first_approval(order, tx, facts, (folder, found))
    return registered(order, tx, facts, folder, (found, (happened(order, ready),)))


def registered(
    order: Order,
    tx: CaseTransaction,
    facts: Facts,
    folder: Folder,
    judged: tuple[Judgement, tuple[Event, ...]],
) -> Case:
    """The case in the register: a new entry, or a new version of the Party's. `judged` is its
    judgement and what has happened before.

    Where access is open already the agreement is concluded by that, and the contact is told what
    has changed; else the letter that all is done waits until access is opened.
    """
    found, before = judged
    state = step("ready", "register")
    now, entry = entry_for(order, tx, facts, found)
    events = [*before, Event(subject=order.case, at=order.at, who=order.who, what=state)]
    if entry.concluded_at is not None:
        state = step(state, "open_access")
        events.append(Event(subject=order.case, at=order.at, who=MACHINE, what=state))
    draw = tx.draw(order.case) if order.who == MACHINE and entry != now else None
    picked = draw is not None and draw.is_picked
    if picked:
        events.append(Event(subject=order.case, at=order.at, who=MACHINE, what="sampled"))
    change = Change(
        case=clocked(as_judged(folder.case, found, state), found, facts),
        queue=SAMPLED if picked else None,
        draw=draw,
        events=tuple(events),
        ends=attached(order.case, folder),
        connections=() if entry == now else (entry,),
        notices=_letters_of(now, entry, folder),
        cancelled=("supplement",) if entry == now else ("supplement", "feedback", "change"),
    )
    return record(tx, change)


def is_for_two(folder: Folder, found: Judgement) -> bool:
    """Whether the machine has ever doubted the text or the signature of the case."""
    codes = {*folder.found, *(one.code for one in found.findings)}
    return any(code in POLICY and needs_two(code) for code in codes)


def _first_approval(
    order: Order, tx: CaseTransaction, facts: Facts, judged: tuple[Folder, Judgement]
) -> Case:
    """The case stays in review, for somebody else to approve too."""
    folder, found = judged
    change = Change(
        case=clocked(as_judged(folder.case, found, "in_review"), found, facts),
        queue=queue_for(found, folder.queue),
        events=(happened(order, "approved_by_one"),),
        rulings=(Approved(by=order.who, at=order.at, why=order.why),),
    )
    return record(tx, change)


def entry_for(
    order: Order, tx: CaseTransaction, facts: Facts, found: Judgement
) -> tuple[Connection | None, Connection]:
    """The Party's entry as it stands, and as the case makes it. They are the same when the case has
    registered this before. ActRefused when a value is lacking, or another agreement said the same.
    """
    agreement = found.agreement
    if agreement is None:
        raise ActRefused("Ärendet har inget avtal att registrera. Begär komplettering.")
    known = tx.known(org_nos(agreement.fields, facts.reference))
    facts = facts.knowing(known)
    try:
        new = connection(agreement, facts, order.case, order.at)
        now = _standing(new, known.entries, facts)
        if now is None:
            return None, new
        proposal = propose(agreement, now, facts.reference)
        if not proposal.differing and now.case == order.case:
            return now, now
        reason: Literal["replacement", "contacts"] = (
            "contacts" if proposal.kind == "contacts" else "replacement"
        )
        return now, next_version(now, agreement, facts, (order.case, order.at), reason)
    except ValueError as error:
        raise ActRefused(
            "Ett fält som registret behöver saknar värde. Rätta det, eller begär komplettering."
        ) from error


def _standing(new: Connection, entries: tuple[Connection, ...], facts: Facts) -> Connection | None:
    """The Party's entry, however its board is written."""
    owner = municipalities.by_number(new.org_no, facts.reference)
    return next(
        (
            one
            for one in entries
            if one.org_no == new.org_no and is_same_board(one.board, new.board, owner)
        ),
        None,
    )


def _letters_of(now: Connection | None, entry: Connection, folder: Folder) -> tuple[Notice, ...]:
    """Who is told of an entry: nobody of one that stays as it is."""
    if entry == now:
        return ()
    if now is None or entry.concluded_at is None:
        return (numbered(feedback(entry), written(folder, "feedback")),)
    contact = entry.technical_contact or entry.agreement_contact
    return (change_letter(contact.email, now, entry, written(folder, "change")),)


def attached(case: str, folder: Folder) -> tuple[KeptEnd, ...]:
    """The case's pages that waited for a person: somebody has looked at them now, and they stay
    with the case."""
    return tuple(
        end.model_copy(update={"kind": "attachment"})
        for sheet in folder.sheets
        for end in sheet.ends
        if end.case == case and end.kind == "waiting"
    )


def dismiss(order: Order, tx: CaseTransaction, to: str | None = None) -> Case:
    """The case ends here, for a reason that a person gives. A letter that says so is written, and
    waits for its release: to the address `to`, None for where letters about the case go by
    themselves, if that is known; "" for no letter."""
    folder, state = opened(tx, order, "dismiss")
    why = needed_why(order)
    letters: tuple[Notice, ...] = ()
    if to is None:
        to = contact_address(folder.case, folder.deliveries[0])
    if to:
        about = About(to=to, case=folder.case, delivery=folder.deliveries[0])
        letters = (numbered(dismissal(about, why), written(folder, "dismissal")),)
    return _ended(order, tx, folder, (folder.case.model_copy(update={"state": state}), letters))


def withdraw(order: Order, tx: CaseTransaction) -> Case:
    """The Party has taken its agreement back. An entry that is this case's alone has come to its
    end by that, and whoever was told of it is told; one that other agreements have made too stays
    until somebody changes or ends it (acts.end)."""
    folder, state = opened(tx, order, "withdraw")
    _refuse_if_drawn(folder)
    why = needed_why(order)
    case, entry = folder.case.model_copy(update={"state": state}), folder.entry
    if entry is None or entry.ended_at or tx.makers(*entry.key) != {order.case}:
        return _ended(order, tx, folder, (case, ()))
    last = entry_ended(entry, why, order.at)
    letters = notices_of(entry, last, tx.told_of(*entry.key))
    return _ended(order, tx, folder, (case, letters), (last,))


def _ended(
    order: Order,
    tx: CaseTransaction,
    folder: Folder,
    made: tuple[Case, tuple[Notice, ...]],
    entries: tuple[Connection, ...] = (),
) -> Case:
    case, letters = made
    ends = (happened_to(one, order.case, order.who, order.at) for one in entries)
    change = Change(
        case=case,
        queue=None,
        events=(happened(order, case.state), *ends),
        ends=attached(order.case, folder),
        connections=entries,
        notices=letters,
        cancelled=("supplement", "feedback"),
    )
    return record(tx, change)


def reopen(order: Order, tx: CaseTransaction, facts: Facts) -> Case:
    """An ended or registered case is reviewed again. Its entry in the register stays as it is until
    the case is approved anew."""
    folder, state = opened(tx, order, "reopen")
    _refuse_if_drawn(folder)
    needed_why(order)
    found = judge_again(folder, tx, facts)
    case, clock = as_judged(folder.case, found, state), folder.case.clock
    change = Change(
        # nothing is awaited from anybody any longer: a clock that stood goes on
        case=case.model_copy(update={"clock": clock and resumed(clock, order.day)}),
        queue=queue_for(found, folder.queue),
        events=(happened(order, "reopen"),),
        cancelled=("dismissal",),
    )
    return record(tx, change)


def _refuse_if_drawn(folder: Folder) -> None:
    """A case that chance has drawn is checked before anything else is done with it: if some could
    be taken out, those that were checked would no longer stand for all."""
    if folder.queue == SAMPLED:
        raise ActRefused(
            f"Ärende {folder.case.id} är draget till blindkontroll. Gör den först: anslut sample "
            f"check {folder.case.id}."
        )


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
