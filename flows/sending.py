"""Sending the letters that are due. No Prefect here (flows/letters.py).

A letter is claimed before it is sent, so that two senders never send the same. Between the server's
yes and our record of it lies one transaction: a sender that dies there leaves a letter that is due
again when the claim ends. So a letter is sent at least once, and the second time has the same
Message-ID, by which mail programs know it as the one that they have.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from adapters import outbox
from adapters.cases import acting
from adapters.store import Store
from domain.errors import LetterDelayed, LetterError, LetterRefused, MailUnreachable
from domain.notice import Letter
from domain.value import Value
from pipeline.acts import tell
from pipeline.ports import Notifier

DEFECT = "Fel i programmet när brevet skulle skickas ({kind}). Rapportera det."


class Sent(Value):
    """Counts of a run. `elsewhere` are letters that another run took; `left` are those that were
    not tried, since no letter got away, and `unreachable` says why."""

    sent: int = 0
    delayed: int = 0
    dead: int = 0
    elsewhere: int = 0
    left: int = 0
    unreachable: str = ""


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def send_due(store: Store, notifier: Notifier, clock: Callable[[], datetime] = now) -> Sent:
    """Send every letter that is due when the run begins. What becomes of one stops no other; when
    the mail server as a whole cannot be used, the rest are left for the next run."""
    sent = _send_all(store, notifier, clock)
    tell_all(store, clock)
    return sent


def _send_all(store: Store, notifier: Notifier, clock: Callable[[], datetime]) -> Sent:
    waiting = outbox.due(store, clock())
    ends: Counter[str] = Counter()
    for number, one in enumerate(waiting):
        claimed = outbox.claim(store, one, clock())
        if claimed is None:
            ends["elsewhere"] += 1
            continue
        try:
            ends[_send(store, notifier, claimed, clock)] += 1
        except MailUnreachable as error:
            outbox.let_go(store, claimed, clock(), str(error))
            return _summed(ends, len(waiting) - number, str(error))
    return _summed(ends)


def _summed(ends: Counter[str], left: int = 0, unreachable: str = "") -> Sent:
    return Sent(
        sent=ends["sent"],
        delayed=ends["delayed"],
        dead=ends["dead"],
        elsewhere=ends["elsewhere"],
        left=left,
        unreachable=unreachable,
    )


def _send(store: Store, notifier: Notifier, claimed: Letter, clock: Callable[[], datetime]) -> str:
    """What became of one letter: "sent", "delayed" or "dead". MailUnreachable; a sender that is
    interrupted lets the letter go."""
    try:
        _hand_over(notifier, claimed, clock())
    except MailUnreachable:
        raise
    except LetterRefused as error:
        outbox.record_dead(store, claimed, clock(), str(error))
        return "dead"
    except LetterError as error:
        return "dead" if outbox.record_delayed(store, claimed, clock(), str(error)) else "delayed"
    outbox.record_sent(store, claimed, clock())
    return "sent"


def _hand_over(notifier: Notifier, claimed: Letter, at: datetime) -> None:
    """Send it. A defect of ours, or of the mail library, costs this letter its attempt and no other
    letter anything; only its kind is told, since its text may hold anything."""
    if claimed.notice is None:
        raise LetterRefused("Brevet är rensat och kan inte skickas.")
    try:
        notifier.send(claimed.notice, claimed.message_id, at)
    except LetterError:
        raise
    except Exception as error:
        raise LetterDelayed(DEFECT.format(kind=type(error).__name__)) from None


def tell_all(store: Store, clock: Callable[[], datetime] = now) -> None:
    """A case whose feedback has gone goes from concluded to told.

    Not in the transaction that records the letter as sent: if telling failed there, the letter
    would go once more. A run that dies in between leaves the case to the next.
    """
    for case in outbox.untold(store):
        at = clock()
        with acting(store, at) as tx:
            tell(case, tx, at)
