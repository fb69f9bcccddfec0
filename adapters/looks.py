"""Looks at personal data, as events."""

from datetime import datetime

from adapters.rows import insert_events
from adapters.store import Store
from domain.case import Event

LOOKED = "looked_at"


def record_look(store: Store, who: str, subject: str, what: str, now: datetime) -> None:
    """Write down who was shown what: the subject is a case's id or an entry's number."""
    event = Event(subject=subject, at=now, who=who, what=LOOKED, why=what)
    with store.database.writing() as connection:
        insert_events(connection, [event])
