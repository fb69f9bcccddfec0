"""Electronic signatures of a PDF, by pyHanko, on the bytes as received.

Nothing is fetched: what is known of a certificate is the roots given and what the file brings. Of
each signature it is told whether it still holds, what it covers, what was changed after it, and
whom its certificate names (ETSI EN 319 142-1; certificates: EN 319 412-2 and -3).
"""

import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import Enum
from io import BytesIO
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from domain.reading import SignatureFact, SignatureKind
from domain.trust import Trust

MOST = 20  # signatures of one file that are looked at
ELECTRONIC_SEAL = "0.4.0.1862.1.6.2"  # id-etsi-qct-eseal, ETSI EN 319 412-5
QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"

for _name in ("pyhanko", "pyhanko_certvalidator"):  # they log whom certificates name
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


def electronic_signatures(data: bytes, trust: Trust) -> tuple[SignatureFact, ...]:
    """Every electronic signature of a PDF, in the order in which they were made. Usage rights that
    Adobe's programs grant to a blank form are none, and a time stamp of the document is none.

    One that cannot be understood is broken: a file that somebody signed is never taken for one that
    nobody did.
    """
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            reader.decrypt("")
        found = reader.embedded_regular_signatures
    except Exception as error:  # malformed files raise nearly anything in pyHanko and its parsers
        return (broken(f"cannot be read ({type(error).__name__})"),)
    if len(found) > MOST:
        return (broken(f"{len(found)} signatures, more than {MOST}"),)
    return tuple(judged(one, reader, trust) for one in found)


def broken(evidence: str) -> SignatureFact:
    """A signature of which no more is known than that it does not hold."""
    return SignatureFact(kind="pades_broken", evidence=evidence)


def judged(one: EmbeddedPdfSignature, reader: PdfFileReader, trust: Trust) -> SignatureFact:
    """One signature: whether it holds, whose it is, and who vouches for that."""
    try:
        certificate = one.signer_cert
        at = signing_time(one)
        status = validate_pdf_signature(one, context(one, reader, trust, at))
        kind, evidence = kind_of(status, certificate, reader, trust)
        if kind == "pades_valid" and at is None:
            kind, evidence = "pades_untrusted", "it says no time"
        return SignatureFact(
            kind=kind,
            evidence=evidence,
            signer=name_of(certificate),
            time=at,
            certificate_until=last_day(certificate),
        )
    except Exception as error:  # as above; a signature that cannot be checked does not hold
        return broken(f"cannot be checked ({type(error).__name__})")


def signing_time(one: EmbeddedPdfSignature) -> datetime | None:
    """When the signature says that it was made; a time without a zone is taken as UTC."""
    at = one.self_reported_timestamp
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def context(
    one: EmbeddedPdfSignature, reader: PdfFileReader, trust: Trust, at: datetime | None
) -> ValidationContext:
    """What a certificate is checked against: the roots given, and the certificates and revocation
    data in the file, as they stood when it was signed. A certificate that says where revocation is
    to be asked for, with no answer in the file, is not believed ("hard-fail")."""
    crls, ocsps = adobe_revocation(one)
    given: dict[str, Any] = {
        "trust_roots": [x509.Certificate.load(root) for root in trust.roots],
        "allow_fetching": False,
        "moment": at,
        "revocation_mode": "hard-fail",
        "retroactive_revinfo": True,
        "other_certs": list(one.other_embedded_certs),
        "crls": crls,
        "ocsps": ocsps,
    }
    try:
        return DocumentSecurityStore.read_dss(reader).as_validation_context(given)
    except NoDSSFoundError:
        return ValidationContext(**given)


def adobe_revocation(one: EmbeddedPdfSignature) -> tuple[list[Any], list[Any]]:
    """Lists of revoked certificates, and answers about them, within the signature itself."""
    attributes = one.signer_info["signed_attrs"]
    if not any(each["type"].native == "adobe_revocation_info_archival" for each in attributes):
        return [], []
    held = find_unique_cms_attribute(attributes, "adobe_revocation_info_archival")
    return list(held["crl"] or ()), list(held["ocsp"] or ())


