"""anslut evaluate: the table it prints, and how it ends."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.settings import TIMEZONE, Settings
from cli.app import main
from cli.evaluate import details, facts_of, load_answer, rows, share
from cli.exits import Exit
from domain.judgement import Queue
from pipeline.score import Score, WrongField
from tests.builders import reference
from tests.drawing import ROOT

FAULTLESS, LETTER = "inbox/08-felfri", "inbox/22-brev"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Evaluate = Callable[[Path], Ended]


@pytest.fixture
def evaluate(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Evaluate:
    """Run the command through the outermost door, with a data folder of its own."""
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path / "var"))

    def run(folder: Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["anslut", "evaluate", str(folder)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


def copy(sample: str, folder: Path) -> Path:
    """A committed sample, where it may be changed."""
    target = folder / Path(sample).name
    shutil.copytree(ROOT / "samples" / sample, target)
    return target


def change(sample: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    path = sample / "expected.json"
    answer = json.loads(path.read_text(encoding="utf-8"))
    edit(answer)
    path.write_text(json.dumps(answer), encoding="utf-8")


def cells(out: str) -> dict[str, str]:
    """The table's rows, by the words of their first two columns."""
    lines = [re.split(r" *│ *", row.strip(" │")) for row in out.splitlines() if "│" in row]
    return {" ".join(line[:2]).strip(): " ".join(line[2:]) for line in lines}


def test_the_table_shows_what_was_read_found_and_registered(
    evaluate: Evaluate, tmp_path: Path
) -> None:
    folder = tmp_path / "prov"
    copy(FAULTLESS, folder)
    copy(LETTER, folder / "more")
    ended = evaluate(folder)
    assert ended.code == Exit.OK
    found = cells(ended.out)
    assert found["grey300 print"] == "1 23 23 100,0% 1 1 100,0% 0 0 0"
    assert found["grey200 none"] == "1 0 0 – 0 0 – 1 1 0"
    assert found["alla"] == "2 23 23 100,0% 1 1 100,0% 1 1 0"
    assert "Felaktigt godkända" not in ended.out


def test_a_false_accept_is_said_and_the_exit_code_tells(evaluate: Evaluate, tmp_path: Path) -> None:
    """The answers are changed, so that what is registered is wrong by them."""

    def another_city(answer: dict[str, Any]) -> None:
        answer["agreements"][0]["fields"]["party.city"] = "Annanstans"

    def should_have_been_stopped(answer: dict[str, Any]) -> None:
        queue: Queue = "duplicate"
        answer.update(decision="review", queue=queue, faults=["verified.party_known"])

    change(copy(FAULTLESS, tmp_path / "a"), another_city)
    change(copy(FAULTLESS, tmp_path / "b"), should_have_been_stopped)
    shutil.move(tmp_path / "b" / "08-felfri", tmp_path / "a" / "08-felaktig")
    ended = evaluate(tmp_path / "a")
    assert ended.code == Exit.PERSON
    assert cells(ended.out)["alla"].endswith(" 1 0 2")
    told = ended.out.split("Felaktigt godkända\n")[1]
    assert "08-felfri: wrong value: party.city" in told
    assert "08-felaktig: faulty: verified.party_known" in told
    assert "08-felaktig: verified.party_known" in told.split("Fel som inte hittades\n")[1]
    assert "party.city ska vara 'Annanstans'" in told


# what is no sample


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_answers_is_said(evaluate: Evaluate, tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "tom"
    if there:
        folder.mkdir()
    ended = evaluate(folder)
    assert ended.code == Exit.UNREADABLE
    assert str(folder) in ended.err
    assert "facit" in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"file": "delivery.pdf"}', "null"])
