"""From an agreement that may be registered to its entry in the register of users.

A later agreement, the opening of access and a correction each give the next version
(pipeline/versions.py).
"""

from datetime import datetime

from domain.agreement import Agreement
from domain.facts import Facts
from domain.register import Connection, Contact
from validators import mandates


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
