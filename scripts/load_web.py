"""Whether the web application is quick with many cases in it, and holds with many people clicking.

Fills a new database with made-up cases (scripts/store_rows.py), puts real scans behind some of
them, and starts the application in a process of its own. One person clicks alone first, then many
at a time: queue, filters, a case, its first page and some boxes, the register as one types. Prints
for each kind of click the median and the 95th percentile of the time at the server. Ends with 1
when a median is over its limit, or anything was answered with an error.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import httpx
import sqlalchemy as sa

from adapters.originals import Originals
from adapters.settings import Settings
from adapters.store import Store, open_store
from adapters.tables import cases, delivery_originals, originals
from adapters.users import NewUser, add_user
from scripts.benchmark_store import fill
from scripts.load_web_server import TOOK
from scripts.postgresql import Server, free_port, server
from webapp.passwords import hash_password

PASSWORD = "visa-tryck-och-tak"
SCAN = Path("samples/inbox/05-felfri/delivery.pdf")  # 200 dpi, grey
SCANS = 400  # cases that have a scan behind them, each of its own
START_SECONDS = 120
# Milliseconds that the median of each may take at the server.
LIMITS = {"queue": 150, "case": 150, "page, first time": 300}
WORDS = ("soci", "arbet", "nämnd", "väst", "212000-1", "kommun", "öster", "vård", "umeå", "stock")
QUEUES = ("signature", "altered", "incomplete", "incorrect", "unverified", "duplicate")
FIELDS = ("party.city", "party.org_no", "agreement_contact.email")


@dataclass
class Measured:
    """Milliseconds at the server by kind of click, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


@dataclass
class Person:
    """Somebody at a browser."""

    client: httpx.AsyncClient
    chance: random.Random
    cases: list[str]
    seen: set[str]
    measured: Measured

    async def get(self, kind: str, place: str, part: bool = False) -> None:
        """Ask for a page, or for a part of one as a script does."""
        headers = {"HX-Request": "true"} if part else {}
        try:
            answer = await self.client.get(place, headers=headers)
        except httpx.HTTPError as error:
            self.measured.errors.append(f"{kind}: {type(error).__name__}")
            return
        if answer.status_code != 200:
            self.measured.errors.append(f"{kind}: {answer.status_code}")
            return
        self.measured.took[kind].append(float(answer.headers[TOOK].partition("dur=")[2]))

    async def click(self) -> None:
        """Do one thing that people do."""
        what = self.chance.random()
        if what < 0.2:
            await self.get("queue", "/queue")
        elif what < 0.35:
            await self.get("queue, filtered", f"/queue?queue={self.chance.choice(QUEUES)}")
        elif what < 0.4:
            await self.get("queue, page 20", "/queue?page=20")
        elif what < 0.8:
            await self.look_at(self.chance.choice(self.cases))
        elif what < 0.95:
            word = self.chance.choice(WORDS)
            for end in range(3, len(word) + 1, 2):
                await self.get("register, typing", f"/register?q={word[:end]}", part=True)
        else:
            await self.get("overview", "/overview")

    async def look_at(self, case: str) -> None:
        """Open a case, with what its page shows at once."""
        await self.get("case", f"/cases/{case}")
        first = case not in self.seen
        self.seen.add(case)
        kind = "page, first time" if first else "page, again"
        await asyncio.gather(
            self.get(kind, f"/cases/{case}/pages/1/picture?width=1200"),
            *(self.get("box", f"/cases/{case}/fields/{key}/picture") for key in FIELDS),
        )


def main() -> int:
    """Fill, start, click, print; 1 when it is too slow or fails."""
    parser = argparse.ArgumentParser(prog="scripts/load-web", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, metavar="N")
    parser.add_argument("--people", type=int, default=50, metavar="N")
    parser.add_argument("--seconds", type=float, default=60, help="that they click")
    parser.add_argument("--pause", type=float, default=8, help="seconds between clicks, on average")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="anslut-load-") as folder,
        server() if asked.postgresql else nullcontext() as own,
    ):
        settings = Settings(data_dir=Path(folder), database_url=_database(own), demo=True)
        people = [f"person{number}" for number in range(asked.people)]
        with closing(open_store(settings)) as store:
            fill(store, asked.cases)
            scanned = _put_scans(store, settings)
            _let_in(store, people)
        with _served(settings) as url:
            alone = asyncio.run(_click(url, people[:1], scanned, (asked.seconds / 2, 0)))
            many = asyncio.run(_click(url, people, scanned[20:], (asked.seconds, asked.pause)))
    kind = "PostgreSQL" if asked.postgresql else "SQLite"
    print(f"{asked.cases} cases on {kind}; milliseconds at the server, median (95th percentile)")
    return _report({"alone": alone, f"{asked.people} people": many})


