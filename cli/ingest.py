"""anslut ingest: takes files in and gives a receipt for each."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from adapters.inbox import Arrival, closed_folders, files_in, take_in
from adapters.originals import Originals
from adapters.settings import load_settings
from adapters.store import Receipt, Store, open_store
from cli.address import address_option
from cli.exits import Exit
from cli.received import received_at_option
from cli.words import err, out, table
from domain.delivery import Channel
from domain.errors import IntakeError


@dataclass(frozen=True)
class Taken:
    """A file and what became of it: its receipt, or why it was not taken in."""

    path: Path
    receipt: Receipt | None
    problem: str = ""


def ingest(paths: list[Path], came: tuple[Channel, str | None, str | None, str | None]) -> Exit:
    """Take in every file; one that cannot be taken in does not stop the others. `came` is how, when
    (None: when the file was written), from whom and about what."""
    channel, received_at, sender, subject = came
    arrival = Arrival(
        channel,
        received_at_option(received_at),
        None if sender is None else address_option(sender, "--sender"),
        subject,
    )
    settings = load_settings()
    originals = Originals(settings.originals_dir)
    with closing(open_store(settings)) as store:
        taken = [one for path in paths for one in _take_in(path, arrival, originals, store)]
    receipts = [(str(one.path), *_words(one.receipt)) for one in taken if one.receipt]
    if receipts:
        out.print(table("Kvitton", ("Fil", "Leverans", "Resultat"), receipts))
    problems = [one.problem for one in taken if not one.receipt]
    for problem in problems:
        err.print(problem, markup=False, highlight=False, soft_wrap=True)
    return Exit.UNREADABLE if problems else Exit.OK


def _take_in(path: Path, arrival: Arrival, originals: Originals, store: Store) -> Iterator[Taken]:
    """What became of each file at a path."""
    try:
        files = files_in(path)
    except IntakeError as error:
        yield Taken(path, None, str(error))
        return
    for closed in closed_folders(path):
        yield Taken(closed, None, f"{closed}: mappen kan inte öppnas. Kontrollera rättigheterna.")
    for file in files:
        try:
            yield Taken(file, take_in(file, arrival, originals, store))
        except IntakeError as error:
            yield Taken(file, None, str(error))


def _words(receipt: Receipt) -> tuple[str, str]:
    words = {
        "new": "mottagen, väntar",
        "again": "mottagen, väntar; samma filer har kommit förut",
        "repeated": "redan mottagen, inget gjordes",
        "duplicate": f"samma innehåll som {receipt.duplicate_of}, kopplad till den",
    }
    return receipt.delivery, words[receipt.status]
