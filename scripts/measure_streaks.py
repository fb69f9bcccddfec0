"""How pages are read through whose boxes a scanner's streak runs.

    python -m scripts.measure_streaks [--first SEED] [--count N]

Generated faultless deliveries, in turn each scan profile; down all pages of one goes a line of one
to three pixels at a place between the margins. Counts fields exactly right, wrong ones, those of
them that were called sure, and registrations, of which none may be wrong. Seeds 6200 to 6299 served
to set what the reader does; figures are told of 9930 and up.
"""

import argparse
import random
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path

import cv2
from PIL import Image, ImageDraw

from adapters.forms import load_forms
from adapters.reference import load_reference
from adapters.settings import load_settings
from cli.evaluate import facts_of
from extractors.blanks import prepare
from extractors.lines import SecondReader
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from extractors.second import PaddleEngine
from pipeline.judge import judge
from pipeline.score import Answer, score
from samples.deliveries import make_delivery
from samples.scanning import PROFILES, to_pdf
from samples.scenarios import NEW, OLD, Scenario

ROOT = Path(__file__).resolve().parent.parent
COUNTS = (
    "deliveries",
    "fields",
    "exact",
    "wrong and called sure",
    "registered",
    "wrong registrations",
)
MARGINS = 0.12  # of the page's width


def main() -> int:
    """Makes, reads and counts; 1 when a registration is wrong."""
    parser = argparse.ArgumentParser(description="Mäter läsning av sidor med streck från skannern.")
    parser.add_argument("--first", type=int, default=9930)
    parser.add_argument("--count", type=int, default=24)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    forms = [(one.form, one.blank) for one in load_forms(ROOT / "forms")]
    reader = Reader(
        prepare(forms), TesseractEngine(), Limits(), second=SecondReader(PaddleEngine())
    )
    total: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.count):
        total += measure(reader, seed)
    print(", ".join(f"{name} {total[name]}" for name in COUNTS))
    return int(total["wrong registrations"] > 0)


def measure(reader: Reader, seed: int) -> Counter[str]:
    """One delivery."""
    profile, form = PROFILES[seed % 3], (OLD, NEW)[seed // 3 % 2]
    spec = Scenario("streck", "For a measurement.", profile=profile, form=form, format="tif")
    content, expected = make_delivery(spec, seed)
    answer = Answer.model_validate(expected)
    reading = reader.read("delivery.pdf", streaked(content, answer, random.Random(seed)))
    loaded = load_forms(ROOT / "forms")
    facts = facts_of(answer, load_reference(), loaded, load_settings())
    scored = score(str(seed), answer, judge([reading], facts))
    sure = {field.key for page in reading.pages for field in page.fields if field.support}
    return Counter(
        {
            "deliveries": 1,
            "fields": scored.fields,
            "exact": scored.fields - len(scored.wrong),
            "wrong and called sure": sum(one.key in sure for one in scored.wrong if one.found),
            "registered": int(scored.registered),
            "wrong registrations": int(scored.false_accept is not None),
        }
    )


def streaked(content: bytes, answer: Answer, rng: random.Random) -> bytes:
    """The pages of a TIFF, each with the same streak, as a PDF."""
    where, wide = rng.uniform(MARGINS, 1 - MARGINS), rng.choice((1, 1, 2, 3))
    grey = rng.choice((0, 40, 90))
    scans = []
    with Image.open(BytesIO(content)) as file:
        for number in range(getattr(file, "n_frames", 1)):
            file.seek(number)
            page, dpi, kept = file.copy(), file.info["dpi"], BytesIO()
            x, black = round(where * page.width), page.mode == "1"
            ImageDraw.Draw(page).line((x, 0, x, page.height), fill=0 if black else grey, width=wide)
            if black:
                page.save(kept, "TIFF", compression="group4", dpi=dpi)
            else:
                page.save(kept, "JPEG", quality=60, dpi=dpi)
            scans.append(kept.getvalue())
    return to_pdf(scans, answer.received_at)


if __name__ == "__main__":
    sys.exit(main())
