"""A known Party's new agreement: what it is proposed as, and which fields differ."""

import pytest

from domain.facts import OpenCase
from domain.judgement import Finding
from domain.register import Connection
from pipeline.entry import connection
from pipeline.policy import decide
from tests.builders import agreement, facts, form
from tests.intake import NOW
from validators import check
from validators.field_names import FIELD_NAMES
from validators.proposal import propose

NO_TECHNICAL = {f"technical_contact.{part}": "" for part in ("name", "phone", "email")}
ENTRY = connection(agreement(), facts(), "c-0000000000000001", NOW)
NEW_CONTACT = {
    "agreement_contact.name": "Anna Berg",
    "agreement_contact.email": "anna.berg@habokommun.se",
}


def kind_of(written: dict[str, str | None], entry: Connection = ENTRY) -> str:
    return propose(agreement(written), entry, facts().reference).kind


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"party.municipality_name": "Habo"},  # a name of the same municipality
        {"party.board_name": "Socialnämnd i Habo"},
        {"agreement_contact.name": "ÅSA  SJÖBERG"},
        {"agreement_contact.phone": "+46 (0)8-465 004 00"},  # the same number
        {"mandate.decision_date": "", "mandate.registry_no": ""},  # the list fills them in
        {"signature.place": "Jönköping", "signature.title": "Chef"},  # the register has neither
    ],
)
def test_all_the_same_is_a_duplicate(written: dict[str, str | None]) -> None:
    assert propose(agreement(written), ENTRY, facts().reference).differing == ()
    assert kind_of(written) == "duplicate"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (NEW_CONTACT, "contacts"),
        ({**NEW_CONTACT, "signature.date": "2026-11-12"}, "contacts"),  # signed anew to tell it
        ({**NEW_CONTACT, "signature.name_clarification": "Karin Berg"}, "contacts"),
        (NO_TECHNICAL, "contacts"),
        ({"technical_contact.phone": "070-174 06 06"}, "contacts"),
        ({"supplier.name": "Annat AB", "supplier.org_no": "556703-7485"}, "contacts"),
        ({"signature.date": "2026-11-12"}, "replacement"),  # the same once more, signed anew
        ({"signature.name_clarification": "Karin Berg"}, "replacement"),
        ({"party.postal_address": "Storgatan 13"}, "replacement"),
        ({**NEW_CONTACT, "party.department": "Ekonomi"}, "replacement"),
        ({"certificate.serial_no": "12 AB 34"}, "replacement"),  # access is opened for another
        ({"party.postal_address": None}, "replacement"),  # not read: not known to be the same
        ({"agreement_contact.email": None}, "contacts"),
    ],
)
def test_what_differs_says_what_it_is(written: dict[str, str | None], kind: str) -> None:
    proposal = propose(agreement(written), ENTRY, facts().reference)
    assert proposal.kind == kind
    assert set(proposal.differing) == set(written)


def test_a_box_that_the_form_lacks_says_nothing() -> None:
    whole = agreement()
    without = tuple(one for one in whole.fields if not one.key.startswith("supplier."))
    shorter = whole.model_copy(update={"fields": without})
    assert propose(shorter, ENTRY, facts().reference).kind == "duplicate"


def found(
    written: dict[str, str | None], *entries: Connection, open_cases: tuple[OpenCase, ...] = ()
) -> list[Finding]:
    known = facts(
        form(),
        entries=entries,
        registered=frozenset(one.key for one in entries),
        open_cases=open_cases,
    )
    return list(check(agreement(written), known))


@pytest.mark.parametrize(
    ("written", "code", "named"),
    [
        ({}, "verified.party_duplicate", ()),
        (NEW_CONTACT, "verified.party_contacts", tuple(NEW_CONTACT)),
        ({"party.department": "IFO"}, "verified.party_replaced", ("party.department",)),
    ],
)
def test_the_finding_names_what_differs_and_no_value(
    written: dict[str, str | None], code: str, named: tuple[str, ...]
) -> None:
    (one,) = found(written, ENTRY)
    assert one.code == code
    assert decide([one]).queue == "duplicate"
    assert all(FIELD_NAMES[key] in one.message for key in named)
    assert not any(value in one.message for value in written.values() if value)


def test_a_board_written_otherwise_is_held_against_the_only_entry_that_it_can_be() -> None:
    (one,) = found({"party.board_name": "Socialnämnd"}, ENTRY)
    assert one.code == "verified.party_duplicate"
    twin = ENTRY.model_copy(update={"board": "Socialnämnden i Habo", "city": "Håbo"})
    (exact,) = found({}, twin, ENTRY)
    assert exact.code == "verified.party_duplicate"
    (either,) = found({"party.board_name": "Socialnämnd"}, twin, ENTRY)
    assert either.code == "verified.party_known"


def test_another_board_of_the_municipality_is_new() -> None:
    assert found({"party.board_name": "Arbetsmarknadsnämnden"}, ENTRY) == []


def test_another_open_case_of_the_party_is_named_and_goes_to_a_person() -> None:
    mine = OpenCase(case="c-1", org_no="212000-1611", board_key="socialnämnd")
    other = OpenCase(case="c-2", org_no="212000-1611", board_key="arbetsmarknadsnämnden")
    (one,) = found({}, open_cases=(mine, other))
    assert one.code == "verified.case_open"
    assert "c-1" in one.message
    assert "c-2" not in one.message
    assert decide([one]).queue == "duplicate"
