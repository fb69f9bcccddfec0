"""The version of 2014: one column, plain bold headings, SKL and the Social Services Act of 2001."""

from datetime import date

from scripts.form_layouts import Cell, Checkbox, Column, Layout, Line, Row, Text
from scripts.form_layouts.clauses import SECTIONS_2014

LEFT, WIDTH = 62, 486
TITLE = "Anslutningsavtal till Sammansatt bastjänst Ekonomiskt Bistånd (SSBTEK)"

ROWS = (
    Row(
        1,
        LEFT,
        244,
        38,
        (
            Cell("party.municipality_name", "Kommun", 316, True),
            Cell("party.org_no", "Organisationsnummer", 170, True),
        ),
    ),
    Row(
        1,
        LEFT,
        282,
        38,
        (
            Cell("party.board_name", "Nämnd", 243, True),
            Cell("party.department", "Förvaltning eller enhet", 243),
        ),
    ),
    Row(
        1,
        LEFT,
        320,
        38,
        (
            Cell("party.postal_address", "Utdelningsadress", 236, True),
            Cell("party.postal_code", "Postnummer", 84, True),
            Cell("party.city", "Ort", 166, True),
        ),
    ),
    Row(
        1,
        LEFT,
        406,
        38,
        (
            Cell("agreement_contact.name", "Namn", 270, True),
            Cell("agreement_contact.title", "Titel", 216),
        ),
    ),
    Row(
        1,
        LEFT,
        444,
        38,
        (
            Cell("agreement_contact.phone", "Telefon, även riktnummer", 190),
            Cell("agreement_contact.email", "E-postadress", 296, True),
        ),
    ),
    Row(
        1,
        LEFT,
        546,
        38,
        (
            Cell("technical_contact.name", "Namn", 270),
            Cell("technical_contact.title", "Titel", 216),
        ),
    ),
    Row(
        1,
        LEFT,
        584,
        38,
        (
            Cell("technical_contact.phone", "Telefon, även riktnummer", 190),
            Cell("technical_contact.email", "E-postadress", 296),
        ),
    ),
    Row(1, LEFT, 670, 38, (Cell("supplier.name", "Systemleverantör eller ombud", 486),)),
    Row(
        3,
        LEFT,
        128,
        38,
        (
            Cell("mandate.decision_date", "Datum för beslutet", 160),
            Cell("mandate.registry_no", "Diarienummer eller paragraf", 326),
        ),
    ),
    Row(
        3,
        LEFT,
        378,
        38,
        (
            Cell("signature.place", "Ort", 290, True),
            Cell("signature.date", "Datum", 196, True),
        ),
    ),
    Row(
        3,
        LEFT,
        416,
        78,
        (Cell("signature.signature", "Underskrift av behörig företrädare", 486, True),),
    ),
    Row(
        3,
        LEFT,
        494,
        38,
        (
            Cell("signature.name_clarification", "Namnförtydligande", 290, True),
            Cell("signature.title", "Befattning", 196, True),
        ),
    ),
    Row(
        3,
        LEFT,
        646,
        110,
        (
            Cell(None, "Försäkringskassans anteckningar", 326),
            Cell(None, "Ärendets nummer", 160),
        ),
    ),
)

CHECKBOXES = (
    Checkbox(
        "terms.accepted",
        "Part har tagit del av Allmänna villkor",
        3,
        68,
        250,
        12,
        "Part har tagit del av Allmänna villkor för Tjänsten och godtar dem.",
        True,
    ),
)

