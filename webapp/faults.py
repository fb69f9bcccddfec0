"""What a visitor is answered when something is wrong: in words, on a page, in a part of one, or as
problem+json to programs (RFC 9457)."""

import logging
from typing import NamedTuple

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from domain.errors import (
    ActRefused,
    AnslutError,
    IntakeError,
    LetterError,
    NotFound,
    StaleCase,
    StaleLetter,
    StoreError,
    ToolMissing,
)
from webapp.errors import Forbidden, Forged, MustChange, NoToken, SignedOut, TooMuch, TooOften
from webapp.render import page

API = "/api/"


class Fault(NamedTuple):
    """How an error is answered: its status, its title (Swedish) and its short name for programs."""

    status: int
    title: str
    name: str


# The first that fits counts.
FAULTS: tuple[tuple[type[Exception], Fault], ...] = (
    (NotFound, Fault(404, "Det finns inte", "not-found")),
    (StaleCase, Fault(409, "Någon annan hann före", "stale")),
    (StaleLetter, Fault(409, "Någon annan hann före", "stale")),
    (ActRefused, Fault(422, "Det går inte", "refused")),
    (IntakeError, Fault(422, "Filen kan inte tas emot", "not-taken-in")),
    (TooMuch, Fault(413, "Det är för stort", "too-large")),
    (Forbidden, Fault(403, "Du får inte göra det", "forbidden")),
    (Forged, Fault(403, "Sidan är för gammal", "forged")),
    (ToolMissing, Fault(503, "Något fattas på servern", "unavailable")),
    (LetterError, Fault(503, "Brevet gick inte", "unavailable")),
    (StoreError, Fault(503, "Databasen kan inte användas just nu", "unavailable")),
    (AnslutError, Fault(503, "Något fattas på servern", "unavailable")),
)
MESSAGES = {
    Forbidden: "Din roll tillåter inte det. Be någon som har rätt roll, eller den som sköter "
    "användarna.",
    Forged: "Ladda om sidan och gör om det. Det du har skrivit ändrade ingenting.",
}
UNAVAILABLE = 503
TRY_LATER = (
    "Ingenting har ändrats. Försök igen om en stund. Händer det igen: säg till dem som sköter "
    "driften, som ser i loggen vad som fattas."
)
MUST_CHANGE = "Välj ett eget lösenord först."  # as webapp/templates/me.html says
_log = logging.getLogger("anslut.web")
GONE_WRONG = "Felet är vårt och har skrivits ned. Ingenting har ändrats. Försök igen om en stund."


def answer_faults(app: FastAPI) -> None:
    """Have every error answered."""
    for kind, _ in FAULTS:
        app.add_exception_handler(kind, _fault)
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(MustChange, _must_change)
    app.add_exception_handler(NoToken, _no_token)
    app.add_exception_handler(TooOften, _too_often)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(StarletteHTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(Exception, _defect)


async def _fault(request: Request, error: Exception) -> Response:
    fault = next(one for kind, one in FAULTS if isinstance(error, kind))
    if fault.status == UNAVAILABLE:  # what is wrong, and where, is for those who run it
        _log.error("%s: %s", fault.name, error)
        return answered(request, fault, TRY_LATER)
    return answered(request, fault, MESSAGES.get(type(error), str(error)))


async def _signed_out(request: Request, error: Exception) -> Response:
    """To the page for signing in; a part of a page is told so, and keeps what was typed."""
    assert isinstance(error, SignedOut)
    if request.url.path.startswith(API) or is_part(request):
        told = "Du är inte inloggad längre. Logga in igen: det du har skrivit är kvar."
        made = answered(request, Fault(401, "Logga in igen", "signed-out"), told)
        made.headers["HX-Trigger"] = "signed-out"
        return made
    return RedirectResponse(f"/sign-in?goes_to={error.goes_to}", 303)


async def _forged(request: Request, error: Exception) -> Response:
    """A page's secret may be of an earlier session: a script is told, and can send anew."""
    made = await _fault(request, error)
    if is_part(request):
        made.headers["HX-Trigger"] = "forged"
    return made


async def _must_change(request: Request, error: Exception) -> Response:
    """To the page where a password is chosen, and what says so; htmx goes there by itself."""
    del error
    if is_part(request):
        made = answered(request, Fault(403, "Det går inte", "must-change"), MUST_CHANGE)
        made.headers["HX-Redirect"] = "/me"
        return made
    return RedirectResponse("/me", 303)


async def _no_token(request: Request, error: Exception) -> Response:
    """A program has to say who it is (RFC 6750)."""
    del error
    told = "Sänd programmets nyckel: Authorization: Bearer anslut_..."
    made = answered(request, Fault(401, "Ingen giltig nyckel", "no-token"), told)
    made.headers["WWW-Authenticate"] = "Bearer"
    return made


async def _too_often(request: Request, error: Exception) -> Response:
    """When to come again stands in a header too (RFC 9110, 10.2.3)."""
    assert isinstance(error, TooOften)
    made = answered(request, Fault(429, "För många frågor", "too-often"), str(error))
    made.headers["Retry-After"] = str(error.wait)
    return made


async def _gone(request: Request, error: Exception) -> Response:
    """Who has hung up hears nothing, and that is no defect."""
    del request, error
    return Response(status_code=400)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException | StarletteHTTPException)
    titles = {404: "Sidan finns inte", 405: "Så går det inte att göra"}
    title = titles.get(error.status_code, "Det går inte")
    told = "Kontrollera adressen, eller börja om från startsidan."
    if error.status_code == 400:
        titles, told = {400: "Det går inte att läsa"}, "Det som sändes är inte helt."
    return answered(request, Fault(error.status_code, title, "http"), told)


async def _not_valid(request: Request, error: Exception) -> Response:
    """What was sent has another form than it should: which part, and never its value."""
    assert isinstance(error, RequestValidationError)
    places = sorted({".".join(map(str, one["loc"][1:])) or "allt" for one in error.errors()})
    told = f"Något saknas eller har fel form: {', '.join(places)}."
    return answered(request, Fault(422, "Det går inte att läsa", "not-valid"), told)


async def _defect(request: Request, error: Exception) -> Response:
    """A defect of ours. Starlette has it logged; nobody is shown what it says."""
    del error
    return answered(request, Fault(500, "Något gick fel", "defect"), GONE_WRONG)


def is_part(request: Request) -> bool:
    """Whether a script asks, for a part of the page that is shown."""
    is_stream = request.headers.get("Accept") == "text/event-stream"  # it takes no headers of ours
    return is_stream or "HX-Request" in request.headers or "X-Requested-With" in request.headers


def answered(request: Request, fault: Fault, told: str) -> Response:
    """The answer in the form in which it was asked for."""
    if request.url.path.startswith(API):
        problem = {
            "type": f"https://anslut.example/problems/{fault.name}",
            "title": fault.title,
            "status": fault.status,
            "detail": told,
        }
        return JSONResponse(problem, fault.status, media_type="application/problem+json")
    if is_part(request):
        made = page(request, "parts/notice.html", fault.status, title=fault.title, told=told)
        made.headers["HX-Retarget"] = "#notices"
        made.headers["HX-Reswap"] = "innerHTML"
        return made
    return page(request, "fault.html", fault.status, title=fault.title, told=told)
