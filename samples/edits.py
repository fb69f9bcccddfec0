"""What can be wrong with the answers on a form: each edit makes one defect in faultless answers."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from samples.parties import EMPTY, Answer, Answers, email_for
from samples.reference import MUNICIPALITIES, Municipality, towns


class Case(NamedTuple):
    """Faultless answers, whom they are about, and the day that they arrive."""

    answers: Answers
    municipality: Municipality
    received: date
    rng: random.Random


# What an edit gives are the answers that it changes.
Edit = Callable[[Case], Mapping[str, Answer]]


def empty(*keys: str) -> Edit:
    """Leaves boxes empty; a key without a dot stands for all boxes of that group."""
    return partial(_emptied, keys)


def put(key: str, answer: Answer) -> Edit:
    """Writes this answer in the box."""
    return partial(_put, key, answer)


def signed_on(days_after: int) -> Edit:
    """A signature date that many days after the receipt; negative: before it."""
    return partial(_signed_on, days_after)


def neighbour_org_no(case: Case) -> Mapping[str, Answer]:
    """The number of another municipality in the same county; its checksum is right."""
    others = [m for m in MUNICIPALITIES if m != case.municipality]
    near = [m.org_no for m in others if m.code[:2] == case.municipality.code[:2]]
    number = case.rng.choice(near or [m.org_no for m in others])  # Gotland is alone in its county
    return {"party.org_no": Answer(number, number)}


def bad_checksum(case: Case) -> Mapping[str, Answer]:
    """One digit wrong."""
    number = case.municipality.org_no
    number = number[:-1] + str((int(number[-1]) + case.rng.randint(1, 9)) % 10)
    return {"party.org_no": Answer(number, number)}


def misspelt(case: Case) -> Mapping[str, Answer]:
    """Two letters of the municipality's name in the wrong order."""
    name = case.municipality.name
    known = {m.name for m in MUNICIPALITIES}
    swapped = [
        name[:i] + name[i + 1] + name[i] + name[i + 2 :]
        for i in range(1, len(name) - 1)
        if name[i] != name[i + 1] and name[i : i + 2].isalpha()
    ]
    text = f"{case.rng.choice([s for s in swapped if s not in known])} kommun"
    return {"party.municipality_name": Answer(text, text)}


def strange_domain(case: Case) -> Mapping[str, Answer]:
    """The agreement contact's e-mail at another municipality."""
    other = case.rng.choice([m.domain for m in MUNICIPALITIES if m != case.municipality])
    return _agreement_email(case, f"@{other}", has_value=True)


def free_mail(case: Case) -> Mapping[str, Answer]:
    """The agreement contact's e-mail at a provider that is open to all."""
    return _agreement_email(case, ".exempel@gmail.com", has_value=True)


def malformed_email(case: Case) -> Mapping[str, Answer]:
    """No at sign, two of them, or no domain."""
    domain = case.municipality.domain
    endings = (f"(at){domain}", f"@@{domain}", f"@{domain.split('.')[0]}")
    return _agreement_email(case, case.rng.choice(endings), has_value=False)


def mixed_up(case: Case) -> Mapping[str, Answer]:
    """Each contact person has the other's e-mail address."""
    name = "Karin Lindqvist"
    own = email_for("Karin", "Lindqvist", case.municipality.domain)
    return {
        "technical_contact.name": Answer(name, name),
        "technical_contact.email": case.answers["agreement_contact.email"],
        "agreement_contact.email": Answer(own, own),
    }


def half_technical_contact(_: Case) -> Mapping[str, Answer]:
    """A technical contact with a name and no e-mail address."""
    return {
        "technical_contact.name": Answer("Karin Lindqvist", "Karin Lindqvist"),
        "technical_contact.email": EMPTY,
    }


def strange_town(case: Case) -> Mapping[str, Answer]:
    """A town of another county, that the postal code does not lead to."""
    far = [m.code for m in MUNICIPALITIES if m.code[:2] != case.municipality.code[:2]]
    town = next(name for code in case.rng.sample(far, 20) for _, name in towns(code))
    return {"party.city": Answer(town, town)}


def own_mandate(case: Case) -> Mapping[str, Answer]:
    """A decision of last year, written on the form and in no list."""
    year = case.received.year - 1
    day, number = f"{year}-05-19", f"KS {year}/{case.rng.randint(950, 999)}"
    return {
        "mandate.decision_date": Answer(day, day),
        "mandate.registry_no": Answer(number, number),
    }


def _agreement_email(case: Case, ending: str, has_value: bool) -> Mapping[str, Answer]:
    local = case.answers["agreement_contact.email"].text.split("@")[0]
    text = local + ending
    return {"agreement_contact.email": Answer(text, text if has_value else None)}


# Edits cross to other processes, so none of them is a closure.
def _emptied(keys: tuple[str, ...], case: Case) -> Mapping[str, Answer]:
    return {key: EMPTY for key in case.answers if key in keys or key.split(".")[0] in keys}


def _put(key: str, answer: Answer, _: Case) -> Mapping[str, Answer]:
    return {key: answer}


def _signed_on(days_after: int, case: Case) -> Mapping[str, Answer]:
    day = (case.received + timedelta(days=days_after)).isoformat()
    return {"signature.date": Answer(day, day)}
