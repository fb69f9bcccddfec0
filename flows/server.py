"""A Prefect server: the one that the settings name, or our own on loopback while it is needed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from adapters.reason import reason
from adapters.settings import Settings
from adapters.undertaker import Undertaker
from domain.errors import ServerError
from flows.environment import prepare_client, server_environment

START_SECONDS = 180  # a first start builds the server's database: 20 s where a second takes 7 s
STOP_SECONDS = 10
LOOPBACK = "127.0.0.1"


@contextmanager
def prefect_server(settings: Settings) -> Iterator[str]:
    """The API of a server that answers; Prefect, imported after this, talks to it. ServerError."""
    if settings.prefect_api_url:
        prepare_client(settings, settings.prefect_api_url)
        if not _is_healthy(settings.prefect_api_url):
            raise ServerError(
                "Prefect-servern i ANSLUT_PREFECT_API_URL svarar inte. Starta den, eller ta bort "
                "inställningen så startas en egen."
            )
        yield settings.prefect_api_url
        return
    with own_server(settings) as api_url:
        prepare_client(settings, api_url)
        yield api_url


@contextmanager
def own_server(settings: Settings) -> Iterator[str]:
    """A server of our own, ended with the block, or with this process however it ends."""
    api_url = f"http://{LOOPBACK}:{_free_port()}/api"
    with _log_file(settings) as log:
        server = _start(settings, api_url, log)
        undertaker = Undertaker(server.pid)
        try:
            _wait_until_healthy(server, api_url, Path(settings.prefect_home) / "server.log")
            yield api_url
        finally:
            _stop(server)
            undertaker.bury()


@contextmanager
def _log_file(settings: Settings) -> Iterator[int]:
    """The server's log, new for each start."""
    try:
        settings.prefect_home.mkdir(parents=True, exist_ok=True)
        handle = os.open(
            settings.prefect_home / "server.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640
        )
    except OSError as error:
        raise ServerError(
            f"{settings.prefect_home}: Prefect-servern kan inte startas här ({reason(error)})."
        ) from error
    try:
        yield handle
    finally:
        os.close(handle)


def _start(settings: Settings, api_url: str, log: int) -> subprocess.Popen[bytes]:
    port = api_url.removesuffix("/api").rpartition(":")[2]
    return subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", port],
        env=server_environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C is ours to handle: the server is stopped after the flow
    )


def _wait_until_healthy(server: subprocess.Popen[bytes], api_url: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not _is_healthy(api_url):
        if server.poll() is not None:
            raise ServerError(f"Prefect-servern stannade vid starten. Se {log}.")
        if time.monotonic() > end:
            raise ServerError(f"Prefect-servern svarade inte inom {START_SECONDS} s. Se {log}.")
        time.sleep(0.2)


def _is_healthy(api_url: str) -> bool:
    """True when the server answers. A proxy is never asked for this machine."""
    loopback = urllib.request.ProxyHandler({}) if LOOPBACK in api_url else None
    opener = urllib.request.build_opener(*filter(None, [loopback]))
    try:
        with opener.open(f"{api_url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        server.wait(STOP_SECONDS)
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _free_port() -> int:
    """A port that nobody listens on. Another may take it before we do: then the start fails."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])
