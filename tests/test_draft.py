"""Drafts of form versions: what they find of a blank, with and without fields for the screen."""

from collections.abc import Callable

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject, NumberObject, RectangleObject, TextStringObject

from domain.form import FIELD_KEYS, FieldType, FormField, PointBox
from extractors.draft import NoDraftError, draft
from extractors.draft_keys import key_of, section_of, type_of
from extractors.draft_text import FORM_NUMBER, follows_on
from extractors.text_layer import unlabelled, words_of
from samples.reference import FORMS, form_version
from scripts.evaluate_drafts import without_widgets
from tests.drafts import Sheet, blank, changed, locked, please_wait, scanned

OWN = ("ssbtek-2014", "ssbtek-2022")
# Boxes of our blanks that nothing but a widget could tell from boxes to fill in.
NOT_ASKED_FOR = {
    "ssbtek-2014": ["Skicka blanketten till", "Ärendets nummer"],
    "ssbtek-2022": [],
}


def fields(data: bytes) -> dict[str, FormField]:
    """The fields of a draft by their labels."""
    return {field.label: field for field in draft(data, "x").form.fields}


def near(box: PointBox, *edges: float, slack: float = 2.0) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(box, edges, strict=True))


# our own blanks


@pytest.mark.parametrize("form_id", OWN)
@pytest.mark.parametrize("fillable", [True, False], ids=["widgets", "ruled"])
def test_our_blanks_give_back_their_field_maps(form_id: str, fillable: bool) -> None:
    data = (FORMS / form_id / "blank.pdf").read_bytes()
    made = draft(data if fillable else without_widgets(data), form_id)
    wanted = form_version(form_id)
    assert made.fillable is fillable
    assert (made.form.title, made.form.form_number, made.form.pages) == (
        wanted.title,
        wanted.form_number,
        wanted.pages,
    )
    assert made.form.clauses == wanted.clauses
    found = {field.key: field for field in made.form.fields}
    for field in wanted.fields:
        got = found.pop(field.key)
        assert (got.type, got.page, got.required) == (field.type, field.page, field.required)
        assert near(got.box, *field.box), field.key
        if field.type != "checkbox":  # its field map has a shorter label than the blank
            assert got.label == field.label
    extra = [] if fillable else NOT_ASKED_FOR[form_id]
    assert [field.label for field in found.values()] == extra


@pytest.mark.parametrize("form_id", OWN)
def test_a_draft_bears_its_own_labels(form_id: str) -> None:
    data = (FORMS / form_id / "blank.pdf").read_bytes()
    form = draft(data, form_id).form
    assert unlabelled(form, words_of(data)) == ()
    moved = [
        field.model_copy(update={"label_box": PointBox(0, 0, 5, 5)}) if field.label_box else field
        for field in form.fields
    ]
    form = form.model_copy(update={"fields": tuple(moved)})
    assert unlabelled(form, words_of(data)) == ("terms.accepted",)


# boxes


def test_a_field_for_the_screen_gets_its_ruled_box_when_it_fills_it() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(50, 50, 200, 30)
        sheet.words(53, 52, "Postnummer", 7)
        sheet.field("a", 53, 60, 194, 18)
        sheet.box(50, 100, 400, 60)
        sheet.words(53, 102, "Ort", 7)
        sheet.field("b", 53, 140, 100, 12)

    found = fields(blank(draw))
    assert near(found["Postnummer"].box, 50, 50, 250, 80)
    assert found["Postnummer"].label_box is None
    assert near(found["Ort"].box, 53, 140, 153, 152)
    assert near(found["Ort"].label_box or PointBox(0, 0, 0, 0), 53, 102, 63, 109, slack=3)
    assert draft(blank(draw), "x").ruled.keys() == {found["Ort"].key}


def test_a_ruled_box_with_two_fields_belongs_to_neither() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(50, 50, 200, 20)
        sheet.field("a", 52, 52, 130, 16)
        sheet.field("b", 190, 52, 58, 16)

    one, other = draft(blank(draw), "x").form.fields
    assert near(one.box, 52, 52, 182, 68)
    assert near(other.box, 190, 52, 248, 68)


