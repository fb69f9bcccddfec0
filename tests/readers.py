"""Readers for tests of the flow: what a file's bytes say is what the reader does."""

import os
import time
from pathlib import Path

import yaml

from adapters.reference import load_reference
from domain.errors import ToolMissing
from domain.reading import FileReading
from tests import builders
from tests.builders import FAULTLESS, file, page


def scripted(name: str, data: bytes) -> FileReading:
    """Read the word in the file as an order; b"good ..." is a faultless agreement."""
    match data.decode().split():
        case ["good", *_]:
            return faultless(name)
        case ["loses", *_]:  # a page: it had four when it was opened
            return faultless(name).model_copy(update={"page_count": 4})
        case ["twice", *_]:  # a reader that is wrong: no page has two places in a file
            return file(page(1), page(1), name=name)
        case ["needs", models]:
            return _with(Path(models), name)
        case ["damaged", *_]:
            return FileReading(name=name, problem="damaged")
        case ["hang", *_]:
            time.sleep(600)
        case ["crash", *_]:
            os._exit(1)
    raise ValueError("an order that no reader knows")


def scripted_forms(folder: Path) -> Path:
    """A folder of forms with the one that the scripted pages are of, which asks for everything."""
    form = folder / "form-a"
    form.mkdir(parents=True)
    described = builders.form().model_dump(mode="json")
    (form / "form.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    (form / "blank.pdf").write_bytes(b"")
    return folder


def next_version(name: str, data: bytes) -> FileReading:
    """Another version of the reader: it reads the town otherwise, and one file no more."""
    match data.decode().split():
        case ["good", "gone", *_]:
            os._exit(1)
        case ["good", *_]:
            return _in_town(faultless(name), "Håbo")
    return scripted(name, data)


def _in_town(reading: FileReading, town: str) -> FileReading:
    first, *others = reading.pages
    fields = tuple(
        one.model_copy(update={"raw": town, "value": town}) if one.key == "party.city" else one
        for one in first.fields
    )
    changed = first.model_copy(update={"fields": fields})
    return reading.model_copy(update={"pages": (changed, *others)})


def _with(models: Path, name: str) -> FileReading:
    if not models.exists():
        raise ToolMissing("no models")
    return faultless(name)


def faultless(name: str) -> FileReading:
    """An agreement that nothing is wrong with, by the lists that the product ships."""
    number = FAULTLESS["party.org_no"]
    listed = next(one for one in load_reference().mandates if one.org_no == number)
    written = {
        "mandate.decision_date": listed.decision_date.isoformat(),
        "mandate.registry_no": listed.registry_no,
    }
    return file(*(page(n, written=written) for n in (1, 2, 3)), name=name)