def kind_of(
    status: PdfSignatureStatus, certificate: x509.Certificate, reader: PdfFileReader, trust: Trust
) -> tuple[SignatureKind, str]:
    """The kind, and in a few words what speaks for it. That it holds comes first: a seal that does
    not hold is broken as well."""
    if not (status.intact and status.valid):
        return "pades_broken", "the signed bytes were changed, or the signature is not the key's"
    changed = changes(status, reader)
    if changed:
        return "pades_broken", changed
    sealed = sealed_by(certificate, trust.providers)
    if sealed:
        return "provider_seal", sealed
    if not status.trusted:
        problem = status.trust_problem_indic
        why = problem.name.lower() if isinstance(problem, Enum) else "no path to a root"
        return "pades_untrusted", f"the certificate is not trusted: {why}"
    return "pades_valid", "holds, covers the whole file, and its issuer is trusted"


def changes(status: PdfSignatureStatus, reader: PdfFileReader) -> str:
    """What the signature does not cover, in a few words; "" when that is nothing, or only other
    signatures and what proves them for later. A value filled in after signing was not signed, even
    where the PDF standard allows it."""
    coverage = status.coverage
    if coverage is None or coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return "it covers only a part of the file"
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return ""
    found = status.diff_result
    if not isinstance(found, DiffResult) or not status.docmdp_ok:
        return "the file was changed after signing"
    if found.modification_level <= ModificationLevel.LTA_UPDATES:
        return ""
    signature_fields = {name for name, _, _ in enumerate_sig_fields(reader)}
    filled = found.changed_form_fields - signature_fields
    if found.modification_level > ModificationLevel.FORM_FILLING:
        return "the file was changed after signing"
    return f"{len(filled)} form fields were filled in after signing" if filled else ""


def sealed_by(certificate: x509.Certificate, providers: Iterable[str]) -> str:
    """Why a certificate is an organisation's and no person's, in a few words; "" when it is a
    person's. A seal proves the organisation, not who signed."""
    subject = subject_of(certificate)
    named = " ".join(
        (subject.get("organization_name", ""), subject.get("common_name", ""))
    ).casefold()
    for provider in providers:
        if provider.casefold() in named:
            return f"a seal of {provider}"
    is_person = "surname" in subject or "given_name" in subject
    is_legal = "organization_identifier" in subject
    own_name = subject.get("organization_name")
    if has_seal_type(certificate) or (is_legal and not is_person):
        return "a seal of an organisation"
    if own_name and own_name == subject.get("common_name") and not is_person:
        return "a seal of an organisation"
    return ""


def has_seal_type(certificate: x509.Certificate) -> bool:
    """Whether the certificate says of itself that it is for electronic seals."""
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted == QC_STATEMENTS:
            held = extension["extn_value"].contents
            return object_identifier(ELECTRONIC_SEAL) in held
    return False


def object_identifier(dotted: str) -> bytes:
    """An object identifier as it stands in a certificate."""
    encoded: bytes = x509.ObjectIdentifier(dotted).dump()
    return encoded


def subject_of(certificate: x509.Certificate) -> dict[str, str]:
    """Whom a certificate names, by the attributes of its subject; of several the first."""
    found: dict[str, str] = {}
    for part in certificate.subject.chosen:
        for attribute in part:
            found.setdefault(attribute["type"].native, str(attribute["value"].native))
    return found


def name_of(certificate: x509.Certificate) -> str | None:
    """The name in a certificate; its serial number, which is a person's own, is left out."""
    subject = subject_of(certificate)
    person = f"{subject.get('given_name', '')} {subject.get('surname', '')}".strip()
    both = "given_name" in subject and "surname" in subject
    return (person if both else subject.get("common_name")) or person or None


def last_day(certificate: x509.Certificate) -> date:
    """The last day on which a certificate is valid."""
    until: datetime = certificate["tbs_certificate"]["validity"]["not_after"].native
    return until.date()
