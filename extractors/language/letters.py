"""Whom a letter names with a way to reach them."""

import re
from collections.abc import Sequence

from domain.attachment import ContactSuggestion, Quote
from extractors.language.models import entities
from extractors.language.passage import Passage
from extractors.values import canonical

MOST = 5  # people in a letter; a longer list is no letter
FAR = 160  # letters between a name and the address or number that belongs to it
_EMAIL = re.compile(r"[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+ ?46|\b0)[\d ()/-]{6,16}\d\b")
# A name may be broken at a line's end, but not where the line ends what it says.
_NAME = re.compile(r"[A-ZÅÄÖÉ][\w'-]+(?:(?: |\n(?!\n))(?:von|af|de|[A-ZÅÄÖÉ][\w'-]+)){1,3}")
# Words with which a sentence begins before a name, and which the model takes into it.
_BEFORE_NAME = re.compile(
    r"(?:Kontakta|Ring|Mejla|Fråga|Till|Från|Hälsningar|Vänligen|Hej|Mvh|Namn) "
)
Span = tuple[int, int]


def contacts_in(page: Passage) -> tuple[ContactSuggestion, ...]:
    """People named, in the order of the text, each with the address and number that stand nearest
    by; somebody without either is nobody to reach."""
    people = people_in(page)
    folded = page.folded
    emails = {owner(span, people, folded): span for span in reversed(emails_in(page))}
    phones = {owner(span, people, folded): span for span in reversed(phones_in(page))}
    found = [
        ContactSuggestion(
            name=page.quote(*person),
            email=_packed(page.quote(*emails[person])) if person in emails else None,
            phone=page.quote(*phones[person]) if person in phones else None,
        )
        for person in people
        if person in emails or person in phones
    ]
    return tuple(found[:MOST])


def people_in(page: Passage) -> list[Span]:
    """Names of two words or more, as the entity model finds them."""
    named = (
        _NAME.search(page.text, after(_BEFORE_NAME.match(page.flat, start, end), start), end)
        for start, end, label in entities(page.flat)
        if label == "PER"
    )
    return [name.span() for name in named if name]


def after(found: re.Match[str] | None, start: int) -> int:
    """Where what was found ends, else `start`."""
    return found.end() if found else start


def emails_in(page: Passage) -> list[Span]:
    """E-mail addresses."""
    found = (one.span() for one in _EMAIL.finditer(page.flat))
    return [span for span in found if canonical("email", page.flat[slice(*span)])]


def phones_in(page: Passage) -> list[Span]:
    """Telephone numbers that can be dialled."""
    found = (one.span() for one in _PHONE.finditer(page.flat))
    return [span for span in found if canonical("phone", page.flat[slice(*span)])]


def owner(span: Span, people: Sequence[Span], folded: str) -> Span | None:
    """Whose an address or a number is: of somebody whose surname stands in it, else of the last
    one named before it, else of the first one after it; None when all stand far away."""
    near = [one for one in people if gap(one, span) <= FAR]
    own = [one for one in near if surname(folded[slice(*one)]) in folded[slice(*span)]]
    before = [one for one in near if one[1] <= span[0]]
    ordered = (*own, *reversed(before), *near)
    return ordered[0] if ordered else None


def surname(name: str) -> str:
    """The last word of a name."""
    return name.rpartition(" ")[2]


def gap(left: Span, right: Span) -> int:
    """How many letters stand between two stretches of a text."""
    return max(left[0], right[0]) - min(left[1], right[1])


def _packed(email: Quote) -> Quote:
    """An address as it is written; a space in it is the reading engine's."""
    return email.model_copy(update={"text": email.text.replace(" ", "")})