def test_a_signature_is_written_on_paper_and_needs_no_field_for_the_screen() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(50, 50, 200, 30)
        sheet.words(53, 52, "Namnförtydligande", 7)
        sheet.field("a", 53, 60, 194, 18)
        sheet.box(250, 50, 200, 30)
        sheet.words(253, 52, "Underskrift", 7)
        sheet.box(50, 80, 400, 30)
        sheet.words(53, 82, "Beslut (fylls i av myndigheten)", 7)

    found = fields(blank(draw))
    assert found.keys() == {"Namnförtydligande", "Underskrift"}
    assert found["Underskrift"].key == "signature.signature"
    assert near(found["Underskrift"].box, 250, 50, 450, 80)


def test_what_asks_for_nothing_is_left_out() -> None:
    def draw(sheet: Sheet) -> None:
        for number, name in enumerate(("Ort", "Skriv ut", "Dold")):
            sheet.words(20, 50 + 40 * number, name)
            sheet.field(name, 70, 48 + 40 * number, 100)

    def change(writer: PdfWriter) -> None:
        for item in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined]
            annotation = item.get_object()
            if annotation["/T"] == "Skriv ut":
                annotation[NameObject("/FT")] = NameObject("/Btn")
                annotation[NameObject("/Ff")] = NumberObject(1 << 16)
            if annotation["/T"] == "Dold":
                annotation[NameObject("/F")] = NumberObject(2)
            if annotation["/T"] == "Ort":
                annotation[NameObject("/V")] = TextStringObject("Habo")

    made = draft(changed(blank(draw), change), "x")
    assert [field.label for field in made.form.fields] == ["Ort"]
    assert made.filled == 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_lie_where_the_page_shows_them(turn: int) -> None:
    """A page that is turned, and cut to a part of its sheet, is drawn so; boxes follow."""

    def draw(sheet: Sheet) -> None:
        sheet.box(100, 100, 200, 30)
        sheet.field("a", 102, 102, 196, 26)

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        page.cropbox = RectangleObject((50, 40, 450, 380))  # 400 x 340, 50 and 20 cut off
        page.rotate(turn)

    with_label = changed(blank(draw), change)
    wanted = {
        0: (50, 80, 250, 110),
        90: (230, 50, 260, 250),
        180: (150, 230, 350, 260),
        270: (80, 150, 110, 350),
    }
    (field,) = draft_of_one(with_label)
    assert near(field.box, *wanted[turn])


def draft_of_one(data: bytes) -> tuple[FormField, ...]:
    return draft(data, "x").form.fields


def test_boxes_without_fields_for_the_screen() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(50, 30, "Organisationsnummer")
        for number in range(10):
            sheet.box(50 + 14 * number, 40, 14, 16)
        sheet.line(50, 100, 250, 100)
        sheet.words(50, 102, "Namnförtydligande", 7)
        sheet.words(280, 92, "Telefon:")
        sheet.line(320, 100, 450, 100)
        sheet.box(50, 130, 12, 12)
        sheet.words(70, 132, "Vi godtar Allmänna villkor")
        sheet.canvas.setFont("ZapfDingbats", 14)
        sheet.canvas.drawString(50, 240, "o")  # a box, as in Wingdings
        sheet.words(70, 150, "Vi godtar dem inte")
        sheet.box(50, 180, 400, 40)
        sheet.words(53, 182, "Ankomststämpel", 7)
        sheet.line(50, 300, 450, 300)  # parts the page, and asks for nothing
        sheet.words(60, 304, "Försäkringskassan, Box 00000, 000 00 Exempelstad", 7)

    found = fields(blank(draw))
    assert {label: field.type for label, field in found.items()} == {
        "Organisationsnummer": "org_no",
        "Namnförtydligande": "text",
        "Telefon": "phone",
        "Vi godtar Allmänna villkor": "checkbox",
        "Vi godtar dem inte": "checkbox",
    }
    assert near(found["Organisationsnummer"].box, 50, 40, 190, 56)
    assert near(found["Namnförtydligande"].box, 50, 80, 250, 100)