def test_an_answer_of_another_form_names_its_file(
    evaluate: Evaluate, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "expected.json"
    path.write_text(content)
    ended = evaluate(tmp_path)
    assert ended.code == Exit.UNREADABLE
    assert str(path) in ended.err
    assert "fel form" in ended.err


def test_an_answer_with_a_key_too_many_is_refused(evaluate: Evaluate, tmp_path: Path) -> None:
    sample = copy(LETTER, tmp_path / "prov")
    change(sample, lambda answer: answer.update(remark="a misspelt key goes unseen otherwise"))
    ended = evaluate(tmp_path / "prov")
    assert ended.code == Exit.UNREADABLE
    assert "remark" in ended.err


def test_an_answer_that_is_no_text_names_its_file(evaluate: Evaluate, tmp_path: Path) -> None:
    (tmp_path / "expected.json").write_bytes(b"\xff\xfe\x00")
    assert evaluate(tmp_path).code == Exit.UNREADABLE


def test_an_answer_without_its_file_is_said(evaluate: Evaluate, tmp_path: Path) -> None:
    sample = copy(LETTER, tmp_path / "prov")
    (sample / "delivery.pdf").unlink()
    ended = evaluate(tmp_path / "prov")
    assert ended.code == Exit.UNREADABLE
    assert "delivery.pdf" in ended.err


# the parts


def test_the_lists_of_a_run_are_those_that_each_sample_is_judged_against() -> None:
    """They take a while to load: once for all samples."""
    lists = reference()
    answer = load_answer(ROOT / "samples" / FAULTLESS / "expected.json")
    facts = facts_of(answer, lists, (), Settings())
    assert facts.reference is lists
    assert facts.received_on == answer.received_at.astimezone(TIMEZONE).date()


def scored(name: str, **changes: Any) -> Score:
    plain = Score(
        name=name,
        profile="grey200",
        writing="print",
        faultless=True,
        registered=True,
        fields=20,
        signature_expected="wet_ink",
        signature_found="wet_ink",
    )
    return plain.model_copy(update=changes)


def test_there_is_a_row_for_each_profile_and_writing_and_one_for_all() -> None:
    scores = [
        scored("1"),
        scored("2", writing="hand", registered=False),
        scored("3", profile="g4_200"),
        scored("4", profile="g4_200"),
    ]
    assert [(row[0], row[1], row[2]) for row in rows(scores)] == [
        ("g4_200", "print", "2"),
        ("grey200", "hand", "1"),
        ("grey200", "print", "1"),
        ("alla", "", "4"),
    ]
    assert rows(scores)[-1][7:9] == ("3", "75,0%")


def test_what_was_read_by_labels_counts_apart() -> None:
    retyped = scored("2", by_labels=True, faultless=False, registered=False, fields=7)
    listed = rows([scored("1"), retyped])
    assert [row[:3] for row in listed] == [
        ("grey200", "print", "1"),
        ("alla", "", "1"),
        ("efter ledord", "", "1"),
    ]
    assert [row[4] for row in listed] == ["20", "20", "7"]


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 3, "33,3%"), (3, 3, "100,0%"), (0, 3, "0,0%"), (0, 0, "–")]
)
def test_a_share_is_written_as_swedes_do(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


def test_what_went_wrong_is_listed_sample_by_sample() -> None:
    wrong = (WrongField(key="party.city", expected="Habo", found="Håbo"),)
    listed = dict(
        details(
            [
                scored("fine"),
                scored("accepted", false_accept="wrong value: party.city", wrong=wrong),
                scored("missed", faultless=False, registered=False, faults_missed=("a.one",)),
                scored("stopped", registered=False, reasons=("a.two",)),
                scored("by hand", writing="hand", wrong=wrong),
                scored("stamped", signature_found="stamp_only"),
                scored("not found", signature_found=None),
            ]
        )
    )
    assert list(listed.values()) == [
        ["accepted: wrong value: party.city"],
        ["missed: a.one"],
        ["stopped: a.two"],
        ["accepted: party.city ska vara 'Habo', lästes 'Håbo'"],
        ["stamped: wet_ink, bedömdes stamp_only"],
    ]
