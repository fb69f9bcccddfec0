"""Programs that webhooks call in tests: real servers that take, refuse, stall, drop, redirect."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Hook:
    """A program that is called. `answers` are taken from the front; the last stays."""

    url: str = ""
    answers: list[str] = field(default_factory=lambda: ["200"])
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self) -> list[dict[str, object]]:
        """What it was told, in the order in which it was."""
        return [json.loads(body) for _, body in self.calls]

    def answer(self) -> str:
        """The next answer."""
        with self.lock:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def hook(certificate: Path | None = None) -> Iterator[Hook]:
    """A program that listens on this machine, over https if it has a certificate (with its key)."""
    made = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            ANSWERS.get(made.answer(), _say)(self, made)

        def log_message(self, *told: object) -> None:
            del told

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who is cut off
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if certificate else "http"
    made.url = f"{scheme}://localhost:{server.server_port}/anslut"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _say(handler: BaseHTTPRequestHandler, made: Hook) -> None:
    """The last answer that was asked for, as a status."""
    handler.send_response(int(made.answers[0]) if made.answers[0].isdigit() else 200)
    handler.end_headers()


def _refuse(handler: BaseHTTPRequestHandler, made: Hook) -> None:
    del made
    handler.send_response(500)
    handler.end_headers()


def _redirect(handler: BaseHTTPRequestHandler, made: Hook) -> None:
    handler.send_response(302)
    handler.send_header("Location", made.url)
    handler.end_headers()


def _drop(handler: BaseHTTPRequestHandler, made: Hook) -> None:
    del made
    handler.connection.shutdown(socket.SHUT_RDWR)


def _drip(handler: BaseHTTPRequestHandler, made: Hook) -> None:
    """An answer that never ends, a sign at a time: no single wait is long."""
    del made
    for sign in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
        handler.wfile.write(bytes([sign]))
        time.sleep(0.05)


def _stall(handler: BaseHTTPRequestHandler, made: Hook) -> None:
    del handler, made
    time.sleep(5)


ANSWERS: dict[str, Callable[[BaseHTTPRequestHandler, Hook], None]] = {
    "500": _refuse,
    "302": _redirect,
    "drop": _drop,
    "drip": _drip,
    "stall": _stall,
}


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Whether a call is signed with this secret, as the text of Standard Webhooks has it; written
    from that and not from our own code."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = b".".join(
        (headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body)
    )
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split()
