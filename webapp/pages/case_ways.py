"""The acts about where a case goes, each a page of its own that says what it leads to; and acts
about its pages."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters.case_looks import folder_of, letters_of
from domain.errors import ActRefused
from domain.judgement import SAMPLED
from flows.desk import Sitting
from pipeline import acts
from pipeline.acts import Order
from pipeline.states import step
from webapp.access import AtHouse, Reviewer
from webapp.blind import BLIND
from webapp.looks import looked
from webapp.render import page
from webapp.ways import WAYS, Typed, address, letter_of, made, way_page

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=5000)]
Address = Annotated[str, Form(max_length=254)]
Version = Annotated[int, Form(ge=0)]
Count = Annotated[int, Form(ge=0)]


def _way_page(way: str) -> Callable[..., Response]:
    """The page of one way."""

    def shown(request: Request, at: AtHouse, visitor: Reviewer, case: str) -> Response:
        """The form, with what it leads to."""
        looked(at, visitor, case, "case")
        return way_page(request, at, visitor, (case, way))

    return shown


for _name in WAYS:
    router.get(f"/cases/{{case}}/{_name}")(_way_page(_name))


@router.post("/cases/{case}/supplement/preview")
def preview(
    request: Request, at: AtHouse, visitor: Reviewer, case: str, to: Address = "", text: Text = ""
) -> Response:
    """The letter as it would be written. ActRefused when it may not be asked for, and while a blind
    check is waited for: the letter tells what was read."""
    folder = folder_of(at.store, case)
    if folder.queue == SAMPLED:
        raise ActRefused(BLIND)
    step(folder.case.state, "request_supplement")
    looked(at, visitor, case, "case")
    return page(
        request,
        "parts/letter_text.html",
        letter=letter_of(folder, to, text, at.settings.answer_days),
    )


@router.post("/cases/{case}/supplement")
def supplement(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    version: Version,
    events: Count = 0,
    to: Address = "",
    text: Text = "",
) -> Response:
    """Ask for all that is missing; the letter waits for its release, and is shown."""

    def do(sitting: Sitting) -> None:
        days = at.settings.answer_days
        acts.request_supplement(sitting.order, sitting.tx, address(to), text, days)

    on = (case, "supplement", version, events)
    wrong = made(request, at, visitor, on, (Typed(to, text), do))
    if wrong:
        return wrong
    letter = [one for one in letters_of(at.store, case) if one.kind == "supplement"][-1]
    return RedirectResponse(f"/letters/{letter.id}", 303)


@router.post("/cases/{case}/take-back")
def take_back(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    version: Version,
    events: Count = 0,
) -> Response:
    """No answer is awaited any longer."""

    def do(sitting: Sitting) -> None:
        acts.take_back(sitting.order, sitting.tx, sitting.facts)

    on = (case, "take-back", version, events)
    return made(request, at, visitor, on, (Typed(), do)) or _back(case)


@router.post("/cases/{case}/dismiss")
def dismiss(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    version: Version,
    events: Count = 0,
    to: Address = "",
    why: Text = "",
) -> Response:
    """It ends here; with an address a letter is written."""

    def do(sitting: Sitting) -> None:
        acts.dismiss(sitting.order, sitting.tx, address(to) if to.strip() else "")

    on = (case, "dismiss", version, events)
    return made(request, at, visitor, on, (Typed(to, why=why), do)) or _back(case)


@router.post("/cases/{case}/withdraw")
def withdraw(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    version: Version,
    events: Count = 0,
    why: Text = "",
) -> Response:
    """The Party takes its agreement back."""

    def do(sitting: Sitting) -> None:
        acts.withdraw(sitting.order, sitting.tx)

    on = (case, "withdraw", version, events)
    return made(request, at, visitor, on, (Typed(why=why), do)) or _back(case)


@router.post("/cases/{case}/reopen")
def reopen(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    version: Version,
    events: Count = 0,
    why: Text = "",
) -> Response:
    """It is reviewed again."""

    def do(sitting: Sitting) -> None:
        acts.reopen(sitting.order, sitting.tx, sitting.facts)

    on = (case, "reopen", version, events)
    return made(request, at, visitor, on, (Typed(why=why), do)) or _back(case)


@router.post("/cases/{case}/page")
def identify(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    version: Version,
    number: Annotated[int, Form(ge=1)],
    place: Annotated[str, Form(max_length=80)],
    events: Count = 0,
) -> Response:
    """What a page is: a page of a form, "form 2"."""
    form, _, form_page = place.rpartition(" ")

    def do(sitting: Sitting) -> None:
        goal = (form, int(form_page) if form_page.isdecimal() else 0)
        acts.identify_page(sitting.order, sitting.tx, sitting.facts, number, goal)

    on = (case, "page", version, events)
    return made(request, at, visitor, on, (Typed(), do)) or _back(case)


@router.post("/cases/{case}/move")
def move(
    request: Request,
    at: AtHouse,
    visitor: Reviewer,
    case: str,
    version: Version,
    numbers: Annotated[list[int] | None, Form()] = None,
    to: Annotated[str, Form(max_length=40)] = "",
    events: Count = 0,
) -> Response:
    """Pages to another case, which is judged again too."""

    def do(sitting: Sitting) -> None:
        if not numbers or not to.strip():
            raise ActRefused("Välj sidor, och skriv vilket ärende de hör till.")
        other = sitting.tx.folder(to.strip()).case
        order = sitting.order
        goal = Order(other.id, other.version, order.who, order.at, order.day)
        acts.move_pages(order, sitting.tx, sitting.facts, numbers, goal)

    on = (case, "move", version, events)
    return made(request, at, visitor, on, (Typed(to), do)) or _back(case)


def _back(case: str) -> Response:
    return RedirectResponse(f"/cases/{case}", 303)