FOOTER = (
    "Försäkringskassan, Box 00000, 000 00 Exempelstad. Telefon 08-465 004 00. Adressen och numret "
    "är exempel."
)
TEXTS = (
    *(Text(page, LEFT, 791, WIDTH, 7.5, FOOTER) for page in (1, 2, 3)),
    Text(1, LEFT, 46, 240, 8.5, "Exempelblankett", bold=True),
    Text(1, LEFT, 60, 240, 8.5, "Blanketten är ritad för provning och gäller inte på riktigt."),
    Text(1, 352, 68, 190, 7, "Skicka blanketten till"),
    Text(1, 352, 80, 190, 9.5, "Försäkringskassan"),
    Text(1, 352, 92, 190, 9.5, "Box 00000"),
    Text(1, 352, 104, 190, 9.5, "000 00 Exempelstad"),
    Text(1, 352, 118, 190, 7, "(exempeladress)"),
    Text(1, LEFT, 140, WIDTH, 16, TITLE, bold=True),
    Text(
        1,
        LEFT,
        188,
        WIDTH,
        9,
        "Med detta avtal ansluter sig kommunens nämnd till Tjänsten. Fyll i alla uppgifter, gärna "
        "på dator, skriv ut, skriv under på sidan 3 och skicka in alla tre sidorna. Allmänna "
        "villkor finns på informationsportalen för Tjänsten.",
    ),
    Text(1, LEFT, 226, WIDTH, 11, "1. Part", bold=True),
    Text(
        1,
        LEFT,
        376,
        WIDTH,
        11,
        "2. Kontaktperson för avtalet och administrativa frågor",
        bold=True,
    ),
    Text(
        1,
        LEFT,
        391,
        WIDTH,
        8,
        "Till den här personen vänder vi oss med frågor om avtalet.",
    ),
    Text(1, LEFT, 500, WIDTH, 11, "3. Kontaktperson för tekniska frågor", bold=True),
    Text(
        1,
        LEFT,
        515,
        WIDTH,
        8,
        "När anslutningen är klar meddelar vi kontaktpersonen för tekniska frågor med e-brev. Om "
        "du inte anger någon här, meddelar vi i stället kontaktpersonen för avtalet.",
    ),
    Text(1, LEFT, 640, WIDTH, 11, "4. Systemleverantör", bold=True),
    Text(1, LEFT, 655, WIDTH, 8, "Fyll i om någon annan sköter den tekniska anslutningen åt Part."),
    Text(
        1,
        LEFT,
        726,
        WIDTH,
        9,
        "Skicka inte in mallen Påminnelse för handläggare. Den stannar hos Part.",
    ),
    Text(2, LEFT, 52, WIDTH, 13, "5. Villkor för anslutningen", bold=True),
    Text(3, LEFT, 60, WIDTH, 11, "6. Uppdrag till SKL", bold=True),
    Text(
        3,
        LEFT,
        80,
        WIDTH,
        9,
        "Innan Part ansluter sig ska kommunen ha beslutat att ge Sveriges Kommuner och Landsting "
        "(SKL) i uppdrag att förvalta Tjänsten. Ange när beslutet fattades och vilket "
        "diarienummer eller vilken paragraf det har. Skicka gärna med ett utdrag ur protokollet.",
    ),
    Text(3, LEFT, 200, WIDTH, 11, "7. Allmänna villkor", bold=True),
    Text(
        3,
        LEFT,
        220,
        WIDTH,
        9,
        "Allmänna villkor för Tjänsten är en del av avtalet. Läs dem innan du sätter kryss i "
        "rutan nedan.",
    ),
    Text(3, LEFT, 300, WIDTH, 11, "8. Underskrift", bold=True),
    Text(
        3,
        LEFT,
        320,
        WIDTH,
        9,
        "Avtalet skrivs under av den som har rätt att företräda Part. Jag intygar att uppgifterna "
        "är fullständiga och riktiga, och att Part följer villkoren i avtalet.",
    ),
    Text(3, LEFT, 362, WIDTH, 8, "Skriv under med bläck. En stämpel räcker inte."),
    Text(3, LEFT, 556, WIDTH, 9, "Vad händer sedan?", bold=True),
    Text(
        3,
        LEFT,
        571,
        WIDTH,
        9,
        "Försäkringskassan kontrollerar att uppgifterna är fullständiga, korrekta och "
        "verifierade, och lägger upp Part i registret över användare. Det tar normalt högst 10 "
        "arbetsdagar. Avtalet är ingånget när Part kan använda Tjänsten.",
    ),
)

LINES = (
    Line(1, 340, 62, 548, 62),
    Line(1, 340, 134, 548, 134),
    Line(1, 340, 62, 340, 134),
    Line(1, 548, 62, 548, 134),
    Line(2, LEFT, 72, 548, 72, 1.0),
    Line(3, LEFT, 184, 548, 184),
    Line(3, LEFT, 282, 548, 282),
    *(Line(page, LEFT, 786, 548, 786) for page in (1, 2, 3)),
)

SSBTEK_2014 = Layout(
    id="ssbtek-2014",
    title=TITLE,
    form_number="FK 8501-E 2014-05",
    valid_from=date(2014, 5, 1),
    accepted_until=date(2026, 9, 30),
    accepted_note="set so that the samples can show a superseded version; null: still accepted",
    pages=3,
    rows=ROWS,
    checkboxes=CHECKBOXES,
    texts=TEXTS,
    lines=LINES,
    columns=(Column(2, LEFT, 84, WIDTH, 10, SECTIONS_2014),),
)
