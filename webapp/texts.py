"""Every Swedish text of the web application: the keys of the English catalogue.

Templates mark theirs; the rest stands in tables of words, and in what the application's own modules
say. `scripts/translations` brings the catalogue up to date with these.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from pipeline import words
from pipeline.states import ACTS_IN_SWEDISH, SWEDISH
from validators.field_names import FIELD_NAMES
from webapp.render import FOLDER
from webapp.viewing import NOT_READ

# Names of made up people, and what is said where the application starts: on the command line, which
# is Swedish alone.
_TO_OPERATORS = ("demo.py", "serve.py")
Text = tuple[str, ...]

# A sentence, or the beginning of a heading: what else is a text in a module begins otherwise.
_SAID = re.compile(r"[A-ZÅÄÖ][^\n]* [^\n]*")


def texts() -> dict[Text, tuple[str, ...]]:
    """Each text, with where it stands. One that counts something is two: of one, and of several."""
    found: dict[Text, list[str]] = {}
    for text, place in (*_of_templates(), *_of_tables(), *_of_modules()):
        places = found.setdefault(text, [])
        if place not in places:
            places.append(place)
    counted = {text[0] for text in found if len(text) > 1}
    return {
        text: tuple(places)
        for text, places in found.items()
        if text[0] and (len(text) > 1 or text[0] not in counted)
    }


def _of_templates() -> Iterator[tuple[Text, str]]:
    folder = FOLDER / "templates"
    options = {"silent": "false", "trimmed": "false"}
    for file, _, message, *_ in extract_from_dir(
        folder, method_map=[("**.html", "jinja2")], options_map={"**.html": options}
    ):
        yield tuple(message) if isinstance(message, tuple) else (message,), f"templates/{file}"


def _of_tables() -> Iterator[tuple[Text, str]]:
    tables: Iterable[tuple[str, dict[str, str]]] = [
        (name, table) for name, table in vars(words).items() if isinstance(table, dict)
    ]
    for name, table in tables:
        if name.isupper():
            yield from (((text,), f"words.{name}") for text in table.values())
    others = (*SWEDISH.values(), *ACTS_IN_SWEDISH.values(), *FIELD_NAMES.values(), NOT_READ)
    yield from (((text,), "tables") for text in others)


def _of_modules() -> Iterator[tuple[Text, str]]:
    """What the application's own modules say: whole sentences in quotes, but for docstrings."""
    for path in sorted(FOLDER.rglob("*.py")):
        if path.name in _TO_OPERATORS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        silent = {id(one) for one in _docstrings(tree)} | {id(one) for one in _parts(tree)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and id(node) not in silent and _SAID.fullmatch(text):
                yield (text,), str(path.relative_to(FOLDER))


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _parts(tree: ast.Module) -> Iterator[ast.expr]:
    """Pieces of texts that are put together when they are said: nobody can translate those."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from node.values


def catalogue(language: str) -> dict[Text, Text]:
    """What a language's catalogue has: each text with its translation."""
    with catalogue_file(language).open("rb") as source:
        read = read_po(source, locale=language)
    return {_whole(one.id): _whole(one.string) for one in read if one.id}


def _whole(text: object) -> Text:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text),)


def catalogue_file(language: str, folder: Path = FOLDER / "locale") -> Path:
    """Where a language's catalogue is."""
    return folder / language / "LC_MESSAGES" / "anslut.po"
