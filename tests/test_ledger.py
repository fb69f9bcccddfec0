"""The page ledger closes, whatever comes, and says so when it does not."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from adapters.ledger import booked_since, ledger_of, unread_since
from adapters.store import Store
from adapters.tables import page_ends
from cli.ledger import day_option
from domain.judgement import Judgement
from domain.ledger import Ledger, PageEnd
from domain.page import PageIdentity, Role
from domain.reading import FileReading, PageReading
from extractors.ocr import ScriptedEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.assemble import assemble
from pipeline.judge import judge
from pipeline.ledger import close
from pipeline.score import Answer
from samples.make import committed
from samples.reference import form_version
from tests.builders import facts, file, form, other_page, page
from tests.intake import NOW, RECEIVED, delivery, raw, rows, settled, store_in
from tests.perfect_reader import perfect_reading

FACTS = facts(
    form("form-a"), form("form-b"), form_version("ssbtek-2014"), form_version("ssbtek-2022")
)
ROLES: tuple[Role, ...] = (
    "attachment",
    "case_officer_reminder",
    "cover_letter",
    "minutes_extract",
    "verification_page",
    "separator",
    "blank",
    "unknown",
    "agreement",  # of no known form
)


def renumbered(pages: list[PageReading]) -> tuple[PageReading, ...]:
    """The pages as those of one file, in this order."""
    return tuple(
        one.model_copy(update={"identity": one.identity.model_copy(update={"number": number})})
        for number, one in enumerate(pages, start=1)
    )


@cache
def sample_pages() -> tuple[PageReading, ...]:
    """The pages of the committed samples, as a perfect reader reads them."""
    answers = [
        Answer.model_validate_json((job.folder / "expected.json").read_bytes())
        for job in committed()
    ]
    return tuple(one for answer in answers for one in perfect_reading(answer).pages)


def turned(one: PageReading, rotation: int) -> PageReading:
    identity = PageIdentity.model_validate({**dict(one.identity), "rotation": rotation})
    return one.model_copy(update={"identity": identity})


made_pages = st.one_of(
    st.builds(page, st.just(1), st.sampled_from((1, 2, 3)), st.sampled_from(("form-a", "form-b"))),
    st.builds(other_page, st.just(1), st.sampled_from(ROLES)),
    st.deferred(lambda: st.sampled_from(sample_pages())),
)
pages = st.builds(turned, made_pages, st.sampled_from((0, 90, 180, 270)))
unlaid = pages.map(lambda one: one.model_copy(update={"residual": None}))
stacks = st.lists(st.one_of(pages, unlaid), min_size=1, max_size=14)


@st.composite
def scanned(draw: st.DrawFn) -> FileReading:
    """A file of any pages, some of them again, in any order; or one that could not be read."""
    if draw(st.integers(0, 5)) == 0:
        count = draw(st.one_of(st.none(), st.integers(0, 600)))
        return FileReading(name="x.pdf", problem="damaged", page_count=count)
    stack = draw(stacks)
    again = draw(st.lists(st.sampled_from(stack), max_size=4))
    shuffled = draw(st.permutations([*stack, *again]))
    return FileReading(name="x.pdf", page_count=len(shuffled), pages=renumbered(shuffled))


@settings(max_examples=300, deadline=None)
@given(files=st.lists(scanned(), max_size=3))
def test_every_page_of_any_mixture_has_one_end_and_needs_nobody_or_has_a_case(
    files: list[FileReading],
) -> None:
    ends = assemble(files, FACTS).ends
    ledger = close(files, ends)
    assert ledger.closes, ledger
    assert ledger.received == sum(one.received_pages for one in files)
    judgements = judge(files, FACTS)
    for end in ends:
        if end.kind in ("waiting", "attachment", "duplicate"):
            assert end.part is not None
            assert judgements[end.part].decision.outcome == "review"
    assert agreements_in(judgements) == {
        (end.part, end.number) for end in ends if end.kind == "agreement"
    }


def agreements_in(judgements: tuple[Judgement, ...]) -> set[tuple[int, int]]:
    """Every page that an agreement was put together from, with its part."""
    return {
        (part, number)
        for part, one in enumerate(judgements)
        for number in (one.agreement.pages if one.agreement else ())
    }


@settings(max_examples=200, deadline=None)
@given(stack=stacks, data=st.data())
def test_an_agreement_that_is_registered_has_pages_that_lay_together_in_one_stretch(
    stack: list[PageReading], data: st.DataObject
) -> None:
    """Whatever lies between its first page and its last is of no other agreement, and no
    separator."""
    read = renumbered(data.draw(st.permutations(stack)))
    for judgement in judge([FileReading(name="x.pdf", pages=read)], FACTS):
        if judgement.decision.outcome == "register" and judgement.agreement:
            own = judgement.agreement.pages
            between = read[min(own) - 1 : max(own)]
            assert all(
                one.identity.number in own
                or one.identity.role in ("blank", "case_officer_reminder")
                for one in between
            )


def end(number: int) -> PageEnd:
    return PageEnd(original=0, number=number, kind="blank")


@pytest.mark.parametrize(
    "ends",
    [
        [end(1), end(2)],
        [end(1), end(2), end(2)],
        [end(1), end(2), end(4)],
        [end(1), end(2), end(3), end(3)],
        [end(1), end(2), end(3), end(4)],
        [],
    ],
)
def test_a_page_without_an_end_or_with_two_or_from_nowhere_is_told(ends: list[PageEnd]) -> None:
    three = [FileReading(name="x.pdf", page_count=3, pages=file().pages)]
    assert close(three, [end(1), end(2), end(3)]).closes
    assert not close(three, ends).closes


def test_a_page_that_the_reader_lost_is_told() -> None:
    """The file had four pages when it was opened; three came out of the reader."""
    four = file(page_count=4)
    assert not close([four], assemble([four], FACTS).ends).closes
    (judgement,) = judge([four], FACTS)
    assert judgement.decision.reasons == ("material.engine_failed",)


@pytest.mark.parametrize(("pages", "waiting"), [(500, 500), (0, 1)])
def test_the_pages_of_a_file_that_is_not_read_wait(pages: int, waiting: int) -> None:
    """Too many of them, or none: something came all the same."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    data = BytesIO()
    writer.write(data)
    unread = Reader((), ScriptedEngine(()), Limits()).read("x.pdf", data.getvalue())
    assert unread.problem
    ledger = close([unread], assemble([unread], FACTS).ends)
    assert (ledger.received, ledger.ends, ledger.closes) == (waiting, {"waiting": waiting}, True)


