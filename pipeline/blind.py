"""Blind checks: what is asked of the checker, and what their answers lead to. Pure.

The checker types what stands on the paper and sees no value. Only then is it compared, in the
canonical forms that the reader uses, and only then are they told which fields differ; they may type
those again, still without seeing the value: people who are shown it make what they type match it
(docs/decisions.md).
"""

from collections.abc import Mapping, Sequence

from domain.agreement import Agreement
from domain.case import Event
from domain.form import FieldType, FormVersion
from domain.page import Box
from domain.personal_number import mask_personal_numbers
from domain.reading import FieldReading
from domain.sample import Begun, BlindCheck, Typed
from domain.typed import line
from domain.value import Value
from extractors.values import canonical, corrected_org_no
from pipeline.policy import POLICY
from pipeline.ports import Checked
from validators.catalogue import CATALOGUE
from validators.field_names import FIELD_NAMES

SIGNATURE = "signature.signature"
DIFFERS = "verified.sample_differs"


class Question(Value):
    """A box that the checker looks at; `page` is the page of the file, `box` where it lies on the
    page when that stands upright."""

    key: str
    type: FieldType
    page: int
    box: Box


class Compared(Value):
    """What the answers come to: the keys that differ in the end, those that differed only at first,
    and what was typed of both."""

    differing: tuple[str, ...]
    slips: tuple[str, ...]
    typed: tuple[Typed, ...]


def questions(agreement: Agreement, form: FormVersion) -> tuple[Question, ...]:
    """Every box that was read, in the form's order, and the signature's if it is by hand."""
    placed = ((field, _place(agreement, field.key)) for field in form.fields)
    return tuple(
        Question(key=field.key, type=field.type, page=place[0], box=place[1])
        for field, place in placed
        if place
    )


def _place(agreement: Agreement, key: str) -> tuple[int, Box] | None:
    """The page and the place of a box that can be looked at."""
    reading, signature = agreement.field(key), agreement.signature
    if reading:
        return reading.page, reading.box
    if key == SIGNATURE and signature.kind == "wet_ink" and signature.page and signature.box:
        return signature.page, signature.box
    return None


def differing(
    agreement: Agreement, asked: Sequence[Question], answers: Mapping[str, str]
) -> tuple[str, ...]:
    """The keys of which the answer is not what was registered; one without an answer differs."""
    return tuple(
        one.key
        for one in asked
        if one.key not in answers
        or not agrees(one.type, answers[one.key], agreement.field(one.key))
    )


def agrees(kind: FieldType, typed: str, reading: FieldReading | None) -> bool:
    """Whether what a person typed is the value that was read; an empty line is an empty box.

    Without a reading it is the signature's box, which holds one if the case was registered.
    """
    if reading is None:
        return canonical("checkbox", typed) == "yes"
    if kind == "checkbox":
        return canonical(kind, typed) == reading.value
    if not typed.strip():
        return reading.raw == ""
    if reading.value is None:
        return False
    same = canonical(kind, typed) == reading.value
    return same or (kind == "org_no" and corrected_org_no(typed, reading.value))


def compare(
    agreement: Agreement,
    asked: Sequence[Question],
    first: Mapping[str, str],
    again: Mapping[str, str],
) -> Compared:
    """What the first answers, and those typed again of the fields that differed, come to.

    A field that was not typed again differs: it is then the machine that has to be doubted.
    """
    first, again = _clean(first), _clean(again)
    at_first = differing(agreement, asked, first)
    in_doubt = [one for one in asked if one.key in at_first]
    stands = differing(agreement, in_doubt, again)
    return Compared(
        differing=stands,
        slips=tuple(key for key in at_first if key not in stands),
        typed=tuple(
            Typed(key=key, first=first.get(key, ""), again=again.get(key)) for key in at_first
        ),
    )


def first_answers(
    agreement: Agreement, asked: Sequence[Question], by: str, answers: Mapping[str, str]
) -> Begun:
    """The first answers as they are kept, and which of them differ; no personal identity number is
    kept. ActRefused when one is too long for any box."""
    keys = {one.key for one in asked}
    kept = {
        key: mask_personal_numbers(text) for key, text in _clean(answers).items() if key in keys
    }
    return Begun(by=by, differing=differing(agreement, asked, kept), first=kept)


def _clean(answers: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as it can be seen; ActRefused when one is too long for any box."""
    return {
        key: line(text, f'Svaret om "{FIELD_NAMES.get(key, key)}"') for key, text in answers.items()
    }


def conclude(check: BlindCheck, typed: tuple[Typed, ...]) -> Checked:
    """What a check leads to. A difference that stands is a finding, and a person looks at the entry
    in the register; without any the case is done with."""
    what = "sample_differed" if check.differing else "sample_agreed"
    event = Event(
        subject=check.case, at=check.at, who=check.by, what=what, why=" ".join(check.differing)
    )
    if not check.differing:
        return Checked(check=check, typed=typed, event=event)
    return Checked(
        check=check,
        typed=typed,
        event=event,
        finding=CATALOGUE[DIFFERS].finding(check.differing),
        queue=POLICY[DIFFERS],
    )
