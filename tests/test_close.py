"""The night's close: what is signed is what the store holds, what is wrong is told, nobody is."""

import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import get_args

import pypdf
import pytest

from adapters import tables
from adapters.close_page import close_page
from adapters.close_pdf import close_pdf
from adapters.documents import document, list_documents
from adapters.ledger import balance, booked_since
from adapters.night import night_facts
from adapters.originals import Originals
from adapters.rows import insert_events
from adapters.samples import record_check
from adapters.settings import Settings
from adapters.store import Store, open_store
from cli.app import main
from cli.exits import Exit
from domain.case import Event
from domain.ledger import Ledger, total
from domain.night import (
    AwaitedAnswer,
    ChainFacts,
    DueCase,
    LetterCounts,
    NightFacts,
    NightReport,
    WaitingItem,
)
from domain.notice import Notice
from domain.reading import FileReading
from domain.sample import BlindCheck
from flows.night_close import Closed, close_night
from pipeline.blind import conclude
from pipeline.close import HAPPENED, close_day
from pipeline.states import STATES, Act
from tests.builders import FAULTLESS, file, other_page, page
from tests.intake import NOW, RECEIVED, delivery, rows, settled, store_in

DAY = NOW.date()  # the day on which the deliveries below are taken in
NEXT = DAY + timedelta(days=1)
MORNING = datetime(NEXT.year, NEXT.month, NEXT.day, 4, 15, tzinfo=UTC)
UNREAD = FileReading(name="trasig.pdf", problem="damaged", page_count=3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as opened:
        yield opened


def some_work(store: Store) -> None:
    """One registered and drawn, one that waits, one file that came twice."""
    for content, read in (("one", file(page(1), page(2), page(3))), ("two", UNREAD)):
        store.receive(delivery(content), NOW)
        settled(store, delivery(content), read, share=1.0)
    store.receive(delivery("two", RECEIVED + timedelta(hours=1)), NOW)


def closed(
    store: Store, settings: Settings, day: date | None = None, now: datetime = MORNING
) -> Closed:
    return close_night(store, Originals(settings.originals_dir), settings, day, now)


def figures(report: NightReport) -> dict[str, str]:
    return {one.label: one.value for section in report.sections for one in section.figures}


def facts_of(**changes: object) -> NightFacts:
    known = {"day": DAY, "as_of": NEXT, "received": 0, "repeats": 0, "events": {}}
    return NightFacts.model_validate(known | changes)


# what it says


def test_the_figures_are_those_of_the_store(store: Store, settings: Settings) -> None:
    some_work(store)
    told = figures(closed(store, settings).report)
    assert told["Leveranser som togs in"] == "3"
    assert told["– varav filer som har kommit förut"] == "1"
    assert told["Ärenden införda i registret"] == "1"
    assert told["Ärenden som gick till en person"] == "1"
    assert (told["Svårläst"], told["Tillsammans"]) == ("1", "1")
    assert told["Det äldsta kom in"] == "2026-11-16"
    assert told["Hålls"] == "1"
    assert told["Mottagna sidor"] == "9"
    assert (told["Dubbletter"], told["Sidor utan slut"]) == ("3", "0")
    assert told["Stämmer sidboken?"] == "Ja"
    assert (told["Poster i registret"], told["Väntar på kontroll"]) == ("1", "1")
    assert told["Andel fel, med 95 % säkerhet"] == "inte känd än"


def test_what_happened_is_told_by_events_that_there_are(store: Store) -> None:
    assert set(HAPPENED) <= {*STATES, *get_args(Act), "ended"}  # the last is an act on an entry
    with store.database.writing() as connection:
        told = [
            Event(subject=f"c-{n}", at=NOW, who="K", what=what)
            for n in (1, 2, 2)
            for what in HAPPENED
        ]
        insert_events(connection, told)
    report = close_day(night_facts(store, DAY, NEXT))
    assert {figures(report)[label] for label in HAPPENED.values()} == {"2"}


def test_a_day_without_work_has_no_deviation(store: Store, settings: Settings) -> None:
    report = closed(store, settings).report
    assert report.deviations == ()
    assert report.verdict.startswith("Inga avvikelser")


def test_a_day_is_by_swedish_clocks(store: Store) -> None:
    """NOW is 01:15 UTC; half past eleven at night UTC is the next day in Sweden."""
    store.receive(delivery(), datetime(2026, 11, 16, 23, 30, tzinfo=UTC))
    assert night_facts(store, date(2026, 11, 17), NEXT).received == 1
    assert night_facts(store, date(2026, 11, 16), NEXT).received == 0


def test_each_delivery_stands_in_the_close_of_one_day(store: Store) -> None:
    """Also one that is taken in long after it was received: by when it was taken in."""
    store.receive(delivery("old", RECEIVED - timedelta(days=40)), NOW)
    days = [DAY - timedelta(days=50) + timedelta(days=number) for number in range(60)]
    assert [day for day in days if night_facts(store, day, NEXT).received] == [DAY]


def test_checks_give_the_bound(store: Store, settings: Settings) -> None:
    some_work(store)
    case = next(str(row["case"]) for row in rows(store, tables.sample_draws))
    check = BlindCheck(case=case, by="Karin", at=NOW, compared=("party.city",))
    record_check(store, conclude(check, ()))
    told = figures(closed(store, settings).report)
    assert told["Kontrollerade ärenden"] == "1"
    assert told["Andel fel, med 95 % säkerhet"] == "högst 95 %"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"chain": ChainFacts(broken_at=4, trouble="händelsen saknas")},
            "bruten vid händelse 4: händelsen saknas",
        ),
        (
            {"ledger": Ledger(received=3, ends={"blank": 2}), "unbalanced": ("d-1",)},
            "Sidboken stämmer inte för 1 leverans: d-1",
        ),
        ({"unfinished": ("d-1", "d-2")}, "2 leveranser från före den 2026-11-18"),
        ({"letters": LetterCounts(dead=2)}, "2 brev gick inte att skicka"),
        (
            {"due": (DueCase(case="c-1", state="in_review", due_on=DAY),)},
            "1 ärende har passerat sista dagen: c-1 (2026-11-17). Fördela",
        ),
        (
            {"due": (DueCase(case="c-1", state="registered", due_on=DAY),)},
            "1 ärende i registret har passerat sista dagen utan att vara avslutade: c-1",
        ),
    ],
)
def test_each_deviation_is_told_with_what_to_do(changes: dict[str, object], told: str) -> None:
    report = close_day(facts_of(**changes))
    (deviation,) = report.deviations
    assert told in deviation
    assert deviation.endswith(".")
    assert report.verdict == "1 avvikelse att ta hand om:"


