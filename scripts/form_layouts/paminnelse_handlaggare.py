"""The template "Påminnelse för handläggare", which stays with the municipality: case officers sign
that they know what the service may be used for. It must not be sent in with the agreement."""

from datetime import date

from scripts.form_layouts import Cell, Layout, Row, Text

LEFT, WIDTH = 58, 490
OFFICERS = 12  # rows for names
COLUMNS = (("Handläggarens namn", 250), ("Datum", 90), ("Signatur", 150))
TITLE = "Påminnelse för handläggare"

ROWS = tuple(
    Row(
        1,
        LEFT,
        400 + 28 * number,
        28,
        tuple(Cell(None, label if number == 0 else "", width) for label, width in COLUMNS),
    )
    for number in range(OFFICERS)
)

TEXTS = (
    Text(1, LEFT, 46, 330, 18, TITLE, bold=True),
    Text(1, LEFT, 74, 380, 11, "Att använda Sammansatt bastjänst ekonomiskt bistånd (SSBTEK)"),
    Text(1, LEFT, 96, WIDTH, 9, "Mall. Behålls av nämnden och skickas inte in med avtalet."),
    Text(1, LEFT, 122, WIDTH, 11, "Det här ska du som handlägger tänka på", bold=True, band=True),
    Text(
        1,
        LEFT,
        150,
        WIDTH,
        10,
        "1. Tjänsten får användas bara när du utreder eller beslutar i ett ärende om ekonomiskt "
        "bistånd. Den får inte användas i andra ärenden, och inte av nyfikenhet.",
    ),
    Text(
        1,
        LEFT,
        182,
        WIDTH,
        10,
        "2. Fråga bara efter den som ärendet gäller, och bara efter de uppgifter som behövs för "
        "bedömningen.",
    ),
    Text(
        1,
        LEFT,
        214,
        WIDTH,
        10,
        "3. Berätta för den som söker att ni hämtar uppgifter från andra myndigheter och från "
        "arbetslöshetskassor.",
    ),
    Text(
        1,
        LEFT,
        246,
        WIDTH,
        10,
        "4. Alla sökningar loggas. Din arbetsledare följer upp loggen, och den som har sökt utan "
        "skäl kan göra sig skyldig till dataintrång.",
    ),
    Text(
        1,
        LEFT,
        278,
        WIDTH,
        10,
        "5. Uppgifterna omfattas av sekretess. Lämna dem inte vidare, och spara dem inte någon "
        "annanstans än i ärendet.",
    ),
    Text(
        1,
        LEFT,
        310,
        WIDTH,
        10,
        "6. När du slutar att handlägga ekonomiskt bistånd ska din behörighet tas bort samma dag.",
    ),
    Text(1, LEFT, 340, WIDTH, 11, "Jag har läst och förstått", bold=True, band=True),
    Text(
        1,
        LEFT,
        366,
        WIDTH,
        9,
        "Varje handläggare skriver under på en egen rad. Nämnden förvarar blanketten så länge "
        "behörigheten gäller, och gör en ny påminnelse varje år.",
    ),
)

PAMINNELSE_HANDLAGGARE = Layout(
    id="paminnelse-handlaggare",
    title=TITLE,
    form_number="FK 8503-E 2014-05",
    valid_from=date(2014, 5, 1),
    accepted_until=None,
    accepted_note="",
    pages=1,
    rows=ROWS,
    checkboxes=(),
    texts=TEXTS,
    lines=(),
    columns=(),
    role="case_officer_reminder",
)
