"""An answer to a supplementation request finds its case, and the case is judged whole.

An answer is known by the reference that the letter asked for, in the subject of the mail or as a
code on a page; or because it is an agreement of a Party that has one case waiting for an answer.
Pages replace pages: a page of the form that comes again stands in the place of the earlier one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.case import Case, Event
from domain.delivery import Delivery
from domain.errors import ActRefused, NotFound
from domain.facts import Facts
from domain.judgement import Judgement, Part
from domain.ledger import KeptEnd, PageEnd
from domain.notice import Notice
from domain.reading import FileReading
from domain.reference_code import references_in
from domain.register import board_key
from domain.ruling import Answered
from pipeline.acts.common import (
    MACHINE,
    Order,
    as_judged,
    judge_again,
    lacks,
    numbered,
    queue_for,
    record,
    written,
)
from pipeline.acts.decide import is_for_two, registered
from pipeline.acts.pages import moved
from pipeline.answers import brings_pages, guarded_changes, is_unasked
from pipeline.assemble import assemble
from pipeline.filing import part_of
from pipeline.letters import About, acknowledgement, contact_address
from pipeline.ports import CaseTransaction, Change, Folder, Sheet
from pipeline.states import step
from pipeline.working_days import answered
from validators.municipalities import plain_board


def answered_case(
    delivery: Delivery, files: Sequence[FileReading], tx: CaseTransaction, facts: Facts
) -> str | None:
    """The case that a delivery answers, None when it is no answer. A reference to a case of another
    Party, or to one that awaits nothing, is none."""
    parts = assemble(files, facts).parts
    agreements = [part.agreement for part in parts if part.agreement]
    parties = {
        (number, board_key(board))
        for one in agreements
        if (number := one.value("party.org_no")) and (board := one.value("party.board_name"))
    }
    named = [*references_in(delivery.subject or ""), *_on_pages(files)]
    for case in dict.fromkeys(named):
        if _may_answer(case, parties, tx):
            return case
    if named or len(agreements) != 1 or len(parties) != 1:
        return None
    waiting = [case for party in parties for case in tx.awaiting_answer(*party)]
    return waiting[0] if len(waiting) == 1 else None


def _on_pages(files: Sequence[FileReading]) -> Iterator[str]:
    """The references on pages."""
    yield from (page.reference for file in files for page in file.pages if page.reference)


def _may_answer(case: str, parties: set[tuple[str, str]], tx: CaseTransaction) -> bool:
    """Whether pages of these Parties may belong to the case: one that awaits an answer, of the
    same Party as far as both are known."""
    try:
        folder = tx.folder(case)
    except (NotFound, ActRefused):  # a case that was disposed of takes no answer
        return False
    agreement = folder.case.agreement
    number = agreement.value("party.org_no") if agreement else None
    board = agreement.value("party.board_name") if agreement else None
    same = all(
        (not number or number == other)
        and (not board or plain_board(board, None) == plain_board(named, None))
        for other, named in parties
    )
    return folder.case.state == "supplement_requested" and same


def join(
    case: str,
    answer: tuple[Delivery, tuple[FileReading, ...]],
    tx: CaseTransaction,
    facts: Facts,
    at: datetime,
) -> Case:
    """The answer's pages in the case, and the case judged whole: registered if nothing stops it, or
    back with a person. A complete answer starts the clock anew, from the day it was received."""
    delivery, files = answer
    folder = tx.folder(case)
    read = step(folder.case.state, "answer")
    new = tuple(_sheets(case, delivery, files, facts))
    is_new = brings_pages(delivery, new, folder)
    new = new if is_new else tuple(map(_beside, new))
    replaced = _replaced(case, folder.sheets, new) if is_new else ()
    sheets = (*moved(folder.sheets, replaced), *new)
    part = part_of(case, sheets, facts, folder.rulings) if is_new else folder.part
    said = _said(delivery, folder, part, at, is_new)
    rulings = (*folder.rulings, said)
    whole = folder.model_copy(update={"part": part, "sheets": sheets, "rulings": rulings})
    found = judge_again(whole, tx, facts)
    # What could not be read, and what was ever doubted about text or signature, is for people to
    # see, however clean the case has become.
    unread = any(file.problem for file in files)
    waits = found.decision.outcome == "review" or unread or is_for_two(folder, found)
    state = step(read, "ask" if waits else "accept")
    joined = Change(
        case=_with_clock(as_judged(folder.case, found, "in_review"), found, facts),
        queue=queue_for(found, folder.queue),
        events=tuple(_happened(case, at, ("answered", delivery.id), ("in_review", _why(found))))
        if waits
        else tuple(_happened(case, at, ("answered", delivery.id), ("accept", state))),
        part=part,
        rulings=(said,),
        ends=(*replaced, *(end for sheet in new for end in sheet.ends)),
        joined=delivery.id,
        readings=files,
        notices=_acknowledged(delivery, folder, found, new),
        cancelled=("supplement",),
    )
    now = record(tx, joined)
    if waits:
        return now
    order = Order(case=case, version=now.version, who=MACHINE, at=at, day=facts.received_on)
    return registered(order, tx, facts, tx.folder(case), (found, ()))


def _said(delivery: Delivery, folder: Folder, part: Part, at: datetime, is_new: bool) -> Answered:
    """What is kept of the answer: that it came, and what it brought."""
    changes = guarded_changes(delivery.id, folder.case.agreement, part)
    return Answered(
        by=MACHINE,
        at=at,
        delivery=delivery.id,
        is_new=is_new,
        unasked=changes if is_unasked(delivery, folder) else (),
    )


def _beside(sheet: Sheet) -> Sheet:
    """A file of an answer that brings nothing new: pages of the form say what the case has already,
    and are in it no more than once."""
    ends = (
        end.model_copy(update={"kind": "duplicate", "case": None, "duplicate_of": None})
        if end.kind in ("agreement", "duplicate")
        else end
        for end in sheet.ends
    )
    return sheet.model_copy(update={"ends": tuple(ends)})


def _acknowledged(
    delivery: Delivery, folder: Folder, found: Judgement, new: Sequence[Sheet]
) -> tuple[Notice, ...]:
    """What came is acknowledged, like all that comes, if it is known to whom."""
    case = as_judged(folder.case, found, "in_review")
    to = contact_address(case, delivery)
    if to is None:
        return ()
    pages = sum(end.case is not None or end.kind == "duplicate" for one in new for end in one.ends)
    letter = acknowledgement(About(to=to, case=case, delivery=delivery), pages)
    return (numbered(letter, written(folder, "acknowledgement")),)


def _sheets(
    case: str, delivery: Delivery, files: Sequence[FileReading], facts: Facts
) -> Iterator[Sheet]:
    """The answer's files, with its pages as pages of the case."""
    ends = assemble(files, facts).ends
    for original, file in enumerate(files):
        own = [end for end in ends if end.original == original]
        yield Sheet(
            delivery=delivery.id,
            original=original,
            reading=file,
            ends=tuple(_kept(case, delivery, end) for end in own),
        )


