"""Blind checks in the store and on the command line: drawn once, seen by nobody before, kept."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from adapters import queries, tables
from adapters.cases import acting
from adapters.originals import Originals
from adapters.samples import checks_since, record_check, waiting_samples
from adapters.settings import Settings
from adapters.store import Store, open_store
from cli.app import main
from cli.exits import Exit
from cli.run import tell_samples
from domain.errors import NotFound
from domain.page import Box
from domain.reading import FileReading
from domain.sample import BlindCheck
from extractors.crops import Place, draw_crops
from extractors.pdf import Limits
from pipeline.blind import conclude
from pipeline.bound import upper_bound
from tests import builders
from tests.builders import FAULTLESS
from tests.drawing import Feed, page_of, pdf_of, scanned, white
from tests.intake import NOW, RECEIVED, counts, delivery, rows, settled, store_in

Run = Callable[..., tuple[int, str]]
TYPED = {**FAULTLESS, "signature.signature": "x"}
DAMAGED = FileReading(name="avtal.pdf", problem="damaged")


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """On both kinds of database."""
    del database
    with closing(store_in(tmp_path)) as opened:
        yield opened


def registered(store: Store, share: float = 1.0, content: str = "one") -> str:
    """A case that is registered, drawn with this share; its id."""
    store.receive(delivery(content), NOW)
    (case,) = settled(store, delivery(content), share=share)
    assert case.state == "registered"
    return case.id


def check(case: str, *differing: str) -> BlindCheck:
    keys = ("party.city", "party.board_name")
    return BlindCheck(case=case, by="Karin", at=NOW, compared=keys, differing=differing)


# drawing


def test_a_picked_case_is_registered_all_the_same(store: Store) -> None:
    case = registered(store)
    assert [entry.case for entry in queries.current_connections(store)] == [case]
    assert [letter["kind"] for letter in rows(store, tables.outbox) if letter["case"] == case] == [
        "acknowledgement",
        "feedback",
    ]
    assert [item.queue for item in queries.open_items(store)] == ["sampled"]
    assert [one.case for one in waiting_samples(store)] == [case]
    assert [one.what for one in queries.case_file(store, case).events][-2:] == [
        "registered",
        "sampled",
    ]


def test_a_share_of_none_picks_none_and_the_lot_is_kept_all_the_same(store: Store) -> None:
    case = registered(store, share=0.0)
    assert waiting_samples(store) == ()
    (lot,) = rows(store, tables.sample_draws)
    assert (lot["case"], lot["share"]) == (case, 0.0)


def test_settling_again_draws_no_other_lot(store: Store) -> None:
    registered(store)
    before = rows(store, tables.sample_draws), counts(store)
    assert settled(store, delivery(), share=0.0) == ()
    assert (rows(store, tables.sample_draws), counts(store)) == before


def test_what_a_person_gets_is_not_drawn(store: Store) -> None:
    store.receive(delivery(), NOW)
    settled(store, delivery(), DAMAGED, share=1.0)
    assert rows(store, tables.sample_draws) == []
    assert waiting_samples(store) == ()


def test_the_same_case_elsewhere_has_another_lot(tmp_path: Path) -> None:
    """What a sender knows, the files and the hour, does not say whether it is picked."""
    lots = set()
    for name in ("a", "b", "c"):
        with closing(store_in(tmp_path / name)) as other:
            registered(other)
            lots |= {row["number"] for row in rows(other, tables.sample_draws)}
    assert len(lots) == 3


def test_about_as_many_are_picked_as_the_share_says(store: Store) -> None:
    with acting(store, NOW, 0.3) as tx:
        picked = sum(tx.draw("c-1").is_picked for _ in range(2000))
    assert 480 < picked < 720  # six standard deviations either way


# what is shown before the check


def test_nothing_that_was_read_is_shown_of_a_case_that_waits_for_a_check(store: Store) -> None:
    registered(store)
    (item,) = queries.open_items(store)
    assert item.party == ""


def test_the_queue_tells_what_the_reading_said_of_a_file(run: Run, store: Store) -> None:
    """Whoever keeps the program running needs it; the person's reason is the finding."""
    store.receive(delivery(), NOW)
    broken = FileReading(name="avtal.pdf", problem="engine_failed", detail="out of order")
    (case,) = settled(store, delivery(), broken)
    assert "avtal.pdf: out of order" in run("queue", "show", case.id)[1]


