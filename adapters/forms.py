"""The form versions on disk: forms/<id>/form.yaml and blank.pdf."""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml
from pydantic import ValidationError

from adapters.reason import reason
from domain.errors import FormError
from domain.form import FIELD_KEYS, FormField, FormVersion


@dataclass(frozen=True)
class LoadedForm:
    """A form version and the bytes of its approved blank."""

    form: FormVersion
    blank: bytes


def load_forms(directory: Path) -> tuple[LoadedForm, ...]:
    """All form versions in a folder, by id; FormError names the file and what is wrong."""
    try:
        folders = sorted(path for path in directory.iterdir() if (path / "form.yaml").is_file())
    except OSError as error:
        raise FormError(
            f"{directory}: mappen med blanketter kan inte läsas ({reason(error)}). "
            "Se ANSLUT_FORMS_DIR."
        ) from error
    if not folders:
        raise FormError(f"{directory}: här finns inga blanketter. Se ANSLUT_FORMS_DIR.")
    return tuple(_load(folder) for folder in folders)


def _load(folder: Path) -> LoadedForm:
    path = folder / "form.yaml"
    try:
        form = FormVersion.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        blank = (folder / "blank.pdf").read_bytes()
    except OSError as error:
        raise FormError(f"{error.filename}: filen kan inte läsas ({reason(error)}).") from error
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise FormError(f"{path}: {error}") from error
    if form.id != folder.name:
        raise FormError(f"{path}: id är {form.id}, men mappen heter {folder.name}.")
    return LoadedForm(form, blank)


def defects(form: FormVersion, page_sizes: tuple[tuple[float, float], ...]) -> tuple[str, ...]:
    """What is wrong with a field map, in Swedish; () when it can be used.

    `page_sizes` are the (width, height) of the blank's pages, in points.
    """
    found = [*_key_defects(form)]
    if form.pages != len(page_sizes):
        found.append(f"form.yaml säger {form.pages} sidor, blanketten har {len(page_sizes)}")
    for field in form.fields:
        found.extend(_box_defects(field, page_sizes))
    for one, other in combinations(form.fields, 2):
        if one.page == other.page and _overlap(one, other):
            found.append(f"rutorna för {one.key} och {other.key} går in i varandra")
    return tuple(found)


def _key_defects(form: FormVersion) -> list[str]:
    keys = [field.key for field in form.fields]
    unknown = [f"okänt fält {key}" for key in keys if key not in FIELD_KEYS]
    twice = [f"fältet {key} finns flera gånger" for key in sorted(set(keys)) if keys.count(key) > 1]
    return unknown + twice


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
