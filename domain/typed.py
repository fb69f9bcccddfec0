"""What persons type, before anything is made of it: cleaned, and no longer than there is room for.

Signs that nobody sees (control characters, NUL, halves of characters, marks that turn the direction
of text) say nothing and are left out: some of them no database takes, others make a text look like
another. A text that is too long is refused: cut off it would say something else.
"""

import re
import unicodedata

from domain.errors import ActRefused

# Signs at most. A name of whoever does it, or of who gets a case.
NAME = 100
# A text for one field or list: what the narrowest column of the database holds.
FIELD = 255
# A reference to where something stands: a delegation order, minutes.
REFERENCE = 500
# A reason, and what is added to a letter.
REASON = 4_000
# A letter as a person rewrites it.
LETTER = 20_000

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode's categories


def line(text: str, what: str, most: int = FIELD) -> str:
    """A text of one line, single spaces between its words. `what` names it in the message of an
    ActRefused, which does not repeat the text.

    >>> line(" Åsa\\x00  \\u202eSjöberg\\n", "Namnet")
    'Åsa Sjöberg'
    """
    return _short(" ".join(_seen(re.sub(r"\s", " ", text)).split()), what, most)


def lines(text: str, what: str, most: int = REASON) -> str:
    """A text that may have several lines."""
    parts = re.split(r"\r\n|\r|\n", text)
    return _short("\n".join(_seen(one.replace("\t", " ")).rstrip() for one in parts), what, most)


def _seen(text: str) -> str:
    whole = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in whole if unicodedata.category(sign) not in _UNSEEN)


def _short(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise ActRefused(
            f"{what} är för lång: {len(text)} tecken, och det får vara högst {most}. Korta texten."
        )
    return text
