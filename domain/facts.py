"""What an agreement is judged against: everything judge() may know, as one argument."""

from datetime import date

from domain.attachment import Prose
from domain.form import FormVersion
from domain.reference import Reference
from domain.value import Value


class Facts(Value):
    """`registered` holds the keys (org_no, board in lower case) of the register of users.

    `received_on` is the day of receipt in Sweden; `max_signature_age_days` how old a signature may
    be on that day before a person is asked. `attached` is what the delivery's pages of running text
    say, each with the number of its page.
    """

    reference: Reference
    forms: tuple[FormVersion, ...]
    received_on: date
    registered: frozenset[tuple[str, str]] = frozenset()
    max_signature_age_days: int = 365
    attached: tuple[tuple[int, Prose], ...] = ()

    def form(self, form_id: str) -> FormVersion:
        """The form version with this id; KeyError when there is none."""
        for form in self.forms:
            if form.id == form_id:
                return form
        raise KeyError(form_id)
