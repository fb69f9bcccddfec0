"""A blank's own words, and whether its boxes bear the labels that form.yaml gives them."""

from io import BytesIO

import pdfplumber
import pytest

from domain.errors import FormError
from extractors.text_layer import text_in, unlabelled, words_of
from samples.reference import FORMS, form_version


def test_every_box_of_the_blanks_bears_its_label() -> None:
    for folder in sorted(FORMS.iterdir()):
        words = words_of((folder / "blank.pdf").read_bytes())
        assert unlabelled(form_version(folder.name), words) == ()


def test_a_field_map_laid_on_the_wrong_blank_is_found_out() -> None:
    form = form_version("ssbtek-2014")
    other = words_of((FORMS / "ssbtek-2022" / "blank.pdf").read_bytes())
    assert "party.org_no" in unlabelled(form, other)


def test_a_box_moved_off_its_label_is_named() -> None:
    form = form_version("ssbtek-2022")
    words = words_of((FORMS / "ssbtek-2022" / "blank.pdf").read_bytes())
    moved = tuple(
        field.model_copy(update={"box": field.box._replace(top=field.box.top + 14)})
        if field.key == "party.city"
        else field
        for field in form.fields
    )
    assert unlabelled(form.model_copy(update={"fields": moved}), words) == ("party.city",)


def test_only_words_within_a_box_are_in_it() -> None:
    form = form_version("ssbtek-2014")
    field = form.field("party.org_no")
    assert field is not None
    words = words_of((FORMS / "ssbtek-2014" / "blank.pdf").read_bytes())
    assert text_in(field.box, words[0]) == "Organisationsnummer"


def test_a_file_without_structure_is_an_error_of_the_form() -> None:
    with pytest.raises(FormError):
        words_of(b"no PDF")


def test_the_words_of_a_blank_are_those_that_pdfplumber_finds_by_itself() -> None:
    """words_of hands it the letters, which is three times as quick as letting it look for them."""
    for folder in sorted(FORMS.iterdir()):
        data = (folder / "blank.pdf").read_bytes()
        with pdfplumber.open(BytesIO(data)) as pdf:
            own = [
                [(one["text"], one["x0"], one["top"], one["x1"], one["bottom"]) for one in words]
                for words in (page.extract_words() for page in pdf.pages)
            ]
        assert [[(word.text, *word.box) for word in page] for page in words_of(data)] == own
