"""anslut doctor: what is installed, what is missing, and how to get it. It only looks."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from adapters.settings import Settings, load_settings
from cli.exits import Exit
from cli.words import out, percent, table
from domain.errors import AnslutError, SettingsError

INSTALL_TESSERACT = "sudo apt-get install tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng"
LANGUAGES = ("swe", "eng")
# Versions that are known to work together; why stands in docs/decisions.md.
PREFECT_SET = {"prefect": "3.8.8", "fastapi": "0.150.0", "sqlalchemy": "2.0."}


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, and the remedy when it is not as it should be."""

    what: str
    found: str
    remedy: str = ""


def doctor() -> Exit:
    """Look at everything; SETUP when something is missing."""
    checks = [check for look in (_python, _tesseract, _packages, _own) for check in look()]
    rows = [(one.what, one.found, "åtgärda" if one.remedy else "i ordning") for one in checks]
    out.print(table("Vad som behövs", ("Vad", "Funnet", ""), rows))
    amiss = [one for one in checks if one.remedy]
    for one in amiss:  # outside the table: a command is to be copied whole
        out.print(f"{one.what}: {one.remedy}", markup=False, highlight=False, soft_wrap=True)
    return Exit.SETUP if amiss else Exit.OK


def _python() -> Iterator[Check]:
    found = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    yield Check("Python", found, "" if good else "Installera Python 3.11 eller nyare.")


def _tesseract() -> Iterator[Check]:
    if shutil.which("tesseract") is None:
        yield Check("Tesseract", "saknas", INSTALL_TESSERACT)
        return
    yield Check("Tesseract", _first_line("tesseract", "--version"))
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False
    ).stdout.split()
    for language in LANGUAGES:
        there = language in listed
        yield Check(
            f"Tesseract, språket {language}",
            "finns" if there else "saknas",
            "" if there else INSTALL_TESSERACT,
        )


def _packages() -> Iterator[Check]:
    for name, wanted in PREFECT_SET.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "saknas"
        yield Check(name, found, "" if found.startswith(wanted) else "Kör make setup.")


def _own() -> Iterator[Check]:
    """The settings, and what they name. Without settings there is nothing more to look at."""
    try:
        settings = load_settings()
    except AnslutError as error:
        yield Check("Inställningar", "fel", str(error))
        return
    yield Check("Inställningar", "giltiga")
    looks: dict[str, Callable[[Settings], str]] = {
        "Blanketter": _forms,
        "Referensdata": _reference,
        "Kalibrering": _calibration,
        "Betrodda utfärdare": _trust,
        "Databas": _database,
        "Brev": _letters,
    }
    for what, look in looks.items():
        try:
            yield Check(what, look(settings))
        except AnslutError as error:
            yield Check(what, "fel", str(error))


def _forms(settings: Settings) -> str:
    from adapters.forms import load_forms

    return ", ".join(loaded.form.id for loaded in load_forms(settings.forms_dir))


def _reference(_settings: Settings) -> str:
    from adapters.reference import load_lists

    return f"{len(load_lists().municipalities)} kommuner"


def _calibration(settings: Settings) -> str:
    """Raises SettingsError when it cannot be used, or allows more risk than the setting does."""
    from adapters.reference import SHIPPED
    from adapters.reference.calibration import NAME, load_calibration

    made = load_calibration(SHIPPED / NAME)
    if made.target > settings.target_risk:
        raise SettingsError(
            f"{SHIPPED / NAME}: gjord för högst {percent(made.target)} fel i registrerade fält, "
            f"men ANSLUT_TARGET_RISK är {percent(settings.target_risk)}. Kör anslut calibrate."
        )
    return f"{made.provenance.made_on}, {made.fitted + made.held} leveranser"


def _trust(settings: Settings) -> str:
    from adapters.trust import load_trust

    return f"{len(load_trust(settings.trust_roots_dir).roots)} certifikat"


def _database(settings: Settings) -> str:
    from adapters.database import database_place, database_revision
    from adapters.schema import REVISION

    found = database_revision(settings)
    if found is None:
        return "finns inte än, görs när den behövs"
    newer = "" if found == REVISION else f", blir {REVISION} när den används"
    return f"version {found} i {database_place(settings)}{newer}"


def _letters(settings: Settings) -> str:
    """Where letters go. Raises SettingsError when they could not; none is sent to try it."""
    from adapters.notifiers import described, open_notifier

    open_notifier(settings)
    return described(settings)


def _first_line(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0]
