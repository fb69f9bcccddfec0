"""Times the whole of `anslut check` against full-page Tesseract of the same pages, in one run.

    scripts/benchmark [FOLDER] [--count N]            CPU seconds a page; ends with 1 below ENOUGH
    scripts/benchmark [FOLDER] [--count N] --parts    where the time goes
    scripts/benchmark [FOLDER] [--count N] --ocrmypdf COMMAND
                                                      the same against OCRmyPDF, and peak memory

FOLDER holds samples with their expected.json, by default samples/. CPU seconds are those of the
command and of everything that it starts, to the last child. Tesseract gets pictures that are drawn
already, all pages of a file in one process.
"""

import argparse
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from time import process_time

import cv2

from adapters.forms import load_forms
from adapters.reference import load_reference
from cli.evaluate import find_samples
from extractors.blanks import BlankPage, prepare
from extractors.flatten import lay_down
from extractors.identify import Match, identify
from extractors.lines import SecondReader, read_all
from extractors.ocr import Line, OcrEngine, Script, TesseractEngine
from extractors.pdf import Limits, PagePicture, PdfFile, Picture
from extractors.reader import SeenPage, conclude, next_first, subtract, unlaid, written
from extractors.second import PaddleEngine
from extractors.separator import codes_on
from validators.vouchers import vouched_keys

ROOT = Path(__file__).resolve().parent.parent
CHECK = (sys.executable, "-m", "cli.app", "check", "--json")
PROFILES = ("grey300", "grey200", "g4_200")
ENOUGH = 4.0  # times less CPU time than full-page Tesseract: what must hold, with two readers
ENOUGH_OCRMYPDF = 8.0  # and than OCRmyPDF
MOST_MEGABYTES = 700  # at the peak, in any one process
PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


@dataclass(frozen=True)
class Sample:
    """A delivery of the samples, how it was scanned, and its number of pages."""

    file: Path
    profile: str
    pages: int


@dataclass(frozen=True)
class Cost:
    """CPU seconds for `pages` pages: by one call of check for all files, by a call for each file,
    and by Tesseract."""

    files: int = 0
    pages: int = 0
    together: float = 0.0
    apart: float = 0.0
    tesseract: float = 0.0


def choose(folder: Path, count: int) -> list[Sample]:
    """The first samples that are scans of a form, of each profile in turn."""
    found = [
        Sample(place / answer.file, answer.profile, len(answer.pages))
        for place, answer in find_samples(folder)
        if answer.form
    ]
    columns = [[one for one in found if one.profile == profile] for profile in PROFILES]
    in_turn = chain.from_iterable(zip_longest(*columns))
    return [one for one in in_turn if one][:count]


def cpu() -> float:
    """CPU seconds of this process and of every child that it has waited for."""
    spent = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


def cpu_of(command: Sequence[str], may_end_with: Sequence[int]) -> float:
    """CPU seconds of a command and of all that it starts, whoever waits for it: worker processes
    outlive the command by a moment and come to this process, which is their subreaper."""
    before = cpu()
    code = subprocess.run(command, stdout=subprocess.DEVNULL, cwd=ROOT, check=False).returncode
    if code not in may_end_with:
        raise SystemExit(f"{' '.join(command[:5])} ... ended with {code}")
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return cpu() - before


def cpu_of_check(files: Sequence[Path]) -> float:
    """CPU seconds of `anslut check`. A person's case (1) and a bad file (3) are results too."""
    # one process that reads, as on the other side: two at a time slow each other down
    os.environ["ANSLUT_WORKERS"] = "1"
    return cpu_of([*CHECK, *map(str, files)], may_end_with=(0, 1, 3))


def cpu_of_tesseract(file: Path) -> float:
    """CPU seconds that Tesseract takes for a file's whole pages, as our reader draws them."""
    with tempfile.TemporaryDirectory(prefix="anslut-benchmark-") as folder:
        listing, dpi = save_pages(file, Path(folder))
        command = ["tesseract", str(listing), "stdout", "-l", "swe+eng", "--dpi", str(dpi), "quiet"]
        return cpu_of(command, may_end_with=(0,))


