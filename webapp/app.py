"""The application: its pages, its safety, its errors."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from webapp.faults import answer_faults
from webapp.headers import SafeHeaders
from webapp.house import House
from webapp.pages import ROUTERS
from webapp.render import FOLDER


def create_app(house: House) -> FastAPI:
    """The application over an open house."""
    app = FastAPI(title="Anslut", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.add_middleware(SafeHeaders)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router)
    answer_faults(app)
    return app
