"""The case officers' reminder as data: a known document without boxes."""

import pypdf
import pytest

from samples.reference import FORMS, form_version
from scripts.draw_forms import LAYOUTS, blank_pdf, form_yaml

ID = "paminnelse-handlaggare"


def test_it_is_a_known_document_of_its_own_role_that_nothing_is_read_from() -> None:
    form = form_version(ID)
    assert (form.id, form.role, form.pages) == (ID, "case_officer_reminder", 1)
    assert (form.fields, form.clauses) == ((), ())


def test_drawing_again_gives_the_committed_files() -> None:
    layout = next(layout for layout in LAYOUTS if layout.id == ID)
    assert form_yaml(layout) == (FORMS / ID / "form.yaml").read_text(encoding="utf-8")
    assert blank_pdf(layout) == blank_pdf(layout)


@pytest.mark.parametrize(
    "said",
    ["Påminnelse för handläggare", "skickas inte in med avtalet", "Exempelblankett", "1 (1)"],
)
def test_the_blank_says_what_it_is(said: str) -> None:
    (page,) = pypdf.PdfReader(FORMS / ID / "blank.pdf").pages
    assert said in page.extract_text()
