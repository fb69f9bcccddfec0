"""Is the agreement signed electronically by the person that it names, at a time that can be right?

Only a signature that holds, by a person whose issuer is trusted, passes. All others are for a
person to judge.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from domain.reading import SignatureKind
from validators.catalogue import CATALOGUE

NAME = "signature.name_clarification"
SWEDEN = ZoneInfo("Europe/Stockholm")  # as days of receipt are
FEWEST = 2  # words that two spellings of one name share
_CODE: dict[SignatureKind, str] = {
    "pades_valid": "authentic.esign_valid",
    "pades_untrusted": "authentic.esign_untrusted",
    "pades_broken": "authentic.esign_broken",
    "provider_seal": "authentic.esign_provider",
}


def electronic(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """What an electronic signature is, whom it names and when it was made."""
    fact = agreement.signature
    code = _CODE.get(fact.kind)
    if code == "authentic.esign_broken":
        yield CATALOGUE[code].finding((), fact.evidence)
    elif code == "authentic.esign_valid":
        yield CATALOGUE[code].finding((), _who(agreement), _when(agreement))
    elif code:
        yield CATALOGUE[code].finding((), _who(agreement), fact.evidence)


def signer(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Somebody else than the person whose name stands on the form may have signed. Certificates
    have all of a person's names, in whatever order; a form has those in use."""
    named = agreement.value(NAME)
    fact = agreement.signature
    if fact.kind == "pades_valid" and named and not is_same_person(fact.signer or "", named):
        yield CATALOGUE["authentic.esign_signer"].finding((NAME,), _who(agreement), named)


def time(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """A signature made after the day of receipt, or by a certificate that had run out by then: its
    time is only what the signer's machine said."""
    fact = agreement.signature
    if fact.kind != "pades_valid":
        return
    late = fact.time is None or fact.time.astimezone(SWEDEN).date() > facts.received_on
    over = fact.certificate_until is None or fact.certificate_until < facts.received_on
    if late or over:
        until = str(fact.certificate_until or "-")
        yield CATALOGUE["authentic.esign_time"].finding((), _when(agreement), until)


def is_same_person(one: str, other: str) -> bool:
    """Whether the words of one name are among the other's, at least two of them.

    >>> is_same_person("MARIA ELISABET NILSSON", "Maria Nilsson")
    True
    >>> is_same_person("Maria Nilsson", "Anna Nilsson")
    False
    """
    words, others = (set(name.casefold().replace("-", " ").split()) for name in (one, other))
    return len(words & others) >= FEWEST and (words <= others or others <= words)


def _who(agreement: Agreement) -> str:
    return agreement.signature.signer or "-"


def _when(agreement: Agreement) -> str:
    """The day; a form is dated by days too."""
    at = agreement.signature.time
    return at.astimezone(SWEDEN).date().isoformat() if at else "-"
