"""Draws the blanks: forms/<id>/blank.pdf and form.yaml from the layouts in form_layouts/.

    python -m scripts.draw_forms [FOLDER]

The same layout gives the same bytes. The drawn box and the box in form.yaml are the same numbers.
"""

import argparse
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib.colors import Color, black
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.form import FieldType
from scripts.form_layouts import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Cell,
    Checkbox,
    Column,
    Layout,
    Row,
    Text,
)
from scripts.form_layouts.paminnelse_handlaggare import PAMINNELSE_HANDLAGGARE
from scripts.form_layouts.ssbtek_2014 import SSBTEK_2014
from scripts.form_layouts.ssbtek_2022 import SSBTEK_2022

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "samples" / "fonts"
LAYOUTS = (PAMINNELSE_HANDLAGGARE, SSBTEK_2014, SSBTEK_2022)

TYPES: dict[str, FieldType] = {
    "org_no": "org_no",
    "postal_code": "postal_code",
    "phone": "phone",
    "email": "email",
    "date": "date",
    "decision_date": "date",
    "registry_no": "code",
    "serial_no": "code",
    "accepted": "checkbox",
    "signature": "signature",
}
BAND_GREY = 0.88
LABEL_HEIGHT = 11  # points that the label takes of its box


def field_type(key: str) -> FieldType:
    """The type of a field from the last part of its key."""
    return TYPES.get(key.rsplit(".", 1)[-1], "text")


def fields(layout: Layout) -> list[dict[str, Any]]:
    """The fields as form.yaml has them, in the order of the pages."""
    found = [
        {
            "key": cell.key,
            "label": cell.label,
            "type": field_type(cell.key),
            "page": row.page,
            "box": [left, row.top, left + cell.width, row.top + row.height],
            "required": cell.required,
        }
        for row in layout.rows
        for left, cell in placed(row)
        if cell.key is not None
    ]
    found += [
        {
            "key": box.key,
            "label": box.label,
            "type": field_type(box.key),
            "page": box.page,
            "box": [box.left, box.top, box.left + box.side, box.top + box.side],
            "required": box.required,
        }
        for box in layout.checkboxes
    ]
    return sorted(found, key=lambda field: int(str(field["page"])))


def placed(row: Row) -> Iterator[tuple[int, Cell]]:
    """Each cell of a row with its left edge."""
    left = row.left
    for cell in row.cells:
        yield left, cell
        left += cell.width


def form_yaml(layout: Layout) -> str:
    """The text of form.yaml. Boxes are [x0, top, x1, bottom] in points from the top left."""
    until = layout.accepted_until.isoformat() if layout.accepted_until else "null"
    note = f"  # {layout.accepted_note}" if layout.accepted_note else ""
    lines = [
        "# Made by scripts/draw_forms.py from scripts/form_layouts/; change the layout, not this.",
        f"id: {layout.id}",
        f"title: {layout.title}",
        f"form_number: {layout.form_number}",
        *([f"role: {layout.role}"] if layout.role != "agreement" else []),
        f"valid_from: {layout.valid_from.isoformat()}",
        f"accepted_until: {until}{note}",
        f"pages: {layout.pages}",
    ]
    if not fields(layout):
        return "\n".join([*lines, "fields: []"]) + "\n"
    lines.append(
        "fields:  # box: [x0, top, x1, bottom] in points, origin at the top left of the page"
    )
    for field in fields(layout):
        head, *rest = _yaml(field).rstrip("\n").split("\n")
        lines += [f"  - {head}", *(f"    {line}" for line in rest)]
    lines.append("clauses:")
    lines += [
        "  - " + _yaml(sentence).removesuffix("...\n").rstrip() for sentence in layout.clauses
    ]
    return "\n".join(lines) + "\n"


def _yaml(value: object) -> str:
    text: str = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, default_flow_style=None, width=10_000
    )
    return text


