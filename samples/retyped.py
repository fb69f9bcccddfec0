"""Agreements that senders have typed anew: the right content on no blank, in layouts of their own.

`type_out` lays the answers out as pages of text and lines; `picture` draws such a page for a
scanner, `digital` writes the pages as a PDF with text. The wording of the labels is free, as
senders write it, and now and then misspelt.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal, NamedTuple

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.form import PointBox
from samples.parties import Answers
from samples.reference import FONTS
from samples.strokes import sign

Style = Literal["lines", "table", "boxes", "dots", "grid"]
STYLES: tuple[Style, ...] = ("lines", "table", "boxes", "dots", "grid")
FACES = ("Arimo-Regular", "Tinos-Regular", "Carlito-Regular")
WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 64, 532
BOTTOM = 770

# How senders word each label.
LABELS: dict[str, tuple[str, ...]] = {
    "party.municipality_name": ("Kommun", "Part", "Användande organisation", "Kommunens namn"),
    "party.org_no": ("Organisationsnummer", "Org.nr", "Org. nummer"),
    "party.board_name": ("Nämnd", "Ansvarig nämnd", "Nämnd/förvaltning"),
    "party.department": ("Förvaltning", "Verksamhetsområde", "Enhet"),
    "party.postal_address": ("Postadress", "Utdelningsadress", "Adress"),
    "party.postal_code": ("Postnummer", "Postnr"),
    "party.city": ("Ort", "Postort"),
    "contact.name": ("Namn", "För- och efternamn"),
    "contact.title": ("Titel", "Befattning"),
    "contact.phone": ("Telefon", "Telefon, även riktnummer", "Telefonnummer", "Tfn"),
    "contact.email": ("E-postadress", "E-post", "Mejladress"),
    "supplier.name": ("Systemleverantör", "Systemleverantör eller ombud"),
    "supplier.org_no": ("Leverantörens org.nr", "Leverantörens organisationsnummer"),
    "certificate.serial_no": ("Funktionscertifikatets serienummer", "Certifikatets serienummer"),
    "mandate.decision_date": ("Beslutsdatum", "Datum för beslutet"),
    "mandate.registry_no": ("Diarienummer", "Diarienummer eller paragraf", "Dnr"),
    "signature.place": ("Ort",),
    "signature.date": ("Datum",),
    "signature.signature": ("Underskrift", "Underskrift av behörig företrädare"),
    "signature.name_clarification": ("Namnförtydligande",),
    "signature.title": ("Befattning", "Titel"),
}
# Parts in their order, with their headings and the page that each is on.
PARTS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("party", 1, ("Part", "Uppgifter om kommunen", "Användande organisation")),
    ("agreement_contact", 1, ("Kontaktperson för avtalet och administrativa frågor",
                              "Kontaktperson, avtal och administration")),
    ("technical_contact", 1, ("Kontaktperson för tekniska frågor", "Teknisk kontaktperson")),
    ("supplier", 2, ("Systemleverantör och certifikat",)),
    ("mandate", 2, ("Beslut om uppdrag till SKR", "Kommunens beslut om uppdrag till SKL/SKR")),
    ("signature", 2, ("Underskrift",)),
)  # fmt: skip
TITLES = ("Anslutningsavtal till tjänsten SSBTEK", "Avtal om anslutning till SSBTEK")
INTRODUCTION = (
    "Kommunen ansluter sig till Sammansatt bastjänst ekonomiskt bistånd (SSBTEK) på de",
    "villkor som Försäkringskassan har fastställt. Uppgifterna nedan gäller tills vidare.",
)
CLAUSES = (
    "Parten får bara använda tjänsten i ärenden om ekonomiskt bistånd. Parten ansvarar för att",
    "bara behörig personal har tillgång till uppgifterna. Avtalet gäller tills vidare och kan",
    "sägas upp av endera parten med tre månaders uppsägningstid.",
)
TERMS = "Part har tagit del av Allmänna villkor"
MISSPELT = 0.04  # share of the labels with a letter left out


class Text(NamedTuple):
    """A text with the left end of its baseline, in points from the top left of the page."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False


