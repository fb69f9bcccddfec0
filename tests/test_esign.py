"""Electronic signatures: whether they hold, what they cover, whose they are. Keys are made up."""

from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from domain.form import PointBox
from domain.reading import SignatureFact
from domain.trust import Trust
from extractors.electronic import signatures_of
from samples.badfiles import bare_pdf
from samples.signing import Signer, changed_after, expired, root, sign

AT = datetime(2026, 11, 9, 11, 30, tzinfo=UTC)
PLACE = (1, PointBox(60, 600, 300, 650))
MARIA = Signer("Maria Nilsson")
TRUST = Trust(roots=(root("trusted").public_bytes(Encoding.DER),), providers=("Scrive",))


def document() -> pikepdf.Pdf:
    """A page with one form field, "namn"."""
    pdf = pikepdf.open(BytesIO(bare_pdf(1)))
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String("namn"),
            V=pikepdf.String("Maria"),
            DA=pikepdf.String("/Helv 10 Tf 0 g"),
            Rect=[60, 700, 300, 720],
        )
    )
    pdf.pages[0].Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    return pdf


def signed(signer: Signer = MARIA) -> bytes:
    return sign(document(), signer, AT, PLACE)


def one(data: bytes, trust: Trust = TRUST) -> SignatureFact:
    (fact,) = signatures_of(data, trust)
    return fact


def test_a_signature_that_holds_says_who_signed_and_when_and_no_personal_number() -> None:
    fact = one(signed())
    assert (fact.kind, fact.signer, fact.time) == ("pades_valid", "Maria Nilsson", AT)
    assert fact.certificate_until == date(2034, 1, 1)
    assert "189001019802" not in fact.model_dump_json()


def test_a_personal_number_within_a_name_is_masked() -> None:
    fact = SignatureFact(kind="pades_valid", evidence="", signer="Maria Nilsson 19890101-9802")
    assert "9802" not in (fact.signer or "")


@pytest.mark.parametrize(
    ("signer", "why"),
    [
        (Signer("Maria Nilsson", "unknown"), "no_certificate_chain_found"),
        (expired(MARIA, AT), "bounds"),
    ],
)
def test_a_signature_that_nobody_vouches_for_is_not_trusted(signer: Signer, why: str) -> None:
    fact = one(signed(signer))
    assert fact.kind == "pades_untrusted"
    assert why in fact.evidence


def test_without_roots_nobody_is_trusted() -> None:
    assert one(signed(), Trust()).kind == "pades_untrusted"


@pytest.mark.parametrize("name", ["Scrive AB", "Exempels kommun"])
def test_an_organisations_seal_is_no_persons_signature(name: str) -> None:
    assert one(signed(Signer(name, seal=True))).kind == "provider_seal"


def test_a_services_certificate_that_looks_like_a_persons_is_a_seal() -> None:
    fact = one(signed(Signer("Scrive AB")))
    assert (fact.kind, fact.evidence) == ("provider_seal", "a seal of Scrive")


def test_a_changed_byte_breaks_it() -> None:
    data = signed().replace(b"(Maria)", b"(Marja)", 1)
    assert one(data).kind == "pades_broken"


def test_a_form_field_filled_in_afterwards_was_not_signed() -> None:
    """The standard allows it, and viewers call the signature valid."""
    fact = one(changed_after(signed(), "namn", "Anna"))
    assert (fact.kind, fact.evidence) == (
        "pades_broken",
        "1 form fields were filled in after signing",
    )


def test_a_signature_of_a_part_of_the_file_is_broken() -> None:
    """It holds for what it covers; everything after that could be exchanged."""
    fact = one(sign(document(), MARIA, AT, PLACE, uncovered=60))
    assert (fact.kind, fact.evidence) == ("pades_broken", "it covers only a part of the file")


def test_a_certificate_is_judged_as_of_when_it_signed() -> None:
    """Whether it was still valid when the file came is for the checks to say."""
    until = datetime(2025, 6, 1, tzinfo=UTC)
    long_ago = datetime(2025, 3, 1, tzinfo=UTC)
    fact = one(sign(document(), Signer("Maria Nilsson", until=until), long_ago, PLACE))
    assert (fact.kind, fact.certificate_until) == ("pades_valid", until.date())


def test_a_second_signature_does_not_break_the_first() -> None:
    """By pyHanko's own writer: an incremental update with a signature field and nothing else."""
    data = signed_again(signed())
    kinds = [fact.kind for fact in signatures_of(data, TRUST)]
    assert kinds == ["pades_valid", "pades_valid"]


def signed_again(data: bytes) -> bytes:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from samples.signing import certificate, key_of

    other = Signer("Anna Berg")
    private = key_of(other.name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(certificate(other).public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    target = sign_pdf(
        IncrementalPdfFileWriter(BytesIO(data)),
        PdfSignatureMetadata(field_name="andra", md_algorithm="sha512"),
        signer=signer,
    )
    content: bytes = target.read()
    return content


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF",
        bare_pdf(1).replace(b"/MediaBox", b"/ByteRange [0 10 20 30] /MediaBox"),
        signed()[:4000],
        signed().replace(b"/Contents <30", b"/Contents <31", 1),
    ],
    ids=["no structure", "no signature", "broken off", "no CMS"],
)
def test_what_is_no_signature_is_never_a_valid_one(data: bytes) -> None:
    assert all(fact.kind == "pades_broken" for fact in signatures_of(data, TRUST))


def test_usage_rights_of_a_blank_form_are_no_signature() -> None:
    """As in blanks made by Adobe's programs: a signature object that no form field has."""
    with pikepdf.open(BytesIO(signed())) as pdf:
        field = pdf.Root.AcroForm.Fields[-1]
        pdf.Root.Perms = pikepdf.Dictionary(UR3=field.V)
        del pdf.Root.AcroForm.Fields[-1]
        del pdf.pages[0].Annots[-1]
        target = BytesIO()
        pdf.save(target)
    data = target.getvalue()
    assert b"/ByteRange" in data
    assert signatures_of(data, TRUST) == ()
