"""The decisions to give SKL/SKR the task of managing the service: those of the list, and those that
minutes sent in with an agreement seem to hold."""

from domain.agreement import Agreement
from domain.attachment import Minutes
from domain.facts import Facts
from domain.reference import Mandate, Reference
from validators import municipalities


def listed(agreement: Agreement, reference: Reference) -> tuple[Mandate, ...]:
    """Those of the municipality named, or of the number when no municipality is known by name.

    So a number that is missing or wrong does not make a known decision look missing as well.
    """
    named = municipalities.named(agreement, reference)
    number = named.org_no if named else agreement.value("party.org_no")
    return tuple(mandate for mandate in reference.mandates if mandate.org_no == number)


def agreeing(agreement: Agreement, reference: Reference) -> Mandate | None:
    """The listed decision that the form agrees with; what it leaves out agrees with anything."""
    decided = agreement.value("mandate.decision_date")
    registry_no = agreement.value("mandate.registry_no")
    for mandate in listed(agreement, reference):
        same_day = decided in (None, mandate.decision_date.isoformat())
        if same_day and (registry_no or mandate.registry_no).lower() == mandate.registry_no.lower():
            return mandate
    return None


def in_minutes(agreement: Agreement, facts: Facts) -> tuple[tuple[int, Minutes], ...]:
    """Minutes that seem to give the mandate, with their page. Not those of another municipality.

    Evidence for a person, never a value: the first time for a municipality somebody has to look.
    After that the decision stands in the list.
    """
    return tuple(
        (page, prose.minutes)
        for page, prose in facts.attached
        if prose.minutes
        and prose.minutes.mandate == "given"
        and not is_of_another(prose.minutes, agreement, facts.reference)
    )


def is_of_another(minutes: Minutes, agreement: Agreement, reference: Reference) -> bool:
    """Whether minutes name another municipality than the agreement does, both of them known."""
    if minutes.municipality is None:
        return False
    decided = municipalities.by_name(minutes.municipality.text, reference)
    named = municipalities.named(agreement, reference)
    return bool(decided and named and decided != named)
