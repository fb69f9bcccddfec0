"""Persons' acts, on a real store: what each leads to, and what it refuses."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters import outbox, tables
from adapters.cases import acting
from adapters.store import Store
from domain.errors import ActRefused, NotFound, StaleCase
from domain.ledger import KeptEnd
from domain.reading import Alteration, FileReading
from pipeline import acts
from pipeline.filing import places
from pipeline.policy import needs_two
from pipeline.settle import settle
from tests.builders import BOX, FAULTLESS, file, other_page, page, signature
from tests.intake import NOW, delivery, rows, settled, store_in
from tests.lives import ANNA, BERIT, FACTS, act, arrived, folder, letters, saying

pytestmark = pytest.mark.usefixtures("database")  # each test on both kinds

UNCLEAR = {"agreement_contact.phone": None}
WRONG = {"agreement_contact.email": "asa.sjoberg(a)habokommun.se"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def waiting(store: Store, content: str = "one", **written: str | None) -> str:
    """A case that waits for a person because of what stands in its boxes."""
    (case,) = arrived(store, content, saying(written or UNCLEAR))
    assert case.state == "in_review"
    return case.id


def happened(store: Store, case: str) -> list[str]:
    return [str(row["what"]) for row in rows(store, tables.events) if row["subject"] == case]


def connections(store: Store) -> list[dict[str, object]]:
    return rows(store, tables.connections)


# Correcting


def test_a_correction_judges_the_case_again_and_keeps_what_was_read(store: Store) -> None:
    case = waiting(store, **WRONG)
    with act(store, case) as (order, tx, facts):
        after = acts.correct(
            order, tx, facts, {"agreement_contact.email": "asa.sjoberg@habokommun.se"}
        )
    assert after.decision.outcome == "register"
    kept = folder(store, case)
    assert kept.case.agreement is not None
    assert kept.part.agreement is not None
    field = kept.case.agreement.field("agreement_contact.email")
    read = kept.part.agreement.field("agreement_contact.email")
    assert field is not None
    assert read is not None
    assert (field.source, field.value) == ("person", "asa.sjoberg@habokommun.se")
    assert (read.source, read.raw) == ("ocr", WRONG["agreement_contact.email"])
    assert kept.case.state == "in_review", "a person approves"
    assert happened(store, case)[-1] == "correct"


def test_a_correction_that_is_wrong_too_says_so_at_once(store: Store) -> None:
    case = waiting(store, **WRONG)
    with act(store, case) as (order, tx, facts):
        after = acts.correct(order, tx, facts, {"agreement_contact.email": "asa.sjoberg@"})
    assert "correct.email_format" in after.decision.reasons


def test_what_a_person_typed_stays_when_it_is_typed_again(store: Store) -> None:
    case = waiting(store)
    for text in ("08-465 004 01", "08-465 004 00"):
        with act(store, case) as (order, tx, facts):
            acts.correct(order, tx, facts, {"agreement_contact.phone": text})
    kept = folder(store, case)
    assert [one.text for one in kept.rulings if one.kind == "correction"] == [
        "08-465 004 01",
        "08-465 004 00",
    ]
    assert kept.case.agreement is not None
    field = kept.case.agreement.field("agreement_contact.phone")
    assert field is not None
    assert field.raw == "08-465 004 00"


def test_no_machine_reading_takes_the_place_of_what_a_person_typed(store: Store) -> None:
    """The list vouches for another reading of the box; it is not used."""
    case = waiting(store)
    with act(store, case) as (order, tx, facts):
        after = acts.correct(order, tx, facts, {"party.city": "Hbo"})
    assert after.agreement is not None
    assert after.agreement.value("party.city") == "Hbo"


def test_a_box_on_no_page_of_the_case_is_not_corrected(store: Store) -> None:
    (case,) = arrived(store, "one", file(page(1), page(2)))
    with (
        pytest.raises(ActRefused, match="finns inte på någon sida"),
        act(store, case.id) as (order, tx, facts),
    ):
        acts.correct(order, tx, facts, {"signature.date": "2026-11-09"})
    assert folder(store, case.id).case.version == 1


def test_a_personal_number_that_a_person_types_is_not_kept(store: Store) -> None:
    case = waiting(store)
    with act(store, case) as (order, tx, facts):
        acts.correct(order, tx, facts, {"agreement_contact.title": "Chef 811228-9874"})
    kept = folder(store, case)
    assert "9874" not in kept.model_dump_json()


# Versions and claims


def test_an_act_on_a_version_that_is_no_more_changes_nothing(store: Store) -> None:
    case = waiting(store)
    with act(store, case) as (order, tx, facts):
        acts.correct(order, tx, facts, {"agreement_contact.phone": "08-465 004 00"})
    before = rows(store, tables.cases)
    with (
        pytest.raises(StaleCase, match="någon annan"),
        act(store, case, BERIT, version=1) as (order, tx, facts),
    ):
        acts.approve(order, tx, facts)
    assert rows(store, tables.cases) == before


def test_a_case_that_somebody_has_is_nobody_elses_until_the_time_is_over(store: Store) -> None:
    case = waiting(store)
    with act(store, case, ANNA) as (order, tx, _):
        acts.claim(order, tx)
    with pytest.raises(ActRefused, match=ANNA), act(store, case, BERIT) as (order, tx, facts):
        acts.correct(order, tx, facts, {"agreement_contact.phone": "08-465 004 00"})
    with act(store, case, BERIT) as (order, tx, facts):
        later = acts.Order(
            case=case,
            version=order.version,
            who=BERIT,
            at=order.at + timedelta(hours=1),
            day=order.day,
        )
        acts.correct(later, tx, facts, {"agreement_contact.phone": "08-465 004 00"})


def test_a_case_is_handed_over_and_given_back(store: Store) -> None:
    case = waiting(store)
    with act(store, case, ANNA) as (order, tx, _):
        acts.claim(order, tx)
    with pytest.raises(ActRefused, match="varför"), act(store, case, BERIT) as (order, tx, _):
        acts.hand_over(order, tx, BERIT)
    with act(store, case, BERIT, why="Anna är sjuk") as (order, tx, _):
        acts.hand_over(order, tx, BERIT)
    assert folder(store, case).claimed_by == BERIT
    with act(store, case, BERIT) as (order, tx, _):
        acts.release(order, tx)
    assert folder(store, case).claimed_by is None


def test_an_unknown_case_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(NotFound, match="c-0000"), act(store, "c-0000") as (order, tx, facts):
        acts.approve(order, tx, facts)


# Confirming and signatures


def altered() -> Alteration:
    return Alteration(kind="replaced", page=2, box=BOX, expected="skall", found="bör")


def test_one_person_confirms_a_doubt_with_a_reason(store: Store) -> None:
    (case,) = arrived(store, "one", saying({"agreement_contact.email": "asa.sjoberg@gmail.com"}))
    (found,) = [one for one in case.findings if one.code == "verified.email_free"]
    with pytest.raises(ActRefused, match="varför"), act(store, case.id) as (order, tx, facts):
        acts.confirm(order, tx, facts, found.identity)
    with act(store, case.id, why="Kommunen har bekräftat adressen per telefon.") as given:
        after = acts.confirm(*given, found.identity)
    assert "verified.email_free" not in after.decision.reasons
    assert found.identity in {one.identity for one in after.findings}, "it is still shown"


def test_altered_text_takes_two_persons(store: Store) -> None:
    pages = (page(1), page(2).model_copy(update={"alterations": (altered(),)}), page(3))
    (case,) = arrived(store, "one", file(*pages))
    (found,) = [one for one in case.findings if one.code == "authentic.text_altered"]
    for same in (ANNA, f" {ANNA.capitalize()}"):
        with act(store, case.id, same, why="Bara ett stavfel.") as given:
            after = acts.confirm(*given, found.identity)
        assert after.decision.outcome == "review", "the same person twice is one person"
    with pytest.raises(ActRefused, match="text_altered"), act(store, case.id) as given:
        acts.approve(*given)
    with act(store, case.id, BERIT, why="Jag håller med.") as given:
        after = acts.confirm(*given, found.identity)
    assert after.decision.outcome == "register"


def unsigned() -> list[object]:
    return [page(3).model_copy(update={"signature": signature("none")})]


def test_where_no_hand_was_seen_two_persons_have_to_see_one(store: Store) -> None:
    reading = file(page(1), page(2), page(3).model_copy(update={"signature": signature("none")}))
    (case,) = arrived(store, "one", reading)
    assert needs_two("complete.signature_missing")
    with act(store, case.id, ANNA, why="Den står under rutan.") as given:
        assert acts.say_signature(*given, signed=True).decision.outcome == "review"
    with act(store, case.id, BERIT, why="Jag ser den också.") as given:
        assert acts.say_signature(*given, signed=True).decision.outcome == "register"


def test_where_the_machine_could_not_tell_one_person_does(store: Store) -> None:
    reading = file(
        page(1), page(2), page(3).model_copy(update={"signature": signature("cannot_tell")})
    )
    (case,) = arrived(store, "one", reading)
    with act(store, case.id, why="Tydlig namnteckning.") as given:
        assert acts.say_signature(*given, signed=True).decision.outcome == "register"


def test_one_person_can_say_that_what_looked_like_a_signature_is_none(store: Store) -> None:
    case = waiting(store)
    with act(store, case, why="Det är en stämpel.") as given:
        after = acts.say_signature(*given, signed=False)
    assert "complete.signature_missing" in after.decision.reasons


# Approving


def corrected(store: Store, case: str) -> None:
    with act(store, case) as given:
        acts.correct(*given, {"agreement_contact.phone": "08-465 004 00"})


def test_an_approved_case_is_registered_with_its_letter_and_leaves_the_queue(store: Store) -> None:
    case = waiting(store)
    corrected(store, case)
    with act(store, case) as given:
        after = acts.approve(*given)
    assert after.state == "registered"
    (entry,) = connections(store)
    assert (entry["org_no"], entry["version"]) == ("212000-1611", 1)
    (letter,) = letters(store)
    assert (letter["kind"], letter["state"]) == ("feedback", "held")
    assert folder(store, case).queue is None
    assert happened(store, case)[-2:] == ["ready", "registered"]


def test_a_case_that_something_stops_is_not_approved_and_nothing_changes(store: Store) -> None:
    case = waiting(store)
    with pytest.raises(ActRefused, match="field_unclear"), act(store, case) as given:
        acts.approve(*given)
    assert connections(store) == []
    assert folder(store, case).case.version == 1


def test_a_party_that_was_registered_meanwhile_is_seen_at_approval(store: Store) -> None:
    case = waiting(store)
    corrected(store, case)
    (other,) = arrived(store, "other", saying({"signature.date": "2026-11-10"}))
    assert other.state == "in_review", "the first of the Party is still open"
    entry_of(store, other.id)
    with pytest.raises(ActRefused, match="kan inte godkännas"), act(store, case) as given:
        acts.approve(*given)


def entry_of(store: Store, case: str) -> None:
    """Confirm what stops a case, and approve it."""
    kept = folder(store, case)
    for found in kept.case.findings:
        if found.code in kept.case.decision.reasons:
            with act(store, case, why="Kontrollerat.") as given:
                acts.confirm(*given, found.identity)
    with act(store, case) as given:
        acts.approve(*given)


def test_a_new_agreement_of_a_registered_party_becomes_its_next_version(store: Store) -> None:
    (first,) = arrived(store, "one")
    assert first.state == "registered"
    (second,) = arrived(
        store,
        "two",
        saying(
            {
                "agreement_contact.name": "Anna Berg",
                "agreement_contact.email": "anna.berg@habokommun.se",
            }
        ),
    )
    assert second.decision.queue == "duplicate"
    entry_of(store, second.id)
    assert [(one["version"], one["case"]) for one in connections(store)] == [
        (1, first.id),
        (2, second.id),
    ]


def test_the_same_agreement_once_more_is_not_registered_twice(store: Store) -> None:
    arrived(store, "one")
    (second,) = arrived(store, "the same, scanned again")
    assert "verified.party_duplicate" in second.decision.reasons
    with pytest.raises(ActRefused, match="samma innehåll"):
        entry_of(store, second.id)
    assert len(connections(store)) == 1


# Supplements and answers


def asked(store: Store) -> str:
    """A case of which the last page is awaited."""
    (case,) = arrived(store, "one", file(page(1), page(2)))
    with act(store, case.id) as (order, tx, _):
        after = acts.request_supplement(order, tx, "registrator@habokommun.se")
    assert after.state == "supplement_requested"
    return case.id


def test_a_request_names_all_defects_once_and_stops_the_clock(store: Store) -> None:
    case = asked(store)
    kept = folder(store, case)
    assert kept.queue is None
    assert kept.case.clock is not None
    assert kept.case.clock.due_on is None
    (letter,) = letters(store)
    assert letter["state"] == "held"
    text = str(letter["notice"])
    assert case in text


def test_an_answer_joins_its_case_and_is_registered(store: Store) -> None:
    case = asked(store)
    (after,) = arrived(store, "answer", file(page(1, 3)), subject=f"SV: Komplettera [{case}]")
    assert (after.id, after.state) == (case, "registered")
    kept = folder(store, case)
    assert [one.delivery for one in kept.sheets] == [one.id for one in kept.deliveries]
    assert len(kept.deliveries) == 2
    assert [one.number for one in places(kept.sheets)] == [1, 2, 3, 4][: len(places(kept.sheets))]
    assert len(rows(store, tables.cases)) == 1
    (letter, *_) = letters(store)
    assert letter["state"] == "cancelled", "nobody has to be asked any more"


def test_the_complete_answer_starts_the_clock_anew(store: Store) -> None:
    (case,) = arrived(store, "one", file(page(1, written=UNCLEAR), page(2)))
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se")
    (after,) = arrived(store, "answer", file(page(1, 3)), subject=case.id)
    assert after.state == "in_review"
    assert after.clock is not None
    assert after.clock.due_on == date(2026, 11, 30)


def test_an_answer_that_lacks_something_still_leaves_the_clock_standing(store: Store) -> None:
    case = asked(store)
    (after,) = arrived(store, "answer", file(page(1, 1)), subject=case)
    assert (after.id, after.state) == (case, "in_review")
    assert after.clock is not None
    assert after.clock.due_on is None


def test_a_page_of_an_answer_stands_in_the_place_of_the_earlier_one(store: Store) -> None:
    (case,) = arrived(store, "one", saying(WRONG))
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se")
    (after,) = arrived(store, "answer", file(page(1, 1)), subject=case.id)
    assert after.state == "registered"
    kinds = [str(row["kind"]) for row in rows(store, tables.page_ends)]
    assert sorted(kinds) == ["agreement", "agreement", "agreement", "replaced"]


def test_what_a_person_typed_outlives_an_answer(store: Store) -> None:
    (case,) = arrived(store, "one", file(page(1, written=UNCLEAR), page(2)))
    corrected(store, case.id)
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se")
    reading = file(page(1, 1, written={"agreement_contact.phone": "08-465 004 09"}), page(2, 3))
    (after,) = arrived(store, "answer", reading, subject=case.id)
    assert after.agreement is not None
    field = after.agreement.field("agreement_contact.phone")
    assert field is not None
    assert (field.raw, field.source) == ("08-465 004 00", "person")
    assert after.state == "in_review", "paper and person say different things: a person looks"
    assert "material.answer_differs" in after.decision.reasons


def test_what_was_said_of_a_replaced_signature_says_nothing_of_the_new_one(store: Store) -> None:
    reading = file(
        page(1), page(2), page(3).model_copy(update={"signature": signature("cannot_tell")})
    )
    (case,) = arrived(store, "one", reading)
    with act(store, case.id, why="Tydlig.") as given:
        acts.say_signature(*given, signed=True)
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se", "Skriv under igen.")
    answer = page(1, 3).model_copy(
        update={"signature": signature("none").model_copy(update={"page": 1})}
    )
    (after,) = arrived(store, "answer", file(answer), subject=case.id)
    assert "complete.signature_missing" in after.decision.reasons


def test_an_answer_without_a_reference_finds_the_one_case_of_its_party(store: Store) -> None:
    case = asked(store)
    (after,) = arrived(store, "answer")
    assert (after.id, after.state) == (case, "registered")


def test_another_partys_pages_do_not_join_a_case_by_its_reference(store: Store) -> None:
    case = asked(store)
    other = saying(
        {
            "party.org_no": "212000-0803",
            "party.municipality_name": "Gotlands kommun",
        }
    )
    (after,) = arrived(store, "answer", other, subject=f"[{case}]")
    assert after.id != case
    assert folder(store, case).case.state == "supplement_requested"


def test_a_reference_to_a_case_that_awaits_nothing_makes_a_case_of_its_own(store: Store) -> None:
    (case,) = arrived(store, "one")
    (after,) = arrived(store, "two", file(page(1)), subject=f"[{case.id}]")
    assert after.id != case.id


def test_an_answer_settled_twice_is_settled_once(store: Store) -> None:
    case = asked(store)
    arrived(store, "answer", file(page(1, 3)), subject=case)
    before = rows(store, tables.events)
    assert arrived(store, "answer", file(page(1, 3)), subject=case) == ()
    assert [one["what"] for one in rows(store, tables.events)] == [one["what"] for one in before]


def test_a_case_taken_back_has_the_days_that_were_left(store: Store) -> None:
    case = asked(store)
    with act(store, case) as given:
        after = acts.take_back(*given)
    assert after.state == "in_review"
    assert after.clock is not None
    assert after.clock.due_on == date(2026, 11, 30)


# Ends


def test_a_dismissal_needs_a_reason_and_waits_for_its_release(store: Store) -> None:
    case = waiting(store)
    with pytest.raises(ActRefused, match="varför"), act(store, case) as (order, tx, _):
        acts.dismiss(order, tx)
    with act(store, case, why="Kommunen har redan ett avtal.") as (order, tx, _):
        assert acts.dismiss(order, tx, "registrator@habokommun.se").state == "dismissed"
    (letter,) = letters(store)
    assert (letter["kind"], letter["state"]) == ("dismissal", "held")
    assert folder(store, case).queue is None


def test_no_page_waits_for_a_person_in_a_case_that_has_ended(store: Store) -> None:
    (case,) = arrived(store, "one", file(page(1), page(2), page(3), other_page(4, "unknown")))
    with act(store, case.id, why="Fel mottagare.") as (order, tx, _):
        acts.dismiss(order, tx)
    kinds = {row["number"]: row["kind"] for row in rows(store, tables.page_ends)}
    assert kinds == {1: "agreement", 2: "agreement", 3: "agreement", 4: "attachment"}


def test_a_case_that_ended_is_opened_again(store: Store) -> None:
    case = waiting(store)
    with act(store, case, why="Kommunen ångrade sig.") as (order, tx, _):
        acts.withdraw(order, tx)
    with act(store, case, why="De ångrade sig igen.") as given:
        assert acts.reopen(*given).state == "in_review"
    assert folder(store, case).queue == "unreadable"


# The register


def test_access_opened_concludes_the_agreement_and_lets_the_letter_go(store: Store) -> None:
    (case,) = arrived(store, "one")
    at = NOW - timedelta(hours=2)
    with act(store, case.id) as (order, tx, _):
        assert acts.open_access(order, tx, at).state == "concluded"
    first, second = connections(store)
    assert (second["version"], first["version"]) == (2, 1)
    kept = folder(store, case.id)
    assert kept.entry is not None
    assert kept.entry.concluded_at == at
    (letter,) = letters(store)
    assert letter["state"] == "waiting"
    with act(store, case.id) as (_, tx, _):
        assert acts.tell(case.id, tx, NOW).state == "told"
        assert acts.tell(case.id, tx, NOW).state == "told"
    assert happened(store, case.id).count("told") == 1


def test_access_is_not_opened_in_the_future(store: Store) -> None:
    (case,) = arrived(store, "one")
    with pytest.raises(ActRefused, match="senare än nu"), act(store, case.id) as (order, tx, _):
        acts.open_access(order, tx, datetime(2027, 1, 1, tzinfo=UTC))


def test_a_correction_of_the_register_is_a_new_version_with_its_reason(store: Store) -> None:
    (case,) = arrived(store, "one")
    with act(store, case.id, why="Kommunen har ringt.") as (order, tx, _):
        acts.amend(order, tx, {"agreement_contact.phone": "08-465 004 77"})
    kept = folder(store, case.id)
    assert kept.entry is not None
    assert (kept.entry.version, kept.entry.reason, kept.entry.why) == (
        2,
        "correction",
        "Kommunen har ringt.",
    )
    assert kept.entry.agreement_contact.phone == "08-465 004 77"
    assert [one["kind"] for one in letters(store)] == ["feedback"], "nobody was told"


def test_who_has_been_told_is_told_of_a_correction(store: Store) -> None:
    (case,) = arrived(store, "one")
    with act(store, case.id) as (order, tx, _):
        acts.open_access(order, tx)
    with store.database.writing() as connection:
        connection.execute(tables.outbox.update().values(state="sent"))
    with act(store, case.id, why="Kommunen har ringt.") as (order, tx, _):
        acts.amend(order, tx, {"agreement_contact.phone": "08-465 004 77"})
    assert [one["kind"] for one in letters(store)] == ["feedback", "change"]


def test_a_registered_case_that_is_reopened_and_approved_unchanged_stays_one_entry(
    store: Store,
) -> None:
    (case,) = arrived(store, "one")
    with act(store, case.id, why="Kontroll.") as given:
        acts.reopen(*given)
    with act(store, case.id) as given:
        assert acts.approve(*given).state == "registered"
    assert len(connections(store)) == 1


# Pages


def test_pages_move_to_another_case_and_both_are_judged_again(store: Store) -> None:
    (one,) = arrived(store, "one", file(page(1), page(2)))
    (two,) = arrived(
        store,
        "two",
        file(page(1, 3), other_page(2, "unknown")),
    )
    with act(store, two.id) as (order, tx, facts):
        to = acts.Order(
            case=one.id, version=1, who=ANNA, at=order.at, day=order.day, why="Hör ihop."
        )
        left, taken = acts.move_pages(order, tx, facts, [1], to)
    assert taken.decision.outcome == "register" or "complete.page_missing" not in (
        taken.decision.reasons
    )
    assert left.agreement is None or left.agreement.pages == ()
    ends = [KeptEnd.model_validate(row) for row in rows(store, tables.page_ends)]
    assert len(ends) == 4, "every page still has one end"
    assert {end.case for end in ends if end.kind == "agreement"} == {one.id}


def test_a_page_that_nobody_knew_is_said_to_be_a_page_of_the_form(store: Store) -> None:
    (case,) = arrived(store, "one", file(page(1), page(2), other_page(3, "unknown")))
    with act(store, case.id) as given:
        after = acts.identify_page(*given, 3, ("form-a", 3))
    assert "complete.page_missing" not in after.decision.reasons
    assert "material.field_unclear" in after.decision.reasons, "its boxes are for a person to type"
    assert "material.page_not_laid" in after.decision.reasons, "its text was compared with nothing"
    with act(store, case.id) as given:
        after = acts.correct(*given, {"signature.date": "2026-11-09"})
    assert after.agreement is not None
    assert after.agreement.value("signature.date") == "2026-11-09"


def test_a_page_that_is_not_there_is_not_identified(store: Store) -> None:
    case = waiting(store)
    with pytest.raises(ActRefused, match="ingen sida 9"), act(store, case) as given:
        acts.identify_page(*given, 9, ("form-a", 3))


# What is remembered


def test_who_may_sign_is_remembered_for_the_next_case(store: Store) -> None:
    case = waiting(store)
    with act(store, case) as (order, tx, facts):
        acts.authorise(order, tx, facts, False, ("Delegationsordning 2026-01-12", date(2027, 1, 1)))
    kept = folder(store, case)
    assert "verified.signatory_refused" in kept.case.decision.reasons
    (other,) = arrived(store, "other", saying({"signature.date": "2026-11-10"}))
    assert "verified.signatory_refused" in other.decision.reasons


def test_a_confirmed_mandate_is_known_from_then_on(store: Store) -> None:
    case = waiting(store)
    with act(store, case) as (order, tx, facts):
        acts.confirm_mandate(order, tx, facts, date(2015, 3, 2), "KS 2015/17")
    assert [one["registry_no"] for one in rows(store, tables.mandates)] == ["KS 2015/17"]


def gone(store: Store, *kinds: str) -> None:
    """Letters of these kinds have been sent."""
    with store.database.writing() as connection:
        those = tables.outbox.c.kind.in_(kinds)
        connection.execute(tables.outbox.update().where(those).values(state="sent"))


def test_where_access_is_open_already_the_contact_is_told_of_the_change(store: Store) -> None:
    """It stayed concluded for ever: only feedback was looked for."""
    (first,) = arrived(store, "one")
    with act(store, first.id) as (order, tx, _):
        acts.open_access(order, tx)
    gone(store, "feedback")
    (second,) = arrived(store, "two", saying({"agreement_contact.phone": "08-465 004 55"}))
    entry_of(store, second.id)
    kept = folder(store, second.id)
    assert kept.case.state == "concluded"
    assert kept.entry is not None
    assert kept.entry.concluded_at is not None
    assert second.id not in outbox.untold(store), "the letter has not gone yet"
    gone(store, "change")
    assert second.id in outbox.untold(store)


def test_a_told_case_that_is_approved_again_unchanged_is_told_already(store: Store) -> None:
    (case,) = arrived(store, "one")
    with act(store, case.id) as (order, tx, _):
        acts.open_access(order, tx)
    gone(store, "feedback")
    with act(store, case.id, why="Kontroll.") as given:
        acts.reopen(*given)
    with act(store, case.id) as given:
        assert acts.approve(*given).state == "concluded"
    assert outbox.untold(store) == (case.id,)


def test_what_comes_is_acknowledged_once_for_each_time(store: Store) -> None:
    case = asked(store)
    arrived(store, "answer", file(page(1, 3)), subject=case)
    numbers = [
        row["number"] for row in rows(store, tables.outbox) if row["kind"] == "acknowledgement"
    ]
    assert numbers == [0, 1]


def test_a_case_that_chance_has_drawn_is_checked_first(store: Store) -> None:
    """Else whoever knows that it is wrong could take it out of the sample."""
    one = delivery("one")
    store.receive(one, NOW)
    (case,) = settled(store, one, share=1.0)
    assert folder(store, case.id).queue == "sampled"
    with pytest.raises(ActRefused, match="blindkontroll"), act(store, case.id, why="Ser.") as given:
        acts.reopen(*given)
    with (
        pytest.raises(ActRefused, match="blindkontroll"),
        act(store, case.id, why="Ser.") as (order, tx, _),
    ):
        acts.withdraw(order, tx)
    assert folder(store, case.id).queue == "sampled"


def doubted(store: Store) -> str:
    """A case with a changed word on page 2."""
    pages = (page(1), page(2).model_copy(update={"alterations": (altered(),)}), page(3))
    (case,) = arrived(store, "one", file(*pages))
    assert case.decision.queue == "altered"
    return case.id


def cleared_by_one(store: Store, case: str) -> None:
    """The changed page is moved away, and one person calls what is left harmless."""
    (other,) = arrived(store, "other", file(other_page(1, "unknown")))
    with act(store, case, ANNA, why="Hör inte hit.") as (order, tx, facts):
        to = acts.Order(case=other.id, version=1, who=ANNA, at=order.at, day=order.day)
        acts.move_pages(order, tx, facts, [2], to)
    kept = folder(store, case).case
    for found in kept.findings:
        if found.code in kept.decision.reasons:
            with act(store, case, ANNA, why="Finns i akten.") as given:
                acts.confirm(*given, found.identity)
    assert folder(store, case).case.decision.outcome == "register"


def test_no_way_round_leads_one_person_alone_to_the_register(store: Store) -> None:
    """The altered page moved away, its absence confirmed, and approved: all by one person."""
    case = doubted(store)
    cleared_by_one(store, case)
    for same in (ANNA, "Anna", " anna "):
        with act(store, case, same) as given:
            assert acts.approve(*given).state == "in_review"
    assert connections(store) == []
    assert folder(store, case).queue is not None
    with act(store, case, BERIT) as given:
        assert acts.approve(*given).state == "registered"


def test_an_approval_says_nothing_of_what_is_said_after_it(store: Store) -> None:
    case = doubted(store)
    cleared_by_one(store, case)
    with act(store, case, BERIT) as given:
        acts.approve(*given)
    with act(store, case, ANNA) as given:
        acts.correct(*given, {"agreement_contact.phone": "08-465 004 99"})
    with act(store, case, ANNA) as given:
        assert acts.approve(*given).state == "in_review", "Berit has not seen that number"


def test_a_strangers_page_with_a_reference_joins_no_case_that_awaits_nothing(store: Store) -> None:
    """It stood in the place of the altered one, and the machine registered the case."""
    case = doubted(store)
    (after,) = arrived(store, "page 2", file(page(1, 2)), subject=f"hej [{case}]")
    assert after.id != case
    assert folder(store, case).case.decision.queue == "altered"
    assert connections(store) == []


def test_what_was_altered_once_is_for_two_persons_whatever_the_answer(store: Store) -> None:
    case = doubted(store)
    with act(store, case) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se")
    (after,) = arrived(store, "answer", file(page(1, 2)), subject=case)
    assert (after.id, after.state) == (case, "in_review")
    with act(store, case, ANNA) as given:
        assert acts.approve(*given).state == "in_review"
    with act(store, case, BERIT) as given:
        assert acts.approve(*given).state == "registered"


def test_an_answer_that_cannot_be_read_is_for_a_person(store: Store) -> None:
    case = asked(store)
    (after,) = arrived(store, "answer", FileReading(name="a", problem="encrypted"), subject=case)
    assert (after.id, after.state) == (case, "in_review")


def test_an_answer_of_another_board_makes_a_case_of_its_own(store: Store) -> None:
    case = asked(store)
    other = saying({"party.board_name": "Arbetsmarknadsnämnden"})
    (after,) = arrived(store, "answer", other, subject=case)
    assert after.id != case


def test_a_case_that_is_approved_anew_has_one_letter_to_go(store: Store) -> None:
    (case,) = arrived(store, "one")
    with act(store, case.id, why="Fel adress.") as given:
        acts.reopen(*given)
    with act(store, case.id) as given:
        acts.correct(*given, {"technical_contact.email": "lars.lindqvist@habokommun.se"})
    kept = folder(store, case.id).case
    for found in kept.findings:
        if found.code in kept.decision.reasons:
            with act(store, case.id, why="Kontrollerat.") as given:
                acts.confirm(*given, found.identity)
    with act(store, case.id) as given:
        acts.approve(*given)
    held = [row for row in letters(store) if row["state"] in ("held", "waiting")]
    assert [row["kind"] for row in held] == ["feedback"]


def test_feedback_goes_to_the_address_that_the_register_has(store: Store) -> None:
    """It went to the one of before the register was corrected."""
    (case,) = arrived(store, "one")
    with act(store, case.id, why="Kommunen har ringt.") as (order, tx, _):
        acts.amend(order, tx, {"technical_contact.email": "ny.person@habokommun.se"})
    with act(store, case.id) as (order, tx, _):
        acts.open_access(order, tx)
    (letter,) = [row for row in letters(store) if row["state"] == "waiting"]
    assert "ny.person@habokommun.se" in str(letter["notice"])


def test_a_case_that_was_withdrawn_and_reopened_is_told_in_the_end(store: Store) -> None:
    (case,) = arrived(store, "one")
    with act(store, case.id, why="Ångrat sig.") as (order, tx, _):
        acts.withdraw(order, tx)
    with act(store, case.id, why="Igen.") as given:
        acts.reopen(*given)
    with act(store, case.id) as given:
        acts.approve(*given)
    with act(store, case.id) as (order, tx, _):
        acts.open_access(order, tx)
    (letter,) = [row for row in letters(store) if row["state"] == "waiting"]
    assert letter["kind"] == "feedback"


def test_an_answer_that_comes_while_nothing_can_be_read_waits_to_be_read(store: Store) -> None:
    case = asked(store)
    unread = FileReading(name="a", problem="reader_unusable")
    (waits,) = arrived(store, "answer", unread, subject=case)
    assert waits.id != case
    assert store.waiting(NOW), "it is read when the engine can be used again"
    (after,) = arrived(store, "answer", file(page(1, 3)), subject=case)
    assert (after.id, after.state) == (case, "registered")
    assert [row["id"] for row in rows(store, tables.cases)] == [case]


def test_access_is_opened_from_the_case_that_the_entry_comes_from(store: Store) -> None:
    """The older case's contact was told, and the newer one could never be concluded."""
    (first,) = arrived(store, "one")
    (second,) = arrived(store, "two", saying({"agreement_contact.phone": "08-465 004 55"}))
    entry_of(store, second.id)
    with pytest.raises(ActRefused, match=second.id), act(store, first.id) as (order, tx, _):
        acts.open_access(order, tx)
    with act(store, second.id) as (order, tx, _):
        assert acts.open_access(order, tx).state == "concluded"


