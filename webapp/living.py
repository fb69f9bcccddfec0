"""What goes on in the application beside answering, for as long as it is up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from flows.webhooks import keep_sending
from webapp.house import House


@asynccontextmanager
async def living(app: FastAPI) -> AsyncIterator[None]:
    """Webhooks are told what happens. What is under way at the end is told by the next start."""
    at: House = app.state.house
    telling = asyncio.create_task(keep_sending(at.store, at.settings))
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
