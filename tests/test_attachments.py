"""What minutes and letters that come with an agreement lead to: questions, never values."""

from datetime import UTC, date, datetime

import pytest

from domain.attachment import ContactSuggestion, Minutes, Prose, Quote
from domain.facts import Facts
from domain.judgement import Finding, Judgement
from domain.page import PageIdentity
from domain.reading import PageReading
from pipeline.entry import connection
from pipeline.judge import judge
from tests.builders import BOX, facts, file, page, reference

AT = datetime(2026, 11, 17, 1, 15, tzinfo=UTC)
NO_MANDATE: dict[str, str | None] = {"mandate.decision_date": "", "mandate.registry_no": ""}


def quote(text: str) -> Quote:
    return Quote(text=text, box=BOX)


def minutes(**changes: object) -> Prose:
    """Minutes of Habo that give the mandate."""
    said = Minutes(
        body=quote("Kommunstyrelsen"),
        municipality=quote("Habo kommun"),
        day=quote("16 september 2014"),
        decided_on=date(2014, 9, 16),
        paragraph=quote("§ 84"),
        registry_no=quote("KS 2014/312"),
        mandate="given",
        decision=quote("Kommunstyrelsen beslutar att ge SKL i uppdrag att förvalta SSBTEK."),
    )
    return Prose(
        role="minutes_extract", confidence=0.9, minutes=said.model_copy(update=dict(changes))
    )


def letter(name: str) -> Prose:
    contact = ContactSuggestion(name=quote(name), phone=quote("08-465 004 00"))
    return Prose(role="cover_letter", confidence=0.9, contacts=(contact,))


def judged(
    prose: Prose, written: dict[str, str | None] | None = None, *, listed: bool = False
) -> Judgement:
    """The faultless agreement, but for what `written` says, with a fourth page of running text."""
    identity = PageIdentity(original=0, number=4, role=prose.role, confidence=prose.confidence)
    pages = [page(number, written=written) for number in (1, 2, 3)]
    attached = PageReading(identity=identity, source="scan", prose=prose)
    (one,) = judge([file(*pages, attached)], facts() if listed else without_list())
    return one


def without_list() -> Facts:
    """Facts in which no mandate is known."""
    return facts(reference=reference().model_copy(update={"mandates": ()}))


def codes(judgement: Judgement) -> set[str]:
    return {finding.code for finding in judgement.findings}


def finding(judgement: Judgement, code: str) -> Finding:
    return next(found for found in judgement.findings if found.code == code)


def test_minutes_are_evidence_that_a_person_sees_before_it_counts() -> None:
    one = judged(minutes(), NO_MANDATE)
    assert one.decision.outcome == "review"
    assert "verified.mandate_from_minutes" in one.decision.reasons
    assert "complete.mandate_missing" not in codes(one)
    message = finding(one, "verified.mandate_from_minutes").message
    assert "sida 4" in message
    assert "Habo kommun, Kommunstyrelsen, 16 september 2014, § 84, KS 2014/312" in message


def test_nothing_of_the_minutes_becomes_a_value() -> None:
    one = judged(minutes(), NO_MANDATE)
    assert one.agreement
    entry = connection(one.agreement, without_list(), "c-1", AT)
    assert (entry.mandate_date, entry.mandate_registry_no) == (None, None)


def test_once_the_decision_is_in_the_list_minutes_are_not_asked_about() -> None:
    one = judged(minutes(), NO_MANDATE, listed=True)
    assert not {code for code in codes(one) if "mandate" in code}
    assert one.decision.reasons == ("material.attachment",)


def test_minutes_of_another_municipality_give_nothing() -> None:
    one = judged(minutes(municipality=quote("Falu kommun")), NO_MANDATE)
    assert {"verified.minutes_differ", "complete.mandate_missing"} <= codes(one)
    assert "verified.mandate_from_minutes" not in codes(one)


@pytest.mark.parametrize("answer", ["denied", "unclear"])
def test_minutes_that_give_no_mandate_are_a_question_of_their_own(answer: str) -> None:
    one = judged(minutes(mandate=answer), NO_MANDATE)
    assert {"verified.minutes_without_mandate", "complete.mandate_missing"} <= codes(one)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decided_on": date(2014, 9, 17)}, "mandate.decision_date"),
        ({"registry_no": quote("KS 2014/313")}, "mandate.registry_no"),
        ({"decided_on": None, "registry_no": quote("KS 2014/312 § 84")}, None),
        ({"registry_no": None}, None),
    ],
)
def test_minutes_and_form_have_to_agree(changes: dict[str, object], field: str | None) -> None:
    one = judged(minutes(**changes))
    found = [one.fields for one in one.findings if one.code == "verified.minutes_differ"]
    assert found == ([(field,)] if field else [])


def test_a_letter_suggests_a_contact_whom_the_form_lacks() -> None:
    one = judged(letter("Karin Berg"))
    assert "Karin Berg, 08-465 004 00" in finding(one, "verified.contact_in_letter").message
    assert one.agreement
    assert "Karin Berg" not in one.agreement.model_dump_json()
    assert "verified.contact_in_letter" not in codes(judged(letter("Åsa Sjöberg")))


def test_a_page_with_personal_data_is_for_a_person_and_says_nothing() -> None:
    private = minutes().model_copy(update={"personal_numbers": (BOX,)})
    one = judged(private, NO_MANDATE)
    assert "material.personal_data" in one.decision.reasons
    assert "sida 4" in finding(one, "material.personal_data").message.lower()
    assert "complete.mandate_missing" in codes(one)