def test_due_today_and_soon_is_no_deviation() -> None:
    due = [
        DueCase(case=f"c-{n}", state="in_review", due_on=NEXT + timedelta(days=n))
        for n in (0, 1, 2, 5)  # a Wednesday to a Friday, and the Monday after
    ]
    report = close_day(facts_of(due=due))
    assert report.deviations == ()
    assert figures(report)["Högst 3 arbetsdagar kvar"] == "4"


def test_many_ids_are_counted_and_the_first_named() -> None:
    (deviation,) = close_day(facts_of(unfinished=tuple(f"d-{n}" for n in range(30)))).deviations
    assert "30 leveranser" in deviation
    assert "d-7 och 22 till" in deviation
    assert "d-8" not in deviation


def test_the_deviations_of_the_store_are_found(store: Store, settings: Settings) -> None:
    some_work(store)
    store.receive(delivery("left"), NOW)
    with store.database.writing() as connection:
        page_end = tables.page_ends.delete().where(tables.page_ends.c.kind == "waiting")
        connection.execute(page_end)
        connection.execute(tables.outbox.update().values(state="dead"))
    late = datetime(2026, 12, 9, 4, 15, tzinfo=UTC)
    told = " ".join(closed(store, settings, now=late).report.deviations)
    assert f"Sidboken stämmer inte för 1 leverans: {delivery('two').id}" in told
    assert delivery("left").id in told
    assert "2 brev gick inte att skicka" in told
    assert "1 ärende har passerat sista dagen" in told
    assert "1 ärende i registret har passerat" in told


