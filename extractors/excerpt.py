"""One page of a PDF as a PDF of its own."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter


def excerpt(data: bytes, number: int) -> bytes:
    """Page `number`, from 1, as it is: nothing of it is drawn anew. IndexError without one."""
    writer = PdfWriter()
    writer.add_page(PdfReader(BytesIO(data)).pages[number - 1])
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