def test_what_the_machine_registers_after_an_answer_is_drawn_too(store: Store) -> None:
    case = asked(store)
    one = delivery("answer").model_copy(update={"subject": case})
    store.receive(one, NOW)
    with acting(store, NOW, 1.0) as tx:
        (after,) = settle(one, (file(page(1, 3)),), tx, FACTS, NOW)
    assert after.state == "registered"
    assert folder(store, case).queue == "sampled"
    assert [row["case"] for row in rows(store, tables.sample_draws)] == [case]


def test_what_a_person_approves_is_not_drawn(store: Store) -> None:
    """Blind checks say how often the machine is wrong when nobody looks."""
    case = waiting(store)
    corrected(store, case)
    with act(store, case) as given:
        acts.approve(*given)
    assert rows(store, tables.sample_draws) == []


def approved_by_two(store: Store, case: str) -> None:
    """One person alone does not register it, under whichever spelling; a second one does."""
    for same in (ANNA, ANNA.capitalize()):
        with act(store, case, same) as given:
            assert acts.approve(*given).state == "in_review"
    assert connections(store) == []
    with act(store, case, BERIT) as given:
        assert acts.approve(*given).state == "registered"


def confirmed_by(store: Store, case: str, who: str) -> None:
    """One person calls everything harmless that stops the case."""
    kept = folder(store, case).case
    for found in kept.findings:
        if found.code in kept.decision.reasons:
            with act(store, case, who, why="Finns i akten.") as given:
                acts.confirm(*given, found.identity)