def save_pages(file: Path, folder: Path) -> tuple[Path, int]:
    """A file's pages as pictures, the list of them that Tesseract takes, and their resolution."""
    names: list[str] = []
    dpi = 0.0
    with PdfFile(file.read_bytes(), Limits()) as pdf:
        for page in pdf.pages():
            names.append(str(folder / f"{page.number}.pgm"))
            cv2.imwrite(names[-1], page.picture)
            dpi = page.dpi
    listing = folder / "list.txt"
    listing.write_text("\n".join(names) + "\n")
    return listing, round(dpi)


def measure(samples: Sequence[Sample]) -> Cost:
    """What the samples of one profile cost."""
    files = [one.file for one in samples]
    return Cost(
        files=len(files),
        pages=sum(one.pages for one in samples),
        together=cpu_of_check(files),
        apart=sum(cpu_of_check([file]) for file in files),
        tesseract=sum(map(cpu_of_tesseract, files)),
    )


def add_up(costs: Sequence[Cost], samples: Sequence[Sample]) -> Cost:
    """What all samples cost; together they are checked anew, by one call for all profiles."""
    return Cost(
        files=sum(one.files for one in costs),
        pages=sum(one.pages for one in costs),
        together=cpu_of_check([one.file for one in samples]),
        apart=sum(one.apart for one in costs),
        tesseract=sum(one.tesseract for one in costs),
    )


