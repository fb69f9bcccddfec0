"""What has no business on a page that comes with an agreement: personal identity numbers, and what
social services write about their clients."""

import re

from domain.page import Box
from domain.personal_number import MASK, find_personal_numbers
from extractors.language.passage import Passage, passage
from extractors.page_text import PageText

# Words of records about somebody; a page with two of them is likely to be one. In minutes, rules
# and delegation orders the work is written about in other words.
_OF_CLIENTS = re.compile(
    r"\bklienten\b|\bsokanden?\b|normberakning|riksnorm|journalanteckning|aktanteckning|\bhushallet"
    r"|\bbeviljas\b|hyresskuld|forsorjningsstod (?:for|beviljas|avslas)|\bumgange|bistandsbeslut"
    r"|\bmissbruk|\bsjukskriven|\bakten\b|hemsituation|\bpatienten\b"
)
ENOUGH = 2


def personal_numbers(page: Passage) -> tuple[Box, ...]:
    """Where personal identity numbers stand, also those that a line break parts."""
    return tuple(page.box(*span) for span in find_personal_numbers(page.flat))


def is_about_a_client(page: Passage) -> bool:
    """Whether a page seems to be about somebody who seeks or gets assistance."""
    return len({found[0] for found in _OF_CLIENTS.finditer(page.folded)}) >= ENOUGH


def masked(text: PageText) -> PageText:
    """The page's words with every word that holds a part of a personal identity number masked."""
    page = passage(text.words)
    spans = find_personal_numbers(page.flat)
    hidden = {number for span in spans for number in page.words_in(*span)}
    words = tuple(
        word.model_copy(update={"text": MASK}) if number in hidden else word
        for number, word in enumerate(text.words)
    )
    return text.model_copy(update={"words": words})