class Rule(NamedTuple):
    """A thin line."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Sheet:
    """A page that is being typed. `y` is where the next line goes."""

    face: str
    y: float = 70.0
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    signature: PointBox | None = None

    def put(self, x: float, text: str, size: float, bold: bool = False) -> None:
        self.texts.append(Text(x, self.y, text, size, bold))

    def frame(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.rules += [Rule(x0, top, x1, top), Rule(x0, bottom, x1, bottom),
                       Rule(x0, top, x0, bottom), Rule(x1, top, x1, bottom)]  # fmt: skip


Line = tuple[str, str, str]  # key, label, what is written


def type_out(answers: Answers, style: Style, rng: random.Random) -> list[Sheet]:
    """The agreement as two pages in the sender's own layout."""
    sheets = [Sheet(rng.choice(FACES))]
    sheets.append(Sheet(sheets[0].face))
    size = rng.choice((10.0, 10.5, 11.0, 12.0)) if style != "grid" else 9.5
    for number, sheet in enumerate(sheets, 1):
        sheet.put(LEFT, rng.choice(TITLES), 16 if number == 1 else 11, bold=True)
        sheet.y += 30
        for line in INTRODUCTION if number == 1 else CLAUSES:
            sheet.put(LEFT, line, 10.5)
            sheet.y += 14
        sheet.y += 8
        for part, page, headings in PARTS:
            if page == number:
                _part(sheet, style, size, (part, rng.choice(headings)), (answers, rng))
    return sheets


def _part(
    sheet: Sheet,
    style: Style,
    size: float,
    named: tuple[str, str],
    given: tuple[Answers, random.Random],
) -> None:
    """One part with its heading; before the signature the box for the terms."""
    part, heading = named
    answers, rng = given
    if part == "signature":
        _terms(sheet, answers["terms.accepted"].text != "", size)
    sheet.y += 6
    sheet.put(LEFT, heading, size + 1.5, bold=True)
    sheet.y += size * 1.9
    lines = list(_lines(part, answers, rng))
    _DRAW[style](sheet, lines, size)
    sheet.y += 6


def _lines(part: str, answers: Answers, rng: random.Random) -> Iterator[Line]:
    """The part's labels, worded by the sender, with their answers."""
    whose = "contact" if part.endswith("contact") else part
    keys = [key for key in LABELS if key.partition(".")[0] == whose]
    if part == "supplier":
        keys.append("certificate.serial_no")
    for key in keys:
        own = key.replace("contact.", f"{part}.") if part.endswith("contact") else key
        label = rng.choice(LABELS[key])
        if rng.random() < MISSPELT and len(label) > 6:
            gone = rng.randrange(2, len(label) - 1)
            label = label[:gone] + label[gone + 1 :]
        yield own, label, answers[own].text if own in answers else ""


def _terms(sheet: Sheet, marked: bool, size: float) -> None:
    sheet.y += 10
    sheet.frame(LEFT, sheet.y - size * 0.85, LEFT + size, sheet.y + size * 0.15)
    if marked:
        sheet.put(LEFT + size * 0.2, "X", size)
    sheet.put(LEFT + size * 1.8, TERMS, size)
    sheet.y += 18


def _as_lines(sheet: Sheet, lines: Sequence[Line], size: float) -> None:
    """Label: answer, one below the other."""
    for key, label, text in lines:
        sheet.put(LEFT, f"{label}: {text}", size)
        _room(sheet, key, LEFT + len(label) * size * 0.6, RIGHT, size * 1.7)


def _as_dots(sheet: Sheet, lines: Sequence[Line], size: float) -> None:
    """Labels in a column of their own, led to the answers by dots."""
    for key, label, text in lines:
        sheet.put(LEFT, label, size)
        dots = "." * int((150 - len(label) * size * 0.5) / (size * 0.28))
        sheet.put(LEFT + len(label) * size * 0.58 + 4, dots, size)
        sheet.put(LEFT + 190, text, size)
        _room(sheet, key, LEFT + 190, RIGHT, size * 1.7)


