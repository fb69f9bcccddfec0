"""The form versions on disk: forms/<id>/form.yaml and blank.pdf."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from adapters.mistakes import mistakes
from adapters.reason import reason
from domain.errors import FormError
from domain.form import FIELD_KEYS, PLACEHOLDER, FormDraft, FormField, FormMap, FormVersion


@dataclass(frozen=True)
class LoadedForm:
    """A form version and the bytes of its approved blank."""

    form: FormVersion
    blank: bytes


@dataclass(frozen=True)
class LoadedDraft:
    """A draft of a form version, which nothing but its own commands may use, and its blank."""

    form: FormDraft
    blank: bytes


def load_forms(directory: Path) -> tuple[LoadedForm, ...]:
    """All form versions in a folder that are in use, by id; FormError names the file and what is
    wrong. Drafts are passed over unread: one that is being written stops nothing."""
    folders = [folder for folder in _folders(directory) if not _is_draft(folder)]
    if not folders:
        raise FormError(
            f"{directory}: här finns inga blanketter som är i bruk. Se ANSLUT_FORMS_DIR."
        )
    return tuple(_load(folder) for folder in folders)


def load_each(directory: Path) -> dict[str, LoadedForm | LoadedDraft | FormError]:
    """Every form version and draft in a folder by its id, or why it cannot be used: one that is
    broken does not hide the others. FormError when the folder cannot be read or has none."""
    try:
        folders = sorted(path for path in directory.iterdir() if _is_form_folder(path))
    except OSError:
        folders = []
    if not folders:
        load_forms(directory)  # says why
    return {folder.name: _load_any(folder) for folder in folders}


def _is_form_folder(path: Path) -> bool:
    """Also when its form.yaml is gone: somebody may miss the form."""
    return path.is_dir() and not path.name.startswith((".", "_"))


def _load_any(folder: Path) -> LoadedForm | LoadedDraft | FormError:
    try:
        return LoadedDraft(*_read(folder, FormDraft)) if _is_draft(folder) else _load(folder)
    except FormError as error:
        return error


def _folders(directory: Path) -> list[Path]:
    try:
        return sorted(path for path in directory.iterdir() if (path / "form.yaml").is_file())
    except OSError as error:
        raise FormError(
            f"{directory}: mappen med blanketter kan inte läsas ({reason(error)}). "
            "Se ANSLUT_FORMS_DIR."
        ) from error


# Looked for in the text: a draft that is half written may be no YAML at all.
_DRAFT = re.compile(rb"^draft:\s*(true|yes|on)\b", re.MULTILINE | re.IGNORECASE)


def _is_draft(folder: Path) -> bool:
    try:
        return _DRAFT.search((folder / "form.yaml").read_bytes()) is not None
    except OSError:
        return False  # loading it says why


Map = TypeVar("Map", bound=FormMap)


def _load(folder: Path) -> LoadedForm:
    form, blank = _read(folder, FormVersion)
    unknown = [field.key for field in form.fields if field.key.startswith(PLACEHOLDER)]
    if unknown:
        raise FormError(
            f"{folder / 'form.yaml'}: {len(unknown)} rutor har ingen betydelse än "
            f"({', '.join(unknown[:3])} ...). {_BACK_TO_DRAFT}"
        )
    return LoadedForm(form, blank)


_BACK_TO_DRAFT = (
    "Skriv in raden draft: true igen tills anslut forms verify säger att utkastet är klart."
)


def _read(folder: Path, kind: type[Map]) -> tuple[Map, bytes]:
    path = folder / "form.yaml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and kind is FormVersion:
            content = _finished(path, content)
        form = kind.model_validate(content)
        blank = (folder / "blank.pdf").read_bytes()
    except OSError as error:
        raise FormError(f"{error.filename}: filen kan inte läsas ({reason(error)}).") from error
    except ValidationError as error:
        said = "; ".join(f"{place} {what}".lstrip() for place, what in mistakes(error))
        raise FormError(f"{path}: {said}. Se docs/new-forms.md.") from error
    except yaml.YAMLError as error:
        raise FormError(f"{path}{_line(error)}: är inte giltig YAML. Rätta filen.") from error
    except UnicodeDecodeError as error:
        raise FormError(f"{path}: är inte i UTF-8. Spara om den så.") from error
    if form.id != folder.name:
        raise FormError(f"{path}: id är {form.id}, men mappen heter {folder.name}.")
    return form, blank


def _line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", rad {mark.line + 1}" if mark else ""


def _finished(path: Path, content: dict[str, object]) -> dict[str, object]:
    """What was a draft, and says that it is one no more."""
    if content.get("valid_from", "") is None:
        raise FormError(
            f"{path}: valid_from saknas, den första dag som versionen gäller. {_BACK_TO_DRAFT}"
        )
    return {key: value for key, value in content.items() if (key, value) != ("draft", False)}


def defects(form: FormMap, page_sizes: tuple[tuple[float, float], ...]) -> tuple[str, ...]:
    """What is wrong with a field map, in Swedish; () when it can be used.

    `page_sizes` are the (width, height) of the blank's pages, in points.
    """
    found = [*_key_defects(form), *_day_defects(form)]
    if form.pages != len(page_sizes):
        found.append(f"form.yaml säger {form.pages} sidor, blanketten har {len(page_sizes)}")
    for field in form.fields:
        found.extend(_box_defects(field, page_sizes))
    for one, other in combinations(form.fields, 2):
        if one.page == other.page and _overlap(one, other):
            found.append(f"rutorna för {one.key} och {other.key} går in i varandra")
    return tuple(found)


def _key_defects(form: FormMap) -> list[str]:
    keys = [field.key for field in form.fields]
    unknown = [_unknown(field) for field in form.fields if field.key not in FIELD_KEYS]
    twice = [f"fältet {key} finns flera gånger" for key in sorted(set(keys)) if keys.count(key) > 1]
    return unknown + twice


def _day_defects(form: FormMap) -> Iterator[str]:
    first = form.valid_from if isinstance(form, FormVersion | FormDraft) else None
    last = form.accepted_until
    if first and last and last < first:
        yield f"accepted_until ({last}) är före valid_from ({first}): versionen godtas aldrig"


def _unknown(field: FormField) -> str:
    if not field.key.startswith(PLACEHOLDER):
        return f"okänt fält {field.key}"
    label = textwrap.shorten(field.label, 60, placeholder=" ...")
    return (
        f'rutan {field.key} ("{label}", sida {field.page}) har ingen betydelse än: '
        "ge den en nyckel ur docs/fields.md eller ta bort den"
    )


def _box_defects(field: FormField, page_sizes: tuple[tuple[float, float], ...]) -> list[str]:
    if not 1 <= field.page <= len(page_sizes):
        return [f"fältet {field.key} ligger på sida {field.page}, som inte finns"]
    width, height = page_sizes[field.page - 1]
    box = field.box
    inside = 0 <= box.x0 < box.x1 <= width and 0 <= box.top < box.bottom <= height
    return [] if inside else [f"rutan för {field.key} ligger inte på sidan"]


def _overlap(one: FormField, other: FormField) -> bool:
    """True when two boxes share more than a ruled line (1 point)."""
    a, b = one.box, other.box
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide > 1 and high > 1
