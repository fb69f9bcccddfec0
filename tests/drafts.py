"""Small blanks that tests draw, as the tools of agencies make them."""

from collections.abc import Callable
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

HEIGHT = 400
Draw = Callable[["Sheet"], None]


class Sheet:
    """A page of 500 x 400 points, drawn from the top left."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def box(self, x0: float, top: float, wide: float, high: float) -> None:
        """A ruled box."""
        self.canvas.rect(x0, HEIGHT - top - high, wide, high)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruled line."""
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def words(self, x0: float, top: float, text: str, size: float = 8, bold: bool = False) -> None:
        """Words of which the letters begin about at `top`."""
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x0, HEIGHT - top - 0.8 * size, text)

    def field(self, name: str, x0: int, top: int, wide: int, high: int = 12) -> None:
        """A field to type in on the screen."""
        self.canvas.acroForm.textfield(
            name=name,
            x=x0,
            y=HEIGHT - top - high,
            width=wide,
            height=high,
            borderWidth=0,
            fieldFlags="",
        )

    def tick(self, name: str, x0: int, top: int, side: int = 10) -> None:
        """A field to tick on the screen."""
        self.canvas.acroForm.checkbox(
            name=name,
            x=x0,
            y=HEIGHT - top - side,
            size=side,
            borderWidth=0,
            fieldFlags="",
        )


def blank(*pages: Draw) -> bytes:
    """A PDF of these pages."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(500, HEIGHT), invariant=1)
    for draw in pages:
        draw(Sheet(canvas))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def changed(data: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    """A PDF after a change of its structure."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    change(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def scanned() -> bytes:
    """A page that is a picture."""

    def draw(sheet: Sheet) -> None:
        sheet.canvas.setFillGray(0.9)
        sheet.canvas.rect(0, 0, 500, HEIGHT, stroke=0, fill=1)

    return blank(draw)


def please_wait() -> bytes:
    """What programs other than Adobe's see of a dynamic XFA form."""

    def xfa(writer: PdfWriter) -> None:
        form = DictionaryObject()
        form[NameObject("/XFA")] = ArrayObject([TextStringObject("template")])
        form[NameObject("/Fields")] = ArrayObject()
        writer.root_object[NameObject("/AcroForm")] = form

    return changed(blank(lambda sheet: sheet.words(60, 60, "Please wait...", 14)), xfa)


def locked() -> bytes:
    """A blank that asks for a password."""
    return changed(blank(lambda sheet: sheet.words(60, 60, "Namn")), lambda w: w.encrypt("hemligt"))