def test_a_broken_chain_is_a_deviation(store: Store, settings: Settings, tmp_path: Path) -> None:
    some_work(store)
    with closing(sqlite3.connect(tmp_path / "anslut.sqlite")) as raw, raw:
        raw.execute("DROP TRIGGER events_no_update")
        raw.execute("UPDATE events SET who = 'Sven' WHERE number = 2")
    (told,) = closed(store, settings).report.deviations
    assert "bruten vid händelse 2" in told


def test_the_balance_is_that_of_all_deliveries(store: Store) -> None:
    some_work(store)
    store.receive(delivery("three"), NOW)
    settled(store, delivery("three"), file(page(1), other_page(2, "blank")))
    with store.database.reading() as connection:
        whole, uneven = balance(connection)
    assert whole == total(one.ledger for one in booked_since(store))
    assert (whole.closes, uneven) == (True, ())
    with store.database.writing() as connection:
        end = {"delivery": delivery("three").id, "original": 0, "number": 9, "kind": "blank"}
        connection.execute(tables.page_ends.insert(), [end])
    with store.database.reading() as connection:
        whole, uneven = balance(connection)
    assert whole == total(one.ledger for one in booked_since(store))
    assert (whole.closes, uneven) == (False, (delivery("three").id,))


# comparing, and making it twice


def test_it_is_compared_with_the_close_before(store: Store, settings: Settings) -> None:
    closed(store, settings, DAY - timedelta(days=3))
    some_work(store)
    report = closed(store, settings).report
    assert report.compared_with == DAY - timedelta(days=3)
    entries = [f for s in report.sections for f in s.figures if f.label == "Poster i registret"]
    assert [(one.value, one.before) for one in entries] == [("1", "0")]


def test_the_same_facts_twice_give_the_same_bytes_and_one_event(
    store: Store, settings: Settings
) -> None:
    some_work(store)
    first = closed(store, settings)
    again = closed(store, settings, now=MORNING + timedelta(minutes=7))
    assert again.contents == first.contents
    assert [one.sha256 for one in again.documents] == [one.sha256 for one in first.documents]
    made = [row for row in rows(store, tables.events) if row["what"] == "close_made"]
    assert [row["subject"] for row in made] == [DAY.isoformat()]
    assert str(made[0]["why"]).split() == [one.sha256 for one in first.documents]
    assert len(rows(store, tables.documents)) == 3


def test_the_letter_about_it_is_written_once_and_changes_nothing(
    store: Store, settings: Settings
) -> None:
    some_work(store)
    told = settings.model_copy(update={"night_report_to": "drift@example.se"})
    first, again = closed(store, told), closed(store, told)
    assert again.contents == first.contents
    (letter,) = [row for row in rows(store, tables.outbox) if row["kind"] == "night_report"]
    notice = Notice.model_validate(letter["notice"])
    assert (notice.to, letter["state"]) == ("drift@example.se", "waiting")
    assert "Under dygnet: Leveranser som togs in: 3" in notice.body
    assert first.documents[0].sha256 in notice.body


def test_other_facts_make_another_and_keep_the_first(store: Store, settings: Settings) -> None:
    first = closed(store, settings)
    some_work(store)
    second = closed(store, settings)
    assert len(rows(store, tables.documents)) == 6
    originals = Originals(settings.originals_dir)
    for one in (*first.documents, *second.documents):
        assert len(originals.read(one.sha256)) == one.size


