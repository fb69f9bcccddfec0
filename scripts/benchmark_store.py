"""How fast the store answers with many cases in it, on SQLite and on PostgreSQL.

Fills a new database of each kind with made-up cases (scripts/store_rows.py) and measures what a
person waits for: a page of a queue, a case, the register as one types, what waits by queue. Ends
with 1 when the median of a call is not under the limit. PostgreSQL is a server of our own for as
long as it takes, unless one is named.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import get_args

import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress

from adapters.case_looks import Wanted, list_of_cases
from adapters.overview import daily, weekly
from adapters.queries import case_file, open_items, register_search, waiting_by_queue
from adapters.settings import Settings
from adapters.store import Store, open_store
from adapters.tables import cases, current_connections, deliveries
from domain.judgement import Queue
from scripts.postgresql import Server, server
from scripts.store_rows import BATCH, Maker, finish, write

LIMIT = 50.0  # milliseconds that the median of each call may take
CALLS = 200
PAGE = 50
HITS = 20  # that a person is shown while typing
SEED = 4
err = Console(stderr=True)

Call = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """Seconds of the calls of one kind."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the calls took no longer."""
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """19 of 20 calls took no longer."""
        return quantiles(self.seconds, n=20)[-1]


def main() -> int:
    """Fill, measure, print; 1 when a median is over the limit, 2 for a database that is in use."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark-store", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, metavar="N")
    parser.add_argument("--calls", type=int, default=CALLS, metavar="N", help="of each kind")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="MS")
    parser.add_argument("--postgresql", metavar="URL", help="an empty database to fill")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="anslut-benchmark-") as folder:
        here = Settings(data_dir=Path(folder), database_url="")
        measured = {"sqlite": _one(here, asked.cases, asked.calls)}
        with nullcontext() if asked.postgresql else server() as own:
            url = asked.postgresql or _new(own)
            there = here.model_copy(update={"database_url": url})
            measured["postgresql"] = _one(there, asked.cases, asked.calls)
    print(
        f"{asked.cases} cases, {asked.calls} calls of each; milliseconds, median (95th percentile)"
    )
    return _report(measured, asked.limit)


def _new(own: Server | None) -> str:
    assert own is not None
    return own.url(own.create())


def _one(settings: Settings, count: int, calls: int) -> dict[str, Measured]:
    with closing(open_store(settings)) as store:
        fill(store, count)
        chance = random.Random(SEED)
        with store.database.reading() as connection:
            made = dict(_calls(store, connection, chance))
        return {name: _measure(call, calls) for name, call in made.items()}


def fill(store: Store, count: int) -> None:
    """The rows, and what a server does by itself at night: statistics of its tables."""
    with store.database.reading() as connection:
        if connection.scalar(sa.select(deliveries.c.id).limit(1)) is not None:
            sys.exit("benchmark-store: the database is in use; name an empty one")
        kind = connection.dialect.name
    with Progress(console=err) as progress:
        bar = progress.add_task(f"{kind}: {count} cases", total=count)
        for rows in Maker(count).batches(count):
            with store.database.writing() as connection:
                write(connection, rows)
            progress.advance(bar, BATCH)
    with store.database.writing() as connection:
        finish(connection)
    if kind == "postgresql":
        with _outside(store) as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


@contextmanager
def _outside(store: Store) -> Iterator[sa.Connection]:
    """A connection of its own, without transactions: PostgreSQL tidies up in no other way."""
    with store.database.reading() as connection:
        url = connection.engine.url
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")  # not ours: it begins nothing
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _calls(
    store: Store, connection: sa.Connection, chance: random.Random
) -> Iterator[tuple[str, Call]]:
    """What is measured; each call asks for something else."""
    queues: tuple[Queue, ...] = get_args(Queue)
    ids = list(connection.scalars(sa.select(cases.c.id)))
    texts = list(connection.scalars(sa.select(current_connections.c.search)))

    def typed(digits: bool) -> str:
        number, *names = str(chance.choice(texts)).split()
        if digits:
            return number[: chance.randint(4, 11)]
        words = [word for word in names[1:] if len(word) > 2]  # after the number without hyphen
        return chance.choice(words)[: chance.randint(3, 8)]

    yield "queue, first page", lambda: open_items(store, chance.choice(queues), PAGE)
    yield "queue, page 20", lambda: open_items(store, chance.choice(queues), PAGE, 19 * PAGE)
    yield "all queues, first page", lambda: open_items(store, None, PAGE)
    yield "waiting by queue", lambda: waiting_by_queue(store)
    yield "case, by id", lambda: case_file(store, chance.choice(ids))
    yield "case, by its beginning", lambda: case_file(store, chance.choice(ids)[:12])
    yield "cases, 3 to 8 letters", lambda: list_of_cases(store, Wanted(party=typed(False)), HITS)
    yield "register, 3 to 8 letters", lambda: register_search(store, typed(False), HITS)
    yield "register, a number", lambda: register_search(store, typed(True), HITS)
    last = connection.scalar(sa.select(sa.func.max(deliveries.c.taken_in_at)))
    end = last.date() if last else date.min
    yield "overview, 30 days", lambda: daily(store, end - timedelta(days=29), 30)
    yield "overview, 13 weeks", lambda: weekly(store, end - timedelta(weeks=12), 13)
    yield "register, no hit", lambda: register_search(store, "saknas helt", HITS)


def _measure(call: Call, calls: int) -> Measured:
    for _ in range(5):  # what is measured is a program that runs
        call()
    seconds = []
    for _ in range(calls):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return Measured(tuple(seconds))


def _report(measured: dict[str, dict[str, Measured]], limit: float) -> int:
    """A table in Markdown, and what took longer than the limit."""
    print(f"\n| call | {' | '.join(measured)} |")
    print(f"|---|{'---:|' * len(measured)}")
    slow = []
    for name in next(iter(measured.values())):
        figures = []
        for kind, calls_of in measured.items():
            one = calls_of[name]
            figures.append(f"{1000 * one.median:.1f} ({1000 * one.p95:.1f})")
            if 1000 * one.median >= limit:
                slow.append(f"{name} on {kind}")
        print(f"| {name} | {' | '.join(figures)} |")
    for said in slow:
        print(f"over {limit:g} ms: {said}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
