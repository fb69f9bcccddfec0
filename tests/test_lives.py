"""Random acts through random cases: whatever people do, in whatever order, what must hold holds.

Every act goes the way of the command line and the web, on a real store. Acts that are refused
change nothing; all others leave the books in order.
"""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters import tables
from adapters.case_looks import letters_of
from adapters.cases import acting
from adapters.chain import FIRST, event_hash, salted
from adapters.ledger import booked_since
from adapters.outbox import Act, cancel
from adapters.store import Store
from domain.errors import ActRefused, AnslutError, StaleCase
from domain.ledger import total
from domain.reading import FileReading, SignatureKind
from domain.register import Connection
from flows.release import release as release_the
from pipeline import acts
from pipeline.rulings import standing
from pipeline.states import ENDED, STATES
from pipeline.working_days import PROMISED, after
from tests.builders import file, other_page, page, signature
from tests.intake import NOW, RECEIVED, delivery, rows, store_in
from tests.lives import act, arrived, folder, received, saying

STEPS = 2_000  # on each kind of database, and more until every act has gone through once
MOST_STEPS = 3 * STEPS
PEOPLE = ("anna", "berit", "cecilia")
BOARDS = ("Socialnämnden", "Arbetsmarknadsnämnden", "Vuxennämnden", "Omsorgsnämnden")
WHY = "Kontrollerat på originalet."


