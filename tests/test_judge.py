"""The core as a whole: register or ask, the entry that follows, and the letter."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.judgement import Judgement
from domain.reading import FileReading, SignatureKind
from domain.register import Connection
from pipeline.entry import connection
from pipeline.judge import judge, judge_agreement
from pipeline.letters import feedback
from tests.builders import (
    FAULTLESS,
    agreement,
    facts,
    file,
    other_page,
    page,
    signature,
    with_field,
)

AT = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
FACTS = facts()


def judged(written: dict[str, str | None] | None = None) -> Judgement:
    pages = (page(number, written=written) for number in (1, 2, 3))
    (judgement,) = judge([file(*pages)], FACTS)
    return judgement


def entry(judgement: Judgement) -> Connection:
    assert judgement.agreement is not None
    return connection(judgement.agreement, FACTS, "case-1", AT)


def test_a_faultless_agreement_is_registered() -> None:
    judgement = judged()
    assert (judgement.decision.outcome, judgement.findings) == ("register", ())


def test_a_faulty_one_goes_to_a_person_with_all_its_reasons() -> None:
    decision = judged({"party.city": "", "party.org_no": "212000-0241"}).decision
    assert (decision.outcome, decision.queue) == ("review", "incomplete")
    assert decision.reasons == ("complete.field_missing", "verified.org_no_mismatch")


def test_a_delivery_without_agreement_is_one_judgement() -> None:
    for files in ([], [file(other_page(1, "unknown"))], [FileReading(name="x", problem="damaged")]):
        (judgement,) = judge(files, FACTS)
        assert judgement.agreement is None
        assert (judgement.decision.outcome, judgement.decision.queue) == ("review", "unreadable")


def two(second: dict[str, str | None]) -> list[Judgement]:
    """Judgements of a file with a faultless agreement and, after it, one with these changes."""
    after = (page(number, number - 3, written=second) for number in (4, 5, 6))
    return list(judge([file(page(1), page(2), page(3), *after)], FACTS))


def test_each_of_two_agreements_is_judged_by_itself() -> None:
    other: dict[str, str | None] = {"party.board_name": "Arbetsmarknadsnämnden"}
    both = two(other)
    assert [one.decision.outcome for one in both] == ["register", "register"]
    assert [one.agreement.pages for one in both if one.agreement] == [(1, 2, 3), (4, 5, 6)]
    both = two({**other, "party.city": ""})
    assert [one.decision.outcome for one in both] == ["register", "review"]


@pytest.mark.parametrize(
    "second",
    [
        {"agreement_contact.title": "Chef"},
        {"party.municipality_name": "Habo", "agreement_contact.title": "Chef"},  # by the number
        {"party.board_name": "Socialnämnd i Habo kommun"},  # the same board
        {"party.org_no": "212000-0241"},  # by the name: the number is Håbo's
        {"party.org_no": "2I2000-16I1", "agreement_contact.title": "Chef"},  # corrected
    ],
)
def test_two_agreements_of_one_party_both_go_to_a_person(second: dict[str, str | None]) -> None:
    for judgement in two(second):
        assert "material.party_twice" in judgement.decision.reasons


@pytest.mark.parametrize(
    ("raw", "value", "outcome"),
    [
        ("2I2OOO-1611", "212000-1611", "register"),
        ("21200016I1", "212000-1611", "register"),
        ("2I2000-0241", None, "review"),  # Håbo's, not the named municipality's
        ("212000-0241", "212000-0241", "review"),  # a digit is never taken for another
    ],
)
def test_letters_in_the_number(raw: str, value: str | None, outcome: str) -> None:
    judgement = judged({"party.org_no": raw})
    assert judgement.agreement is not None
    reading = judgement.agreement.field("party.org_no")
    assert reading is not None
    assert (reading.raw, reading.value) == (raw, value)
    assert judgement.decision.outcome == outcome
    corrected = [f.code for f in judgement.findings if f.code == "correct.org_no_corrected"]
    assert bool(corrected) is (outcome == "register")


def test_a_corrected_number_needs_no_sure_reading_because_the_name_vouches_for_it() -> None:
    whole = with_field(agreement({"party.org_no": "2I2000-1611"}), "party.org_no", confidence=0.3)
    assert judge_agreement(whole, FACTS).decision.outcome == "register"


def test_the_entry_says_what_the_form_says() -> None:
    made = entry(judged())
    assert made.key == ("212000-1611", "socialnämnden")
    assert (made.municipality, made.board, made.city) == ("Habo kommun", "Socialnämnden", "Habo")
    assert made.agreement_contact.phone == "08-465 004 00"
    assert made.agreement_contact.phone_e164 == "+46846500400"
    assert made.technical_contact is not None
    assert made.technical_contact.title is None
    assert (made.signed_on, made.signed_by) == ("2026-11-09", "Maria Nilsson")
    assert (made.valid_from, made.concluded_at, made.version) == (AT, None, 1)


def test_what_the_form_leaves_out_about_the_mandate_comes_from_the_list() -> None:
    made = entry(judged({"mandate.decision_date": "", "mandate.registry_no": ""}))
    assert (made.mandate_date, made.mandate_registry_no) == ("2014-09-16", "KS 2014/312")


def test_an_entry_without_what_it_needs_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"party\.city"):
        connection(agreement({"party.city": ""}), FACTS, "case-1", AT)


NO_TECHNICAL: dict[str, str | None] = {
    key: "" for key in FAULTLESS if key.startswith("technical_contact.")
}


@pytest.mark.parametrize(
    ("written", "to", "name"),
    [
        ({}, "lars-erik.lindqvist@habokommun.se", "Lars-Erik Lindqvist"),
        (NO_TECHNICAL, "asa.sjoberg@habokommun.se", "Åsa Sjöberg"),
    ],
)
def test_feedback_goes_to_the_technical_contact_in_the_first_place(
    written: dict[str, str | None], to: str, name: str
) -> None:
    letter = feedback(entry(judged(written)))
    assert (letter.to, letter.kind, letter.case) == (to, "feedback", "case-1")
    assert letter.subject == "Anslutningen till SSBTEK är klar: Socialnämnden, Habo kommun [case-1]"
    assert letter.body.startswith(f"Hej {name}!\n")
    assert "Habo kommun (212000-1611)" in letter.body


TEXTS = st.one_of(
    st.none(),
    st.just(""),
    st.sampled_from(sorted(set(FAULTLESS.values()))),
    st.text(max_size=12),
)
KINDS = st.sampled_from(("wet_ink", "none", "typed_name", "stamp_only", "cannot_tell"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    written=st.dictionaries(st.sampled_from(sorted(FAULTLESS)), TEXTS, max_size=4),
    left_out=st.sets(st.integers(1, 3), max_size=1),
    kind=KINDS,
)
def test_whatever_is_blanked_or_garbled_registered_means_a_whole_and_true_entry(
    written: dict[str, str | None], left_out: set[int], kind: SignatureKind
) -> None:
    """To register implies an entry that can be made and says nothing but what was read."""
    pages = [
        page(number, written=written).model_copy(
            update={"signature": signature(kind) if number == 3 else None}
        )
        for number in (1, 2, 3)
        if number not in left_out
    ]
    for judgement in judge([file(*pages)], FACTS):
        if judgement.decision.outcome == "review":
            assert judgement.decision.queue
            continue
        assert judgement.agreement is not None
        assert not left_out
        assert kind == "wet_ink"
        made = entry(judgement)
        for key, value in registered(made).items():
            assert value == judgement.agreement.value(key), key


CONTACT_PARTS = {"name": "name", "title": "title", "phone": "phone_e164", "email": "email"}


def registered(made: Connection) -> dict[str, str | None]:
    """What stands in the entry, by the key of the field that it must come from."""
    contacts = {
        "agreement_contact": made.agreement_contact,
        "technical_contact": made.technical_contact,
    }
    return {
        "party.org_no": made.org_no,
        "party.municipality_name": made.municipality,
        "party.board_name": made.board,
        "party.department": made.department,
        "party.postal_address": made.postal_address,
        "party.postal_code": made.postal_code,
        "party.city": made.city,
        "supplier.name": made.supplier_name,
        "supplier.org_no": made.supplier_org_no,
        "certificate.serial_no": made.certificate_serial_no,
        "signature.date": made.signed_on,
        "signature.name_clarification": made.signed_by,
        **{
            f"{who}.{part}": getattr(contact, attribute, None)
            for who, contact in contacts.items()
            for part, attribute in CONTACT_PARTS.items()
        },
    }


def test_a_registered_technical_contact_has_a_name_and_an_address() -> None:
    judgement = judged({"technical_contact.email": ""})
    assert judgement.decision.reasons == ("complete.technical_contact_incomplete",)
