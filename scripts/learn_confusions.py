"""Learns what each reader takes for what, from labelled deliveries: extractors/confusions.json.

    python -m scripts.learn_confusions DIR [DIR ...]

Reads every delivery below the folders with both engines and compares each printed text with its
answer. Never give it deliveries that a result is to be reported on.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.forms import load_forms
from cli.evaluate import find_samples
from domain.form import FieldType
from domain.reading import FieldReading
from extractors.blanks import prepare
from extractors.confusions import TABLE, Confusion, differences, family
from extractors.lines import SecondReader
from extractors.ocr import TesseractEngine
from extractors.pdf import Limits
from extractors.reader import Reader
from extractors.second import PaddleEngine

FORMS = TABLE.parent.parent / "forms"
# Values that are written as they are read: of a number or a date only the canonical form is known.
WRITTEN: frozenset[FieldType] = frozenset({"text", "code"})
LEAST = 3  # deliveries in which a confusion is seen, to be known: one may be a speck
LONGEST = 3  # signs on either side: more is another text, and no confusion


def confused(field: FieldReading, expected: str) -> Iterator[tuple[str, Confusion]]:
    """Each engine's confusions in a field, once each."""
    for one in field.candidates:
        if one.text.casefold() == expected.casefold() and one.text.isupper():
            continue  # written in capitals: no misreading
        for paper, read in differences(expected, one.text):
            if len(paper) <= LONGEST and len(read) <= LONGEST:
                yield family(one.engine), (paper, read)


def learn(folders: Sequence[Path]) -> tuple[dict[str, Counter[Confusion]], int]:
    """In how many deliveries each engine shows each confusion, and how many fields were compared.

    Handwriting is left out: what is confused there is nearly everything."""
    loaded = load_forms(FORMS)
    types = {field.key: field.type for one in loaded for field in one.form.fields}
    blanks = prepare((one.form, one.blank) for one in loaded)
    reader = Reader(blanks, TesseractEngine(), Limits(), second=SecondReader(PaddleEngine()))
    seen: dict[str, Counter[Confusion]] = defaultdict(Counter)
    compared = 0
    samples = [one for folder in folders for one in find_samples(folder)]
    for folder, answer in samples:
        if answer.writing != "print" or len(answer.agreements) != 1:
            continue
        reading = reader.read(answer.file, (folder / answer.file).read_bytes())
        here: set[tuple[str, Confusion]] = set()
        for field in (field for page in reading.pages for field in page.fields):
            expected = answer.agreements[0].fields.get(field.key)
            if expected and field.candidates and types[field.key] in WRITTEN:
                compared += 1
                here.update(confused(field, expected))
        for engine, confusion in here:
            seen[engine][confusion] += 1
    return seen, compared


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Lär vad läsarna tar för vad.")
    parser.add_argument("folders", nargs="+", type=Path)
    folders: list[Path] = parser.parse_args().folders
    seen, compared = learn(folders)
    table = {
        engine: [
            {"paper": paper, "read": read, "deliveries": count}
            for (paper, read), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
            if count >= LEAST
        ]
        for engine, counts in sorted(seen.items())
    }
    made = {
        "learned_by": "python -m scripts.learn_confusions",
        "printed_fields_compared": compared,
        "least_deliveries": LEAST,
        "confusions": table,
    }
    TABLE.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