def test_a_row_of_underscores_or_dots_is_a_line_to_write_on() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(50, 37, "Avtalet gäller för den kommun och nämnd som står här.", 10)
        sheet.words(50, 50, "Kommun:_________________________________", 10)
        sheet.words(50, 63, "Nämnd ..................................", 10)
        sheet.words(50, 76, "Underskrift _____________________________", 10)

    found = fields(blank(draw))
    assert {label: field.type for label, field in found.items()} == {
        "Kommun": "text",
        "Nämnd": "text",
        "Underskrift": "signature",
    }
    assert found["Kommun"].box.x0 > 85


def test_short_strokes_part_a_row_into_columns() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(50, 50, 400, 30)
        sheet.line(300, 50, 300, 57)
        sheet.words(53, 52, "Ort", 7)
        sheet.words(303, 52, "Datum", 7)

    found = fields(blank(draw))
    assert near(found["Ort"].box, 50, 50, 300, 80)
    assert near(found["Datum"].box, 300, 50, 450, 80)


# labels


def test_labels_stand_before_above_after_and_at_the_head_of_a_column() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(50, 52, "Namn:")
        sheet.field("before", 90, 50, 100)
        sheet.words(250, 40, "Titel")
        sheet.field("above", 250, 50, 100)
        sheet.tick("tick", 50, 90)
        sheet.words(66, 91, "Vi börjar inom")
        sheet.field("between", 125, 89, 20)
        sheet.words(148, 91, "månader")
        sheet.words(250, 100, "Telefon")
        sheet.field("row 1", 250, 110, 100)
        sheet.field("row 2", 250, 150, 100)
        sheet.field("row 3", 250, 190, 100)

    labels = [field.label for field in draft(blank(draw), "x").form.fields]
    assert labels == ["Namn", "Titel", "månader", "Vi börjar inom", "Telefon", "Telefon", "Telefon"]


def test_a_box_of_its_own_may_have_its_label_before_it() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(50, 30, "Fyll i allt. Det viktiga är gult.")
        for number, text in enumerate(("Kommun:", "Nämnd:")):
            sheet.words(50, 60 + 40 * number, text)
            sheet.box(150, 54 + 40 * number, 200, 24)
            sheet.field(text, 150, 54 + 40 * number, 200, 24)

    assert fields(blank(draw)).keys() == {"Kommun", "Nämnd"}


def test_rows_that_stand_close_have_a_label_each() -> None:
    def draw(sheet: Sheet) -> None:
        for number, text in enumerate(("Kommun:", "Nämnd:", "Telefon:")):
            sheet.words(50, 52 + 11 * number, text)
            sheet.field(text, 90, 51 + 11 * number, 100, 10)

    assert fields(blank(draw)).keys() == {"Kommun", "Nämnd", "Telefon"}


def test_no_label_is_better_than_a_far_one() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(50, 30, "Rubrik")
        sheet.field("a", 50, 150, 100)

    assert fields(blank(draw)).keys() == {""}


def test_the_words_of_a_box_to_tick_may_take_two_lines_or_stand_before_it() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.tick("one", 50, 50)
        sheet.words(66, 46, "Vi har läst")
        sheet.words(66, 56, "Allmänna villkor")
        sheet.words(66, 90, "Vi godtar dem")
        sheet.tick("two", 130, 90)

    found = fields(blank(draw))
    assert found.keys() == {"Vi har läst Allmänna villkor", "Vi godtar dem"}


def test_a_label_that_is_not_printed_is_the_text_for_those_who_cannot_see() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.field("a", 50, 50, 100)
        sheet.words(50, 300, "Sidfot")

    def change(writer: PdfWriter) -> None:
        for item in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined]
            item.get_object()[NameObject("/TU")] = TextStringObject("E-postadress")

    data = changed(blank(draw), change)
    (field,) = draft(data, "x").form.fields
    assert (field.label, field.type, field.label_box) == ("E-postadress", "email", None)
    assert unlabelled(draft(data, "x").form, words_of(data)) == (field.key,)


