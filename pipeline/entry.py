"""Entries of the register of users: the first version, from an agreement that may be registered,
and the next ones, by a new agreement, the opening of access or a correction. Pure.

Nothing is overwritten: a later version is a copy with the next number, valid from its own moment.
What must not be done raises ActRefused, with what to do instead; nothing has then been changed.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from domain.agreement import Agreement
from domain.errors import ActRefused
from domain.facts import Facts
from domain.personal_number import mask_personal_numbers
from domain.register import ENTRY_FIELDS, Connection, Contact
from pipeline.corrected import corrected
from validators import mandates, municipalities
from validators.field_names import FIELD_NAMES
from validators.proposal import is_same_board, propose

SWEDEN = ZoneInfo("Europe/Stockholm")
EARLIEST = date(2000, 1, 1)  # no service of the kind is older


def connection(agreement: Agreement, facts: Facts, case_id: str, at: datetime) -> Connection:
    """The entry, valid from `at`. Every value is the agreement's, as read.

    Only what the form leaves out about the mandate is taken from the list of mandates. Raises
    ValueError when a value is lacking without which there is no entry: judge() lets none through.
    """
    decided, registry_no = _mandate(agreement, facts)
    return Connection(
        org_no=_needed(agreement, "party.org_no"),
        municipality=_needed(agreement, "party.municipality_name"),
        board=_needed(agreement, "party.board_name"),
        department=agreement.value("party.department"),
        postal_address=_needed(agreement, "party.postal_address"),
        postal_code=_needed(agreement, "party.postal_code"),
        city=_needed(agreement, "party.city"),
        mandate_date=decided,
        mandate_registry_no=registry_no,
        agreement_contact=_contact(agreement, "agreement_contact"),
        technical_contact=_technical_contact(agreement),
        supplier_name=agreement.value("supplier.name"),
        supplier_org_no=agreement.value("supplier.org_no"),
        certificate_serial_no=agreement.value("certificate.serial_no"),
        form=agreement.form,
        signed_on=_needed(agreement, "signature.date"),
        signed_by=_needed(agreement, "signature.name_clarification"),
        valid_from=at,
        case=case_id,
    )


def next_version(
    now: Connection,
    agreement: Agreement,
    facts: Facts,
    new: tuple[str, datetime],
    reason: Literal["replacement", "contacts"],
) -> Connection:
    """The entry by a new agreement of its Party; `new` is the id of its case, and the moment.

    The board is written as in the register, since it is half of the key. What the form does not ask
    for stays as it was. `concluded_at` stays unless the certificate is another: then the agreement
    counts as concluded when access has been opened for that. ValueError as of `connection`.
    """
    _check_going(now)
    _check_party(now, agreement, facts)
    proposal = propose(agreement, now, facts.reference)
    if not proposal.differing:
        raise ActRefused(
            "Avtalet har samma innehåll som registret redan har. Avsluta ärendet som en dubblett."
        )
    if reason == "contacts" and proposal.kind != "contacts":
        named = ", ".join(FIELD_NAMES[key] for key in proposal.differing)
        raise ActRefused(
            f"Avtalet ändrar mer än kontaktpersoner och systemleverantör: {named}. Registrera det "
            "som en ersättning."
        )
    case, at = new
    made = _with_unasked(connection(agreement, facts, case, at), now, agreement)
    keeps_access = made.certificate_serial_no == now.certificate_serial_no
    return made.model_copy(
        update={
            "version": now.version + 1,
            "reason": reason,
            "board": now.board,
            "mandate_date": made.mandate_date or now.mandate_date,
            "mandate_registry_no": made.mandate_registry_no or now.mandate_registry_no,
            "concluded_at": now.concluded_at if keeps_access else None,
        }
    )


def opened(entry: Connection, at: datetime, since: datetime | None = None) -> Connection:
    """The entry when access has been opened, at `at` or, told later, `since`: the agreement is
    concluded by that. Not before the Party had signed."""
    _check_going(entry)
    if entry.concluded_at is not None:
        raise ActRefused(
            f"Åtkomsten är redan öppnad, {entry.concluded_at:%Y-%m-%d}. Är dagen fel, rätta den."
        )
    if since is not None and since > at:
        raise ActRefused("Åtkomsten kan inte ha öppnats senare än nu. Kontrollera tiden.")
    if since is not None and since.astimezone(SWEDEN).date() < _signed(entry):
        raise ActRefused(
            f"Åtkomsten kan inte ha öppnats innan avtalet skrevs under, {_signed(entry)}. "
            "Kontrollera dagen."
        )
    return _changed(entry, at, {"reason": "access", "why": "", "concluded_at": since or at})


def ended(entry: Connection, why: str, at: datetime) -> Connection:
    """The entry's last version: the connection has come to its end, for a reason."""
    _check_going(entry)
    said = mask_personal_numbers(why.strip())
    return _changed(entry, at, {"reason": "ended", "why": said, "ended_at": at})


