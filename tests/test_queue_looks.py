"""The queue's page and what comes next, on both kinds of database."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.case_looks import letters_page
from adapters.queue_looks import Asked, awaited, next_case, queue_page
from adapters.store import Store
from pipeline import acts
from tests.intake import store_in
from tests.lives import act, arrived, saying

pytestmark = pytest.mark.usefixtures("database")

BOARDS = ("Socialnämnden", "Arbetsmarknadsnämnden", "Vuxennämnden", "Omsorgsnämnden")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        for board in BOARDS:
            arrived(made, board, saying({"party.board_name": board, "party.postal_address": ""}))
        yield made


def asked(**more: object) -> Asked:
    return Asked("anna", datetime.now(UTC), **more)  # type: ignore[arg-type]


def test_a_page_of_the_queue_and_how_many_there_are(store: Store) -> None:
    count, lines = queue_page(store, asked(), 3)
    assert (count, len(lines)) == (4, 3)
    assert queue_page(store, asked(), 3, 3)[1][0].case not in {one.case for one in lines}
    assert all(one.findings[0].code == "complete.field_missing" for one in lines)
    count, (found,) = queue_page(store, asked(text="ARBETSMARKNADSN habo"), 3)
    assert (count, found.party) == (1, "Habo kommun, Arbetsmarknadsnämnden")
    assert queue_page(store, asked(text="ingen sådan"), 3) == (0, ())
    assert queue_page(store, asked(queue="privacy"), 3) == (0, ())


def test_who_has_a_case(store: Store) -> None:
    _, (first, second, third, _) = queue_page(store, asked(), 10)
    with act(store, second.case, "berit") as (order, tx, _facts):
        acts.claim(order, tx)
    now = Asked("anna", order.at)
    taken = Asked("anna", order.at, whose="taken")
    assert [one.case for one in queue_page(store, taken, 10)[1]] == [second.case]
    assert queue_page(store, Asked("berit", order.at, whose="mine"), 10)[0] == 1
    assert queue_page(store, Asked("anna", order.at, whose="free"), 10)[0] == 3
    assert next_case(store, now) == first.case
    assert next_case(store, now, first.case) == third.case
    assert next_case(store, Asked("berit", order.at), first.case) == second.case


def test_next_begins_again_after_the_last(store: Store) -> None:
    _, lines = queue_page(store, asked(), 10)
    assert next_case(store, asked(), lines[-1].case) == lines[0].case
    assert next_case(store, asked(queue="privacy")) is None


def test_what_awaits_an_answer_and_its_letter(store: Store) -> None:
    _, (first, *_) = queue_page(store, asked(), 10)
    with act(store, first.case) as (order, tx, _facts):
        acts.request_supplement(order, tx, "asa@example.se")
    count, (line,) = awaited(store, 10)
    assert (count, line.case, line.letter) == (1, first.case, "held")
    assert line.answer_by is not None
    assert queue_page(store, asked(), 10)[0] == 3
    count, (letter,) = letters_page(store, "held", 10)
    assert (count, letter.case) == (1, first.case)
    assert letters_page(store, None, 1, 1)[0] > 1