def test_ledgers_add_up() -> None:
    one = Ledger(received=3, ends={"agreement": 2, "blank": 1})
    assert (one + one).ends == {"agreement": 4, "blank": 2}
    assert (one + Ledger(received=1, ends={"waiting": 1})).closes
    assert not (one + Ledger(received=1)).closes
    # a page too many here does not make up for one too few there
    short, long = Ledger(received=1, unended=1), Ledger(ends={"blank": 1}, unended=1)
    assert not (short + long).closes


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """On both kinds of database."""
    del database
    with closing(store_in(tmp_path)) as opened:
        yield opened


def test_the_store_keeps_the_ledger(store: Store) -> None:
    one = delivery()
    store.receive(one, NOW)
    assert unread_since(store) == 1
    assert booked_since(store) == ()
    held = file(page(1), page(2), page(3), other_page(4, "blank"), other_page(5, "unknown"))
    settled(store, one, held)
    (booked,) = booked_since(store)
    assert booked.ledger == Ledger(received=5, ends={"agreement": 3, "blank": 1, "waiting": 1})
    assert booked.ledger.closes
    assert ledger_of(store, [one.id]) == booked.ledger
    assert unread_since(store) == 0
    (waiting,) = [row["case"] for row in rows(store, page_ends) if row["kind"] == "waiting"]
    assert waiting is not None


def test_the_pages_of_a_delivery_that_came_before_are_duplicates(store: Store) -> None:
    first, again = delivery(), delivery(received_at=RECEIVED + timedelta(days=1))
    for one in (first, again):
        store.receive(one, NOW)
    settled(store, first)
    booked = booked_since(store)
    assert [one.ledger.ends for one in booked] == [{"agreement": 3}, {"duplicate": 3}]
    assert [one.delivery for one in booked_since(store, RECEIVED + timedelta(days=1))] == [again.id]


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM page_ends WHERE number = 2",
        "UPDATE page_ends SET number = 9 WHERE number = 2",
        "UPDATE readings SET pages = 4",
        "UPDATE readings SET pages = 2",
    ],
)
def test_a_ledger_that_does_not_close_is_seen(store: Store, tmp_path: Path, harm: str) -> None:
    one = delivery()
    store.receive(one, NOW)
    settled(store, one)
    with raw(tmp_path) as connection:
        connection.exec_driver_sql(harm)
    assert not ledger_of(store, [one.id]).closes


def test_a_day_begins_by_swedish_clocks() -> None:
    assert day_option("2026-11-16").isoformat() == "2026-11-16T00:00:00+01:00"
