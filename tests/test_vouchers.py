"""Which values something other than the reading vouches for; one letter off ends it."""

import pytest
from rapidfuzz.distance import Levenshtein

from domain.agreement import Agreement
from domain.judgement import Judgement
from domain.reading import Candidate, Support
from pipeline.judge import judge_agreement
from tests.builders import agreement, facts, with_field
from validators.usual import USUAL_BOARDS, USUAL_DEPARTMENTS, USUAL_TITLES
from validators.vouchers import VOUCHERS, is_vouched, vouched_keys

FACTS = facts()


@pytest.mark.parametrize("key", sorted(VOUCHERS))
def test_a_faultless_form_vouches_for_itself(key: str) -> None:
    whole = agreement({"technical_contact.title": "Systemförvaltare"})
    assert is_vouched(key, whole, FACTS)


@pytest.mark.parametrize(
    ("spoilt", "value", "unvouched"),
    [
        ("party.municipality_name", "habo kommun", "party.municipality_name"),  # a wrong capital
        ("party.municipality_name", "Håbo kommun", "party.org_no"),  # another municipality
        ("party.org_no", "212000-1629", "party.municipality_name"),
        ("party.board_name", "Socialnamnden", "party.board_name"),
        ("party.department", "Individ- och familjeomsorq", "party.department"),
        ("agreement_contact.title", "EnhetscheI", "agreement_contact.title"),
        ("signature.title", "Socialchet", "signature.title"),
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
    ("key", "value"),
    [
        ("party.municipality_name", "HABO KOMMUN"),
        ("party.city", "HABO"),
        ("signature.place", "HABO"),
    ],
)
def test_a_name_in_capitals_is_the_name(key: str, value: str) -> None:
    assert is_vouched(key, agreement({key: value}), FACTS)


@pytest.mark.parametrize("code", ["621 57", "621 58"])  # one digit apart, both Visby's
def test_a_town_of_many_codes_does_not_vouch_for_one_of_them(code: str) -> None:
    visby = agreement({"party.postal_code": code, "party.city": "Visby"})
    assert not is_vouched("party.postal_code", visby, FACTS)
    assert is_vouched("party.city", visby, FACTS)
    read_once = with_field(visby, "party.postal_code", support=None)
    unclear = [one.fields for one in judged(read_once).findings if one.code.endswith("unclear")]
    assert unclear == [("party.postal_code",)]


def test_malmo_in_capitals_is_not_registered_in_small_letters() -> None:
    """The second reader read "Habo" for "HABO", and the list knew it: that reading was chosen."""
    read = (
        Candidate(text="HABO", engine="tesseract 5"),
        Candidate(text="Habo", engine="paddle 6"),
    )
    whole = with_field(
        agreement({"party.city": "HABO"}), "party.city", support=None, candidates=read
    )
    found = judged(whole).agreement
    assert found
    assert found.value("party.city") == "HABO"


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


def judged(whole: Agreement) -> Judgement:
    return judge_agreement(whole, FACTS)


def test_a_vouched_value_needs_no_second_reader_and_another_does() -> None:
    alone = judged(with_field(agreement(), "party.org_no", support=None, confidence=0.1))
    assert alone.findings == ()
    alone = judged(with_field(agreement(), "agreement_contact.name", support=None, confidence=1.0))
    assert [finding.code for finding in alone.findings] == ["material.field_unclear"]


@pytest.mark.parametrize(
    ("key", "changes", "expected"),
    [
        ("party.org_no", {}, "two_readers"),
        ("party.org_no", {"support": None}, "check"),
        ("party.org_no", {"support": None, "value": None, "raw": "2I2OOO-I6II"}, "check"),
        ("agreement_contact.name", {"support": None}, None),
        ("agreement_contact.name", {"support": None, "source": "form_field"},
         "electronic_original"),
        ("agreement_contact.name", {"support": None, "source": "text_layer"},
         "electronic_original"),
    ],
)  # fmt: skip
def test_the_source_is_kept_with_the_value(
    key: str, changes: dict[str, object], expected: Support | None
) -> None:
    whole = judged(with_field(agreement(), key, **changes)).agreement
    reading = whole.field(key) if whole else None
    assert reading is not None
    assert reading.support == expected


def test_a_check_vouches_for_handwriting_but_a_person_still_looks() -> None:
    written = judged(with_field(agreement(), "party.org_no", mode="hand", support=None))
    assert [finding.code for finding in written.findings] == ["material.handwritten"]


def read_as(*texts: str) -> dict[str, object]:
    """What a field holds that readers read differently."""
    return {
        "raw": texts[0],
        "value": texts[0],
        "support": None,
        "candidates": tuple(Candidate(text=text, engine="tesseract 5") for text in texts),
    }


ADDRESS = "agreement_contact.email"
RIGHT, WRONG = "asa.sjoberg@habokommun.se", "asa.sjoborg@habokommun.se"


@pytest.mark.parametrize(
    ("changes", "value", "support"),
    [
        (read_as(WRONG, RIGHT), RIGHT, "check"),
        (read_as(RIGHT, WRONG), RIGHT, "check"),
        (read_as(WRONG, "asa.sjoberg@habokommun"), WRONG, None),  # nobody read the right one
        ({**read_as(WRONG, RIGHT), "support": "two_readers"}, WRONG, "two_readers"),
    ],
)
def test_of_readings_that_differ_the_vouched_one_is_taken_and_none_is_made_up(
    changes: dict[str, object], value: str, support: Support | None
) -> None:
    whole = judged(with_field(agreement(), ADDRESS, **changes)).agreement
    reading = whole.field(ADDRESS) if whole else None
    assert reading is not None
    assert (reading.value, reading.raw, reading.support) == (value, value, support)


def test_keys_are_vouched_for_before_the_agreement_is_put_together() -> None:
    """What the reader asks, to spare its second engine what a list vouches for."""
    values = {
        key: reading.value
        for key in ("party.municipality_name", "party.org_no", "supplier.name", "party.city")
        if (reading := agreement().field(key)) and reading.value
    }
    found = vouched_keys(FACTS.reference, values)
    assert found == {"party.municipality_name", "party.org_no"}  # the city has no postal code here
    assert vouched_keys(FACTS.reference, {**values, "party.org_no": "212000-0241"}) == frozenset()


@pytest.mark.parametrize("usual", [USUAL_BOARDS, USUAL_DEPARTMENTS, USUAL_TITLES])
def test_no_misread_sign_makes_one_usual_name_of_another(usual: frozenset[str]) -> None:
    near = [
        (one, other)
        for one in sorted(usual)
        for other in sorted(usual)
        if one < other and Levenshtein.distance(one, other) < 3
    ]
    assert near == []
