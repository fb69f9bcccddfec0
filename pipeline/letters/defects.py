"""What a request for a supplement asks the Party for: all of it at once, in the order of queues."""

from collections.abc import Sequence

from domain.judgement import Finding
from pipeline.letters.render import Language
from pipeline.policy import in_order

# What the Party can mend itself. The rest is for a person at the agency: to read on the original,
# to compare, to decide. A test holds this against what the messages say.
MENDED_BY_THE_PARTY = frozenset(
    {
        "material.empty_file",
        "material.not_pdf",
        "material.damaged",
        "material.encrypted",
        "material.dynamic_xfa",
        "material.archive",
        "material.no_pages",
        "material.too_many_pages",
        "material.too_large",
        "material.page_size",
        "material.not_an_agreement",
        "material.page_not_laid",
        "material.mixed_versions",
        "material.personal_number",
        "complete.signature_missing",
        "authentic.signature_typed",
        "authentic.signature_stamp",
        "authentic.esign_broken",
        "authentic.text_altered",
        "complete.page_missing",
        "complete.field_missing",
        "complete.mandate_missing",
        "complete.technical_contact_incomplete",
        "complete.terms_not_accepted",
        "correct.org_no_format",
        "correct.org_no_checksum",
        "correct.email_format",
        "correct.phone_format",
        "correct.postal_code_format",
        "correct.postal_address_format",
        "correct.date_format",
        "correct.date_in_future",
        "correct.mandate_too_old",
        "verified.municipality_unknown",
        "verified.org_no_mismatch",
        "verified.board_unlikely",
        "verified.board_elsewhere",
        "verified.email_domain_other",
        "verified.email_free",
        "verified.email_near_name",
        "verified.contacts_mixed_up",
        "verified.name_unlikely",
        "verified.city_mismatch",
        "verified.place_other",
        "verified.mandate_differs",
        "verified.minutes_differ",
        "verified.form_superseded",
        "verified.signatory_refused",
    }
)


def defects(findings: Sequence[Finding], language: Language = "sv") -> tuple[str, ...]:
    """What to ask for, each once: file and pages first, then signature, text, what is missing, what
    is wrong and what does not agree."""
    asked = in_order([one for one in findings if one.code in MENDED_BY_THE_PARTY])
    said = (one.message if language == "sv" else one.message_en for one in asked)
    return tuple(dict.fromkeys(said))
