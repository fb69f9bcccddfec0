"""Verifierade, the contacts: are they who they say, and of the organisation they say?"""

import re
from collections.abc import Iterable
from itertools import permutations

from rapidfuzz.distance import Levenshtein

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from validators import municipalities, names
from validators.catalogue import CATALOGUE

CONTACTS = ("agreement_contact", "technical_contact")
_NAMES = ("agreement_contact.name", "technical_contact.name", "signature.name_clarification")
# fmt: off
_FREE_MAIL = frozenset((
    "bredband.net", "comhem.se", "fastmail.com", "glocalnet.net", "gmail.com", "gmx.com",
    "gmx.net", "googlemail.com", "home.se", "hotmail.com", "hotmail.se", "hush.com", "icloud.com",
    "live.com", "live.se", "mail.com", "me.com", "msn.com", "outlook.com", "outlook.se",
    "passagen.se", "pm.me", "proton.me", "protonmail.com", "spray.se", "swipnet.se", "tele2.se",
    "telia.com", "tuta.com", "tutanota.com", "yahoo.com", "yahoo.se", "ymail.com", "zoho.com",
))
# fmt: on
_NEAR_DOMAIN = 2  # letters


def name_unlikely(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """A name with a word that the lists do not know as it is spelt.

    That the e-mail address agrees would prove nothing: an address has no rings or dots to lose.
    """
    for key in _NAMES:
        name = agreement.value(key)
        if name and not names.is_known(name, facts.reference):
            yield CATALOGUE["verified.name_unlikely"].finding((key,), name)


def contacts_mixed_up(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """An address made of the other contact's name and not of its own."""
    for contact, other in permutations(CONTACTS):
        email = agreement.value(f"{contact}.email")
        own_name, other_name = agreement.value(f"{contact}.name"), agreement.value(f"{other}.name")
        if not (email and own_name and other_name):
            continue
        if names.fits(email, other_name) and not names.fits(email, own_name):
            fields = (f"{contact}.name", f"{contact}.email")
            yield CATALOGUE["verified.contacts_mixed_up"].finding(fields)


def email_near_name(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """An address one or two letters from its contact's name: one of the two is wrong."""
    for contact in CONTACTS:
        email, name = agreement.value(f"{contact}.email"), agreement.value(f"{contact}.name")
        if email and name and names.nearly_fits(email, name):
            fields = (f"{contact}.name", f"{contact}.email")
            yield CATALOGUE["verified.email_near_name"].finding(fields, email, name)


def email_domains(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Whose domain each address has: the municipality's, a supplier's, a free provider's, else."""
    for contact in CONTACTS:
        key = f"{contact}.email"
        email = agreement.value(key)
        code = _domain_code(key, agreement, facts) if email else None
        if email and code:
            yield CATALOGUE[code].finding((key,), email)


def _domain_code(key: str, agreement: Agreement, facts: Facts) -> str | None:
    domain = (agreement.value(key) or "").partition("@")[2]
    municipality = municipalities.named(agreement, facts.reference)
    if domain in _FREE_MAIL:
        return "verified.email_free"
    if municipality is None or any(_is_under(domain, own) for own in municipality.domains):
        return None  # an unknown municipality has a finding of its own
    if any(Levenshtein.distance(domain, own) <= _NEAR_DOMAIN for own in municipality.domains):
        return "verified.email_domain_other"  # a letter off: misspelt, or misread
    if key.startswith("technical_contact.") and is_suppliers(domain, agreement):
        return "verified.email_domain_supplier"
    if municipality.domain_uncertain and not _is_anothers(domain, facts):
        return "verified.email_domain_uncertain"
    return "verified.email_domain_other"


def _is_under(domain: str, own: str) -> bool:
    return domain == own or domain.endswith(f".{own}")


def _is_anothers(domain: str, facts: Facts) -> bool:
    known = (own for m in facts.reference.municipalities for own in m.domains)
    return any(_is_under(domain, own) for own in known)


def is_suppliers(domain: str, agreement: Agreement) -> bool:
    """True when the form names a supplier and the domain is made of the name's words."""
    label = domain.rpartition(".")[0].rpartition(".")[2].replace("-", "")
    folded = (agreement.value("supplier.name") or "").lower().translate(_FOLD)
    words = [word for word in re.findall("[a-z0-9]+", folded) if word not in _COMPANY_WORDS]
    starts = ("".join(words[:count]) for count in range(1, len(words) + 1))
    return len(label) >= 3 and label in starts


_FOLD = str.maketrans("åäöé", "aaoe")
_COMPANY_WORDS = frozenset({"ab", "publ", "hb", "kb", "aktiebolag", "aktiebolaget", "sverige"})
