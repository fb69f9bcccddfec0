"""The letters: a function for each kind, from plain values to a notice. Pure.

Their texts are the templates beside this file: sv/ is what is sent, en/ says the same in English
for development. The subject of a letter about a case ends with its reference
(domain/reference_code.py).
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import get_args

from domain.case import Case
from domain.delivery import Delivery
from domain.judgement import Finding, Queue
from domain.night import Told
from domain.notice import Notice, NoticeKind
from domain.reference_code import qr_text
from domain.register import Connection
from domain.value import Value
from extractors.qr import qr_data_uri
from pipeline.letters.changes import changes
from pipeline.letters.defects import defects
from pipeline.letters.render import Language, day, page, plain, subject_line, written
from pipeline.queue_names import QUEUES
from pipeline.working_days import remaining

STEPS = 10  # of escalation at most on one day: they number its letters


class Waiting(Value):
    """A case that waits too long. `due_on` is None when there is no day; `day` says which it is."""

    case: str
    queue: Queue
    due_on: date | None
    day: Told = "due"


class About(Value):
    """A letter about a case that is not registered: to whom, and what it came by."""

    to: str
    case: Case
    delivery: Delivery
    language: Language = "sv"


class Night(Value):
    """What the operator is told of a night: figures as they are to be read, what is not as it
    should be, and the SHA-256 of the report that was kept."""

    day: date
    figures: tuple[tuple[str, str], ...]
    deviations: tuple[str, ...] = ()
    document: str | None = None


def contact_address(case: Case, delivery: Delivery) -> str | None:
    """Where letters about a case go before it is registered: to who sent it, else to the contact
    for the agreement, if something vouches for the address as it was read: a misread one may be
    somebody else's. None: a person has to say."""
    if delivery.sender:
        return delivery.sender
    read = case.agreement.field("agreement_contact.email") if case.agreement else None
    if read is None or not (read.support or read.source == "person"):
        return None
    return read.value


def acknowledgement(about: About, pages: int) -> Notice:
    """What came, when, and of how many pages (0: nobody could count them). By when it is done is
    told of a case from which nothing is missing."""
    case = about.case
    return _written(
        "acknowledgement",
        about,
        {
            "is_agreement": case.agreement is not None,
            # the folder that a file lay in here says nothing to who sent it
            "files": [one.name.rpartition("/")[2] for one in about.delivery.originals],
            "pages": pages,
            "due_on": case.clock.due_on if case.clock and _is_complete(case) else None,
        },
    )


def supplement(
    about: About, answer_by: date, findings: Sequence[Finding], remark: str = "", number: int = 0
) -> Notice:
    """Everything that the Party has to mend, at once; `remark` is what a person adds. `number`
    counts the requests of a case, from 0. ValueError when there is nothing to ask for."""
    asked = defects(findings, about.language)
    if not asked and not remark.strip():
        raise ValueError("a request for a supplement asks for nothing")
    said = {
        "answer_by": answer_by,
        "defects": asked,
        "remark": _lines(remark),
        "qr": qr_data_uri(qr_text(about.case.id)),
    }
    return _numbered(_written("supplement", about, said), number)


def dated(notice: Notice, before: date, answer_by: date) -> Notice:
    """A request with another last day to answer than `before`, wherever it names that: in what a
    person has changed too. A day that nothing names is left out."""
    changed: dict[str, object] = {}
    for language in get_args(Language):
        old = re.compile(rf"(?<!\d){re.escape(day(before, language))}")
        for name in ("subject", "body", "html"):
            text = str(changed.get(name, getattr(notice, name)))
            changed[name] = old.sub(day(answer_by, language), text)
    return notice.model_copy(update=changed)


def reminder_removed(about: About, pages: Sequence[int]) -> Notice:
    """That the case officers' reminder was not to be sent in and is out of the case; `pages` are
    its pages of the file. Nothing that stands on it is told."""
    return _written("reminder_removed", about, {"pages": tuple(pages)})


def dismissal(about: About, why: str) -> Notice:
    """That the case is closed without a connection, and the reason that a person gave. ValueError
    without one."""
    if not why.strip():
        raise ValueError("a dismissal without a reason")
    return _written("dismissal", about, {"why": _lines(why)})


def feedback(entry: Connection, language: Language = "sv") -> Notice:
    """That the connection is done: to the technical contact or, when none was given, to the
    agreement contact.

    To be held until access has been opened: only then is the agreement concluded.
    """
    contact = entry.technical_contact or entry.agreement_contact
    said: dict[str, object] = {"name": contact.name, **_names(entry)}
    return written("feedback", entry.case, contact.email, said, language)


def change(
    to: str, before: Connection, after: Connection, number: int = 0, language: Language = "sv"
) -> Notice:
    """What was changed in the register, to one of those told earlier. `number` counts the change
    notices of a case, from 0. ValueError when nothing differs that the Party knows of."""
    found = changes(before, after, language)
    if not found:
        raise ValueError("a change notice tells of no change")
    said = {"changes": found, "valid_from": after.valid_from, "ended_at": None, **_names(after)}
    return _numbered(written("change", after.case or before.case, to, said, language), number)


