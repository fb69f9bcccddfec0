"""anslut register: the register of users."""

import sys
from contextlib import closing
from pathlib import Path

import typer

from adapters.export import Format, Mask, export
from adapters.queries import (
    connection_versions,
    current_connections,
    register_search,
    repeats_of,
)
from adapters.reason import reason
from adapters.settings import load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.queue import repeat_rows
from cli.words import REASONS, counted, err, moment, out, table
from domain.errors import IntakeError
from domain.register import Connection, Contact


def list_entries(search: str) -> Exit:
    """The newest version of every entry, or of those that have each of the words."""
    with closing(open_store(load_settings())) as store:
        entries = register_search(store, search)
    if not entries:
        nothing = f'Registret har ingen post med "{search}".' if search else "Registret är tomt."
        out.print(nothing, markup=False, highlight=False)
        return Exit.OK
    rows = [
        (
            one.org_no,
            one.municipality,
            one.board,
            str(one.version),
            moment(one.valid_from),
            moment(one.ended_at) if one.ended_at else "",
        )
        for one in entries
    ]
    columns = ("Organisationsnummer", "Kommun", "Nämnd", "Version", "Gäller från", "Avslutad")
    out.print(table("Registret", columns, rows))
    return Exit.OK


def show(org_no: str, board: str | None) -> Exit:
    """All versions of the entries under a number, however it is written."""
    from extractors.values import canonical

    with closing(open_store(load_settings())) as store:
        versions = connection_versions(store, canonical("org_no", org_no) or org_no, board)
        repeats = [repeats_of(store, one.case) if one.case else () for one in versions]
    for entry, again in zip(versions, repeats, strict=True):
        title = f"{entry.municipality}, {entry.board}, version {entry.version}"
        out.print(table(title, ("", ""), [*_rows(entry), *repeat_rows(again)]))
    return Exit.OK


def export_entries(form: Format, target: Path | None, mask: Mask | None) -> Exit:
    """The register as a file, or printed."""
    if target and not target.parent.is_dir():
        raise typer.BadParameter(
            f"mappen {target.parent} finns inte. Skapa den, eller ange en annan fil.",
            param_hint="--out",
        )
    if form == "xlsx" and target is None and sys.stdout.isatty():
        raise typer.BadParameter(
            "ett kalkylblad kan inte visas här. Ange filen att skriva.", param_hint="--out"
        )
    with closing(open_store(load_settings())) as store:
        entries = current_connections(store)
    content = export(entries, form, mask)
    if target is None:
        sys.stdout.buffer.write(content)
        return Exit.OK
    try:
        target.write_bytes(content)
    except OSError as error:
        raise IntakeError(f"{target}: filen kan inte skrivas ({reason(error)}).") from error
    count = counted(len(entries), "post", "poster")
    err.print(f"{count} skrevs till {target}.", markup=False, highlight=False, soft_wrap=True)
    return Exit.OK


def _rows(entry: Connection) -> list[tuple[str, str]]:
    concluded = moment(entry.concluded_at) if entry.concluded_at else "när åtkomsten öppnats"
    rows = [
        ("Organisationsnummer", entry.org_no),
        ("Förvaltning", entry.department),
        ("Adress", f"{entry.postal_address}, {entry.postal_code} {entry.city}"),
        (
            "Uppdrag till SKR",
            " ".join(filter(None, (entry.mandate_date, entry.mandate_registry_no))),
        ),
        ("Avtalet och administrativa frågor", _contact(entry.agreement_contact)),
        ("Tekniska frågor", _contact(entry.technical_contact)),
        ("Systemleverantör", _supplier(entry)),
        ("Certifikat", entry.certificate_serial_no),
        ("Underskrivet", f"{entry.signed_on} av {entry.signed_by}"),
        ("Gäller från", moment(entry.valid_from)),
        ("Avtal ingånget", concluded),
        ("Avslutad", moment(entry.ended_at) if entry.ended_at else None),
        ("Blankett", entry.form),
        ("Ärende", entry.case),
        ("Versionens orsak", ": ".join(filter(None, (REASONS[entry.reason], entry.why)))),
    ]
    return [(name, value) for name, value in rows if value]


def _supplier(entry: Connection) -> str:
    return ", ".join(filter(None, (entry.supplier_name, entry.supplier_org_no)))


def _contact(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    told = (contact.name, contact.title, contact.phone, contact.email)
    return ", ".join(filter(None, told))
