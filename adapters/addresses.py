"""E-mail addresses as they stand in the head of a message."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.policy import SMTP


def parsed(text: str) -> Address:
    """One address, with a name before it or without: "Åsa Öberg <asa@example.se>".

    A domain with å, ä or ö is written as the mail system writes it (IDNA). ValueError for anything
    that is not exactly one address, and for one that only some mail servers take: with other signs
    than ASCII before the @.
    """
    if not text.isprintable():
        raise ValueError("no address")
    try:
        found = SMTP.header_factory("To", text)
    except (HeaderParseError, IndexError, AttributeError):  # the parser's own, of what is half one
        raise ValueError("no address") from None
    if found.defects or len(found.addresses) != 1:
        raise ValueError("no single address")
    address = found.addresses[0]
    if not (address.username.isascii() and address.username and address.domain):
        raise ValueError("no address")
    domain = address.domain.encode("idna").decode("ascii")
    return Address(address.display_name, address.username, domain)
