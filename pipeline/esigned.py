"""Which signature an agreement has: what is in its box, or the electronic one of its file."""

from domain.reading import FileReading, SignatureFact, SignatureKind

# The worst first: whoever adds a signature of his own must not hide that another does not hold.
_WORST: tuple[SignatureKind, ...] = (
    "pades_broken",
    "pades_untrusted",
    "provider_seal",
    "pades_valid",
)


def signature_of(in_box: SignatureFact, file: FileReading, agreements: int) -> SignatureFact:
    """The signature of an agreement out of a file with that many of them.

    A signature by pen is one, whatever seal a scanner puts on its file; but not in a file that was
    changed after somebody signed it electronically. Of several electronic ones the worst counts. A
    file with several agreements has one signature for all: for which of them is for a person.
    """
    if not file.signatures:
        return in_box
    worst = min(file.signatures, key=lambda fact: _WORST.index(fact.kind))
    if in_box.kind == "wet_ink" and worst.kind != "pades_broken":
        return in_box
    if agreements > 1 and worst.kind == "pades_valid":
        told = "one electronic signature for several agreements"
        return in_box.model_copy(update={"kind": "cannot_tell", "evidence": told})
    return worst.model_copy(update={"page": in_box.page, "box": in_box.box})
