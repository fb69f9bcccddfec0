"""Cases: what waits, all of them, one whole."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from adapters.case_looks import Wanted, folder_of, list_of_cases
from adapters.queries import waiting_by_queue
from domain.case import CaseState
from domain.judgement import SAMPLED
from pipeline.ports import Folder
from pipeline.queue_names import QUEUES
from pipeline.reviewed import reviewed
from pipeline.states import MACHINES, STATES
from webapp.access import AtHouse
from webapp.api.access import Reading, named
from webapp.api.paging import Limit, Offset, one_page
from webapp.api.shapes import (
    CaseId,
    CaseLineOut,
    CaseOut,
    CasesOut,
    Day,
    EntryRef,
    FieldOut,
    FindingOut,
    QueueOut,
    Text,
)
from webapp.api.statuses import NOT_FOUND
from webapp.looks import looked_by

router = APIRouter(tags=["cases"])


@router.get("/queues")
def queues(at: AtHouse, client: Reading) -> tuple[QueueOut, ...]:
    """The queues and how many cases wait for a person in each."""
    del client
    waiting = waiting_by_queue(at.store)
    return tuple(
        QueueOut(queue=queue, name=QUEUES[queue], waiting=count) for queue, count in waiting.items()
    )


@router.get("/cases")
def cases(
    request: Request,
    response: Response,
    at: AtHouse,
    client: Reading,
    state: CaseState | None = None,
    party: Text | None = None,
    due: Day | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> CasesOut:
    """Cases by due date: of a state, of a party that has this text in its name or number, due on
    that day or before."""
    del client
    total, found = list_of_cases(at.store, Wanted(state, party, due), limit + 1, offset)
    lines = one_page(request, response, found, limit, offset)
    return CasesOut(
        total=total,
        cases=tuple(
            CaseLineOut(
                id=one.case,
                state=one.state,
                party=one.party,
                received_at=one.received_at,
                due_on=one.due_on,
                queue=one.queue,
            )
            for one in lines
        ),
    )


@router.get("/cases/{case}", responses=NOT_FOUND)
def case(case: CaseId, at: AtHouse, client: Reading) -> CaseOut:
    """A case, whole. That the program looked at it is written down."""
    folder = folder_of(at.store, case)
    looked_by(at, (named(client), client.id), case, "case")
    return shown(folder, datetime.now(UTC))


def shown(folder: Folder, now: datetime) -> CaseOut:
    """A case as the API has it: nothing that was read while it waits for a blind check."""
    found, clock = folder.case, folder.case.clock
    hidden = folder.queue == SAMPLED
    agreement = None if hidden else found.agreement
    taken = folder.claimed_until is not None and folder.claimed_until > now
    return CaseOut(
        id=found.id,
        version=found.version,
        state=found.state,
        queue=folder.queue,
        outcome=found.decision.outcome,
        deliveries=tuple(one.id for one in folder.deliveries),
        received_at=folder.deliveries[0].received_at,
        started_on=clock.started_on if clock else None,
        due_on=clock.due_on if clock else None,
        paused_on=clock.paused_on if clock else None,
        answer_by=clock.answer_by if clock else None,
        review_by=clock.review_by if clock else None,
        claimed_by=folder.claimed_by if taken else None,
        claimed_until=folder.claimed_until if taken else None,
        hidden=hidden,
        findings=() if hidden else _findings(folder),
        fields=_fields(folder) if agreement else (),
        signature=agreement.signature.kind if agreement else None,
        entry=None if hidden else _entry(folder),
        acts=tuple(one for one in STATES[found.state] if one not in MACHINES),
    )


def _findings(folder: Folder) -> tuple[FindingOut, ...]:
    return tuple(
        FindingOut(
            id=one.finding.identity,
            code=one.finding.code,
            group=one.finding.group,
            severity=one.finding.severity,
            fields=one.finding.fields,
            message=one.finding.message,
            stops=one.stops,
            confirmed_by=tuple(said.by for said in one.said),
        )
        for one in reviewed(folder.case.findings, folder.rulings)
    )


def _fields(folder: Folder) -> tuple[FieldOut, ...]:
    agreement = folder.case.agreement
    return tuple(
        FieldOut(
            key=one.key,
            value=one.value,
            raw=one.raw,
            confidence=one.confidence,
            source=one.source,
            page=one.page,
        )
        for one in (agreement.fields if agreement else ())
    )


def _entry(folder: Folder) -> EntryRef | None:
    entry = folder.entry
    if entry is None:
        return None
    return EntryRef(org_no=entry.org_no, board=entry.board, version=entry.version)
