"""How well pages of running text are understood once they are drawn, scanned and read.

    python -m scripts.measure_text [--part report] [--count N] [--seed N]

Pages of families that the models never learnt from (scripts/language/families.yaml), N of each, by
turns at 200 and 300 dots an inch in grey and in black and white; read by Tesseract like any page
that lies on no blank. Prints roles told, what minutes were found to say, people suggested from
letters, and seconds a page.
"""

import argparse
import random
import re
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from time import process_time

from domain.attachment import Minutes, Prose, Quote
from extractors.language.prose import describe
from extractors.page_text import PageText, read_page
from extractors.pdf import Limits, PdfFile
from samples.pages import prose_page
from samples.scanning import DPI, PROFILES, random_scanner, scan, to_pdf
from scripts.language.texts import Page, families, make

WIDTH = 84  # letters on a line
AT = datetime(2026, 11, 16, tzinfo=UTC)


def main() -> int:
    """Makes, reads and compares."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", choices=("dev", "report"), default="report")
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--seed", type=int, default=9800)
    asked = parser.parse_args()
    roles: Counter[str] = Counter()
    facts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seconds: list[float] = []
    for page, prose, took in understood(asked.part, asked.count, random.Random(asked.seed)):
        seconds.append(took)
        right = prose.role == page.role
        roles["right" if right else "unknown" if prose.role == "unknown" else "wrong"] += 1
        if not right:
            sys.stdout.write(f"  {page.role} {page.family}: {prose.role} {prose.confidence}\n")
        if prose.minutes:
            compare_minutes(page, prose.minutes, facts)
        if page.role == "cover_letter":
            compare_contacts(page, prose, facts)
    first, *rest = seconds
    sys.stdout.write(f"pages {len(seconds)}: {told(roles)}\n")
    sys.stdout.writelines(f"{name}: {told(counts)}\n" for name, counts in facts.items())
    average = sum(rest) / len(rest)
    sys.stdout.write(f"CPU seconds: first page {first:.2f}, each after it {average:.3f}\n")
    return 0


def understood(part: str, count: int, rng: random.Random) -> Iterator[tuple[Page, Prose, float]]:
    """Each page with what was made of it, and the CPU seconds for that (without Tesseract's)."""
    for family in families():
        if family.part == part:
            for number in range(count):
                page = make(family, rng)
                text = read(page, number, rng)
                began = process_time()
                yield page, describe(text), process_time() - began


def read(page: Page, number: int, rng: random.Random) -> PageText:
    """The page drawn, scanned and read."""
    profile = PROFILES[number % len(PROFILES)]
    lines = [part for line in page.lines for part in textwrap.wrap(line, WIDTH) or [""]]
    drawn = prose_page("\n".join(lines), DPI[profile])
    data = to_pdf([scan(drawn, random_scanner(profile, rng), rng)], AT)
    with PdfFile(data, Limits()) as pdf:
        return read_page(next(iter(pdf.pages())))


def compare_minutes(page: Page, minutes: Minutes, facts: defaultdict[str, Counter[str]]) -> None:
    """What minutes say against what filled their slots."""
    mandate = {family.name: family.mandate for family in families()}[page.family]
    facts["mandate"][f"{mandate} told {minutes.mandate}"] += 1
    asked = {
        "municipality": (minutes.municipality, ("kommun", "ort")),
        "day": (minutes.day, ("datum", "iso")),
        "paragraph": (minutes.paragraph, ("par",)),
        "registry number": (minutes.registry_no, ("dnr",)),
    }
    for name, (quote, slots) in asked.items():
        written = [text for slot, text in page.filled if slot in slots]
        if name == "paragraph":
            written = re.findall(r"(?:§|Paragraf) \d+", page.text)
        facts[name][verdict(quote, written)] += 1


def verdict(quote: Quote | None, written: list[str]) -> str:
    """Whether a quote is the first of its kind on the page, to the letter."""
    if not written:
        return "not there" if quote is None else "invented"
    if quote is None:
        return "missed"
    return "right" if quote.text == written[0] else "other"


def compare_contacts(page: Page, prose: Prose, facts: defaultdict[str, Counter[str]]) -> None:
    """People suggested against those named."""
    named = {text for slot, text in page.filled if slot in ("namn", "namn2")}
    for contact in prose.contacts:
        facts["suggested"]["right name" if contact.name.text in named else "other name"] += 1
    if not prose.contacts:
        facts["suggested"]["nobody on the page"] += 1


def told(counts: Counter[str]) -> str:
    """Counts as text."""
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


if __name__ == "__main__":
    sys.exit(main())
