"""The policy: which findings stop a case, and which queue it then joins. All of it stands here.

The machine registers or asks; it never refuses. A note never stops a case; a doubt or a fault
always does (a test looks). Beside that, some of the cases that are registered are drawn by chance
into the queue `sampled`, which no finding names (pipeline/blind.py).
"""

from collections.abc import Sequence
from typing import get_args

from domain.judgement import Decision, Finding, Queue

POLICY: dict[str, Queue | None] = {
    # the machine failed
    "material.too_slow": "failed",
    "material.engine_failed": "failed",
    "material.reader_unusable": "failed",
    # the material cannot be read, or not surely
    "material.empty_file": "unreadable",
    "material.not_pdf": "unreadable",
    "material.damaged": "unreadable",
    "material.encrypted": "unreadable",
    "material.dynamic_xfa": "unreadable",
    "material.archive": "unreadable",
    "material.no_pages": "unreadable",
    "material.too_many_pages": "unreadable",
    "material.too_large": "unreadable",
    "material.page_size": "unreadable",
    "material.not_an_agreement": "unreadable",
    "material.page_unknown": "unreadable",
    "material.page_unread": "unreadable",
    "material.page_not_laid": "unreadable",
    "material.page_twice": "unreadable",
    "material.mixed_versions": "unreadable",
    "material.several_agreements": "unreadable",
    "material.delivery_split": None,
    "material.pages_reordered": None,
    "material.several_files": "unreadable",
    "material.files_within": "unreadable",
    "material.attachment": "unreadable",
    "material.personal_data": "privacy",
    "material.reminder_included": None,
    "material.field_unclear": "unreadable",
    "material.handwritten": "unreadable",
    "material.read_by_labels": "unreadable",
    "material.crossed_out": "unreadable",
    "material.personal_number": "privacy",
    # not signed, or not surely
    "complete.signature_missing": "signature",
    "authentic.signature_typed": "signature",
    "authentic.signature_stamp": "signature",
    "authentic.signature_unclear": "signature",
    "authentic.esign_valid": None,
    "authentic.esign_untrusted": "signature",
    "authentic.esign_broken": "signature",
    "authentic.esign_provider": "signature",
    "authentic.esign_signer": "signature",
    "authentic.esign_time": "signature",
    # the text that is signed is not the approved one, or not surely
    "authentic.text_altered": "altered",
    "authentic.ink_unexplained": "altered",
    "authentic.reservation_in_field": "altered",
    "authentic.value_hidden": "altered",
    # something is missing
    "complete.page_missing": "incomplete",
    "complete.field_missing": "incomplete",
    "complete.mandate_missing": "incomplete",
    "complete.technical_contact_incomplete": "incomplete",
    "complete.terms_not_accepted": "incomplete",
    # something is wrong in itself
    "correct.org_no_format": "incorrect",
    "correct.org_no_checksum": "incorrect",
    "correct.org_no_corrected": None,
    "correct.email_format": "incorrect",
    "correct.phone_format": "incorrect",
    "correct.postal_code_format": "incorrect",
    "correct.postal_address_format": "incorrect",
    "correct.date_format": "incorrect",
    "correct.date_in_future": "incorrect",
    "correct.date_too_old": "incorrect",
    "correct.mandate_too_old": "incorrect",
    # what was registered is not what stands on the paper: found by a blind check
    "verified.sample_differs": "incorrect",
    # an answer to a request says something else than a person had entered
    "material.answer_differs": "incorrect",
    # an answer to a request brings nothing of what was asked for
    "material.answer_nothing_new": "incomplete",
    # what a person typed was of a page in whose place another lies now
    "material.typed_elsewhere": "incorrect",
    # something does not agree with what is known
    "verified.municipality_unknown": "unverified",
    "verified.org_no_mismatch": "unverified",
    "verified.org_no_unknown": "unverified",
    "verified.board_unlikely": "unverified",
    "verified.board_unknown": "unverified",
    "verified.board_elsewhere": "unverified",
    "verified.misspelt": "unverified",
    "verified.email_domain_other": "unverified",
    "verified.email_domain_uncertain": None,
    "verified.email_domain_supplier": None,
    "verified.email_free": "unverified",
    "verified.email_near_name": "unverified",
    "verified.contacts_mixed_up": "unverified",
    "verified.name_unlikely": "unverified",
    "verified.city_mismatch": "unverified",
    "verified.postal_code_elsewhere": None,
    "verified.place_other": "unverified",
    "verified.mandate_not_listed": None,
    "verified.mandate_differs": "unverified",
    "verified.mandate_from_minutes": "unverified",
    "verified.minutes_differ": "unverified",
    "verified.minutes_without_mandate": "unverified",
    "verified.contact_in_letter": None,
    "verified.signatory_refused": "unverified",
    "verified.signatory_unknown": None,
    "verified.signatory_ask": "unverified",
    "verified.answer_from_other": "unverified",
    "verified.form_superseded": "unverified",
    "verified.form_too_early": "unverified",
    # the Party is in the register already, has another case, or comes twice in the delivery
    "material.party_twice": "duplicate",
    "material.sent_before": "duplicate",
    "verified.party_known": "duplicate",
    "verified.party_replaced": "duplicate",
    "verified.party_contacts": "duplicate",
    "verified.party_duplicate": "duplicate",
    "verified.case_open": "duplicate",
}

# Queues whose findings say that what was signed is not the approved text, or that nobody may have
# signed it: no single person may call them harmless.
_TWO_PERSONS: tuple[Queue, ...] = ("altered", "signature")

_ORDER: tuple[Queue, ...] = get_args(Queue)


def needs_two(code: str) -> bool:
    """Whether two persons have to find a finding harmless before it is."""
    return POLICY[code] in _TWO_PERSONS


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings in the order in which a person should take them: those that stop the case, by
    their queue, and then the notes."""

    def place(finding: Finding) -> int:
        queue = POLICY[finding.code]
        return len(_ORDER) if queue is None else _ORDER.index(queue)

    return tuple(sorted(findings, key=place))


def decide(findings: Sequence[Finding]) -> Decision:
    """Register when no finding stops the case; else the first queue, in Queue's order, of any."""
    stopping = list(dict.fromkeys(f.code for f in findings if POLICY[f.code] is not None))
    if not stopping:
        return Decision(outcome="register")
    queue = min((POLICY[code] for code in stopping if POLICY[code]), key=_ORDER.index)
    return Decision(outcome="review", queue=queue, reasons=tuple(stopping))
