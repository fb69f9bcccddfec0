"""What persons have said of a case, applied to what the machine read. Pure.

The machine's reading is never changed: every time a case is judged, the rulings are applied to it
anew, in the order in which they were made. What a person entered stands, whatever is read later.
"""

from collections.abc import Sequence

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding, Judgement, Part
from domain.reading import SignatureFact, SignatureKind
from domain.ruling import (
    Answered,
    Approved,
    Correction,
    Harmless,
    PageSaid,
    Ruling,
    SignatureSaid,
    Undone,
    identity,
)
from pipeline.answers import about_answers
from pipeline.judge import judge_part
from pipeline.policy import decide, needs_two
from pipeline.typed import about_typed, with_typed

# Where the machine is sure that no hand has signed, one person who sees it otherwise is not enough.
_UNSIGNED: tuple[SignatureKind, ...] = ("none", "typed_name", "stamp_only", "pasted_image")


def judged(part: Part, rulings: Sequence[Ruling], facts: Facts) -> Judgement:
    """The case as it stands now. Findings that persons have found harmless stay among the findings
    and stop nothing."""
    rulings = standing(rulings)
    told = {
        "agreement": ruled(part, rulings, facts),
        "findings": (
            *part.findings,
            *about_typed(part, rulings, facts),
            *about_answers(part, rulings),
        ),
    }
    found = judge_part(part.model_copy(update=told), facts)
    rulings = in_force(rulings)
    left = [one for one in found.findings if not is_harmless(one, rulings)]
    return found.model_copy(update={"decision": decide(left)})


def in_force(rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that still say something: of pages that an answer has replaced, only what was
    typed does, and what a page was said to be. What was taken back says nothing."""
    rulings = standing(rulings)
    answers = (at for at, one in enumerate(rulings) if isinstance(one, Answered) and one.is_new)
    last = max(answers, default=-1)
    return tuple(
        one for at, one in enumerate(rulings) if at > last or isinstance(one, Correction | PageSaid)
    )


def standing(rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """The rulings without those that were taken back, and without the taking back. What was said
    again after that stands."""
    kept: list[Ruling] = []
    for one in rulings:
        if isinstance(one, Undone):
            kept = [other for other in kept if identity(other) not in one.taken]
        else:
            kept.append(one)
    return tuple(kept)


def ruled(part: Part, rulings: Sequence[Ruling], facts: Facts) -> Agreement | None:
    """The agreement with what persons have said of its pages in the place of what was read; None
    when the part holds none."""
    if part.agreement is None:
        return None
    rulings = standing(rulings)
    whole = with_typed(part.agreement, part, rulings, facts)
    said = [
        one
        for one in in_force(rulings)
        if isinstance(one, SignatureSaid) and one.page == part.signed_page
    ]
    return whole.model_copy(update={"signature": _signature(whole.signature, said)})


def _signature(fact: SignatureFact, rulings: Sequence[SignatureSaid]) -> SignatureFact:
    """The signature as persons see it; the last word of each counts. Of an electronic signature the
    file itself tells, and no eye."""
    said = {person(one.by): one for one in rulings}
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
