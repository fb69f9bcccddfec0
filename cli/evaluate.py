"""anslut evaluate: reads samples, judges them, and compares with their expected.json."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import ValidationError
from rich.progress import track

from adapters.forms import LoadedForm, load_forms
from adapters.reason import reason
from adapters.reference import load_reference
from adapters.settings import TIMEZONE, Settings, load_settings
from cli.exits import Exit
from cli.words import err, out, table
from domain.errors import IntakeError
from domain.facts import Facts
from domain.reading import FileReading
from domain.reference import Reference
from flows.reading import open_workers, read_file, real_reader
from pipeline.evaluation import Evaluated, evaluated, evaluation
from pipeline.score import Answer, Score, Tally, tally

Sample = tuple[Path, Answer]  # a delivery's folder and its expected.json
COLUMNS = (
    "profil",
    "skrift",
    "prov",
    "fält rätt",
    "fält",
    "andel",
    "felfria",
    "direkt till registret",
    "andel",
    "fel",
    "funna",
    "felaktigt godkända",
)


def evaluate(directory: Path, report: Path | None = None, as_json: bool = False) -> Exit:
    """Print the tables, or one JSON object; PERSON when anything was registered that should not
    have been. With `report` also write it all as a web page."""
    samples = find_samples(directory)
    settings = trusting(load_settings(), directory)
    reference = load_reference()
    done = list(read_and_judge(directory, samples, settings, reference))
    scores = [one.score for one in done]
    least = reference.calibration.operating_point if reference.calibration else 1.0
    if report or as_json:
        whole = evaluation(done, least)
    if as_json:
        sys.stdout.buffer.write(whole.model_dump_json().encode() + b"\n")
        sys.stdout.flush()
    else:
        _print(directory, scores)
    if report:
        from cli.report import write_report

        files = {name_of(folder, directory): folder / answer.file for folder, answer in samples}
        write_report(report, whole, (directory, reference.calibration), (files, settings))
        err.print(f"Rapporten: {report}", markup=False, highlight=False, soft_wrap=True)
    return Exit.PERSON if any(item.false_accept for item in scores) else Exit.OK


def _print(directory: Path, scores: Sequence[Score]) -> None:
    out.print(table(f"{len(scores)} prov i {directory}", COLUMNS, rows(scores)))
    for title, lines in details(scores):
        if lines:
            out.print(f"\n[bold]{title}[/bold]")
            for line in lines:
                out.print(f"  {line}", markup=False, highlight=False)


def trusting(settings: Settings, directory: Path) -> Settings:
    """The settings; the samples' own issuer of electronic signatures is believed when no other
    is: its certificate lies among them in a folder trusted-roots."""
    own = next(directory.rglob("trusted-roots"), None)
    return settings.model_copy(update={"trust_roots_dir": settings.trust_roots_dir or own})


def find_samples(directory: Path) -> list[Sample]:
    """Every expected.json below a folder, with the file it speaks of. Raises IntakeError."""
    paths = sorted(directory.rglob("expected.json"))
    if not paths:
        raise IntakeError(f"{directory}: här finns inga facit (expected.json).")
    samples = [(path.parent, load_answer(path)) for path in paths]
    for folder, answer in samples:
        if not (folder / answer.file).is_file():
            raise IntakeError(f"{folder / answer.file}: filen som facit talar om finns inte.")
    return samples


def load_answer(path: Path) -> Answer:
    """One expected.json. Raises IntakeError."""
    try:
        return Answer.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise IntakeError(f"{path}: facit kan inte läsas ({reason(error)}).") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise IntakeError(f"{path}: facit har fel form: {error}") from error


def read_and_judge(
    directory: Path, samples: Sequence[Sample], settings: Settings, reference: Reference
) -> Iterator[Evaluated]:
    """Read and judge every sample as if it had just been received, each by itself."""
    loaded = load_forms(settings.forms_dir)
    for (folder, answer), reading in read_samples(samples, settings, loaded):
        facts = facts_of(answer, reference, loaded, settings)
        yield evaluated(name_of(folder, directory), answer, reading, facts)


def name_of(folder: Path, directory: Path) -> str:
    """A sample's name: its folder within the one that is looked at."""
    return folder.relative_to(directory).as_posix() if folder != directory else folder.name


