"""Tells webhooks what has happened: writes down their calls and makes those that are due.

Each webhook has a line of its own, so one that stalls keeps no other waiting.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.settings import Settings
from adapters.store import Store
from adapters.webhook_sender import Line, call, open_line
from adapters.webhooks import claim_call, due_calls, due_webhooks, record_call, write_calls

AT_ONCE = 4  # calls to one webhook that are under way at the same time
EVERY = 2.0  # seconds between two looks for something to tell
AFTER_TROUBLE = 30.0


@dataclass(frozen=True)
class Called:
    """How many calls were taken, are made again later, and were given up."""

    sent: int = 0
    delayed: int = 0
    dead: int = 0


def send_calls(store: Store, line: Line) -> Called:
    """Make every call that is due, new ones first written down."""
    return asyncio.run(_send_calls(store, line))


async def _send_calls(store: Store, line: Line) -> Called:
    due = await _due(store)
    ended = await asyncio.gather(*(_all_of(store, line, one) for one in due))
    ends = [end for each in ended for end in each]
    return Called(ends.count("sent"), ends.count("waiting"), ends.count("dead"))


async def keep_sending(store: Store, settings: Settings) -> None:
    """Send until cancelled. Trouble with the world is waited for, and told by its kind."""
    line = open_line(settings)
    running: dict[str, asyncio.Task[list[str]]] = {}
    try:
        while True:
            try:
                for one in set(await _due(store)) - running.keys():
                    running[one] = asyncio.create_task(_all_of(store, line, one))
                for one in [one for one, task in running.items() if task.done()]:
                    running.pop(one).result()
                await asyncio.sleep(EVERY)
            except Exception as error:  # the outermost door: what it says may quote anything
                logging.getLogger(__name__).warning("webhooks wait: %s", type(error).__name__)
                await asyncio.sleep(AFTER_TROUBLE)
    finally:
        for task in running.values():
            task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)


async def _due(store: Store) -> tuple[str, ...]:
    """The webhooks that are to be told something now, also of what has just happened."""
    await asyncio.to_thread(write_calls, store, _now())
    return await asyncio.to_thread(due_webhooks, store, _now())


async def _all_of(store: Store, line: Line, webhook: str) -> list[str]:
    """All that one webhook is to be told now; the states in which its calls then are."""
    ends: list[str] = []
    while found := await asyncio.to_thread(due_calls, store, webhook, _now(), AT_ONCE):
        ends += await asyncio.gather(*(_one(store, line, (webhook, event)) for event in found))
    return ends


async def _one(store: Store, line: Line, key: tuple[str, int]) -> str:
    """One call; the state that it has then, "" when somebody else has it."""
    claimed = await asyncio.to_thread(claim_call, store, key, _now())
    if claimed is None:
        return ""
    try:
        trouble = await call(claimed, line, _now())
    except Exception as error:  # a defect of ours costs this call its attempts, and no other
        trouble = f"fel i programmet ({type(error).__name__})"
    return await asyncio.to_thread(record_call, store, claimed, trouble, _now())


def _now() -> datetime:
    return datetime.now(UTC)