def ended(to: str, last: Connection, case: str, number: int = 0, lang: Language = "sv") -> Notice:
    """That the connection has come to its end, as a change notice of the case in which the Party
    was told of it. ValueError for an entry that has not."""
    if last.ended_at is None:
        raise ValueError("an entry that has not come to its end")
    said = {"changes": (), "ended_at": last.ended_at, **_names(last)}
    return _numbered(written("change", case, to, said, lang), number)


def escalation(
    to: str, waiting: Sequence[Waiting], today: date, step: int, language: Language = "sv"
) -> Notice:
    """To the lead of a queue: what waits too long, most urgent first. Ids and dates, and nothing of
    what a case says. One letter for each step (below 10) and day. ValueError when nothing waits."""
    if not waiting or not 0 <= step < STEPS:
        raise ValueError("an escalation of nothing, or of no known step")
    urgent = sorted(waiting, key=lambda one: (one.due_on or date.max, one.case))
    said = {
        "count": len(urgent),
        "step": step,
        "today": today,
        "queues": [
            (_queue(queue, language), number)
            for queue, number in Counter(one.queue for one in urgent).items()
        ],
        "waiting": [
            {
                "case": one.case,
                "queue": _queue(one.queue, language),
                "told": _told(one, today, language),
            }
            for one in urgent
        ],
    }
    made = written("escalation", None, to, said, language)
    return _numbered(made, today.toordinal() * STEPS + step)


def night_report(to: str, night: Night, language: Language = "sv") -> Notice:
    """To the operator. One letter for each day."""
    said: dict[str, object] = {"today": night.day, **dict(night)}
    return _numbered(written("night_report", None, to, said, language), night.day.toordinal())


def rewritten(
    notice: Notice, subject: str | None = None, body: str | None = None, to: str | None = None
) -> Notice:
    """A letter as a person changes it. What the machine wrote is kept beside it, the reference
    stays in the subject, and the page says what the text says. ValueError for an empty text."""
    text = notice.body if body is None else body
    line = subject_line(notice.subject if subject is None else subject, notice.case)
    if not text.strip() or not line:
        raise ValueError("a letter without text or subject")
    words: dict[str, object] = {
        "case": notice.case,
        "subject": line,
        "paragraphs": [part.splitlines() for part in text.strip().split("\n\n")],
        "qr": qr_data_uri(qr_text(notice.case))
        if notice.case and notice.kind == "supplement"
        else "",
    }
    html = notice.html if body is None and subject is None else page("edited.html", "sv", words)
    return notice.model_copy(
        update={
            "to": notice.to if to is None else to,
            "subject": line,
            "body": text,
            "html": html,
            "machine": notice.machine or notice.wording,
        }
    )


def _written(kind: NoticeKind, about: About, said: dict[str, object]) -> Notice:
    known = {"party": _party(about.case), "received_at": about.delivery.received_at}
    return written(kind, about.case.id, about.to, {**known, **said}, about.language)


def _party(case: Case) -> str:
    """Board and municipality as they were read, "" when either was not."""
    if case.agreement is None:
        return ""
    names = map(case.agreement.value, ("party.board_name", "party.municipality_name"))
    found = [plain(name) for name in names if name]
    return ", ".join(found) if len(found) == 2 else ""


def _names(entry: Connection) -> dict[str, object]:
    return {"board": entry.board, "municipality": entry.municipality, "org_no": entry.org_no}


def _is_complete(case: Case) -> bool:
    return not any(one.group == "complete" for one in case.findings)


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _numbered(notice: Notice, number: int) -> Notice:
    return notice.model_copy(update={"number": number})


def _queue(queue: Queue, language: Language) -> str:
    return QUEUES[queue] if language == "sv" else queue


# How a day is told, in each language: before it with the days left, and when it is past.
_DAYS: dict[Language, dict[Told, tuple[str, str]]] = {
    "sv": {
        "due": ("ska vara klart senast den {day}, {left}", "skulle ha varit klart den {day}"),
        "review": (
            "svaret räcker inte: gå igenom det senast den {day}, {left}",
            "svaret räcker inte och skulle ha gåtts igenom senast den {day}",
        ),
        "answer": ("svar väntas senast den {day}", "svaret skulle ha kommit den {day}"),
    },
    "en": {
        "due": ("due {day}, {left}", "was due {day}"),
        "review": (
            "the answer lacks something: see to it by {day}, {left}",
            "the answer lacks something and was to be seen to by {day}",
        ),
        "answer": ("an answer is awaited by {day}", "the answer was to come by {day}"),
    },
}


def _told(one: Waiting, today: date, language: Language) -> str:
    """How a case stands in time."""
    if one.due_on is None:
        return "handläggningstiden räknas inte" if language == "sv" else "the clock stands"
    before, past = _DAYS[language][one.day]
    told = past if today > one.due_on else before
    left = _left(remaining(today, one.due_on), language)
    return told.format(day=day(one.due_on, language), left=left)


def _left(count: int, language: Language) -> str:
    """What is left, in working days."""
    swedish = language == "sv"
    if count == 0:
        return "det är i dag" if swedish else "that is today"
    days = "arbetsdag" if count == 1 else "arbetsdagar"
    return f"{count} {days} kvar" if swedish else f"{count} working days left"
