"""What an agreement is judged against: everything judge() may know, as one argument."""

from datetime import date

from domain.attachment import Prose
from domain.form import FormVersion
from domain.reference import Reference
from domain.ruling import Signatory
from domain.value import Value

# No decision to give the management of SSBTEK to SKL is older than the plans for it. Nothing at
# hand names the first: the service came with the 2010s, so this is the latest day that is safe.
FIRST_MANDATE_DAY = date(2010, 1, 1)


class Facts(Value):
    """`registered` holds the keys (org_no, board in lower case) of the register of users.

    `received_on` is the day of receipt in Sweden; `max_signature_age_days` how old a signature may
    be on that day before a person is asked, `first_mandate_day` the first day on which a
    municipality can have decided to join. `attached` is what the delivery's pages of running text
    say, each with the number of its page. `signatories` are the answers that persons have given to
    who may sign for the municipality, oldest first.
    """

    reference: Reference
    forms: tuple[FormVersion, ...]
    received_on: date
    registered: frozenset[tuple[str, str]] = frozenset()
    max_signature_age_days: int = 365
    first_mandate_day: date = FIRST_MANDATE_DAY
    attached: tuple[tuple[int, Prose], ...] = ()
    signatories: tuple[Signatory, ...] = ()

    def form(self, form_id: str) -> FormVersion:
        """The form version with this id; KeyError when there is none."""
        for form in self.forms:
            if form.id == form_id:
                return form
        raise KeyError(form_id)
