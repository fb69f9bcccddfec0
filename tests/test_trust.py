"""Whom electronic signatures may come from: a folder of certificates and a list of services."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.trust import load_trust
from domain.errors import SettingsError
from samples.signing import Signer, certificate, root, root_file


def test_certificates_as_text_and_as_bytes_are_taken_and_other_files_left(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(root_file("trusted"))
    (tmp_path / "b.cer").write_bytes(root("unknown").public_bytes(Encoding.DER))
    (tmp_path / "README.txt").write_text("whom we believe, and why")
    assert load_trust(tmp_path).roots == tuple(
        root(issuer).public_bytes(Encoding.DER) for issuer in ("trusted", "unknown")
    )


def test_without_a_folder_nobody_is_believed_and_services_are_known() -> None:
    trust = load_trust(None)
    assert trust.roots == ()
    assert {"Scrive", "Penneo", "DocuSign"} <= set(trust.providers)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nonsense", "är inget certifikat"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "är inget certifikat"),
        (b"", "är inget certifikat"),
        (
            certificate(Signer("Maria Nilsson")).public_bytes(Encoding.DER),
            "inte en utfärdares",
        ),
    ],
)
def test_a_file_that_is_no_issuers_certificate_is_named(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "fel.crt").write_bytes(content)
    with pytest.raises(SettingsError, match=said) as raised:
        load_trust(tmp_path)
    assert "fel.crt" in str(raised.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ANSLUT_TRUST_ROOTS_DIR"):
        load_trust(tmp_path / "borta")
