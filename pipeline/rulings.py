"""What persons have said of a case, applied to what the machine read. Pure.

The machine's reading is never changed: every time a case is judged, the rulings are applied to it
anew, in the order in which they were made. What a person entered stands, whatever is read later.
"""

from collections.abc import Sequence

from domain.agreement import Agreement
from domain.facts import Facts
from domain.form import FormVersion
from domain.judgement import Finding, Judgement, Part
from domain.reading import FieldReading, SignatureFact, SignatureKind
from domain.ruling import (
    Answered,
    Approved,
    Correction,
    Harmless,
    PageSaid,
    Ruling,
    SignatureSaid,
    Undone,
)
from extractors.values import canonical
from pipeline.judge import judge_part
from pipeline.policy import decide, needs_two

# Where the machine is sure that no hand has signed, one person who sees it otherwise is not enough.
_UNSIGNED: tuple[SignatureKind, ...] = ("none", "typed_name", "stamp_only", "pasted_image")


def judged(part: Part, rulings: Sequence[Ruling], facts: Facts) -> Judgement:
    """The case as it stands now. Findings that persons have found harmless stay among the findings
    and stop nothing."""
    agreement, rulings = part.agreement, in_force(rulings)
    if agreement is not None:
        agreement = ruled(agreement, rulings, facts.form(agreement.form))
    found = judge_part(part.model_copy(update={"agreement": agreement}), facts)
    left = [one for one in found.findings if not is_harmless(one, rulings)]
    return found.model_copy(update={"decision": decide(left)})


def in_force(rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that still say something: of pages that an answer has replaced, only what was
    typed does, and what a page was said to be. What was taken back says nothing."""
    rulings = standing(rulings)
    last = max((at for at, one in enumerate(rulings) if isinstance(one, Answered)), default=-1)
    return tuple(
        one for at, one in enumerate(rulings) if at > last or isinstance(one, Correction | PageSaid)
    )


def standing(rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """The rulings without those that were taken back, and without the taking back. What was said
    again after that stands."""
    kept: list[Ruling] = []
    for one in rulings:
        if isinstance(one, Undone):
            kept = [other for other in kept if other.identity not in one.taken]
        else:
            kept.append(one)
    return tuple(kept)


def ruled(agreement: Agreement, rulings: Sequence[Ruling], form: FormVersion) -> Agreement:
    """The agreement with what persons entered in the place of what was read."""
    rulings = standing(rulings)
    typed = {one.key: one for one in rulings if isinstance(one, Correction)}
    types = {field.key: field.type for field in form.fields}
    fields = tuple(
        _entered(field, canonical(types[field.key], typed[field.key].text), typed[field.key].text)
        if field.key in typed
        else field
        for field in agreement.fields
    )
    signature = _signature(agreement.signature, rulings)
    return agreement.model_copy(update={"fields": fields, "signature": signature})


def _entered(field: FieldReading, value: str | None, text: str) -> FieldReading:
    """A field as a person typed it; its candidates stay, to be seen beside it."""
    text = text.strip()
    return field.model_copy(
        update={
            "raw": text,
            "value": value if text else None,
            "source": "person",
            "confidence": 1.0,
            "support": None,
            "crossed_out": False,
            "hidden": None,
        }
    )


def _signature(fact: SignatureFact, rulings: Sequence[Ruling]) -> SignatureFact:
    """The signature as persons see it; the last word of each counts. Of an electronic signature the
    file itself tells, and no eye."""
    said = {person(one.by): one for one in rulings if isinstance(one, SignatureSaid)}
    if not said or fact.kind.startswith("pades") or fact.kind == "provider_seal":
        return fact
    words = list(said.values())
    last = max(words, key=lambda one: one.at)
    agreed = [one for one in words if one.signed == last.signed]
    if last.signed and fact.kind in _UNSIGNED and len(agreed) < 2:
        return fact
    kind: SignatureKind = "wet_ink" if last.signed else "none"
    return fact.model_copy(update={"kind": kind, "evidence": "said by a person"})


def approvers(rulings: Sequence[Ruling]) -> frozenset[str]:
    """Who has approved the case as it stands: an approval says nothing of what was said later."""
    last = max((at for at, one in enumerate(rulings) if not isinstance(one, Approved)), default=-1)
    return frozenset(person(one.by) for one in rulings[last + 1 :] if isinstance(one, Approved))


def person(name: str) -> str:
    """A name for telling persons apart: capitals and spaces make nobody another.

    >>> person(" Anna  Andersson") == person("anna andersson")
    True
    """
    return " ".join(name.casefold().split())


def is_harmless(finding: Finding, rulings: Sequence[Ruling]) -> bool:
    """Whether persons have found that a finding is no hindrance: one, or two different ones where
    the policy asks for it."""
    by = {
        person(one.by)
        for one in rulings
        if isinstance(one, Harmless) and one.finding == finding.identity
    }
    return len(by) >= (2 if needs_two(finding.code) else 1)