class World:
    """A store, chance, and what has been sent in so far."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng = store, random.Random(seed)
        self.sent = 0
        self.contents: dict[str, FileReading] = {}
        self.done: Counter[str] = Counter()

    def cases(self) -> list[str]:
        with self.store.database.reading() as connection:
            return list(connection.scalars(sa.select(tables.cases.c.id).order_by("id")))

    def step(self) -> None:
        """A delivery, or an act on some case. Refusals are as much a part of life as acts."""
        ids = self.cases()
        if not ids or self.rng.random() < 0.05:
            self.deliver(ids)
            return
        self.try_to(self.rng.choice(ACTS), self.rng.choice(ids))

    def try_to(self, what: "Callable[[World, str], None]", case: str) -> None:
        """An act that may be refused: then nothing has changed."""
        before = self.versions()
        try:
            what(self, case)
            self.done[what.__name__] += 1
        except (ActRefused, StaleCase):
            self.done[f"{what.__name__} refused"] += 1
            assert self.versions() == before, f"{what.__name__} was refused and changed something"

    def versions(self) -> tuple[list[object], int]:
        """What any change would change."""
        columns = (tables.cases.c.id, tables.cases.c.version, tables.cases.c.state)
        last = sa.select(sa.func.max(tables.events.c.number))
        with self.store.database.reading() as connection:
            kept = [tuple(row) for row in connection.execute(sa.select(*columns).order_by("id"))]
            return list(kept), connection.scalar(last) or 0

    def deliver(self, ids: list[str]) -> None:
        self.sent += 1
        subject = f"Svar [{self.rng.choice(ids)}]" if ids and self.rng.random() < 0.5 else None
        content = f"delivery {self.sent}"
        if self.contents and self.rng.random() < 0.3:  # the very same file once more
            content = self.rng.choice(list(self.contents))
        reading = self.contents.setdefault(content, self.reading())
        one = delivery(content, RECEIVED + timedelta(minutes=self.sent))
        self.done["linked"] += not received(
            self.store, one.model_copy(update={"subject": subject}), reading
        )
        self.done["deliver"] += 1

    def reading(self) -> FileReading:
        """An agreement with, or without, one of the usual defects."""
        written: dict[str, str | None] = {"party.board_name": self.rng.choice(BOARDS)}
        written |= self.rng.choice(DEFECTS)
        first, last = page(1, written=written), page(3, written=written)
        if self.rng.random() < 0.2:
            kind: SignatureKind = self.rng.choice(("none", "cannot_tell", "typed_name"))
            last = last.model_copy(update={"signature": signature(kind)})
        whole = [first, page(2), last, other_page(4, "blank")]
        if self.rng.random() < 0.2:
            whole.append(other_page(5, "unknown"))
        if self.rng.random() < 0.2:
            whole = [page(1, self.rng.choice((1, 2, 3)), written=written)]
        return file(*whole)


DEFECTS: tuple[dict[str, str | None], ...] = (
    {},
    {},
    {"agreement_contact.phone": None},
    {"agreement_contact.email": "asa.sjoberg@gmail.com"},
    {"party.org_no": "212000-0803", "party.municipality_name": "Gotlands kommun"},
    {"signature.date": "2026-12-24"},
    {"party.postal_address": ""},
)


GIVEN = {
    "agreement_contact.phone": "08-465 004 00",
    "agreement_contact.email": "asa.sjoberg@habokommun.se",
    "party.postal_address": "Storgatan 12",
    "signature.date": "2026-11-09",
}


def correct(world: World, case: str) -> None:
    kept = folder(world.store, case)
    key = world.rng.choice(list(GIVEN))
    read = kept.case.agreement.fields if kept.case.agreement else ()
    unread = [one.key for one in read if one.raw is None]
    if unread and world.rng.random() < 0.5:
        key = world.rng.choice(unread)
    with act(world.store, case, world.rng.choice(PEOPLE)) as given:
        acts.correct(*given, {key: GIVEN.get(key, "Habo")})


def confirm(world: World, case: str) -> None:
    found = folder(world.store, case).case.findings
    if not found:
        raise ActRefused("nothing to confirm")
    with act(world.store, case, world.rng.choice(PEOPLE), WHY) as given:
        acts.confirm(*given, world.rng.choice(found).identity)


def say_signature(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE), WHY) as given:
        acts.say_signature(*given, signed=world.rng.random() < 0.8)


def undo(world: World, case: str) -> None:
    """What was taken back says nothing: the case is judged as if it had never been said."""
    who = world.rng.choice(PEOPLE)
    before = standing(folder(world.store, case).rulings)
    with act(world.store, case, who) as given:
        acts.undo(*given)
    after = standing(folder(world.store, case).rulings)
    assert set(after) < set(before)
    assert {one.by for one in set(before) - set(after)} == {who}


def request_supplement(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE)) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se")


def take_back(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE)) as given:
        acts.take_back(*given)


def approve(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE)) as given:
        acts.approve(*given)


def clear(world: World, case: str) -> None:
    """Two persons take everything that stops the case, and it is approved."""
    kept = folder(world.store, case)
    if kept.case.state != "in_review" or kept.case.agreement is None:
        raise ActRefused("nothing to clear")
    if kept.claimed_by:
        raise ActRefused("somebody else has it")
    unread = [one.key for one in kept.case.agreement.fields if not one.raw]
    with act(world.store, case) as given:
        acts.correct(*given, {key: GIVEN.get(key, "Habo") for key in unread})
    for who in PEOPLE[:2]:
        with act(world.store, case, who, WHY) as given:
            acts.say_signature(*given, signed=True)
        now = folder(world.store, case).case
        for found in now.findings:
            if found.code in now.decision.reasons:
                with act(world.store, case, who, WHY) as given:
                    acts.confirm(*given, found.identity)
    for _ in range(3):
        world.try_to(approve, case)


def dismiss(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE), WHY) as (order, tx, _):
        acts.dismiss(order, tx, world.rng.choice(("", "registrator@habokommun.se")))


def withdraw(world: World, case: str) -> None:
    if world.rng.random() < 0.8:
        raise ActRefused("seldom")
    with act(world.store, case, world.rng.choice(PEOPLE), WHY) as (order, tx, _):
        acts.withdraw(order, tx)


def reopen(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE), WHY) as given:
        acts.reopen(*given)


def open_access(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE)) as (order, tx, _):
        acts.open_access(order, tx)


def amend(world: World, case: str) -> None:
    number = f"08-465 004 {world.rng.randrange(100):02}"
    with act(world.store, case, world.rng.choice(PEOPLE), WHY) as (order, tx, _):
        acts.amend(order, tx, {"agreement_contact.phone": number})


def end(world: World, case: str) -> None:
    if world.rng.random() < 0.7:
        raise ActRefused("seldom")
    entry = folder(world.store, case).entry
    if entry is None or entry.ended_at:
        raise ActRefused("nothing to end")
    ending = acts.Ending(entry.org_no, entry.board, world.rng.choice(PEOPLE), NOW, WHY)
    with acting(world.store, NOW) as tx:
        acts.end(ending, tx)


def release_letter(world: World, case: str) -> None:
    held = [one for one in letters_of(world.store, case) if one.state == "held"]
    if not held:
        raise ActRefused("nothing to release")
    letter = world.rng.choice(held)
    release_the(world.store, Act(letter.id, letter.version, world.rng.choice(PEOPLE), NOW))


def cancel_letter(world: World, case: str) -> None:
    letters = letters_of(world.store, case)
    if not letters:
        raise ActRefused("nothing to cancel")
    letter = world.rng.choice(letters)
    cancel(world.store, Act(letter.id, letter.version, world.rng.choice(PEOPLE), NOW), WHY)


def tell(world: World, case: str) -> None:
    with act(world.store, case) as (order, tx, _):
        acts.tell(case, tx, order.at)


def claim(world: World, case: str) -> None:
    if world.rng.random() < 0.7:
        raise ActRefused("seldom")
    with act(world.store, case, world.rng.choice(PEOPLE)) as (order, tx, _):
        acts.claim(order, tx)


def release(world: World, case: str) -> None:
    who = folder(world.store, case).claimed_by or "anna"
    with act(world.store, case, who) as (order, tx, _):
        acts.release(order, tx)


def move_pages(world: World, case: str) -> None:
    other = world.rng.choice(world.cases())
    with act(world.store, case, world.rng.choice(PEOPLE)) as (order, tx, facts):
        seen = tx.folder(other).case.version
        to = acts.Order(case=other, version=seen, who=order.who, at=order.at, day=order.day)
        acts.move_pages(order, tx, facts, [world.rng.randrange(1, 5)], to)


def identify_page(world: World, case: str) -> None:
    with act(world.store, case, world.rng.choice(PEOPLE)) as given:
        acts.identify_page(*given, world.rng.randrange(1, 6), ("form-a", world.rng.randrange(1, 5)))


def stale(world: World, case: str) -> None:
    version = folder(world.store, case).case.version
    with act(world.store, case, version=version - 1) as given:
        acts.approve(*given)
    raise AssertionError("an act on an old version went through")


ACTS: tuple[Callable[[World, str], None], ...] = (
    correct,
    correct,
    confirm,
    confirm,
    confirm,
    say_signature,
    undo,
    request_supplement,
    take_back,
    approve,
    clear,
    clear,
    dismiss,
    withdraw,
    reopen,
    open_access,
    amend,
    end,
    release_letter,
    cancel_letter,
    tell,
    claim,
    release,
    move_pages,
    identify_page,
    stale,
)


def test_the_books_are_in_order_whatever_people_do(tmp_path: Path, database: str) -> None:
    with closing(store_in(tmp_path)) as store:
        world = World(store, seed=1 if database == "sqlite" else 2)
        wanted = {"linked", *(one.__name__ for one in ACTS)} - {"stale"}
        for number in range(MOST_STEPS):
            if number >= STEPS and all(world.done[name] for name in wanted):
                break
            world.step()
            if number % 300 == 299:
                check(world)
        check(world)
        for name in sorted(wanted):
            assert world.done[name], f"{name} never went through: {world.done}"


def check(world: World) -> None:
    """Everything that must hold."""
    no_case_is_lost(world)
    ledger_closes(world.store)
    chain_is_whole(world.store)
    register_is_sound(world.store)
    no_letter_is_there_twice(world.store)
    queues_hold_what_waits(world.store)
    clocks_are_right(world.store)


def no_case_is_lost(world: World) -> None:
    """Every delivery has come to an end in a case, or is linked to one that has; every case came by
    one."""
    of = {str(row["delivery"]) for row in rows(world.store, tables.case_deliveries)}
    kept = rows(world.store, tables.deliveries)
    assert of == {str(row["id"]) for row in kept if row["duplicate_of"] is None}
    assert {row["duplicate_of"] for row in kept} <= {*of, None}
    assert len(kept) == world.sent
    assert {row["state"] for row in kept} == {"done"}
    known = {str(row["case"]) for row in rows(world.store, tables.case_deliveries)}
    assert known == set(world.cases())


def ledger_closes(store: Store) -> None:
    """Pages received are pages with an end; none waits in a case that has ended."""
    assert total(one.ledger for one in booked_since(store)).closes
    states = {row["id"]: row["state"] for row in rows(store, tables.cases)}
    for end in rows(store, tables.page_ends):
        if end["kind"] == "waiting":
            assert states[end["case"]] not in {"registered", "concluded", *ENDED}


def chain_is_whole(store: Store) -> None:
    before = FIRST
    notes = {row["event"]: row for row in rows(store, tables.event_notes)}
    kept = sorted(rows(store, tables.events), key=lambda one: int(str(one["number"])))
    for number, row in enumerate(kept, start=1):
        assert row["number"] == number
        before = event_hash(before, row)
        assert row["hash"] == before
        note = notes.get(row["number"])
        assert row["note"] == (salted(str(note["text"]), str(note["salt"])) if note else "")


def register_is_sound(store: Store) -> None:
    """Versions of an entry are 1, 2, 3 ...; the current one is the last; one entry a Party."""
    versions: dict[tuple[object, object], list[int]] = {}
    for row in rows(store, tables.connections):
        versions.setdefault((row["org_no"], row["board_key"]), []).append(int(str(row["version"])))
    for kept in versions.values():
        assert sorted(kept) == list(range(1, len(kept) + 1))
    current = {
        (row["org_no"], row["board_key"]): row["version"]
        for row in rows(store, tables.current_connections)
    }
    assert current == {key: max(kept) for key, kept in versions.items()}
    for row in rows(store, tables.connections):
        entry = Connection.model_validate(row["connection"])
        assert (entry.reason == "ended") == (entry.ended_at is not None) == row["ended"]
    for row in rows(store, tables.cases):
        if row["state"] in ("registered", "concluded", "told"):
            assert folder(store, str(row["id"])).entry is not None


def no_letter_is_there_twice(store: Store) -> None:
    letters = rows(store, tables.outbox)
    keys = [(row["case"], row["kind"], row["number"]) for row in letters]
    assert len(keys) == len(set(keys))
    assert len({row["message_id"] for row in letters}) == len(letters)
    states = {row["id"]: row["state"] for row in rows(store, tables.cases)}
    for row in letters:
        if row["kind"] == "supplement" and row["state"] in ("held", "waiting", "dead"):
            assert states[row["case"]] == "supplement_requested"
    asked = {row["case"] for row in letters if row["kind"] == "supplement"}
    unsent = {
        row["case"]
        for row in letters
        if row["kind"] == "supplement" and row["state"] in ("held", "waiting", "dead", "sent")
    }
    for case in asked - unsent:
        assert states[case] != "supplement_requested", "an answer to nothing is awaited"


def queues_hold_what_waits(store: Store) -> None:
    """Who is in review waits in a queue, and nobody else does."""
    waits = {row["case"] for row in rows(store, tables.review_items) if row["state"] == "open"}
    for row in rows(store, tables.review_items):
        assert row["state"] == "closed" or row["due_on"] is not None, "it has its place"
    for row in rows(store, tables.cases):
        assert (row["state"] == "in_review") == (row["id"] in waits), row["state"]
        assert row["state"] in STATES


def clocks_are_right(store: Store) -> None:
    """A clock that runs is due when working days say so; one that awaits an answer stands."""
    for row in rows(store, tables.cases):
        started, due, paused = row["started_on"], row["due_on"], row["paused_on"]
        assert isinstance(started, date)
        if row["state"] == "supplement_requested":
            assert due is None
            assert paused is not None
            assert row["answer_by"] is not None
            assert row["review_by"] is None
        if row["state"] == "in_review":
            assert (due or row["review_by"]) is not None, "its time is counted"
        if due is not None:
            assert isinstance(due, date)
            assert paused is None
            assert started < due
            assert due >= after(started, PROMISED)
            assert due <= after(started, PROMISED) + timedelta(days=30)


def test_a_broken_book_would_be_seen(tmp_path: Path) -> None:
    """Else the test above could not fail: each kind of disorder, made on purpose."""
    with closing(store_in(tmp_path)) as store:
        arrived(store, "one", saying({"agreement_contact.phone": None}))
        world = World(store, 1)
        world.sent = 1
        check(world)
        for statement in SPOILT:
            with closing(_copy(store, statement)) as other:
                spoilt = World(other, 1)
                spoilt.sent = 1
                with pytest.raises((AssertionError, AnslutError)):
                    check(spoilt)


SPOILT = (
    "DELETE FROM page_ends WHERE number = 2",
    "DELETE FROM case_deliveries",
    "UPDATE review_items SET state = 'closed'",
    "UPDATE cases SET due_on = '2026-11-20'",
    "DROP TRIGGER events_no_update; UPDATE events SET who = 'somebody' WHERE number = 1",
    "DROP TRIGGER events_no_delete; DELETE FROM events WHERE number = 1",
    "UPDATE cases SET state = 'registered'",
    "UPDATE cases SET due_on = NULL",
    "UPDATE review_items SET due_on = NULL",
)


def _copy(store: Store, statement: str) -> Store:
    """The store with something done to it that no act does."""
    import sqlite3

    with store.database.reading() as connection:
        path = connection.engine.url.database
    assert path
    source = Path(path)
    target = source.parent / f"spoilt-{abs(hash(statement))}"
    target.mkdir()
    with (
        closing(sqlite3.connect(source)) as before,
        closing(sqlite3.connect(target / "anslut.sqlite")) as copy,
    ):
        before.backup(copy)
        copy.executescript(statement)
    return store_in(target)
