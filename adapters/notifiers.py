"""How letters go out, by the settings: to a mail server, to a folder, or not at all."""

import ssl
from email.headerregistry import Address
from urllib.parse import unquote, urlsplit

from adapters.addresses import parsed
from adapters.letter_folder import FolderNotifier
from adapters.message import Sender
from adapters.reason import reason
from adapters.settings import Settings
from adapters.smtp import Server, SmtpNotifier
from domain.errors import SettingsError
from pipeline.ports import Notifier

NO_TRANSPORT = (
    "Inga brev skickas: varken ANSLUT_SMTP_URL eller ANSLUT_LETTERS_DIR är satt. Breven väntar."
)
_SECURITY = {"smtps": ("tls", 465), "smtp": ("starttls", 587), "smtp+plain": ("none", 25)}
_NOBODY = Address("Anslut", "anslut", "localhost")  # of letters that only come to lie in a folder


def open_notifier(settings: Settings) -> Notifier | None:
    """The way out, None when there is none. Nothing is connected to yet. SettingsError."""
    if settings.letters_dir is not None:
        return FolderNotifier(settings.letters_dir, _sender(settings))
    if settings.smtp_url:
        return SmtpNotifier(_server(settings), _sender(settings))
    return None


def described(settings: Settings) -> str:
    """Where letters go, for people; without the name that is logged in with."""
    if settings.letters_dir is not None:
        return f"skrivs i mappen {settings.letters_dir}"
    if settings.smtp_url:
        server = _server(settings)
        return f"skickas till {server.host}, port {server.port}"
    return NO_TRANSPORT


def _sender(settings: Settings) -> Sender:
    reply_to = parsed(settings.mail_reply_to) if settings.mail_reply_to else None
    return Sender(parsed(settings.mail_from) if settings.mail_from else _NOBODY, reply_to)


def _server(settings: Settings) -> Server:
    parts = urlsplit(settings.smtp_url)
    security, port = _SECURITY[parts.scheme]
    return Server(
        host=parts.hostname or "",
        port=parts.port or port,
        security=security,
        context=_context(settings),
        user=unquote(parts.username or ""),
        password=settings.smtp_password.get_secret_value(),
        seconds=settings.smtp_seconds,
    )


def _context(settings: Settings) -> ssl.SSLContext:
    """Certificates and names are checked, always; beside the system's issuers the setting's."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    file = settings.smtp_ca_file
    if file is None:
        return context
    try:
        context.load_verify_locations(file)
    except ssl.SSLError:
        raise SettingsError(
            f"{file}: är ingen fil med certifikat (PEM). Rätta ANSLUT_SMTP_CA_FILE."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{file}: kan inte läsas ({reason(error)}). Rätta ANSLUT_SMTP_CA_FILE."
        ) from None
    return context