def test_of_a_long_label_the_first_sentence_is_kept() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(50, 50, 400, 80)
        sheet.words(
            53, 52, "7. Ange hur kommunen ansluter sig, och vem som har beslutat om det och när."
        )
        sheet.words(53, 62, "Beskriv också vad som återstår, och när det ska vara klart.")

    assert list(fields(blank(draw))) == [
        "7. Ange hur kommunen ansluter sig, och vem som har beslutat om det och när."
    ]


# types and keys


@pytest.mark.parametrize(
    ("label", "heading", "type_", "key"),
    [
        ("Kommun", "1. Part", "text", "party.municipality_name"),
        ("Användande organisation", "", "text", "party.municipality_name"),
        ("Org.nr", "Parten", "org_no", "party.org_no"),
        ("Organisationsnummer", "Systemleverantör", "org_no", "supplier.org_no"),
        ("Nämnd/förvaltning", "Part", "text", "party.board_name"),
        ("Verksamhetsområde", "Part", "text", "party.department"),
        ("Utdelningsadress", "Part", "text", "party.postal_address"),
        ("Postnummer", "Part", "postal_code", "party.postal_code"),
        ("Ort", "Part", "text", "party.city"),
        ("Ort", "8. Underskrift", "text", "signature.place"),
        ("Datum", "8. Underskrift", "date", "signature.date"),
        ("Datum", "Beslut om uppdrag till SKR", "date", "mandate.decision_date"),
        ("Diarienummer/§", "Beslut om uppdrag till SKL", "code", "mandate.registry_no"),
        ("Namn", "Avtalet och administrativa frågor", "text", "agreement_contact.name"),
        ("E-post", "Kontaktperson för tekniska frågor", "email", "technical_contact.email"),
        ("Telefon, även riktnummer", "Tekniska frågor", "phone", "technical_contact.phone"),
        ("Ombud", "", "text", "supplier.name"),
        ("Funktionscertifikat, serienummer", "", "code", "certificate.serial_no"),
        ("Underskrift av behörig företrädare", "", "signature", "signature.signature"),
        ("Datum för underskrift", "", "date", "signature.date"),
        ("Namnförtydligande", "", "text", "signature.name_clarification"),
        ("Befattning", "Underskrift", "text", "signature.title"),
        ("Befattning", "Part", "text", None),  # no such key of the Party's
        ("Ort och datum", "Underskrift", "text", None),  # two things, one box
        ("Personnummer", "Underskrift", "code", None),  # not asked for
        ("Vårdenhetens namn, adress och telefon", "", "text", None),
    ],
)
def test_labels_and_headings_tell_types_and_keys(
    label: str, heading: str, type_: FieldType, key: str | None
) -> None:
    assert type_of("text", label) == type_
    found = key_of(type_, label, (heading,))
    assert (found.key if found else None) == key


def test_a_box_to_tick_is_one_whatever_it_says() -> None:
    assert type_of("checkbox", "Underskrift och datum finns") == "checkbox"
    found = key_of("checkbox", "Part har tagit del av Allmänna villkor", ())
    assert found
    assert (found.key, found.required) == ("terms.accepted", True)


def test_the_nearest_heading_counts_and_columns_have_their_own() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(50, 30, "Kontaktpersoner", 14, bold=True)
        sheet.words(50, 60, "Administrativa frågor", 11, bold=True)
        sheet.words(260, 60, "Tekniska frågor", 11, bold=True)
        for x0 in (50, 260):
            sheet.words(x0, 78, "Skriv till den här kontaktpersonen för avtalet", 7)
            sheet.box(x0, 90, 200, 30)
            sheet.words(x0 + 3, 92, "Namn", 7)

    keys = [field.key for field in draft(blank(draw), "x").form.fields]
    assert keys == ["agreement_contact.name", "technical_contact.name"]


