"""What a page says that is no page of a form: an extract of minutes, a letter, another attachment.

Read from running text, so none of it is ever a value of an agreement: it is shown to a person, with
the place where it stands.
"""

from datetime import date
from typing import Literal

from domain.page import Box, Role
from domain.value import Value

# Whether minutes give SKL/SKR the management of the service. "unclear" is also the answer for
# minutes about something else.
MandateAnswer = Literal["given", "denied", "unclear"]


class Quote(Value):
    """A few words of a page as read, and where they stand on the page turned upright."""

    text: str
    box: Box


class Minutes(Value):
    """An extract of minutes (protokollsutdrag). What was not found is None.

    `decided_on` is the date that the quote `day` spells, None when it spells none for certain.
    `decision` is the sentence that `mandate` was read from.
    """

    body: Quote | None = None
    municipality: Quote | None = None
    day: Quote | None = None
    decided_on: date | None = None
    paragraph: Quote | None = None
    registry_no: Quote | None = None
    mandate: MandateAnswer = "unclear"
    decision: Quote | None = None


class ContactSuggestion(Value):
    """Somebody whom a letter names with a way to reach them: a suggestion, never a value."""

    name: Quote
    email: Quote | None = None
    phone: Quote | None = None


class Prose(Value):
    """What a page of running text is, and what it says.

    `confidence` is between 0 and 1. `personal_numbers` are the places of personal identity numbers;
    `client_data` says that the page seems to be about somebody who seeks or gets assistance. Of a
    page with either nothing else is kept: a person takes care of it.
    """

    role: Role
    confidence: float
    minutes: Minutes | None = None
    contacts: tuple[ContactSuggestion, ...] = ()
    personal_numbers: tuple[Box, ...] = ()
    client_data: bool = False

    @property
    def is_quarantined(self) -> bool:
        """True when the page holds personal data that has no business with an agreement."""
        return self.client_data or bool(self.personal_numbers)
