"""anslut forms: the form versions."""

from adapters.forms import LoadedForm, defects, load_forms
from adapters.settings import load_settings
from cli.exits import Exit
from cli.words import err, out, table
from domain.errors import FormError


def list_forms() -> Exit:
    """The form versions with the days on which they are accepted."""
    forms = [loaded.form for loaded in load_forms(load_settings().forms_dir)]
    rows = [
        (
            form.id,
            form.title,
            "avtal" if form.role == "agreement" else "tas ur ärendet",
            form.valid_from.isoformat(),
            form.accepted_until.isoformat() if form.accepted_until else "tills vidare",
            str(form.pages),
            str(len(form.fields)),
        )
        for form in forms
    ]
    columns = ("Blankett", "Titel", "Slag", "Gäller från", "Godtas till", "Sidor", "Fält")
    out.print(table("Blankettversioner", columns, rows))
    return Exit.OK


def verify() -> Exit:
    """Look for what makes a form version unusable."""
    found = [(one.form.id, defect) for one in _loaded() for defect in _defects(one)]
    for form, defect in found:
        err.print(f"{form}: {defect}", markup=False, highlight=False, soft_wrap=True)
    if found:
        return Exit.SETUP
    out.print("Alla blanketter går att använda.")
    return Exit.OK


def _loaded() -> tuple[LoadedForm, ...]:
    return load_forms(load_settings().forms_dir)


def _defects(loaded: LoadedForm) -> tuple[str, ...]:
    """What is wrong with a form version; a blank that cannot be read is all there is to say."""
    from io import BytesIO

    import pypdfium2

    from extractors.text_layer import unlabelled, words_of

    try:
        blank = pypdfium2.PdfDocument(BytesIO(loaded.blank))
        sizes = tuple(page.get_size() for page in blank)
        words = words_of(loaded.blank)
    except (pypdfium2.PdfiumError, FormError):
        return ("blank.pdf går inte att läsa",)
    found = defects(loaded.form, sizes)
    if found:
        return found
    return tuple(
        f"rutan för {key} har inte sin ledtext på blanketten"
        for key in unlabelled(loaded.form, words)
    )
