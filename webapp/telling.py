"""Webhooks are told what happens for as long as the application is up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flows.webhooks import keep_sending
from webapp.house import House


@asynccontextmanager
async def telling(house: House) -> AsyncIterator[None]:
    """As long as the block. What is under way at its end is told by the next start."""
    task = asyncio.create_task(keep_sending(house.store, house.settings))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
