"""What an electronic original says beside its pictures, against what its pages show."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import img2pdf
import pikepdf
import pypdfium2 as pdfium
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.forms import load_forms
from domain.form import FieldType
from domain.page import Box
from domain.reading import FieldReading, FieldSource, FileReading
from domain.trust import Trust
from extractors.blanks import BlankPage, prepare
from extractors.electronic import AGREED, Said, same, weighed
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.assemble import assemble
from samples.badfiles import dynamic_xfa
from samples.originals import Filled, Filling, fill
from samples.parties import Answers, make_answers
from samples.reference import MUNICIPALITIES, form_version
from samples.signing import Signer, root, saved, sign
from samples.writing import Print
from tests.builders import facts

ROOT = Path(__file__).resolve().parent.parent
FORM = form_version("ssbtek-2022")
STYLE = Print("Arimo-Regular", 10.0, 30, 5.0, 8.0)
TRUST = Trust(roots=(root("trusted").public_bytes(Encoding.DER),))
AT = datetime(2026, 11, 9, 12, tzinfo=UTC)


@cache
def blanks() -> tuple[BlankPage, ...]:
    loaded = load_forms(ROOT / "forms")
    return prepare((one.form, one.blank) for one in loaded if one.form.id == FORM.id)


def read(data: bytes) -> FileReading:
    return Reader(blanks(), TesseractEngine(), Limits(), TRUST).read("avtal.pdf", data)


@cache
def answers() -> Answers:
    return make_answers(FORM, MUNICIPALITIES[40], date(2026, 11, 16), random.Random(9))


def filled(filled_as: Filled, **wrong: object) -> pikepdf.Pdf:
    return fill(FORM, answers(), Filling(filled_as, STYLE, **wrong))  # type: ignore[arg-type]


def fields(reading: FileReading) -> dict[str, FieldReading]:
    return {field.key: field for page in reading.pages for field in page.fields}


def field(raw: str, kind: FieldType = "text", **changes: object) -> FieldReading:
    from extractors.values import canonical

    given = {
        "key": "party.city",
        "raw": raw,
        "value": canonical(kind, raw) if raw else None,
        "confidence": 0.7,
        "source": "ocr",
        "mode": "hand",
        "page": 1,
        "box": Box(0, 0, 1, 1),
    }
    return FieldReading.model_validate({**given, **changes})


def says(*texts: str) -> Callable[[int, str], tuple[str, ...]]:
    """What further looks at a box would read."""
    return lambda _page, _key: texts


# values, compared


def test_what_file_and_page_agree_on_is_sure_and_print() -> None:
    found = weighed(field("Habo"), (Said("Habo", "text_layer"),), "text", says())
    assert (found.value, found.confidence, found.source, found.mode, found.hidden) == (
        "Habo",
        AGREED,
        "text_layer",
        "print",
        None,
    )


@pytest.mark.parametrize(
    ("read_as", "said", "kind"),
    [
        ("Storgatan12", "Storgatan 12", "text"),  # a space is lost
        ("llona Lind", "Ilona Lind", "text"),  # l and I are one sign in many typefaces
        ("212000 1611", "212000-1611", "org_no"),
        ("16 november 2026", "2026-11-16", "date"),
    ],
)
def test_readings_that_are_the_same_value_agree(read_as: str, said: str, kind: FieldType) -> None:
    assert same(read_as, said, kind)


@pytest.mark.parametrize(
    ("read_as", "said", "kind"),
    [
        ("212000-1611", "212000-1617", "org_no"),
        ("Nilsson", "Nilson", "text"),
        ("Åsa", "Asa", "text"),
        ("a.berg@habokommun.se", "a.borg@habokommun.se", "email"),
        ("", "Habo", "text"),
    ],
)
def test_what_differs_is_told_and_the_page_counts(read_as: str, said: str, kind: FieldType) -> None:
    before = field(read_as, kind)
    found = weighed(before, (Said(said, "form_field"),), kind, says(read_as))
    assert found.hidden == said
    assert (found.raw, found.value, found.source) == (before.raw, before.value, "ocr")


def test_a_further_look_may_find_what_the_first_lost() -> None:
    said = (Said("leif.ljungberg@habo.se", "text_layer"),)
    looks = says("leif.jungberg@habo.se", "leif.ljungberg@habo.se", "")
    found = weighed(field("leif.jungberg@habo.se", "email"), said, "email", looks)
    assert (found.value, found.hidden) == ("leif.ljungberg@habo.se", None)


def test_one_look_at_a_number_is_not_enough() -> None:
    said = (Said("212000-1617", "text_layer"),)
    looks = says("212000-1617", "212000-1611", "212000-1611")
    assert weighed(field("212000-1611", "org_no"), said, "org_no", looks).hidden


def test_a_form_field_and_the_text_have_to_say_the_same() -> None:
    said = (Said("Habo", "form_field"), Said("Håbo", "text_layer"))
    assert weighed(field("Habo"), said, "text", says()).hidden == "Håbo"


@pytest.mark.parametrize(("state", "hidden"), [("x", None), ("", "x")])
def test_a_checkbox_that_is_on_has_to_be_drawn(state: str, hidden: str | None) -> None:
    before = field(state, "checkbox", value="yes" if state else "no")
    found = weighed(before, (Said("x", "form_field"),), "checkbox", says())
    assert found.hidden == hidden


def test_a_personal_number_that_a_file_hides_is_masked() -> None:
    found = weighed(field("Habo"), (Said("811228-9874", "form_field"),), "text", says("Habo"))
    assert "9874" not in found.model_dump_json()


# whole files


@pytest.mark.parametrize(
    ("filled_as", "source"),
    [("drawn", "text_layer"), ("form_field", "form_field"), ("no_appearance", "form_field")],
)
def test_values_come_from_the_file_when_its_pages_show_them(
    filled_as: Filled, source: FieldSource
) -> None:
    """A form without appearances is drawn by whoever shows it: so are its values here."""
    found = fields(read(saved(filled(filled_as))))
    written = {key: one for key, one in answers().items() if one.text and one.value}
    assert {key: found[key].value for key in written} == {
        key: one.value for key, one in written.items()
    }
    texts = [found[key] for key in written if key != "terms.accepted"]
    assert {one.source for one in texts} == {source}
    assert all(one.confidence == AGREED and one.hidden is None for one in texts)


@pytest.mark.parametrize(
    ("filled_as", "wrong", "shown"),
    [
        ("drawn", "text", True),
        ("form_field", "not_drawn", False),
        ("form_field", "other_drawn", True),
    ],
)
def test_what_a_file_hides_is_found(filled_as: Filled, wrong: str, shown: bool) -> None:
    key = "party.org_no"
    data = saved(filled(filled_as, wrong=wrong, hidden=(key, "559999-1238")))
    found = fields(read(data))
    assert [name for name, one in found.items() if one.hidden] == [key]
    assert found[key].hidden == "559999-1238"
    assert found[key].value == (answers()[key].value if shown else None)


def signed_file() -> bytes:
    box = FORM.field("signature.signature")
    assert box
    signer = Signer(answers()["signature.name_clarification"].text)
    return sign(filled("form_field"), signer, AT, (box.page, box.box))


def test_a_signed_original_is_signed_and_a_print_of_it_is_not() -> None:
    original = read(signed_file())
    (part,) = assemble([original], facts(FORM)).parts
    assert part.agreement
    assert part.agreement.signature.kind == "pades_valid"
    printed = read(as_scan(signed_file()))
    (part,) = assemble([printed], facts(FORM)).parts
    assert part.agreement
    assert [page.source for page in printed.pages] == ["scan"] * 3
    assert part.agreement.signature.kind not in ("pades_valid", "wet_ink")


def as_scan(data: bytes) -> bytes:
    """The pages as pictures: printed and scanned without a fault."""
    pictures = []
    with pdfium.PdfDocument(data) as pdf:
        pdf.init_forms()
        for page in pdf:
            target = BytesIO()
            page.render(scale=200 / 72, grayscale=True).to_pil().save(
                target, "JPEG", quality=60, dpi=(200, 200)
            )
            pictures.append(target.getvalue())
    content: bytes = img2pdf.convert(pictures, engine=img2pdf.Engine.internal)
    return content


def test_a_dynamic_xfa_form_is_told_with_a_remedy() -> None:
    found = read(dynamic_xfa())
    assert (found.problem, found.page_count, found.pages) == ("dynamic_xfa", 1, ())
    (part,) = assemble([found], facts(FORM)).parts
    assert [one.code for one in part.findings] == ["material.dynamic_xfa"]
    assert "Adobe Reader" in part.findings[0].message


def test_what_blank_forms_of_agencies_contain_is_no_reason_for_doubt() -> None:
    """JavaScript, a static XFA form and an attachment, in a file that is read as any other."""
    pdf = filled("form_field")
    pdf.Root.AcroForm.XFA = pikepdf.Array([pikepdf.String("template"), pdf.make_stream(b"<t/>")])
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('Hej')")
    )
    found = read(saved(pdf))
    assert found.problem is None
    assert [page.residual is not None for page in found.pages] == [True] * 3
    assert not [one for one in fields(found).values() if one.hidden]
