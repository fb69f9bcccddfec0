"""A PostgreSQL server of our own, on a free port of this machine, for as long as it is needed.

For tests and benchmarks: what it holds is thrown away, so it does not wait for the disk.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

PLACES = Path("/usr/lib/postgresql")  # where Debian keeps them, a folder for each version
MISSING = (
    "PostgreSQL saknas. Kör make test, som installerar det, eller: "
    "sudo apt-get install -y --no-install-recommends postgresql"
)
# The server refuses to run as root; the first of these that there is runs it then.
ACCOUNTS = ("postgres", "nobody")
USER = "anslut"
START_SECONDS = 60
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "10min",
    "lc_messages": "C",
}


class Server:
    """A running server. Databases are made and thrown away by name."""

    def __init__(self, port: int) -> None:
        """`port` on 127.0.0.1, where user `USER` is let in without a password."""
        self.port = port
        self._numbers = count(1)

    def url(self, name: str) -> str:
        """The address of a database, as ANSLUT_DATABASE_URL takes it."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    def create(self, template: str = "template0", how: str = "STRATEGY file_copy") -> str:
        """Make a database, a copy of `template`; its name."""
        name = f"anslut_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} {how}")
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever uses it."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        conninfo = f"host=127.0.0.1 port={self.port} user={USER} dbname=postgres"
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def server() -> Iterator[Server]:
    """Start one; at the end it is stopped and its folder removed. FileNotFoundError without it."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="anslut-postgresql-"))
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _initialise(data, account)
        yield from _running(data, account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs; FileNotFoundError says how to get them."""
    if found := shutil.which(name):
        return found
    places = sorted(PLACES.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not places:
        raise FileNotFoundError(MISSING)
    return str(places[-1])


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as, where that is not who we are."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name: one for one in pwd.getpwall()}
    return next(names[name] for name in ACCOUNTS if name in names)


def _command(account: pwd.struct_passwd | None, *command: str) -> list[str]:
    """The command as that account, ended when we are, however that happens."""
    start = ["setpriv", "--pdeathsig", "INT"]
    if account:
        start += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return [*start, *command]


def _initialise(data: Path, account: pwd.struct_passwd | None) -> None:
    """Swedish order of letters, where the server knows it: nothing of ours may hang on that."""
    command = [program("initdb"), "--no-sync", "--username", USER, "--auth", "trust"]
    command += ["--encoding", "UTF8", "--locale", "C", "--pgdata", str(data)]
    swedish = ["--locale-provider", "icu", "--icu-locale", "sv-SE"]
    for more in (swedish, []):  # before version 15, or built without ICU, it has no such options
        done = subprocess.run(
            _command(account, *command, *more), cwd="/", capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return
    raise RuntimeError(f"initdb: {done.stderr}")


def _running(data: Path, account: pwd.struct_passwd | None) -> Iterator[Server]:
    port = free_port()
    options = [f"--{name}={value}" for name, value in {**SETTINGS, "port": str(port)}.items()]
    command = _command(account, program("postgres"), "-D", str(data), *options)
    with (data.parent / "log").open("w") as log:
        process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
    try:
        _wait(process, port, data.parent / "log")
        yield Server(port)
    finally:
        process.send_signal(signal.SIGINT)  # at once, whoever is connected
        process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    conninfo = f"host=127.0.0.1 port={port} user={USER} dbname=postgres connect_timeout=5"
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(conninfo).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL startade inte:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return
