"""The reference lists as shipped, and the traps in them."""

import json
import shutil
import time
from pathlib import Path

import pytest

import adapters.reference
from adapters.reference import known_spellings, load_lists, load_reference
from domain.calibration import WHOLE
from domain.errors import SettingsError
from validators.correct import luhn
from validators.municipalities import by_name, by_number, nearest

SHIPPED = Path(adapters.reference.__file__).parent
REFERENCE = load_reference()


def test_what_is_there() -> None:
    assert len(REFERENCE.municipalities) == 290
    assert len({municipality.org_no for municipality in REFERENCE.municipalities}) == 290
    assert all(luhn(municipality.org_no) for municipality in REFERENCE.municipalities)
    assert len(REFERENCE.postal_codes) > 15_000
    assert REFERENCE.postal_codes["56632"] == ("Habo", "0643")
    assert {"Åsa", "Lars-Erik"} <= REFERENCE.first_names
    assert {"Johansson", "Sjöberg"} <= REFERENCE.last_names


def test_every_mandate_is_a_municipalitys() -> None:
    numbers = {municipality.org_no for municipality in REFERENCE.municipalities}
    assert REFERENCE.mandates
    assert {mandate.org_no for mandate in REFERENCE.mandates} < numbers
    assert all(mandate.registry_no for mandate in REFERENCE.mandates)


@pytest.mark.parametrize(
    ("name", "number", "domain"),
    [
        ("Habo kommun", "212000-1611", "habokommun.se"),
        ("Håbo kommun", "212000-0241", "habo.se"),
        ("Gällivare", "212000-2726", "gellivare.se"),
        ("Härjedalen", "212000-2510", "herjedalen.se"),
        ("Falu kommun", "212000-2221", "falun.se"),
        ("Gotland", "212000-0803", "gotland.se"),
        ("Region Gotland", "212000-0803", "gotland.se"),
        ("Stockholms stad", "212000-0142", "stockholm.se"),
    ],
)
def test_traps(name: str, number: str, domain: str) -> None:
    found = by_name(name, REFERENCE)
    assert found is not None
    assert (found.org_no, found.domains[0]) == (number, domain)
    assert by_number(number, REFERENCE) == found


@pytest.mark.parametrize(
    ("number", "right"),
    [("212000-0142", True), ("212000-0143", False), ("212000-1042", False), ("556036-0793", True)],
)
def test_luhn(number: str, right: bool) -> None:
    assert luhn(number) is right


@pytest.mark.parametrize("name", ["Faluns kommun", "Gellivare", "Region Skåne", "Örebro län"])
def test_no_municipality(name: str) -> None:
    assert by_name(name, REFERENCE) is None


def test_uncertain_domains() -> None:
    uncertain = {m.name: m.domains for m in REFERENCE.municipalities if m.domain_uncertain}
    assert uncertain == {
        "Stockholm": ("stockholm.se", "start.stockholm"),
        "Ängelholm": ("engelholm.se", "angelholm.se"),
        "Mora": ("mora.se", "morakommun.se"),
    }


def test_each_municipality_is_found_by_its_own_names_alone() -> None:
    for municipality in REFERENCE.municipalities:
        for name in (municipality.name, municipality.official_name, municipality.trading_alias):
            assert name is None or by_name(name, REFERENCE) == municipality


def test_a_suggestion_for_a_misspelling() -> None:
    suggested = nearest("Sundbybergs stadd", REFERENCE)
    assert suggested is not None
    assert suggested.name == "Sundbyberg"
    assert nearest("Kungariket Sverige", REFERENCE) is None


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (["Håkan", "Hakan"], {"Håkan"}),  # a lost ring is likelier than the rarer name
        (["Andreas", "Andréas"], {"Andreas", "Andréas"}),
        (["Jonsson", "Jönsson"], {"Jonsson", "Jönsson"}),
        (["Lindén", "Linden"], {"Lindén"}),
    ],
)
def test_known_spellings(names: list[str], known: set[str]) -> None:
    assert known_spellings(names) == known


def test_plain_spellings_of_common_names_are_not_known() -> None:
    assert not REFERENCE.first_names & {"Asa", "Hakan", "Goran", "Bjorn", "Marten"}
    assert not REFERENCE.last_names & {"Sjoberg", "Nystrom", "Bergstrom", "Oberg"}


def test_loading_is_fast() -> None:
    best = min(_seconds() for _ in range(3))
    assert best < 0.5  # 0.04 s when nothing else runs


