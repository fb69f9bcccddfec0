"""Words whose rings and dots are known: a reader that loses one, or sees another, is found out.

Both readers lose the same ring at times, and then agree ("Agatan", "Ordforande"). A word that would
be a known one, were it not for its marks, is asked about; a word that is unknown is not.
"""

import re
from collections.abc import Iterable

_FOLD = str.maketrans("åäöéèáàóòíìúùüëïñç", "aaoeeaaooiiuuueinc")
# Words and parts of words, of titles, boards, departments and addresses; \b is a word's end. With
# other marks each is no other Swedish word that would stand there: "gård" is not among them
# ("Gärdet"), and a street named after a terraced house ("Radhusgatan") is rarer than a lost ring.
# fmt: off
_PARTS = tuple(map(re.compile, (
    r"\bå(?=gatan\b)", r"\bäldre", r"\böst(?:er|ra)", r"\bsöd(?:er|ra)", r"\bväst(?:er|ra)",
    r"\bvård(?:en)?\b", r"administratör", r"\ballmän", r"ansvarig", r"arbet", r"assistent",
    r"avdelning", r"bistånd", r"biträdande", r"björk", r"chef\b", r"direktör", r"ekonom", r"enhet",
    r"familj", r"fritid", r"först", r"försörjning", r"förvalt", r"gatan\b", r"gränd(?:en)?\b",
    r"gården\b", r"handläggare", r"hälso", r"höjd", r"ingenjör", r"järnväg", r"kontoret\b",
    r"koordinator", r"kyrko", r"köping", r"ledare", r"ledamot\b", r"långgatan\b", r"miljö(?!n)",
    r"myndighet", r"nämnd", r"omsorg", r"område", r"ordförande", r"projekt", r"rådgivare",
    r"rådhus", r"samhälls", r"samordn", r"sekreterare", r"sektion", r"sjö", r"social", r"station",
    r"\bstor(?:a|gatan)\b", r"strateg", r"ställföreträdande", r"stöd", r"system", r"tekniker",
    r"tjänst", r"torg", r"trädgård", r"utredare", r"utskott", r"utveckl", r"verksamhet", r"vuxen",
    r"vuxna", r"väg(?:en)?\b", r"välfärd", r"överförmynd",
)))
# fmt: on
_DIGIT_IN_WORD = re.compile(r"[^\W\d_][0-9]")


def fold(text: str) -> str:
    """Lower case without rings, dots and accents, as many letters as the text has.

    >>> fold("Ånge")
    'ange'
    """
    return text.lower().translate(_FOLD)


def is_mismarked(text: str) -> bool:
    """Whether a text holds a known word with other marks than it has.

    >>> is_mismarked("Nämndens ordforande"), is_mismarked("Nämndens ordförande")
    (True, False)
    """
    lower, folded = text.lower(), fold(text)
    return any(
        part.match(lower, found.start()) is None
        for part, plain in zip(_PARTS, _FOLDED, strict=True)
        for found in plain.finditer(folded)
    )


def is_nearly(text: str, known: Iterable[str]) -> bool:
    """Whether a text is one of the known names but for marks and spaces ("Änge", "Å re").

    >>> is_nearly("Änge", ["Ånge"]), is_nearly("ÅNGE", ["Ånge"])
    (True, False)
    >>> is_nearly("Habo", ["Habo", "Håbo"])
    False
    """
    names = {name.lower() for name in known}
    return text.lower() not in names and _packed(text) in map(_packed, names)


def has_digit_in_word(text: str) -> bool:
    """Whether a digit goes on from a letter, as an l that was misread does ("K1l")."""
    return _DIGIT_IN_WORD.search(text) is not None


def _packed(text: str) -> str:
    return fold(text).replace(" ", "")


_FOLDED = tuple(re.compile(fold(part.pattern)) for part in _PARTS)
