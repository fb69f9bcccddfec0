"""A notice as a message of the mail system: head, text, page, and the pictures of the page."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import format_datetime

from adapters.addresses import parsed
from domain.errors import LetterRefused
from domain.notice import Notice

# In a page of ours a picture stands in its own address (RFC 2397), which few mail programs show:
# as a part of the message (RFC 2392) all of them do.
_PICTURE = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=]+)"')
_CTE = "quoted-printable"  # every server takes it, and a person can read the source
NO_ADDRESS = "Mottagarens adress är ingen giltig e-postadress. Rätta den med anslut letters edit."


class _Policy(EmailPolicy):
    """The library's policy but for two things that it does where a line is folded: a space between
    two words with å, ä or ö is dropped, and a subject may begin on the second line, which mail
    programs show as a space. Its older way of writing such heads (RFC 2047) does neither."""

    def fold(self, name: str, value: str) -> str:
        """A head as lines."""
        if value.isascii() and name != "Subject":
            return str(super().fold(name, value))
        if isinstance(value, AddressHeader):
            told = ", ".join(_written(one) for one in value.addresses)
            return f"{name}: {told}{self.linesep}"
        charset = "ascii" if value.isascii() and "=?" not in value else "utf-8"
        said = Header(value, charset, header_name=name).encode(linesep=self.linesep)
        return f"{name}: {said}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same, as bytes."""
        return self.fold(name, value).encode("ascii")


_POLICY = _Policy(linesep="\r\n", max_line_length=78)


@dataclass(frozen=True)
class Sender:
    """Whom letters are from, and where answers go (None: to the same)."""

    address: Address
    reply_to: Address | None = None


def message(notice: Notice, message_id: str, sender: Sender, at: datetime) -> EmailMessage:
    """The message. LetterRefused when its address is none; what it holds is never taken for a head.

    Auto-Submitted (RFC 3834) keeps answering machines from answering.
    """
    made = EmailMessage(policy=_POLICY)
    made["From"] = sender.address
    made["To"] = recipient(notice)
    if sender.reply_to:
        made["Reply-To"] = sender.reply_to
    made["Subject"] = _line(notice.subject)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(notice.body, charset="utf-8", cte=_CTE)
    if notice.html:
        _add_page(made, notice.html, message_id.strip("<>"))
    return made


def recipient(notice: Notice) -> Address:
    """Whom the letter goes to; LetterRefused when that is no address."""
    try:
        return parsed(notice.to)
    except ValueError:
        raise LetterRefused(NO_ADDRESS) from None


def _written(address: Address) -> str:
    """A name in words of RFC 2047, and the address on a line of its own."""
    name = Header(address.display_name, "utf-8", header_name="To").encode(linesep="\r\n")
    return f"{name}\r\n <{address.addr_spec}>"


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _add_page(made: EmailMessage, html: str, name: str) -> None:
    """The page beside the text, with its pictures as parts of the message."""
    pictures = [b64decode(found) for found in _PICTURE.findall(html)]
    names = _names(name)
    shown = _PICTURE.sub(lambda _: f'src="cid:{next(names)}"', html)
    made.add_alternative(shown, subtype="html", charset="utf-8", cte=_CTE)
    page = made.get_body(("html",))
    assert isinstance(page, MIMEPart)
    for picture, cid in zip(pictures, _names(name), strict=False):
        page.add_related(picture, "image", "png", cid=f"<{cid}>", disposition="inline")


def _names(name: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{number}.{name}"
