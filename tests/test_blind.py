"""Blind checks: what is asked, when an answer is what was registered, and what follows."""

import pytest

from domain.form import FormField, PointBox
from domain.sample import BlindCheck, Draw, Typed
from pipeline.blind import agrees, compare, conclude, differing, questions
from tests.builders import FAULTLESS, agreement, field, field_type, form, signature
from tests.intake import NOW

# What a checker types who reads the paper right: as it stands there, and not as values are kept.
TYPED = {**FAULTLESS, "signature.signature": "x"}
ASKED = questions(agreement(), form())


def test_every_box_is_asked_for_in_the_forms_order_and_no_value_is_told() -> None:
    assert [one.key for one in ASKED] == [one.key for one in form().fields]
    told = " ".join(str(one) for one in ASKED)
    assert not any(text in told for text in FAULTLESS.values() if len(text) > 1)


def test_the_signature_is_asked_for_only_where_it_is_on_the_paper() -> None:
    signed_by_wire = agreement(signature=signature("pades_valid"))
    assert "signature.signature" not in {one.key for one in questions(signed_by_wire, form())}


def test_a_box_that_the_form_lacks_is_not_asked_for() -> None:
    only = FormField(key="party.city", label="Ort", type="text", page=1, box=PointBox(0, 0, 9, 9))
    assert [one.key for one in questions(agreement(), form(fields=(only,)))] == ["party.city"]


@pytest.mark.parametrize(
    ("key", "raw", "typed", "same"),
    [
        ("party.city", "Habo", "Habo", True),
        ("party.city", "Habo", "  Habo ", True),  # spaces at the ends are nobody's
        ("party.city", "Habo", "Håbo", False),
        ("party.city", "Habo", "habo", False),
        ("party.city", "Habo", "", False),
        ("party.city", "", "", True),  # an empty box
        ("party.city", "", "Habo", False),
        ("party.city", "", "?", False),  # no value, but not empty either
        ("party.postal_code", "566 32", "56632", True),
        ("party.org_no", "212000-1611", "2120001611", True),
        ("party.org_no", "212000-1611", "2I2OOO-1611", True),  # as written, corrected by the reader
        ("party.org_no", "212000-1611", "212000-1612", False),
        ("signature.date", "2026-11-09", "den 9 november 2026", True),
        ("signature.date", "2026-11-09", "9/10 2026", False),
        ("agreement_contact.phone", "08-465 004 00", "+46 8 465 004 00", True),
        ("agreement_contact.email", "a.b@habo.se", "A.B@habo.se", True),
        ("agreement_contact.email", "a.b@habo.se", "ab@habo.se", False),
        ("terms.accepted", "x", "ja", True),
        ("terms.accepted", "x", "", False),
        ("terms.accepted", "", "", True),
    ],
)
def test_an_answer_is_compared_as_a_value_and_not_as_letters(
    key: str, raw: str, typed: str, same: bool
) -> None:
    assert agrees(field_type(key), typed, field(key, raw)) is same


@pytest.mark.parametrize(
    ("typed", "same"), [("x", True), ("ja", True), ("", False), ("nej", False)]
)
def test_a_registered_case_is_signed(typed: str, same: bool) -> None:
    assert agrees("signature", typed, None) is same


def test_who_reads_the_paper_as_the_machine_did_finds_nothing() -> None:
    found = compare(agreement(), ASKED, TYPED, {})
    assert (found.differing, found.slips, found.typed) == ((), (), ())


def test_a_field_without_an_answer_differs() -> None:
    answers = {key: text for key, text in TYPED.items() if key != "certificate.serial_no"}
    assert differing(agreement(), ASKED, answers) == ("certificate.serial_no",)


def test_what_is_typed_again_as_it_was_registered_was_a_slip_and_both_are_kept() -> None:
    first = {**TYPED, "party.city": "Hobo", "party.department": "Arbete"}
    found = compare(agreement(), ASKED, first, {"party.city": "Habo"})
    assert found.slips == ("party.city",)
    assert found.differing == ("party.department",)
    assert found.typed == (
        Typed(key="party.department", first="Arbete"),
        Typed(key="party.city", first="Hobo", again="Habo"),
    )


def test_what_is_typed_again_otherwise_still_differs() -> None:
    found = compare(agreement(), ASKED, {**TYPED, "party.city": "Hobo"}, {"party.city": "Håbo"})
    assert (found.differing, found.slips) == (("party.city",), ())


def test_typing_again_cannot_make_a_difference_where_there_was_none() -> None:
    found = compare(agreement(), ASKED, TYPED, {"party.city": "Hobo"})
    assert (found.differing, found.typed) == ((), ())


def test_a_difference_is_a_finding_for_a_person_and_its_event_holds_no_value() -> None:
    check = BlindCheck(
        case="c-1", by="Karin", at=NOW, compared=("party.city",), differing=("party.city",)
    )
    checked = conclude(check, (Typed(key="party.city", first="Hobo"),))
    assert checked.finding is not None
    assert (checked.finding.code, checked.finding.fields) == (
        "verified.sample_differs",
        ("party.city",),
    )
    assert checked.queue == "incorrect"
    assert checked.event.why == "party.city"
    assert "Hobo" not in checked.event.model_dump_json() + checked.finding.model_dump_json()


def test_a_check_without_difference_asks_nobody() -> None:
    checked = conclude(BlindCheck(case="c-1", by="Karin", at=NOW, compared=("a",)), ())
    assert (checked.finding, checked.queue, checked.event.what) == (None, None, "sample_agreed")


@pytest.mark.parametrize(
    ("number", "share", "picked"),
    [(0.0, 0.0, False), (0.999, 1.0, True), (0.04, 0.05, True), (0.05, 0.05, False)],
)
def test_a_share_of_none_picks_none_and_of_all_picks_all(
    number: float, share: float, picked: bool
) -> None:
    assert Draw(case="c-1", number=number, share=share).is_picked is picked


def test_no_answer_holds_a_personal_number() -> None:
    kept = Typed(key="party.city", first="811218-9876", again="Habo 811218-9876")
    assert "9876" not in kept.model_dump_json()