@pytest.mark.parametrize("form_page", [2, 3])
def test_saying_what_an_altered_page_is_is_no_way_round_two_persons(
    store: Store, form_page: int
) -> None:
    """Said to be that page or another, nobody has compared its text: the change still stands."""
    case = doubted(store)
    with act(store, case, ANNA, why="Jag ser vilken sida det är.") as given:
        after = acts.identify_page(*given, 2, ("form-a", form_page))
    assert "authentic.text_altered" in after.decision.reasons
    unread = [one.key for one in (after.agreement.fields if after.agreement else ()) if not one.raw]
    with act(store, case, ANNA) as given:
        acts.correct(*given, {key: FAULTLESS[key] for key in unread})
    for _ in range(2):
        confirmed_by(store, case, ANNA)
    with pytest.raises(ActRefused, match="text_altered"), act(store, case) as given:
        acts.approve(*given)
    for _ in range(2):
        confirmed_by(store, case, BERIT)
    if form_page == 2:  # as page 3 it lacks page 2, and there is nothing to register
        approved_by_two(store, case)


def test_correcting_what_stands_beside_a_missing_signature_is_no_way_round_two_persons(
    store: Store,
) -> None:
    """The boxes of the page are typed by one person, and that person says it is signed."""
    reading = file(page(1), page(2), page(3).model_copy(update={"signature": signature("none")}))
    (case,) = arrived(store, "one", reading)
    with act(store, case.id, ANNA, why="Står på originalet.") as given:
        acts.correct(*given, {"signature.name_clarification": "Maria Nilsson"})
    with act(store, case.id, ANNA, why="Den står under rutan.") as given:
        assert acts.say_signature(*given, signed=True).decision.outcome == "review"
    with act(store, case.id, ANNA, why="Den står under rutan.") as given:
        signed = next(
            one
            for one in folder(store, case.id).case.findings
            if one.code == "complete.signature_missing"
        )
        assert acts.confirm(*given, signed.identity).decision.outcome == "review"
    with pytest.raises(ActRefused, match="signature_missing"), act(store, case.id) as given:
        acts.approve(*given)
    with act(store, case.id, BERIT, why="Jag ser den också.") as given:
        acts.say_signature(*given, signed=True)
    approved_by_two(store, case.id)


