"""The first page: to where a person's work is. And whether the application is well."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from webapp.access import Anybody, AtHouse, Permission

router = APIRouter(include_in_schema=False)

# Where the day begins, for the first of these that the visitor may do.
STARTS: tuple[tuple[Permission, str], ...] = (
    ("review", "/queue"),
    ("upload", "/upload"),
    ("look", "/overview"),
    ("people", "/people"),
)


@router.get("/")
def home(visitor: Anybody) -> Response:
    """On to the visitor's own work."""
    return RedirectResponse(next(place for what, place in STARTS if visitor.may(what)), 303)


@router.get("/health")
def health() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/ready")
def ready(at: AtHouse, request: Request) -> Response:
    """The database answers too. StoreError (503) when it does not."""
    del request
    with at.store.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    return JSONResponse({"status": "ready"})