def test_a_run_tells_how_many_wait_for_a_blind_check(
    store: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    registered(store)
    tell_samples(Settings(data_dir=tmp_path))
    assert "Väntar på blindkontroll: 1." in capfd.readouterr().out


# recording


def test_a_case_that_was_checked_leaves_the_queue_and_is_counted(store: Store) -> None:
    case = registered(store)
    record_check(store, conclude(check(case), ()))
    assert waiting_samples(store) == ()
    assert queries.open_items(store) == ()
    assert checks_since(store) == (check(case),)
    assert queries.case_file(store, case).events[-1].who == "Karin"


def test_a_difference_puts_the_case_before_a_person_with_its_reason(store: Store) -> None:
    case = registered(store)
    record_check(store, conclude(check(case, "party.city"), ()))
    (item,) = queries.open_items(store)
    assert (item.case, item.queue, item.reasons) == (
        case,
        "incorrect",
        ("verified.sample_differs",),
    )
    found = queries.case_file(store, case)
    assert (found.case.state, found.case.decision.outcome) == ("registered", "register")
    assert found.case.findings[-1].fields == ("party.city",)
    assert len(queries.current_connections(store)) == 1  # nothing is overwritten


def test_a_case_is_checked_once_and_who_comes_second_changes_nothing(store: Store) -> None:
    case = registered(store)
    record_check(store, conclude(check(case), ()))
    before = counts(store)
    with pytest.raises(NotFound, match="väntar inte på blindkontroll"):
        record_check(store, conclude(check(case, "party.city"), ()))
    assert counts(store) == before


def test_checks_are_counted_from_a_day_of_receipt(store: Store) -> None:
    record_check(store, conclude(check(registered(store)), ()))
    assert len(checks_since(store, RECEIVED)) == 1
    assert checks_since(store, RECEIVED + timedelta(seconds=1)) == ()


# on the command line


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """A command through the outermost door, with a form that asks for everything; its exit code
    and all that it said."""
    form = tmp_path / "forms" / "form-a"
    form.mkdir(parents=True)
    described = builders.form().model_dump(mode="json")
    (form / "form.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    (form / "blank.pdf").write_bytes(b"")
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ANSLUT_FORMS_DIR", str(tmp_path / "forms"))
    monkeypatch.delenv("ANSLUT_USER", raising=False)

    def run(*arguments: str | Path, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), " ".join((said.out + said.err).split())

    return run


def lines(answers: Mapping[str, str], *more: str) -> str:
    """The answers as somebody types them, box by box, and what is typed after that."""
    return "".join(f"{answers[one.key]}\n" for one in builders.form().fields) + "\n".join(more)


def answers_in(folder: Path, answers: object) -> Path:
    path = folder / "svar.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    return path


def test_who_types_what_stands_there_sees_no_value_and_closes_the_case(
    run: Run, store: Store
) -> None:
    case = registered(store)
    assert case in run("sample", "list")[1]
    code, said = run("sample", "check", case[:6], "--by", "Karin", typed=lines(TYPED))
    assert code == Exit.OK
    assert "Alla 26 rutor stämmer" in said
    for value in ("Habo", "212000", "Sjöberg", "@"):
        assert value not in said
    assert "Inget väntar på blindkontroll" in run("sample", "list")[1]
    assert rows(store, tables.sample_answers) == []


def test_before_the_check_no_command_of_the_queue_shows_what_was_read(
    run: Run, store: Store
) -> None:
    case = registered(store)
    for arguments in (("queue", "show", case), ("queue", "list", "stickprov")):
        code, said = run(*arguments)
        assert (code, "stickprov" in said) == (Exit.OK, True)
        assert "Habo" not in said
    run("sample", "check", case, "--by", "Karin", typed=lines(TYPED))
    assert "Habo" in run("queue", "show", case)[1]


def test_a_slip_of_the_checker_is_kept_as_one(run: Run, store: Store) -> None:
    case = registered(store)
    slipped = lines({**TYPED, "party.city": "Hobo"}, "Habo")
    code, said = run("sample", "check", case, "--by", "Karin", typed=slipped)
    assert code == Exit.OK
    assert "Skiljer sig från det som registrerades: ort." in said
    assert "Felskrivet vid kontrollen, rätt i registret: ort." in said
    (done,) = checks_since(store)
    assert (done.slips, done.differing) == (("party.city",), ())
    (kept,) = rows(store, tables.sample_answers)
    assert (kept["first"], kept["again"]) == ("Hobo", "Habo")


@pytest.mark.parametrize("more", [("Hobo",), ()], ids=["typed again", "stopped there"])
def test_a_difference_that_stands_is_told_and_goes_to_a_person(
    run: Run, store: Store, more: tuple[str, ...]
) -> None:
    case = registered(store)
    slipped = lines({**TYPED, "party.city": "Hobo"}, *more)
    code, said = run("sample", "check", case, "--by", "Karin", typed=slipped)
    assert code == Exit.PERSON
    assert "Stämmer inte med papperet: ort." in said
    assert "väntar nu på en person i kön felaktig" in said
    assert "verified.sample_differs" in run("queue", "list", "felaktig")[1]
    assert "Hobo" in run("queue", "show", case)[1]
    for table in (tables.events, tables.sample_checks, tables.findings):
        assert "Hobo" not in str(rows(store, table))


def test_answers_that_end_too_soon_are_no_check(run: Run, store: Store) -> None:
    case = registered(store)
    code, said = run("sample", "check", case, "--by", "Karin", typed="Habo kommun\n")
    assert code == Exit.USAGE
    assert "Inget har sparats" in said
    assert [one.case for one in waiting_samples(store)] == [case]


def test_answers_from_a_file(run: Run, store: Store, tmp_path: Path) -> None:
    case = registered(store)
    path = answers_in(tmp_path, {**TYPED, "party.city": "Hobo"})
    again = tmp_path / "igen.json"
    again.write_text('{"party.city": "Habo"}')
    code, _ = run("sample", "check", case, "--by", "K", "--answers", path, "--again", again)
    assert code == Exit.OK
    assert checks_since(store)[0].slips == ("party.city",)


def test_with_a_file_alone_a_difference_stands(run: Run, store: Store, tmp_path: Path) -> None:
    case = registered(store)
    path = answers_in(tmp_path, {**TYPED, "party.city": "Hobo"})
    assert run("sample", "check", case, "--by", "K", "--answers", path)[0] == Exit.PERSON


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "svar saknas för party.municipality_name"),
        ({**TYPED, "party.shoe_size": "44"}, "inga sådana fält: party.shoe_size"),
        ({**TYPED, "party.city": 44}, "en text för varje fält"),
        (["Habo"], "en text för varje fält"),
    ],
)
def test_a_wrong_file_is_told_without_what_it_says_and_nothing_is_kept(
    run: Run, store: Store, tmp_path: Path, answers: object, told: str
) -> None:
    case = registered(store)
    path = answers_in(tmp_path, answers)
    code, said = run("sample", "check", case, "--by", "K", "--answers", path)
    assert code == Exit.UNREADABLE
    assert told in said
    assert "44" not in said
    assert checks_since(store) == ()


