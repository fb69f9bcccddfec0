"""A known Party's agreement on its way through a person's acts, on a real store."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters import tables
from adapters.cases import acting
from adapters.imports import importing
from adapters.store import Store
from domain.case import Case
from domain.errors import ActRefused
from domain.register import Connection
from pipeline.acts import Order, approve, authorise, confirm, open_access
from pipeline.settle import settle
from tests.builders import facts, file, page
from tests.intake import NOW, delivery, rows, store_in

NEW_CONTACT = {
    "agreement_contact.name": "Anna Berg",
    "agreement_contact.email": "anna.berg@habokommun.se",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def take(
    store: Store, content: str, written: Mapping[str, str | None] | None = None, ask: bool = False
) -> Case:
    """Settle a delivery with these bytes and this in its boxes."""
    one = delivery(content)
    store.receive(one, NOW)
    read = file(*(page(number, written=written) for number in (1, 2, 3)))
    with acting(store, NOW) as tx:
        (case,) = settle(one, (read,), tx, facts(ask_signatory=ask), NOW)
    return case


def order(case: Case, why: str = "Sett på originalet") -> Order:
    at = NOW + timedelta(hours=9)
    return Order(
        case=case.id, version=case.version, who="Eva", at=at, day=date(2026, 11, 17), why=why
    )


def confirmed(store: Store, case: Case) -> Case:
    """Every finding that stops the case found harmless, one after the other."""
    for code in case.decision.reasons:
        found = next(one for one in case.findings if one.code == code)
        with acting(store, NOW) as tx:
            case = confirm(order(case), tx, facts(), found.identity)
    return case


def current(store: Store) -> Connection:
    with importing(store) as tx:
        (entry,) = tx.entries()
    return entry


def test_a_change_of_contacts_is_a_new_version_and_access_stays_open(store: Store) -> None:
    first = take(store, "one")
    with acting(store, NOW) as tx:
        open_access(order(first), tx)
    opened = current(store)
    assert opened.concluded_at is not None
    case = confirmed(store, take(store, "two", NEW_CONTACT))
    with acting(store, NOW) as tx:
        approve(order(case), tx, facts())
    now = current(store)
    assert (now.version, now.reason) == (3, "contacts")
    assert now.agreement_contact.email == "anna.berg@habokommun.se"
    assert now.concluded_at == opened.concluded_at


def test_a_duplicate_makes_no_version(store: Store) -> None:
    take(store, "one")
    case = confirmed(store, take(store, "two"))
    with acting(store, NOW) as tx, pytest.raises(ActRefused, match="dubblett"):
        approve(order(case), tx, facts())
    assert current(store).version == 1


def test_the_answer_about_a_signatory_is_remembered_for_the_next_case(store: Store) -> None:
    case = take(store, "one", ask=True)
    assert case.decision.reasons == ("verified.signatory_ask",)
    with acting(store, NOW) as tx:
        case = authorise(
            order(case), tx, facts(ask_signatory=True), True, ("Delegation", date(2027, 12, 31))
        )
    assert case.decision.outcome == "register"
    other = {"party.board_name": "Arbetsmarknadsnämnden"}
    assert take(store, "two", other, ask=True).state == "registered"


def test_a_party_whose_entry_was_cleared_gets_the_next_version(store: Store) -> None:
    take(store, "one")
    with store.database.writing() as connection:
        connection.execute(tables.connections.update().values(connection=sa.null()))
    case = take(store, "two")
    assert case.decision.reasons == ("verified.party_known",)
    case = confirmed(store, case)
    with acting(store, NOW) as tx:
        approve(order(case), tx, facts())
    assert [row["version"] for row in rows(store, tables.connections)] == [1, 2]
    assert current(store).version == 2
