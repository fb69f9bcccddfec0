"""Acts about the register: access is opened, an entry is corrected, the contact has been told."""

from collections.abc import Mapping
from datetime import datetime

from domain.case import Case, Event
from domain.errors import ActRefused
from domain.register import Connection
from pipeline.acts.common import Order, happened, needed_why, opened, record
from pipeline.entry import amended
from pipeline.letters import change as change_letter
from pipeline.ports import CaseTransaction, Change, Folder

MACHINE = "anslut"


def open_access(order: Order, tx: CaseTransaction, concluded_at: datetime | None = None) -> Case:
    """The Party can use the service: from then on the agreement counts as concluded, and the letter
    that says so goes. `concluded_at` None: now."""
    folder, state = opened(tx, order, "open_access")
    at = concluded_at or order.at
    if at > order.at:
        raise ActRefused("Åtkomsten kan inte ha öppnats i framtiden. Kontrollera tiden.")
    entry = _entry(folder)
    concluded = entry.model_copy(
        update={
            "version": entry.version + 1,
            "concluded_at": at,
            "reason": "access",
            "valid_from": order.at,
            "case": order.case,
        }
    )
    change = Change(
        case=folder.case.model_copy(update={"state": state}),
        queue=folder.queue,
        events=(happened(order, "open_access"),),
        connections=(concluded,),
        released=("feedback",),
    )
    return record(tx, change)


def amend(order: Order, tx: CaseTransaction, changes: Mapping[str, str]) -> Case:
    """What stands in the register is corrected: a new version with the reason. Who has been told
    before is told again."""
    folder, state = opened(tx, order, "amend")
    why = needed_why(order)
    before = _entry(folder)
    after = amended(before, changes, (order.case, order.at, why))
    told_before = any(kind == "feedback" and how == "sent" for kind, how in folder.letters)
    number = sum(kind == "change" for kind, _ in folder.letters)
    letters = (change_letter(before, after, order.case, number),) if told_before else ()
    change = Change(
        case=folder.case.model_copy(update={"state": state}),
        queue=None,
        events=(happened(order, "amend", " ".join(changes)),),
        connections=(after,),
        notices=letters,
    )
    return record(tx, change)


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
