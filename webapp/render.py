"""Pages and parts of pages: templates with what every one of them needs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.user import Language
from pipeline import words
from pipeline.states import ACTS_IN_SWEDISH
from pipeline.states import SWEDISH as STATES
from validators.field_names import FIELD_NAMES
from webapp import language as languages
from webapp.access import ROLES, Visitor

FOLDER = Path(__file__).parent
LANGUAGE_COOKIE = "anslut_language"  # of those who have not signed in


def page(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A template as an answer. `visitor` is there when somebody has signed in."""
    return HTMLResponse(rendered(request, template, context), status)


def rendered(request: Request, template: str, context: Mapping[str, object]) -> str:
    """A template as text, in the visitor's language."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    chosen = language_of(request)
    now = datetime.now(UTC)
    everywhere = {
        "request": request,
        "path": request.url.path,
        "visitor": visitor,
        "csrf": visitor.session.csrf if visitor else "",
        "language": chosen,
        "now": now,
        "is_demo": request.app.state.house.settings.demo,
        "day": partial(languages.day, language=chosen),
        "moment": partial(languages.moment, language=chosen),
        "number": partial(languages.number, language=chosen),
        "percent": partial(languages.percent, language=chosen),
        "told": partial(languages.told, language=chosen),
    }
    return environment(chosen).get_template(template).render(everywhere | dict(context))


def language_of(request: Request) -> Language:
    """The visitor's own language; else the one that they have chosen before signing in."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    if visitor is not None:
        return visitor.language
    return "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "sv"


@cache
def environment(chosen: Language) -> Environment:
    """The templates, in a language. What is put into a page is text, never markup."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]  # the extension's
        languages.translations(chosen), newstyle=True
    )
    made.globals |= {
        "FIELD_NAMES": FIELD_NAMES,
        "QUEUES": words.QUEUES,
        "STATES": STATES,
        "ACTS": ACTS_IN_SWEDISH,
        "EVENTS": words.EVENTS,
        "ROLES": ROLES,
        "words": words,
        "static": static,
        "t": partial(languages.translated, language=chosen),  # for macros too, which see no context
    }
    return made


@cache
def static(name: str) -> str:
    """The address of a file of ours, with its age: a new one is never mistaken for the old."""
    age = int((FOLDER / "static" / name).stat().st_mtime)
    return f"/static/{name}?{age:x}"
