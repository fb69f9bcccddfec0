"""Measures what the reader makes of whole pages: roles, page ledgers, alterations, signatures.

    scripts/evaluate-pages [FOLDER] [--seed S] [--clean N] [--altered N] [--unsigned N]

FOLDER holds samples with their expected.json (roles and rotations), by default samples/. The rest
is generated, from seeds on which nothing was set: N clean pages, N altered ones of each kind, N
forms without a signature. Ends with 1 when a figure is not what it has to be.
"""

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import cv2
from rich.progress import track

from adapters.forms import load_forms
from adapters.reference import load_reference
from adapters.settings import load_settings
from cli.evaluate import facts_of, find_samples
from domain.page import Box
from domain.reading import PageReading, SignatureKind
from extractors.blanks import prepare
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from pipeline.assemble import assemble
from pipeline.ledger import close
from samples.alterations import ALTERED_BY, Altered, AlteredBy, alter
from samples.pages import WRITINGS, Signed, Writing, fill_page, random_filler
from samples.parties import make_answers
from samples.pasting import paste_signature
from samples.reference import MUNICIPALITIES, form_version
from samples.scanning import DPI, PROFILES, Profile, random_scanner, scan, to_pdf

ROOT = Path(__file__).resolve().parent.parent
FORMS = ("ssbtek-2014", "ssbtek-2022")
RECEIVED = date(2026, 11, 3)
ALTERED_AT: tuple[Profile, ...] = ("grey200", "grey300")
SIGNED: tuple[Signed, ...] = ("wet_ink", "none", "typed_name", "stamp_only", "pasted_image")
ROLES_RIGHT = 0.99  # share of pages
MOST_FALSE = 0.01  # share of clean pages with an alteration


class Sheet(NamedTuple):
    """A generated page: how it is filled in, scanned and changed."""

    seed: int
    form: str
    number: int
    writing: Writing
    profile: Profile
    signed: Signed = "wet_ink"
    by: AlteredBy | None = None


class Seen(NamedTuple):
    """A generated page as read; `hit` when an alteration was found where one was made."""

    sheet: Sheet
    found: tuple[str, ...]
    hit: bool
    signature: SignatureKind | None
    laid: bool


@cache
def reader() -> Reader:
    """The reader of this process."""
    cv2.setNumThreads(1)
    forms = [(one.form, one.blank) for one in load_forms(ROOT / "forms")]
    return Reader(prepare(forms), TesseractEngine(), Limits())


def draw(sheet: Sheet) -> tuple[bytes, Altered | None]:
    """The page as a PDF of one scan, and what was changed on it."""
    rng = random.Random(f"{sheet.seed} {sheet.form} {sheet.number} {sheet.by}")
    form = form_version(sheet.form)
    municipality = MUNICIPALITIES[sheet.seed % len(MUNICIPALITIES)]
    answers = make_answers(form, municipality, RECEIVED, rng)
    filler = random_filler(sheet.writing, sheet.signed, RECEIVED, rng)
    page = fill_page(form, sheet.number, answers, filler, (DPI[sheet.profile], rng))
    altered = alter(page, (sheet.form, sheet.number), sheet.by, rng) if sheet.by else None
    content = scan(page, random_scanner(sheet.profile, rng), rng)
    if sheet.signed == "pasted_image":
        content = paste_signature(content, form, DPI[sheet.profile], rng)
    return to_pdf([content], datetime(2026, 11, 3, tzinfo=UTC)), altered


def see(sheet: Sheet) -> Seen:
    """Draw a page and read it."""
    content, altered = draw(sheet)
    (page,) = reader().read("page.pdf", content).pages
    return Seen(
        sheet=sheet,
        found=tuple(f"{one.kind} {one.expected or ''}".strip() for one in page.alterations),
        hit=altered is not None and is_hit(page, altered),
        signature=page.signature.kind if page.signature else None,
        laid=page.residual is not None,
    )


def is_hit(page: PageReading, altered: Altered) -> bool:
    """Whether an alteration was found where one was made, within half a centimetre: a scan is
    skewed and shifted."""
    x0, top, x1, bottom = altered.box
    near = 15.0
    made = Box((x0 - near) / 595, (top - near) / 842, (x1 + near) / 595, (bottom + near) / 842)
    return any(
        one.box.x0 < made.x1
        and made.x0 < one.box.x1
        and one.box.top < made.bottom
        and made.top < one.box.bottom
        for one in page.alterations
    )


