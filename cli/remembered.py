"""anslut mandates list, anslut signatories list: what is remembered of municipalities."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from adapters.imports import mandate_rows
from adapters.reference import load_lists
from adapters.settings import TIMEZONE, load_settings
from adapters.signatories import remembered
from adapters.store import open_store
from cli.exits import Exit
from cli.words import moment, out, table
from domain.reference import Mandate, Municipality
from domain.ruling import Signatory

LIST = "listan"  # adapters/reference/mandates.csv


def list_mandates(search: str | None) -> Exit:
    """The decisions that count, those of the list and those confirmed or imported."""
    lists = load_lists()
    with closing(open_store(load_settings())) as store:
        kept = mandate_rows(store)
    names = _names(lists.municipalities)
    told: dict[Mandate, tuple[str, str]] = dict.fromkeys(lists.mandates, (LIST, ""))
    told |= {one.mandate: (one.source, f"{one.by}, {moment(one.at)}") for one in kept}
    rows = [
        (
            one.org_no,
            names.get(one.org_no, ""),
            one.decision_date.isoformat(),
            one.registry_no,
            *why,
        )
        for one, why in sorted(told.items(), key=lambda item: _order(item[0], names))
    ]
    columns = ("Organisationsnummer", "Kommun", "Beslutsdatum", "Diarienummer", "Källa", "Infört")
    return _shown("Uppdrag till SKR", columns, rows, search)


def list_signatories(search: str | None) -> Exit:
    """The answers to who may sign, newest last; those that have expired are marked."""
    with closing(open_store(load_settings())) as store, store.database.reading() as connection:
        answers = remembered(connection)
    names = _names(load_lists().municipalities)
    today = datetime.now(TIMEZONE).date().isoformat()
    rows = [
        (one.org_no, names.get(one.org_no, ""), one.name, _may(one, today), one.reference,
         one.expires_on, f"{one.by}, {moment(one.at)}")
        for one in answers
    ]  # fmt: skip
    columns = ("Organisationsnummer", "Kommun", "Namn", "Får skriva under", "Hänvisning")
    return _shown("Behöriga företrädare", (*columns, "Till och med", "Svar av"), rows, search)


def _may(answer: Signatory, today: str) -> str:
    said = "ja" if answer.may_sign else "nej"
    return said if answer.expires_on >= today else f"{said} (har gått ut)"


def _shown(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], search: str | None
) -> Exit:
    """The rows of which any cell holds what is searched for, in capitals or not."""
    wanted = " ".join((search or "").casefold().split())
    found = [row for row in rows if any(wanted in cell.casefold() for cell in row)]
    if not found:
        out.print("Det finns inget att visa.")
        return Exit.OK
    out.print(table(title, columns, found))
    return Exit.OK


def _names(municipalities: Sequence[Municipality]) -> dict[str, str]:
    return {one.org_no: one.name for one in municipalities}


def _order(mandate: Mandate, names: dict[str, str]) -> tuple[str, str]:
    return names.get(mandate.org_no, "~"), mandate.decision_date.isoformat()