def test_saying_that_another_page_is_the_signed_one_is_no_way_round_two_persons(
    store: Store,
) -> None:
    """Another page is said to be page 3 beside the unsigned one, and to be signed, by one."""
    unsigned_page = page(3).model_copy(update={"signature": signature("none")})
    reading = file(page(1), page(2), unsigned_page, other_page(4, "unknown"))
    (case,) = arrived(store, "one", reading)
    with act(store, case.id, ANNA, why="Den rätta sidan 3.") as given:
        acts.identify_page(*given, 4, ("form-a", 3))
    for _ in range(2):
        with act(store, case.id, ANNA, why="Undertecknad.") as given:
            after = acts.say_signature(*given, signed=True)
    assert "complete.signature_missing" in after.decision.reasons
    confirmed_by(store, case.id, ANNA)
    with pytest.raises(ActRefused, match="signature_missing"), act(store, case.id) as given:
        acts.approve(*given)
    with act(store, case.id, BERIT, why="Jag ser den också.") as given:
        acts.say_signature(*given, signed=True)
    approved_by_two(store, case.id)


# Taking back what one said


def test_what_a_person_said_last_can_be_taken_back_and_said_again(store: Store) -> None:
    case = waiting(store, **WRONG)
    right = {"agreement_contact.email": "asa.sjoberg@habokommun.se"}
    with act(store, case) as (order, tx, facts):
        assert acts.correct(order, tx, facts, right).decision.outcome == "register"
    with act(store, case) as (order, tx, facts):
        after = acts.undo(order, tx, facts)
    assert "correct.email_format" in after.decision.reasons
    assert happened(store, case)[-1] == "undo"
    assert [one.kind for one in folder(store, case).rulings] == ["correction", "undone"]
    with act(store, case) as (order, tx, facts):
        assert acts.correct(order, tx, facts, right).decision.outcome == "register"