def clean(seed: int, count: int) -> Iterator[Sheet]:
    """Faultless pages of every kind, in turn."""
    for index in range(count):
        yield Sheet(
            seed=seed + index,
            form=FORMS[index % 2],
            number=index // 2 % 3 + 1,
            writing=WRITINGS[index // 6 % 3],
            profile=PROFILES[index // 18 % 3],
        )


def altered(seed: int, count: int) -> Iterator[Sheet]:
    """`count` pages of each way to alter and of each resolution. A page may have no number to
    change but those of its clauses, so all pages are used."""
    for by in ALTERED_BY:
        for profile in ALTERED_AT:
            for index in range(count):
                form, number = FORMS[index % 2], index // 2 % 3 + 1
                writing = WRITINGS[index // 6 % 3]
                yield Sheet(seed + index, form, number, writing, profile, by=by)


def signatures(seed: int, unsigned: int) -> Iterator[Sheet]:
    """`unsigned` forms without a signature, a quarter as many of each other kind."""
    for signed in SIGNED:
        for index in range(unsigned if signed == "none" else unsigned // 4):
            writing = WRITINGS[index // 2 % 3]
            # in black and white, pasted paper is as white as any
            some = ALTERED_AT if signed == "pasted_image" else PROFILES
            profile = some[index // 6 % len(some)]
            yield Sheet(seed + index, FORMS[index % 2], 3, writing, profile, signed)


def in_parallel(sheets: Iterable[Sheet], what: str) -> list[Seen]:
    """Draw and read the pages in two processes."""
    jobs = list(sheets)
    with ProcessPoolExecutor(max_workers=2) as pool:
        return list(track(pool.map(see, jobs, chunksize=4), what, total=len(jobs)))


def report_roles(folder: Path) -> bool:
    """Pages of the samples of which role, form, page and rotation are right, and deliveries whose
    page ledger does not close."""
    loaded, settings = load_forms(ROOT / "forms"), load_settings()
    reference = load_reference()
    open_ledgers: list[str] = []
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong: list[str] = []
    samples = find_samples(folder)
    for place, answer in track(samples, "Sidornas roller"):
        read = reader().read(answer.file, (place / answer.file).read_bytes())
        facts = facts_of(answer, reference, loaded, settings)
        if not close([read], assemble([read], facts).ends).closes:
            open_ledgers.append(f"{place.name}: the ledger does not close")
        for expected, page in zip(answer.pages, read.pages, strict=False):
            found = page.identity
            same = (expected.role, expected.form, expected.form_page, expected.rotation) == (
                found.role,
                found.form,
                found.form_page,
                found.rotation,
            )
            total[answer.profile] += 1
            right[answer.profile] += same
            if not same:
                wrong.append(
                    f"{place.name}, page {expected.number}: {expected.role} read as {found.role}"
                )
    for profile, count in total.items():
        print(f"roles and rotations  {profile:<8} {right[profile]} of {count}")
    share = sum(right.values()) / max(1, sum(total.values()))
    print(f"roles and rotations  all      {sum(right.values())} of {sum(total.values())}")
    print(f"page ledgers closed  {len(samples) - len(open_ledgers)} of {len(samples)}")
    print(*(f"  {line}" for line in (*wrong, *open_ledgers)), sep="\n")
    return share >= ROLES_RIGHT and not open_ledgers


def report_altered(seed: int, count: int) -> bool:
    """Alterations found, of those made."""
    seen = in_parallel(altered(seed, count), "Ändrade sidor")
    for by in ALTERED_BY:
        for profile in ALTERED_AT:
            mine = [one for one in seen if (one.sheet.by, one.sheet.profile) == (by, profile)]
            hits = sum(one.hit for one in mine)
            print(f"alterations  {by:<12} {profile:<8} found {hits} of {len(mine)}")
    for one in seen:
        if not one.hit:
            print(f"  missed: {one.sheet}, found {one.found}")
    return all(one.hit for one in seen)


def report_clean(seed: int, count: int) -> bool:
    """Clean pages with an alteration."""
    seen = in_parallel(clean(seed, count), "Felfria sidor")
    false = [one for one in seen if one.found]
    unlaid = sum(not one.laid for one in seen)
    print(f"clean pages  {len(seen)}, with a false alteration {len(false)}, not laid {unlaid}")
    for one in false:
        print(f"  {one.sheet}: {', '.join(one.found)}")
    return len(false) <= MOST_FALSE * len(seen)


def report_signatures(seed: int, unsigned: int) -> bool:
    """The confusion matrix of signatures."""
    seen = in_parallel(signatures(seed, unsigned), "Underskrifter")
    matrix = Counter((one.sheet.signed, one.signature) for one in seen)
    kinds = sorted({str(kind) for _, kind in matrix})
    print(f"{'signature':<12}" + "".join(f"{kind:>13}" for kind in kinds))
    for signed in SIGNED:
        row = {str(kind): count for (made, kind), count in matrix.items() if made == signed}
        print(f"{signed:<12}" + "".join(f"{row.get(kind, 0):>13}" for kind in kinds))
    # a pasted signature is told only where its paper shows
    return not any(
        kind == "wet_ink" for made, kind in matrix if made not in ("wet_ink", "pasted_image")
    )


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description="Mät vad läsaren gör av hela sidor.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "samples")
    parser.add_argument("--seed", type=int, default=9_000)
    parser.add_argument("--clean", type=int, default=324)
    parser.add_argument("--altered", type=int, default=60, help="av varje slag och upplösning")
    parser.add_argument("--unsigned", type=int, default=204)
    given = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    parts: list[Callable[[], bool]] = [
        partial(report_roles, given.folder),
        partial(report_altered, given.seed, given.altered),
        partial(report_clean, given.seed + 1_000, given.clean),
        partial(report_signatures, given.seed + 2_000, given.unsigned),
    ]
    results = [part() for part in parts]  # all are shown, whatever the first says
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
