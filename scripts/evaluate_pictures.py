"""Measures the reading of deliveries that no scanner of an office made: photos, faxes, copies of
copies, poor and very fine scans, and picture files.

    scripts/evaluate-pictures [--first SEED] [--count N] [--way WAY] [--show]

N generated deliveries each way, print, every fourth of them unsigned, some pages turned; a JPEG or
PNG holds one page, the others all. For each way: pages of which role, form, page and rotation are
right; fields exactly right, and wrong (another value than was written; unread ones are not);
faultless ones registered; registrations that are wrong, which is none. Seeds 6000 to 6999 served to
set what the reader does; figures are told of 9900 and up. Ends with 1 for a wrong registration.
"""

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import starmap
from pathlib import Path
from time import process_time
from typing import NamedTuple

import cv2
from rich.progress import track

from adapters.forms import load_forms
from adapters.reference import load_reference
from adapters.settings import load_settings
from cli.evaluate import facts_of
from domain.reading import FileReading
from extractors.blanks import prepare
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.judge import judge
from pipeline.score import Answer, score
from samples.deliveries import make_delivery
from samples.scanning import Format, Profile
from samples.scenarios import NEW, OLD, Scenario, Sheet

ROOT = Path(__file__).resolve().parent.parent
WAYS: tuple[tuple[Profile, Format], ...] = (
    ("colour200", "pdf"),
    ("photo", "pdf"),
    ("copy", "pdf"),
    ("fax", "pdf"),
    ("grey150", "pdf"),
    ("grey600", "pdf"),
    ("photo", "jpg"),
    ("grey200", "png"),
    ("g4_200", "tif"),
    ("colour200", "tif"),
    ("photo", "heic"),
)
TURNS = (0, 0, 0, 90, 180, 270)
COUNTS = ("files", "pages", "right", "fields", "exact", "wrong", "faultless", "registered", "false")


class Job(NamedTuple):
    """A delivery to be made and read."""

    seed: int
    profile: Profile
    format: Format


class Result(NamedTuple):
    """How it went: counts, and lines about what was not right."""

    job: Job
    counts: Counter[str]
    seconds: float
    lines: tuple[str, ...]


@cache
def reader() -> Reader:
    """The reader of this process."""
    cv2.setNumThreads(1)
    forms = [(one.form, one.blank) for one in load_forms(ROOT / "forms")]
    return Reader(prepare(forms), TesseractEngine(), Limits())


def scenario(job: Job) -> Scenario:
    """What is in a delivery."""
    rng = random.Random(f"{job.seed} turns")
    whole = job.format not in ("jpg", "png")
    pages = (1, 2, 3) if whole else (job.seed // 2 % 3 + 1,)
    signed = job.seed % 4 != 3
    faults = ("complete.signature_missing",) if not signed and 3 in pages else ()
    return Scenario(
        "bild",
        "For a measurement.",
        profile=job.profile,
        format=job.format,
        form=(OLD, NEW)[job.seed % 2],
        signed="wet_ink" if signed else "none",
        faults=faults if whole else ("complete.page_missing",),
        queue=None if whole and signed else "incomplete",
        sheets=tuple(Sheet(page, turn=rng.choice(TURNS)) for page in pages),
    )


def measure(job: Job) -> Result:
    """Make one delivery, read it, judge it and compare."""
    content, expected = make_delivery(scenario(job), job.seed)
    answer = Answer.model_validate(expected)
    began = process_time()
    reading = reader().read(answer.file, content)
    seconds = process_time() - began
    loaded = load_forms(ROOT / "forms")
    facts = facts_of(answer, load_reference(), loaded, load_settings())
    scored = score(str(job.seed), answer, judge([reading], facts))
    told = list(pages_wrong(answer, reading))
    wrong = [one for one in scored.wrong if one.found not in (None, "no")]
    counts = Counter(
        files=1,
        pages=len(answer.pages),
        right=len(answer.pages) - len(told),
        fields=scored.fields,
        exact=scored.fields - len(scored.wrong),
        wrong=len(wrong),
        faultless=int(scored.faultless),
        registered=int(scored.faultless and scored.registered),
        false=int(scored.false_accept is not None),
    )
    told += [f"{one.key}: {one.expected!r} read as {one.found!r}" for one in scored.wrong]
    if scored.false_accept:
        told.append(f"FALSE ACCEPT: {scored.false_accept}")
    if scored.faultless and not scored.registered:
        told.append(f"to a person: {', '.join(scored.reasons)}")
    if scored.signature_found != scored.signature_expected:
        told.append(f"signature {scored.signature_expected}: {scored.signature_found}")
    return Result(job, counts, seconds, tuple(told))


def pages_wrong(answer: Answer, reading: FileReading) -> Iterator[str]:
    """The pages that are not what they were found to be."""
    read = {page.identity.number: page.identity for page in reading.pages}
    for page in answer.pages:
        found = read.get(page.number)
        if found is None:
            yield f"page {page.number}: {reading.problem}"
        elif (page.role, page.form, page.form_page, page.rotation) != (
            found.role,
            found.form,
            found.form_page,
            found.rotation,
        ):
            yield (
                f"page {page.number}: {page.form} {page.form_page} turned {page.rotation}, taken "
                f"for {found.role} {found.form} {found.form_page} turned {found.rotation}"
            )


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description="Mäter läsning av foton, fax och bildfiler.")
    parser.add_argument("--first", type=int, default=9900)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--way", choices=[*starmap("{}-{}".format, WAYS)], action="append")
    parser.add_argument("--show", action="store_true", help="visa vad som inte blev rätt")
    given = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    ways = [way for way in WAYS if not given.way or "{}-{}".format(*way) in given.way]
    seeds = range(given.first, given.first + given.count)
    jobs = [Job(seed, *way) for way in ways for seed in seeds]
    with ProcessPoolExecutor(max_workers=2) as pool:
        results = list(track(pool.map(measure, jobs), "Bilder", total=len(jobs)))
    if given.show:
        for one in results:
            for line in one.lines:
                print(f"  {one.job.profile} {one.job.format} {one.job.seed}: {line}")
    return show(results)


def show(results: list[Result]) -> int:
    """The table, a row for each way and one for all; 1 when a registration is wrong."""
    print(f"{'profile':<10} {'format':<6}" + "".join(f"{name:>11}" for name in COUNTS) + "  s/page")
    ways = list(dict.fromkeys((one.job.profile, one.job.format) for one in results))
    for way in [*ways, ("all", "")]:
        mine = [one for one in results if way in ((one.job.profile, one.job.format), ("all", ""))]
        total = sum((one.counts for one in mine), Counter[str]())
        seconds = sum(one.seconds for one in mine) / max(1, total["pages"])
        figures = "".join(f"{total[name]:>11}" for name in COUNTS)
        print(f"{way[0]:<10} {way[1]:<6}{figures}  {seconds:.2f}")
    return int(any(one.counts["false"] for one in results))


if __name__ == "__main__":
    sys.exit(main())
