"""Every look at personal data is an event: who looked, at which case or entry, and when."""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from threading import Lock

from adapters.looks import record_look
from webapp.access import Visitor
from webapp.house import House

# What is opened again and again while it is worked on is one look.
SAME = timedelta(minutes=15)
REMEMBERED = 20_000
_looked: OrderedDict[tuple[str, str], datetime] = OrderedDict()
_lock = Lock()


def looked(house: House, visitor: Visitor, subject: str, what: str) -> None:
    """Write down that a visitor is shown a case (by its id) or an entry of the register (by its
    number); `what` is "case", "register" or "export"."""
    looked_by(house, (visitor.name, visitor.session.csrf), subject, what)


def looked_by(house: House, who: tuple[str, str], subject: str, what: str) -> None:
    """The same of anybody: their name, and what tells their session or program from others."""
    now, key = datetime.now(UTC), (who[1], f"{what} {subject}")
    with _lock:
        last = _looked.get(key)
        if last is not None and now - last < SAME:
            return
        _looked[key] = now
        _looked.move_to_end(key)
        while len(_looked) > REMEMBERED:
            _looked.popitem(last=False)
    record_look(house.store, who[0], subject, what, now)
