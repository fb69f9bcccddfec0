"""Makes sample deliveries with their answers.

    python -m samples.make                     the committed ones (PARTS), and README
    python -m samples.make --out DIR --count N --seed S [--writing W] [--profile P] [--format F]
                           [--faulty SHARE]    N random ones elsewhere

The same seed makes the same bytes.
"""

import argparse
import json
import random
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from rich.progress import track

from samples.deliveries import make_delivery
from samples.originals import Filled, Hidden
from samples.pages import WRITINGS
from samples.scanning import FORMATS, PROFILES, ROUGH
from samples.scenarios import (
    ALTERED,
    ELECTRONIC,
    INBOX,
    NEW,
    OLD,
    SHELF,
    STACK,
    UNLAID,
    Electronic,
    ESigned,
    Scenario,
    Spec,
)
from samples.signing import root_file

__all__ = ["make_delivery"]

HERE = Path(__file__).resolve().parent
FIRST_SEED = 2026_000
# The folders, by name, with what they hold and the seed before that of the first.
PARTS = {
    "altered": (ALTERED, FIRST_SEED + 600),
    "electronic": (ELECTRONIC, FIRST_SEED + 750),
    "inbox": (INBOX, FIRST_SEED - 1),
    "shelf": (SHELF, FIRST_SEED - 1 + len(INBOX)),
    "stack": (STACK, FIRST_SEED + 500),
    "unlaid": (UNLAID, FIRST_SEED + 700),
}
TRUSTED = "trusted-roots"  # where anslut evaluate looks for whom to believe
FILLED: tuple[Filled, ...] = ("drawn", "form_field", "no_appearance")
ESIGN_FAULTS: dict[ESigned, str] = {
    "untrusted": "authentic.esign_untrusted",
    "expired": "authentic.esign_untrusted",
    "changed": "authentic.esign_broken",
    "seal": "authentic.esign_provider",
    "somebody_else": "authentic.esign_signer",
    "none": "complete.signature_missing",
}
TABLE = ("<!-- table: made by samples/make.py -->", "<!-- end of table -->")


class Job(NamedTuple):
    """One delivery to be made: where, what and from which seed."""

    folder: Path
    spec: Spec
    seed: int


def committed() -> list[Job]:
    """The deliveries that stand in the project."""
    jobs: list[Job] = []
    for part, (specs, seed) in PARTS.items():
        for number, spec in enumerate(specs, start=1):
            folder = HERE / part / f"{number:02d}-{spec.name}"
            jobs.append(Job(folder, spec, seed + number))
    return jobs


def random_jobs(arguments: argparse.Namespace) -> list[Job]:
    """Random deliveries; a share of them, `faulty`, has the faults of a committed scenario."""
    rng = random.Random(arguments.seed)
    faulty = [spec for spec in (*INBOX, *SHELF) if isinstance(spec, Scenario) and spec.faults]
    jobs: list[Job] = []
    for number in range(arguments.count):
        plain = Scenario("felfri", "Faultless, random.", form=rng.choice((OLD, NEW)))
        spec = rng.choice(faulty) if rng.random() < arguments.faulty else plain
        writing = arguments.writing if arguments.writing != "all" else rng.choice(WRITINGS)
        profile = arguments.profile if arguments.profile != "all" else rng.choice(PROFILES)
        spec = replace(spec, writing=writing, profile=profile, format=arguments.format)
        folder = arguments.out / f"{number + 1:04d}-{spec.name}"
        jobs.append(Job(folder, spec, arguments.seed * 10_000 + number))
    return jobs


def electronic_jobs(arguments: argparse.Namespace) -> list[Job]:
    """Random electronic originals; a share of them, `faulty`, is not signed as it should be, or
    says something else than it shows."""
    rng = random.Random(arguments.seed)
    jobs: list[Job] = []
    for number in range(arguments.count):
        form, filled = rng.choice((OLD, NEW)), rng.choice(FILLED)
        spec = Electronic("felfri", "Faultless, random.", form, filled)
        if rng.random() < arguments.faulty:
            spec = rng.choice(list(electronic_faults(spec)))
        folder = arguments.out / f"{number + 1:04d}-{spec.name}"
        jobs.append(Job(folder, spec, arguments.seed * 10_000 + number))
    return jobs


def electronic_faults(good: Electronic) -> Iterator[Electronic]:
    """What can be wrong with an electronic original."""
    for signed, code in ESIGN_FAULTS.items():
        if signed != "changed" or good.filled != "drawn":
            yield replace(good, name=signed, signed=signed, faults=(code,), queue="signature")
    ways: tuple[Hidden, ...] = ("not_drawn", "other_drawn")
    for wrong in ("text",) if good.filled == "drawn" else ways:
        if wrong == "text" or good.filled == "form_field":
            yield replace(good, name=wrong, wrong=wrong, faults=("authentic.value_hidden",),
                          queue="altered")  # fmt: skip


def make(job: Job) -> None:
    """Makes one delivery's folder."""
    content, expected = make_delivery(job.spec, job.seed)
    job.folder.mkdir(parents=True, exist_ok=True)
    (job.folder / expected["file"]).write_bytes(content)
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (job.folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def make_all(jobs: Iterable[Job]) -> None:
    """Makes them in two processes."""
    jobs = list(jobs)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for _ in track(pool.map(make, jobs), "Gör provleveranser", total=len(jobs)):
            pass


def table(folders: Iterable[Path]) -> str:
    """The README's table, one line a delivery, from their expected.json."""
    lines = ["| delivery | what it is for | form | decision | findings that must be there |",
             "|---|---|---|---|---|"]  # fmt: skip
    for folder in folders:
        expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
        decision = expected["decision"] + (f", {expected['queue']}" if expected["queue"] else "")
        faults = ", ".join(expected["faults"]) or "none"
        name = f"{folder.parent.name}/{folder.name}"
        form = expected["form"] or "-"
        lines.append(f"| {name} | {expected['purpose']} | {form} | {decision} | {faults} |")
    return "\n".join(lines)


def write_readme(folders: Iterable[Path]) -> None:
    """Puts the table between its marks in README.md."""
    readme = HERE / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split(TABLE[0])
    after = rest.split(TABLE[1])[1]
    text = f"{before}{TABLE[0]}\n{table(folders)}\n{TABLE[1]}{after}"
    readme.write_text(text, encoding="utf-8")


def write_root(folder: Path) -> None:
    """The certificate of the issuer that the samples' electronic signatures are believed by."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "prov-rot.pem").write_bytes(root_file("trusted"))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Gör provleveranser med facit.")
    parser.add_argument("--out", type=Path, help="mapp för slumpade leveranser")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writing", choices=(*WRITINGS, "all"), default="print")
    parser.add_argument("--profile", choices=(*PROFILES, *ROUGH, "all"), default="all")
    parser.add_argument("--format", choices=FORMATS, default="pdf")
    parser.add_argument("--electronic", action="store_true", help="elektroniska original")
    parser.add_argument("--faulty", type=float, default=0.0, help="andel med fel, 0 till 1")
    return parser.parse_args()


def main() -> None:
    """Makes the committed deliveries, or random ones when --out is given."""
    given = arguments()
    if given.out:
        make_all(electronic_jobs(given) if given.electronic else random_jobs(given))
        if given.electronic:
            write_root(given.out / TRUSTED)
        return
    for part in PARTS:
        shutil.rmtree(HERE / part, ignore_errors=True)
    jobs = committed()
    make_all(jobs)
    write_root(HERE / "electronic" / TRUSTED)
    write_readme(job.folder for job in jobs)


if __name__ == "__main__":
    main()
