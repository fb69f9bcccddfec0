"""Verifierade, the Party: does what the form says agree with what the lists know?"""

import re
from collections.abc import Iterable

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from domain.reference import Municipality
from validators import mandates, municipalities, spelling
from validators.catalogue import CATALOGUE
from validators.correct import luhn

_NAME = "party.municipality_name"
_NUMBER = "party.org_no"
_BOARD = "party.board_name"
_POSTAL_CODE = "party.postal_code"
_CITY = "party.city"
_PLACE = "signature.place"
_DECIDED = "mandate.decision_date"
_REGISTRY_NO = "mandate.registry_no"
_TOWNS = (_CITY, _PLACE)
_IN_WORDS = (
    "party.department",
    "agreement_contact.title",
    "technical_contact.title",
    "signature.title",
    *_TOWNS,
)
_WITH_NUMBERS = ("party.postal_address", "supplier.name")

# Boards have no closed list: a municipality names its own. A name that holds one of these words is
# plausible, whatever else it holds ("kultur- och arbetsmarknadsnämnden").
_PLAUSIBLE = re.compile(
    "social|individ|familj|arbetsmarknad|arbete|vuxen|välfärd|omsorg|medborgar|stadsdel|utskott"
)
_UNLIKELY = re.compile(r"bygg|miljö|teknisk|kultur|fritid|grundskol|överförmyndar|\bval")
_IS_A_BOARD = re.compile(r"(?:nämnd|styrelse|utskott|förbund)(?:en|n|et)?\b")


