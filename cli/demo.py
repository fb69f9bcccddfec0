"""anslut demo: the whole way, with the samples, in a data folder of its own."""

import json
import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from adapters.inbox import Arrival, files_in, take_in
from adapters.originals import Originals
from adapters.progress import End, ends
from adapters.settings import PROJECT, Settings, load_settings, parse_received_at
from adapters.store import open_store
from cli.exits import Exit
from cli.lives import ANSWERED, live
from cli.run import conclude, run_nightly
from cli.web import address
from cli.words import OUTCOMES, QUEUES, out, table
from domain.errors import IntakeError, SettingsError
from domain.judgement import Decision
from flows.machine import open_machine
from pipeline.words import USER_ROLES
from webapp.demo import DEMO_PASSWORD, DEMO_USERS, add_demo_users

# The inbox, and one with a page missing, which an answer brings.
SAMPLES = (
    PROJECT / "samples" / "inbox",
    PROJECT / "samples" / "shelf" / ANSWERED,
)
MARK = ".anslut-demo"  # only a folder with this file in it is ever removed


def demo() -> Exit:
    """Start clean, take in the samples, run the night once, and show what happened; then let three
    cases live on to their end."""
    given = load_settings()
    settings = demo_settings(given)
    _start_clean(settings.data_dir)
    names = take_in_samples(settings, SAMPLES)
    with open_machine(settings) as machine:
        summary = run_nightly(settings)
        found = ends(machine.store)
        rows = sorted(_row(names[end.delivery], end) for end in found)
        out.print(table("Vad som hände", ("Leverans", "Part", "Beslut", "Kö", "Orsaker"), rows))
        done = conclude(summary)
        add_demo_users(machine.store)
        if done == Exit.OK and not live(machine, {names[one.delivery]: one.case for one in found}):
            done = Exit.PERSON
    _tell_where_to_look(settings, len(names), summary.seconds)
    _tell_of_the_web(settings, bool(given.database_url))
    return done


def demo_settings(settings: Settings) -> Settings:
    """A data folder of its own, letters in a folder, and no lots."""
    folder = (settings.data_dir / "demo").absolute()
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": "",
            "demo": True,
            "sample_share": 0.0,
            "letters_dir": folder / "letters",
        }
    )


def _start_clean(folder: Path) -> None:
    """Remove what an earlier demo left. A folder that is not a demo's is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise SettingsError(
                f"{folder} är inte demons egen mapp och lämnas orörd. Flytta den, eller välj en "
                "annan mapp med ANSLUT_DATA_DIR."
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def take_in_samples(settings: Settings, folders: Iterable[Path]) -> dict[str, str]:
    """Take in every sample as its answer says that it came; delivery id -> the sample's name."""
    originals = Originals(settings.originals_dir)
    names: dict[str, str] = {}
    with closing(open_store(settings)) as store:
        for path in (file for folder in folders for file in files_in(folder)):
            receipt = take_in(path, _arrival(path.parent / "expected.json"), originals, store)
            names[receipt.delivery] = path.parent.name
    return names


def _arrival(answer: Path) -> Arrival:
    try:
        told = json.loads(answer.read_text(encoding="utf-8"))
        return Arrival(told["channel"], parse_received_at(told["received_at"]))
    except (OSError, ValueError, KeyError) as error:
        raise IntakeError(f"{answer}: facit saknas eller kan inte läsas.") from error


def _row(name: str, end: End) -> tuple[str, str, str, str, str]:
    decision: Decision = end.decision
    queue = QUEUES[decision.queue] if decision.queue else ""
    reasons = "\n".join(decision.reasons)
    return name, end.party or "-", OUTCOMES[decision.outcome], queue, reasons


def _tell_where_to_look(settings: Settings, count: int, seconds: float) -> None:
    out.print(f"{count} leveranser, flödet tog {seconds:.0f} s.", highlight=False)
    out.print("Se vidare:")
    for command in ("register list", "queue list", "case show ÄRENDE", "register export"):
        line = f"  ANSLUT_DATA_DIR={_short(settings.data_dir)} .venv/bin/anslut {command}"
        out.print(line, markup=False, highlight=False, soft_wrap=True)


def _tell_of_the_web(settings: Settings, has_database: bool) -> None:
    """How to open the same cases in the web application, and as whom. A database that the settings
    name is not the demo's: the command leaves it out."""
    without = "ANSLUT_DATABASE_URL= " if has_database else ""
    folder = _short(settings.data_dir)
    out.print("I webbläsaren:")
    line = f"  ANSLUT_DEMO=true {without}ANSLUT_DATA_DIR={folder} .venv/bin/anslut web"
    out.print(line, markup=False, highlight=False, soft_wrap=True)
    out.print(f"Öppna sedan {address(settings)} och logga in med ett av namnen här under.")
    out.print(f"Alla har lösenordet {DEMO_PASSWORD}.", highlight=False)
    rows = [(login, name, USER_ROLES[role]) for login, name, role in DEMO_USERS]
    out.print(table("Demons användare", ("Inloggning", "Namn", "Roll"), rows))


def _short(path: Path) -> Path:
    """The path as seen from here, when it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