def _kept(case: str, delivery: Delivery, end: PageEnd) -> KeptEnd:
    return KeptEnd(
        delivery=delivery.id,
        original=end.original,
        number=end.number,
        kind=end.kind,
        case=None if end.part is None else case,
        duplicate_of=end.duplicate_of,
    )


def _replaced(case: str, before: Sequence[Sheet], new: Sequence[Sheet]) -> tuple[KeptEnd, ...]:
    """The case's pages for which a later one has come."""
    come = {
        (page.identity.form, page.identity.form_page)
        for sheet in new
        for page in sheet.reading.pages
        if page.identity.role == "agreement" and page.identity.form_page
    }
    out = {
        (sheet.delivery, sheet.original, page.identity.number)
        for sheet in before
        for page in sheet.reading.pages
        if (page.identity.form, page.identity.form_page) in come
    }
    return tuple(
        end.model_copy(update={"kind": "replaced", "duplicate_of": None})
        for sheet in before
        for end in sheet.ends
        if end.case == case and (end.delivery, end.original, end.number) in out
    )


def _with_clock(case: Case, found: Judgement, facts: Facts) -> Case:
    """The complete answer starts the clock anew; after another one it stands, and the agency's own
    time to see to the answer begins."""
    if case.clock is None:
        return case
    clock = answered(case.clock, facts.received_on, is_complete=not lacks(found))
    return case.model_copy(update={"clock": clock})


def _why(found: Judgement) -> str:
    return " ".join(found.decision.reasons)


def _happened(case: str, at: datetime, *told: tuple[str, str]) -> Iterator[Event]:
    for what, why in told:
        yield Event(subject=case, at=at, who=MACHINE, what=what, why=why)
