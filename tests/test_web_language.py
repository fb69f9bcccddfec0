"""Swedish and English: no text without the other, and the choice is kept."""

import re

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser

from domain.user import Language
from tests.webhouse import Served, signed_in
from webapp.language import LANGUAGES, translated
from webapp.texts import catalogue_file, texts

_GAP = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def english() -> dict[str, str]:
    with catalogue_file("en").open("rb") as source:
        catalogue = read_po(source, locale="en")
    assert not [one.id for one in catalogue if one.fuzzy and one.id]
    return {str(one.id): str(one.string) for one in catalogue if one.id}


def test_every_text_is_in_english_and_nothing_else_is() -> None:
    """scripts/translations says what is missing."""
    found, known = set(texts()), english()
    assert sorted(found - set(known)) == []
    assert sorted(set(known) - found) == []
    assert [one for one, text in known.items() if not text] == []


def test_what_is_filled_in_is_filled_in_in_both() -> None:
    for swedish, text in english().items():
        assert sorted(_GAP.findall(swedish)) == sorted(_GAP.findall(text)), swedish


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_read(language: Language) -> None:
    told = translated("Logga ut", language)
    assert told == {"sv": "Logga ut", "en": "Sign out"}[language]


def test_the_choice_is_kept_for_who_has_signed_in(served: Served, chromium: Browser) -> None:
    with signed_in(chromium, served, "elsa") as page:
        page.goto("/me")
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_role("button", name="Sign out").count() == 1
        body = page.inner_text("body")
        assert not re.search("[åäö]", body.replace("Svenska", "").replace("Försäkringskassan", ""))
    assert 'lang="en"' in served.client("elsa").get("/me").text  # and in another browser


def test_who_has_not_signed_in_chooses_too(served: Served) -> None:
    client = served.client()
    assert 'lang="sv"' in client.get("/sign-in").text
    client.post("/language", data={"chosen": "en", "goes_to": "/sign-in"})
    assert 'lang="en"' in client.get("/sign-in").text
