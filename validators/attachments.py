"""What minutes and letters that come with an agreement say about it: questions to a person.

Running text is read by rules and a small model, so nothing of it is ever a value.
"""

from collections.abc import Iterable

from domain.agreement import Agreement
from domain.attachment import ContactSuggestion, Minutes
from domain.facts import Facts
from domain.judgement import Finding
from validators import mandates
from validators.catalogue import CATALOGUE

_MUNICIPALITY = "party.municipality_name"
_DECIDED = "mandate.decision_date"
_REGISTRY_NO = "mandate.registry_no"


def mandate_from_minutes(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Minutes that seem to give the mandate count once a person has put them in the list."""
    if mandates.listed(agreement, facts.reference):
        return
    for page, minutes in mandates.in_minutes(agreement, facts):
        yield CATALOGUE["verified.mandate_from_minutes"].finding((), str(page), described(minutes))


def minutes_differ(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Minutes of another municipality, of another day, or with another number than the form's."""
    for page, prose in facts.attached:
        for key, decided, given in _differences(prose.minutes, agreement, facts):
            yield CATALOGUE["verified.minutes_differ"].finding((key,), str(page), decided, given)


def minutes_without_mandate(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Minutes about something else, or that refuse: why they were sent in is for a person."""
    for page, prose in facts.attached:
        if prose.minutes and prose.minutes.mandate != "given":
            yield CATALOGUE["verified.minutes_without_mandate"].finding((), str(page))


def contact_in_letter(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """People whom a letter names and the form does not."""
    on_form = {
        (agreement.value(f"{who}.name") or "").casefold()
        for who in ("agreement_contact", "technical_contact")
    }
    for page, prose in facts.attached:
        for contact in prose.contacts:
            if contact.name.text.casefold() not in on_form:
                told = reached(contact)
                yield CATALOGUE["verified.contact_in_letter"].finding((), str(page), told)


def described(minutes: Minutes) -> str:
    """Who decided, when, and under which number, as far as the minutes say."""
    quotes = (
        minutes.municipality,
        minutes.body,
        minutes.day,
        minutes.paragraph,
        minutes.registry_no,
    )
    return ", ".join(quote.text for quote in quotes if quote) or "-"


def reached(contact: ContactSuggestion) -> str:
    """A name and how to reach it."""
    quotes = (contact.name, contact.email, contact.phone)
    return ", ".join(quote.text for quote in quotes if quote)


def _differences(
    minutes: Minutes | None, agreement: Agreement, facts: Facts
) -> Iterable[tuple[str, str, str]]:
    """Key, what the minutes say and what the form says; only about minutes that give the mandate,
    and only where both say something."""
    if minutes is None or minutes.mandate != "given":
        return
    if minutes.municipality and mandates.is_of_another(minutes, agreement, facts.reference):
        given = agreement.value(_MUNICIPALITY) or ""
        yield _MUNICIPALITY, minutes.municipality.text, given
    day = agreement.value(_DECIDED)
    if day and minutes.decided_on and day != minutes.decided_on.isoformat():
        yield _DECIDED, minutes.decided_on.isoformat(), day
    number = agreement.value(_REGISTRY_NO)
    if number and minutes.registry_no and not _same_number(minutes.registry_no.text, number):
        yield _REGISTRY_NO, minutes.registry_no.text, number


def _same_number(one: str, other: str) -> bool:
    """Whether one of two registry numbers, however spaced, holds the other: a form may give the
    paragraph too ("KS 2014/312 § 84")."""
    left, right = ("".join(text.casefold().split()) for text in (one, other))
    return left in right or right in left
