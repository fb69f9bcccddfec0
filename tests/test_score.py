"""Judgements compared with the known answers: what is right, what is wrong, what is dangerous."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from pydantic import ValidationError

from adapters.settings import TIMEZONE
from domain.agreement import Agreement
from domain.judgement import Decision, Finding, Judgement, Queue
from domain.reading import SignatureKind
from pipeline.score import (
    Answer,
    AnswerAgreement,
    AnswerPage,
    Score,
    Tally,
    false_accept,
    score,
    tally,
)
from tests.builders import FAULTLESS, agreement, with_field

WRITTEN: dict[str, str | None] = {
    "party.municipality_name": "Habo kommun",
    "party.org_no": "212000-1611",
    "technical_contact.title": None,
}


def answer(
    *faults: str, queue: Queue = "incomplete", signature: SignatureKind = "wet_ink"
) -> Answer:
    """The answer of a sample with these faults; of a faultless one without."""
    written = AnswerAgreement(form="form-a", pages=(1, 2, 3), fields=WRITTEN, signature=signature)
    return Answer(
        file="delivery.pdf",
        purpose="For this test.",
        profile="grey200",
        writing="print",
        channel="scan",
        received_at=datetime(2026, 11, 16, 9, 30, tzinfo=TIMEZONE),
        agreements=(written,),
        faults=faults,
        decision="review" if faults else "register",
        queue=queue if faults else None,
    )


def registered(found: Agreement | None = None) -> Judgement:
    return Judgement(
        agreement=found or agreement(), findings=(), decision=Decision(outcome="register")
    )


def stopped(*codes: str, found: Agreement | None = None) -> Judgement:
    findings = tuple(
        Finding(code=code, group="complete", severity="fault", message="", message_en="")
        for code in codes
    )
    decision = Decision(outcome="review", queue="incomplete", reasons=codes)
    return Judgement(agreement=found or agreement(), findings=findings, decision=decision)


HABO_AS_HABO = with_field(agreement(), "party.municipality_name", value="Håbo kommun")
EMPTY_READ = with_field(agreement(), "technical_contact.title", value="Chef")
MISSING = "complete.field_missing"


@pytest.mark.parametrize(
    ("expected", "judgements", "reason"),
    [
        (answer(), [registered()], None),
        (answer(), [stopped(MISSING)], None),
        (answer(), [stopped(MISSING, found=HABO_AS_HABO)], None),  # wrong, but a person sees it
        (answer(), [registered(HABO_AS_HABO)], "wrong value: party.municipality_name"),
        (answer(), [registered(EMPTY_READ)], "wrong value: technical_contact.title"),
        (answer(MISSING), [registered()], f"faulty: {MISSING}"),
        (answer(MISSING), [stopped(MISSING)], None),
        (answer(MISSING), [stopped("other.code")], None),  # missed, but stopped all the same
        (answer(MISSING), [stopped(MISSING), registered()], f"faulty: {MISSING}"),
        (answer(), [], None),
    ],
)
def test_what_was_wrongly_registered_is_said(
    expected: Answer, judgements: Sequence[Judgement], reason: str | None
) -> None:
    assert score("01", expected, judgements).false_accept == reason


def test_a_fault_outweighs_a_wrong_value() -> None:
    wrong = score("01", answer(), [registered(HABO_AS_HABO)]).wrong
    assert false_accept(answer(MISSING), wrong) == f"faulty: {MISSING}"


@pytest.mark.parametrize(
    ("faults", "found", "missed"),
    [
        ((), (), ()),
        (("a.one",), ("a.one",), ()),
        (("a.one",), ("a.two",), ("a.one",)),
        (("a.one", "a.two"), ("a.two", "a.three"), ("a.one",)),
        (("a.one",), (), ("a.one",)),
    ],
)
def test_a_fault_is_found_when_a_finding_has_its_code(
    faults: tuple[str, ...], found: tuple[str, ...], missed: tuple[str, ...]
) -> None:
    scored = score("01", answer(*faults), [stopped(*found)])
    assert (scored.faults, scored.faults_missed) == (len(faults), missed)


def test_every_field_of_the_answer_is_compared() -> None:
    scored = score("01", answer(), [registered(HABO_AS_HABO)])
    assert scored.fields == len(WRITTEN)
    (wrong,) = scored.wrong
    assert (wrong.key, wrong.expected, wrong.found) == (
        "party.municipality_name",
        "Habo kommun",
        "Håbo kommun",
    )


def test_an_agreement_that_was_not_found_has_no_field_right() -> None:
    scored = score("01", answer(), [Judgement(agreement=None, findings=(), decision=PERSON)])
    assert {field.key for field in scored.wrong} == {key for key, v in WRITTEN.items() if v}
    assert scored.signature_found is None


PERSON = Decision(outcome="review", queue="unreadable")


def test_agreements_are_paired_in_order() -> None:
    two = answer().model_copy(update={"agreements": answer().agreements * 2})
    scored = score("01", two, [registered(), registered(HABO_AS_HABO)])
    assert (scored.fields, len(scored.wrong)) == (2 * len(WRITTEN), 1)
    one_found = score("01", two, [registered()])
    assert len(one_found.wrong) == sum(value is not None for value in WRITTEN.values())


def test_what_is_wrong_in_an_agreement_that_a_person_sees_is_no_false_accept_of_another() -> None:
    two = answer().model_copy(update={"agreements": answer().agreements * 2})
    scored = score("01", two, [registered(), stopped(MISSING, found=HABO_AS_HABO)])
    assert (scored.registered, scored.false_accept, len(scored.wrong)) == (False, None, 1)
    assert score("01", two, [registered(), registered()]).registered


def test_the_score_says_what_was_decided_and_why() -> None:
    scored = score("01", answer(signature="none"), [stopped(MISSING)])
    assert (scored.name, scored.profile, scored.writing) == ("01", "grey200", "print")
    assert (scored.faultless, scored.registered) == (True, False)
    assert scored.reasons == (MISSING,)
    assert (scored.signature_expected, scored.signature_found) == ("none", "wet_ink")
    assert score("01", answer(MISSING), [registered()]).registered


@pytest.mark.parametrize(("form_page", "apart"), [(None, True), (1, False)])
def test_an_agreement_that_is_no_page_of_a_form_counts_as_read_by_labels(
    form_page: int | None, apart: bool
) -> None:
    pages = tuple(
        AnswerPage(number=number, role="agreement", form="form-a", form_page=form_page)
        for number in (1, 2, 3)
    )
    given = answer().model_copy(update={"pages": pages})
    assert score("01", given, [stopped(MISSING)]).by_labels is apart


def test_scores_add_up() -> None:
    scores: list[Score] = [
        score("01", answer(), [registered()]),
        score("02", answer(), [stopped(MISSING)]),
        score("03", answer(), [registered(HABO_AS_HABO)]),
        score("04", answer("a.one", "a.two"), [stopped("a.one")]),
        score("05", answer("a.one"), [registered()]),
    ]
    assert tally(scores) == Tally(
        samples=5,
        fields=15,
        exact=14,
        faultless=3,
        straight_through=2,
        faults=3,
        faults_found=1,
        false_accepts=2,
    )
    assert tally([]) == Tally()


# answers


def test_the_faultless_agreement_of_the_tests_has_what_the_answer_says() -> None:
    assert {key: FAULTLESS[key] or None for key in WRITTEN} == WRITTEN


@pytest.mark.parametrize(
    "change",
    [
        {"profile": "grey1200"},
        {"writing": "brush"},
        {"decision": "accept"},
        {"queue": "nonsense"},
        {"received_at": "yesterday"},
        {"unknown": 1},
        {"agreements": [{"form": "form-a"}]},
    ],
)
def test_an_answer_of_another_form_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate(answer().model_dump() | change)
