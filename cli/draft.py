"""anslut forms draft: a form folder from a blank, for a person to go through."""

import re
from pathlib import Path

import typer

from adapters.form_folder import draft_yaml, write_folder
from adapters.reason import reason
from adapters.settings import load_settings
from cli.exits import Exit
from cli.words import err, out
from domain.errors import IntakeError
from domain.form import PLACEHOLDER
from extractors.draft import Draft, NoDraftError, Refusal, draft
from extractors.draft_picture import pictures

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NEW_PDF = "Öppna den i ett annat program, skriv ut den till en ny PDF och försök med den."
REFUSALS: dict[Refusal, str] = {
    "empty_file": "filen är tom. Hämta blanketten på nytt",
    "not_pdf": "filen är ingen PDF. Spara blanketten som PDF och försök igen",
    "locked": "filen är låst med lösenord. Be den som gav ut blanketten om en utan",
    "damaged": f"filen är skadad. Hämta den på nytt. {NEW_PDF}",
    "too_large": "filen är större än en blankett. Dela ut blankettens sidor till en egen PDF",
    "dynamic_xfa": (
        "blanketten är ett dynamiskt XFA-formulär: andra program än Adobe Reader ser bara en sida "
        "som ber dem vänta. Öppna den i Adobe Reader och skriv ut den till en ny PDF, eller be om "
        "en vanlig PDF"
    ),
    "scan": (
        "filen har inga rutor att fylla i: varken formulärfält eller linjer med text. En inskannad "
        "blankett är en bild. Be om blanketten som den skrevs, som PDF, eller skriv form.yaml för "
        "hand efter forms/ssbtek-2022"
    ),
}


def make_draft(blank: Path, form_id: str, folder: Path | None) -> Exit:
    """Make the folder of a form version from its blank; nothing uses it yet."""
    forms_dir = load_settings().forms_dir
    target = (folder or forms_dir) / form_id
    _check_id(form_id, forms_dir, target)
    data = _read(blank)
    try:
        made = draft(data, form_id)
    except NoDraftError as error:
        raise IntakeError(f"{blank}: {REFUSALS[error.why].rstrip('.')}.") from error
    drawn = write_folder(target, data, draft_yaml(made.form, made.ruled), pictures(data, made.form))
    _tell(made, target, drawn)
    return Exit.OK


def _check_id(form_id: str, forms_dir: Path, target: Path) -> None:
    if not ID.fullmatch(form_id):
        raise typer.BadParameter(
            f'"{form_id}" kan inte vara ett id. Skriv små bokstäver a-z, siffror och bindestreck, '
            "till exempel ssbtek-2026.",
            param_hint="--id",
        )
    for path in (forms_dir / form_id, target):
        if path.exists():
            raise typer.BadParameter(
                f"{path} finns redan, och skrivs inte över. Välj ett annat id, eller ta bort "
                "mappen först.",
                param_hint="--id",
            )


def _read(blank: Path) -> bytes:
    try:
        return blank.read_bytes()
    except OSError as error:
        raise IntakeError(f"{blank}: filen kan inte läsas ({reason(error)}).") from error


def _tell(made: Draft, target: Path, drawn: tuple[Path, ...]) -> None:
    fields = made.form.fields
    known = sum(not field.key.startswith(PLACEHOLDER) for field in fields)
    basis = "formulärfälten" if made.fillable else "de linjerade rutorna"
    _say(f"Utkast i {target}, efter {basis}: {made.form.pages} sidor.")
    _say(f"- {len(fields)} rutor, varav {known} med känd betydelse: se {drawn[0].name} med flera.")
    _say(f"- {len(made.form.clauses)} numrerade meningar.")
    if made.filled:
        err.print(
            f"Blanketten är ifylld i {made.filled} rutor. Börja om med en tom: det som står i den "
            "kan vara personuppgifter.",
            markup=False,
            soft_wrap=True,
        )
    _say("Utkastet används inte. anslut forms verify säger vad som återstår.")


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
