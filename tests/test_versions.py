"""The next version of an entry: what changes, what stays, and what is refused."""

from datetime import timedelta

import pytest

from domain.errors import ActRefused
from domain.register import Connection
from pipeline.entry import amended, connection, next_version, opened
from tests.builders import agreement, facts
from tests.intake import NOW

LATER = NOW + timedelta(days=30)
NEW = ("c-0000000000000002", LATER)
ENTRY = connection(agreement({"certificate.serial_no": "12 AB"}), facts(), "c-1", NOW)
CONTACT = {
    "certificate.serial_no": "12 AB",
    "agreement_contact.name": "Anna Berg",
    "agreement_contact.email": "anna.berg@habokommun.se",
}


def test_other_contacts_are_a_version_and_access_stays_open() -> None:
    now = opened(ENTRY, NOW)
    made = next_version(now, agreement(CONTACT), facts(), NEW, "contacts")
    assert made.agreement_contact.email == "anna.berg@habokommun.se"
    assert (made.version, made.reason, made.case) == (3, "contacts", NEW[0])
    assert made.valid_from == LATER
    assert made.concluded_at == NOW
    assert made.technical_contact == now.technical_contact


def test_another_certificate_has_to_be_let_in_before_the_agreement_is_concluded() -> None:
    now = opened(ENTRY, NOW)
    made = next_version(
        now, agreement({"certificate.serial_no": "34 CD"}), facts(), NEW, "replacement"
    )
    assert made.concluded_at is None
    assert opened(made, LATER).concluded_at == LATER


def test_the_board_is_written_as_in_the_register_since_it_is_the_key() -> None:
    written = {**CONTACT, "party.board_name": "Socialnämnd i Habo"}
    made = next_version(ENTRY, agreement(written), facts(), NEW, "contacts")
    assert made.key == ENTRY.key


def test_what_the_form_does_not_ask_for_stays() -> None:
    whole = agreement({"party.city": "Bankeryd"})
    asked = [one for one in whole.fields if not one.key.startswith(("supplier", "technical", "c"))]
    shorter = whole.model_copy(update={"fields": tuple(asked)})
    made = next_version(ENTRY, shorter, facts(), NEW, "replacement")
    assert made.city == "Bankeryd"
    assert made.supplier_name == ENTRY.supplier_name
    assert made.technical_contact == ENTRY.technical_contact
    assert made.certificate_serial_no == "12 AB"


def test_a_technical_contact_that_is_left_out_is_gone() -> None:
    none = {f"technical_contact.{part}": "" for part in ("name", "title", "phone", "email")}
    written = {**none, "certificate.serial_no": "12 AB"}
    made = next_version(ENTRY, agreement(written), facts(), NEW, "contacts")
    assert made.technical_contact is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"certificate.serial_no": "12 AB"}, "dubblett"),
        ({**CONTACT, "party.city": "Bankeryd"}, "ort, namn på kontaktperson"),
        ({**CONTACT, "party.board_name": "Arbetsmarknadsnämnden"}, "annan part"),
        ({**CONTACT, "party.org_no": "212000-0241"}, "annan part"),
    ],
)
def test_what_is_no_change_of_contacts_is_refused(written: dict[str, str], told: str) -> None:
    with pytest.raises(ActRefused, match=told):
        next_version(ENTRY, agreement(written), facts(), NEW, "contacts")


def test_access_is_opened_once_and_may_be_told_later() -> None:
    made = opened(ENTRY, LATER, since=NOW)
    assert (made.version, made.reason) == (2, "access")
    assert (made.concluded_at, made.valid_from) == (NOW, LATER)
    with pytest.raises(ActRefused, match="redan öppnad"):
        opened(made, LATER)
    with pytest.raises(ActRefused, match="senare än nu"):
        opened(ENTRY, NOW, since=LATER)


def amend(**changes: str) -> Connection:
    typed = {key.replace("__", "."): text for key, text in changes.items()}
    return amended(ENTRY, typed, "Skrevs fel", LATER)


def test_a_correction_is_a_version_with_its_reason() -> None:
    made = amend(
        agreement_contact__email="Anna.Berg@habokommun.se",
        agreement_contact__phone="08-465 004 07",
        party__postal_code="56633",
        supplier__name="",
    )
    assert made.agreement_contact.email == "anna.berg@habokommun.se"
    assert made.agreement_contact.phone == "08-465 004 07"
    assert made.agreement_contact.phone_e164 == "+46846500407"
    assert (made.postal_code, made.supplier_name) == ("566 33", None)
    assert (made.version, made.reason, made.why) == (2, "correction", "Skrevs fel")
    assert made.agreement_contact.name == ENTRY.agreement_contact.name


def test_a_technical_contact_is_taken_away_or_put_in_whole() -> None:
    gone = amend(**{f"technical_contact__{one}": "" for one in ("name", "title", "phone", "email")})
    assert gone.technical_contact is None
    back = amended(
        gone,
        {"technical_contact.name": "Anna Berg", "technical_contact.email": "a.b@habokommun.se"},
        "Ny",
        LATER,
    )
    assert back.technical_contact is not None
    with pytest.raises(ActRefused, match="namn och e-postadress"):
        amended(gone, {"technical_contact.name": "Anna Berg"}, "Ny", LATER)


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("party.shoe_size", "43", "inget fält party.shoe_size"),
        ("party.org_no", "212000-0241", "vilken part"),
        ("party.board_name", "Omsorgsnämnden", "vilken part"),
        ("agreement_contact.email", "anna", "ingen e-postadress"),
        ("agreement_contact.name", " ", "får inte vara tom"),
        ("signature.date", "261109", "ÅÅÅÅ-MM-DD"),
        ("supplier.org_no", "559999-1239", "kontrollsiffra"),
        ("party.department", "Anna 811228-9874", "utan det"),
        ("party.city", "Habo", "redan de uppgifterna"),
    ],
)
def test_what_cannot_be_put_right_is_refused_without_the_value(
    key: str, text: str, told: str
) -> None:
    with pytest.raises(ActRefused, match=told) as refused:
        amended(ENTRY, {key: text}, "Skrevs fel", LATER)
    assert "811228" not in str(refused.value)


def test_a_correction_needs_a_reason() -> None:
    with pytest.raises(ActRefused, match="skäl"):
        amended(ENTRY, {"party.city": "Bankeryd"}, " ", LATER)
