"""What a run did, in counts: no identifiers of persons, nothing of what a document says."""

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from pydantic import Field

from domain.errors import AnslutError, FormError, SettingsError, ToolMissing
from domain.judgement import SAMPLED, Queue
from domain.ledger import Ledger
from domain.value import Value

REGISTERED = "registered"
UNEQUIPPED = (ToolMissing, FormError, SettingsError)  # to be mended before the next run


class Summary(Value):
    """Counts of a run. `ends` says where cases went: "registered" or the name of a queue.

    `deliveries` are those that this run took; `elsewhere` are those that another run had taken, or
    ended, when their turn came. `unfinished` are deliveries that something outside the document
    kept from an end; `errors` are the messages, each once, and `unequipped` says that one of them
    is of a tool or a setting. `pages` is the page ledger of what this run brought to an end.
    """

    deliveries: int = 0
    elsewhere: int = 0
    ends: dict[str, int] = Field(default_factory=dict)
    unfinished: int = 0
    errors: tuple[str, ...] = ()
    unequipped: bool = False
    seconds: float = 0.0
    pages: Ledger = Ledger()

    def __add__(self, other: "Summary") -> "Summary":
        """Both runs together."""
        return Summary(
            deliveries=self.deliveries + other.deliveries,
            elsewhere=self.elsewhere + other.elsewhere,
            ends=dict(Counter(self.ends) + Counter(other.ends)),
            unfinished=self.unfinished + other.unfinished,
            errors=tuple(dict.fromkeys(self.errors + other.errors)),
            unequipped=self.unequipped or other.unequipped,
            seconds=self.seconds + other.seconds,
            pages=self.pages + other.pages,
        )


def summarise(results: Sequence[tuple[str, ...] | Exception], seconds: float) -> Summary:
    """Sum up what each delivery gave: the ends of its cases, () when another run had taken it, or
    what kept it from an end."""
    errors = [result for result in results if isinstance(result, Exception)]
    ends = Counter(end for result in results if isinstance(result, tuple) for end in result)
    elsewhere = sum(result == () for result in results)
    return Summary(
        deliveries=len(results) - elsewhere,
        elsewhere=elsewhere,
        ends=dict(ends),
        unfinished=len(errors),
        errors=tuple(dict.fromkeys(map(_message, errors))),
        unequipped=any(isinstance(error, UNEQUIPPED) for error in errors),
        seconds=seconds,
    )


def markdown(summary: Summary) -> str:
    """The summary as a table for Prefect's page of the run."""
    rows = [
        ("Leveranser", summary.deliveries),
        ("Införda i registret", summary.ends.get(REGISTERED, 0)),
        *(
            (f"Till kön {queue}", summary.ends.get(queue, 0))
            for queue in get_args(Queue)
            if queue != SAMPLED  # its cases are among the registered
        ),
        ("Inte färdiga", summary.unfinished),
        ("Tagna av en annan körning", summary.elsewhere),
        ("Mottagna sidor", summary.pages.received),
        ("Sidboken", "stämmer" if summary.pages.closes else "stämmer inte"),
        ("Sekunder", round(summary.seconds)),
    ]
    return "\n".join(["| | |", "|---|---:|", *(f"| {name} | {number} |" for name, number in rows)])


def _message(error: Exception) -> str:
    """Our own errors say what to do; of others only the kind is told (they may hold anything)."""
    return str(error) if isinstance(error, AnslutError) else type(error).__name__