def read_samples(
    samples: Sequence[Sample], settings: Settings, loaded: Sequence[LoadedForm]
) -> Iterator[tuple[Sample, FileReading]]:
    """Read every sample, several at a time."""
    reader = real_reader(loaded, settings)
    # The processes end before the threads that wait for them: Ctrl-C would else wait as well.
    with ThreadPoolExecutor(settings.workers) as threads, open_workers(settings, reader) as workers:
        readings = threads.map(
            lambda sample: read_file(workers, reader, sample[0] / sample[1].file, sample[1].file),
            samples,
        )
        steps = zip(samples, readings, strict=True)
        yield from track(steps, "Läser proven", total=len(samples), console=err)


def facts_of(
    answer: Answer, reference: Reference, loaded: Sequence[LoadedForm], settings: Settings
) -> Facts:
    """What a sample is judged against: the lists, an empty register, its own day of receipt."""
    return Facts(
        reference=reference,
        forms=tuple(one.form for one in loaded),
        received_on=answer.received_at.astimezone(TIMEZONE).date(),
        max_signature_age_days=settings.max_signature_age_days,
        first_mandate_day=settings.first_mandate_day,
    )


def rows(scores: Sequence[Score]) -> list[tuple[str, ...]]:
    """A row for each profile and writing mode, and one for all; what was read by labels, which a
    person confirms whatever was read, in a row of its own."""
    laid = [item for item in scores if not item.by_labels]
    labelled = [item for item in scores if item.by_labels]
    groups = sorted({(item.profile, item.writing) for item in laid})
    listed = [
        row(*group, tally(item for item in laid if (item.profile, item.writing) == group))
        for group in groups
    ]
    listed.append(row("alla", "", tally(laid)))
    return [*listed, row("efter ledord", "", tally(labelled))] if labelled else listed


def row(profile: str, writing: str, total: Tally) -> tuple[str, ...]:
    """One row of the table."""
    return (
        profile,
        writing,
        str(total.samples),
        str(total.exact),
        str(total.fields),
        share(total.exact, total.fields),
        str(total.faultless),
        str(total.straight_through),
        share(total.straight_through, total.faultless),
        str(total.faults),
        str(total.faults_found),
        str(total.false_accepts),
    )


def share(part: int, whole: int) -> str:
    """A share in per cent, or a dash of nothing."""
    return f"{part / whole:.1%}".replace(".", ",") if whole else "–"


def details(scores: Sequence[Score]) -> Iterator[tuple[str, list[str]]]:
    """What went wrong, sample by sample. Samples are fictional: their values may be shown."""
    yield (
        "Felaktigt godkända",
        [f"{item.name}: {item.false_accept}" for item in scores if item.false_accept],
    )
    yield (
        "Fel som inte hittades",
        [f"{item.name}: {', '.join(item.faults_missed)}" for item in scores if item.faults_missed],
    )
    yield (
        "Felfria som en person får se",
        [
            f"{item.name}: {', '.join(item.reasons)}"
            for item in scores
            if item.faultless and not item.registered
        ],
    )
    yield (
        "Fält som lästes fel",
        [
            f"{item.name}: {field.key} ska vara {field.expected!r}, lästes {field.found!r}"
            for item in scores
            for field in item.wrong
            if item.writing == "print"
        ],
    )
    yield (
        "Underskrifter som bedömdes fel",
        [
            f"{item.name}: {item.signature_expected}, bedömdes {item.signature_found}"
            for item in scores
            if item.signature_found and item.signature_expected != item.signature_found
        ],
    )
