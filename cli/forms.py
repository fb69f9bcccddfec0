"""anslut forms: the form versions, in use and as drafts."""

from collections.abc import Iterator

from adapters.forms import LoadedDraft, LoadedForm, defects, load_each
from adapters.settings import load_settings
from cli.exits import Exit
from cli.words import err, out, table
from domain.errors import FormError
from domain.form import FormDraft, FormMap
from validators.complete import ALWAYS_REQUIRED
from validators.field_names import FIELD_NAMES

# Without a box for one of these every case goes to a person (validators/complete.py).
NEEDED = (*ALWAYS_REQUIRED, "terms.accepted", "signature.signature")
LOW = 25.0  # points; a signature in a lower box reaches out of it


def list_forms() -> Exit:
    """The form versions with the days on which they are accepted, and the drafts."""
    forms, drafts, broken = _sorted(load_each(load_settings().forms_dir))
    rows = [_row(one.form, one.form.valid_from.isoformat()) for one in forms]
    rows += [_row(one.form, "utkast, används inte") for one in drafts]
    columns = ("Blankett", "Titel", "Slag", "Gäller från", "Godtas till", "Sidor", "Fält")
    out.print(table("Blankettversioner", columns, rows))
    for error in broken.values():
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
    return Exit.SETUP if broken else Exit.OK


def _sorted(
    each: dict[str, LoadedForm | LoadedDraft | FormError],
) -> tuple[list[LoadedForm], list[LoadedDraft], dict[str, FormError]]:
    """Those in use, the drafts, and those that cannot be used by their folders' names."""
    return (
        [one for one in each.values() if isinstance(one, LoadedForm)],
        [one for one in each.values() if isinstance(one, LoadedDraft)],
        {name: one for name, one in each.items() if isinstance(one, FormError)},
    )


def _row(form: FormMap, first_day: str) -> tuple[str, ...]:
    until = form.accepted_until.isoformat() if form.accepted_until else "tills vidare"
    kind = "avtal" if form.role == "agreement" else "tas ur ärendet"
    return (form.id, form.title, kind, first_day, until, str(form.pages), str(len(form.fields)))


def verify() -> Exit:
    """Look for what makes a form version unusable, and for what a draft lacks."""
    forms, drafts, broken = _sorted(load_each(load_settings().forms_dir))
    loaded: list[LoadedForm | LoadedDraft] = [*forms, *drafts]
    found = [(name, str(error)) for name, error in broken.items()]
    found += [(one.form.id, defect) for one in loaded for defect in _defects(one)]
    for form, defect in found:
        err.print(f"{form}: {defect}", markup=False, highlight=False, soft_wrap=True)
    lacking = {form for form, _ in found}
    for one in drafts:
        state = (
            "ett utkast, som inte används förrän allt ovan är klart"
            if one.form.id in lacking
            else "ett färdigt utkast. Ta bort raden draft: true i form.yaml för att använda det"
        )
        out.print(f"{one.form.id} är {state}.", markup=False, highlight=False, soft_wrap=True)
    if found:
        return Exit.SETUP
    if forms:
        out.print("Alla blanketter går att använda.")
    return Exit.OK


def _defects(loaded: LoadedForm | LoadedDraft) -> tuple[str, ...]:
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
    missing = (*_missing(loaded.form), *_unfinished(loaded.form))
    found = defects(loaded.form, sizes)
    if any(not 1 <= field.page <= len(words) for field in loaded.form.fields):
        return (*missing, *found)
    labels = tuple(
        f"rutan för {key} har inte sin ledtext på blanketten"
        for key in unlabelled(loaded.form, words)
    )
    return (*missing, *found, *labels)


def _missing(form: FormMap) -> Iterator[str]:
    """What every agreement form has to ask for."""
    if form.role == "agreement":
        for key in NEEDED:
            if form.field(key) is None:
                yield (
                    f"ruta saknas för {FIELD_NAMES[key]} ({key}): "
                    "utan den går varje ärende till en person"
                )


def _unfinished(form: FormMap) -> Iterator[str]:
    """What a person has yet to say of a draft."""
    if not isinstance(form, FormDraft):
        return
    if form.valid_from is None:
        yield "valid_from saknas: den första dag som versionen gäller"
    if not form.title:
        yield "title saknas: blankettens rubrik"
    if not form.form_number:
        yield "form_number saknas: blankettens nummer, med version"
    if form.role == "agreement" and not form.clauses:
        yield "clauses saknas: de meningar som parten skriver under på"
    for field in form.fields:
        height = field.box.bottom - field.box.top
        if field.type == "signature" and height < LOW:
            yield (
                f"rutan för {field.key} är {height:.0f} punkter hög: en underskrift behöver "
                f"{LOW:.0f}. Ta med allt tomt utrymme omkring"
            )
