"""Electronic originals: a blank filled in by a program, and signed electronically or not at all."""

import random
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import pikepdf
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.form import FormField, FormVersion
from samples.parties import Answers
from samples.reference import FONTS, FORMS
from samples.signing import saved
from samples.writing import PRINT_FONTS, Print, random_print, write_print

# drawn: printed to a PDF, no form fields left; form_field: as a viewer saves it; no_appearance:
# the values alone, for the reader's program to draw.
Filled = Literal["drawn", "form_field", "no_appearance"]
# What the file says that its page does not show: text that nobody sees; a value that is not drawn;
# another value than the one drawn.
Hidden = Literal["text", "not_drawn", "other_drawn"]
_MM = 4.2  # pixels a point of the pictures of values


@dataclass(frozen=True)
class Filling:
    """How a blank is filled in; `hidden` is the field with which something is wrong, and what the
    file says there."""

    filled: Filled
    style: Print
    wrong: Hidden | None = None
    hidden: tuple[str, str] = ("", "")


def random_filling(filled: Filled, rng: random.Random) -> Filling:
    """A program's way to write."""
    return Filling(filled, random_print(rng))


def fill(form: FormVersion, answers: Answers, how: Filling) -> pikepdf.Pdf:
    """The blank filled in."""
    data = (FORMS / form.id / "blank.pdf").read_bytes()
    if how.filled == "drawn":
        return _drawn(form, data, answers, how)
    return pikepdf.open(BytesIO(_fields_filled(data, answers, how)))


def _drawn(form: FormVersion, data: bytes, answers: Answers, how: Filling) -> pikepdf.Pdf:
    pdf = pikepdf.open(BytesIO(data))
    del pdf.Root["/AcroForm"]
    with pikepdf.open(BytesIO(_overlay(form, pdf, answers, how))) as written:
        for page, layer in zip(pdf.pages, written.pages, strict=True):
            if "/Annots" in page:
                del page["/Annots"]
            _lay_over(pdf, page, layer)
        return pikepdf.open(BytesIO(saved(pdf)))


def _lay_over(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Page) -> None:
    """A page's content over another's, under a name that is the same each time."""
    page.add_resource(
        pdf.copy_foreign(layer.as_form_xobject()), pikepdf.Name.XObject, pikepdf.Name("/Ifyllt")
    )
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q q /Ifyllt Do Q")


def _overlay(form: FormVersion, pdf: pikepdf.Pdf, answers: Answers, how: Filling) -> bytes:
    """A page for each of the form's with what is written there and nothing else."""
    target = BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1)
    for font in PRINT_FONTS:
        pdfmetrics.registerFont(TTFont(font, str(FONTS / f"{font}.ttf")))
    for number, page in enumerate(pdf.pages, 1):
        width, height = float(page.mediabox[2]), float(page.mediabox[3])
        canvas.setPageSize((width, height))
        for field in form.fields:
            text = answers[field.key].text if field.key in answers else ""
            if field.page == number and text and field.type != "signature":
                _write(canvas, height, field, text, how)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _write(canvas: Canvas, height: float, field: FormField, text: str, how: Filling) -> None:
    x0, top, x1, bottom = field.box
    if field.type == "checkbox":
        canvas.setLineWidth(1.2)
        canvas.line(x0 + 2, height - top - 2, x1 - 2, height - bottom + 2)
        canvas.line(x0 + 2, height - bottom + 2, x1 - 2, height - top - 2)
        return
    if how.wrong == "text" and how.hidden[0] == field.key:
        picture = _picture(field, text, how.style)
        canvas.drawImage(picture, x0 + 1, height - bottom + 1, x1 - x0 - 2, bottom - top - 14)
        _line(canvas, height - bottom, field, how.hidden[1], how)
        return
    _line(canvas, height - bottom, field, text, how)


def _line(canvas: Canvas, foot: float, field: FormField, text: str, how: Filling) -> None:
    """One line of text above the foot of its box, smaller if it would not fit; nobody sees what
    the file hides."""
    style = how.style
    room = field.box.x1 - field.box.x0 - style.indent - 4
    size = style.size
    while pdfmetrics.stringWidth(text, style.font, size) > room and size > 5:
        size -= 0.5
    line = canvas.beginText(field.box.x0 + style.indent, foot + style.lift)
    line.setFont(style.font, size)
    line.setTextRenderMode(3 if text == how.hidden[1] else 0)
    line.setFillGray(style.ink / 255)
    line.textOut(text)
    canvas.saveState()  # what is invisible would stay so
    canvas.drawText(line)
    canvas.restoreState()


def _picture(field: FormField, text: str, style: Print) -> ImageReader:
    """The value as a picture of the box's lower part."""
    width, high = field.box.x1 - field.box.x0 - 2, field.box.bottom - field.box.top - 14
    sheet = Image.new("L", (round(width * _MM), round(841.89 * _MM)), 255)
    moved = field.box._replace(x0=0.0, x1=width, top=0.0, bottom=high)
    write_print(sheet, moved, text, style)
    return ImageReader(sheet.crop((0, 0, sheet.width, round(high * _MM))))


def _fields_filled(data: bytes, answers: Answers, how: Filling) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    texts = {key: answer.text for key, answer in answers.items() if answer.text}
    for page in writer.pages:
        named = {str(one.get_object().get("/T")) for one in page.get("/Annots", [])}
        on_page = {key: text for key, text in texts.items() if key in named}
        if on_page:
            ticks = {key: "/Yes" for key in on_page if key == "terms.accepted"}
            writer.update_page_form_field_values(page, {**on_page, **ticks}, auto_regenerate=False)
    for reference in (one for page in writer.pages for one in page.get("/Annots", [])):
        _spoilt(reference.get_object(), how)
    if how.filled == "no_appearance":
        writer.set_need_appearances_writer(True)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _spoilt(one: object, how: Filling) -> None:
    """A form field without what draws it, or with another value than the one drawn."""
    assert isinstance(one, dict)
    if one.get("/FT") != "/Tx":
        return
    if how.filled == "no_appearance":
        one.pop("/AP", None)
    if str(one.get("/T")) != how.hidden[0]:
        return
    one[NameObject("/V")] = TextStringObject(how.hidden[1])
    if how.wrong == "not_drawn":
        one["/AP"]["/N"].get_object().set_data(b"")
