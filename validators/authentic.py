"""Is it signed? Judged from what is in the signature box alone, never from what is beside it."""

from collections.abc import Iterable

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from domain.reading import SignatureKind
from validators.catalogue import CATALOGUE

_FIELD = "signature.signature"
_SETTLED: tuple[SignatureKind, ...] = ("wet_ink", "none")  # none: complete.signature_missing
_CODE: dict[SignatureKind, str] = {
    "typed_name": "authentic.signature_typed",
    "stamp_only": "authentic.signature_stamp",
}


def signature(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Ink of a pen passes; a typed name and a stamp do not; a person judges every other kind.

    When the page of the signature is missing, that alone is said.
    """
    field = facts.form(agreement.form).field(_FIELD)
    kind = agreement.signature.kind
    if kind in _SETTLED or (field and field.page in agreement.missing_pages):
        return
    code = _CODE.get(kind, "authentic.signature_unclear")
    yield CATALOGUE[code].finding((_FIELD,), kind)
