"""Disposal: nothing is left of a person, all of what happened is, nobody else touched."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters import queries, tables
from adapters.cases import acting
from adapters.chain_check import check_chain
from adapters.disposal_rules import HEADINGS, load_rules
from adapters.history import settled_since
from adapters.ledger import balance
from adapters.originals import Originals
from adapters.personal_data import HELD, PLAIN
from adapters.rows import insert, insert_connections, insert_events, insert_notices
from adapters.settings import PROJECT, TIMEZONE, Settings
from adapters.store import Store
from cli.app import main
from cli.exits import Exit
from domain.case import CaseState, Event
from domain.delivery import Delivery, Original, delivery_id
from domain.disposal import Candidate, DisposalRule
from domain.errors import ActRefused, SettingsError
from domain.night import ENDED
from domain.notice import Notice
from domain.reading import FileReading
from domain.ruling import Correction
from domain.sample import BlindCheck, Typed
from flows.dispose import dispose, look
from pipeline.disposal import due, months_after
from pipeline.settle import settle
from pipeline.states import ENDED as END_STATES
from tests.builders import facts, file, other_page, page
from tests.intake import NOW, RECEIVED, counts, rows, store_in

Run = Callable[..., tuple[int, str]]
# Of nobody: a name that stands nowhere else, in ASCII so that it is found in any file.
PERSON = "Gunvor Testdotter"
MAIL = "gunvor.testdotter@habokommun.se"
TRACES = ("estdotter", "gunvor")
YEARS = timedelta(days=365)
LATER = NOW + 3 * YEARS
RULES = [
    "R-1,case,told,24,Beslut 1,no",
    "R-2,case,dismissed,24,Beslut 1,no",
    "R-3,reading,dismissed,24,Beslut 1,no",
    "R-4,files,dismissed,24,Beslut 1,no",
    "R-5,entry,superseded,24,Beslut 1,no",
    "R-6,signatory,expired,24,Beslut 1,no",
    "R-7,letter,written,24,Beslut 1,no",
]
# After what is disposed of these hold fewer rows; all others as many, and the events more.
ROWS_THAT_GO = {"event_notes", "sample_answers", "signatories"}

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, disposal_rules=rules_file(tmp_path, *RULES))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as opened:
        yield opened


def rules_file(folder: Path, *lines: str) -> Path:
    path = folder / "regler.csv"
    path.write_text("\n".join([",".join(HEADINGS), *lines]) + "\n", encoding="utf-8")
    return path


@dataclass(frozen=True)
class Arrived:
    delivery: Delivery
    cases: list[str]


def arrived(
    store: Store,
    settings: Settings,
    content: str = PERSON,
    reading: FileReading | None = None,
    now: datetime = NOW,
) -> Arrived:
    """A delivery with the person in its file, its name, its sender and what was read."""
    original = Originals(settings.originals_dir).keep_bytes(content.encode(), f"in/{PERSON}.pdf")
    one = delivery_of(original, min(RECEIVED, now))
    store.receive(one, now)
    with acting(store, now, 0.0) as tx:
        made = settle(one, (reading or of_person(),), tx, facts(), now)
    return Arrived(one, [case.id for case in made])


def delivery_of(original: Original, at: datetime) -> Delivery:
    return Delivery(
        id=delivery_id("mail", at, [original]),
        channel="mail",
        received_at=at,
        received_basis="mail_server",
        sender=MAIL,
        subject=f"Avtal från {PERSON}",
        originals=(original,),
    )


def of_person(faulty: bool = True, **more: str) -> FileReading:
    """An agreement with the person in every box that takes one, and a finding that quotes her."""
    written = {
        "agreement_contact.name": PERSON,
        "agreement_contact.email": MAIL,
        "technical_contact.name": PERSON,
        "technical_contact.email": f"{MAIL}x" if faulty else MAIL,
        "signature.name_clarification": PERSON,
        **more,
    }
    return file(page(1, written=written), page(2, written=written), page(3, written=written))


def everything_said(store: Store, case: str, delivery: str) -> None:
    """Rows of every kind about the person, as persons and the machine write them."""
    letter = Notice(kind="dismissal", to=MAIL, subject="Hej", body=f"Hej {PERSON}!", case=case)
    said = Correction(by="Karin", at=NOW, key="agreement_contact.name", text=PERSON)
    ruling = {"case": case, "position": 0, "kind": "correction", "by": "Karin", "at": NOW}
    check = BlindCheck(case=case, by="Karin", at=NOW, compared=("agreement_contact.name",))
    signer = {"org_no": "212000-1611", "name": PERSON, "may_sign": True, "reference": "§ 4"}
    with store.database.writing() as connection:
        insert_notices(connection, [(letter, False)], NOW)
        dead = {"state": "dead", "trouble": f"550 <{MAIL}> unknown"}
        connection.execute(tables.outbox.update().values(dead))
        kept = said.model_dump(mode="json")
        insert(connection, tables.rulings, [ruling | {"ruling": kept}])
        insert(connection, tables.sample_checks, [check.model_dump()])
        typed = Typed(key="agreement_contact.name", first=PERSON, again=PERSON)
        insert(connection, tables.sample_answers, [{"case": case, **dict(typed)}])
        day = {"expires_on": "2026-12-31", "by": "Karin", "at": NOW, "case": case}
        insert(connection, tables.signatories, [signer | day])
        notes = [
            Event(subject=subject, at=NOW, who="Karin", what="noted", note=f"Ringde {PERSON}.")
            for subject in (case, delivery)
        ]
        insert_events(connection, notes)


def ended(store: Store, case: str, state: CaseState = "dismissed", at: datetime = NOW) -> None:
    """The case at its end, as an act leaves it."""
    with store.database.writing() as connection:
        here = tables.cases.c.id == case
        connection.execute(tables.cases.update().where(here).values(state=state))
        item = tables.review_items.update().where(tables.review_items.c.case == case)
        connection.execute(item.values(state="closed"))
        sent = tables.outbox.update().where(
            tables.outbox.c.case == case, tables.outbox.c.kind == "acknowledgement"
        )
        connection.execute(sent.values(state="sent", sent_at=at))
        insert_events(connection, [Event(subject=case, at=at, who="Karin", what=state)])


def traces(folder: Path, store: Store) -> list[str]:
    """Where something of the person is left: in rows, in the database's files, in the originals."""
    found = []
    for table in tables.metadata.tables.values():
        told = json.dumps([list(row.values()) for row in rows(store, table)], default=str).lower()
        found += [table.name for trace in TRACES if trace in told]
    files = [*folder.glob("anslut.sqlite*"), *(folder / "originals").rglob("*")]
    for one in files:
        if one.is_file():
            content = one.read_bytes().lower()
            found += [one.name for trace in TRACES if trace.encode() in content]
            found += [one.name for trace in TRACES if trace in one.name.lower()]
    return sorted(set(found))


