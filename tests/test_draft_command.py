"""anslut forms draft, and how a draft comes into use: by a person, and never by accident."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from adapters.forms import load_forms
from cli.app import main
from cli.exits import Exit
from domain.errors import FormError
from samples.reference import FORMS
from scripts.evaluate_drafts import without_widgets
from tests.drafts import Sheet, blank, locked, please_wait, scanned

SAMPLES = Path(__file__).parent.parent / "samples" / "inbox"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of forms with none in it yet."""
    folder = tmp_path / "forms"
    folder.mkdir()
    monkeypatch.setenv("ANSLUT_FORMS_DIR", str(folder))
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path / "var"))
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """A command through the outermost door: its exit code, and what it said."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["anslut", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), said.out, " ".join(said.err.split())

    return run


def own(form_id: str = "ssbtek-2022") -> Path:
    return FORMS / form_id / "blank.pdf"


def edit(folder: Path, *changes: tuple[str, str]) -> None:
    """Do what a person does to a form.yaml."""
    path = folder / "form.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


FIRST_DAY = ("valid_from: null", "valid_from: 2026-01-01")
IN_USE = ("draft: true\n", "")


def test_a_draft_is_a_folder_with_the_blank_its_map_and_pictures(run: Run, forms: Path) -> None:
    code, out, err = run("forms", "draft", own(), "--id", "ssbtek-2026")
    assert (code, err) == (Exit.OK, "")
    assert "26 rutor, varav 26 med känd betydelse" in out
    assert "28 numrerade meningar" in out
    made = forms / "ssbtek-2026"
    assert {path.name for path in made.iterdir()} == {
        "blank.pdf",
        "form.yaml",
        *(f"draft-page-{number}.png" for number in (1, 2, 3)),
    }
    assert (made / "blank.pdf").read_bytes() == own().read_bytes()
    assert [path.name for path in forms.iterdir()] == ["ssbtek-2026"]


def test_the_picture_outlines_every_box(run: Run, forms: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(60, 52, "Namnförtydligande: åäö")
        sheet.field("a", 180, 50, 200)
        sheet.words(60, 102, "Favoritfärg:")
        sheet.field("b", 180, 100, 200)

    source = forms / "blank.pdf"
    source.write_bytes(blank(draw))
    run("forms", "draft", source, "--id", "x")
    picture = cv2.imread(str(forms / "x" / "draft-page-1.png"))
    assert picture is not None
    scale = picture.shape[1] / 500
    for top, high, low in ((50, 1, 2), (100, 2, 1)):  # green for a known key, else red
        edge = picture[round(top * scale) - 2 : round(top * scale) + 3, round(250 * scale)]
        darkest = edge[np.argmin(edge.sum(axis=1))].astype(int)
        assert darkest[high] > darkest[low] + 40


def test_nothing_uses_a_draft(run: Run, forms: Path) -> None:
    run("forms", "draft", own("ssbtek-2014"), "--id", "ssbtek-2014", "--out", forms)
    edit(forms / "ssbtek-2014", FIRST_DAY, IN_USE)
    run("forms", "draft", own(), "--id", "ssbtek-2026")
    assert [one.form.id for one in load_forms(forms)] == ["ssbtek-2014"]
    _, out, _ = run("forms", "list")
    assert re.search(r"ssbtek-2026 .*utkast, används inte", out)
    (forms / "ssbtek-2026" / "form.yaml").write_text("draft: true\nid: [half written")
    assert [one.form.id for one in load_forms(forms)] == ["ssbtek-2014"]


def test_a_folder_of_drafts_alone_has_no_forms_in_use(run: Run, forms: Path) -> None:
    run("forms", "draft", own(), "--id", "ssbtek-2026")
    with pytest.raises(FormError, match="i bruk"):
        load_forms(forms)


def test_verify_says_what_a_draft_lacks_until_nothing_is(run: Run, forms: Path) -> None:
    run("forms", "draft", own(), "--id", "ssbtek-2026")
    code, out, err = run("forms", "verify")
    assert code == Exit.SETUP
    assert err == "ssbtek-2026: valid_from saknas: den första dag som versionen gäller"
    assert "ett utkast" in out
    edit(forms / "ssbtek-2026", FIRST_DAY)
    code, out, err = run("forms", "verify")
    assert (code, err) == (Exit.OK, "")
    assert "Ta bort raden draft: true" in out
    edit(forms / "ssbtek-2026", IN_USE)
    code, out, _ = run("forms", "verify")
    assert (code, out) == (Exit.OK, "Alla blanketter går att använda.\n")
    assert [one.form.id for one in load_forms(forms)] == ["ssbtek-2026"]


def test_verify_names_boxes_without_a_meaning_and_needs_without_a_box(
    run: Run, forms: Path
) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(60, 52, "Favoritfärg:")
        sheet.field("b", 180, 50, 200)
        sheet.words(60, 92, "Underskrift:")
        sheet.field("c", 180, 90, 200)

    source = forms / "blank.pdf"
    source.write_bytes(blank(draw))
    run("forms", "draft", source, "--id", "x")
    code, _, err = run("forms", "verify")
    assert code == Exit.SETUP
    for told in (
        'todo.page1_box1 ("Favoritfärg", sida 1) har ingen betydelse än',
        "ruta saknas för nämnd (party.board_name)",
        "signature.signature är 12 punkter hög",
        "clauses saknas",
        "form_number saknas",
    ):
        assert told in err
    edit(forms / "x", ("fields:", "role: cover_letter\nfields:"))
    assert "party.board_name" not in run("forms", "verify")[2]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((IN_USE,), "valid_from saknas"),
        ((IN_USE, FIRST_DAY, ("key: party.city", "key: todo.page1_box7")), "ingen betydelse"),
        ((("draft: true", "draft: kanske"), FIRST_DAY), "draft"),
    ],
)
def test_a_draft_that_is_not_finished_cannot_be_used(
    run: Run, forms: Path, changes: tuple[tuple[str, str], ...], told: str
) -> None:
    run("forms", "draft", own(), "--id", "ssbtek-2026")
    edit(forms / "ssbtek-2026", *changes)
    with pytest.raises(FormError, match=told):
        load_forms(forms)


def test_a_draft_may_say_that_it_is_none(run: Run, forms: Path) -> None:
    run("forms", "draft", own(), "--id", "ssbtek-2026")
    edit(forms / "ssbtek-2026", FIRST_DAY, ("draft: true", "draft: false"))
    assert [one.form.id for one in load_forms(forms)] == ["ssbtek-2026"]


def test_an_agreement_is_registered_by_forms_that_were_drafted_from_bare_blanks(
    run: Run, forms: Path
) -> None:
    """The whole way of a new form: a blank without widgets, a draft, a person's few lines."""
    for form_id, boxes in (
        ("ssbtek-2014", ("Skicka blanketten till", "Ärendets nummer")),
        ("ssbtek-2022", ()),
    ):
        source = forms.parent / "bare.pdf"
        source.write_bytes(without_widgets(own(form_id).read_bytes()))
        run("forms", "draft", source, "--id", form_id)
        edit(forms / form_id, FIRST_DAY, IN_USE)
        path = forms / form_id / "form.yaml"
        for label in boxes:  # not for the Party to fill in
            text = re.sub(
                rf"  - key: todo\.\w+\n    label: {label}\n(    .*\n)*",
                "",
                path.read_text(encoding="utf-8"),
            )
            path.write_text(text, encoding="utf-8")
    assert run("forms", "verify")[0] == Exit.OK
    code, out, _ = run(
        "check", SAMPLES / "05-felfri" / "delivery.pdf", "--received-at", "2026-11-16"
    )
    assert (code, "registrera" in out) == (Exit.OK, True)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (scanned, "inskannad blankett är en bild"),
        (please_wait, "Öppna den i Adobe Reader"),
        (locked, "låst med lösenord"),
        (lambda: b"", "filen är tom"),
        (lambda: b"PK\x03\x04", "ingen PDF"),
        (lambda: blank(lambda sheet: sheet.words(50, 50, "Hej"))[:300], "skadad"),
    ],
)
def test_a_file_that_is_no_blank_is_said_with_a_remedy(
    run: Run, forms: Path, make: Callable[[], bytes], told: str
) -> None:
    source = forms.parent / "blankett.pdf"
    source.write_bytes(make())
    code, out, err = run("forms", "draft", source, "--id", "x")
    assert (code, out) == (Exit.UNREADABLE, "")
    assert told in err
    assert "blankett.pdf: " in err
    assert list(forms.iterdir()) == []


