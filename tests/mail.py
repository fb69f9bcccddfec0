"""Starting mail servers (tests/mail_server.py), and reading what came to them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Post:
    """One message that came, with its envelope."""

    message: EmailMessage
    envelope: dict[str, object]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def page(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@dataclass(frozen=True)
class MailServer:
    """A running server."""

    port: int
    folder: Path
    process: "subprocess.Popen[str]"

    def behave(self, **addresses: str) -> None:
        """What to do to addresses at example.se: `asa="refuse"`."""
        wanted = {f"{name}@example.se": how for name, how in addresses.items()}
        (self.folder / "behaviour.json").write_text(json.dumps(wanted))

    def posts(self) -> list[Post]:
        """What came, in order."""
        numbers = sorted(int(path.stem) for path in self.folder.glob("*.eml"))
        return [self._post(number) for number in numbers]

    def _post(self, number: int) -> Post:
        read = message_from_bytes(
            (self.folder / f"{number}.eml").read_bytes(), _class=EmailMessage, policy=policy.default
        )
        assert isinstance(read, EmailMessage)
        return Post(read, json.loads((self.folder / f"{number}.json").read_text()))


@contextmanager
def mail_server(folder: Path, *options: str) -> Iterator[MailServer]:
    """A server that is ready, ended with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "behaviour.json").write_text("{}")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.mail_server", str(folder), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert process.stdout is not None
        yield MailServer(int(process.stdout.readline()), folder, process)
    finally:
        process.kill()
        process.communicate()


def certificate(folder: Path, name: str = "localhost") -> Path:
    """A certificate of a server's own, with its key, for localhost or another name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file
