"""The store, on real databases of both kinds: nothing is lost, done twice or overwritten."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import queries, tables
from adapters.cases import acting
from adapters.store import Store
from domain.errors import NotFound
from domain.reading import FileReading
from pipeline.settle import settle
from tests.builders import facts, file, page
from tests.intake import LEASE, NOW, RECEIVED, counts, delivery, rows, settled, store_in

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as opened:
        yield opened


# Taking in


def test_a_new_delivery_waits_with_everything_that_is_known_of_it(store: Store) -> None:
    one = delivery()
    receipt = store.receive(one, NOW)
    assert (receipt.status, receipt.delivery) == ("new", one.id)
    assert store.waiting(NOW) == (one.id,)
    claim = store.claim(one.id, NOW, LEASE)
    assert claim is not None
    assert claim.delivery == one
    assert claim.delivery.received_at.isoformat() == "2026-11-16T09:30:00+01:00"


def test_taking_in_the_very_same_again_does_nothing(store: Store) -> None:
    store.receive(delivery(), NOW)
    before = counts(store)
    assert store.receive(delivery(), NOW + timedelta(hours=1)).status == "repeated"
    assert counts(store) == before


def test_the_same_file_again_is_a_delivery_of_its_own_without_a_case_of_its_own(
    store: Store,
) -> None:
    first, second = delivery(), delivery(received_at=RECEIVED + timedelta(hours=1))
    store.receive(first, NOW)
    receipt = store.receive(second, NOW)
    assert (receipt.status, receipt.duplicate_of) == ("duplicate", first.id)
    assert store.waiting(NOW) == (first.id,)
    settled(store, first)
    assert len(rows(store, tables.deliveries)) == 2
    assert len(rows(store, tables.originals)) == 1
    assert len(rows(store, tables.cases)) == 1
    assert len(rows(store, tables.readings)) == 1
    happened = {(row["subject"], row["what"]) for row in rows(store, tables.events)}
    assert (second.id, "duplicate_received") in happened


def test_a_third_copy_is_linked_to_the_first(store: Store) -> None:
    copies = [delivery(received_at=RECEIVED + timedelta(hours=hour)) for hour in range(3)]
    receipts = [store.receive(copy, NOW) for copy in copies]
    assert [one.duplicate_of for one in receipts] == [None, copies[0].id, copies[0].id]


def test_the_same_file_taken_in_by_many_at_once_gives_one_that_waits(store: Store) -> None:
    copies = [delivery(received_at=RECEIVED + timedelta(minutes=n)) for n in range(12)]
    with ThreadPoolExecutor(6) as threads:
        statuses = [one.status for one in threads.map(lambda d: store.receive(d, NOW), copies)]
    assert sorted(statuses) == ["duplicate"] * 11 + ["new"]


# Claiming


def test_a_claimed_delivery_is_nobody_elses_until_its_lease_ends(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    assert store.claim(one.id, NOW, LEASE) is not None
    assert store.claim(one.id, NOW + LEASE / 2, LEASE) is None
    assert store.waiting(NOW + LEASE / 2) == ()
    later = NOW + LEASE * 2
    assert store.waiting(later) == (one.id,)
    again = store.claim(one.id, later, LEASE)
    assert again is not None
    assert again.attempt == 2


def test_only_one_of_many_gets_a_delivery(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    start = threading.Barrier(6)

    def try_it(_: int) -> bool:
        start.wait()
        return store.claim(one.id, NOW, LEASE) is not None

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(try_it, range(6))) == 1


def test_a_released_delivery_waits_again_and_a_settled_one_does_not(store: Store) -> None:
    one, other = delivery("one"), delivery("other")
    claims = []
    for each in (one, other):
        store.receive(each, NOW)
        claims.append(store.claim(each.id, NOW, LEASE))
    settled(store, other)
    for claim in claims:
        assert claim is not None
        store.release(claim, attempted=True)
    assert store.waiting(NOW + LEASE * 2) == (one.id,)


def test_an_attempt_that_is_given_back_does_not_count(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    for attempted, expected in ((False, 1), (True, 1), (False, 2), (False, 2)):
        claim = store.claim(one.id, NOW, LEASE)
        assert claim is not None
        assert claim.attempt == expected
        store.release(claim, attempted=attempted)


def test_a_delivery_that_somebody_else_has_claimed_since_is_not_let_go(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    slow = store.claim(one.id, NOW, LEASE)
    assert slow is not None
    assert store.claim(one.id, NOW + LEASE * 2, LEASE) is not None
    store.release(slow, attempted=False)
    assert store.waiting(NOW + LEASE * 2) == ()


# Settling


def test_a_faultless_agreement_is_registered_and_its_letter_is_held(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    (case,) = settled(store, one)
    (entry,) = queries.current_connections(store)
    assert (case.state, entry.key, entry.case) == (
        "registered",
        ("212000-1611", "socialnämnden"),
        case.id,
    )
    (letter,) = rows(store, tables.outbox)
    assert (letter["state"], letter["case"]) == ("held", case.id)
    assert rows(store, tables.review_items) == []
    assert store.waiting(NOW + LEASE) == ()


def test_a_faulty_one_waits_in_its_queue_with_its_reasons(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    (case,) = settled(store, one, FileReading(name="avtal.pdf", problem="damaged"))
    (item,) = queries.open_items(store)
    assert (item.case, item.queue, item.reasons) == (case.id, "unreadable", ("material.damaged",))
    assert queries.open_items(store, "signature") == ()
    assert queries.current_connections(store) == ()
    assert rows(store, tables.outbox) == []


def test_a_case_can_be_read_back_as_it_was_judged(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    (case,) = settled(store, one)
    found = queries.case_file(store, case.id[:8])
    assert found.case == case
    assert found.delivery == one
    assert [event.what for event in found.events] == ["received", "registered"]
    (kept,) = rows(store, tables.readings)
    assert FileReading.model_validate(kept["reading"]) == file()


def test_settling_twice_equals_settling_once(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    assert len(settled(store, one)) == 1
    before = counts(store)
    assert settled(store, one) == ()
    assert counts(store) == before


def test_the_second_agreement_of_a_party_is_a_persons_also_when_both_are_settled_at_once(
    store: Store,
) -> None:
    both = (delivery("one"), delivery("other"))
    for one in both:
        store.receive(one, NOW)
    with ThreadPoolExecutor(2) as threads:
        cases = [case for (case,) in threads.map(lambda one: settled(store, one), both)]
    assert sorted(case.state for case in cases) == ["in_review", "registered"]
    assert [item.queue for item in queries.open_items(store)] == ["duplicate"]


def test_a_settlement_that_fails_leaves_nothing_behind(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    before = counts(store)

    def fail_at_the_end() -> None:
        with acting(store, NOW) as tx:
            settle(one, (file(),), tx, facts(), NOW)
            raise RuntimeError("the power goes")

    with pytest.raises(RuntimeError):
        fail_at_the_end()
    assert counts(store) == before
    assert store.waiting(NOW) == (one.id,)


def test_two_agreements_in_one_delivery_are_two_cases_each_with_its_end(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    other: dict[str, str | None] = {
        "party.board_name": "Arbetsmarknadsnämnden",
        "party.city": "",
    }
    pages = [page(number) for number in (1, 2, 3)]
    pages += [page(number, number - 3, written=other) for number in (4, 5, 6)]
    first, second = settled(store, one, file(*pages))
    assert first.id != second.id
    assert (first.state, second.state) == ("registered", "in_review")
    assert [entry.case for entry in queries.current_connections(store)] == [first.id]
    assert [item.case for item in queries.open_items(store)] == [second.id]
    ends = {row["number"]: row["case"] for row in rows(store, tables.page_ends)}
    assert ends == {**dict.fromkeys((1, 2, 3), first.id), **dict.fromkeys((4, 5, 6), second.id)}


def test_the_same_party_twice_in_a_delivery_is_not_registered_once_nor_twice(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    other: dict[str, str | None] = {"agreement_contact.title": "Förvaltningschef"}
    pages = [page(number) for number in (1, 2, 3)]
    pages += [page(number, number - 3, written=other) for number in (4, 5, 6)]
    assert {case.state for case in settled(store, one, file(*pages))} == {"in_review"}


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(NotFound):
        queries.case_file(store, "c-0000")
    with pytest.raises(NotFound):
        queries.connection_versions(store, "212000-0000")


def test_a_beginning_that_several_cases_have_is_not_enough(store: Store) -> None:
    for content in ("one", "other"):
        one = delivery(content)
        store.receive(one, NOW)
        settled(store, one)
    with pytest.raises(NotFound, match="Flera ärenden"):
        queries.case_file(store, "c-")
