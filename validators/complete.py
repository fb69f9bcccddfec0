"""Fullständiga: is everything there that must be?"""

from collections.abc import Iterable

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from validators import mandates
from validators.catalogue import CATALOGUE

# What the register cannot do without, whatever a form version says of its own fields.
ALWAYS_REQUIRED = (
    "party.municipality_name",
    "party.org_no",
    "party.board_name",
    "party.postal_address",
    "party.postal_code",
    "party.city",
    "agreement_contact.name",
    "agreement_contact.email",
    "signature.date",
    "signature.name_clarification",
)
_MANDATE = ("mandate.decision_date", "mandate.registry_no")
_TERMS = "terms.accepted"
_SIGNATURE = "signature.signature"
# These have findings of their own.
_ELSEWHERE = (*_MANDATE, _TERMS, _SIGNATURE)


def page_missing(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Pages of the form that were not received."""
    if agreement.missing_pages:
        pages = ", ".join(map(str, agreement.missing_pages))
        yield CATALOGUE["complete.page_missing"].finding((), pages)


def field_missing(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Required boxes proven empty; boxes of missing pages, and ink not read, are not called so."""
    form = facts.form(agreement.form)
    required = [field.key for field in form.fields if field.required]
    not_asked = [key for key in ALWAYS_REQUIRED if form.field(key) is None]
    wanted = dict.fromkeys([*required, *ALWAYS_REQUIRED])
    for key in wanted:
        if key not in _ELSEWHERE and (key in not_asked or agreement.is_empty(key)):
            yield CATALOGUE["complete.field_missing"].finding((key,))


def mandate_missing(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """No decision in the list, not both its date and its number on the form, and no minutes that
    seem to give it: those are a question to a person, verified.mandate_from_minutes."""
    lacking = tuple(key for key in _MANDATE if _is_lacking(key, agreement, facts))
    known = mandates.listed(agreement, facts.reference) or mandates.in_minutes(agreement, facts)
    if lacking and not known:
        yield CATALOGUE["complete.mandate_missing"].finding(lacking)


def technical_contact_incomplete(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Begun, that is with ink in any of its boxes, it needs a name and an e-mail address."""
    keys = tuple(
        field.key
        for field in facts.form(agreement.form).fields
        if field.key.startswith("technical_contact.")
    )
    begun = any(agreement.field(key) and not agreement.is_empty(key) for key in keys)
    needed = ("technical_contact.name", "technical_contact.email")
    lacking = tuple(key for key in needed if _is_lacking(key, agreement, facts))
    if begun and lacking:
        yield CATALOGUE["complete.technical_contact_incomplete"].finding(lacking)


def terms_not_accepted(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """The Part has to have taken part of the general terms."""
    lacking = _is_lacking(_TERMS, agreement, facts)
    if lacking or agreement.value(_TERMS) == "no":
        yield CATALOGUE["complete.terms_not_accepted"].finding((_TERMS,))


def signature_missing(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """No ink in the signature box, whatever stands beside it."""
    if agreement.signature.kind == "none":
        yield CATALOGUE["complete.signature_missing"].finding((_SIGNATURE,))


def _is_lacking(key: str, agreement: Agreement, facts: Facts) -> bool:
    """Proven empty, or nothing that the form asks for."""
    return agreement.is_empty(key) or facts.form(agreement.form).field(key) is None
