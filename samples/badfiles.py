"""Files that cannot be read as an agreement."""

from datetime import UTC, datetime
from io import BytesIO

import img2pdf
import pikepdf
from PIL import Image

_MADE = datetime(2026, 11, 16, tzinfo=UTC)


def bare_pdf(pages: int) -> bytes:
    """A PDF of that many empty pages, written by hand."""
    numbers = range(3, 3 + pages)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>" for _ in numbers),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end = f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + trailer.encode() + end.encode()


def not_pdf() -> bytes:
    """A letter saved as text, under a PDF's name."""
    return "Hej!\n\nHär kommer vårt anslutningsavtal.\n\nHälsningar\nExempelby kommun\n".encode()


def no_bytes() -> bytes:
    """Nothing at all."""
    return b""


def no_pages() -> bytes:
    """A PDF without pages."""
    return bare_pdf(0)


def many_pages() -> bytes:
    """500 pages, all empty."""
    return bare_pdf(500)


def truncated() -> bytes:
    """The first half of a PDF, as when a transfer breaks off."""
    whole = bare_pdf(400)
    return whole[: len(whole) // 20]


def encrypted() -> bytes:
    """A PDF that a password opens."""
    target = BytesIO()
    with pikepdf.open(BytesIO(bare_pdf(3))) as document:
        lock = pikepdf.Encryption(owner="exempel", user="exempel", R=3, aes=False, metadata=False)
        document.save(target, encryption=lock, static_id=True)
    return target.getvalue()


def dynamic_xfa() -> bytes:
    """A form that programs draw anew from its XFA data: the one page is a placeholder."""
    target = BytesIO()
    with pikepdf.open(BytesIO(bare_pdf(1))) as document:
        page = document.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        shown = b"BT /F 16 Tf 60 700 Td (Please wait...) Tj 0 -30 Td /F 10 Tf (%s) Tj ET" % (
            b"If this message is not replaced, your viewer cannot show this kind of document."
        )
        page.obj.Contents = document.make_stream(shown)
        config = b"<config><present><pdf><dynamicRender>required</dynamicRender></pdf></present>"
        packets = [pikepdf.String("config"), document.make_stream(config + b"</config>")]
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=packets)
        document.Root.NeedsRendering = True
        document.save(target, deterministic_id=True)
    return target.getvalue()


def one_dot() -> bytes:
    """A PDF of one page with a picture of one dot."""
    target = BytesIO()
    Image.new("L", (1, 1), 128).save(target, "PNG", dpi=(72, 72))
    content: bytes = img2pdf.convert(
        target.getvalue(),
        engine=img2pdf.Engine.internal,
        layout_fun=img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))),
        creationdate=_MADE,
        moddate=_MADE,
    )
    return content
