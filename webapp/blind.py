"""What a blind check hides outside its case's own page: letters and entries of the register."""

from collections.abc import Sequence

from adapters.samples import unchecked
from domain.notice import Letter
from domain.register import Connection
from webapp.house import House

BLIND = (
    "Ärendet väntar på blindkontroll. Det som lästes visas när kontrollen är gjord. Gör den först, "
    "under Blindkontroller."
)


def is_hidden(at: House, letter: Letter) -> bool:
    """Whether the letter is of a case that waits for a blind check: it holds what was read."""
    return letter.case is not None and bool(unchecked(at.store, [letter.case]))


def is_entry_hidden(at: House, versions: Sequence[Connection]) -> bool:
    """Whether any of an entry's versions comes from a case that waits for a blind check. An older
    one's too: what a later version left as it was is what was read."""
    return bool(unchecked(at.store, [one.case for one in versions if one.case]))
