"""Knows what a right agreement is: facts to findings, by pure functions."""

from collections.abc import Callable, Iterable

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from validators import (
    attachments,
    authentic,
    complete,
    contacts,
    correct,
    esigned,
    material,
    party,
    signatory,
    verified,
)

Check = Callable[[Agreement, Facts], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    material.field_unclear,
    material.handwritten,
    material.read_by_labels,
    material.crossed_out,
    material.personal_number,
    authentic.signature,
    esigned.electronic,
    esigned.signer,
    esigned.time,
    authentic.value_hidden,
    authentic.text_altered,
    authentic.ink_unexplained,
    authentic.reservation_in_field,
    complete.signature_missing,
    complete.page_missing,
    complete.field_missing,
    complete.mandate_missing,
    complete.technical_contact_incomplete,
    complete.terms_not_accepted,
    correct.formats,
    correct.postal_address,
    correct.checksums,
    correct.date_in_future,
    correct.date_too_old,
    correct.mandate_too_old,
    verified.municipality_unknown,
    verified.org_no_owner,
    verified.board,
    verified.board_elsewhere,
    verified.misspelt,
    verified.postal_address,
    verified.place,
    verified.mandate,
    attachments.mandate_from_minutes,
    attachments.minutes_differ,
    attachments.minutes_without_mandate,
    attachments.contact_in_letter,
    verified.form_accepted,
    party.party_known,
    party.other_case,
    signatory.signatory,
    contacts.name_unlikely,
    contacts.contacts_mixed_up,
    contacts.email_near_name,
    contacts.email_domains,
)


def check(agreement: Agreement, facts: Facts) -> tuple[Finding, ...]:
    """What every check finds, in the order of CHECKS."""
    return tuple(finding for check in CHECKS for finding in check(agreement, facts))
