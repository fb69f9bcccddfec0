"""The application: its pages, its safety, its errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import contextmanager_in_threadpool
from fastapi.staticfiles import StaticFiles

from flows.reading import MEGABYTE
from webapp.api import create_api
from webapp.faults import answer_faults
from webapp.headers import SafeHeaders
from webapp.house import House
from webapp.limits import SmallEnough
from webapp.pages import ROUTERS
from webapp.reading import reading
from webapp.render import FOLDER
from webapp.telling import telling


def create_app(house: House) -> FastAPI:
    """The application over an open house."""
    app = FastAPI(
        title="Anslut", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_while_it_runs
    )
    app.state.house = house
    app.state.reading = None
    app.add_middleware(SmallEnough, most=house.settings.web_upload_megabytes * MEGABYTE)
    app.add_middleware(SafeHeaders)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.mount("/api/v1", create_api(house))
    for router in ROUTERS:
        app.include_router(router)
    answer_faults(app)
    return app


@asynccontextmanager
async def _while_it_runs(app: FastAPI) -> AsyncIterator[None]:
    """What waits is read, and webhooks are told what happens, for as long as the server runs."""
    house: House = app.state.house
    async with (
        contextmanager_in_threadpool(reading(house.machine)) as app.state.reading,
        telling(house),
    ):
        yield
