"""Is it signed, and is what is signed the approved text? A signature is judged from what is in its
box alone, never from what is beside it."""

import re
from collections.abc import Iterable, Sequence

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from domain.reading import Alteration, SignatureKind
from validators.catalogue import CATALOGUE

MOST_NAMED = 5  # changed words of a page that a message names
_FIELD = "signature.signature"
# none: complete.signature_missing; electronic ones: esigned.
_SETTLED: tuple[SignatureKind, ...] = (
    "wet_ink",
    "none",
    "pades_valid",
    "pades_untrusted",
    "pades_broken",
    "provider_seal",
)
_CODE: dict[SignatureKind, str] = {
    "typed_name": "authentic.signature_typed",
    "stamp_only": "authentic.signature_stamp",
}
# Boxes of free text: what stands there is printed in no list, and goes into the register as it is.
_FREE_TEXT = (
    "party.board_name",
    "party.department",
    "party.postal_address",
    "party.city",
    "agreement_contact.name",
    "agreement_contact.title",
    "technical_contact.name",
    "technical_contact.title",
    "supplier.name",
    "signature.place",
    "signature.name_clarification",
    "signature.title",
)
# Words that make of a name or an address a reservation, or that say that there is none.
_RESERVATION = re.compile(
    r"""\b(?: ej | inte | villkor(?:en|at)? | punkt(?:en)? | pkt | undantag(?:et|en)? | utgår
    | gäller | förbehåll(?:et|en)? | reservation(?:en|er)? | förutsättning(?:en|ar|arna)?
    | förutsatt | bindande | endast | enbart | utkast(?:et)? | preliminär[ta]? | tills\s+vidare
    | prövas | upphör(?:t|de|a)? | makulera[ds]? | makulerat | annullera[ds]? | annullerat
    | återkalla[ds]? | återkallat | (?:o)?giltigt? | (?:o)?giltiga | nedlag[dt]a? | saknas | saknar
    | ingen | inget | okänd | okänt | vakant
    | (?:se|enl|enligt|som)\b\.?\s*(?:ovan|nedan|ovanstående|bilaga|bilagor|bifogad|bifogat)
    | samma\s+(?:som|adress|person) )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def text_altered(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Printed words that were replaced, struck through or covered: what is signed is not what was
    approved."""
    changed = [one for one in agreement.alterations if one.kind != "unexplained_ink"]
    if changed:
        pages = sorted({one.page for one in changed})
        named = "; ".join(
            _named(page, [one for one in changed if one.page == page]) for page in pages
        )
        yield CATALOGUE["authentic.text_altered"].finding((), named)


def _named(page: int, changed: Sequence[Alteration]) -> str:
    """The words of a page that were changed, the first few."""
    words = [one.expected or "" for one in changed]
    more = f" med flera ({len(words)})" if len(words) > MOST_NAMED else ""
    return f"sida {page}, {', '.join(words[:MOST_NAMED])}{more}"


def ink_unexplained(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Ink outside the boxes that is no stamp of receipt, hole, shadow or the like: it may be a
    reservation."""
    pages = sorted({one.page for one in agreement.alterations if one.kind == "unexplained_ink"})
    if pages:
        yield CATALOGUE["authentic.ink_unexplained"].finding((), ", ".join(map(str, pages)))


def reservation_in_field(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """A box for a name or an address that holds a word of reservation ("gäller ej punkt 4") or
    says nothing itself ("se bilaga"): no ink outside the boxes tells of it."""
    for key in _FREE_TEXT:
        value = agreement.value(key)
        if value and _RESERVATION.search(value):
            yield CATALOGUE["authentic.reservation_in_field"].finding((key,), value)


def value_hidden(agreement: Agreement, facts: Facts) -> Iterable[Finding]:  # noqa: ARG001
    """Form fields or text of the file that are not what the page shows: which of the two was signed
    nobody can tell."""
    fields = tuple(field.key for field in agreement.fields if field.hidden is not None)
    if fields:
        yield CATALOGUE["authentic.value_hidden"].finding(fields)


def signature(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Ink of a pen passes; a typed name and a stamp do not; a person judges every other kind but
    electronic ones (esigned).

    When the page of the signature is missing, that alone is said.
    """
    field = facts.form(agreement.form).field(_FIELD)
    kind = agreement.signature.kind
    if kind in _SETTLED or (field and field.page in agreement.missing_pages):
        return
    code = _CODE.get(kind, "authentic.signature_unclear")
    yield CATALOGUE[code].finding((_FIELD,), kind)
