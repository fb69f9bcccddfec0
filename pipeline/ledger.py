"""Closes the page ledger of a delivery: what was received against what has an end. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from domain.ledger import Ledger, PageEnd
from domain.reading import FileReading


def close(files: Sequence[FileReading], ends: Iterable[PageEnd]) -> Ledger:
    """The ledger of one delivery."""
    listed = list(ends)
    received = Counter(_places(files))
    ended = Counter((end.original, end.number) for end in listed)
    return Ledger(
        received=received.total(),
        ends=dict(Counter(end.kind for end in listed)),
        unended=((received - ended) + (ended - received)).total(),
    )


def _places(files: Sequence[FileReading]) -> Iterator[tuple[int, int]]:
    for original, file in enumerate(files):
        for number in range(1, file.received_pages + 1):
            yield original, number
