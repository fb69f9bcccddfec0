"""The version of 2022: grey bands, contacts side by side, conditions in two columns, SKR."""

from datetime import date

from scripts.form_layouts import Cell, Checkbox, Column, Layout, Line, Row, Text
from scripts.form_layouts.clauses import LEFT_SECTIONS_2022, RIGHT_SECTIONS_2022

LEFT, WIDTH = 58, 496
HALF, RIGHT = 242, 312
TITLE = "Anslutningsavtal till tjänsten SSBTEK, kommun"

ROWS = (
    Row(
        1,
        LEFT,
        206,
        40,
        (
            Cell("party.org_no", "Org.nr", 150, True),
            Cell("party.municipality_name", "Användande organisation (kommun)", 346, True),
        ),
    ),
    Row(1, LEFT, 246, 40, (Cell("party.board_name", "Ansvarig nämnd", 496, True),)),
    Row(1, LEFT, 286, 40, (Cell("party.department", "Verksamhetsområde", 496),)),
    Row(1, LEFT, 326, 40, (Cell("party.postal_address", "Postadress", 496, True),)),
    Row(
        1,
        LEFT,
        366,
        40,
        (
            Cell("party.postal_code", "Postnummer", 110, True),
            Cell("party.city", "Ort", 386, True),
        ),
    ),
    Row(1, LEFT, 492, 38, (Cell("agreement_contact.name", "För- och efternamn", HALF, True),)),
    Row(1, LEFT, 530, 38, (Cell("agreement_contact.title", "Titel", HALF),)),
    Row(1, LEFT, 568, 38, (Cell("agreement_contact.email", "E-postadress", HALF, True),)),
    Row(1, LEFT, 606, 38, (Cell("agreement_contact.phone", "Telefon (med riktnummer)", HALF),)),
    Row(1, RIGHT, 492, 38, (Cell("technical_contact.name", "För- och efternamn", HALF),)),
    Row(1, RIGHT, 530, 38, (Cell("technical_contact.title", "Titel", HALF),)),
    Row(1, RIGHT, 568, 38, (Cell("technical_contact.email", "E-postadress", HALF),)),
    Row(1, RIGHT, 606, 38, (Cell("technical_contact.phone", "Telefon (med riktnummer)", HALF),)),
    Row(
        3,
        LEFT,
        100,
        38,
        (
            Cell("supplier.name", "Systemleverantör (ombud)", 336),
            Cell("supplier.org_no", "Leverantörens org.nr", 160),
        ),
    ),
    Row(
        3,
        LEFT,
        138,
        38,
        (Cell("certificate.serial_no", "Funktionscertifikatets serienummer", 496),),
    ),
    Row(
        3,
        LEFT,
        262,
        38,
        (
            Cell("mandate.registry_no", "Beslutets diarienummer eller §", 316),
            Cell("mandate.decision_date", "Beslutsdatum", 180),
        ),
    ),
    Row(
        3,
        LEFT,
        486,
        38,
        (
            Cell("signature.date", "Datum", 150, True),
            Cell("signature.place", "Ort", 346, True),
        ),
    ),
    Row(
        3,
        LEFT,
        524,
        84,
        (Cell("signature.signature", "Behörig företrädares underskrift", 300, True),),
    ),
    Row(
        3,
        LEFT + 300,
        524,
        42,
        (Cell("signature.name_clarification", "Namnförtydligande", 196, True),),
    ),
    Row(3, LEFT + 300, 566, 42, (Cell("signature.title", "Befattning", 196, True),)),
)

CHECKBOXES = (
    Checkbox(
        "terms.accepted",
        "Allmänna villkor är lästa och godtagna",
        3,
        530,
        379,
        13,
        "Vi har läst Allmänna villkor för tjänsten SSBTEK och godtar dem (sätt kryss i rutan)",
        True,
    ),
)

