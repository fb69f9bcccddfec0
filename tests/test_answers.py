"""Answers: who sent them, and the letter of ours that may lie on top."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters import tables
from adapters.store import Store
from domain.attachment import Prose
from domain.case import Case
from domain.page import Role
from domain.reading import FileReading, PageReading
from pipeline import acts
from tests.builders import file, other_page, page, signature
from tests.intake import delivery, rows, store_in
from tests.lives import act, arrived, received, saying

pytestmark = pytest.mark.usefixtures("database")  # each test on both kinds

REGISTRAR, STRANGER = "registrator@habokommun.se", "nagon.annan@gmail.com"
FROM_OTHER, NOTHING_NEW = "verified.answer_from_other", "material.answer_nothing_new"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def asked(store: Store, reading: FileReading | None = None) -> str:
    """A case whose registrar has been asked, by default for the last page."""
    (case,) = arrived(store, "one", reading or file(page(1), page(2)))
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, REGISTRAR, "Skicka sidan igen.")
    return case.id


def unclear() -> FileReading:
    return saying({"supplier.org_no": None})


def answered(store: Store, case: str, sender: str | None, reading: FileReading) -> Case:
    mail = {"subject": f"SV: Komplettera [{case}]", "sender": sender}
    (after,) = received(store, delivery("answer").model_copy(update=mail), reading)
    assert after.id == case
    return after


# Who sent it


@pytest.mark.parametrize("sender", [REGISTRAR, f"Habo kommun <{REGISTRAR.upper()}>", None])
def test_an_answer_from_who_was_asked_is_registered(store: Store, sender: str | None) -> None:
    case = asked(store)
    assert answered(store, case, sender, file(page(1, 3))).state == "registered"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("technical_contact.email", "nagon.annan@habokommun.se"),
        ("agreement_contact.name", "Anna Berg"),
        ("party.postal_address", "Bakgatan 1"),
    ],
)
def test_what_somebody_else_answers_about_party_and_contacts_is_for_a_person(
    store: Store, key: str, text: str
) -> None:
    case = asked(store, unclear())
    after = answered(store, case, STRANGER, file(page(1, written={key: text})))
    assert FROM_OTHER in after.decision.reasons
    (found,) = [one for one in after.findings if one.code == FROM_OTHER]
    assert found.fields == (key,)
    assert STRANGER not in found.message


def test_a_signature_that_somebody_else_sends_is_for_a_person(store: Store) -> None:
    last = page(1, 3).model_copy(update={"signature": signature().model_copy(update={"page": 1})})
    after = answered(store, asked(store, unclear()), STRANGER, file(last))
    (found,) = [one for one in after.findings if one.code == FROM_OTHER]
    assert found.fields == ("signature.signature",)


def test_what_somebody_else_answers_about_nothing_of_that_is_no_matter(store: Store) -> None:
    case = asked(store, unclear())
    assert answered(store, case, STRANGER, file(page(1))).state == "registered"


def test_that_somebody_else_answered_is_not_forgotten(store: Store) -> None:
    case = asked(store)
    answered(store, case, STRANGER, file(page(1, 3), other_page(2, "unknown")))
    with act(store, case) as (order, tx, facts):
        after = acts.correct(order, tx, facts, {"party.city": "Habo"})
    assert FROM_OTHER in after.decision.reasons
    (other,) = arrived(store, "other", file(other_page(1, "unknown")))
    with act(store, case) as (order, tx, facts):
        to = acts.Order(case=other.id, version=1, who=order.who, at=order.at, day=order.day)
        left, _ = acts.move_pages(order, tx, facts, [4], to)
    assert FROM_OTHER in left.decision.reasons


# Our own letter on top


def letter(case: str, role: Role = "unknown", number: int = 1) -> PageReading:
    """The printed request, which bears the reference as a code."""
    return other_page(number, role).model_copy(update={"reference": case})


def by_post(store: Store, reading: FileReading) -> Case:
    (after,) = received(store, delivery("answer"), reading)
    return after


@pytest.mark.parametrize("role", ["unknown", "attachment", "cover_letter"])
def test_an_answer_by_post_with_our_letter_on_top_is_accepted_like_one_by_mail(
    store: Store, role: Role
) -> None:
    case = asked(store)
    after = by_post(store, file(letter(case, role), page(2, 3)))
    assert (after.id, after.state) == (case, "registered")
    answer = delivery("answer").id
    ends = {row["number"]: row["kind"] for row in rows(store, tables.page_ends)
            if row["delivery"] == answer}  # fmt: skip
    assert ends == {1: "attachment", 2: "agreement"}


def test_our_letter_before_a_separator_sheet_is_no_agreement_of_its_own(store: Store) -> None:
    case = asked(store)
    whole = file(letter(case), other_page(2, "separator"), page(3, 3))
    assert by_post(store, whole).state == "registered"


def test_our_letter_alone_brings_nothing_new(store: Store) -> None:
    """A person had put all right, and asked for something more."""
    case = asked(store, saying({"agreement_contact.phone": None}))
    with act(store, case) as given:
        acts.take_back(*given)
    with act(store, case) as given:
        acts.correct(*given, {"agreement_contact.phone": "08-465 004 00"})
    with act(store, case) as (order, tx, _):
        acts.request_supplement(order, tx, REGISTRAR, "Skicka beslutet.")
    after = by_post(store, file(letter(case), other_page(2, "blank")))
    assert (after.id, after.state) == (case, "in_review")
    assert after.decision.reasons == (NOTHING_NEW,)


@pytest.mark.parametrize("role", ["minutes_extract", "verification_page"])
def test_a_page_that_is_known_to_be_something_else_is_read_by_a_person(
    store: Store, role: Role
) -> None:
    case = asked(store)
    after = by_post(store, file(letter(case, role), page(2, 3)))
    assert after.id == case
    assert "material.attachment" in after.decision.reasons


def test_data_about_people_on_our_letter_is_told(store: Store) -> None:
    case = asked(store)
    private = letter(case).model_copy(
        update={"prose": Prose(role="attachment", confidence=0.9, client_data=True)}
    )
    after = by_post(store, file(private, page(2, 3)))
    assert "material.personal_data" in after.decision.reasons


def test_an_unknown_page_without_our_code_is_still_for_a_person(store: Store) -> None:
    case = asked(store)
    after = by_post(store, file(letter(case), page(2, 3), other_page(3, "unknown")))
    assert (after.id, after.state) == (case, "in_review")
    assert "material.page_unknown" in after.decision.reasons
