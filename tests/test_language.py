"""Pages of running text: what they are and what they say. The committed models are used.

The texts are this file's own: neither the models nor the rules were made from them.
"""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from domain.errors import ToolMissing
from extractors.language.letters import contacts_in
from extractors.language.minutes import minutes_of
from extractors.language.models import MODELS, entities, load
from extractors.language.prose import describe
from tests.running_text import passage_of, read_as

ROOT = Path(__file__).parent.parent
MINUTES = """\
Habo kommun
Protokoll för kommunstyrelsen, sammanträde den 16 september 2014
Närvarande: tretton ledamöter
§ 83 Budgetuppföljning
Kommunstyrelsen noterar informationen.
§ 84 Gemensam tjänst för ekonomiskt bistånd, dnr KS 2014/312
Kommunstyrelsens beslut
Kommunstyrelsen beslutar att ge Sveriges Kommuner och Landsting i uppdrag att
förvalta tjänsten SSBTEK för kommunens räkning.
Justerat den 23 september 2014. Sekreterare Maria Nilsson
"""
LETTER = """\
Hej!
Vi skickar nu vårt påskrivna avtal om SSBTEK. Om något saknas kan ni kontakta
Åsa Sjöberg på telefon 08-465 004 00 eller asa.sjoberg@habokommun.se. För
frågor om certifikat svarar Lars-Erik Lindqvist, lars-erik.lindqvist@habokommun.se.
Med vänlig hälsning
Karin Berg
"""
PAGES = {
    "minutes_extract": MINUTES,
    "cover_letter": LETTER,
    "verification_page": """\
Elektroniska underskrifter
Dokumentet har undertecknats av följande person med BankID
Maria Nilsson 2026-11-09 09:14:51 Transaktion 5f0c9a
Kontrollsumma SHA-256 9b1de0a77c
""",
    "case_officer_reminder": """\
Påminnelse för handläggare
Jag har läst vad som gäller för användningen och vet att sökningar loggas.
Handläggare Datum
""",
    "attachment": """\
Delegationsordning för arbetsmarknadsnämnden
Ärende Delegat Ersättare
Underteckna avtal Ordföranden Vice ordföranden
Anmäls till nämnden vid nästa sammanträde
""",
    "agreement": """\
Anslutningsavtal SSBTEK
Kommun Habo Nämnd Socialnämnden Organisationsnummer 212000-1611
Kontaktperson för tekniska frågor Lars-Erik Lindqvist
Part har tagit del av de allmänna villkoren
Namnförtydligande Maria Nilsson Befattning Ordförande
""",
}


@pytest.mark.parametrize("role", PAGES)
def test_what_kind_of_page_it_is(role: str) -> None:
    found = describe(read_as(PAGES[role]))
    assert found.role == role
    assert found.confidence >= 0.45


@pytest.mark.parametrize(
    "text",
    [
        "Plocka svamp i höst. Kantareller trivs i mossa under granar efter regn i augusti månad.",
        "Your subscription has expired. Please renew it before the end of the month to keep it.",
        "Hyresgästen ansvarar för snöskottning av gården. Sopor sorteras i kärlen bakom huset.",
        "hej hej",
        "",
    ],
)
def test_a_page_like_none_of_them_is_unknown(text: str) -> None:
    assert describe(read_as(text)).role == "unknown"


def test_a_page_of_something_else_that_is_called_a_reminder_is_not_taken_out() -> None:
    """Only a reminder leaves its case without a person: its heading has to say that it is one."""
    text = PAGES["case_officer_reminder"].replace("Påminnelse för handläggare\n", "")
    assert describe(read_as(text)).role == "unknown"
    assert describe(read_as("Påminnelse för handläggare\n" + MINUTES)).role == "unknown"


def test_minutes_say_who_decided_what_and_when() -> None:
    found = minutes_of(passage_of(MINUTES))
    assert found.mandate == "given"
    quotes = (found.body, found.municipality, found.day, found.paragraph, found.registry_no)
    assert [quote and quote.text for quote in quotes] == [
        "Kommunstyrelsen",
        "Habo kommun",
        "16 september 2014",
        "§ 84",
        "KS 2014/312",
    ]
    assert found.decided_on == date(2014, 9, 16)
    assert found.decision
    assert found.decision.text.startswith("Kommunstyrelsen beslutar att ge")
    assert found.decision.text.endswith("för kommunens räkning.")