def _database(own: Server | None) -> str:
    return own.url(own.create()) if own else ""


def _put_scans(store: Store, settings: Settings) -> list[str]:
    """Have some cases in review be of a real scan, each of its own: bytes behind the end of a PDF
    change nothing but its checksum. The cases' ids."""
    keep, scan = Originals(settings.originals_dir), SCAN.read_bytes()
    query = (
        sa.select(cases.c.id, cases.c.delivery)
        .where(cases.c.state == "in_review")
        .order_by(cases.c.id)
        .limit(SCANS)
    )
    with store.database.reading() as connection:
        found = connection.execute(query).all()
    kept = [keep.keep_bytes(scan + f"\n%{at}\n".encode(), "avtal.pdf") for at in range(len(found))]
    with store.database.writing() as connection:
        for row, one in zip(found, kept, strict=True):
            connection.execute(originals.insert().values(sha256=one.sha256, size=one.size))
            here = delivery_originals.c.delivery == row.delivery
            connection.execute(delivery_originals.update().where(here).values(sha256=one.sha256))
    return [row.id for row in found]


def _let_in(store: Store, people: list[str]) -> None:
    """Reviewers who may sign in, all with one password."""
    password = hash_password(PASSWORD, "nobody")
    for login in people:
        new = NewUser(login, login.title(), "reviewer", password, is_demo=True)
        add_user(store, new, "anslut", datetime.now(UTC))


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    """The application in a process of its own, for as long as the block; its address."""
    port = free_port()
    given = {
        "ANSLUT_DEMO": "true",
        "ANSLUT_DATA_DIR": str(settings.data_dir),
        "ANSLUT_DATABASE_URL": settings.database_url,
        "ANSLUT_WORKERS": "1",
        "ANSLUT_WEB_PORT": str(port),
    }
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [sys.executable, "-m", "scripts.load_web_server"], env=os.environ | given
    ) as process:
        try:
            _wait_for(url, process)
            yield url
        finally:
            process.send_signal(signal.SIGINT)  # ended as by Ctrl-C, it ends its processes too


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}/ready").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    sys.exit("load-web: the application has not started")


async def _click(
    url: str, people: list[str], scanned: list[str], pace: tuple[float, float]
) -> Measured:
    """Everybody clicks for so many seconds, with a pause of about so many between two clicks."""
    seconds, pause = pace
    measured, seen = Measured(), set[str]()
    # as many connections as a browser opens to a host, let go of before the server closes them
    limits = httpx.Limits(max_connections=6, keepalive_expiry=3)
    clients = [httpx.AsyncClient(base_url=url, timeout=30, limits=limits) for _ in people]
    try:
        for client, login in zip(clients, people, strict=True):
            done = await client.post("/sign-in", data={"login": login, "password": PASSWORD})
            if done.status_code != 303:
                measured.errors.append(f"sign-in: {done.status_code}")
        end = time.monotonic() + seconds

        async def work(client: httpx.AsyncClient, number: int) -> None:
            person = Person(client, random.Random(number), scanned, seen, measured)
            await asyncio.sleep(person.chance.uniform(0, pause))
            while time.monotonic() < end:
                await person.click()
                await asyncio.sleep(person.chance.uniform(0.5 * pause, 1.5 * pause))

        await asyncio.gather(*(work(client, number) for number, client in enumerate(clients)))
    finally:
        for client in clients:
            await client.aclose()
    return measured


def _report(rounds: dict[str, Measured]) -> int:
    """A table in Markdown, then what was too slow or went wrong."""
    kinds = sorted({kind for one in rounds.values() for kind in one.took})
    print(f"\n| click | {' | '.join(rounds)} |")
    print(f"|---|{'---:|' * len(rounds)}")
    for kind in kinds:
        print(f"| {kind} | {' | '.join(_figures(one.took[kind]) for one in rounds.values())} |")
    troubles = [
        f"{kind}, {name}: over {limit} ms" if one.took[kind] else f"{kind}, {name}: no answer"
        for name, one in rounds.items()
        for kind, limit in LIMITS.items()
        if not one.took[kind] or median(one.took[kind]) > limit
    ]
    for name, one in rounds.items():
        troubles += [
            f"{name}: {told}, {one.errors.count(told)} times" for told in sorted(set(one.errors))
        ]
    for told in troubles:
        print(told, file=sys.stderr)
    return 1 if troubles else 0


def _figures(took: list[float]) -> str:
    if len(took) < 2:
        return "-"
    return f"{median(took):.0f} ({quantiles(took, n=20)[-1]:.0f}), n={len(took)}"


if __name__ == "__main__":
    sys.exit(main())