def test_it_states_a_link_that_the_chain_still_has_afterwards(
    store: Store, settings: Settings
) -> None:
    from adapters.chain_check import check_chain
    from cli.chain import link

    some_work(store)
    stated = link(closed(store, settings).report.closing.rpartition(" ")[2])
    assert check_chain(store, [stated]).holds
    assert stated.number == len(rows(store, tables.events)) - 1  # the last tells of the close


# how it looks


def long_report() -> NightReport:
    """A report with a figure in every row and every kind of deviation."""
    ledger = Ledger(received=123456, ends={"agreement": 123450, "blank": 3})
    late = [
        DueCase(case=f"c-{n:016x}", state=state, due_on=DAY)
        for n in range(40)
        for state in ("in_review", "registered")
    ]
    everything = facts_of(
        events=dict.fromkeys(HAPPENED, 12345),
        due=late,
        awaited=tuple(
            AwaitedAnswer(case=f"c-{n:016x}", queue="incomplete", answer_by=DAY) for n in range(40)
        ),
        items=tuple(
            WaitingItem(
                case=f"c-{n:016x}",
                queue="incomplete",
                received_at=datetime(2026, 11, 2, tzinfo=UTC),
                due_on=DAY,
                stands=True,
            )
            for n in range(2)
        ),
        unfinished=tuple(f"d-{n:016x}" for n in range(12)),
        unbalanced=tuple(f"d-{n:016x}" for n in range(12)),
        letters=LetterCounts(dead=3),
        ledger=ledger,
        chain=ChainFacts(number=99, hash="a" * 64, broken_at=100, trouble="händelsen saknas"),
    )
    return close_day(everything, close_day(facts_of()))


def text_of(pdf: bytes) -> str:
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_the_pdf_is_one_page_with_lines_to_sign_on(store: Store, settings: Settings) -> None:
    some_work(store)
    content = closed(store, settings).contents[0]
    read = pypdf.PdfReader(BytesIO(content))
    assert len(read.pages) == 1
    assert str(read.root_object["/Lang"]) == "sv"
    assert read.metadata is not None
    assert read.metadata.title == "Nattens bokslut, 2026-11-17"
    told = text_of(content)
    for words in ("Namnteckning", "Namnförtydligande", "Datum", "Ärenden införda i registret"):
        assert words in told


def test_a_bad_night_fits_on_a_page_too() -> None:
    late = [DueCase(case=f"c-{n:016x}", state="in_review", due_on=DAY) for n in range(40)]
    awaited = [
        AwaitedAnswer(case=f"c-{n:016x}", queue="incomplete", answer_by=DAY) for n in range(40)
    ]
    bad = facts_of(
        due=late,
        awaited=awaited,
        unfinished=tuple(f"d-{n:016x}" for n in range(12)),
        letters=LetterCounts(dead=3),
    )
    assert (
        len(pypdf.PdfReader(BytesIO(close_pdf(close_day(bad, close_day(facts_of()))))).pages) == 1
    )


def test_the_worst_of_nights_takes_two_pages_and_is_signed_on_the_last() -> None:
    first, last = pypdf.PdfReader(BytesIO(close_pdf(long_report()))).pages
    assert "Avvikelser" in first.extract_text()
    assert "Namnteckning" in last.extract_text()
    assert "Tiden" in last.extract_text(), "the lines to sign on never stand alone"


def test_pdf_and_page_say_the_same() -> None:
    report = long_report()
    pdf = re.sub(r"\s+", "", text_of(close_pdf(report)))
    page_text = re.sub(r"\s+", "", "".join(texts(close_page(report))))
    for section in report.sections:
        for words in (section.title, section.about, *(one.label for one in section.figures)):
            assert re.sub(r"\s+", "", words) in pdf
            assert re.sub(r"\s+", "", words) in page_text
    for words in (*report.deviations, report.verdict, report.closing):
        assert re.sub(r"\s+", "", words) in pdf
        assert re.sub(r"\s+", "", words) in page_text


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(content: bytes) -> _Page:
    reader = _Page()
    reader.feed(content.decode())
    return reader


