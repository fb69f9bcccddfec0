"""Which role a page of running text has. What is like none of them is unknown: a person looks."""

import re
import unicodedata

from domain.page import Role
from extractors.language.models import role_scores

# What a heading begins with that says what a page is, squeezed.
TELLING: tuple[tuple[Role, str], ...] = (
    ("case_officer_reminder", "paminnelseforhandlaggare"),
    ("minutes_extract", "protokollsutdrag"),
    ("minutes_extract", "utdragurprotokoll"),
    ("minutes_extract", "sammantradesprotokoll"),
    ("verification_page", "signaturcertifikat"),
    ("verification_page", "underskriftsoversikt"),
    ("attachment", "delegationsordningfor"),
    ("attachment", "reglementefor"),
    ("attachment", "bilaga1"),
    ("attachment", "bilaga2"),
    ("attachment", "bilaga3"),
)
HEADING = 5  # lines from the top in which a heading stands; a letter lists its enclosures lower
SURE = 0.99  # a heading says what the page is, but whoever wrote it may err
LEAST = 0.45  # a score below this is of a page unlike all that was learnt
# The roles that the model knows, by its own names for them.
ROLES: dict[str, Role] = {
    "agreement": "agreement",
    "attachment": "attachment",
    "case_officer_reminder": "case_officer_reminder",
    "cover_letter": "cover_letter",
    "minutes_extract": "minutes_extract",
    "verification_page": "verification_page",
}
STEM = 7  # letters of a word
_WORD = re.compile("[a-z]{3,}|[§@]")


def role_of(text: str) -> tuple[Role, float]:
    """The role of a page, with a confidence between 0 and 1: what its heading says, unless its
    words say something else, or what its words say.

    A reminder is taken out of its case, so its heading has to say that it is one.
    """
    told = by_heading(text)
    likely, score = by_words(text)
    if told:
        return (told, SURE) if likely in (told, "unknown") else ("unknown", 0.0)
    return ("unknown", 0.0) if likely == "case_officer_reminder" else (likely, score)


def by_heading(text: str) -> Role | None:
    """The role that a heading names."""
    lines = [squeezed(line) for line in text.splitlines() if line.strip()][:HEADING]
    return next(
        (role for role, begun in TELLING if any(ln.startswith(begun) for ln in lines)), None
    )


def by_words(text: str) -> tuple[Role, float]:
    """The role of the pages that this one is most like, unknown when it is like none."""
    scores = role_scores(stems(text))
    best = max(scores, key=lambda role: scores[role])
    score = round(scores[best], 3)
    if score < LEAST or best not in ROLES:
        return "unknown", round(1 - score, 3)
    return ROLES[best], score


def stems(text: str) -> str:
    """The words of a text as the model knows them: cut after seven letters, which takes endings and
    the last parts of long compounds away, in lower case, without rings and dots."""
    return " ".join(word[:STEM] for word in _WORD.findall(plain(text)))


def squeezed(text: str) -> str:
    """Letters and digits only, in lower case and without rings and dots: an engine loses those, and
    parts and joins words."""
    return "".join(letter for letter in plain(text) if letter.isalnum())


def plain(text: str) -> str:
    """In lower case, without rings and dots."""
    parted = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
