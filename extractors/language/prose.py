"""A page that lies on no blank, read whole: what it is and what it says."""

from domain.attachment import Prose
from extractors.language.letters import contacts_in
from extractors.language.minutes import minutes_of
from extractors.language.passage import passage
from extractors.language.private import is_about_a_client, masked, personal_numbers
from extractors.language.roles import role_of
from extractors.page_text import PageText

__all__ = ["describe", "masked"]

FEWEST = 5  # words; fewer say nothing about a page


def describe(text: PageText) -> Prose:
    """What a page of running text is and says. The language models are loaded at the first call in
    a process, which takes a second or two. Raises ToolMissing when they cannot be.

    Of a page with a personal identity number or about a client only that is told: its words are
    nobody's here.
    """
    page = passage(text.words)
    role, confidence = role_of(page.text) if len(text.words) >= FEWEST else ("unknown", 0.0)
    numbers, about_client = personal_numbers(page), is_about_a_client(page)
    if numbers or about_client:
        return Prose(
            role=role,
            confidence=confidence,
            personal_numbers=numbers,
            client_data=about_client,
        )
    return Prose(
        role=role,
        confidence=confidence,
        minutes=minutes_of(page) if role == "minutes_extract" else None,
        contacts=contacts_in(page) if role == "cover_letter" else (),
    )
