"""The queues: what waits for a person, what awaits a supplement, and on to the next case."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from adapters.queries import waiting_by_queue
from adapters.queue_looks import Asked, QueueLine, Whose, awaited, next_case, queue_page
from domain.errors import ActRefused, NotFound
from domain.judgement import SAMPLED, Finding, Queue
from pipeline import acts
from pipeline.policy import POLICY, in_order
from webapp.access import AtHouse, Looker, Reviewer, Visitor
from webapp.house import House
from webapp.render import page
from webapp.times import Due, age, due, today

router = APIRouter(include_in_schema=False)
PAGE = 50  # rows


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; its address says the same. An unknown queue or person is none,
    so that an old address still opens the list."""

    queue: Queue | None
    whose: Whose | None
    overdue: bool
    text: str

    def asked(self, name: str, now: datetime) -> Asked:
        """As a question to the store."""
        day = today(now) if self.overdue else None
        return Asked(name, now, self.queue, self.whose, day, self.text)

    def address(self, **changed: object) -> str:
        """The list with some of it changed."""
        values = {
            "queue": self.queue,
            "whose": self.whose,
            "overdue": "1" if self.overdue else None,
            "text": self.text,
            **changed,
        }
        given = {name: value for name, value in values.items() if value}
        return f"/queue?{urlencode(given)}" if given else "/queue"

    @property
    def any(self) -> bool:
        """Whether it is narrowed beside the queue."""
        return bool(self.whose or self.overdue or self.text)


@dataclass(frozen=True)
class Row:
    """A line of the list with its times, the finding to begin with, and how many more stop it."""

    line: QueueLine
    due: Due | None
    age: int
    about: Finding | None
    more: int

    @property
    def address(self) -> str:
        """Where it is worked on."""
        place = "samples" if self.line.queue == SAMPLED else "cases"
        return f"/{place}/{self.line.case}"


def filters(
    queue: str = "",
    whose: str = "",
    overdue: str = "",
    text: Annotated[str, Query(max_length=200)] = "",
) -> Filters:
    """The filters of an address."""
    return Filters(queue_named(queue), whose_named(whose), bool(overdue), text.strip())


@router.get("/queue")
def queue_list(
    request: Request,
    at: AtHouse,
    visitor: Looker,
    chosen: Annotated[Filters, Depends(filters)],
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """What waits, by due day."""
    now = datetime.now(UTC)
    waiting = waiting_by_queue(at.store)
    count, lines = queue_page(at.store, chosen.asked(visitor.name, now), PAGE, (number - 1) * PAGE)
    return page(
        request,
        "queue.html",
        filters=chosen,
        waiting=waiting,
        everything=sum(waiting.values()),
        awaits=awaited(at.store, 0)[0],
        count=count,
        rows=[row_of(one, now) for one in lines],
        number=number,
        pages=max(1, -(-count // PAGE)),
        first=(number - 1) * PAGE,
    )


@router.get("/queue/awaited")
def awaited_list(
    request: Request,
    at: AtHouse,
    visitor: Looker,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """What awaits a supplement, longest asked first."""
    del visitor
    now = datetime.now(UTC)
    count, lines = awaited(at.store, PAGE, (number - 1) * PAGE)
    return page(
        request,
        "awaited.html",
        count=count,
        lines=lines,
        number=number,
        pages=max(1, -(-count // PAGE)),
        today=today(now),
        awaited_address=lambda page: f"/queue/awaited?page={page}" if page else "/queue/awaited",
    )


@router.post("/queue/next")
def go_on(
    at: AtHouse,
    visitor: Reviewer,
    after: Annotated[str, Form(max_length=40)] = "",
    queue: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """On to the next case that nobody else has; the one that is left is anybody's again."""
    if after:
        let_go(at, visitor, after)
    return RedirectResponse(next_address(at, visitor, after, queue_named(queue)), 303)


def next_address(at: House, visitor: Visitor, after: str, queue: Queue | None) -> str:
    """Where the next case is worked on; the list when there is none."""
    asked = Asked(visitor.name, datetime.now(UTC), queue)
    found = next_case(at.store, asked, after or None)
    if found is None:
        return "/queue?done=1" if queue is None else f"/queue?queue={queue}&done=1"
    if queue == SAMPLED:
        return f"/samples/{found}"
    return f"/cases/{found}?queue={queue}" if queue else f"/cases/{found}"


def let_go(at: House, visitor: Visitor, case: str) -> None:
    """The case is nobody's, if the visitor had it; one that is done is nobody's anyway."""
    try:
        with at.desk.sitting(case, visitor.name) as sitting:
            if sitting.folder.claimed_by == visitor.name:
                acts.release(sitting.order, sitting.tx)
    except (ActRefused, NotFound):
        return


def row_of(line: QueueLine, now: datetime) -> Row:
    """A line as it is shown."""
    stopping = [one for one in in_order(line.findings) if POLICY.get(one.code)]
    return Row(
        line=line,
        due=due(line.due_on, now),
        age=age(line.received_at, now),
        about=stopping[0] if stopping else None,
        more=max(0, len(stopping) - 1),
    )


def queue_named(name: str) -> Queue | None:
    """The queue with this id, None without one."""
    return next((one for one in get_args(Queue) if one == name), None)


def whose_named(name: str) -> Whose | None:
    """Whose cases, None for everybody's."""
    return next((one for one in get_args(Whose) if one == name), None)
