"""The language models, loaded when first asked and once a process: models/, made by
scripts/train_language. spaCy costs more to import than an ordinary file to read, so it is imported
here and nowhere else, and late."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import ToolMissing

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = Path(__file__).with_name("models")
# Of a page's text; two pages of close print. The rest of a longer one is looked at by rules only.
MOST_LETTERS = 12_000


@cache
def load(name: str) -> "Language":
    """The model of this name. Raises ToolMissing."""
    import spacy

    try:
        return spacy.load(MODELS / name)
    except (OSError, ValueError) as error:
        raise ToolMissing(
            f"{MODELS / name}: språkmodellen kan inte läsas in. Hämta mappen på nytt."
        ) from error


def entities(text: str) -> list[tuple[int, int, str]]:
    """Names in a text: where each begins and ends, and whether it is PER, ORG or LOC. Raises
    ToolMissing."""
    doc: Doc = load("entities")(text[:MOST_LETTERS])
    return [(span.start_char, span.end_char, span.label_) for span in doc.ents]


def role_scores(text: str) -> dict[str, float]:
    """How much a text is like the pages of each role, between 0 and 1. Raises ToolMissing."""
    doc: Doc = load("roles")(text[:MOST_LETTERS])
    return dict(doc.cats)
