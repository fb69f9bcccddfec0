"""How many personal identity numbers written in boxes are masked.

    python -m scripts.measure_personal_numbers [--first SEED] [--count N]

Page 1 of a form with a number, of nobody, in each of its boxes for free text, by hand and in print,
scanned in turn as each profile and read. Left are those of which the reading shows the last six
digits or more; misread are those of which it shows less.
"""

import argparse
import random
import re
import sys
from collections import Counter
from datetime import UTC, date, datetime

from adapters.forms import load_forms
from domain.personal_number import MASK
from domain.reading import FieldReading
from extractors.blanks import prepare
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from samples.pages import Writing, fill_page, random_filler
from samples.parties import Answer, listed_municipalities, make_answers
from samples.reference import FORMS, form_version
from samples.scanning import DPI, PROFILES, random_scanner, scan, to_pdf

FORM = form_version("ssbtek-2022")
KEYS = tuple(field.key for field in FORM.fields if field.type == "text" and field.page == 1)
DAY, AT = date(2026, 11, 16), datetime(2026, 11, 16, tzinfo=UTC)


def main() -> int:
    """Writes, reads and counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--first", type=int, default=9800)
    parser.add_argument("--count", type=int, default=12)
    asked = parser.parse_args()
    reader = Reader(
        prepare((one.form, one.blank) for one in load_forms(FORMS)), TesseractEngine(), Limits()
    )
    writings: tuple[Writing, ...] = ("hand", "print")
    for writing in writings:
        became: Counter[str] = Counter()
        for seed in range(asked.first, asked.first + asked.count):
            became += page_of_numbers(reader, writing, seed)
        sys.stdout.write(f"{writing}: {became.total()} numbers, {dict(became)}\n")
    return 0


def page_of_numbers(reader: Reader, writing: Writing, seed: int) -> Counter[str]:
    """What became of the numbers of one page."""
    rng = random.Random(seed)
    profile = PROFILES[seed % len(PROFILES)]
    answers = make_answers(FORM, listed_municipalities()[seed % 200], DAY, rng)
    numbers = {key: number(rng) for key in KEYS}
    answers |= {key: Answer(text, text) for key, text in numbers.items()}
    filler = random_filler(writing, "none", DAY, rng)
    page = fill_page(FORM, 1, answers, filler, (DPI[profile], rng))
    data = to_pdf([scan(page, random_scanner(profile, rng), rng)], AT)
    fields = reader.read("avtal.pdf", data).pages[0].fields
    return Counter(verdict(numbers[one.key], one) for one in fields if one.key in numbers)


def number(rng: random.Random) -> str:
    """YYMMDD-NNNN, of those that are given to nobody."""
    born = f"{rng.randint(40, 99):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return f"{born}-{rng.randint(9800, 9999)}"


def verdict(written: str, field: FieldReading) -> str:
    """What a reading shows of the number that was written."""
    if MASK in (field.raw or ""):
        return "masked"
    digits = re.sub(r"\D", "", field.raw or "")
    return "left" if written.replace("-", "")[-6:] in digits else "misread"


if __name__ == "__main__":
    sys.exit(main())
