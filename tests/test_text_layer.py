"""A blank's own words, and whether its boxes bear the labels that form.yaml gives them."""

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