def peak_megabytes() -> float:
    """The most memory that any process had, of those that were waited for so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def cpu_of_ocrmypdf(command: str, file: Path) -> float:
    """CPU seconds that OCRmyPDF takes for a file, turned and straightened, in one process."""
    with tempfile.TemporaryDirectory(prefix="anslut-benchmark-") as folder:
        how = ("-l", "swe", "--rotate-pages", "--deskew", "--jobs", "1", "--output-type", "pdf")
        made = Path(folder) / "out.pdf"
        return cpu_of([command, "-q", *how, str(file), str(made)], may_end_with=(0,))


def compare_ocrmypdf(command: str, samples: Sequence[Sample]) -> int:
    """Print CPU seconds a page of the whole check and of OCRmyPDF, and the check's peak memory; 1
    when either is not what it has to be. The same files once more in the same call cost what they
    cost a night, whose processes have started long ago."""
    print("CPU seconds a page; in brackets the ratio to OCRmyPDF")
    print("profile  files  pages  OCRmyPDF  check, one call  check, started")
    most, reached = 0.0, True
    for profile in PROFILES:
        mine = [one for one in samples if one.profile == profile]
        if not mine:
            continue
        pages = sum(one.pages for one in mine)
        files = [one.file for one in mine]
        ours = cpu_of_check(files)
        started = cpu_of_check([*files, *files]) - ours
        most = most or peak_megabytes()  # before OCRmyPDF has run
        theirs = sum(cpu_of_ocrmypdf(command, one.file) for one in mine)
        reached = reached and theirs >= ENOUGH_OCRMYPDF * ours
        print(
            f"{profile:<8} {len(mine):>5} {pages:>6} {theirs / pages:>9.2f} "
            f"{ours / pages:>10.3f} ({theirs / ours:.1f}) {started / pages:>9.3f} "
            f"({theirs / started:.1f})",
            flush=True,
        )
    print(f"the check's largest process: {most:.0f} MB at its peak")
    return 0 if reached and most < MOST_MEGABYTES else 1


def compare(samples: Sequence[Sample]) -> int:
    """Print the table, a line as soon as it is measured; 1 when the ratio is under ENOUGH."""
    print("CPU seconds a page; in brackets the ratio to full-page Tesseract")
    print("profile  files  pages  Tesseract  check, one call  check, a call a file")
    costs: list[Cost] = []
    for profile in PROFILES:
        if mine := [one for one in samples if one.profile == profile]:
            costs.append(measure(mine))
            print(line(profile, costs[-1]), flush=True)
    total = add_up(costs, samples)
    print(line("all", total))
    return 0 if total.tesseract >= ENOUGH * total.together else 1


def line(name: str, cost: Cost) -> str:
    """One line of the table."""
    whole = cost.tesseract / cost.pages
    ours = [
        f"{spent / cost.pages:.2f} ({cost.tesseract / spent:.1f})"
        for spent in (cost.together, cost.apart)
    ]
    return f"{name:<8} {cost.files:>5} {cost.pages:>6} {whole:>10.2f} {ours[0]:>16} {ours[1]:>21}"


class Meter:
    """CPU seconds of this process by part of the work. A part within another counts for itself."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inner = 0.0

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Count the block as this part."""
        before, outer = process_time(), self._inner
        self._inner = 0.0
        yield
        whole = process_time() - before
        self.spent[part] += whole - self._inner
        self._inner = outer + whole


class MeteredEngine:
    """An engine whose reading is a part of its own."""

    def __init__(self, engine: OcrEngine, meter: Meter, part: str) -> None:
        self._engine = engine
        self._meter = meter
        self._part = part
        self.name = engine.name

    def read_lines(self, pictures: Sequence[Picture], script: Script) -> list[Line]:
        """See OcrEngine."""
        with self._meter(self._part):
            return self._engine.read_lines(pictures, script)


def read(
    file: Path, blanks: Sequence[BlankPage], engines: tuple[OcrEngine, SecondReader], meter: Meter
) -> None:
    """What extractors.reader does with a file, with a meter on each part."""
    with meter("open and draw"), PdfFile(file.read_bytes(), Limits()) as pdf:
        pages = list(pdf.pages())
    seen: list[SeenPage] = []
    for page in pages:
        likely = next_first(blanks, seen[-1].identity) if seen else blanks
        seen.append(look(page, likely, meter))
    with meter("weigh what was read"):
        lines = read_all(engines[0], written(seen), engines[1])
        for looked in seen:
            conclude(looked, lines)


def look(page: PagePicture, blanks: Sequence[BlankPage], meter: Meter) -> SeenPage:
    """See extractors.reader.look."""
    matches = identify(page, blanks)
    tried: list[Match] = []
    while True:
        with meter("identify"):  # matches are made one by one
            match = next(matches, None)
        if match is None:
            return SeenPage(identity=unlaid(page, tried, codes_on(page)), source=page.source)
        with meter("register"):
            laid = lay_down(page, match)
        if laid:
            with meter("subtract the blank"):
                return subtract(laid.page, laid.match, laid.lying)
        tried.append(match)


def show_parts(samples: Sequence[Sample]) -> int:
    """Print where the time goes: once for each command and process, and for each page."""
    cv2.setNumThreads(1)  # as pipeline.read does
    meter = Meter()
    with meter("blanks"):
        blanks = prepare((one.form, one.blank) for one in load_forms(ROOT / "forms"))
    with meter("engine"):
        engine = MeteredEngine(TesseractEngine(), meter, "read 1 (Tesseract)")
    second = SecondReader(
        MeteredEngine(PaddleEngine(), meter, "read 2 (PP-OCRv6)"),
        partial(vouched_keys, load_reference()),
    )
    once = {part: meter.spent.pop(part) for part in ("blanks", "engine")}
    for one in samples:
        read(one.file, blanks, (engine, second), meter)
    pages = sum(one.pages for one in samples)
    whole = sum(meter.spent.values())
    print(f"{len(samples)} files, {pages} pages; CPU seconds")
    print(f"the command with a file that is no PDF  {cpu_of_start():.2f}")
    print(f"  of which to prepare the blanks        {once['blanks']:.2f}")
    print(f"  and to load Tesseract's models        {once['engine']:.2f}")
    for part, spent in sorted(meter.spent.items(), key=lambda item: -item[1]):
        print(f"{part:<22} a page {spent / pages:>6.3f}  {spent / whole:>4.0%}")
    print(f"{'all of it':<22} a page {whole / pages:>6.3f}")
    return 0


def cpu_of_start() -> float:
    """CPU seconds of a command that has nothing to read, with its worker made ready."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(b"no PDF")
        file.flush()
        return cpu_of_check([Path(file.name)])


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description="Jämför anslut check med Tesseract på hela sidor.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "samples")
    parser.add_argument("--count", type=int, default=24, help="antal leveranser")
    parser.add_argument("--parts", action="store_true", help="visa var tiden går åt")
    parser.add_argument("--ocrmypdf", metavar="COMMAND", help="jämför med OCRmyPDF i stället")
    given = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = (
        "1"  # with threads of its own Tesseract takes many times as long
    )
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    samples = choose(given.folder, given.count)
    if given.ocrmypdf:
        return compare_ocrmypdf(given.ocrmypdf, samples)
    return show_parts(samples) if given.parts else compare(samples)


if __name__ == "__main__":
    sys.exit(main())
