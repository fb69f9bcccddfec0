"""Whom an import tells: what changes an entry is told to who was told of it before. Pure."""

from collections.abc import Callable, Iterator

from domain.notice import Notice
from pipeline.importing import Plan, Planned
from pipeline.letters import change
from pipeline.ports import Told

Asked = Callable[[str, str], Told | None]  # by number and board, as in the register's keys


def told_again(plan: Plan, asked: Asked) -> Iterator[tuple[Planned, Notice]]:
    """The rows that are told, each with its letter. Of a new entry nobody has been told anything,
    and of a change that the Party knows nothing of (the form's version) nobody is."""
    for row in plan.written:
        told = asked(*row.before.key) if row.before else None
        if row.before is None or told is None:
            continue
        contact = row.entry.technical_contact or row.entry.agreement_contact
        about = row.entry.model_copy(update={"case": told.case})
        try:
            yield row, change(contact.email, row.before, about, told.changes)
        except ValueError:
            continue