CHECKLIST = (
    "1. Är alla uppgifter om nämnden och kontaktpersonen för avtalet ifyllda?",
    "2. Finns uppgift om kommunens beslut om uppdrag till SKR?",
    "3. Är krysset för de allmänna villkoren satt?",
    "4. Är avtalet underskrivet av rätt person, med namnförtydligande och datum?",
)
NEXT = ("Fortsätt på sidan 2", "Fortsätt på sidan 3", "Slut på avtalet")
TEXTS = (
    *(Text(page, 464, 806, 90, 8, text) for page, text in enumerate(NEXT, start=1)),
    *(
        Text(page, LEFT, 806, 300, 8, "SSBTEK kommun, version 2022-03, exempelblankett")
        for page in (1, 2, 3)
    ),
    Text(3, LEFT, 682, WIDTH, 9.5, "Kontrollera innan du skickar in", bold=True),
    *(Text(3, LEFT, 698 + 14 * index, WIDTH, 9, line) for index, line in enumerate(CHECKLIST)),
    Text(1, LEFT, 48, 330, 18, TITLE, bold=True),
    Text(1, LEFT, 100, 230, 8.5, "Exempelblankett, ritad för provning. Gäller inte på riktigt."),
    Text(1, LEFT, 126, 200, 7.5, "Skickas till:"),
    Text(1, LEFT, 137, 330, 9, "Försäkringskassan, FE 0000, 000 00 Exempelstad (exempeladress)"),
    Text(1, 402, 58, 150, 7, "Ankomststämpel"),
    Text(1, LEFT, 164, WIDTH, 11, "Kommunen och nämnden", bold=True, band=True),
    Text(
        1,
        LEFT,
        188,
        WIDTH,
        8.5,
        "Avtalet gäller för den nämnd som ansvarar för ekonomiskt bistånd i kommunen.",
    ),
    Text(1, LEFT, 424, WIDTH, 11, "Kontaktpersoner", bold=True, band=True),
    Text(1, LEFT, 450, HALF, 9.5, "Avtalet och administrativa frågor", bold=True),
    Text(1, LEFT, 465, HALF, 8, "Måste fyllas i. Hit skickar vi frågor om avtalet och om"),
    Text(1, LEFT, 475, HALF, 8, "kommunens uppgifter i registret över användare."),
    Text(1, RIGHT, 450, HALF, 9.5, "Tekniska frågor", bold=True),
    Text(1, RIGHT, 465, HALF, 8, "Hit skickar vi e-post när anslutningen är klar. Lämnas"),
    Text(1, RIGHT, 475, HALF, 8, "fälten tomma skickas den till kontaktpersonen för avtalet."),
    Text(
        1,
        LEFT,
        674,
        WIDTH,
        9,
        "Fyll i på dator eller texta tydligt. Alla tre sidorna ska skickas in. Mallen Påminnelse "
        "för handläggare ska inte skickas in. Uppgifterna om kontaktpersonerna behandlas för att "
        "administrera avtalet.",
    ),
    Text(2, LEFT, 54, WIDTH, 11, "Villkor som kommunen godtar", bold=True, band=True),
    Text(3, LEFT, 56, WIDTH, 11, "Teknisk anslutning", bold=True, band=True),
    Text(3, LEFT, 82, WIDTH, 8.5, "Fyll i det som är känt när avtalet skrivs under."),
    Text(
        3, LEFT, 196, WIDTH, 11, "Uppdrag till Sveriges Kommuner och Regioner", bold=True, band=True
    ),
    Text(
        3,
        LEFT,
        222,
        WIDTH,
        8.5,
        "Kommunen ska först ha beslutat att ge Sveriges Kommuner och Regioner (SKR) i uppdrag att "
        "förvalta tjänsten. Ange beslutet här. Ett protokollsutdrag kan bifogas.",
    ),
    Text(3, LEFT, 324, WIDTH, 11, "Allmänna villkor", bold=True, band=True),
    Text(
        3,
        LEFT,
        348,
        WIDTH,
        8.5,
        "De allmänna villkoren finns på informationsportalen och hör till avtalet.",
    ),
    Text(3, LEFT, 420, WIDTH, 11, "Underskrift", bold=True, band=True),
    Text(
        3,
        LEFT,
        444,
        WIDTH,
        8.5,
        "Jag har rätt att företräda nämnden och skriver under avtalet för dess räkning. "
        "Uppgifterna på sidorna 1 och 3 är fullständiga och riktiga. Underskriften ska vara "
        "skriven för hand med penna eller vara en godkänd elektronisk underskrift.",
    ),
    Text(
        3,
        LEFT,
        632,
        WIDTH,
        8.5,
        "Försäkringskassan handlägger avtalet inom 10 arbetsdagar när underlaget är komplett. Vi "
        "hör av oss med e-post när nämnden kan börja använda tjänsten. Då är avtalet ingånget.",
    ),
)

LINES = (
    Line(1, 396, 52, 554, 52),
    Line(1, 396, 152, 554, 152),
    Line(1, 396, 52, 396, 152),
    Line(1, 554, 52, 554, 152),
    Line(2, 306, 86, 306, 700),
    Line(3, LEFT, 370, 554, 370),
    Line(3, LEFT, 400, 554, 400),
    Line(3, LEFT, 370, LEFT, 400),
    Line(3, 554, 370, 554, 400),
)

SSBTEK_2022 = Layout(
    id="ssbtek-2022",
    title=TITLE,
    form_number="FK 8502-E 2022-03",
    valid_from=date(2022, 3, 1),
    accepted_until=None,
    accepted_note="",
    pages=3,
    rows=ROWS,
    checkboxes=CHECKBOXES,
    texts=TEXTS,
    lines=LINES,
    columns=(
        Column(2, LEFT, 88, 236, 10.8, LEFT_SECTIONS_2022),
        Column(2, 318, 88, 236, 10.8, RIGHT_SECTIONS_2022),
    ),
    page_number_right=554.0,
    label_size=7.2,
)