def texts(content: bytes) -> list[str]:
    return parsed(content).texts


def test_the_page_can_be_read_by_a_screen_reader() -> None:
    report = long_report()
    tags = parsed(close_page(report)).tags
    assert ("html", {"lang": "sv"}) in tags
    count = {name: sum(tag == name for tag, _ in tags) for name in ("table", "caption", "h1")}
    assert count == {"table": len(report.sections), "caption": len(report.sections), "h1": 1}
    scopes = [attrs.get("scope") for tag, attrs in tags if tag == "th"]
    assert set(scopes) == {"col", "row"}
    assert not [tag for tag, attrs in tags if tag in ("script", "link") or attrs.get("src")]


def test_nothing_of_a_person_or_a_party_stands_in_it(store: Store, settings: Settings) -> None:
    some_work(store)
    for one in closed(store, settings).contents:
        told = text_of(one) if one.startswith(b"%PDF") else one.decode()
        for value in (*FAULTLESS.values(), "trasig.pdf", "avtal.pdf"):
            assert len(value) < 4 or value not in told


# the commands


@pytest.fixture
def run(
    store: Store,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str]]:
    some_work(store)
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(settings.data_dir))

    def running(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(str(ended.value.code)), " ".join((told.out + told.err).split())

    return running


def test_close_shows_keeps_and_writes_it(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    target = tmp_path / "ut"
    target.mkdir()
    code, told = run("close", "--day", DAY.isoformat(), "--out", str(target))
    assert code in (Exit.OK, Exit.PERSON)  # as late as it is today
    assert "Händelsekedjans sista händelse" in told
    names = sorted(one.name for one in target.iterdir())
    assert names == [f"nattens-bokslut-{DAY}.{kind}" for kind in ("html", "json", "pdf")]
    assert json.loads((target / names[1]).read_text())["day"] == DAY.isoformat()
    code, told = run("documents", "list")
    assert (code, all(name in told for name in names)) == (Exit.OK, True)


def test_a_document_is_saved_as_it_was_kept(
    run: Callable[..., tuple[int, str]], settings: Settings, tmp_path: Path
) -> None:
    run("close", "--day", DAY.isoformat())
    with closing(open_store(settings)) as store:
        kept = {one.name: one for one in list_documents(store)}
        one = kept[f"nattens-bokslut-{DAY}.pdf"]
        assert document(store, one.sha256[:10]) == one
    for words in (one.name, one.sha256[:12]):
        target = tmp_path / "ut.pdf"
        assert run("documents", "save", words, "--out", str(target))[0] == Exit.OK
        assert target.read_bytes() == Originals(settings.originals_dir).read(one.sha256)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("close", "--day", "i går"), "är ingen dag"),
        (("close", "--day", "2999-01-01"), "ligger i framtiden"),
        (("close", "--out", "/finns/inte"), "finns inte. Skapa den"),
        (("documents", "save", "ffff"), "Se anslut documents list"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Callable[..., tuple[int, str]], words: tuple[str, ...], told: str
) -> None:
    code, said = run(*words)
    assert (code, told in said) == (Exit.USAGE, True)


def test_the_flow_makes_the_same_and_is_on_the_schedule(
    run: Callable[..., tuple[int, str]], settings: Settings
) -> None:
    del run  # has set the data folder
    from flows.close import close
    from flows.schedule import CLOSE_CRON, close_deployment

    state = close.fn(DAY)
    with closing(open_store(settings)) as store:
        kept = {one.sha256 for one in list_documents(store)}
    assert set(state.data) == kept
    assert close.name == "close"
    scheduled = next(iter(close_deployment().schedules or []))
    assert getattr(scheduled.schedule, "cron", None) == CLOSE_CRON
