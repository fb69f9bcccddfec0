"""Writes a draft as a form folder: blank.pdf, form.yaml, and pictures to check them by."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from adapters.reason import reason
from domain.errors import IntakeError
from domain.form import FormDraft, FormField, PointBox

_HEAD = """\
# A draft, made by `anslut forms draft`. Compare it with the pictures beside it, give every box of
# which the key begins with "todo." a key of docs/fields.md or remove it, and fill in valid_from.
# `anslut forms verify` says what is missing. When nothing is, take out the line "draft: true":
# from then on the form is in use."""


def write_folder(
    target: Path, blank: bytes, text: str, pictures: Iterable[bytes]
) -> tuple[Path, ...]:
    """Write a form folder, whole or not at all; the pictures' paths. Raises IntakeError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".draft-", dir=target.parent) as name:
            made = Path(name) / target.name
            made.mkdir()
            (made / "blank.pdf").write_bytes(blank)
            names = [_write(made, number, png) for number, png in enumerate(pictures, start=1)]
            (made / "form.yaml").write_text(text, encoding="utf-8")
            made.rename(target)
    except OSError as error:
        raise IntakeError(f"{target}: utkastet kan inte skrivas ({reason(error)}).") from error
    return tuple(target / name for name in names)


def _write(folder: Path, number: int, png: bytes) -> str:
    name = f"draft-page-{number}.png"
    (folder / name).write_bytes(png)
    return name


def draft_yaml(form: FormDraft, ruled: Mapping[str, PointBox]) -> str:
    """The text of a draft's form.yaml. `ruled` are ruled boxes round fields that have a smaller box
    of their own, by key: a person may prefer them."""
    lines = [
        _HEAD,
        "draft: true",
        *_scalars({"id": form.id, "title": form.title, "form_number": form.form_number}),
        "valid_from: null  # the first day on which this version is accepted, as 2026-01-31",
        "accepted_until: null",
        f"pages: {form.pages}",
        "fields:  # box: [x0, top, x1, bottom] in points, origin at the top left of the page",
    ]
    for field in form.fields:
        lines += _field(field, ruled.get(field.key))
    lines.append("clauses:" if form.clauses else "clauses: []")
    lines += [f"  - {_scalar(sentence)}" for sentence in form.clauses]
    return "\n".join(lines) + "\n"


def _field(field: FormField, ruled: PointBox | None) -> list[str]:
    head, *rest = _scalars({"key": field.key, "label": field.label, "type": field.type})
    lines = [head, *rest, f"page: {field.page}", f"box: {_box(field.box)}"]
    if ruled:
        lines[-1] += f"  # the ruled box round it: {_box(ruled)}"
    if field.label_box:
        lines.append(f"label_box: {_box(field.label_box)}")
    lines.append(f"required: {str(field.required).lower()}")
    return [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]


def _scalars(values: Mapping[str, str]) -> list[str]:
    return [f"{key}: {_scalar(value)}" for key, value in values.items()]


def _scalar(value: str) -> str:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=None, width=1_000_000)
    return text.removesuffix("\n").removesuffix("...").rstrip()


def _box(box: PointBox) -> str:
    """Edges without needless decimals."""
    return f"[{', '.join(f'{edge:g}' for edge in box)}]"
