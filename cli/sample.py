"""anslut sample: registered cases that chance has picked, typed anew by who sees no value."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from adapters.forms import load_forms
from adapters.originals import Originals
from adapters.queries import CaseFile, case_file
from adapters.reason import reason
from adapters.samples import not_waiting, record_check, turns, waiting_samples
from adapters.settings import Settings, load_settings
from adapters.store import Store, open_store
from adapters.workers import Workers
from cli.answers import Answers, ask_again, ask_all, complete, loaded
from cli.exits import Exit
from cli.who import named
from cli.words import QUEUES, counted, err, moment, out, table
from domain.agreement import Agreement
from domain.errors import FormError, IntakeError, NotFound
from domain.judgement import SAMPLED
from domain.page import Box, Rotation
from domain.sample import BlindCheck
from flows.reading import MEGABYTE
from pipeline.blind import Compared, Question, compare, conclude, differing, questions
from pipeline.ports import Checked
from validators.field_names import FIELD_NAMES


def list_samples() -> Exit:
    """What waits for a blind check, oldest first: nothing of what was read."""
    with closing(open_store(load_settings())) as store:
        items = waiting_samples(store)
    if not items:
        out.print("Inget väntar på blindkontroll.")
        return Exit.OK
    rows = [(one.case, moment(one.received_at), one.file) for one in items]
    out.print(table("Väntar på blindkontroll", ("Ärende", "Inkom", "Fil"), rows))
    return Exit.OK


def check_sample(
    case: str, by: str | None, pictures: Path | None, answers: tuple[Path | None, Path | None]
) -> Exit:
    """Ask what stands in each box, compare, and write down what came of it.

    `answers` are the files of the first answers and of those to what differed; without the first
    the answers are asked for here. PERSON when a difference stands.
    """
    settings = load_settings()
    who = named(by, settings)
    with closing(open_store(settings)) as store:
        found, agreement = _waiting(store, case)
        asked = _asked(agreement, settings)
        if pictures:
            _draw(found, asked, turns(store, found.delivery.id), (pictures, settings))
        came_of_it = _answered(agreement, asked, answers)
        check = BlindCheck(
            case=found.case.id,
            by=who,
            at=datetime.now(UTC),
            compared=tuple(one.key for one in asked),
            differing=came_of_it.differing,
            slips=came_of_it.slips,
        )
        checked = conclude(check, came_of_it.typed)
        record_check(store, checked)
    return _tell(checked)


def _waiting(store: Store, case: str) -> tuple[CaseFile, Agreement]:
    """The case, if it waits for a blind check; NotFound."""
    found = case_file(store, case)
    if found.queue != SAMPLED or found.case.agreement is None:
        raise NotFound(not_waiting(found.case.id))
    return found, found.case.agreement


def _asked(agreement: Agreement, settings: Settings) -> tuple[Question, ...]:
    forms = {one.form.id: one.form for one in load_forms(settings.forms_dir)}
    if agreement.form not in forms:
        raise FormError(
            f"Blanketten {agreement.form} finns inte i {settings.forms_dir}. Lägg tillbaka den."
        )
    return questions(agreement, forms[agreement.form])


def _answered(
    agreement: Agreement, asked: Sequence[Question], files: tuple[Path | None, Path | None]
) -> Compared:
    """The answers, compared. What differs is asked for again, and only its name is told."""
    keys = [one.key for one in asked]
    first_file, again_file = files
    first = complete(first_file, keys) if first_file else ask_all(asked)
    doubtful = differing(agreement, asked, first)
    again: Answers = {}
    if again_file:
        again = loaded(again_file, keys)
    elif doubtful and not first_file:
        again = ask_again([one for one in asked if one.key in doubtful])
    return compare(agreement, asked, first, again)


def _draw(
    found: CaseFile,
    asked: Sequence[Question],
    upright: Mapping[int, Rotation],
    target: tuple[Path, Settings],
) -> None:
    """A picture of each box in the folder, numbered as the boxes are asked for."""
    folder, settings = target
    data = Originals(settings.originals_dir).read(found.delivery.originals[0].sha256)
    limits = (settings.max_file_megabytes * MEGABYTE, settings.max_pages)
    places = [(one.page, one.box, upright[one.page]) for one in asked]
    with Workers(
        1, seconds=settings.document_seconds, megabytes=settings.document_megabytes
    ) as workers:
        pictures = workers.run(_crops, data, limits, places)
    _write(folder, asked, pictures)
    err.print(
        f"{counted(len(pictures), 'bild', 'bilder')} i {folder}. De visar det som står på "
        "papperet: ta bort dem efteråt.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _crops(
    data: bytes, limits: tuple[int, int], places: Sequence[tuple[int, Box, Rotation]]
) -> tuple[bytes, ...]:
    """Draws in a worker process; what it needs is loaded there and not here."""
    from extractors.crops import Place, draw_crops
    from extractors.pdf import Limits

    kept = Limits(max_bytes=limits[0], max_pages=limits[1])
    return draw_crops(data, kept, [Place(*one) for one in places])


def _write(folder: Path, asked: Sequence[Question], pictures: Sequence[bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, (one, picture) in enumerate(zip(asked, pictures, strict=True), 1):
            (folder / f"{number:02}-{one.key}.png").write_bytes(picture)
    except OSError as error:
        raise IntakeError(f"{folder}: bilderna kan inte skrivas ({reason(error)}).") from error


def _tell(checked: Checked) -> Exit:
    check = checked.check
    if check.slips:
        _say(f"Felskrivet vid kontrollen, rätt i registret: {_named(check.slips)}.")
    if not checked.queue:
        _say(f"Alla {len(check.compared)} rutor stämmer. Ärende {check.case} är kontrollerat.")
        return Exit.OK
    _say(f"Stämmer inte med papperet: {_named(check.differing)}.")
    _say(
        f"Ärende {check.case} väntar nu på en person i kön {QUEUES[checked.queue]}: posten i "
        f"registret ska rättas. Se anslut queue show {check.case}."
    )
    return Exit.PERSON


def _named(keys: Sequence[str]) -> str:
    return ", ".join(FIELD_NAMES[key] for key in keys)


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
