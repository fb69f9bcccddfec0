"""anslut check: reads and judges files, and stores nothing."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from adapters.forms import LoadedForm, load_forms
from adapters.reason import reason
from adapters.reference import load_reference
from adapters.settings import TIMEZONE, Settings, load_settings
from adapters.workers import Workers
from cli.check_output import CheckedAgreement, CheckedFile, CheckedFinding, checked_file
from cli.exits import Exit
from cli.fields import field_table
from cli.received import received_at_option
from cli.words import OUTCOMES, QUEUES, SEVERITIES, SIGNATURES, err, out, printable
from domain.errors import EngineError, IntakeError, ToolMissing
from domain.facts import Facts
from domain.reading import FileReading
from flows.reading import MEGABYTE, FileReader, open_workers, read_file, real_reader, unusable
from pipeline.judge import judge


def check(
    files: list[Path], as_json: bool, received_at: str | None, pictures: Path | None = None
) -> Exit:
    """Judge every file, in the order given; a file that is not there does not stop the others. With
    `pictures`, draw how each page was read there."""
    settings = load_settings()
    loaded = load_forms(settings.forms_dir)
    facts = _facts(settings, loaded, received_at_option(received_at) or datetime.now(UTC))
    codes = {Exit.OK}
    unrepaired: set[str] = set()
    drawing = Drawing(pictures, len(files) > 1, settings) if pictures else None
    for path, reading in zip(files, _read(files, loaded, settings, drawing), strict=True):
        if isinstance(reading, OSError):
            _tell(path, reading)
            codes.add(Exit.UNREADABLE)
            continue
        checked = checked_file(printable(str(path)), reading, judge([reading], facts))
        _print(checked, as_json)
        codes.add(_code(reading, checked))
        if reading.problem == "reader_unusable":
            unrepaired.add(reading.detail)
    for what in sorted(unrepaired):
        err.print(what, markup=False, highlight=False, soft_wrap=True)
    return max(codes)


def _facts(settings: Settings, loaded: Sequence[LoadedForm], at: datetime) -> Facts:
    return Facts(
        reference=load_reference(),
        forms=tuple(one.form for one in loaded),
        received_on=at.astimezone(TIMEZONE).date(),
        max_signature_age_days=settings.max_signature_age_days,
        first_mandate_day=settings.first_mandate_day,
    )


def _read(
    paths: Sequence[Path],
    loaded: Sequence[LoadedForm],
    settings: Settings,
    drawing: "Drawing | None",
) -> Iterator[FileReading | OSError]:
    """Each path's reading, or why it cannot be opened; in order, several read at a time."""
    reader = real_reader(loaded, settings)
    # a process for each file at most: each costs a start
    settings = settings.model_copy(update={"workers": min(settings.workers, max(1, len(paths)))})
    # The processes end before the threads that wait for them: Ctrl-C would else wait as well.
    with (
        ThreadPoolExecutor(settings.workers) as threads,
        open_workers(settings, reader) as workers,
    ):
        for at, reading in enumerate(
            threads.map(lambda path: _read_one(workers, reader, path), paths)
        ):
            if drawing and isinstance(reading, FileReading) and reading.pages:
                drawing.draw(workers, (at + 1, paths[at]), reading)
            yield reading


def _read_one(workers: Workers, reader: FileReader, path: Path) -> FileReading | OSError:
    try:
        return read_file(workers, reader, path, path.name)
    except OSError as error:
        return error
    except ToolMissing as error:
        return unusable(path.name, error)


class Drawing:
    """Where the pictures go. With several files each has its number in their names."""

    def __init__(self, folder: Path, numbered: bool, settings: Settings) -> None:
        """Makes the folder. Raises IntakeError."""
        self._folder = folder
        self._numbered = numbered
        self._limits = (settings.max_file_megabytes * MEGABYTE, settings.max_pages)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IntakeError(f"{folder}: mappen kan inte användas ({reason(error)}).") from error

    def draw(self, workers: Workers, file: tuple[int, Path], reading: FileReading) -> None:
        """Draw the pages of a file. Raises IntakeError when a picture cannot be written; a file
        that cannot be drawn within its time has none."""
        number, path = file
        try:
            pictures = workers.run(draw_pages, path.read_bytes(), self._limits, reading)
        except EngineError as error:
            err.print(f"{path}: sidorna kunde inte ritas ({error}).", markup=False, highlight=False)
            return
        before = f"{number}-{path.stem}-" if self._numbered else ""
        for page, picture in enumerate(pictures, 1):
            target = self._folder / f"{before}sida-{page}.png"
            try:
                target.write_bytes(picture)
            except OSError as error:
                raise IntakeError(
                    f"{target}: bilden kan inte skrivas ({reason(error)})."
                ) from error


def draw_pages(data: bytes, limits: tuple[int, int], reading: FileReading) -> tuple[bytes, ...]:
    """Draws in a worker process; what it needs is loaded there and not here."""
    from cli.pictures import draw_file
    from pipeline.read import Limits, prepared_blanks

    kept = Limits(max_bytes=limits[0], max_pages=limits[1])
    return draw_file(data, kept, reading, prepared_blanks())


def _tell(path: Path, error: OSError) -> None:
    message = f"{path}: filen kan inte läsas ({reason(error)}). Kontrollera sökvägen."
    err.print(message, markup=False, highlight=False, soft_wrap=True)


def _code(reading: FileReading, checked: CheckedFile) -> Exit:
    if reading.problem:
        return Exit.SETUP if reading.problem == "reader_unusable" else Exit.UNREADABLE
    return Exit.PERSON if checked.decision == "review" else Exit.OK


def _print(checked: CheckedFile, as_json: bool) -> None:
    if as_json:
        # JSON is UTF-8 (RFC 8259), whatever the terminal is.
        sys.stdout.buffer.write(checked.model_dump_json().encode() + b"\n")
        sys.stdout.flush()
        return
    out.rule(Text(checked.file), align="left")
    for agreement in checked.agreements:
        _print_agreement(agreement)
    _print_findings(checked.findings)
    queue = f", kö: {QUEUES[checked.queue]}" if checked.queue else ""
    out.print(f"Beslut: {OUTCOMES[checked.decision]}{queue}", style="bold", highlight=False)


def _print_agreement(agreement: CheckedAgreement) -> None:
    title = f"{agreement.form}, underskrift: {SIGNATURES[agreement.signature.kind]}"
    out.print(field_table(title, agreement.fields.items()))
    _print_findings(agreement.findings)


def _print_findings(findings: Sequence[CheckedFinding]) -> None:
    for finding in findings:
        line = f"- {SEVERITIES[finding.severity]}: {finding.message} ({finding.code})"
        out.print(line, markup=False, highlight=False, soft_wrap=True)
