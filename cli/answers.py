"""What a checker types: asked for box by box, or from a file. No value is shown."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from adapters.reason import reason
from cli.words import counted, out
from domain.errors import IntakeError
from pipeline.blind import Question
from validators.field_names import FIELD_NAMES

MARKS = {"checkbox": "x eller tomt", "signature": "x om rutan är underskriven"}
Answers = Mapping[str, str]  # what was typed, by the field's key


def ask_all(asked: Sequence[Question]) -> Answers:
    """Every box in turn. The end of the input before the last is a usage error: nothing is kept."""
    out.print(
        f"{counted(len(asked), 'ruta', 'rutor')}. Skriv det som står på papperet, så som det står. "
        "En tom rad betyder att rutan är tom.",
        highlight=False,
        soft_wrap=True,
    )
    typed = {}
    for number, one in enumerate(asked, 1):
        try:
            typed[one.key] = input(_prompt(f"{number}/{len(asked)} ", one))
        except EOFError:
            raise typer.BadParameter(
                f"svaren tog slut vid {FIELD_NAMES[one.key]}. Inget har sparats.",
                param_hint="ÄRENDE",
            ) from None
    return typed


def ask_again(asked: Sequence[Question]) -> Answers:
    """The boxes that differ, once more. Whoever stops here knows which they are, so it counts: what
    was not typed again differs."""
    names = ", ".join(FIELD_NAMES[one.key] for one in asked)
    out.print(
        f"Skiljer sig från det som registrerades: {names}. Titta på papperet igen och skriv en "
        "gång till det som står där.",
        highlight=False,
        soft_wrap=True,
    )
    typed: dict[str, str] = {}
    try:
        for one in asked:
            typed[one.key] = input(_prompt("", one))
    except (EOFError, KeyboardInterrupt):
        out.print("\nAvbrutet: det som inte skrevs igen räknas som skillnader.")
    return typed


def _prompt(before: str, one: Question) -> str:
    how = f", {MARKS[one.type]}" if one.type in MARKS else ""
    return f"{before}{FIELD_NAMES[one.key]} (sida {one.page}{how}): "


def loaded(path: Path, keys: Sequence[str]) -> Answers:
    """Answers from a file. What is wrong with it is told without any of the answers."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise IntakeError(f"{path}: filen kan inte läsas ({reason(error)}).") from error
    except ValueError as error:
        raise IntakeError(f"{path}: filen är inte JSON i UTF-8.") from error
    if not isinstance(told, dict) or not all(isinstance(text, str) for text in told.values()):
        raise IntakeError(
            f'{path}: skriv ett objekt med en text för varje fält: {{"nyckel": "…"}}.'
        )
    unknown = [key for key in told if key not in keys]
    if unknown:
        raise IntakeError(
            f"{path}: avtalet har inga sådana fält: {_listed(unknown)}. Fälten är {_listed(keys)}."
        )
    return told


def complete(path: Path, keys: Sequence[str]) -> Answers:
    """The answers, if each field has one: an answer that is not there is no empty box."""
    answers = loaded(path, keys)
    missing = [key for key in keys if key not in answers]
    if missing:
        raise IntakeError(f'{path}: svar saknas för {_listed(missing)}. En tom ruta skrivs "".')
    return answers


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys)
