"""Acts about the register: access is opened, an entry is corrected, the contact has been told."""

from collections.abc import Mapping
from datetime import datetime

from domain.case import Case, Event
from domain.errors import ActRefused
from domain.judgement import SAMPLED
from domain.notice import Notice
from domain.register import Connection
from pipeline.acts.common import (
    MACHINE,
    Order,
    happened,
    needed_why,
    numbered,
    opened,
    record,
    written,
)
from pipeline.entry import amended
from pipeline.entry import opened as entry_opened
from pipeline.letters import change as change_letter
from pipeline.letters import feedback
from pipeline.ports import CaseTransaction, Change, Folder


def open_access(order: Order, tx: CaseTransaction, concluded_at: datetime | None = None) -> Case:
    """The Party can use the service: from then on the agreement counts as concluded, and the letter
    that says so goes. `concluded_at` None: now."""
    folder, state = opened(tx, order, "open_access")
    entry = _entry(folder)
    if entry.case not in (None, order.case):
        raise ActRefused(
            f"Posten i registret kommer nu från ärende {entry.case}. Öppna åtkomsten där."
        )
    concluded = entry_opened(entry, order.at, concluded_at).model_copy(update={"case": order.case})
    letters: tuple[Notice, ...] = ()
    if ("feedback", "held") not in folder.letters or entry.reason in ("correction", "import"):
        letters = (numbered(feedback(concluded), written(folder, "feedback")),)
    change = Change(
        case=folder.case.model_copy(update={"state": state}),
        queue=folder.queue,
        events=(happened(order, "open_access"),),
        connections=(concluded,),
        notices=letters,
        cancelled=("feedback",) if letters else (),
        released=("feedback",),
    )
    return record(tx, change)


def amend(order: Order, tx: CaseTransaction, changes: Mapping[str, str]) -> Case:
    """What stands in the register is corrected: a new version with the reason. Who has been told
    before is told again."""
    folder, state = opened(tx, order, "amend")
    before = _entry(folder)
    after = amended(before, changes, needed_why(order), order.at)
    after = after.model_copy(update={"case": order.case})
    change = Change(
        case=folder.case.model_copy(update={"state": state}),
        queue=folder.queue if folder.queue == SAMPLED else None,  # a blind check is still due
        events=(happened(order, "amend", " ".join(changes)),),
        connections=(after,),
        notices=_told_again(folder, before, after),
    )
    return record(tx, change)


def _told_again(folder: Folder, before: Connection, after: Connection) -> tuple[Notice, ...]:
    """A letter to the contact, if it has been told of the entry, and knows what has changed."""
    if ("feedback", "sent") not in folder.letters and ("change", "sent") not in folder.letters:
        return ()
    contact = after.technical_contact or after.agreement_contact
    try:
        return (change_letter(contact.email, before, after, written(folder, "change")),)
    except ValueError:  # nothing that the Party knows of
        return ()


def tell(case: str, tx: CaseTransaction, at: datetime) -> Case:
    """The letter that says that the connection is done has gone: the machine's own act, whatever
    version the case has. Doing it again does nothing."""
    folder = tx.folder(case)
    if folder.case.state != "concluded":
        return folder.case
    change = Change(
        case=folder.case.model_copy(update={"state": "told"}),
        queue=folder.queue,
        events=(Event(subject=case, at=at, who=MACHINE, what="told"),),
    )
    return record(tx, change)


def _entry(folder: Folder) -> Connection:
    """The entry that the case has put into the register, as it stands."""
    if folder.entry is None:
        raise ActRefused("Ärendet har ingen post i registret.")
    return folder.entry
