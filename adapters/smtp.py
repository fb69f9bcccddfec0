"""Letters sent to a mail server, encrypted, one connection for each."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from adapters.message import Sender, message
from domain.errors import LetterDelayed, LetterRefused, MailUnreachable
from domain.notice import Notice

# What a server says is kept as numbers alone (RFC 3463): its words often name the address.
_ENHANCED = re.compile(rb"^[245]\.\d{1,3}\.\d{1,3}\b")
_BROKEN = "Förbindelsen med e-postservern bröts. Brevet skickas igen."
NOT_REACHED = "E-postservern i ANSLUT_SMTP_URL kan inte nås ({why}). Kontrollera adress och nät."
NO_TLS = (
    "E-postservern i ANSLUT_SMTP_URL erbjuder ingen kryptering (STARTTLS). Ange en som gör det, "
    "eller smtps:// om den krypterar från början."
)
NOT_TRUSTED = (
    "E-postservern i ANSLUT_SMTP_URL har ett certifikat som inte är betrott, eller som gäller ett "
    "annat namn. Ange utfärdarens certifikat i ANSLUT_SMTP_CA_FILE, eller rätta serverns namn."
)
NO_LOGIN = (
    "E-postservern godtar inte inloggningen{code}. Kontrollera namnet i ANSLUT_SMTP_URL och "
    "ANSLUT_SMTP_PASSWORD."
)
NO_SENDER = "E-postservern godtar inte avsändaren i ANSLUT_MAIL_FROM{code}."
NO_SERVICE = "E-postservern tar inte emot oss{code}. Fråga den som sköter den."


@dataclass(frozen=True)
class Server:
    """A mail server, and how it is spoken to.

    `security`: tls from the start, starttls before anything is said, or none. `context` holds whose
    certificates are believed. `seconds` is how long one answer is waited for.
    """

    host: str
    port: int
    security: str
    context: ssl.SSLContext
    user: str = ""
    password: str = ""
    seconds: float = 30


class SmtpNotifier:
    """pipeline.ports.Notifier over SMTP."""

    def __init__(self, server: Server, sender: Sender) -> None:
        """`sender` is whom the letters are from."""
        self._server = server
        self._sender = sender

    def send(self, notice: Notice, message_id: str, at: datetime) -> None:
        """Hand the letter to the server; on return it has taken it over."""
        made = message(notice, message_id, self._sender, at)
        with _connected(self._server) as server:
            try:
                _hand_over(server, made["From"].addresses[0].addr_spec, made)
            except (smtplib.SMTPException, OSError):
                raise LetterDelayed(_BROKEN) from None


def _hand_over(server: smtplib.SMTP, sender: str, made: EmailMessage) -> None:
    """The three steps of a message (RFC 5321 3.3), each answered by a number.

    After the last yes nothing is waited for: what comes between it and our own record of it may
    have the letter sent twice.
    """
    code, said = server.mail(sender)
    if code >= 500 and code != 552:  # 552: this letter is too large
        raise MailUnreachable(NO_SENDER.format(code=_numbers(code, said)))
    _check(code, said, "Brevet nekas")
    code, said = server.rcpt(made["To"].addresses[0].addr_spec)
    _check(code, said, "Mottagaren nekas")
    try:
        code, said = server.data(made.as_bytes())
    except smtplib.SMTPDataError as error:
        code, said = error.smtp_code, _bytes(error.smtp_error)
    _check(code, said, "Brevet nekas")


def _check(code: int, said: bytes, what: str) -> None:
    """2xx is a yes, 5xx a no for good, and all else a no for now."""
    if 200 <= code < 300:
        return
    told = f"{what}{_numbers(code, said)}."
    raise LetterRefused(told) if 500 <= code < 600 else LetterDelayed(told)


def _numbers(code: int, said: bytes) -> str:
    """What a server said, without its words."""
    found = _ENHANCED.match(said)
    enhanced = f" {found.group().decode()}" if found else ""
    return f" ({code}{enhanced})"


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is ready to take a letter. MailUnreachable when there is none to be had."""
    connection = _opened(server)
    try:
        yield connection
        with suppress(OSError, smtplib.SMTPException):
            connection.putcmd("quit")
    finally:
        connection.close()


def _opened(server: Server) -> smtplib.SMTP:
    try:
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.seconds, context=server.context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
        try:
            _greeted(connection, server)
        except BaseException:
            connection.close()
            raise
    except smtplib.SMTPResponseException as error:
        if error.smtp_code < 0:
            raise MailUnreachable(NOT_REACHED.format(why="den talar inte SMTP")) from None
        told = NO_SERVICE.format(code=_numbers(error.smtp_code, _bytes(error.smtp_error)))
        raise MailUnreachable(told) from None
    except ssl.SSLCertVerificationError:
        raise MailUnreachable(NOT_TRUSTED) from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnreachable(NOT_REACHED.format(why=_why(error))) from None
    return connection


def _greeted(connection: smtplib.SMTP, server: Server) -> None:
    """Say who we are, encrypt, log in. The password is said in no other way than encrypted, or to
    this machine (adapters/settings.py)."""
    connection.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        if not connection.has_extn("starttls"):
            raise MailUnreachable(NO_TLS)
        connection.starttls(context=server.context)
        connection.ehlo_or_helo_if_needed()
    if server.user:
        _log_in(connection, server)


def _log_in(connection: smtplib.SMTP, server: Server) -> None:
    """Some servers hang up after a few tries, of which the library makes one for each way that
    the server offers."""
    try:
        connection.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        told = NO_LOGIN.format(code=_numbers(error.smtp_code, _bytes(error.smtp_error)))
        raise MailUnreachable(told) from None
    except smtplib.SMTPServerDisconnected:
        raise MailUnreachable(NO_LOGIN.format(code="")) from None


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "den svarar inte i tid"
    if isinstance(error, ConnectionRefusedError):
        return "ingen lyssnar där"
    if isinstance(error, ssl.SSLError):
        return "krypteringen kom inte till stånd"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "den svarar inte, eller bryter förbindelsen"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "den tar inte emot inloggning"
    return type(error).__name__
