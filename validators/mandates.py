"""The decisions to give SKL/SKR the task of managing the service, as the list knows them."""

from domain.agreement import Agreement
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