def test_a_blank_that_is_filled_in_is_said(run: Run, forms: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(60, 52, "Namn:")
        sheet.canvas.acroForm.textfield(name="a", value="Habo", x=180, y=340, width=99, height=12)

    source = forms.parent / "blankett.pdf"
    source.write_bytes(blank(draw))
    code, _, err = run("forms", "draft", source, "--id", "x")
    assert code == Exit.OK
    assert "ifylld i 1 rutor" in err
    assert "Habo" not in (forms / "x" / "form.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("form_id", ["SSBTEK 2026", "../x", "", "-x", "å"])
def test_an_id_is_the_name_of_a_folder(run: Run, forms: Path, form_id: str) -> None:
    code, out, err = run("forms", "draft", own(), "--id", form_id)
    assert (code, out) == (Exit.USAGE, "")
    assert "ssbtek-2026" in err
    assert list(forms.iterdir()) == []


def test_what_exists_is_not_written_over(run: Run, forms: Path, tmp_path: Path) -> None:
    run("forms", "draft", own(), "--id", "ssbtek-2026")
    edit(forms / "ssbtek-2026", FIRST_DAY)
    for out in (forms, tmp_path / "elsewhere"):  # an id is taken wherever the folder is to be
        code, _, err = run("forms", "draft", own(), "--id", "ssbtek-2026", "--out", out)
        assert code == Exit.USAGE
        assert "finns redan" in re.sub("[│ ]+", " ", err)
    assert "2026-01-01" in (forms / "ssbtek-2026" / "form.yaml").read_text(encoding="utf-8")
    taken = tmp_path / "elsewhere" / "other"
    taken.mkdir(parents=True)
    arguments = ("forms", "draft", own(), "--id", "other", "--out", taken.parent)
    assert run(*arguments)[0] == Exit.USAGE


def test_a_blank_that_is_not_there_and_a_folder_that_cannot_be(
    run: Run, forms: Path, tmp_path: Path
) -> None:
    code, _, err = run("forms", "draft", tmp_path / "none.pdf", "--id", "x")
    assert code == Exit.UNREADABLE
    assert "none.pdf: filen kan inte läsas (finns inte)" in err
    (tmp_path / "file").write_text("")
    code, _, err = run("forms", "draft", own(), "--id", "x", "--out", tmp_path / "file")
    assert code == Exit.UNREADABLE
    assert "utkastet kan inte skrivas" in err
    assert list(forms.iterdir()) == []