def whole(store: Store, settings: Settings) -> Arrived:
    one = arrived(store, settings)
    everything_said(store, one.cases[0], one.delivery.id)
    ended(store, one.cases[0])
    return one


# what is left


def test_nothing_of_a_person_is_left_anywhere(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    whole(store, settings)
    before = traces(tmp_path, store)
    assert {"cases", "deliveries", "outbox", "rulings"} <= set(before)
    if (tmp_path / "anslut.sqlite").exists():
        assert any(name.startswith("anslut.sqlite") for name in before)
    assert dispose(store, settings, "Karin", LATER)
    assert traces(tmp_path, store) == []


def test_what_happened_and_how_many_pages_there_were_is_left(
    store: Store, settings: Settings
) -> None:
    one = whole(store, settings)
    with store.database.reading() as connection:
        pages = balance(connection)
    before, chain = counts(store), check_chain(store)
    hashes = {row["number"]: row["hash"] for row in rows(store, tables.events)}
    cleared = dispose(store, settings, "Karin", LATER)
    with store.database.reading() as connection:
        assert balance(connection) == pages
    after = counts(store)
    assert {name for name in before if after[name] < before[name]} == ROWS_THAT_GO
    assert after["events"] == before["events"] + len(cleared)
    walked = check_chain(store, [link for link in [chain.last] if link])
    assert (walked.holds, walked.cleared) == (True, 2)
    kept = {row["number"]: row["hash"] for row in rows(store, tables.events)}
    assert hashes.items() <= kept.items()
    found = queries.case_file(store, one.cases[0])
    assert (found.case.state, found.case.agreement) == ("dismissed", None)
    assert [finding.code for finding in found.case.findings]
    assert found.delivery.originals[0].sha256 == one.delivery.originals[0].sha256
    assert found.delivery.content_key == one.delivery.content_key


def test_each_thing_that_was_cleared_has_an_event_with_its_rule(
    store: Store, settings: Settings
) -> None:
    one = whole(store, settings)
    (signatory,) = [row["number"] for row in rows(store, tables.signatories)]
    dispose(store, settings, "Karin", LATER)
    told = {
        (row["subject"], row["why"], row["who"])
        for row in rows(store, tables.events)
        if row["what"] == "disposed"
    }
    (case,) = one.cases
    assert told == {
        (case, "R-2 case", "Karin"),
        (one.delivery.id, "R-3 reading", "Karin"),
        (one.delivery.id, "R-4 files", "Karin"),
        ("212000-1611", f"R-6 signatory {signatory}", "Karin"),
    }


def test_doing_it_twice_equals_doing_it_once(store: Store, settings: Settings) -> None:
    whole(store, settings)
    dispose(store, settings, "Karin", LATER)
    before = [rows(store, table) for table in tables.metadata.tables.values()]
    assert look(store, settings, LATER + YEARS) == ()
    assert dispose(store, settings, "Karin", LATER + YEARS) == ()
    assert [rows(store, table) for table in tables.metadata.tables.values()] == before


def test_a_dry_run_tells_the_same_and_changes_nothing(store: Store, settings: Settings) -> None:
    whole(store, settings)
    before = [rows(store, table) for table in tables.metadata.tables.values()]
    told = look(store, settings, LATER)
    assert [rows(store, table) for table in tables.metadata.tables.values()] == before
    assert told == dispose(store, settings, "Karin", LATER)


def test_one_that_was_stopped_half_way_is_finished_by_the_next(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = whole(store, settings)
    with monkeypatch.context() as stopped:
        stopped.setattr("adapters.disposal.insert_events", stop)
        with pytest.raises(KeyboardInterrupt):
            dispose(store, settings, "Karin", LATER)
    assert queries.case_file(store, one.cases[0]).case.agreement is not None
    assert dispose(store, settings, "Karin", LATER)
    assert traces(tmp_path, store) == []


def stop(*_: object) -> None:
    raise KeyboardInterrupt


# what is not touched


@pytest.mark.parametrize("state", ["in_review", "registered", "supplement_requested", "concluded"])
def test_a_case_that_has_not_ended_is_never_touched(
    store: Store, settings: Settings, state: CaseState
) -> None:
    one = arrived(store, settings)
    ended(store, one.cases[0], state)
    assert look(store, settings, NOW + 50 * YEARS) == ()


@pytest.mark.parametrize(
    "waiting",
    [
        tables.review_items.update().values(state="open"),  # a blind check, say
        tables.outbox.update().values(state="waiting", next_at=NOW),
        tables.outbox.update().values(state="held"),
    ],
)
def test_a_case_that_somebody_still_waits_for_is_not_touched(
    store: Store, settings: Settings, waiting: sa.Update
) -> None:
    whole(store, settings)
    with store.database.writing() as connection:
        connection.execute(waiting)
    whats = {each.candidate.what for each in look(store, settings, LATER)}
    assert whats == {"signatory"}


def test_the_time_counts_from_when_anything_last_happened(store: Store, settings: Settings) -> None:
    one = whole(store, settings)
    opened_again = NOW + 2 * YEARS
    ended(store, one.cases[0], "dismissed", opened_again)
    kinds = [each.candidate.what for each in look(store, settings, LATER)]
    assert kinds == ["signatory"]
    assert len(look(store, settings, opened_again + 2 * YEARS + timedelta(days=3))) == 4


def test_a_case_that_is_ended_anew_after_it_was_cleared_is_cleared_anew(
    store: Store, settings: Settings
) -> None:
    one = whole(store, settings)
    dispose(store, settings, "Karin", LATER)
    ended(store, one.cases[0], "dismissed", LATER + YEARS)
    kinds = [each.candidate.what for each in look(store, settings, LATER + 4 * YEARS)]
    assert sorted(kinds) == ["case", "files", "reading"]


def test_a_delivery_waits_for_the_last_of_its_cases(store: Store, settings: Settings) -> None:
    two = file(
        *of_person().pages,
        *(
            one.model_copy(update={"identity": one.identity.model_copy(update={"number": at})})
            for at, one in enumerate([other_page(4, "separator"), *of_person().pages], start=4)
        ),
    )
    one = arrived(store, settings, reading=two)
    assert len(one.cases) == 2
    ended(store, one.cases[0])
    assert {each.candidate.what for each in look(store, settings, LATER)} == {"case"}
    ended(store, one.cases[1], "told")  # no rule clears the reading of that
    assert {each.rule for each in look(store, settings, LATER)} == {"R-1", "R-2"}


def test_a_file_that_another_delivery_still_has_is_kept(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    """The same bytes beside others: another content, and another case."""
    originals = Originals(settings.originals_dir)
    shared = originals.keep_bytes(b"bilaga", "in/bilaga.pdf")
    one = arrived(store, settings)
    other = delivery_of(shared, RECEIVED)
    with store.database.writing() as connection:
        link = {"delivery": one.delivery.id, "position": 1, "sha256": shared.sha256, "name": "b"}
        connection.execute(tables.originals.insert(), [{"sha256": shared.sha256, "size": 6}])
        connection.execute(tables.delivery_originals.insert(), [link])
    store.receive(other, NOW)
    with acting(store, NOW, 0.0) as tx:
        (case,) = settle(other, (FileReading(name="b", problem="damaged"),), tx, facts(), NOW)
    ended(store, one.cases[0])
    dispose(store, settings, "Karin", LATER)
    assert originals.read(shared.sha256) == b"bilaga"
    ended(store, case.id)
    dispose(store, settings, "Karin", LATER)
    assert not [one for one in (tmp_path / "originals").rglob("*") if one.is_file()]


def test_the_same_files_again_are_cleared_with_the_first(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    one = arrived(store, settings)
    store.receive(delivery_of(one.delivery.originals[0], RECEIVED + timedelta(hours=1)), NOW)
    ended(store, one.cases[0])
    dispose(store, settings, "Karin", LATER)
    assert traces(tmp_path, store) == []


def test_the_register_keeps_what_counts_and_clears_what_was_replaced(
    store: Store, settings: Settings
) -> None:
    clean = file(page(1), page(2), page(3))
    one = arrived(store, settings, reading=clean)
    (first,) = queries.current_connections(store)
    contact = first.agreement_contact.model_copy(update={"name": PERSON, "email": MAIL})
    second = first.model_copy(
        update={"version": 2, "agreement_contact": contact, "valid_from": NOW + YEARS}
    )
    with store.database.writing() as connection:
        insert_connections(connection, [second])
    assert look(store, settings, NOW + 2 * YEARS) == ()
    assert [each.rule for each in dispose(store, settings, "Karin", LATER + YEARS)] == ["R-5"]
    assert queries.current_connections(store) == (second,)
    assert queries.connection_versions(store, first.org_no) == (second,)
    kept = rows(store, tables.connections)
    assert {row["version"]: row["connection"] is None for row in kept} == {1: True, 2: False}
    told = [row for row in rows(store, tables.events) if row["what"] == "disposed"]
    assert [(row["subject"], row["why"]) for row in told] == [(one.cases[0], "R-5 entry 1")]


def test_letters_to_the_agency_itself_are_cleared_by_a_rule_of_their_own(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    letter = Notice(kind="escalation", to=MAIL, subject="Ärenden", body="c-1", case=None)
    with store.database.writing() as connection:
        insert_notices(connection, [(letter, False)], NOW)
    assert look(store, settings, LATER) == ()  # not sent yet
    with store.database.writing() as connection:
        connection.execute(tables.outbox.update().values(state="sent", sent_at=NOW))
    assert [each.rule for each in dispose(store, settings, "Karin", LATER)] == ["R-7"]
    assert dispose(store, settings, "Karin", LATER) == ()
    assert traces(tmp_path, store) == []


def test_a_case_that_was_disposed_of_cannot_be_acted_on(store: Store, settings: Settings) -> None:
    (case,) = whole(store, settings).cases
    with acting(store, NOW, 0.0) as tx:
        assert tx.folder(case).case.id == case
    dispose(store, settings, "Karin", LATER)
    with acting(store, NOW, 0.0) as tx, pytest.raises(ActRefused, match="är gallrat"):
        tx.folder(case)


def test_what_was_disposed_of_is_not_replayed(store: Store, settings: Settings) -> None:
    one = whole(store, settings)
    assert settled_since(store) == (one.delivery.id,)
    dispose(store, settings, "Karin", LATER)
    assert settled_since(store) == ()


def test_of_every_column_is_said_whether_it_holds_a_person() -> None:
    """A new column that nobody thought of would be kept for ever, and found by nobody."""
    said = {(one.column.table.name, one.column.name) for one in HELD}
    said |= {(table, name) for table, names in PLAIN.items() for name in names.split()}
    texts = {
        (table.name, column.name)
        for table in tables.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.String | sa.JSON)
    }
    assert texts <= said, texts - said


def test_the_ends_of_a_case_are_those_of_the_table_of_states() -> None:
    assert set(ENDED) == END_STATES


# the rules


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 23), 24, date(2028, 11, 23)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, count: int, later: date) -> None:
    assert months_after(day, count) == later


def rule(rule_id: str, basis: str, months: int) -> DisposalRule:
    known = {"id": rule_id, "what": "files", "authority": "Beslut 1", "example": False}
    return DisposalRule.model_validate(known | {"basis": basis, "months": months})


def test_the_longest_time_counts_where_cases_share_a_delivery() -> None:
    since = datetime(2026, 1, 10, tzinfo=TIMEZONE)
    both = Candidate(
        what="files", subject="d-1", ref=("d-1",), bases=("dismissed", "told"), since=since
    )
    rules = [rule("A", "dismissed", 12), rule("B", "told", 60)]
    assert due([both], rules, date(2030, 1, 1)) == ()
    (found,) = due([both], rules, date(2031, 1, 10))
    assert (found.rule, found.due_on) == ("B", date(2031, 1, 10))
    assert due([both], rules[:1], date(2050, 1, 1)) == ()  # no rule for one of them


def test_the_rules_that_come_along_are_examples_and_clear_nothing(
    store: Store, tmp_path: Path
) -> None:
    bundled = load_rules(PROJECT / "adapters" / "reference" / "disposal.csv")
    assert all(one.example for one in bundled)
    settings = Settings(data_dir=tmp_path)
    one = whole(store, settings)
    assert look(store, settings, NOW + 10 * YEARS)
    with pytest.raises(SettingsError, match=r"EX-1.*ANSLUT_DISPOSAL_RULES. Inget har gallrats"):
        dispose(store, settings, "Karin", NOW + 10 * YEARS)
    assert queries.case_file(store, one.cases[0]).case.agreement is not None


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["R-1,case,told,0,Beslut,no"], "rad 2: months måste vara minst 1"),
        (["R-1,case,told,24,,no"], "rad 2: authority"),
        (["R-1,allt,told,24,Beslut,no"], "rad 2: what måste vara någon av"),
        (["R-1,case,expired,24,Beslut,no"], "rad 2: case räknas från told, dismissed, withdrawn"),
        (["R-1,case,told,24,Beslut,no", "R-1,files,told,24,B,no"], "R-1 står på flera rader"),
        (["R-1,case,told,24,B,no", "R-2,case,told,12,B,no"], "case told står på flera rader"),
        (["R 1,case,told,24,Beslut,no"], "rad 2: id"),
    ],
)
def test_a_wrong_rule_is_told_with_its_line(
    tmp_path: Path, lines: Sequence[str], told: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_rules(rules_file(tmp_path, *lines))
    assert told in str(refused.value)


def test_a_file_that_is_no_list_of_rules_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="kan inte läsas"):
        load_rules(tmp_path / "finns-inte.csv")
    (tmp_path / "fel.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SettingsError, match="första raden ska vara id,what"):
        load_rules(tmp_path / "fel.csv")
    (tmp_path / "bin.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="CSV-fil i UTF-8"):
        load_rules(tmp_path / "bin.csv")


# the command


@pytest.fixture
def run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ANSLUT_DISPOSAL_RULES", str(settings.disposal_rules))

    def running(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *words])
        with pytest.raises(SystemExit) as done:
            main()
        told = capsys.readouterr()
        return int(str(done.value.code)), " ".join((told.out + told.err).split())

    return running


def test_the_command_shows_clears_and_is_done(store: Store, settings: Settings, run: Run) -> None:
    then = datetime(2020, 3, 2, 9, 0, tzinfo=UTC)
    one = arrived(store, settings, now=then)
    ended(store, one.cases[0], at=then)
    code, told = run("dispose", "--dry-run")
    assert (code, one.cases[0] in told, "Inget har gallrats" in told) == (Exit.OK, True, True)
    assert run("dispose", "--dry-run")[1] == told
    code, told = run("dispose", "--by", "Karin")
    assert (code, one.cases[0] in told, "id:n är kvar" in told) == (Exit.OK, True, True)
    assert run("dispose", "--by", "Karin") == (Exit.OK, "Inget att gallra.")


@pytest.mark.parametrize(
    ("words", "told"), [((), "säg vem som gör det"), (("--dry-run", "--by", "K"), "antingen")]
)
def test_who_disposes_has_to_be_said(run: Run, words: tuple[str, ...], told: str) -> None:
    code, said = run("dispose", *words)
    assert (code, told in said) == (Exit.USAGE, True)
