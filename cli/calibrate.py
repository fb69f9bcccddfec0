"""anslut calibrate: learns from labelled deliveries how probable values are, and chooses the
operating point."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from adapters.forms import load_forms
from adapters.reference import SHIPPED, load_lists
from adapters.reference.calibration import NAME, save_calibration
from adapters.settings import TIMEZONE, load_settings
from cli.evaluate import Sample, facts_of, find_samples, name_of, read_samples, share, trusting
from cli.exits import Exit
from cli.words import out, percent
from domain.calibration import WHOLE, Calibration, Provenance, Step
from domain.errors import IntakeError
from pipeline.calibrate import Labelled, calibrate
from pipeline.operating_point import needed

ENGINES = ("tesserocr", "rapidocr", "onnxruntime", "opencv-python-headless", "pypdfium2")


def calibrate_on(directory: Path, target: float | None, file: Path | None, day: str | None) -> Exit:
    """Write the calibration, and tell what is known of it."""
    given = day_option(day)
    samples = find_samples(directory)
    settings = trusting(load_settings(), directory)
    target = target or settings.target_risk
    loaded, lists = load_forms(settings.forms_dir), load_lists()
    read = [
        Labelled(
            name=name_of(folder, directory),
            answer=answer,
            reading=reading,
            facts=facts_of(answer, lists, loaded, settings),
        )
        for (folder, answer), reading in read_samples(samples, settings, loaded)
    ]
    path = file or SHIPPED / NAME
    made = calibrate(read, target, provenance(directory, samples, given))
    if not made.cells:
        raise IntakeError(f"{directory}: här finns inget läst värde att lära av.")
    save_calibration(made, path)
    tell(made, path)
    return Exit.OK


def day_option(text: str | None) -> date | None:
    """The day given. A usage error when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text} är inget datum som 2026-01-31.") from error


def provenance(directory: Path, samples: Sequence[Sample], given: date | None) -> Provenance:
    """What the calibration is made from. The hash is of all answers, in order."""
    answers = hashlib.sha256()
    for folder, _ in samples:
        answers.update((folder / "expected.json").read_bytes())
    last = max(answer.received_at.astimezone(TIMEZONE).date() for _, answer in samples)
    return Provenance(
        command=f"anslut calibrate {directory.name}",
        data=", ".join(parts(directory, samples)),
        data_sha256=answers.hexdigest(),
        made_on=given or last,
        versions=versions(),
    )


def parts(directory: Path, samples: Sequence[Sample]) -> list[str]:
    """The folders that deliveries lie in, with how many."""
    found = [folder.parent.relative_to(directory).as_posix() for folder, _ in samples
             if folder != directory]  # fmt: skip
    return [f"{name}: {found.count(name)}" for name in dict.fromkeys(found)]


def versions() -> Mapping[str, str]:
    """Of the project, and of what reads."""
    return {name: installed(name) for name in ("anslut", *ENGINES)}


def installed(name: str) -> str:
    """A package's version."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def tell(made: Calibration, path: Path) -> None:
    """What was learned, in a few lines."""
    for line in told(made):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    out.print(f"Skrivet: {path}", markup=False, highlight=False, soft_wrap=True)


def told(made: Calibration) -> list[str]:
    """The same as text."""
    learned = made.cells[WHOLE]
    lines = [
        f"Lärt av {learned.examples} värden i {made.fitted} leveranser, "
        f"{share(learned.right, learned.examples)} av dem rätt.",
        f"På de andra {made.held} leveranserna avviker säkerheten med "
        f"{percent(made.held_error)} (ECE, {made.held_values} värden).",
        *map(step_told, made.steps),
    ]
    if made.is_met:
        return [
            *lines,
            f"Värden med en källa godkänns från säkerheten {made.operating_point}: högst "
            f"{percent(made.target)} fel i registrerade fält, med 95 % visshet.",
        ]
    return [
        *lines,
        f"Underlaget räcker inte för högst {percent(made.target)} fel: det behövs minst "
        f"{needed(made.target)} fält, utan fel, i avtal som inget annat stoppar. Den strängaste "
        f"gränsen används: {made.operating_point}.",
    ]


def step_told(step: Step) -> str:
    """One step of the choice."""
    return (
        f"  gräns {step.threshold}: {step.agreements} avtal, {step.fields} fält, {step.wrong} fel, "
        f"högst {percent(step.bound)}"
    )