def municipality_unknown(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """No municipality of this name. The number's owner, else the nearest name, is suggested."""
    name, number = agreement.value(_NAME), agreement.value(_NUMBER)
    if name is None or municipalities.by_name(name, facts.reference):
        return
    owner = municipalities.by_number(number, facts.reference) if number else None
    suggested = owner or municipalities.nearest(name, facts.reference)
    suggestion = f" Menas {suggested.official_name}?" if suggested else ""
    yield CATALOGUE["verified.municipality_unknown"].finding((_NAME,), name, suggestion)


def org_no_owner(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """The number has to be the named municipality's. A neighbour's passes the checksum as well."""
    number = agreement.value(_NUMBER)
    if number is None or not luhn(number):  # which is said by a finding of its own
        return
    owner = municipalities.by_number(number, facts.reference)
    named = municipalities.named(agreement, facts.reference)
    if owner is None:
        yield CATALOGUE["verified.org_no_unknown"].finding((_NUMBER,), number)
    elif named and named != owner:
        yield CATALOGUE["verified.org_no_mismatch"].finding(
            (_NUMBER, _NAME), number, owner.official_name, named.official_name
        )


def board(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """A board that may decide on financial assistance: usually, but not only, a socialnämnd."""
    name = agreement.value(_BOARD)
    if name is None:
        return
    lowered = name.lower()
    if (
        _PLAUSIBLE.search(lowered)
        and _IS_A_BOARD.search(lowered)
        and not spelling.is_mismarked(name)
    ):
        return
    code = "verified.board_unlikely" if _UNLIKELY.search(lowered) else "verified.board_unknown"
    yield CATALOGUE[code].finding((_BOARD,), name)


def misspelt(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """A town, title, department or street that a known word or name would be with other marks.

    No list says that these are right, so nothing else would find a ring that both readers lost.
    Boards and people's names have findings of their own."""
    for key in (*_IN_WORDS, *_WITH_NUMBERS):
        value = agreement.value(key)
        if value and _is_misspelt(key, value, facts):
            yield CATALOGUE["verified.misspelt"].finding((key,), value)


def _is_misspelt(key: str, value: str, facts: Facts) -> bool:
    if key in _TOWNS and spelling.is_nearly(value, _towns(facts)):
        return True
    digit = key in _IN_WORDS and spelling.has_digit_in_word(value)
    return digit or (key not in _TOWNS and spelling.is_mismarked(value))


def _towns(facts: Facts) -> set[str]:
    """Every town and municipality that the lists know."""
    towns = {town for town, _ in facts.reference.postal_codes.values()}
    return towns | {one.name for one in facts.reference.municipalities}


def board_elsewhere(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """A board whose name names another municipality than the Party's ("Socialnämnden i Luleå")."""
    name, named = agreement.value(_BOARD), municipalities.named(agreement, facts.reference)
    others = municipalities.named_within(name or "", facts.reference)
    other = next((one for one in others if one != named), None)
    if name and named and other:
        yield CATALOGUE["verified.board_elsewhere"].finding(
            (_BOARD, _NAME), name, other.official_name, named.official_name
        )


def postal_address(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """The locality of the postal code, when the list has the code; about one in five it has not."""
    code, city = agreement.value(_POSTAL_CODE), agreement.value(_CITY)
    known = facts.reference.postal_codes.get((code or "").replace(" ", ""))
    if known is None or code is None:
        return
    locality, municipality_code = known
    named = municipalities.named(agreement, facts.reference)
    if city and city.casefold() not in _localities(locality, named):
        yield CATALOGUE["verified.city_mismatch"].finding(
            (_POSTAL_CODE, _CITY), code, locality, city
        )
    if named and named.code != municipality_code:
        elsewhere = next(
            (m.name for m in facts.reference.municipalities if m.code == municipality_code),
            locality,
        )
        yield CATALOGUE["verified.postal_code_elsewhere"].finding((_POSTAL_CODE,), code, elsewhere)


def place(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Signed in another municipality: its page may be another Party's, or somebody was there.

    Where the Party's mail goes is at home, whosever town it is; a place that names no municipality
    and is no seat says nothing.
    """
    value = agreement.value(_PLACE)
    named = municipalities.named(agreement, facts.reference)
    if not value or named is None or value.casefold() in _at_home(agreement, named, facts):
        return
    owner = municipalities.by_name(value, facts.reference) or municipalities.by_seat(
        value, facts.reference
    )
    if owner and owner != named:
        yield CATALOGUE["verified.place_other"].finding((_PLACE,), value, named.official_name)


def mandate(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """The decision on the form against the list. That it exists: complete.mandate_missing."""
    given = agreement.value(_DECIDED), agreement.value(_REGISTRY_NO)
    listed = mandates.listed(agreement, facts.reference)
    if not listed and all(given):
        yield CATALOGUE["verified.mandate_not_listed"].finding((_DECIDED, _REGISTRY_NO))
    if listed and not mandates.agreeing(agreement, facts.reference):
        described = f"{listed[0].decision_date}, {listed[0].registry_no}"
        yield CATALOGUE["verified.mandate_differs"].finding((_DECIDED, _REGISTRY_NO), described)


def form_accepted(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Whether the form version was in force on the day of receipt."""
    form = facts.form(agreement.form)
    if facts.received_on < form.valid_from:
        yield CATALOGUE["verified.form_too_early"].finding((), form.valid_from.isoformat())
    if form.accepted_until and facts.received_on > form.accepted_until:
        yield CATALOGUE["verified.form_superseded"].finding((), form.accepted_until.isoformat())


def _at_home(agreement: Agreement, named: Municipality, facts: Facts) -> set[str]:
    """The Party's town on the form, and every town of its municipality or its postal code."""
    code = (agreement.value(_POSTAL_CODE) or "").replace(" ", "")
    _, of_code = facts.reference.postal_codes.get(code, ("", named.code))
    codes = {named.code, of_code}
    towns = {town for town, owner in facts.reference.postal_codes.values() if owner in codes}
    names = {m.name for m in facts.reference.municipalities if m.code in codes}
    return {name.casefold() for name in towns | names | {agreement.value(_CITY) or ""}}


def _localities(locality: str, named: Municipality | None) -> tuple[str, ...]:
    names = (locality, named.name) if named else (locality,)
    return tuple(name.casefold() for name in names)
