"""People's names: whether the lists know them, and whether an e-mail address is made of one."""

import re
from itertools import product

from rapidfuzz.distance import Levenshtein

from domain.reference import Reference

_MARKS = str.maketrans("åäöéèüøæ", "aaoeeuoa")
_PARTICLES = frozenset({"af", "av", "von", "de", "la", "van", "der", "den", "el", "al"})


def is_known(name: str, reference: Reference) -> bool:
    """True when the name has two words or more and the lists know each of them as it is spelt.

    So a lost ring or dot is seen ("Asa Sjoberg"), but not where both spellings are names
    ("Jonsson", "Jönsson").
    """
    words = name.split()
    known = reference.first_names | reference.last_names
    return len(words) >= 2 and all(_is_listed(word, known) for word in words)


def _is_listed(word: str, known: frozenset[str]) -> bool:
    """As spelt: "AnNa" may be a misreading, while a form filled in with capitals only is not."""
    parts = word.split("-")
    if word.isupper():
        parts = [part.capitalize() for part in parts]
    spelling = "-".join(parts)
    if spelling in known or spelling in _PARTICLES:
        return True
    return len(parts) > 1 and all(_is_listed(part, known) for part in parts)


def fits(email: str, name: str) -> bool:
    """True when the address's local part is made of the name, as Swedish authorities make them.

    anna-karin.berg, annakarin.berg, a.berg, akberg, anna.b, berg.anna, anna, berg, akb, annber.
    """
    return _local_part(email) in _full(name) | _short(name)


def nearly_fits(email: str, name: str) -> bool:
    """True when the address is almost made of the name: one of the two is misspelt or misread.

    Its local part is one or two letters off, or both names stand in it with no mark between them,
    where a dot may have been lost, or with a hyphen, which a heavy dot may be taken for.
    """
    written = email.partition("@")[0]
    if fits(email, name):
        hyphens = written.count("-") + written.count("_") - name.count("-")
        return hyphens > 0 or written in _given_before_surname(name)
    local = _local_part(email)
    return any(
        len(spelling) >= 6 and Levenshtein.distance(local, spelling, score_cutoff=2) <= 2
        for spelling in _full(name)
    )


def usual_local_part(name: str) -> str:
    """The local part that Swedish authorities give a name: all of it, folded, with dots between.

    >>> usual_local_part("Anna-Karin Åberg")
    'anna-karin.aberg'
    """
    return ".".join(_fold(word) for word in name.split())


def _local_part(email: str) -> str:
    return re.sub("[^a-z]", "", _fold(email.partition("@")[0]))


def _full(name: str) -> set[str]:
    """Spellings with the whole of a surname."""
    given, surnames = _given_and_surnames(name)
    initials = _initials(" ".join(name.split()[:-1]))
    return _given_before_surname(name) | {
        spelling
        for first, last in product(given, surnames)
        for spelling in (first[0] + last, initials + last, last + first)
    }


def _given_before_surname(name: str) -> set[str]:
    given, surnames = _given_and_surnames(name)
    return {first + last for first, last in product(given, surnames)}


def _short(name: str) -> set[str]:
    """Spellings that hold less than a whole surname, or nothing else."""
    given, surnames = _given_and_surnames(name)
    cut = {
        spelling
        for first, last in product(given, surnames)
        for spelling in (first + last[0], first[:3] + last[:3], first[:2] + last[:2])
    }
    return cut | given | surnames | {_initials(name)}


def _given_and_surnames(name: str) -> tuple[set[str], set[str]]:
    """The ways to write the given names and the surname in an address; neither is empty."""
    words = [word for word in (_split(word) for word in name.split()) if word] or [["x"]]
    given, surname = words[:-1] or words, words[-1]
    parts = [part for word in given for part in word]
    firsts = {"".join(given[0]), given[0][0], "".join(parts)}
    lasts = {"".join(surname), *surname}
    if len(given) > 1:  # the last of them may be the first of two surnames
        lasts.add("".join(given[-1] + surname))
    return firsts, lasts


def _initials(name: str) -> str:
    return "".join(part[0] for word in name.split() for part in _split(word))


def _split(word: str) -> list[str]:
    return re.findall("[a-z]+", _fold(word))


def _fold(text: str) -> str:
    return text.lower().translate(_MARKS)
