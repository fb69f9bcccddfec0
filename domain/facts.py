"""What an agreement is judged against: everything judge() may know, as one argument."""

from datetime import date
from typing import Literal

from domain.attachment import Prose
from domain.form import FormVersion
from domain.reference import Mandate, Reference
from domain.register import Connection
from domain.ruling import Signatory
from domain.value import Value

# No decision to give the management of SSBTEK to SKL is older than the plans for it. Nothing at
# hand names the first: the service came with the 2010s, so this is the latest day that is safe.
FIRST_MANDATE_DAY = date(2010, 1, 1)


class OpenCase(Value):
    """A case that is not at its end, and the Party that its agreement is of: the number and the
    board in lower case, as in the register's keys."""

    case: str
    org_no: str
    board_key: str


class EarlierCase(Value):
    """A case that came of the same files earlier. `end` is how it ended without an entry in the
    register, or that it was disposed of; None while neither is so."""

    case: str
    end: Literal["dismissed", "withdrawn", "disposed"] | None = None


class Known(Value):
    """What the store knows of some organisationsnummer when an agreement is judged.

    `registered` are the keys (org_no, board in lower case) of the register, `entries` the newest
    version of each as far as it is at hand: of one that was cleared the key is left. `open_cases`
    wait for a person or for a supplement. `signatories` are all answers, oldest first. `mandates`
    are those that were confirmed or imported, beside the list.
    """

    registered: frozenset[tuple[str, str]] = frozenset()
    entries: tuple[Connection, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    mandates: tuple[Mandate, ...] = ()


class Facts(Value):
    """`registered`, `entries` and `open_cases` are as in `Known`. `signatories` is None when nobody
    has looked for answers, as when a file is only checked: then nothing is said of who may sign.
    With `ask_signatory` a signatory that no answer is known of goes to a person.

    `received_on` is the day of receipt in Sweden; `max_signature_age_days` how old a signature may
    be on that day before a person is asked, `first_mandate_day` the first day on which a
    municipality can have decided to join. `attached` is what the delivery's pages of running text
    say, each with the number of its page. `sent_before` are the cases that came of the same files
    when they were sent earlier.
    """

    reference: Reference
    forms: tuple[FormVersion, ...]
    received_on: date
    registered: frozenset[tuple[str, str]] = frozenset()
    entries: tuple[Connection, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    signatories: tuple[Signatory, ...] | None = None
    ask_signatory: bool = False
    max_signature_age_days: int = 365
    first_mandate_day: date = FIRST_MANDATE_DAY
    attached: tuple[tuple[int, Prose], ...] = ()
    sent_before: tuple[EarlierCase, ...] = ()

    def knowing(self, known: Known, case: str | None = None) -> "Facts":
        """These facts with what the store knows. `case` is the one that is judged, if it is there
        already: it is no other case of the Party's, and an entry that it has put into the register
        itself says nothing against it."""
        own = {one.key for one in known.entries if case is not None and one.case == case}
        mandates = dict.fromkeys((*self.reference.mandates, *known.mandates))
        return self.model_copy(
            update={
                "registered": known.registered - own,
                "entries": tuple(one for one in known.entries if one.key not in own),
                "open_cases": tuple(one for one in known.open_cases if one.case != case),
                "signatories": known.signatories,
                "reference": self.reference.model_copy(update={"mandates": tuple(mandates)}),
            }
        )

    def form(self, form_id: str) -> FormVersion:
        """The form version with this id; KeyError when there is none."""
        for form in self.forms:
            if form.id == form_id:
                return form
        raise KeyError(form_id)
