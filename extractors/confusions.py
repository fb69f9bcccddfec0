"""What each reader is known to take for what: "Å" for "A", "§" for "S".

The table is learned from labelled samples (scripts/learn_confusions.py). It only explains how two
readings of one line can differ; it never makes a text that no reader gave.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

TABLE = Path(__file__).with_name("confusions.json")

Confusion = tuple[str, str]  # what stands on the paper, and what is read


def family(engine: str) -> str:
    """An engine's name without its version.

    >>> family("tesseract 5.5.2")
    'tesseract'
    """
    return engine.partition(" ")[0]


@cache
def known() -> dict[str, frozenset[Confusion]]:
    """The confusions of each family of engines."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))["confusions"]
    return {name: frozenset((one["paper"], one["read"]) for one in table[name]) for name in table}


def differences(paper: str, read: str) -> Iterator[Confusion]:
    """The places where a reading differs from the paper, neighbours taken together.

    >>> list(differences("Åsa Åberg", "Asa Áberg"))
    [('Å', 'A'), ('Å', 'Á')]
    """
    for step in Levenshtein.opcodes(paper, read):
        if step.tag != "equal":
            yield (
                paper[step.src_start : step.src_end],
                read[step.dest_start : step.dest_end],
            )


def could_read(engine: str, paper: str, read: str) -> bool:
    """Whether all that parts a reading from the paper is what this engine is known for."""
    found = list(differences(paper, read))
    return bool(found) and known().get(family(engine), frozenset()).issuperset(found)
