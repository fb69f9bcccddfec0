"""Swedish and English: no text without the other, and the choice is kept."""

import re

import pytest
from playwright.sync_api import Browser

from domain.user import Language
from tests.webhouse import Served, signed_in
from webapp.language import LANGUAGES, translated, translations
from webapp.texts import catalogue, texts

_GAP = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def test_every_text_is_in_english_and_nothing_else_is() -> None:
    """scripts/translations says what is missing."""
    found, known = set(texts()), catalogue("en")
    assert sorted(found - set(known)) == []
    assert sorted(set(known) - found) == []
    assert [one for one, told in known.items() if not all(told)] == []


def test_what_counts_something_is_in_english_too() -> None:
    """One and several are a text of their own, which the catalogue has to have as such."""
    english = translations("en")
    counted = [text for text in texts() if len(text) > 1]
    assert counted
    for one, several in counted:
        for number in (1, 2):
            told = english.ngettext(one, several, number)
            assert told not in (one, several) or one == several, one


def test_what_is_filled_in_is_filled_in_in_both() -> None:
    for swedish, told in catalogue("en").items():
        for one, other in zip(swedish, told, strict=True):
            assert sorted(_GAP.findall(one)) == sorted(_GAP.findall(other)), one


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
