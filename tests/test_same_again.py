"""The very same files sent again: linked, taken up anew, or an answer that brings nothing new."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import tables
from adapters.case_looks import folder_of
from adapters.cases import acting
from adapters.disposal import disposing
from adapters.ledger import booked_since
from adapters.originals import Originals
from adapters.queries import case_file
from adapters.store import Store
from domain.delivery import Delivery
from domain.disposal import Candidate, Disposal
from domain.ledger import total
from domain.reading import FileReading
from pipeline import acts
from pipeline.settle import settle
from tests.builders import file, page
from tests.intake import LEASE, NOW, RECEIVED, delivery, rows, store_in
from tests.lives import FACTS, act, folder, kept, received, saying

pytestmark = pytest.mark.usefixtures("database")  # each test on both kinds

UNCLEAR = saying({"agreement_contact.phone": None})
SENT_BEFORE, NOTHING_NEW = "material.sent_before", "material.answer_nothing_new"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def sent(hours: int, subject: str | None = None, content: str = "one") -> Delivery:
    """The same file, received some hours after the first."""
    return delivery(content, RECEIVED + timedelta(hours=hours)).model_copy(
        update={"subject": subject}
    )


def first(store: Store, reading: FileReading = UNCLEAR) -> str:
    (case,) = received(store, sent(0), reading)
    return case.id


def ended(store: Store, case: str, end: str) -> None:
    with act(store, case, why="Fel mottagare.") as (order, tx, _):
        acts.dismiss(order, tx) if end == "dismissed" else acts.withdraw(order, tx)


def asked(store: Store, reading: FileReading = UNCLEAR) -> str:
    """A case that awaits an answer."""
    case = first(store, reading)
    with act(store, case) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se", "Sidan 4 saknas.")
    return case


def happened(store: Store, case: str) -> list[tuple[str, str]]:
    return [
        (str(row["what"]), str(row["why"]))
        for row in rows(store, tables.events)
        if row["subject"] == case
    ]


@pytest.mark.parametrize("reading", [UNCLEAR, file()], ids=["open", "registered"])
def test_the_same_files_are_linked_and_shown_with_the_case(
    store: Store, reading: FileReading
) -> None:
    case, again = first(store, reading), sent(1)
    assert received(store, again, reading) == ()
    assert len(rows(store, tables.cases)) == 1
    assert ("same_again", again.id) in happened(store, case)
    seen = case_file(store, case)
    assert [one.id for one in seen.repeats] == [again.id]
    told = [one.what for one in seen.events if again.id in (one.subject, one.why)]
    assert told == ["same_again"], "told once"


@pytest.mark.parametrize("end", ["dismissed", "withdrawn"])
def test_the_same_files_after_a_case_that_ended_make_a_case_that_a_person_sees(
    store: Store, end: str
) -> None:
    case = first(store, file() if end == "withdrawn" else UNCLEAR)
    ended(store, case, end)
    assert store.receive(sent(1), NOW).status == "again"
    (after,) = received(store, sent(1), file())
    assert after.id != case
    assert after.state == "in_review"
    (told,) = [one.message for one in after.findings if one.code == SENT_BEFORE]
    assert case in told
    assert ("avvisat" if end == "dismissed" else "återkallat") in told
    with act(store, after.id) as (order, tx, facts):
        corrected = acts.correct(order, tx, facts, {"party.city": "Habo"})
    assert SENT_BEFORE in corrected.decision.reasons, "not forgotten when it is judged again"


def test_the_same_files_of_a_case_that_was_disposed_of_are_for_a_person(
    store: Store, tmp_path: Path
) -> None:
    case = first(store, file())
    cleared(store, tmp_path, case)
    (after,) = received(store, sent(1), file())
    assert after.id != case
    assert any("gallrat" in one.message for one in after.findings if one.code == SENT_BEFORE)


def cleared(store: Store, folder: Path, case: str) -> None:
    what = Candidate(what="case", subject=case, ref=(case,), bases=("told",), since=NOW)
    with disposing(store, Originals(folder)) as tx:
        tx.clear([Disposal(candidate=what, rule="r", due_on=NOW.date())], "anna", NOW)


def test_a_third_time_is_linked_to_the_second_as_long_as_that_is_open(store: Store) -> None:
    ended(store, first(store), "dismissed")
    (second,) = received(store, sent(1), UNCLEAR)
    assert received(store, sent(2), UNCLEAR) == ()
    assert ("same_again", sent(2).id) in happened(store, second.id)
    ended(store, second.id, "dismissed")
    (third,) = received(store, sent(3), UNCLEAR)
    assert len({second.id, third.id} | {row["id"] for row in rows(store, tables.cases)}) == 3


def test_taken_in_twice_is_taken_in_once_also_the_second_time(store: Store) -> None:
    ended(store, first(store), "dismissed")
    received(store, sent(1), UNCLEAR)
    before = rows(store, tables.events)
    assert store.receive(sent(1), NOW).status == "repeated"
    assert received(store, sent(1), UNCLEAR) == ()
    assert rows(store, tables.events) == before


def test_what_waits_to_be_read_takes_the_same_files_with_it(store: Store) -> None:
    ended(store, first(store), "dismissed")
    assert store.receive(sent(1), NOW).status == "again"
    receipt = store.receive(sent(2), NOW)
    assert (receipt.status, receipt.duplicate_of) == ("duplicate", sent(1).id)


def test_an_answer_of_the_very_same_files_is_for_a_person_and_brings_nothing_new(
    store: Store,
) -> None:
    case = asked(store)
    (after,) = received(store, sent(1, f"SV: Komplettera [{case}]"), UNCLEAR)
    assert (after.id, after.state) == (case, "in_review")
    assert NOTHING_NEW in after.decision.reasons
    assert after.clock is not None
    assert after.clock.due_on is None, "the clock stands, as after an incomplete answer"
    kinds = [str(row["kind"]) for row in rows(store, tables.page_ends)]
    assert sorted(kinds) == ["agreement"] * 3 + ["duplicate"] * 3
    assert total(one.ledger for one in booked_since(store)).closes
    assert len(folder(store, case).deliveries) == 2


def test_the_machine_registers_nothing_on_an_answer_that_brings_nothing_new(store: Store) -> None:
    """A person had put all right, and asked for something more."""
    case = first(store)
    with act(store, case) as given:
        acts.correct(*given, {"agreement_contact.phone": "08-465 004 00"})
    with act(store, case) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se", "Skicka beslutet.")
    (after,) = received(store, sent(1, case), UNCLEAR)
    assert (after.state, after.decision.reasons) == ("in_review", (NOTHING_NEW,))
    (found,) = [one for one in after.findings if one.code == NOTHING_NEW]
    with act(store, case, why="Beslutet finns i diariet.") as given:
        assert acts.confirm(*given, found.identity).decision.outcome == "register"


def test_what_was_said_of_the_pages_counts_after_an_answer_that_brings_nothing_new(
    store: Store,
) -> None:
    (case,) = received(store, sent(0), saying({"agreement_contact.email": "a.b@gmail.com"}))
    (found,) = [one for one in case.findings if one.code == "verified.email_free"]
    with act(store, case.id, why="Bekräftat.") as given:
        acts.confirm(*given, found.identity)
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se", "Skicka beslutet.")
    (after,) = received(store, sent(1, case.id), file())
    assert "verified.email_free" not in after.decision.reasons


def test_the_next_answer_that_brings_something_settles_it(store: Store) -> None:
    case = asked(store)
    received(store, sent(1, case), UNCLEAR)
    with act(store, case) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se", "Skriv numret tydligt.")
    (after,) = received(store, sent(2, case, "two"), file(page(1)))
    assert (after.id, after.state) == (case, "registered")


def test_the_same_answer_twice_at_once_is_one_answer(store: Store) -> None:
    case = asked(store)
    one, two = sent(1, f"[{case}]"), sent(2, f"[{case}]")
    assert store.receive(one, NOW).status == "again"
    assert store.receive(two, NOW).status == "duplicate"


def test_without_a_reference_the_same_files_are_no_answer(store: Store) -> None:
    case = asked(store)
    assert received(store, sent(1), UNCLEAR) == ()
    assert folder(store, case).case.state == "supplement_requested"
    assert happened(store, case)[-1] == ("same_again", sent(1).id)


def test_a_reference_on_a_page_of_the_same_files_is_one(store: Store) -> None:
    """The answer by post, scanned into the same file as before, is sent to us again."""
    case = asked(store)
    answer = file(page(1, written={"agreement_contact.phone": None}).model_copy(
        update={"reference": case}))  # fmt: skip
    received(store, sent(1, content="answer"), answer)
    with act(store, case) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se", "Numret är otydligt.")
    (after,) = received(store, sent(2, content="answer"), answer)
    assert (after.id, after.state) == (case, "in_review")
    assert NOTHING_NEW in after.decision.reasons


def test_what_is_taken_up_and_then_awaited_no_more_becomes_a_case_of_its_own(store: Store) -> None:
    """Somebody took the case back between the intake and the night."""
    case, again = asked(store), sent(1, "x")
    again = again.model_copy(update={"subject": f"[{case}]"})
    store.receive(again, NOW)
    with act(store, case) as given:
        acts.take_back(*given)
    assert store.claim(again.id, NOW, LEASE) is not None
    with acting(store, NOW) as tx:
        (after,) = settle(kept(store, again.id), (UNCLEAR,), tx, FACTS, NOW)
    assert after.id != case
    assert SENT_BEFORE in after.decision.reasons
    assert folder_of(store, after.id).sent_before[0].case == case