def blank_pdf(layout: Layout) -> bytes:
    """The blank as a fillable PDF; a field shows nothing until it is filled in."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1)
    canvas.setTitle(layout.title)
    canvas.setSubject(f"{layout.form_number} Exempelblankett")
    canvas.setAuthor("Exempel")
    number = 1
    for page in range(1, layout.pages + 1):
        _draw_margin(canvas, layout, page)
        for line in (line for line in layout.lines if line.page == page):
            canvas.setLineWidth(line.width)
            canvas.line(line.x0, PAGE_HEIGHT - line.y0, line.x1, PAGE_HEIGHT - line.y1)
        for text in (text for text in layout.texts if text.page == page):
            _draw_text(canvas, text)
        for row in (row for row in layout.rows if row.page == page):
            _draw_row(canvas, row, layout.label_size)
        for box in (box for box in layout.checkboxes if box.page == page):
            _draw_checkbox(canvas, box)
        for column in (column for column in layout.columns if column.page == page):
            number = _draw_clauses(canvas, column, number)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_margin(canvas: Canvas, layout: Layout, page: int) -> None:
    canvas.setFillColor(black)
    canvas.setFont("Arimo", 9)
    canvas.drawRightString(layout.page_number_right, PAGE_HEIGHT - 34, f"{page} ({layout.pages})")
    canvas.saveState()
    canvas.translate(34, 150)
    canvas.rotate(90)
    canvas.setFont("Arimo", 7)
    canvas.drawString(0, 0, f"{layout.form_number} Exempelblankett")
    canvas.drawString(220, 0, layout.id)
    canvas.restoreState()


def _draw_text(canvas: Canvas, text: Text) -> None:
    font = "Arimo-Bold" if text.bold else "Arimo"
    left = text.left
    if text.band:
        canvas.setFillColor(Color(BAND_GREY, BAND_GREY, BAND_GREY))
        bottom = PAGE_HEIGHT - text.top - text.size - 5
        canvas.rect(text.left, bottom, text.width, text.size + 7, stroke=0, fill=1)
        canvas.setFillColor(black)
        left += 5
    canvas.setFont(font, text.size)
    for index, line in enumerate(simpleSplit(text.text, font, text.size, text.width)):
        baseline = text.top + text.size * (1 + 1.25 * index)
        canvas.drawString(left, PAGE_HEIGHT - baseline, line)


def _draw_row(canvas: Canvas, row: Row, label_size: float) -> None:
    canvas.setLineWidth(0.5)
    for left, cell in placed(row):
        bottom = PAGE_HEIGHT - row.top - row.height
        canvas.rect(left, bottom, cell.width, row.height)
        canvas.setFont("Arimo", label_size)
        canvas.drawString(left + 3, PAGE_HEIGHT - row.top - label_size - 1, cell.label)
        if cell.key is not None and field_type(cell.key) != "signature":
            canvas.acroForm.textfield(
                name=cell.key,
                tooltip=cell.label,
                x=left + 3,
                y=bottom + 2,  # type: ignore[arg-type]  # takes fractions
                width=cell.width - 6,
                height=row.height - LABEL_HEIGHT - 2,
                fontSize=10,
                borderWidth=0,
                fillColor=None,
                borderColor=None,
                forceBorder=False,
                fieldFlags="",
            )


def _draw_checkbox(canvas: Canvas, box: Checkbox) -> None:
    canvas.setLineWidth(0.8)
    bottom = PAGE_HEIGHT - box.top - box.side
    canvas.rect(box.left, bottom, box.side, box.side)
    canvas.setFont("Arimo", 9.5)
    on_the_left = box.left > PAGE_WIDTH / 2
    baseline = bottom + box.side / 2 - 3.3
    if on_the_left:
        canvas.drawRightString(box.left - 10, baseline, box.statement)
    else:
        canvas.drawString(box.left + box.side + 8, baseline, box.statement)
    canvas.acroForm.checkbox(
        name=box.key,
        tooltip=box.label,
        x=box.left,
        y=bottom,  # type: ignore[arg-type]  # takes fractions
        size=box.side,
        buttonStyle="cross",
        borderWidth=0,
        fillColor=None,
        borderColor=None,
        forceBorder=False,
        fieldFlags="",
    )


def _draw_clauses(canvas: Canvas, column: Column, number: int) -> int:
    """Draws a column of numbered sentences from `number` on; gives the next number."""
    size, top = column.size, column.top
    for section in column.sections:
        top += size * 1.2
        canvas.setFont("Arimo-Bold", size)
        canvas.drawString(column.left, PAGE_HEIGHT - top, section.heading)
        top += size * 0.35
        canvas.setFont("Arimo", size)
        for sentence in section.sentences:
            canvas.drawString(column.left, PAGE_HEIGHT - top - size * 1.15, f"{number}.")
            for line in simpleSplit(sentence, "Arimo", size, column.width - 20):
                top += size * 1.22
                canvas.drawString(column.left + 20, PAGE_HEIGHT - top, line)
            top += size * 0.32
            number += 1
        top += size * 0.5
    return number


def main() -> None:
    """Writes every form version below the folder given, by default the project's forms/."""
    parser = argparse.ArgumentParser(description="Ritar blanketterna.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "forms")
    folder: Path = parser.parse_args().folder
    for layout in LAYOUTS:
        target = folder / layout.id
        target.mkdir(parents=True, exist_ok=True)
        (target / "blank.pdf").write_bytes(blank_pdf(layout))
        (target / "form.yaml").write_text(form_yaml(layout), encoding="utf-8")


pdfmetrics.registerFont(TTFont("Arimo", str(FONTS / "Arimo-Regular.ttf")))
pdfmetrics.registerFont(TTFont("Arimo-Bold", str(FONTS / "Arimo-Bold.ttf")))

if __name__ == "__main__":
    main()