def _seconds() -> float:
    start = time.perf_counter()
    load_reference()
    return time.perf_counter() - start


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    for file in SHIPPED.glob("*.*"):
        if file.suffix in {".csv", ".txt", ".json"}:
            shutil.copy(file, tmp_path)
    return tmp_path


def test_lists_of_ones_own(lists: Path) -> None:
    row = "212000-1611,Habo,2014-09-16,KS 2014/312"
    (lists / "mandates.csv").write_text(f"org_no,municipality,decision_date,registry_no\n{row}\n")
    (mandate,) = load_reference(lists).mandates
    assert (mandate.org_no, mandate.registry_no) == ("212000-1611", "KS 2014/312")


def test_a_missing_list_is_named(lists: Path) -> None:
    (lists / "mandates.csv").unlink()
    with pytest.raises(SettingsError, match=r"mandates\.csv: listan kan inte läsas"):
        load_reference(lists)


def test_a_list_as_a_spreadsheet_saves_it(lists: Path) -> None:
    text = "org_no,municipality,decision_date,registry_no\n212000-0241,Håbo,2014-09-16,KS 1\n"
    (lists / "mandates.csv").write_text(text, encoding="utf-8-sig")
    assert len(load_reference(lists).mandates) == 1
    (lists / "mandates.csv").write_text(text, encoding="latin-1")
    with pytest.raises(SettingsError, match=r"mandates\.csv: listan är inte i UTF-8"):
        load_reference(lists)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("212000-1611,Habo,16/9 2014,KS 1", "datum skrivs som 2026-01-31"),
        ("212000-1611", "raden är för kort"),
        ("212000-1611,Habo,2014-09-16", "registry_no är ingen text"),
        ('212000-1611,"Habo"x,2014-09-16,KS 1', "citattecknen stämmer inte"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_the_reason(
    lists: Path, row: str, why: str
) -> None:
    (lists / "mandates.csv").write_text(f"org_no,municipality,decision_date,registry_no\n{row}\n")
    with pytest.raises(SettingsError, match=rf"mandates\.csv, rad 2: .*\({why}\)"):
        load_reference(lists)


@pytest.mark.parametrize(
    ("heading", "missing"),
    [
        ("org_no;municipality;decision_date;registry_no", "org_no, decision_date, registry_no"),
        ("Organisationsnummer,municipality,decision_date,registry_no", "org_no"),
        ("", "org_no, decision_date, registry_no"),
    ],
)
def test_a_list_without_its_heading_says_what_the_first_line_should_be(
    lists: Path, heading: str, missing: str
) -> None:
    (lists / "mandates.csv").write_text(f"{heading}\n")
    told = (
        rf"mandates\.csv, rad 1: rubriken saknar {missing}\. .* org_no,decision_date,registry_no,"
    )
    with pytest.raises(SettingsError, match=told):
        load_reference(lists)


# the calibration


def test_the_calibration_that_is_shipped_can_be_used() -> None:
    made = REFERENCE.calibration
    assert made is not None
    assert made.is_met
    assert made.target <= 0.001
    assert made.cells[WHOLE].examples > 5_000
    assert made.steps[-1].bound <= made.target or made.steps[-2].bound <= made.target


def test_without_a_calibration_nothing_is_judged_and_the_file_is_named(lists: Path) -> None:
    (lists / "calibration.json").unlink()
    told = r"calibration\.json: kalibreringen kan inte läsas \(finns inte\).*anslut calibrate"
    with pytest.raises(SettingsError, match=told):
        load_reference(lists)
    assert load_lists(lists).municipalities  # it can be calibrated anew


def spoilt(**changes: object) -> str:
    whole = json.loads((SHIPPED / "calibration.json").read_text(encoding="utf-8"))
    return json.dumps({**whole, **changes})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "är ingen hel JSON"),
        ('{"target": 0.001', "är ingen hel JSON"),
        ("{}", "saknas"),
        (spoilt(operating_point=-1), "operating_point måste vara minst 0"),
        (spoilt(remark="x"), "remark är okänd"),
        (spoilt(cells={"": {"examples": 1, "right": 1, "chances": [0.9]}}), "har för få värden"),
        (
            spoilt(cells={"": {"examples": 1, "right": 1, "chances": [*[0.9] * 8, 0.1]}}),
            "chances ska stiga",
        ),
    ],
)
def test_a_calibration_that_cannot_be_used_is_named_with_the_reason(
    lists: Path, content: str, why: str
) -> None:
    (lists / "calibration.json").write_text(content)
    with pytest.raises(
        SettingsError, match=rf"calibration\.json: .*{why}.*Utan den godkänns inget"
    ):
        load_reference(lists)
