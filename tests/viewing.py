"""Cases of real samples, read by the real reader, in a running application; and a page that holds
nothing but the viewer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Page, Route

from adapters.case_looks import folder_of
from adapters.settings import Settings
from adapters.tables import case_deliveries
from domain.delivery import Delivery, delivery_id
from flows.delivery import process
from tests.webhouse import Served, serving
from webapp.headers import HEADERS
from webapp.render import environment
from webapp.viewing import viewer_pages

RECEIVED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Sidor</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{{ static('style.css') }}">
<script src="{{ static('app.js') }}" defer></script>
<script src="{{ static('viewer.js') }}" defer></script></head>
<body><main><h1>Sidor</h1>
{% from "parts/viewer.html" import viewer %}{{ viewer(case, pages) }}</main>
</body></html>"""


@contextmanager
def with_samples(folder: Path) -> Iterator[Served]:
    """The application on a house of its own, with the real reader."""
    settings = Settings(data_dir=folder, workers=1, sample_share=0)
    with serving(settings) as running:
        yield running


def case_from(served: Served, *samples: str, share: float = 0.0) -> str:
    """One delivery of these samples' files, read and judged; the id of its first case. `share` of
    what is registered is drawn for a blind check."""
    machine = replace(
        served.house.machine,
        settings=served.house.settings.model_copy(update={"sample_share": share}),
    )
    originals = tuple(machine.originals.keep(sample(name)) for name in samples)
    one = Delivery(
        id=delivery_id("scan", RECEIVED, originals),
        channel="scan",
        received_at=RECEIVED,
        received_basis="scanned",
        originals=originals,
    )
    machine.store.receive(one, datetime.now(UTC))
    process(machine, one.id)
    query = sa.select(case_deliveries.c.case).where(case_deliveries.c.delivery == one.id)
    with machine.store.database.reading() as connection:
        found: str = connection.scalars(query.order_by(case_deliveries.c.case)).first() or ""
        return found


def open_viewer(page: Page, served: Served, case: str, *, scripted: bool = True) -> None:
    """Show a case's pages in the browser, under the same policy as every page of ours."""
    pages = viewer_pages(folder_of(served.house.store, case))
    html = environment("sv").from_string(PAGE).render(case=case, pages=pages)
    headers: dict[str, Any] = {**HEADERS, "Content-Type": "text/html; charset=utf-8"}
    page.route("**/viewer-alone", lambda route: _answer(route, html, headers))
    page.goto("/viewer-alone")
    if scripted:
        until(page, "document.querySelector('.viewer-picture').naturalWidth > 0")


def until(page: Page, condition: str, seconds: float = 15) -> None:
    """Wait for a condition in JavaScript. Playwright's own way is what the policy stops."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


def _answer(route: Route, html: str, headers: dict[str, Any]) -> None:
    route.fulfill(status=200, headers=headers, body=html)


def sample(name: str) -> Path:
    """The file of a sample delivery."""
    return next(Path("samples", name).glob("delivery.*"))
