"""The night's close: escalate, gather the facts of a day, keep the report. No Prefect here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adapters.close_page import close_page
from adapters.close_pdf import close_pdf
from adapters.documents import keep_documents, latest_about
from adapters.night import night_facts, write_letter
from adapters.originals import Originals
from adapters.settings import TIMEZONE, Settings
from adapters.store import Store
from domain.night import CLOSE_DATA, CLOSE_PAGE, CLOSE_PAPER, Document, NightReport
from flows.escalate import escalate
from pipeline.close import close_day, night_of
from pipeline.letters import night_report


@dataclass(frozen=True)
class Closed:
    """The report of a day and what was kept of it: the PDF, the web page and the data."""

    report: NightReport
    documents: tuple[Document, ...]
    contents: tuple[bytes, ...]


def close_night(
    store: Store, originals: Originals, settings: Settings, day: date | None, now: datetime
) -> Closed:
    """Close a day, by default the last that has ended.

    The same facts on the same day give the same documents, and are kept once.
    """
    today = now.astimezone(TIMEZONE).date()
    of_day = day or today - timedelta(days=1)
    escalate(store, settings, now)
    report = close_day(night_facts(store, of_day, today), _before(store, originals, of_day))
    name = f"nattens-bokslut-{of_day}"
    made = (
        (CLOSE_PAPER, f"{name}.pdf", close_pdf(report)),
        (CLOSE_PAGE, f"{name}.html", close_page(report)),
        (CLOSE_DATA, f"{name}.json", report.model_dump_json(indent=1).encode()),
    )
    about = (of_day.isoformat(), "close_made", now)
    kept = keep_documents(store, originals, made, about)
    if settings.night_report_to:
        told = night_report(settings.night_report_to, night_of(report, kept[0].sha256))
        write_letter(store, told, now)
    return Closed(report, kept, tuple(content for _, _, content in made))


def _before(store: Store, originals: Originals, day: date) -> NightReport | None:
    """The newest close of the last day before that was closed."""
    found = latest_about(store, CLOSE_DATA, day)
    return NightReport.model_validate_json(originals.read(found.sha256)) if found else None
