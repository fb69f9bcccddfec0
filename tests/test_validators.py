"""Every check, by table: how the faultless agreement is spoilt, and what is then found."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from adapters.reference import load_reference
from domain.agreement import Agreement
from domain.reading import SignatureKind
from tests.builders import FAULTLESS, RECEIVED, agreement, facts, form, signature, with_field
from validators import check
from validators.authentic import reservation_in_field
from validators.usual import USUAL_BOARDS, USUAL_DEPARTMENTS, USUAL_TITLES
from validators.verified import place

Written = Mapping[str, str | None]
NO_MANDATE = {"mandate.decision_date": "", "mandate.registry_no": ""}
NO_TECHNICAL = {f"technical_contact.{part}": "" for part in ("name", "title", "phone", "email")}
GOTLAND = {
    "party.municipality_name": "Region Gotland",
    "party.org_no": "212000-0803",
    "party.postal_code": "621 57",
    "party.city": "Visby",
    "mandate.decision_date": "2014-09-16",
    "signature.place": "Visby",
    "agreement_contact.email": "asa.sjoberg@gotland.se",
    "technical_contact.email": "lars-erik.lindqvist@gotland.se",
}
MORA = {
    "party.municipality_name": "Mora kommun",
    "party.org_no": "212000-2213",
    "party.postal_code": "792 30",
    "party.city": "Mora",
    "signature.place": "Mora",
    "technical_contact.email": "lars-erik.lindqvist@mora.se",
}


def codes(spoilt: Agreement) -> list[str]:
    return [finding.code for finding in check(spoilt, facts())]


def test_nothing_is_found_in_a_faultless_agreement() -> None:
    assert check(agreement(), facts()) == ()


# What is written instead, and every code that it gives, in any order.
SPOILT: tuple[tuple[str, Written, set[str]], ...] = (
    # complete
    ("no municipality", {"party.municipality_name": ""}, {"complete.field_missing"}),
    ("no number", {"party.org_no": ""}, {"complete.field_missing"}),
    ("no board", {"party.board_name": ""}, {"complete.field_missing"}),
    ("no address", {"party.postal_address": ""}, {"complete.field_missing"}),
    ("no postal code", {"party.postal_code": ""}, {"complete.field_missing"}),
    ("no city", {"party.city": ""}, {"complete.field_missing"}),
    ("no agreement contact", {"agreement_contact.name": ""}, {"complete.field_missing"}),
    ("no e-mail", {"agreement_contact.email": ""}, {"complete.field_missing"}),
    ("no place", {"signature.place": ""}, {"complete.field_missing"}),
    ("no date", {"signature.date": ""}, {"complete.field_missing"}),
    ("no name clarification", {"signature.name_clarification": ""}, {"complete.field_missing"}),
    ("a department is not required", {"party.department": ""}, set()),
    ("unread is not missing", {"party.city": None}, {"material.field_unclear"}),
    ("terms not ticked", {"terms.accepted": ""}, {"complete.terms_not_accepted"}),
    ("the tick not read", {"terms.accepted": None}, {"material.field_unclear"}),
    ("the mandate is listed", NO_MANDATE, set()),
    ("listed, and the number missing", {**NO_MANDATE, "party.org_no": ""},
     {"complete.field_missing"}),
    ("given, and half of it", {"mandate.registry_no": ""}, set()),
    ("given and not listed", {**GOTLAND}, {"verified.mandate_not_listed"}),
    ("neither given nor listed", {**GOTLAND, **NO_MANDATE}, {"complete.mandate_missing"}),
    ("half given and not listed", {**GOTLAND, "mandate.registry_no": ""},
     {"complete.mandate_missing"}),
    (
        "not listed, and half of it unread",
        {**GOTLAND, "mandate.registry_no": None},
        {"material.field_unclear"},
    ),
    ("another day", {"mandate.decision_date": "2014-09-17"}, {"verified.mandate_differs"}),
    ("another number", {"mandate.registry_no": "KS 2014/313"}, {"verified.mandate_differs"}),
    ("no technical contact", NO_TECHNICAL, set()),
    (
        "technical contact with a telephone only",
        {**NO_TECHNICAL, "technical_contact.phone": "070-174 06 05"},
        {"complete.technical_contact_incomplete"},
    ),
    ("technical contact without e-mail", {"technical_contact.email": ""},
     {"complete.technical_contact_incomplete"}),
    ("technical contact's e-mail not read", {"technical_contact.email": None},
     {"material.field_unclear"}),
    # correct
    ("short number", {"party.org_no": "212000-161"}, {"correct.org_no_format"}),
    ("wrong checksum", {"party.org_no": "212000-1612"}, {"correct.org_no_checksum"}),
    ("supplier's checksum", {"supplier.org_no": "559999-1239"}, {"correct.org_no_checksum"}),
    ("e-mail without at sign", {"agreement_contact.email": "asa.habokommun.se"},
     {"correct.email_format"}),
    ("telephone too short", {"agreement_contact.phone": "08-46"}, {"correct.phone_format"}),
    ("postal code of four digits", {"party.postal_code": "5663"}, {"correct.postal_code_format"}),
    ("two-digit year", {"signature.date": "261109"}, {"correct.date_format"}),
    ("tomorrow", {"signature.date": "2026-11-17"}, {"correct.date_in_future"}),
    ("the day of receipt", {"signature.date": "2026-11-16"}, set()),
    ("365 days old", {"signature.date": "2025-11-16"}, set()),
    ("366 days old", {"signature.date": "2025-11-15"}, {"correct.date_too_old"}),
    ("decided tomorrow", {"mandate.decision_date": "2026-11-17"},
     {"correct.date_in_future", "verified.mandate_differs"}),
    ("decided before the service was thought of",
     {**GOTLAND, "mandate.decision_date": "1926-05-19"},
     {"verified.mandate_not_listed", "correct.mandate_too_old"}),
    ("decided on the first day", {**GOTLAND, "mandate.decision_date": "2010-01-01"},
     {"verified.mandate_not_listed"}),
    ("decided after the receipt", {**GOTLAND, "mandate.decision_date": "2026-11-17"},
     {"verified.mandate_not_listed", "correct.date_in_future"}),
    # verified, municipality and number
    ("name alone", {"party.municipality_name": "Habo"}, set()),
    ("in capitals", {"party.municipality_name": "HABO  KOMMUN"}, set()),
    ("misspelt", {"party.municipality_name": "Habbo kommun"}, {"verified.municipality_unknown"}),
    ("the other Habo", {"party.municipality_name": "Håbo kommun"},
     {"verified.org_no_mismatch", "verified.postal_code_elsewhere",
      "verified.email_domain_other", "verified.mandate_not_listed"}),
    ("a neighbour's number", {"party.org_no": "212000-0241"}, {"verified.org_no_mismatch"}),
    ("an association's number", {"party.org_no": "222000-1230"}, {"verified.org_no_unknown"}),
    ("Gotland by its alias", GOTLAND, {"verified.mandate_not_listed"}),
    # verified, board
    ("arbetsmarknad", {"party.board_name": "Arbetsmarknadsnämnden"}, set()),
    ("vuxen", {"party.board_name": "Vuxen- och utbildningsnämnden"}, set()),
    ("utskott", {"party.board_name": "Individutskottet"}, set()),
    ("bygg", {"party.board_name": "Samhällsbyggnadsnämnden"}, {"verified.board_unlikely"}),
    ("val", {"party.board_name": "Valnämnden"}, {"verified.board_unlikely"}),
    ("val is not in välfärd", {"party.board_name": "Välfärdsnämnden"}, set()),
    ("kultur beside arbetsmarknad",
     {"party.board_name": "Kultur- och arbetsmarknadsnämnden"}, set()),
    ("val in the middle", {"party.board_name": "Förvaltningsnämnden"}, {"verified.board_unknown"}),
    ("unknown", {"party.board_name": "Kommunstyrelsen"}, {"verified.board_unknown"}),
    ("lost dots", {"party.board_name": "Socialnamnden"}, {"verified.board_unknown"}),
    ("another municipality's board", {"party.board_name": "Socialnämnden i Gällivare"},
     {"verified.board_elsewhere"}),
    ("another's, in the genitive", {"party.board_name": "Falu kommuns socialnämnd"},
     {"verified.board_elsewhere"}),
    ("another's, in capitals", {"party.board_name": "SOCIALNÄMNDEN, REGION GOTLAND"},
     {"verified.board_elsewhere"}),
    ("the own municipality's board", {"party.board_name": "Socialnämnden i Habo kommun"}, set()),
    ("half a compound", {"party.board_name": "Mora- och socialnämnden"}, set()),
    # correct, address
    ("no address", {"party.postal_address": "x"}, {"correct.postal_address_format"}),
    ("a number for an address", {"party.postal_address": "12"}, {"correct.postal_address_format"}),
    ("a street without a number", {"party.postal_address": "Storgatan"},
     {"correct.postal_address_format"}),
    ("a box", {"party.postal_address": "Box 12"}, set()),
    # verified, address
    ("another city", {"party.city": "Hjo"}, {"verified.city_mismatch"}),
    ("city in capitals", {"party.city": "HABO"}, set()),
    ("a code of another municipality", {"party.postal_code": "621 57", "party.city": "Visby"},
     {"verified.postal_code_elsewhere"}),
    ("a code that the list lacks", {"party.postal_code": "566 99", "party.city": "Hobo"}, set()),
    # verified, place of signature
    ("signed in another municipality", {"signature.place": "Mora"}, {"verified.place_other"}),
    ("in capitals, by its official name", {"signature.place": "FALU KOMMUN"},
     {"verified.place_other"}),
    ("one ring off", {"signature.place": "Håbo"}, {"verified.place_other"}),
    ("signed at another's seat", {"signature.place": "Visby"}, {"verified.place_other"}),
    ("another's village", {"signature.place": "Hemse"}, set()),
    ("another's second town", {"signature.place": "Malmberget"}, set()),
    ("a village that no list has", {"signature.place": "Furusjö"}, set()),
    ("the own name in capitals", {"signature.place": "HABO KOMMUN"}, set()),
    ("signed where the mail goes", {"party.postal_code": "566 99", "party.city": "Mora",
     "signature.place": "MORA"}, set()),
    ("signed in the postal code's town", {"party.postal_code": "621 57", "party.city": "Habo",
     "signature.place": "Visby"}, {"verified.postal_code_elsewhere"}),
    ("signed in the postal code's municipality", {"party.postal_code": "621 57",
     "party.city": "Visby", "signature.place": "Gotland"}, {"verified.postal_code_elsewhere"}),
    ("signed in a town that is partly the own", {**MORA, "signature.place": "Falun",
     "agreement_contact.email": "asa.sjoberg@mora.se"}, {"verified.mandate_not_listed"}),
    ("signed somewhere, and no municipality known",
     {"party.municipality_name": "Storkommunen", "signature.place": "Mora"},
     {"verified.municipality_unknown"}),
    # verified, contacts
    ("a domain under the municipality's",
     {"agreement_contact.email": "asa.sjoberg@social.habokommun.se"}, set()),
    ("the other Habo's domain", {"agreement_contact.email": "asa.sjoberg@habo.se"},
     {"verified.email_domain_other"}),
    ("a domain that only ends alike", {"agreement_contact.email": "asa.sjoberg@xhabokommun.se"},
     {"verified.email_domain_other"}),
    ("free mail", {"agreement_contact.email": "asa.sjoberg@hotmail.com"}, {"verified.email_free"}),
    ("free mail, technical", {"technical_contact.email": "lars-erik.lindqvist@telia.com"},
     {"verified.email_free"}),
    ("the supplier's domain",
     {"technical_contact.email": "lars-erik.lindqvist@exempelsystem.example"},
     {"verified.email_domain_supplier"}),
    ("the supplier's domain for the agreement contact",
     {"agreement_contact.email": "asa.sjoberg@exempelsystem.example"},
     {"verified.email_domain_other"}),
    ("no supplier named",
     {"technical_contact.email": "lars-erik.lindqvist@exempelsystem.example", "supplier.name": ""},
     {"verified.email_domain_other"}),
    ("a letter off the domain", {"technical_contact.email": "lars-erik.lindqvist@habokomun.se"},
     {"verified.email_domain_other"}),
    ("uncertain domain, one of them",
     {**MORA, "agreement_contact.email": "asa.sjoberg@morakommun.se"},
     {"verified.mandate_not_listed"}),
    ("uncertain domain, another", {**MORA, "agreement_contact.email": "asa.sjoberg@moraweb.se"},
     {"verified.mandate_not_listed", "verified.email_domain_uncertain"}),
    ("uncertain domain, a neighbour's", {**MORA, "agreement_contact.email": "asa.sjoberg@falun.se"},
     {"verified.mandate_not_listed", "verified.email_domain_other"}),
    ("uncertain domain, a letter off", {**MORA, "agreement_contact.email": "asa.sjoberg@mara.se"},
     {"verified.mandate_not_listed", "verified.email_domain_other"}),
    ("addresses swapped",
     {"agreement_contact.email": "lars-erik.lindqvist@habokommun.se",
      "technical_contact.email": "asa.sjoberg@habokommun.se"},
     {"verified.contacts_mixed_up"}),
    ("the same person twice",
     {"technical_contact.name": "Åsa Sjöberg",
      "technical_contact.email": "asa.sjoberg@habokommun.se"}, set()),
    ("an office's address", {"agreement_contact.email": "socialtjansten@habokommun.se"}, set()),
    ("a letter off the name", {"agreement_contact.email": "asa.sjobarg@habokommun.se"},
     {"verified.email_near_name"}),
    ("a lost dot", {"agreement_contact.email": "asasjoberg@habokommun.se"},
     {"verified.email_near_name"}),
    ("a lost ring, which the address cannot tell",
     {"agreement_contact.name": "Asa Sjöberg"}, {"verified.name_unlikely"}),
    ("who signed", {"signature.name_clarification": "Mario Nilsson"}, {"verified.name_unlikely"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT]
)
def test_each_way_to_spoil_an_agreement(written: Written, expected: set[str]) -> None:
    assert set(codes(agreement(written))) == expected


# fmt: off
FREE_TEXT = (
    "party.board_name", "party.department", "party.postal_address", "party.city",
    "agreement_contact.name", "agreement_contact.title", "technical_contact.name",
    "technical_contact.title", "supplier.name", "signature.place",
    "signature.name_clarification", "signature.title",
)
# fmt: on


@pytest.mark.parametrize("key", FREE_TEXT)
def test_a_reservation_in_a_box_of_free_text(key: str) -> None:
    written = f"{FAULTLESS[key]} gäller ej p. 4".strip()
    found = [
        one
        for one in check(agreement({key: written}), facts())
        if one.code == "authentic.reservation_in_field"
    ]
    assert [(one.fields, one.group) for one in found] == [((key,), "authentic")]
    assert written in found[0].message


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        *((f"Exempelsystem AB, {word} 4", True) for word in (
            "ej", "EJ", "inte", "villkor", "Villkoren", "punkt", "punkten", "pkt", "Pkt.",
            "förbehåll", "FÖRBEHÅLL", "fo\u0308rbeha\u030all", "undantag", "utgår", "gäller",
        )),
        *((written, True) for written in (
            "Socialchef, utan bindande verkan", "Under förutsättning av beslut i KF",
            "Preliminärt", "UTKAST", "Med reservation för ändringar", "Upphör 2027-06-30",
            "Prövas till 2027-06-30", "Socialnämnden (nedlagd)", "Socialnämnd saknas",
            "Ingen socialnämnd", "Se ovan", "se bilaga 1", "enl. bilaga", "Samma som ovan",
            "Makulerad", "Ogiltigt", "Giltig till 2027", "Endast IT",
        )),
        *((written, False) for written in (
            "Ersättare", "Enhetschef, vik.", "Tf socialchef", "Ingenjör", "Sektionen för stöd",
            "Vuxenenheten", "Nämndsekreterare", "Giltighetsprövning", "Seniorsamordnare",
        )),
        ("Exempelsystem AB (ej)", True),
        ("Exempelsystem AB enligt delegation", False),
        ("Tejpunkt Interaktiv AB", False),
        ("Pejlar Undantagsvis Knutpunkten Villkorslöst", False),
    ],
)  # fmt: skip
def test_words_of_reservation_are_whole_words(written: str, is_one: bool) -> None:
    expected = ["authentic.reservation_in_field"] if is_one else []
    assert codes(agreement({"supplier.name": written})) == expected


def test_no_name_that_we_know_holds_a_reservation_and_no_home_is_elsewhere() -> None:
    """Nothing in the shipped lists is held against a Party."""
    shipped = load_reference()
    towns = {town for town, _ in shipped.postal_codes.values()}
    municipalities = {m.official_name for m in shipped.municipalities}
    people = shipped.first_names | shipped.last_names
    for name in sorted(
        towns | municipalities | people | USUAL_BOARDS | USUAL_DEPARTMENTS | USUAL_TITLES
    ):
        alone = agreement({"party.department": name})
        assert not list(reservation_in_field(alone, facts())), name
    town_of = {code: town for town, code in shipped.postal_codes.values()}
    for municipality in shipped.municipalities:
        for home in (
            municipality.name,
            municipality.official_name,
            municipality.trading_alias or municipality.name,
            town_of[municipality.code],
        ):
            at_home = agreement(
                {"party.municipality_name": municipality.name, "signature.place": home}
            )
            assert not list(place(at_home, facts(reference=shipped))), home


def test_a_finding_names_its_fields_and_says_what_is_wrong() -> None:
    (found,) = check(agreement({"party.org_no": "212000-0241"}), facts())
    assert found.fields == ("party.org_no", "party.municipality_name")
    assert found.message == (
        "Organisationsnumret 212000-0241 hör till Håbo kommun, men avtalet nämner Habo kommun. "
        "Kontrollera numret."
    )


def test_a_message_holds_no_personal_number() -> None:
    found = check(agreement({"party.org_no": "811228-9874"}), facts())
    assert [one.code for one in found] == ["material.personal_number", "correct.org_no_format"]
    assert "ÅÅMMDD-XXXX" in found[1].message
    assert all("9874" not in one.message + one.message_en for one in found)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ({"party.municipality_name": "Gällivarre kommun"}, "Menas Habo kommun?"),  # by the number
        ({"party.municipality_name": "Gällivarre", "party.org_no": ""}, "Menas Gällivare kommun?"),
        ({"party.municipality_name": "Faluns kommun", "party.org_no": ""}, "Menas Falu kommun?"),
        ({"party.municipality_name": "Storkommunen", "party.org_no": ""}, ""),
    ],
)
def test_a_near_miss_is_a_suggestion(written: Written, suggestion: str) -> None:
    found = check(agreement(written), facts())
    message = next(f.message for f in found if f.code == "verified.municipality_unknown")
    assert message.removesuffix(suggestion).rstrip().endswith("Kontrollera namnet.")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("wet_ink", None),
        ("none", "complete.signature_missing"),
        ("typed_name", "authentic.signature_typed"),
        ("stamp_only", "authentic.signature_stamp"),
        ("cannot_tell", "authentic.signature_unclear"),
        ("pasted_image", "authentic.signature_unclear"),
    ],
)
def test_signatures(kind: SignatureKind, code: str | None) -> None:
    assert codes(agreement(signature=signature(kind))) == ([code] if code else [])


def test_a_missing_page_is_said_once() -> None:
    """Nothing is called missing or unclear on a page that was not received."""
    whole = agreement(signature=signature("cannot_tell"))
    first = tuple(field for field in whole.fields if field.page == 1)
    assert codes(whole.model_copy(update={"fields": first, "missing_pages": (2, 3)})) == [
        "complete.page_missing"
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"support": None, "confidence": 1.0}, "material.field_unclear"),  # however sure one is
        ({"support": "two_readers", "confidence": 0.9}, None),  # the operating point
        ({"support": "two_readers", "confidence": 0.89}, "material.field_unclear"),
        ({"support": "check", "confidence": 0.89}, "material.field_unclear"),
        ({"support": "electronic_original", "confidence": 0.89}, "material.field_unclear"),
        ({"support": "electronic_original"}, None),
        ({"support": None, "source": "person"}, None),
        ({"support": None, "raw": "", "value": None}, "complete.field_missing"),
        ({"value": None}, "material.field_unclear"),
        ({"mode": "hand"}, "material.handwritten"),
        ({"mode": "hand", "source": "person"}, None),
    ],
)
def test_a_value_needs_a_source_that_vouches_for_it(
    changes: dict[str, object], code: str | None
) -> None:
    assert codes(with_field(agreement(), "party.postal_address", **changes)) == (
        [code] if code else []
    )


def test_a_mark_has_to_be_clear() -> None:
    """A checkbox is told from its ink, and nothing else can vouch for it."""
    for confidence, expected in ((0.79, ["material.field_unclear"]), (0.80, [])):
        assert codes(with_field(agreement(), "terms.accepted", confidence=confidence)) == expected


def test_a_box_without_a_reading_is_unclear() -> None:
    whole = agreement()
    fields = tuple(field for field in whole.fields if field.key != "party.department")
    (found,) = check(whole.model_copy(update={"fields": fields}), facts())
    assert (found.code, found.fields) == ("material.field_unclear", ("party.department",))


@pytest.mark.parametrize(
    ("valid_from", "accepted_until", "code"),
    [
        (RECEIVED, RECEIVED, None),
        (RECEIVED + timedelta(1), None, "verified.form_too_early"),
        (date(2014, 5, 1), RECEIVED - timedelta(1), "verified.form_superseded"),
    ],
)
def test_form_versions(valid_from: date, accepted_until: date | None, code: str | None) -> None:
    version = form(valid_from=valid_from, accepted_until=accepted_until)
    found = [finding.code for finding in check(agreement(), facts(version))]
    assert found == ([code] if code else [])


def test_the_first_day_of_a_mandate_is_a_setting() -> None:
    stricter = facts(first_mandate_day=date(2014, 9, 17))
    assert [one.code for one in check(agreement(), stricter)] == ["correct.mandate_too_old"]


def test_a_party_in_the_register() -> None:
    other = facts(registered=frozenset({("212000-1611", "omsorgsnämnden")}))
    known = facts(registered=frozenset({("212000-1611", "socialnämnden")}))
    assert check(agreement(), other) == ()
    (found,) = check(agreement({"party.board_name": "SOCIALNÄMNDEN"}), known)
    assert found.code == "verified.party_known"


@pytest.mark.parametrize(
    ("written", "is_known"),
    [
        ("Socialnämnd", True),
        ("Socialnämnden i Habo", True),
        ("Socialnämnden, Habo kommun", True),
        ("Habo kommuns socialnämnd", True),
        ("Social nämnden", True),
        ("Vuxen- och socialnämnden", False),
        ("Socialutskottet", False),
        ("Individnämnden", False),
    ],
)
def test_one_board_written_in_two_ways_is_one_party(written: str, is_known: bool) -> None:
    known = facts(registered=frozenset({("212000-1611", "socialnämnden")}))
    found = [one.code for one in check(agreement({"party.board_name": written}), known)]
    assert found == (["verified.party_known"] if is_known else [])
    again = facts(registered=frozenset({("212000-1611", written.casefold())}))
    found = [one.code for one in check(agreement(), again)]
    assert found == (["verified.party_known"] if is_known else [])


def test_what_the_register_needs_is_required_whatever_the_form_says() -> None:
    whole = form()
    lax = tuple(field.model_copy(update={"required": False}) for field in whole.fields)
    asked = facts(whole.model_copy(update={"fields": lax}))
    (found,) = check(agreement({"agreement_contact.email": ""}), asked)
    assert (found.code, found.fields) == ("complete.field_missing", ("agreement_contact.email",))

    fields = tuple(field for field in whole.fields if field.key != "party.city")
    not_asked = facts(whole.model_copy(update={"fields": fields}))
    (found,) = check(agreement(), not_asked)
    assert (found.code, found.fields) == ("complete.field_missing", ("party.city",))


@pytest.mark.parametrize("name", ["Värd- och omsorgsnämnden", "Socialnåmnden", "Välfardsnämnden"])
def test_a_board_with_another_ring_than_its_word_has_is_asked_about(name: str) -> None:
    """Both readers saw the same, and it was registered."""
    found = check(agreement({"party.board_name": name}), facts())
    assert "verified.board_unknown" in {one.code for one in found}


@pytest.mark.parametrize(
    "name", ["Vård- och omsorgsnämnden", "Välfärdsnämnden", "Äldre- och omsorgsnämnden"]
)
def test_a_board_that_is_spelled_right_is_not(name: str) -> None:
    found = check(agreement({"party.board_name": name}), facts())
    assert "verified.board_unknown" not in {one.code for one in found}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("signature.title", "Ordforande"),  # both readers saw it, and it was registered
        ("signature.title", "Nämndens ordförånde"),
        ("signature.place", "Gållivare"),  # as was "Änge" for Ånge
        ("signature.place", "Gälli vare"),
        ("party.city", "Gallivare"),
        ("party.city", "K1l"),
        ("agreement_contact.title", "Handlággare"),
        ("technical_contact.title", "Enhetschéf"),
        ("party.postal_address", "Agatan 42"),
        ("party.postal_address", "Jämvagen 3"),
        ("party.postal_address", "Ostra Långgatan 3"),
        ("party.department", "Enheten för ekonomiskt bistand"),
        ("supplier.name", "Exempelsystém AB"),
    ],
)
def test_a_known_word_with_other_marks_than_it_has_is_asked_about(key: str, value: str) -> None:
    (found,) = [
        one for one in check(agreement({key: value}), facts()) if one.code == "verified.misspelt"
    ]
    assert found.fields == (key,)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("signature.title", "Ordförande"),
        ("signature.title", "ORDFÖRANDE"),
        ("signature.title", "Förvaltningschef"),
        ("signature.title", "Tf. biträdande socialdirektör"),
        ("agreement_contact.title", "Controller"),  # no word that we know, in any spelling
        ("party.city", "HABO"),
        ("party.city", "Bäckfors by"),  # a village that no list has
        ("signature.place", "Håbo"),
        ("party.postal_address", "Karlavagnsgatan 12 B"),
        ("party.postal_address", "Ågatan 42A"),
        ("party.postal_address", "Södra Järnvägsgatan 1"),
        ("party.department", "Individ- och familjeomsorgen, enhet 2"),
        ("supplier.name", "Nordverk Data AB"),
    ],
)
def test_a_word_as_it_is_spelt_or_that_nobody_knows_is_not(key: str, value: str) -> None:
    assert "verified.misspelt" not in codes(agreement({key: value}))
