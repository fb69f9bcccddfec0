"""Which values something other than the reading vouches for; one letter off ends it."""

import pytest

from tests.builders import agreement, facts, with_field
from validators import check
from validators.vouchers import VOUCHERS, is_vouched

FACTS = facts()


@pytest.mark.parametrize("key", sorted(VOUCHERS))
def test_a_faultless_form_vouches_for_itself(key: str) -> None:
    assert is_vouched(key, agreement(), FACTS)


@pytest.mark.parametrize(
    ("spoilt", "value", "unvouched"),
    [
        ("party.municipality_name", "habo kommun", "party.municipality_name"),  # a wrong capital
        ("party.municipality_name", "Håbo kommun", "party.org_no"),  # another municipality
        ("party.org_no", "212000-1629", "party.municipality_name"),
        ("party.board_name", "Socialnamnden", "party.board_name"),
        ("party.city", "Håbo", "party.city"),
        ("party.postal_code", "566 33", "party.city"),  # a code that the list lacks
        ("mandate.registry_no", "KS 2014/372", "mandate.decision_date"),
        ("signature.place", "Habu", "signature.place"),
        ("agreement_contact.email", "asa-sjoberg@habokommun.se", "agreement_contact.email"),
        ("agreement_contact.email", "asa.sjoberg@habo.se", "agreement_contact.email"),  # Håbo's
        ("agreement_contact.name", "Åsa Sjöborg", "agreement_contact.email"),
        ("technical_contact.email", "lars.lindqvist@habokommun.se", "technical_contact.email"),
    ],
)
def test_what_differs_by_a_letter_finds_no_voucher(spoilt: str, value: str, unvouched: str) -> None:
    assert not is_vouched(unvouched, agreement({spoilt: value}), FACTS)


@pytest.mark.parametrize(
    ("address", "vouched"),
    [
        ("lars-erik.lindqvist@exempelsystem.se", True),
        ("lars-erik.lindqvist@exempelsystem.so", False),
        ("lars-erik.lindqvist@exempelsysten.se", False),
        ("lars.lindqvist@exempelsystem.se", False),
    ],
)
def test_the_suppliers_name_vouches_for_its_domain(address: str, vouched: bool) -> None:
    """Only for the technical contact: the agreement contact is the municipality's own."""
    whole = agreement({"technical_contact.email": address, "agreement_contact.email": address})
    assert is_vouched("technical_contact.email", whole, FACTS) is vouched
    assert not is_vouched("agreement_contact.email", whole, FACTS)


def test_a_vouched_value_needs_no_sure_reading_and_another_does() -> None:
    unsure = with_field(agreement(), "party.org_no", confidence=0.1)
    assert [finding.code for finding in check(unsure, FACTS)] == []
    unsure = with_field(agreement(), "agreement_contact.name", confidence=0.1)
    assert [finding.code for finding in check(unsure, FACTS)] == ["material.field_unclear"]
