"""The night's close as a PDF of A4 pages to sign; one page unless the deviations are many.

The same report gives the same bytes: no time of making, no random id (reportlab's `invariant`).
"""

from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from adapters.close_page import READ, SIGN, TITLE, about
from adapters.settings import PROJECT
from domain.night import NightReport, Section

# Arimo has å ä ö and comes with the program, as data of the folder that draws pictures with it.
FONTS = PROJECT / "cli" / "fonts"
MARGIN = 18 * mm
GUTTER = 8 * mm
PADDING = 6  # points that reportlab leaves inside its frame on either side
WIDTH = A4[0] - 2 * MARGIN - 2 * PADDING
COLUMN = (WIDTH - GUTTER) / 2
BEFORE = 15 * mm  # of the columns of numbers
NOW = 18 * mm
SIGN_SHARES = (0.2, 0.04, 0.36, 0.04, 0.36)  # of the width: lines to sign on, and gaps between
RULE = colors.HexColor("#8a94a6")
INK = colors.HexColor("#1c2430")

_TEXT = ParagraphStyle("text", fontName="Arimo", fontSize=8.5, leading=11, textColor=INK)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=7.5, leading=9.5)
_NUMBER = ParagraphStyle("number", parent=_TEXT, alignment=2)
_HEAD = ParagraphStyle("head", parent=_NUMBER, fontName="Arimo-Bold", fontSize=7.5)
_ITEM = ParagraphStyle("item", parent=_TEXT, leftIndent=12, bulletIndent=0, spaceBefore=3)
_H1 = ParagraphStyle("h1", parent=_TEXT, fontName="Arimo-Bold", fontSize=16, leading=20)
_H2 = ParagraphStyle(
    "h2", parent=_TEXT, fontName="Arimo-Bold", fontSize=10.5, leading=13, spaceBefore=8
)


def close_pdf(report: NightReport) -> bytes:
    """The report as PDF."""
    for name in ("Regular", "Bold"):
        font = "Arimo" if name == "Regular" else "Arimo-Bold"
        pdfmetrics.registerFont(TTFont(font, str(FONTS / f"Arimo-{name}.ttf")))
    target = BytesIO()
    title = TITLE.format(day=report.day)
    made = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=15 * mm,
        bottomMargin=15 * mm,
        title=title,
        author="Anslut",
        lang="sv",
        invariant=1,
    )
    made.build([*_head(report, title), _body(report), *_foot(report)])
    return target.getvalue()


def _head(report: NightReport, title: str) -> list[Flowable]:
    told = [Paragraph(escape(one), _ITEM, bulletText="–") for one in report.deviations]
    return [
        _paragraph(title, _H1),
        _paragraph(about(report), _TEXT),
        _paragraph("Avvikelser", _H2),
        _paragraph(report.verdict, _TEXT),
        *told,
        Spacer(1, 4 * mm),
    ]


def _body(report: NightReport) -> Table:
    """The sections in two columns of about the same height."""
    total = sum(map(_height, report.sections))
    left: list[Section] = []
    for section in report.sections:
        if sum(map(_height, left)) + _height(section) / 2 > total / 2:
            break
        left.append(section)
    columns = (left, report.sections[len(left) :])
    cells = [[_stack(one, report) for one in columns]]
    body = Table(cells, colWidths=[COLUMN + GUTTER / 2] * 2)
    body.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("RIGHTPADDING", (0, 0), (0, 0), GUTTER / 2),
            ("LEFTPADDING", (1, 0), (1, 0), GUTTER / 2),
            ("RIGHTPADDING", (1, 0), (1, 0), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    return body


def _height(section: Section) -> int:
    """A section's height in rows, its headings counted."""
    return len(section.figures) + 4


def _stack(sections: "list[Section] | tuple[Section, ...]", report: NightReport) -> list[Flowable]:
    made: list[Flowable] = []
    for section in sections:
        made += [
            _paragraph(section.title, _H2),
            _paragraph(section.about, _SMALL),
            _figures(section, report),
        ]
    return made


def _figures(section: Section, report: NightReport) -> Table:
    """A row for each figure; a column more when there is a close to compare with."""
    compared = report.compared_with
    head = [_paragraph("", _SMALL), _paragraph("Antal", _HEAD)]
    widths = [COLUMN - NOW - (BEFORE if compared else 0), NOW]
    if compared:
        head.append(_paragraph(compared.strftime("%m-%d"), _HEAD))
        widths.append(BEFORE)
    rows = [
        [
            _paragraph(one.label, _TEXT),
            _paragraph(one.value, _NUMBER),
            *([_paragraph(one.before, _NUMBER)] * bool(compared)),
        ]
        for one in section.figures
    ]
    table = Table([head, *rows], colWidths=widths)
    table.setStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return table


def _foot(report: NightReport) -> list[Flowable]:
    """The end of the chain, and the lines to sign on, which never stand alone on a page."""
    cells: list[Paragraph | str] = [""] * (2 * len(SIGN) - 1)
    cells[::2] = [_paragraph(one, _SMALL) for one in SIGN]
    signs = Table([cells], colWidths=[WIDTH * share for share in SIGN_SHARES])
    lines = [("LINEABOVE", (at, 0), (at, 0), 0.6, INK) for at in range(0, len(cells), 2)]
    signs.setStyle([*lines, ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return [
        KeepTogether(
            [
                Spacer(1, 4 * mm),
                _paragraph(report.closing, _SMALL),
                Spacer(1, 3 * mm),
                _paragraph(READ, _TEXT),
                Spacer(1, 13 * mm),
                signs,
            ]
        )
    ]


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)
