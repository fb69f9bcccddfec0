"""Which municipality a name or a number means. A near miss is a suggestion, never a match."""

import re
from collections import Counter, defaultdict

from rapidfuzz import fuzz, process

from domain.agreement import Agreement
from domain.reference import Municipality, Reference

_NEAR = 80.0  # per cent of letters alike
_NOT_OF_A_NAME = frozenset({"i", "kommun", "kommunen", "stad", "staden"})
_NO_TOWN = ("", 0)


def named(agreement: Agreement, reference: Reference) -> Municipality | None:
    """The municipality that the agreement names, None when it names none that we know."""
    name = agreement.value("party.municipality_name")
    return by_name(name, reference) if name else None


def by_name(name: str, reference: Reference) -> Municipality | None:
    """The municipality so called: by its name, its official name or its trading alias.

    Case and the number of spaces make no difference; a letter does (Habo is not Håbo).
    """
    wanted = _plain(name)
    matches = (
        municipality
        for municipality in reference.municipalities
        if wanted in map(_plain, _names(municipality))
    )
    return next(matches, None)


def by_seat(town: str, reference: Reference) -> Municipality | None:
    """The municipality whose seat is this town, as far as the postal codes tell: the town of at
    least twice as many of its codes as any other. Visby is Gotland's; a village is nobody's."""
    towns: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, code in reference.postal_codes.values():
        towns[code][_plain(name)] += 1
    for municipality in reference.municipalities:
        first, second = (*towns[municipality.code].most_common(2), _NO_TOWN, _NO_TOWN)[:2]
        if first[0] == _plain(town) and first[1] >= 2 * second[1]:
            return municipality
    return None


def by_number(org_no: str, reference: Reference) -> Municipality | None:
    """The municipality with this organisationsnummer."""
    return next((m for m in reference.municipalities if m.org_no == org_no), None)


def named_within(text: str, reference: Reference) -> tuple[Municipality, ...]:
    """The municipalities whose name stands in a text as words of its own, also in the genitive
    ("Socialnämnden i Luleå", "Luleås socialnämnd"). Half a compound ("Mark- och ...") is none."""
    words = re.findall(r"[\w-]+", text.casefold())
    spans = {" ".join(words[at : at + n]) for at in range(len(words)) for n in range(1, 4)}
    spans |= {span.removesuffix("s") for span in spans}
    return tuple(
        municipality
        for municipality in reference.municipalities
        if spans & {re.sub(" (?:kommun|stad)$", "", _plain(n)) for n in _names(municipality)}
    )


def plain_board(board: str, municipality: Municipality | None) -> str:
    """A board's name without what it may be written with or without: the municipality's name, "i",
    "kommun", marks and spaces, capitals and the definite ending. For comparing two boards of one
    municipality, never for the register.

    >>> plain_board("Socialnämnden", None), plain_board("Social-nämnd i kommunen", None)
    ('socialnämnd', 'socialnämnd')
    """
    names = _names(municipality) if municipality else ()
    own = {word for name in names for word in _plain(name).split()}
    words = re.findall(r"[^\W_]+", board.casefold())
    kept = [word for word in words if not {word, word.removesuffix("s")} & (own | _NOT_OF_A_NAME)]
    return re.sub("(nämnd|utskott|förbund|styrelse)(?:en|et|n)(?=s?$)", r"\1", "".join(kept))


def nearest(name: str, reference: Reference) -> Municipality | None:
    """The municipality whose name is most like `name`, as a suggestion; None when none is near."""
    spellings = {_plain(n): m for m in reference.municipalities for n in _names(m)}
    best = process.extractOne(_plain(name), spellings.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return spellings[best[0]] if best else None


def spellings(municipality: Municipality) -> frozenset[str]:
    """All its names as they are compared: lower case, single spaces."""
    return frozenset(map(_plain, _names(municipality)))


def _names(municipality: Municipality) -> tuple[str, ...]:
    alias = (municipality.trading_alias,) if municipality.trading_alias else ()
    return (municipality.official_name, municipality.name, *alias)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