def test_only_ones_own_words_can_be_taken_back_and_each_once(store: Store) -> None:
    case = waiting(store)
    with act(store, case) as (order, tx, facts):
        acts.correct(order, tx, facts, {"agreement_contact.phone": "08-465 004 00"})
    with act(store, case, BERIT) as (order, tx, facts), pytest.raises(ActRefused, match="ångra"):
        acts.undo(order, tx, facts)
    with act(store, case) as (order, tx, facts):
        acts.undo(order, tx, facts)
    with act(store, case) as (order, tx, facts), pytest.raises(ActRefused, match="ångra"):
        acts.undo(order, tx, facts)


def test_what_is_decided_cannot_be_taken_back(store: Store) -> None:
    case = waiting(store)
    with act(store, case) as (order, tx, facts):
        acts.correct(order, tx, facts, {"agreement_contact.phone": "08-465 004 00"})
    with act(store, case) as (order, tx, facts):
        acts.approve(order, tx, facts)
    with act(store, case) as (order, tx, facts), pytest.raises(ActRefused, match="registrerat"):
        acts.undo(order, tx, facts)


def test_one_of_two_persons_who_takes_back_their_word_leaves_one(store: Store) -> None:
    (case,) = arrived(store, "altered", with_alteration())
    found = next(one for one in case.findings if needs_two(one.code))
    for who in (ANNA, BERIT):
        with act(store, case.id, who, "Bara en prick") as (order, tx, facts):
            after = acts.confirm(order, tx, facts, found.identity)
    assert found.code not in after.decision.reasons
    with act(store, case.id, BERIT) as (order, tx, facts):
        assert found.code in acts.undo(order, tx, facts).decision.reasons


