"""A delivery is judged against what the store knows of its Party, as the flow does it."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.history import settled as settled_before
from adapters.imports import KeptMandate, importing
from adapters.signatories import remember
from adapters.store import Store
from domain.case import Case
from domain.reading import FileReading
from domain.reference import Mandate
from domain.ruling import Signatory
from pipeline.entry import opened
from pipeline.judge import judge
from pipeline.replay import case_changes
from pipeline.settle import cases_of
from tests.builders import facts, file, page
from tests.intake import NOW, delivery, settled, store_in

LATER = NOW + timedelta(days=1)
UNCLEAR = {"party.city": None}  # ink that was not read: goes to a person
NEW_CONTACT = {
    "agreement_contact.name": "Anna Berg",
    "agreement_contact.email": "anna.berg@habokommun.se",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def received(written: Mapping[str, str | None] | None = None) -> FileReading:
    """An agreement with this in its boxes."""
    return file(*(page(number, written=written) for number in (1, 2, 3)))


def take(store: Store, content: str, written: Mapping[str, str | None] | None = None) -> Case:
    """Settle a delivery with these bytes."""
    one = delivery(content)
    store.receive(one, NOW)
    (case,) = settled(store, one, received(written))
    return case


def reasons(case: Case) -> tuple[str, ...]:
    return case.decision.reasons


def test_the_same_agreement_by_post_and_by_mail_is_a_duplicate_and_makes_no_entry(
    store: Store,
) -> None:
    assert take(store, "by mail").state == "registered"
    again = take(store, "by post: other bytes")
    assert reasons(again) == ("verified.party_duplicate",)
    assert again.decision.queue == "duplicate"


def test_the_newest_version_is_what_counts(store: Store) -> None:
    take(store, "one")
    with importing(store) as tx:
        (entry,) = tx.entries()
        contact = entry.agreement_contact.model_copy(
            update={"name": "Anna Berg", "email": "anna.berg@habokommun.se"}
        )
        newer = opened(entry, NOW).model_copy(update={"agreement_contact": contact})
        tx.write_entries([newer], [])
    assert reasons(take(store, "two")) == ("verified.party_contacts",)
    assert reasons(take(store, "three", NEW_CONTACT))[0] == "verified.party_duplicate"


def test_a_number_that_is_read_as_letters_is_held_against_the_entry_all_the_same(
    store: Store,
) -> None:
    take(store, "one")
    misread = take(store, "two", {"party.org_no": "2I2OOO-1611"})
    assert "verified.party_duplicate" in reasons(misread)


def test_an_agreement_beside_an_open_case_goes_to_a_person_who_is_told_which(
    store: Store,
) -> None:
    first = take(store, "one", UNCLEAR)
    second = take(store, "two")
    assert reasons(second) == ("verified.case_open",)
    (found,) = (one for one in second.findings if one.code == "verified.case_open")
    assert first.id in found.message
    assert "verified.case_open" not in reasons(first)


def test_a_mandate_that_was_put_in_counts_from_the_next_delivery(store: Store) -> None:
    party = {
        "party.municipality_name": "Håbo kommun",
        "party.org_no": "212000-0241",
        "mandate.decision_date": "",
        "mandate.registry_no": "",
    }
    assert "complete.mandate_missing" in reasons(take(store, "one", party))
    decided = Mandate(
        org_no="212000-0241",
        decision_date=datetime(2020, 1, 31, tzinfo=UTC).date(),
        registry_no="1",
    )
    with importing(store) as tx:
        tx.write_mandates([KeptMandate(decided, "lista.csv", "Eva", NOW)], [])
    assert "complete.mandate_missing" not in reasons(take(store, "two", party))


def test_a_remembered_no_stops_and_a_yes_says_nothing(store: Store) -> None:
    unknown = take(store, "one")
    assert [one.code for one in unknown.findings] == ["verified.signatory_unknown"]
    answer = Signatory(
        org_no="212000-1611",
        name="maria nilsson",
        may_sign=False,
        reference="Delegationsordning",
        expires_on="2027-01-01",
        by="Eva",
        at=NOW,
        case=unknown.id,
    )
    with store.database.writing() as connection:
        remember(connection, answer)
    other = {"party.board_name": "Arbetsmarknadsnämnden"}
    assert reasons(take(store, "two", other)) == ("verified.signatory_refused",)


def test_judged_again_as_it_was_nothing_differs(store: Store) -> None:
    """What came later (another case, a version) is not held against an earlier case."""
    readings: dict[str, Mapping[str, str | None] | None] = {
        "one": None,
        "two": None,
        "three": NEW_CONTACT,
        "four": UNCLEAR,
    }
    for content, written in readings.items():
        take(store, content, written)
    with importing(store) as tx:
        (entry,) = tx.entries()
        tx.write_entries([opened(entry, LATER).model_copy(update={"city": "Bankeryd"})], [])
    for content, written in readings.items():
        stored = settled_before(store, delivery(content).id)
        known = facts().knowing(stored.known)
        now = cases_of(stored.delivery, judge((received(written),), known), known)
        assert case_changes(stored.cases, now) == (), content
