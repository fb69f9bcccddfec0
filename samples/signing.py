"""Signs sample PDFs electronically, with keys and certificates that are made up here.

TEST KEYS: every key follows from a word in this file. They prove nothing about anybody; their
issuer is believed by nothing but the evaluation of samples. The same file, signed by the same
person at the same time, has the same bytes.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any, Literal

import pikepdf
from asn1crypto import keys, x509
from cryptography import x509 as c_x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from domain.form import PointBox

Issuer = Literal["trusted", "unknown"]
ROOM = 8000  # hexadecimal digits kept for a signature
_NUMBER = 9_999_999_999  # stands for a number of /ByteRange until it is known
_SINCE = datetime(2024, 1, 1, tzinfo=UTC)
_UNTIL = datetime(2034, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Signer:
    """Whom a certificate names: a person, or (`seal`) an organisation of that name."""

    name: str
    issuer: Issuer = "trusted"
    seal: bool = False
    until: datetime = _UNTIL


def key_of(word: str) -> Ed25519PrivateKey:
    """The test key of a word."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())


@cache
def root(issuer: Issuer) -> c_x509.Certificate:
    """An issuer's certificate, signed by itself."""
    name = c_x509.Name([c_x509.NameAttribute(NameOID.COMMON_NAME, f"PROV {issuer} test root")])
    own = key_of(issuer)
    return (
        _builder(name, name, own, _UNTIL)
        .add_extension(c_x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .sign(own, None)
    )


def root_file(issuer: Issuer) -> bytes:
    """An issuer's certificate as a file, marked as made for tests."""
    made = root(issuer).public_bytes(Encoding.PEM)
    return b"# TEST ONLY: anybody can make its key (samples/signing.py). Never trust it.\n" + made


@cache
def certificate(signer: Signer) -> c_x509.Certificate:
    """A signer's certificate. A person's has the personal identity number that real ones have; it
    is one of those set apart for tests."""
    kinds = (
        {NameOID.COMMON_NAME: signer.name, NameOID.ORGANIZATION_NAME: signer.name}
        if signer.seal
        else {
            NameOID.COMMON_NAME: f"{signer.name} 189001019802",
            NameOID.GIVEN_NAME: signer.name.partition(" ")[0],
            NameOID.SURNAME: signer.name.partition(" ")[2],
            NameOID.SERIAL_NUMBER: "PNOSE-189001019802",
        }
    )
    subject = c_x509.Name([c_x509.NameAttribute(oid, text) for oid, text in kinds.items()])
    return (
        _builder(subject, root(signer.issuer).subject, key_of(signer.name), signer.until)
        .add_extension(c_x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(content_commitment=True), critical=True)
        .sign(key_of(signer.issuer), None)
    )


def _builder(
    subject: c_x509.Name, issuer: c_x509.Name, key: Ed25519PrivateKey, until: datetime
) -> c_x509.CertificateBuilder:
    number = int.from_bytes(hashlib.sha256(subject.public_bytes()).digest()[:8], "big") >> 1
    return (
        c_x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(_SINCE)
        .not_valid_after(until)
    )


def _usage(*, key_cert_sign: bool = False, content_commitment: bool = False) -> c_x509.KeyUsage:
    return c_x509.KeyUsage(
        digital_signature=False,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        encipher_only=False,
        decipher_only=False,
    )


def sign(
    pdf: pikepdf.Pdf,
    signer: Signer,
    at: datetime,
    place: tuple[int, PointBox],
    uncovered: int = 0,
) -> bytes:
    """The PDF signed at a time, with a signature field that shows the name at a place: a page from
    1, and a box in points from its top left. Covers the whole file but for the last `uncovered`
    bytes."""
    page = pdf.pages[place[0] - 1]
    height = float(page.mediabox[3])
    x0, top, x1, bottom = place[1]
    rect = [x0 + 4, height - bottom + 3, x1 - 4, height - top - 11]
    value = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            Filter=pikepdf.Name("/Adobe.PPKLite"),
            SubFilter=pikepdf.Name("/ETSI.CAdES.detached"),
            ByteRange=[0, _NUMBER, _NUMBER, _NUMBER],
            Contents=pikepdf.String(b"\0" * (ROOM // 2)),
            M=pikepdf.String(at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")),
        )
    )
    widget = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T=pikepdf.String("underskrift"),
            F=132,
            Rect=rect,
            P=page.obj,
            V=value,
            AP=pikepdf.Dictionary(N=_appearance(pdf, rect, signer.name, at)),
        )
    )
    if "/Annots" not in page:
        page.Annots = pikepdf.Array()
    page.Annots.append(widget)
    if "/AcroForm" not in pdf.Root:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())
    pdf.Root.AcroForm.Fields.append(widget)
    pdf.Root.AcroForm.SigFlags = 3
    return _filled_in(saved(pdf), signer, at, uncovered)