def _as_table(sheet: Sheet, lines: Sequence[Line], size: float) -> None:
    """A ruled table: label to the left, answer to the right."""
    for key, label, text in lines:
        top, high = sheet.y - size * 1.25, size * 1.9
        sheet.put(LEFT + 5, label, size)
        sheet.put(LEFT + 215, text, size)
        sheet.frame(LEFT, top, LEFT + 208, top + high)
        sheet.frame(LEFT + 208, top, RIGHT, top + high)
        _room(sheet, key, LEFT + 215, RIGHT, high)
    sheet.y += size


def _as_boxes(sheet: Sheet, lines: Sequence[Line], size: float) -> None:
    """Two boxes a row with a small label above the answer."""
    middle = (LEFT + RIGHT) / 2
    for index, (key, label, text) in enumerate(lines):
        x0, x1 = ((LEFT, middle), (middle, RIGHT))[index % 2]
        top, high = sheet.y - size, size * 3
        sheet.frame(x0, top, x1, top + high)
        sheet.texts.append(Text(x0 + 4, top + size * 0.85, label, size * 0.75))
        sheet.texts.append(Text(x0 + 6, top + size * 2.4, text, size))
        if key == "signature.signature":
            sheet.signature = PointBox(x0, top, x1, top + high)
        if index % 2 or index == len(lines) - 1:
            sheet.y += high
    sheet.y += size


def _as_grid(sheet: Sheet, lines: Sequence[Line], size: float) -> None:
    """A table with a row of labels above a row of answers, three columns wide."""
    wide = (RIGHT - LEFT) / 3
    for first in range(0, len(lines), 3):
        row = lines[first : first + 3]
        top = sheet.y - size
        for index, (key, label, text) in enumerate(row):
            x0 = LEFT + index * wide
            sheet.texts.append(Text(x0 + 4, top + size * 1.2, label, size * 0.9, bold=True))
            small = size * (0.95 if len(text) < 30 else 0.8)
            sheet.texts.append(Text(x0 + 4, top + size * 3.0, text, small))
            sheet.frame(x0, top, x0 + wide, top + size * 1.7)
            sheet.frame(x0, top + size * 1.7, x0 + wide, top + size * 3.6)
            if key == "signature.signature":
                sheet.signature = PointBox(x0, top + size * 1.7, x0 + wide, top + size * 6)
        sheet.y += size * 3.6
    sheet.y += size


_DRAW = {
    "lines": _as_lines,
    "table": _as_table,
    "boxes": _as_boxes,
    "dots": _as_dots,
    "grid": _as_grid,
}


def _room(sheet: Sheet, key: str, x0: float, x1: float, high: float) -> None:
    """Goes to the next line; a signature gets more room."""
    if key == "signature.signature":
        sheet.signature = PointBox(x0, sheet.y - 26, x1, sheet.y + 14)
        sheet.y += 14
    sheet.y += high


def picture(sheet: Sheet, dpi: int, rng: random.Random, signed: bool = True) -> Image.Image:
    """The page as printed and signed with a pen, in grey."""
    scale = dpi / 72
    page = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    pen = ImageDraw.Draw(page)
    for rule in sheet.rules:
        pen.line([edge * scale for edge in rule], fill=60, width=max(1, round(0.6 * scale)))
    for text in sheet.texts:
        face = "Arimo-Bold" if text.bold else sheet.face
        font = ImageFont.truetype(str(FONTS / f"{face}.ttf"), round(text.size * scale))
        pen.text((text.x * scale, text.y * scale), text.text, fill=25, font=font, anchor="ls")
    if sheet.signature and signed:
        sign(page, sheet.signature, rng.randint(20, 70), rng)
    return page


def digital(sheets: Sequence[Sheet]) -> bytes:
    """The pages as a word processor exports them: a PDF with text."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    for face in {"Arimo-Bold", *(sheet.face for sheet in sheets)}:
        pdfmetrics.registerFont(TTFont(face, str(FONTS / f"{face}.ttf")))
    for sheet in sheets:
        canvas.setLineWidth(0.6)
        for rule in sheet.rules:
            canvas.line(rule.x0, HEIGHT - rule.y0, rule.x1, HEIGHT - rule.y1)
        for text in sheet.texts:
            canvas.setFont("Arimo-Bold" if text.bold else sheet.face, text.size)
            canvas.drawString(text.x, HEIGHT - text.y, text.text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
