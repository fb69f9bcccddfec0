"""The form versions as data: boxes, clauses, and the blank that they describe."""

from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pdfplumber
import pypdf
import pypdfium2
import pytest
import yaml

from domain.form import FIELD_KEYS, FormField, FormVersion
from samples.reference import FORMS, form_version
from scripts.draw_forms import LAYOUTS, blank_pdf, form_yaml

IDS = ("ssbtek-2014", "ssbtek-2022")
# The requirements: domain rules, section Fields. The mandate has a check of its own.
REQUIRED = {
    "party.municipality_name",
    "party.org_no",
    "party.board_name",
    "party.postal_address",
    "party.postal_code",
    "party.city",
    "agreement_contact.name",
    "agreement_contact.email",
    "terms.accepted",
    "signature.place",
    "signature.date",
    "signature.signature",
    "signature.name_clarification",
    "signature.title",
}
NOT_ASKED_FOR = {"ssbtek-2014": {"supplier.org_no", "certificate.serial_no"}, "ssbtek-2022": set()}

pytestmark = pytest.mark.parametrize("form_id", IDS)


def blank(form_id: str) -> Path:
    return FORMS / form_id / "blank.pdf"


def test_the_yaml_is_a_form_version(form_id: str) -> None:
    text = (FORMS / form_id / "form.yaml").read_text(encoding="utf-8")
    form = FormVersion.model_validate(yaml.safe_load(text))
    assert (form.id, form.pages) == (form_id, 3)
    assert {f.key for f in form.fields} == set(FIELD_KEYS) - NOT_ASKED_FOR[form_id]
    assert {f.key for f in form.fields if f.required} == REQUIRED


def test_drawing_again_gives_the_committed_files(form_id: str) -> None:
    layout = next(layout for layout in LAYOUTS if layout.id == form_id)
    assert form_yaml(layout) == (FORMS / form_id / "form.yaml").read_text(encoding="utf-8")
    assert blank_pdf(layout) == blank_pdf(layout)
    # The bytes depend on the version of the drawing library; the words do not.
    words = [page.extract_text() for page in pypdf.PdfReader(blank(form_id)).pages]
    again = [p.extract_text() for p in pypdf.PdfReader(BytesIO(blank_pdf(layout))).pages]
    assert again == words


def test_boxes_are_on_the_page_and_apart(form_id: str) -> None:
    fields = form_version(form_id).fields
    for field in fields:
        x0, top, x1, bottom = field.box
        assert 0 < x0 < x1 < 595, field.key
        assert 0 < top < bottom < 842, field.key
    overlapping = [
        (a.key, b.key) for a, b in combinations(fields, 2) if a.page == b.page and overlap(a, b)
    ]
    assert overlapping == []


def overlap(a: FormField, b: FormField) -> bool:
    return min(a.box.x1, b.box.x1) > max(a.box.x0, b.box.x0) and min(
        a.box.bottom, b.box.bottom
    ) > max(a.box.top, b.box.top)


def test_there_is_room_to_write(form_id: str) -> None:
    for field in form_version(form_id).fields:
        height, width = field.box.bottom - field.box.top, field.box.x1 - field.box.x0
        low = {"signature": 55, "checkbox": 9}.get(field.type, 30)
        wide = {"email": 220, "checkbox": 9}.get(field.type, 80)
        assert height >= low, field.key
        assert width >= wide, field.key


def test_every_box_is_drawn_where_the_yaml_says(form_id: str) -> None:
    with pdfplumber.open(blank(form_id)) as pdf:
        drawn = [
            (page.page_number, round(r["x0"]), round(r["top"]), round(r["x1"]), round(r["bottom"]))
            for page in pdf.pages
            for r in page.rects
        ]
    for field in form_version(form_id).fields:
        assert (field.page, *map(round, field.box)) in drawn, field.key


def test_the_blank_holds_every_clause(form_id: str) -> None:
    clauses = form_version(form_id).clauses
    assert len(clauses) >= 25
    with pdfplumber.open(blank(form_id)) as pdf:
        drawn = "".join(c["text"] for page in pdf.pages for c in page.chars)
    packed = drawn.replace(" ", "")
    assert [c for c in clauses if c.replace(" ", "") not in packed] == []


def test_the_blank_is_fillable_and_its_fields_do_not_show(form_id: str) -> None:
    names = set(pypdf.PdfReader(blank(form_id)).get_fields() or {})
    keys = {f.key for f in form_version(form_id).fields if f.type != "signature"}
    assert names == keys
    for with_forms, without in zip(pictures(form_id, True), pictures(form_id, False), strict=True):
        assert (with_forms == without).all()


def pictures(form_id: str, forms: bool) -> list[np.ndarray]:
    with pypdfium2.PdfDocument(blank(form_id)) as document:
        if forms:
            document.init_forms()
        return [page.render(may_draw_forms=forms).to_numpy().copy() for page in document]


def test_it_says_that_it_is_an_example(form_id: str) -> None:
    for number, page in enumerate(pypdf.PdfReader(blank(form_id)).pages, start=1):
        text = page.extract_text()
        assert "Exempelblankett" in text
        assert f"{number} (3)" in text
        assert form_version(form_id).form_number in text
