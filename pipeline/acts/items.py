"""Who has a case: it is taken, given back, or handed over. What it says stays the same."""

from datetime import timedelta

from domain.errors import ActRefused
from domain.typed import NAME, line
from pipeline.acts.common import Order, happened, refuse_if_claimed
from pipeline.ports import CaseTransaction, Folder

KEPT = timedelta(minutes=30)  # a case that is taken and left alone is anybody's after that


def claim(order: Order, tx: CaseTransaction) -> None:
    """The case is `order.who`'s for a while; taking it again begins the time anew."""
    folder = _waiting(order, tx)
    refuse_if_claimed(folder, order)
    event = happened(order, "claimed")
    if folder.claimed_by == order.who and folder.claimed_until and folder.claimed_until > order.at:
        event = happened(order, "claim_renewed")
    tx.claim(order.case, order.who, order.at + KEPT, event)


def release(order: Order, tx: CaseTransaction) -> None:
    """The case is nobody's again."""
    folder = _waiting(order, tx)
    refuse_if_claimed(folder, order)
    tx.claim(order.case, None, None, happened(order, "claim_released"))


def hand_over(order: Order, tx: CaseTransaction, to: str) -> None:
    """The case is somebody else's, as whoever has it says; or whoever wants it, with a reason."""
    folder = _waiting(order, tx)
    to = line(to, "Namnet på den som tar över", NAME)
    if not to:
        raise ActRefused("Skriv vem som ska ta över ärendet.")
    if folder.claimed_by not in (None, order.who) and not order.why.strip():
        raise ActRefused(
            f"{folder.claimed_by} har ärendet. Skriv varför det ska lämnas över utan hen."
        )
    tx.claim(order.case, to, order.at + KEPT, happened(order, "handed_over"))


def _waiting(order: Order, tx: CaseTransaction) -> Folder:
    folder = tx.folder(order.case)
    if folder.queue is None:
        raise ActRefused(f"Ärende {order.case} väntar inte på någon person.")
    return folder
