"""A signature that nobody wrote on the paper: a picture of one, pasted into a scan."""

import random
from io import BytesIO

from PIL import Image

from domain.form import FormVersion, PointBox
from samples.strokes import sign


def paste_signature(content: bytes, form: FormVersion, dpi: int, rng: random.Random) -> bytes:
    """The scan (a JPEG at `dpi`) with a signature pasted into its box, white paper and all."""
    page = Image.open(BytesIO(content))
    box = next(field.box for field in form.fields if field.type == "signature")
    wide, high = rng.uniform(120, 200), rng.uniform(34, 48)
    sheet = Image.new("L", page.size, 255)
    sign(sheet, PointBox(100, 100, 100 + wide, 100 + high), 30, rng)
    scale = dpi / 72
    around = (96 * scale, 96 * scale, (104 + wide) * scale, (104 + high) * scale)
    at = (box.x0 + rng.uniform(8, 30), box.top + rng.uniform(12, 16))
    page.paste(sheet.crop(around), (round(at[0] * scale), round(at[1] * scale)))
    target = BytesIO()
    page.save(target, "JPEG", quality=rng.randint(75, 92), dpi=(dpi, dpi))
    return target.getvalue()
