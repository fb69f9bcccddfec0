"""The shipped reference lists, in order, as the samples' makers need them."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from domain.form import FormVersion

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "adapters" / "reference"
FORMS = ROOT / "forms"
FONTS = Path(__file__).resolve().parent / "fonts"


class Municipality(NamedTuple):
    """What a party's answers are made from."""

    code: str
    name: str
    official_name: str
    alias: str
    org_no: str
    domain: str
    certain: bool  # whether its e-mail domain is known for certain


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


MUNICIPALITIES = tuple(
    Municipality(
        row["code"],
        row["name"],
        row["official_name"],
        row["trading_alias"],
        row["org_no"],
        row["domain"],
        row["uncertain_domain"] != "yes",
    )
    for row in _rows("municipalities.csv")
)


@cache
def mandates() -> dict[str, tuple[str, str]]:
    """Decision date and registry number by organisationsnummer."""
    return {
        row["org_no"]: (row["decision_date"], row["registry_no"]) for row in _rows("mandates.csv")
    }


@cache
def towns(code: str) -> tuple[tuple[str, str], ...]:
    """Postal codes ("12345") with their town, of one municipality."""
    return tuple(
        (row["postal_code"], row["locality"])
        for row in _rows("postal_to_municipality.csv")
        if row["municipality_code"] == code
    )


@cache
def names(file: str, count: int) -> tuple[str, ...]:
    """The most common names of a list, most common first."""
    return tuple((LISTS / file).read_text(encoding="utf-8").split()[:count])


@cache
def form_version(form: str) -> FormVersion:
    """The form with this id."""
    text = (FORMS / form / "form.yaml").read_text(encoding="utf-8")
    return FormVersion.model_validate(yaml.safe_load(text))
