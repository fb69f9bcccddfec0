"""The committed sample deliveries and their maker."""

import random
import re
from datetime import date
from pathlib import Path

import pytest

from adapters.reference import load_reference
from domain.facts import Facts
from extractors.values import canonical
from pipeline.judge import judge
from pipeline.score import Answer
from samples.make import TABLE, committed, make_delivery
from samples.mandates import mandates
from samples.parties import listed_municipalities, make_answers, phone
from samples.reference import LISTS, form_version
from samples.scenarios import ELECTRONIC, INBOX, SHELF, BadFile, Electronic, Scenario
from tests.perfect_reader import perfect_reading

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FOLDERS = sorted(path.parent for path in SAMPLES.glob("*/*/expected.json"))
FORMS = (form_version("ssbtek-2014"), form_version("ssbtek-2022"))
REFERENCE = load_reference()
QUICK = Scenario("prov", "For this test.", profile="g4_200")


def answer(folder: Path) -> Answer:
    return Answer.model_validate_json((folder / "expected.json").read_bytes())


ANSWERS = {folder: answer(folder) for folder in FOLDERS}


def name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def test_every_scenario_is_there_and_nothing_else() -> None:
    assert [job.folder for job in committed()] == FOLDERS
    assert len(FOLDERS) >= 46
    assert len(INBOX) == 24


def test_together_they_are_small() -> None:
    files = (path for folder in FOLDERS for path in folder.glob("delivery.*"))
    size = sum(path.stat().st_size for path in files)
    assert size < 25_000_000


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_an_answer_is_complete(folder: Path) -> None:
    found = ANSWERS[folder]
    assert found.purpose.endswith(".")
    assert (found.decision == "register") == (found.queue is None) == (not found.faults)
    for agreement in found.agreements:
        there = {page.form_page for page in found.pages if page.number in agreement.pages}
        form = form_version(agreement.form)
        retyped = there == {None}  # has what all pages of the form ask for, in its own order
        keys = {
            f.key for f in form.fields if f.type != "signature" and (retyped or f.page in there)
        }
        assert set(agreement.fields) == keys
        assert all(agreement.fields[key] is None for key in agreement.raw)


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_perfect_reader_would_decide_as_the_answer_says(folder: Path) -> None:
    found = ANSWERS[folder]
    facts = Facts(reference=REFERENCE, forms=FORMS, received_on=found.received_at.date())
    judgements = judge((perfect_reading(found),), facts)
    codes = {finding.code for j in judgements for finding in j.findings}
    assert set(found.faults) <= codes
    decided = {(j.decision.outcome, j.decision.queue) for j in judgements}
    assert decided == {(found.decision, found.queue)}


def faultless(*profiles: str) -> list[Path]:
    return [
        folder
        for folder, found in ANSWERS.items()
        if not found.faults and found.writing == "print" and found.profile in profiles
    ]


def test_enough_are_faultless() -> None:
    assert len(faultless("grey300", "grey200")) >= 15
    assert len(faultless("g4_200")) >= 5
    ways = {(a.profile, a.writing) for a in ANSWERS.values() if not a.faults}
    assert {(p, w) for p in ("grey200", "g4_200") for w in ("print", "hand", "mixed")} <= ways


@pytest.mark.parametrize("key", [f.key for f in FORMS[1].fields if f.required])
def test_each_required_box_is_empty_in_some_sample(key: str) -> None:
    empty = [
        a
        for found in ANSWERS.values()
        for a in found.agreements
        if a.fields.get(key, a.signature) in (None, "no", "none") and key not in a.raw
    ]
    assert empty


def test_the_readme_lists_each() -> None:
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    rows = text.split(TABLE[0])[1].split(TABLE[1])[0].splitlines()
    listed = [row.split("|")[1].strip() for row in rows if re.match(r"\| [a-z]+/\d", row)]
    assert listed == [name(folder) for folder in FOLDERS]


def test_faultless_parties_are_all_different() -> None:
    numbers = [
        a.fields["party.org_no"]
        for found in ANSWERS.values()
        if not found.faults
        for a in found.agreements
    ]
    assert len(set(numbers)) == len(numbers)


def test_the_same_seed_makes_the_same_bytes_and_another_makes_others() -> None:
    first, expected = make_delivery(QUICK, 5)
    assert (first, expected) == make_delivery(QUICK, 5)
    other, other_expected = make_delivery(QUICK, 6)
    assert first != other
    assert expected["agreements"] != other_expected["agreements"]


@pytest.mark.parametrize(
    "spec",
    [s for s in (*INBOX, *SHELF, *ELECTRONIC) if isinstance(s, BadFile | Electronic)],
    ids=lambda s: s.name,
)
def test_files_of_programs_are_made_the_same_each_time(spec: BadFile) -> None:
    assert make_delivery(spec, 1)[0] == make_delivery(spec, 1)[0]


@pytest.mark.parametrize("form_id", [form.id for form in FORMS])
def test_what_is_written_has_the_value_that_the_answer_says(form_id: str) -> None:
    form = form_version(form_id)
    municipalities = listed_municipalities()
    for seed in range(200):
        rng = random.Random(seed)
        made = make_answers(form, rng.choice(municipalities), date(2026, 9, 14), rng)
        for field in form.fields:
            written = made.get(field.key)
            if written and written.text:
                assert canonical(field.type, written.text) == written.value, written


RESERVED = re.compile(
    r"\+46(7017406(0[5-9]|[1-9][0-9])|8465004[0-9]{2}|3139006[0-9]{2}|4062804[0-9]{2}"
    r"|9803192[0-9]{2})"
)


def test_telephone_numbers_are_reserved_for_fiction() -> None:
    rng = random.Random(1)
    for _ in range(500):
        assert RESERVED.fullmatch(phone(rng).value or ""), "outside the ranges"


def test_the_list_of_mandates_is_the_made_one() -> None:
    lines = (LISTS / "mandates.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == [",".join(row) for row in mandates()]
    assert len(lines) == 271
