"""A mail server of its own process: `python -m tests.mail_server FOLDER [--tls|--starttls] ...`.

It keeps each message that it takes as a pair of files in FOLDER (N.eml, N.json with the envelope).
FOLDER/behaviour.json, an address to one of the words below, says what it does to a recipient; the
file may change while the server runs.

refuse (550 at RCPT), later (451 at RCPT), full (552 at DATA), busy (451 at DATA), stall (says
nothing for a minute), drop (hangs up in the middle of the message), swallow (keeps the message and
hangs up before it says so).
"""

import argparse
import asyncio
import json
import ssl
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Server(SMTP):
    """aiosmtpd's server, with ways to behave badly in the middle of a message."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        wanted = self.event_handler.behaviour(self.envelope)
        if wanted == "stall":
            await asyncio.sleep(60)
        if wanted == "drop":
            await self.push("354 go on")
            await self._reader.readline()
            hang_up(self)
            return
        await super().smtp_DATA(arg)


def hang_up(server: SMTP) -> None:
    """Without a word."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


class Handler:
    """What is done with what comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def behaviour(self, envelope: Envelope | None, address: str | None = None) -> str:
        wanted = json.loads((self.folder / "behaviour.json").read_text())
        to = address or next(iter(envelope.rcpt_tos if envelope else ()), "")
        return str(wanted.get(to, ""))

    async def handle_MAIL(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session
        if address.startswith("okand"):
            return "550 5.7.1 not you, <okand@example.se>"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        wanted = self.behaviour(envelope, address)
        if wanted == "refuse":
            return f"550 5.1.1 <{address}> Asa Oberg has moved"
        if wanted == "later":
            return f"451 4.7.1 <{address}> greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope
    ) -> str:
        wanted = self.behaviour(envelope)
        if wanted == "full":
            return "552 5.3.4 too large"
        if wanted == "busy":
            return "451 try again"
        number = len(list(self.folder.glob("*.eml"))) + 1
        assert server.transport is not None
        tls = server.transport.get_extra_info("ssl_object") is not None
        told = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": tls}
        told |= {"login": session.authenticated}
        (self.folder / f"{number}.json").write_text(json.dumps(told))
        (self.folder / f"{number}.eml").write_bytes(envelope.original_content or b"")
        if wanted == "swallow":
            hang_up(server)
        return "250 2.0.0 taken"


async def serve(arguments: argparse.Namespace) -> None:
    context = None
    if arguments.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments.certificate)

    def authenticated(
        server: object, session: object, envelope: object, mechanism: str, data: object
    ) -> AuthResult:
        del server, session, envelope, mechanism
        assert isinstance(data, LoginPassword)
        told = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=told == arguments.login)

    def session() -> Server:
        return Server(
            Handler(arguments.folder),
            hostname="localhost",
            tls_context=context if arguments.starttls else None,
            require_starttls=arguments.starttls,
            authenticator=authenticated if arguments.login else None,
            auth_required=bool(arguments.login),
            auth_require_tls=not arguments.tls,
        )

    loop = asyncio.get_running_loop()
    tls = context if arguments.tls else None
    server = await loop.create_server(session, "127.0.0.1", 0, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--starttls", action="store_true")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--login", default="")
    asyncio.run(serve(parser.parse_args()))
