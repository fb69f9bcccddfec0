"""anslut calibrate and the report of anslut evaluate, through the outermost door."""

import json
import re
import shutil
import sys
from base64 import b64decode
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adapters.reference.calibration import load_calibration
from cli.app import main
from cli.exits import Exit
from tests.drawing import ROOT

FAULTLESS = "inbox/08-felfri"


def anslut(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["anslut", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def delivery(folder: Path, name: str, city: str | None = None) -> None:
    """A committed sample under another name; with another answer, what is read of it is wrong."""
    shutil.copytree(ROOT / "samples" / FAULTLESS, folder / name)
    if city:
        path = folder / name / "expected.json"
        answer = json.loads(path.read_text(encoding="utf-8"))
        answer["agreements"][0]["fields"]["party.city"] = city
        path.write_text(json.dumps(answer), encoding="utf-8")


def test_few_deliveries_are_learned_from_and_said_to_be_too_few(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b", "c"):
        delivery(tmp_path / "data", name)
    target = tmp_path / "ny.json"
    given = ("--out", str(target), "--target", "0.01", "--date", "2026-11-20")
    assert anslut(monkeypatch, "calibrate", str(tmp_path / "data"), *given) == Exit.OK
    made = load_calibration(target)
    assert (made.is_met, made.target) == (False, 0.01)
    assert made.fitted + made.held == 3
    assert made.provenance.made_on.isoformat() == "2026-11-20"
    assert made.provenance.versions["anslut"]
    said = capfd.readouterr().out
    assert "Underlaget räcker inte" in said
    assert "minst 299 fält" in said


@pytest.mark.parametrize(
    ("arguments", "ended"),
    [
        (("--date", "i dag"), (Exit.USAGE, "inget datum")),
        (("--target", "2"), (Exit.USAGE, "--target")),
        (("--out", "/nowhere/at/all.json"), (Exit.SETUP, "kan inte skrivas")),
    ],
)
def test_what_is_wrong_with_the_command_is_said(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    ended: tuple[Exit, str],
) -> None:
    delivery(tmp_path, "a")
    code, told = ended
    assert anslut(monkeypatch, "calibrate", str(tmp_path), *arguments) == code
    assert told in capfd.readouterr().err


class Page(HTMLParser):
    """What a page shows: its texts and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.language: str | None = None
        self.texts: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html":
            self.language = named.get("lang")
        if tag == "img":
            self.pictures.append(named)
        self.links += [named[name] or "" for name in ("src", "href") if name in named]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_report_is_one_page_with_all_that_is_asked_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    delivery(tmp_path / "data", "ratt")
    delivery(tmp_path / "data", "fel", city="<Annanstans>")
    report = tmp_path / "rapport.html"
    code = anslut(
        monkeypatch, "evaluate", str(tmp_path / "data"), "--json", "--report", str(report)
    )
    assert code == Exit.PERSON  # by its answer a wrong value was registered
    numbers = json.loads(capfd.readouterr().out)
    assert numbers["registrations"]["wrong"] == 1
    assert numbers["fields"]["wrong"] == 1
    assert numbers["worst"][0]["key"] == "party.city"
    page = Page()
    page.feed(report.read_text(encoding="utf-8"))
    assert page.language == "sv"
    assert all(link.startswith("data:image/") for link in page.links)  # works without a network
    assert all(picture["alt"] for picture in page.pictures)
    kinds = [re.match(r"data:image/([a-z+]+)", one["src"] or "") for one in page.pictures]
    assert [found[1] for found in kinds if found] == ["svg+xml"] * 3 + ["png"]
    crop = b64decode((page.pictures[-1]["src"] or "").partition("base64,")[2])
    assert crop.startswith(b"\x89PNG")
    text = " ".join(page.texts)
    assert "1 fel av 2 registreringar" in text
    assert f"1 fel av {numbers['fields']['of']} fält" in text
    assert "(ECE)" in text
    assert "<Annanstans>" in text
    assert "SHA-256" in text