def test_a_key_is_given_once_and_every_key_is_known() -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(2):
            sheet.box(50, 50 + 40 * number, 200, 30)
            sheet.words(53, 52 + 40 * number, "Underskrift", 7)

    first, second = draft(blank(draw), "x").form.fields
    assert (first.key, first.required) == ("signature.signature", True)
    assert (second.key, second.required) == ("todo.page1_box2", False)
    assert section_of("Var god texta") is None
    assert first.key in FIELD_KEYS


# what a blank says of itself


def test_clauses_are_the_longest_list_that_counts_on() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.words(50, 20, "1. Villkor", 12, bold=True)
        sheet.words(50, 50, "1.1 Part är nämnden i", 9)
        sheet.words(70, 60, "kommunen.", 9)
        sheet.words(50, 80, "1.2", 9)
        sheet.words(70, 80, "Avtalet gäller tills vidare.", 9)
        sheet.words(50, 100, "2. Uppsägning", 12, bold=True)
        sheet.words(50, 130, "2.1 Part kan säga upp avtalet.", 9)
        sheet.words(50, 160, "Innan du skickar in", 12, bold=True)
        sheet.words(50, 180, "1. Är allt ifyllt?", 9)
        sheet.words(50, 200, "2. Är det undertecknat?", 9)
        sheet.words(50, 230, "2014 fanns ett annat avtal.", 9)
        sheet.box(50, 250, 200, 30)

    assert draft(blank(draw), "x").form.clauses == (
        "Part är nämnden i kommunen.",
        "Avtalet gäller tills vidare.",
        "Part kan säga upp avtalet.",
    )


def test_numbers_that_follow_each_other() -> None:
    follow = [((1,), (2,)), ((1,), (1, 1)), ((1, 9), (1, 10)), ((2, 3), (3, 1)), ((2, 3), (3,))]
    assert all(follows_on(one, other) for one, other in follow)
    apart = [((1,), (3,)), ((1, 1), (1, 1)), ((2,), (1,)), ((2, 3), (3, 2)), ((1,), (2, 2))]
    assert not any(follows_on(one, other) for one, other in apart)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("FK 8501-E 2014-05 Exempelblankett", "FK 8501-E 2014-05"),
        ("FK 7804 (006 F 001) Fastställd av Försäkringskassan", "FK 7804 (006 F 001)"),
        ("HSLF-FS 2018:54 Bilaga 5 (2018-12)", "HSLF-FS 2018:54 Bilaga 5 (2018-12)"),
        ("SKR 12345", "SKR 12345"),
    ],
)
def test_form_numbers_are_known_by_their_shape(text: str, number: str) -> None:
    found = FORM_NUMBER.search(text)
    assert found
    assert found[0] == number


# what no draft can be made of


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (scanned, "scan"),
        (please_wait, "dynamic_xfa"),
        (locked, "locked"),
        (lambda: b"", "empty_file"),
        (lambda: b"PK\x03\x04 a letter", "not_pdf"),
        (lambda: blank(lambda sheet: sheet.words(50, 50, "Hej"))[:400], "damaged"),
        (lambda: blank(lambda sheet: sheet.words(50, 50, "Bara text")), "scan"),
    ],
)
def test_a_file_without_boxes_says_why(make: Callable[[], bytes], why: str) -> None:
    with pytest.raises(NoDraftError) as refused:
        draft(make(), "x")
    assert refused.value.why == why


def test_a_blank_that_only_its_owner_may_change_is_read() -> None:
    """As one of the agencies': encrypted, with an empty password for readers."""

    def draw(sheet: Sheet) -> None:
        sheet.words(50, 52, "Namn:")
        sheet.field("a", 90, 50, 100)

    data = blank(draw)
    shut = changed(data, lambda w: w.encrypt("", "ägarens", algorithm="AES-256"))
    assert list(fields(shut)) == ["Namn"]