def test_who_checks_has_to_be_said(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    case = registered(store)
    code, said = run("sample", "check", case, typed=lines(TYPED))
    assert code == Exit.USAGE
    assert "--by" in said
    monkeypatch.setenv("ANSLUT_USER", "Nils")
    assert run("sample", "check", case, typed=lines(TYPED))[0] == Exit.OK
    assert checks_since(store)[0].by == "Nils"


def test_a_case_that_was_not_drawn_is_no_sample(run: Run, store: Store) -> None:
    case = registered(store, share=0.0)
    code, said = run("sample", "check", case, "--by", "K", typed=lines(TYPED))
    assert code == Exit.USAGE
    assert "väntar inte på blindkontroll" in said


def test_each_box_has_a_picture_named_by_its_field(run: Run, tmp_path: Path, store: Store) -> None:
    """A real file under the scripted reading: pages are needed to cut the boxes out of."""
    source = tmp_path / "avtal.pdf"
    source.write_bytes(pdf_of(*(page_of(white(dpi=100), 100) for _ in range(3))))
    original = Originals(tmp_path / "originals").keep(source)
    one = delivery().model_copy(update={"originals": (original,)})
    store.receive(one, NOW)
    (case,) = settled(store, one, share=1.0)
    code, _ = run(
        "sample", "check", case.id, "--by", "K", "--pictures", tmp_path / "p", typed=lines(TYPED)
    )
    assert code == Exit.OK
    names = sorted(path.name for path in (tmp_path / "p").iterdir())
    assert len(names) == len(builders.form().fields)
    assert names[0] == f"01-{builders.form().fields[0].key}.png"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_shows_the_box_upright_and_what_is_around_it(turn: int, tmp_path: Path) -> None:
    """A black block in the upper right of a sheet that lay turned by so much."""
    sheet = white()
    high, wide = sheet.shape
    sheet[round(high * 0.10) : round(high * 0.15), round(wide * 0.70) : round(wide * 0.90)] = 0
    back = (360 - turn) % 360
    data = pdf_of(scanned(sheet, Feed(turn=turn)))
    (cut,) = draw_crops(data, Limits(), [Place(1, Box(0.70, 0.10, 0.90, 0.15), back)])  # type: ignore[arg-type]
    path = tmp_path / "cut.png"
    path.write_bytes(cut)
    picture = np.array(Image.open(path).convert("L"))
    rows_, columns = picture.shape
    assert columns > rows_
    assert picture[rows_ // 2, columns // 2] < 60
    assert picture[3:-3, 3].min() > 180  # paper beside it
    assert picture[3, 3:-3].min() > 180


# the bound


def test_without_checks_the_bound_says_that_nothing_is_known(run: Run, store: Store) -> None:
    registered(store)
    code, said = run("bound")
    assert code == Exit.OK
    assert "Inget är känt än" in said
    assert "0 %" not in said
    told = json.loads(run("bound", "--json")[1])
    assert told["fields"]["upper"] is None
    assert told["waiting"] == 1


def test_the_bound_is_that_of_the_checks_and_stays_when_answers_are_cleared(
    run: Run, store: Store, tmp_path: Path
) -> None:
    case = registered(store)
    path = answers_in(tmp_path, {**TYPED, "party.city": "Hobo"})
    run("sample", "check", case, "--by", "K", "--answers", path)
    told = json.loads(run("bound", "--json")[1])
    assert told["fields"] == {
        "checked": 26,
        "wrong": 1,
        "upper": upper_bound(1, 26),
        "level": 0.95,
    }
    assert (told["registrations"]["checked"], told["registrations"]["wrong"]) == (1, 1)
    with store.database.writing() as connection:
        connection.execute(tables.sample_answers.delete())
    code, said = run("bound")
    assert code == Exit.OK
    assert (
        "Hittills högst 17 % felaktiga fält med 95 % säkerhet, 26 kontrollerade fält i 1 ärende, "
        "1 fel." in said
    )
    assert "Inget är känt än" in run("bound", "--since", "2026-11-17")[1]


def test_the_bound_of_a_day_that_is_none(run: Run, store: Store) -> None:
    assert run("bound", "--since", "igår")[0] == Exit.USAGE
    assert counts(store)["sample_checks"] == 0


def test_settings_keep_the_share_a_share(tmp_path: Path) -> None:
    for share in (-0.1, 1.1):
        with pytest.raises(ValueError, match="sample_share"):
            open_store(Settings(data_dir=tmp_path, sample_share=share))
