"""The application: its pages, its safety, its errors."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from webapp.api import create_api
from webapp.faults import answer_faults
from webapp.headers import SafeHeaders
from webapp.house import House
from webapp.living import living
from webapp.pages import ROUTERS
from webapp.render import FOLDER


def create_app(house: House) -> FastAPI:
    """The application over an open house."""
    app = FastAPI(title="Anslut", docs_url=None, redoc_url=None, openapi_url=None, lifespan=living)
    app.state.house = house
    app.add_middleware(SafeHeaders)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.mount("/api/v1", create_api(house))
    for router in ROUTERS:
        app.include_router(router)
    answer_faults(app)
    return app