def _appearance(pdf: pikepdf.Pdf, rect: list[float], name: str, at: datetime) -> pikepdf.Stream:
    """Two lines in Helvetica."""
    lines = ("Elektroniskt underskrivet av", f"{name}, {at:%Y-%m-%d}")
    drawn = b"BT /F 8 Tf 2 11 Td (%s) Tj 0 -9 Td (%s) Tj ET" % tuple(
        line.encode("cp1252") for line in lines
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    made = pikepdf.Stream(pdf, drawn)
    made.Type, made.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    made.BBox = [0, 0, rect[2] - rect[0], rect[3] - rect[1]]
    made.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    return made


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The PDF's bytes, the same each time."""
    target = BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
        recompress_flate=True,
    )
    return target.getvalue()


def _filled_in(data: bytes, signer: Signer, at: datetime, uncovered: int) -> bytes:
    """The signature put into the place that was kept for it."""
    start = data.index(b"<" + b"0" * ROOM + b">")
    end, last = start + ROOM + 2, len(data) - uncovered
    unknown = b"/ByteRange [ 0 %d %d %d ]" % (_NUMBER, _NUMBER, _NUMBER)
    known = b"/ByteRange [ 0 %d %d %d ]" % (start, end, last - end)
    data = data.replace(unknown, known.ljust(len(unknown)))
    digest = hashlib.sha512(data[:start] + data[end:last]).digest()
    made = _signed(digest, signer, at).hex().encode()
    return data[: start + 1] + made.ljust(ROOM, b"0") + data[end - 1 :]


def _signed(digest: bytes, signer: Signer, at: datetime) -> bytes:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(_asn1(root(signer.issuer)))
    private = key_of(signer.name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    maker = SimpleSigner(
        signing_cert=_asn1(certificate(signer)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )
    told: Any = asyncio.run(
        maker.async_sign(
            digest,
            "sha512",
            use_pades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )
    content: bytes = told.dump()
    return content


def _asn1(made: c_x509.Certificate) -> x509.Certificate:
    return x509.Certificate.load(made.public_bytes(Encoding.DER))


def changed_after(data: bytes, name: str, text: str) -> bytes:
    """A signed PDF with another value in a form field, by an incremental update: what was signed is
    still there, and the page shows something else."""
    with pikepdf.open(BytesIO(data)) as pdf:
        field = next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == name)
        number, _ = field.objgen
        field.V = pikepdf.String(text)
        if "/AP" in field:
            del field["/AP"]
        body = field.unparse(resolved=True)
        size, top = int(pdf.trailer.Size), pdf.Root.objgen[0]
    before = data.rindex(b"startxref")
    previous = int(data[before:].split()[1])
    start = len(data) + 1
    update = b"\n%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (
        number,
        start,
        size,
        top,
        previous,
    )
    at = len(data) + len(update)
    return data + update + table + b"startxref\n%d\n%%%%EOF\n" % at


def expired(signer: Signer, at: datetime) -> Signer:
    """The same signer, whose certificate ran out before that time."""
    return Signer(signer.name, signer.issuer, signer.seal, at - timedelta(days=30))
