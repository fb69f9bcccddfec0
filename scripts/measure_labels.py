"""Measures the reading of retyped agreements by their labels, on generated ones.

    python -m scripts.measure_labels [--first SEED] [--count N]

Each is read twice, as a scan and as the PDF that a word processor exports. For both: labels found,
values exactly right, values wrong (another value than was written; unread ones are not), and
agreements that would have been registered, which is none. Seeds 5000 to 5999 served to set what the
reader does; figures are told of 9800 and up.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from adapters.forms import load_forms
from adapters.reference import load_reference
from domain.facts import Facts
from domain.reading import FileReading
from extractors.blanks import prepare
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.judge import judge
from samples.parties import Answers, listed_municipalities, make_answers
from samples.reference import form_version
from samples.retyped import STYLES, Style, digital, picture, type_out
from samples.scanning import DPI, PROFILES, random_scanner, scan, to_pdf

ROOT = Path(__file__).resolve().parent.parent
FORM = "ssbtek-2022"
RECEIVED = datetime(2026, 11, 16, 9, tzinfo=UTC)
COLUMNS = "{:10} {:8} {:>5} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9} {:>11}"


class Made(NamedTuple):
    """A retyped agreement in both its ways."""

    style: Style
    answers: Answers
    files: dict[str, bytes]


def make(seed: int) -> Made:
    """The agreement of one seed."""
    rng = random.Random(f"{seed} retyped")
    style = STYLES[seed % len(STYLES)]
    party = rng.choice(listed_municipalities())
    answers = make_answers(form_version(FORM), party, RECEIVED.date(), rng)
    sheets = type_out(answers, style, rng)
    scanner = random_scanner(rng.choice(PROFILES), rng)
    dpi = DPI[scanner.profile]
    scans = [scan(picture(sheet, dpi, rng), scanner, rng) for sheet in sheets]
    return Made(style, answers, {"scan": to_pdf(scans, RECEIVED), "digital": digital(sheets)})


def compare(answers: Answers, reading: FileReading) -> Iterator[tuple[str, str]]:
    """What became of each field that something was written in or read for: right, wrong, unread, no
    label, or invented. With its key."""
    read = {field.key: field for page in reading.pages for field in page.fields if field.raw}
    labels = {field.key for page in reading.pages for field in page.fields}
    for key, answer in answers.items():
        value = read[key].value if key in read else None
        if not answer.text and value not in (None, "no"):
            yield "invented", key
        elif answer.text and value == answer.value:
            yield "right", key
        elif answer.text and value is not None:
            yield "wrong", key
        elif answer.text:
            yield "unread" if key in labels else "no label", key


def main() -> None:
    """Prints the table, and what went wrong by field."""
    parser = argparse.ArgumentParser(description="Mäter läsning efter ledord.")
    parser.add_argument("--first", type=int, default=9800)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--show", action="store_true", help="visa fälten som inte blev rätt")
    given = parser.parse_args()
    loaded = load_forms(ROOT / "forms")
    reader = Reader(prepare((one.form, one.blank) for one in loaded), TesseractEngine(), Limits())
    facts = Facts(
        reference=load_reference(),
        forms=tuple(one.form for one in loaded),
        received_on=RECEIVED.date(),
    )
    sums: dict[tuple[str, str], Counter[str]] = {}
    for seed in range(given.first, given.first + given.count):
        made = make(seed)
        for way, data in made.files.items():
            reading = reader.read("delivery.pdf", data)
            total = sums.setdefault((made.style, way), Counter())
            told = list(compare(made.answers, reading))
            total.update(what for what, _ in told)
            registered = any(j.decision.outcome == "register" for j in judge([reading], facts))
            total.update(files=1, registered=int(registered))
            for what, key in told if given.show else ():
                if what != "right":
                    got = [f.raw for page in reading.pages for f in page.fields if f.key == key]
                    print(seed, made.style, way, what, key, repr(made.answers[key].text), got)
    show(sums)


def show(sums: dict[tuple[str, str], Counter[str]]) -> None:
    """The table, with a row for all of each way."""
    names = ("right", "wrong", "unread", "no label", "invented", "registered")
    print(COLUMNS.format("layout", "way", "files", "fields", *names[:-1], names[-1]))
    for way in ("scan", "digital"):
        rows = {key: total for key, total in sums.items() if key[1] == way}
        for (style, _), total in [*rows.items(), (("all", way), sum(rows.values(), Counter()))]:
            fields = sum(total[name] for name in names[:4])
            counts = [total[name] for name in names]
            print(COLUMNS.format(style, way, total["files"], fields, *counts))


if __name__ == "__main__":
    main()