def test_what_minutes_say_has_its_place() -> None:
    text = passage_of(MINUTES)
    number = minutes_of(text).registry_no
    words = [word.box for word in text.words if word.text in ("KS", "2014/312")]
    assert number
    assert (number.box.x0, number.box.x1) == (words[0].x0, words[1].x1)


DECISIONS = {
    "Fullmäktige beslutar att uppdra åt SKR att förvalta SSBTEK.": "given",
    "Beslut\nSKL får i uppdrag att ansvara för förvaltningen av SSBTEK.": "given",
    "Socialnämnden föreslår att SKR ges i uppdrag att förvalta SSBTEK.": "unclear",
    "Beslut\nYrkande: att ge SKR i uppdrag att förvalta SSBTEK.": "unclear",
    "Styrelsen beslutar att inte ge SKR i uppdrag att förvalta SSBTEK.": "denied",
    "Styrelsen avslår förslaget att ge SKR i uppdrag att förvalta SSBTEK.": "denied",
    "Styrelsen återremitterar ärendet.\nBeslut att uppdra åt SKR att förvalta SSBTEK.": "unclear",
    "Styrelsen beslutar att ge SKR i uppdrag att förvalta webbplatsen.": "unclear",
    "Styrelsen beslutar att ge förvaltningen i uppdrag att förvalta SSBTEK.": "unclear",
    "Nämnden beslutar att ansluta sig till SSBTEK.": "unclear",
}


@pytest.mark.parametrize("text", DECISIONS)
def test_whether_minutes_give_the_mandate(text: str) -> None:
    assert minutes_of(passage_of(text)).mandate == DECISIONS[text]


def test_lost_rings_and_dots_and_broken_lines_do_not_matter() -> None:
    text = "Kommunstyrelsen beslutar att ge Sveriges\nKommuner och Regioner (SKR) i uppdrag att\n"
    assert minutes_of(passage_of(text + "forvalta sammansatt bastjanst.")).mandate == "given"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Justerat 2019-05-21. Sammanträde 2019-05-14", date(2019, 5, 14)),
        ("Sammanträdesdatum 14 maj 2019", date(2019, 5, 14)),
        ("Sammanträdesdatum 14 maj", None),  # a year is missing: no date for certain
    ],
)
def test_the_day_is_that_of_the_meeting(text: str, day: date | None) -> None:
    found = minutes_of(passage_of(text))
    assert found.day
    assert found.decided_on == day


def test_a_letter_names_people_with_what_reaches_each() -> None:
    found = contacts_in(passage_of(LETTER))
    told = [
        tuple(quote and quote.text for quote in (one.name, one.email, one.phone)) for one in found
    ]
    assert told == [
        ("Åsa Sjöberg", "asa.sjoberg@habokommun.se", "08-465 004 00"),
        ("Lars-Erik Lindqvist", "lars-erik.lindqvist@habokommun.se", None),
    ]


def test_a_name_is_told_from_the_word_before_it() -> None:
    (found,) = contacts_in(passage_of("Kontakta Åsa Sjöberg på telefon 08-465 004 00 vid frågor."))
    assert found.name.text == "Åsa Sjöberg"


def test_a_name_may_be_broken_at_the_end_of_a_line() -> None:
    text = "Den som ska kontaktas hos oss när det gäller tekniken är Åsa\nSjöberg, 08-465 004 00."
    (found,) = contacts_in(passage_of(text))
    assert found.name.text == "Åsa Sjöberg"


def test_of_a_page_with_a_personal_number_nothing_else_is_kept() -> None:
    found = describe(read_as(LETTER + "Hennes personnummer är 811228-9874\n"))
    assert found.role == "cover_letter"
    assert found.is_quarantined
    assert len(found.personal_numbers) == 1
    assert found.contacts == ()
    assert "9874" not in found.model_dump_json()


def test_the_model_knows_people_organisations_and_places() -> None:
    text = "Anna Lindberg arbetar på Sveriges Kommuner och Regioner i Borås och bor i Alingsås."
    assert [(text[start:end], label) for start, end, label in entities(text)] == [
        ("Anna Lindberg", "PER"),
        ("Sveriges Kommuner och Regioner", "ORG"),
        ("Borås", "LOC"),
        ("Alingsås", "LOC"),
    ]


def test_a_model_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ToolMissing, match="kan inte läsas in"):
        load("no such model")


def test_the_models_are_small() -> None:
    assert sum(file.stat().st_size for file in MODELS.rglob("*")) < 15_000_000


def test_spacy_is_loaded_with_the_first_page_of_text_and_not_before() -> None:
    script = (
        "import sys\nimport extractors.language.prose, pipeline.read, cli.check\n"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == "False"
