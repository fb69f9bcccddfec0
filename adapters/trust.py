"""Whom electronic signatures may come from: certificates of issuers in a folder, and a list of
e-signing services."""

import ssl
from collections.abc import Iterator
from pathlib import Path

from adapters.reason import reason
from domain.errors import SettingsError
from domain.trust import Trust

CERTIFICATES = (".pem", ".crt", ".cer", ".der")
PROVIDERS = Path(__file__).parent / "reference" / "esign_providers.txt"


def load_trust(roots: Path | None, providers: Path = PROVIDERS) -> Trust:
    """The certificates in the folder `roots` (none without a folder) and the names in the list.

    Raises SettingsError, naming the file, when one cannot be used.
    """
    return Trust(roots=tuple(_roots(roots)) if roots else (), providers=tuple(_names(providers)))


def _roots(folder: Path) -> Iterator[bytes]:
    if not folder.is_dir():
        raise SettingsError(
            f"{folder}: mappen med betrodda utfärdare finns inte. Rätta ANSLUT_TRUST_ROOTS_DIR."
        )
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in CERTIFICATES:
            yield from _certificates(path)


def _certificates(path: Path) -> list[bytes]:
    """The issuers' certificates in a file, in DER; OpenSSL says whether they are any."""
    store = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: kan inte läsas ({reason(error)}).") from error
    is_text = b"-----BEGIN" in content
    try:
        store.load_verify_locations(cadata=content.decode("ascii") if is_text else content)
    except (ssl.SSLError, ValueError) as error:
        raise SettingsError(
            f"{path}: är inget certifikat. Ta bort filen eller ersätt den."
        ) from error
    found = store.get_ca_certs(binary_form=True)
    if not found:
        raise SettingsError(
            f"{path}: är inte en utfärdares certifikat. Lägg utfärdarens i mappen, inte "
            "undertecknarens."
        )
    return found


def _names(path: Path) -> Iterator[str]:
    """One name a line; lines that begin with # are remarks."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        told = "är inte i UTF-8" if isinstance(error, UnicodeDecodeError) else reason(error)
        raise SettingsError(
            f"{path}: listan kan inte läsas ({told}). Lägg tillbaka den."
        ) from error
    for line in lines:
        if line.strip() and not line.startswith("#"):
            yield line.strip()
