"""The application of the API, with its description."""

from fastapi import FastAPI

from webapp.api import acts, cases, deliveries, figures, letters, register
from webapp.api.access import Rates
from webapp.api.shapes import Problem
from webapp.faults import answer_faults
from webapp.house import House

ABOUT = (
    "Intake of signed SSBTEK agreement forms. Every request carries a token: `Authorization: "
    "Bearer anslut_...`. What goes wrong is answered as application/problem+json (RFC 9457), its "
    "title and detail in Swedish. docs/api.md shows how it is used."
)
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
# What any request may be answered beside its own answers.
FAULTS = {
    401: "No token, or one that is nobody's.",
    403: "The token's scopes do not reach so far.",
    422: "What was sent has a wrong form, or the act is not allowed as things stand.",
    429: "Too many requests: Retry-After says when to come again.",
    503: "The database cannot be used just now. Nothing was changed.",
}


def create_api(house: House) -> FastAPI:
    """The API over an open house."""
    api = FastAPI(
        title="Anslut",
        version="1",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses={status: _fault(told) for status, told in FAULTS.items()},
        strict_content_type=True,
    )
    api.state.house = house
    api.state.rates = Rates(house.settings.api_per_minute)
    for part in (deliveries, cases, acts, register, letters, figures):
        api.include_router(part.router)
    answer_faults(api)
    _describe_problems(api)
    return api


def _fault(told: str) -> dict[str, object]:
    return {"description": told, "content": PROBLEM}


def _describe_problems(api: FastAPI) -> None:
    """Put the form of a problem into the description, where every fault refers to it."""
    described = api.openapi

    def openapi() -> dict[str, object]:
        made = described()
        made["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
        return made

    api.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to change it
