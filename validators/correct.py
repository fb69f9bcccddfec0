"""Korrekta: is each value of its form, and possible?"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from domain.agreement import Agreement
from domain.facts import Facts
from domain.form import FieldType
from domain.judgement import Finding
from validators.catalogue import CATALOGUE

_CODE: dict[FieldType, str] = {
    "org_no": "correct.org_no_format",
    "email": "correct.email_format",
    "phone": "correct.phone_format",
    "postal_code": "correct.postal_code_format",
    "date": "correct.date_format",
}
_SIGNED_ON = "signature.date"
_DECIDED = "mandate.decision_date"
_ADDRESS = "party.postal_address"
_LETTERS, _NUMBER_OR_BOX = re.compile(r"[^\W\d_]{2}"), re.compile(r"\d|\bbox\b", re.IGNORECASE)
# Of a person, not of an organisation: the third digit is that of a month. Messages never hold one.
_PERSONAL_NUMBER = re.compile(r"\b(?:[0-9]{2})?[0-9]{2}[01][0-9][0-9]{2}[-+ ]?[0-9]{4}\b")


def formats(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Values that were read and have no canonical form."""
    for field in facts.form(agreement.form).fields:
        reading = agreement.field(field.key)
        if field.type in _CODE and reading and reading.raw and reading.value is None:
            shown = _PERSONAL_NUMBER.sub("ÅÅMMDD-XXXX", reading.raw)
            yield CATALOGUE[_CODE[field.type]].finding((field.key,), shown)


def postal_address(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """An address has letters, and a number or "Box"; "x" and "1" have been written."""
    value = agreement.value(_ADDRESS)
    if value and not (_LETTERS.search(value) and _NUMBER_OR_BOX.search(value)):
        yield CATALOGUE["correct.postal_address_format"].finding((_ADDRESS,), value)


def checksums(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """The tenth digit of an organisationsnummer follows from the nine before it."""
    for field in facts.form(agreement.form).fields:
        number = agreement.value(field.key)
        if field.type == "org_no" and number and not luhn(number):
            yield CATALOGUE["correct.org_no_checksum"].finding((field.key,), number)


def date_in_future(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Neither the signature nor the decision can be later than the day of receipt."""
    for key in (_SIGNED_ON, _DECIDED):
        day = agreement.value(key)
        if day and date.fromisoformat(day) > facts.received_on:
            yield CATALOGUE["correct.date_in_future"].finding((key,), day)


def date_too_old(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """A signature older than the settings allow."""
    day = agreement.value(_SIGNED_ON)
    days = facts.max_signature_age_days
    if day and date.fromisoformat(day) < facts.received_on - timedelta(days=days):
        yield CATALOGUE["correct.date_too_old"].finding((_SIGNED_ON,), day, str(days))


def mandate_too_old(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """A decision from before there was anything to decide on: "1926" for "2026"."""
    day, first = agreement.value(_DECIDED), facts.first_mandate_day
    if day and date.fromisoformat(day) < first:
        yield CATALOGUE["correct.mandate_too_old"].finding((_DECIDED,), day, first.isoformat())


def luhn(number: str) -> bool:
    """The checksum of ISO/IEC 7812-1, annex B, over the digits of `number`.

    >>> luhn("212000-0142"), luhn("212000-0143")
    (True, False)
    """
    digits = [int(letter) for letter in reversed(number) if letter.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