def amended(entry: Connection, changes: Mapping[str, str], why: str, at: datetime) -> Connection:
    """The entry with fields put right by a person: texts by the field's key, "" for nothing.

    Refused when a field is unknown, makes another Party, has no canonical form or may not be empty,
    when nothing differs, when a day has not come yet, and without a reason.
    """
    _check_going(entry)
    if not why.strip():
        raise ActRefused("Rättelsen behöver ett skäl. Skriv varför uppgiften ändras.")
    made = corrected(entry, changes, at.astimezone(SWEDEN).date())
    if made == entry:
        raise ActRefused("Registret har redan de uppgifterna. Inget ändrades.")
    said = mask_personal_numbers(why.strip())
    return _changed(made, at, {"reason": "correction", "why": said})


def _check_going(entry: Connection) -> None:
    if entry.ended_at is not None:
        raise ActRefused(
            f"Anslutningen avslutades {entry.ended_at.astimezone(SWEDEN):%Y-%m-%d}. Ska parten "
            "anslutas igen behövs ett nytt avtal."
        )


def _signed(entry: Connection) -> date:
    """When the agreement was signed; an imported register may have another text there."""
    with suppress(ValueError):
        return date.fromisoformat(entry.signed_on)
    return EARLIEST


def _needed(agreement: Agreement, key: str) -> str:
    value = agreement.value(key)
    if value is None:
        raise ValueError(f"{key} has no value: the agreement is not one to register")
    return value


def _technical_contact(agreement: Agreement) -> Contact | None:
    given = any(
        field.key.startswith("technical_contact.") and field.raw != "" for field in agreement.fields
    )
    return _contact(agreement, "technical_contact") if given else None


def _contact(agreement: Agreement, who: str) -> Contact:
    phone = agreement.field(f"{who}.phone")
    return Contact(
        name=_needed(agreement, f"{who}.name"),
        email=_needed(agreement, f"{who}.email"),
        title=agreement.value(f"{who}.title"),
        phone=phone.raw or None if phone else None,
        phone_e164=phone.value if phone else None,
    )


def _mandate(agreement: Agreement, facts: Facts) -> tuple[str | None, str | None]:
    decided = agreement.value("mandate.decision_date")
    registry_no = agreement.value("mandate.registry_no")
    listed = mandates.agreeing(agreement, facts.reference)
    if listed is None:
        return decided, registry_no
    return decided or listed.decision_date.isoformat(), registry_no or listed.registry_no


def _changed(entry: Connection, at: datetime, what: Mapping[str, object]) -> Connection:
    new = {"version": entry.version + 1, "valid_from": at}
    return entry.model_copy(update={**new, **what})


def _check_party(now: Connection, agreement: Agreement, facts: Facts) -> None:
    owner = municipalities.by_number(now.org_no, facts.reference)
    board = agreement.value("party.board_name") or ""
    is_same = agreement.value("party.org_no") == now.org_no
    if not is_same or not is_same_board(board, now.board, owner):
        raise ActRefused(
            f"Avtalet gäller en annan part än {now.municipality}, {now.board}. Rätta ärendets "
            "organisationsnummer eller nämnd, eller registrera det som nytt."
        )


def _with_unasked(made: Connection, now: Connection, agreement: Agreement) -> Connection:
    """What the agreement's form has no box for, as it was. A contact is asked for whole or not."""
    absent = [path for key, path in ENTRY_FIELDS.items() if agreement.field(key) is None]
    plain = {path[0] for path in absent if len(path) == 1}
    if agreement.field("technical_contact.name") is None:
        plain.add("technical_contact")
    return made.model_copy(update={name: getattr(now, name) for name in plain})
