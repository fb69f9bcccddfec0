"""Verifierade, the signatory: may this person sign for this municipality?

Municipalities stand in no company register: who may sign follows from a delegation order. So a
person answers, once, and the answer is remembered until a day (domain.ruling.Signatory).
"""

import unicodedata
from collections.abc import Iterable

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from domain.ruling import Signatory
from validators.catalogue import CATALOGUE

_NUMBER = "party.org_no"
_SIGNED_BY = "signature.name_clarification"


def signatory(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """A remembered no stops the case; a name that no answer is known of is told, or asked about."""
    number, name = agreement.value(_NUMBER), agreement.value(_SIGNED_BY)
    if number is None or name is None or facts.signatories is None:
        return
    known = answer(number, name, facts)
    if known is None:
        code = "verified.signatory_ask" if facts.ask_signatory else "verified.signatory_unknown"
        yield CATALOGUE[code].finding((_SIGNED_BY,), name)
    elif not known.may_sign:
        yield CATALOGUE["verified.signatory_refused"].finding((_SIGNED_BY,), name, known.reference)


def answer(org_no: str, name: str, facts: Facts) -> Signatory | None:
    """The newest answer about a name that had not expired on the day of receipt; its last day
    counts. None when there is none."""
    counting = [
        one
        for one in facts.signatories or ()
        if one.org_no == org_no
        and same_name(one.name, name)
        and one.expires_on >= facts.received_on.isoformat()
    ]
    return counting[-1] if counting else None


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: capitals and spaces make no difference, a letter does.

    >>> same_name("ÅSA  Sjöberg", "Åsa Sjöberg "), same_name("Asa Sjöberg", "Åsa Sjöberg")
    (True, False)
    """
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
