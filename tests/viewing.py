"""A page that holds nothing but the viewer of a case, for tests of the viewer itself."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from adapters.case_looks import folder_of
from tests.webhouse import Served
from webapp.headers import HEADERS
from webapp.render import environment
from webapp.viewing import viewer_pages

PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Sidor</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{{ static('style.css') }}">
<script src="{{ static('app.js') }}" defer></script>
<script src="{{ static('viewer.js') }}" defer></script></head>
<body><main><h1>Sidor</h1>
{% from "parts/viewer.html" import viewer %}{{ viewer(case, pages) }}</main>
</body></html>"""


def open_viewer(page: Page, served: Served, case: str) -> None:
    """Show a case's pages in the browser, under the same policy as every page of ours."""
    pages = viewer_pages(folder_of(served.house.store, case))
    html = environment("sv").from_string(PAGE).render(case=case, pages=pages)
    headers: dict[str, Any] = {**HEADERS, "Content-Type": "text/html; charset=utf-8"}
    page.route("**/viewer-alone", lambda route: _answer(route, html, headers))
    page.goto("/viewer-alone")
    page.wait_for_function("document.querySelector('.viewer-picture').naturalWidth > 0")


def _answer(route: Route, html: str, headers: dict[str, Any]) -> None:
    route.fulfill(status=200, headers=headers, body=html)


def sample(name: str) -> Path:
    """The file of a sample delivery."""
    return next(Path("samples", name).glob("delivery.*"))
