"""How far a batch is, told as it happens (server-sent events)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from sse_starlette import EventSourceResponse, ServerSentEvent

from adapters.receipts import Stage
from adapters.uploads import stages, uploads_in
from webapp.access import AtHouse, Uploader, Visitor
from webapp.house import House
from webapp.pages.upload import seen
from webapp.render import rendered

router = APIRouter(include_in_schema=False, prefix="/upload")

ASKS_EVERY = 0.5  # seconds, of the database
SLOWER_AFTER = 60.0  # seconds without anything new: what waits may wait for the night
SLOW = 5.0
# A stream ends by itself, and the browser asks anew: so who has been signed out hears no more.
LONGEST = 600.0
AT_ONCE = 100  # files that are told of before the database is asked anew
AGAIN = 2000  # milliseconds after which a browser asks anew


@router.get("/progress")
async def progress(
    request: Request,
    at: AtHouse,
    visitor: Uploader,
    batch: Annotated[str, Query(pattern="^[0-9a-f]{32}$")],
) -> EventSourceResponse:
    """An event for each stage that a file of the batch reaches; `end` when all are judged."""
    return EventSourceResponse(_told(request, at, visitor, batch), ping=15)


async def _told(
    request: Request, at: House, visitor: Visitor, batch: str
) -> AsyncIterator[ServerSentEvent]:
    """What is new, whoever does the reading: the database is asked."""
    told: dict[str, Stage] = {}
    began = changed = time.monotonic()
    while time.monotonic() - began < LONGEST:
        now = await run_in_threadpool(stages, at.store, visitor.user.id, batch)
        new = {one: stage for one, stage in now.items() if told.get(one) != stage}
        new = dict(islice(new.items(), AT_ONCE))
        for event in await run_in_threadpool(_events, request, at, visitor, batch, new):
            yield event
        told |= new
        if told == now and set(now.values()) <= {"judged"}:
            yield ServerSentEvent(event="end", data="{}")
            return
        changed = time.monotonic() if new else changed
        is_slow = time.monotonic() - changed > SLOWER_AFTER
        await asyncio.sleep(SLOW if is_slow else ASKS_EVERY)


def _events(
    request: Request, at: House, visitor: Visitor, batch: str, new: dict[str, Stage]
) -> list[ServerSentEvent]:
    """An event for each of these; what has been judged with what became of it, as it is shown."""
    judged = [one for one, stage in new.items() if stage == "judged"]
    ended = uploads_in(at.store, visitor.user.id, batch, judged) if judged else ()
    seen(at, visitor, ended)
    shown = {
        one.delivery: rendered(request, "parts/upload_outcome.html", {"upload": one})
        for one in ended
    }
    return [
        ServerSentEvent(
            event="stage",
            data=json.dumps({"delivery": one, "stage": stage, "html": shown.get(one, "")}),
            retry=AGAIN,
        )
        for one, stage in new.items()
    ]