def test_a_first_approval_that_is_taken_back_counts_no_longer(store: Store) -> None:
    (case,) = arrived(store, "altered", with_alteration())
    found = next(one for one in case.findings if needs_two(one.code))
    for who in (ANNA, BERIT):
        with act(store, case.id, who, "Bara en prick") as (order, tx, facts):
            acts.confirm(order, tx, facts, found.identity)
    with act(store, case.id, "cecilia") as (order, tx, facts):
        assert acts.approve(order, tx, facts).state == "in_review"
    with act(store, case.id, "cecilia") as (order, tx, facts):
        acts.undo(order, tx, facts)
    with act(store, case.id, ANNA) as (order, tx, facts):
        assert acts.approve(order, tx, facts).state == "in_review"


def test_what_was_said_before_the_answer_stays_said(store: Store) -> None:
    (one,) = arrived(
        store, "one", saying({"agreement_contact.phone": None, "party.postal_address": ""})
    )
    case = one.id
    with act(store, case) as (order, tx, facts):
        acts.correct(order, tx, facts, {"agreement_contact.phone": "08-465 004 00"})
    with act(store, case) as (order, tx, _):
        acts.request_supplement(order, tx, "asa@example.se")
    arrived(store, "answer", saying({"party.postal_address": ""}), f"Svar [{case}]")
    with act(store, case) as (order, tx, facts), pytest.raises(ActRefused, match="ångra"):
        acts.undo(order, tx, facts)


def with_alteration() -> FileReading:
    return file(page(1), page(2).model_copy(update={"alterations": (altered(),)}), page(3))
