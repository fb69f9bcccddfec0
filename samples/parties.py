"""Coherent fictional parties: what a municipality would write in each box of a form.

Municipality, number, domain, postal code and town belong together. People, boards' addresses and
suppliers are made up; telephone numbers are of the ranges reserved for fiction.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from domain.form import FormVersion
from samples.reference import MUNICIPALITIES, Municipality, mandates, names, towns


class Answer(NamedTuple):
    """What is written in a box, and its canonical value; None when it has none."""

    text: str
    value: str | None


Answers = Mapping[str, Answer]
EMPTY = Answer("", None)
UNMARKED = Answer("", "no")
MARKED = Answer("x", "yes")

_BOARDS = (
    (30, "Socialnämnden"),
    (8, "Individ- och familjenämnden"),
    (8, "Arbetsmarknadsnämnden"),
    (6, "Vuxen- och utbildningsnämnden"),
    (6, "Välfärdsnämnden"),
    (6, "Social- och arbetsmarknadsnämnden"),
    (5, "Vård- och omsorgsnämnden"),
    (5, "Omsorgsnämnden"),
    (4, "Arbets- och välfärdsnämnden"),
    (4, "Socialutskottet"),
)
_DEPARTMENTS = (
    "",
    "Individ- och familjeomsorg",
    "Enheten för ekonomiskt bistånd",
    "Socialförvaltningen",
    "Försörjningsstöd",
    "Ekonomiskt bistånd",
    "Avdelning vuxen",
    "Socialkontoret",
)
_STREETS = (
    "Storgatan",
    "Rådhusgatan",
    "Torggatan",
    "Kyrkogatan",
    "Stationsgatan",
    "Skolgatan",
    "Järnvägsgatan",
    "Östra Långgatan",
    "Ågatan",
    "Parkvägen",
)
_CONTACT_TITLES = (
    "Enhetschef",
    "Verksamhetschef",
    "Avdelningschef",
    "Administratör",
    "Utvecklingsledare",
    "Förste socialsekreterare",
    "Handläggare",
    "",
)
_TECHNICAL_TITLES = (
    "IT-samordnare",
    "Systemförvaltare",
    "IT-tekniker",
    "Systemansvarig",
    "IT-strateg",
    "",
)
_SIGNER_TITLES = ("Ordförande", "Nämndens ordförande", "Socialchef", "Förvaltningschef")
_SUPPLIERS = (
    ("Exempelsystem AB", "exempelsystem.example"),
    ("Nordverk Data AB", "nordverkdata.example"),
    ("Kommunexempel IT AB", "kommunexempel.example"),
)
# fmt: off
_MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
           "oktober", "november", "december")
# fmt: on
_FOLD = str.maketrans("åäöéèüáç", "aaoeeuac")


def make_answers(
    form: FormVersion, municipality: Municipality, received: date, rng: random.Random
) -> dict[str, Answer]:
    """Faultless answers for every box of a form but the signature itself."""
    code, town = _town(municipality, rng)
    signed = received - timedelta(days=rng.randint(3, 20))
    style = rng.choice(_DATE_STYLES)
    answers = {
        "party.municipality_name": _same(_municipality_name(municipality, rng)),
        "party.org_no": _org_no(municipality.org_no, rng),
        "party.board_name": _same(weighted(_BOARDS, rng)),
        "party.department": _same(rng.choice(_DEPARTMENTS)),
        "party.postal_address": _same(_address(rng)),
        "party.postal_code": _postal_code(code, rng),
        "party.city": _same(town.upper() if rng.random() < 0.1 else town),
        **_contact("agreement_contact", _CONTACT_TITLES, municipality.domain, rng),
        **_technical_side(municipality, rng),
        **_mandate(municipality, style, rng),
        "terms.accepted": MARKED,
        **_signature(town, signed, style, rng),
    }
    return {field.key: answers[field.key] for field in form.fields if field.key in answers}


def listed_municipalities(listed: bool = True) -> list[Municipality]:
    """Those with (or without) a decision in the list of mandates and a domain known for certain."""
    return [
        municipality
        for municipality in MUNICIPALITIES
        if municipality.certain
        and towns(municipality.code)
        and (municipality.org_no in mandates()) == listed
    ]


def person(rng: random.Random) -> tuple[str, str]:
    """A given name and a surname, common ones most often."""
    given = _common(names("first_names.txt", 150), rng)
    surname = _common(names("last_names.txt", 200), rng)
    if rng.random() < 0.05:
        surname = f"{surname} {_common(names('last_names.txt', 60), rng)}"
    return given, surname


def email_for(given: str, surname: str, domain: str) -> str:
    """given.surname@domain, as municipalities write it."""
    local = f"{given}.{surname}".lower().translate(_FOLD).replace(" ", ".")
    return f"{local}@{domain}"


def phone(rng: random.Random) -> Answer:
    """A number reserved for fiction, as people write it and as E.164."""
    shown, national = rng.choice(_PHONES)(rng)
    digits = national.replace("-", "").replace(" ", "")
    international = "+46" + digits[1:]
    area, rest = shown.split("-")
    written = weighted(
        (
            (12, shown),
            (3, f"{area}-{rest.replace(' ', '')}"),
            (3, f"+46 {area[1:]} {rest}"),
            (2, f"+46 (0){area[1:]}-{rest}"),
        ),
        rng,
    )
    return Answer(written, international)


def written_date(day: date, style: str) -> Answer:
    """A day in one of the ways that people write it."""
    month = _MONTHS[day.month - 1]
    text = style.format(day.year, day.month, day.day, month)
    return Answer(text, day.isoformat())


def luhn_digit(nine: str) -> int:
    """The control digit for the nine first digits of an organisationsnummer (Luhn, mod 10)."""
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(nine)]
    return -sum(d // 10 + d % 10 for d in doubled) % 10


def weighted(choices: Sequence[tuple[int, str]], rng: random.Random) -> str:
    """One of the texts, by weight."""
    return rng.choices([text for _, text in choices], [weight for weight, _ in choices])[0]


_DATE_STYLES = (
    *("{0}-{1:02d}-{2:02d}",) * 6,
    "{2} {3} {0}",
    "den {2} {3} {0}",
    "{0}{1:02d}{2:02d}",
    "{2}/{1} {0}",
    "{2}.{1}.{0}",
)
_Phone = Callable[[random.Random], tuple[str, str]]


def _number(shape: str, low: int, high: int) -> _Phone:
    """A maker of numbers: `shape` with the last digits put in at its star, grouped in pairs."""

    def make(rng: random.Random) -> tuple[str, str]:
        digits = f"{rng.randint(low, high):02d}"
        shown = shape.replace("*", digits if len(digits) < 3 else f"{digits[0]} {digits[1:]}")
        return shown, shown

    return make


_PHONES = (
    *(_number("070-174 06 *", 5, 99),) * 2,
    _number("08-465 004 *", 0, 99),
    _number("031-390 06 *", 0, 99),
    _number("040-628 04 *", 0, 99),
    _number("0980-31 9*", 200, 299),
)


def _same(text: str) -> Answer:
    return Answer(text, text or None)


def _common(ranked: Sequence[str], rng: random.Random) -> str:
    return rng.choices(ranked, [1 / (rank + 8) for rank in range(len(ranked))])[0]


def _municipality_name(municipality: Municipality, rng: random.Random) -> str:
    if municipality.alias and rng.random() < 0.4:
        return municipality.alias
    return municipality.official_name if rng.random() < 0.75 else municipality.name


def _org_no(number: str, rng: random.Random) -> Answer:
    return Answer(number.replace("-", "") if rng.random() < 0.2 else number, number)


def _postal_code(code: str, rng: random.Random) -> Answer:
    spaced = f"{code[:3]} {code[3:]}"
    return Answer(code if rng.random() < 0.15 else spaced, spaced)


def _town(municipality: Municipality, rng: random.Random) -> tuple[str, str]:
    choices = towns(municipality.code)
    main = [(code, town) for code, town in choices if town == municipality.name]
    return rng.choice(main or choices)


def _address(rng: random.Random) -> str:
    if rng.random() < 0.25:
        return f"Box {rng.randint(11, 980)}"
    return f"{rng.choice(_STREETS)} {rng.randint(1, 64)}"


def _contact(
    role: str, titles: Sequence[str], domain: str, rng: random.Random
) -> dict[str, Answer]:
    given, surname = person(rng)
    return {
        f"{role}.name": _same(f"{given} {surname}"),
        f"{role}.title": _same(rng.choice(titles)),
        f"{role}.phone": phone(rng) if rng.random() < 0.9 else EMPTY,
        f"{role}.email": _same(email_for(given, surname, domain)),
    }


def _technical_side(municipality: Municipality, rng: random.Random) -> dict[str, Answer]:
    """The technical contact, by times the supplier's, and the supplier and certificate."""
    supplier, domain = rng.choice(_SUPPLIERS)
    kind = rng.choices(("own", "supplier", "absent"), (75, 10, 15))[0]
    named = kind == "supplier" or rng.random() < 0.5
    at = domain if kind == "supplier" else municipality.domain
    contact = _contact("technical_contact", _TECHNICAL_TITLES, at, rng)
    nine = f"559999{rng.randint(100, 999)}"
    number = f"{nine[:6]}-{nine[6:]}{luhn_digit(nine)}"
    serial = f"{rng.randint(10**7, 10**8 - 1)}"
    return {
        **(contact if kind != "absent" else dict.fromkeys(contact, EMPTY)),
        "supplier.name": _same(supplier if named else ""),
        "supplier.org_no": Answer(number, number) if named else EMPTY,
        "certificate.serial_no": _same(serial if rng.random() < 0.4 else ""),
    }


def _mandate(municipality: Municipality, style: str, rng: random.Random) -> dict[str, Answer]:
    """The decision as listed, on the form two times of three."""
    listed = mandates().get(municipality.org_no)
    if listed is None or rng.random() < 0.33:
        return {"mandate.decision_date": EMPTY, "mandate.registry_no": EMPTY}
    return {
        "mandate.decision_date": written_date(date.fromisoformat(listed[0]), style),
        "mandate.registry_no": _same(listed[1]),
    }


def _signature(town: str, signed: date, style: str, rng: random.Random) -> dict[str, Answer]:
    given, surname = person(rng)
    return {
        "signature.place": _same(town),
        "signature.date": written_date(signed, style),
        "signature.name_clarification": _same(f"{given} {surname}"),
        "signature.title": _same(rng.choice(_SIGNER_TITLES)),
    }
