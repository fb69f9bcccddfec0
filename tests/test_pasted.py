"""A signature that was pasted in is told from one that was written on the paper."""

import random
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from domain.form import PointBox
from domain.reading import SignatureKind
from extractors.pdf import Limits, PdfFile
from extractors.reader import conclude, look
from samples.pages import Signed, fill_page, random_filler
from samples.parties import make_answers
from samples.pasting import paste_signature
from samples.reference import MUNICIPALITIES, form_version
from samples.scanning import Profile, random_scanner, scan, to_pdf
from samples.strokes import sign
from tests.drawing import blanks

FORMS = ("ssbtek-2014", "ssbtek-2022")
RECEIVED = date(2026, 11, 3)
DPI = 200


def scanned_page(form: str, signed: Signed, seed: int, profile: Profile = "grey200") -> bytes:
    """A scan of page 3, as JPEG."""
    rng = random.Random(seed)
    version = form_version(form)
    answers = make_answers(version, MUNICIPALITIES[seed], RECEIVED, rng)
    page = fill_page(version, 3, answers, random_filler("print", signed, RECEIVED, rng), (DPI, rng))
    return scan(page, random_scanner(profile, rng), rng)


def told(pdf: bytes) -> SignatureKind:
    """What the reader says of the signature on a PDF's only page."""
    with PdfFile(pdf, Limits()) as file:
        page = conclude(look(next(file.pages()), blanks()), {})
    assert page.signature is not None
    return page.signature.kind


def as_pdf(content: bytes) -> bytes:
    return to_pdf([content], datetime(2026, 11, 3, tzinfo=UTC))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(3))
def test_a_signature_pasted_into_a_scan_is_no_wet_ink(form: str, seed: int) -> None:
    content = scanned_page(form, "pasted_image", seed)
    pasted = paste_signature(content, form_version(form), DPI, random.Random(seed))
    assert told(as_pdf(pasted)) == "pasted_image"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", ["grey200", "colour200", "g4_200"])
def test_a_signature_on_the_paper_was_not_pasted(form: str, profile: Profile) -> None:
    for seed in range(2):
        assert told(as_pdf(scanned_page(form, "wet_ink", seed, profile))) == "wet_ink"


def test_a_picture_laid_over_a_pdf_is_no_wet_ink() -> None:
    """Many PDF programs sign so: the picture is an object of its own."""
    form = form_version("ssbtek-2022")
    box = next(field.box for field in form.fields if field.type == "signature")
    sheet = Image.new("L", (1654, 2339), 255)
    sign(sheet, PointBox(100, 100, 260, 140), 30, random.Random(5))
    picture = sheet.crop((260, 260, 740, 400))
    target = BytesIO()
    canvas = Canvas(target, pagesize=(595.3, 841.9))
    page = Image.open(BytesIO(scanned_page("ssbtek-2022", "none", 5)))
    canvas.drawImage(ImageReader(page), 0, 0, 595.3, 841.9)
    canvas.drawImage(ImageReader(picture), box.x0 + 10, 841.9 - box.bottom + 10, 160, 46)
    canvas.save()
    assert told(target.getvalue()) == "pasted_image"
