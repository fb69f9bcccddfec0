"""Makes the calls of webhooks: signed as Standard Webhooks say, and only to where we may."""

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx

from adapters.settings import Settings
from domain.errors import ActRefused
from domain.webhook import Claimed

SECONDS = 15.0  # for one attempt, however slowly the other end answers
CONNECT_SECONDS = 5.0
LONGEST = 2000  # letters of an address

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Line:
    """How calls go out: whether to this machine and its own network too, and whom TLS believes."""

    private: bool
    tls: ssl.SSLContext


def open_line(settings: Settings) -> Line:
    """The line of these settings."""
    tls = ssl.create_default_context()
    if settings.webhook_ca_file is not None:
        tls.load_verify_locations(settings.webhook_ca_file)
    return Line(settings.demo or settings.webhook_private, tls)


def check_url(url: str, settings: Settings) -> str:
    """The address of a webhook, if it may be used; ActRefused says why not. What its name leads to
    is looked at when it is called, each time."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:  # a bracket without its other, a port that is no number
        parts, host, port = SplitResult("", "", "", "", ""), None, None
    usable = parts.scheme in ("https", "http") and host and port != 0 and url.isprintable()
    if not usable or len(url) > LONGEST or " " in url.strip():
        raise ActRefused("Adressen ska se ut som https://program.example.se/anslut.")
    if parts.username is not None or parts.password is not None:
        raise ActRefused("Adressen får inte innehålla namn eller lösenord: signaturen räcker.")
    if parts.scheme == "http" and not _is_loopback(host or ""):
        raise ActRefused("Adressen ska börja med https://: annars kan vem som helst lyssna.")
    literal = _literal(host or "")
    private = settings.demo or settings.webhook_private
    if (literal or _is_loopback(host or "")) and not may_call(literal, private):
        raise ActRefused(
            "Adressen är på den här datorn eller dess eget nät. Det går bara med "
            "ANSLUT_WEBHOOK_PRIVATE=true."
        )
    return urlunsplit(parts._replace(fragment=""))


async def call(claimed: Claimed, line: Line, at: datetime) -> str:
    """Make one call. "" when it was taken (an answer of 200 to 299); else why not (Swedish)."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _call(claimed, line, at)
    except TimeoutError:
        return "inget svar i tid"


async def _call(claimed: Claimed, line: Line, at: datetime) -> str:
    parts = urlsplit(claimed.url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return "namnet i adressen finns inte"
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not all(may_call(one, line.private) for one in addresses):
        return "adressen leder till ett eget nät, som inte får användas"
    body = content(claimed)
    headers = signed(claimed, body, at) | {"Host": parts.netloc}
    trouble = ""
    for address in dict.fromkeys(addresses):
        trouble = await _post(_at(parts, address, port), headers, body, (host, line.tls))
        if trouble != UNREACHED:
            break
    return trouble


UNREACHED = "ingen förbindelse"


async def _post(
    url: str, headers: dict[str, str], body: bytes, tls: tuple[str, ssl.SSLContext]
) -> str:
    """Post to one address of the host. Nothing of the answer but its status is read."""
    limits = httpx.Limits(max_keepalive_connections=0)  # none is used for another host
    seconds = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
    client = httpx.AsyncClient(
        verify=tls[1], timeout=seconds, limits=limits, trust_env=False, follow_redirects=False
    )
    try:
        async with (
            client,
            client.stream(
                "POST", url, content=body, headers=headers, extensions={"sni_hostname": tls[0]}
            ) as answer,
        ):
            return "" if answer.is_success else f"svarade {answer.status_code}"
    except (httpx.ConnectError, httpx.ConnectTimeout):
        return UNREACHED
    except httpx.HTTPError:
        return "avbrutet svar"


def content(claimed: Claimed) -> bytes:
    """What is sent: the topic, when, and ids. Nothing about anybody."""
    told = {
        "type": claimed.topic,
        "timestamp": claimed.at.isoformat(),
        "data": {"id": claimed.subject, "event": claimed.event},
    }
    return json.dumps(told, separators=(",", ":")).encode()


def signed(claimed: Claimed, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: an id that stays the same over all attempts, the time of
    this one, and the HMAC-SHA256 of both with the body."""
    told, moment = f"msg_{claimed.webhook}_{claimed.event}", str(int(at.timestamp()))
    key = base64.b64decode(claimed.secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{told}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Anslut",
        "webhook-id": told,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def may_call(address: Address | None, private: bool) -> bool:
    """Whether an address may be called: any on the internet; this machine and its own network only
    if a setting says so. What is nobody's (link-local, where clouds keep their secrets; multicast)
    never. None stands for a name of this machine."""
    if address is None:
        return private
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if mapped is not None:
        return may_call(mapped, private)
    if address.is_global and not address.is_multicast:
        return True
    nobodys = (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
    )
    return private and (address.is_loopback or (address.is_private and not nobodys))


def _at(parts: SplitResult, address: Address, port: int) -> str:
    """The URL with the address that was looked at in the place of its name: what the name leads to
    a moment later is never asked."""
    place = f"[{address}]:{port}" if isinstance(address, IPv6Address) else f"{address}:{port}"
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))


def _is_loopback(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" if literal is None else literal.is_loopback


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
