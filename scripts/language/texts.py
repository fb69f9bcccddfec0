"""Pages of running text as they may come with an agreement: made up, from families.yaml."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from domain.page import Box, Word
from extractors.language.passage import passage
from extractors.text_layer import PrintedWord, words_of
from samples.reference import FORMS, MUNICIPALITIES, form_version, names

FAMILIES = Path(__file__).with_name("families.yaml")
_CHOICE = re.compile(r"\[([^\]\[]*\|[^\]\[]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_LABEL = {"namn": "PER", "namn2": "PER", "kommun": "LOC", "ort": "LOC", "skr": "ORG", "org": "ORG"}
_SKR = (
    "Sveriges Kommuner och Regioner (SKR)",
    "SKR",
    "Sveriges Kommuner och Landsting (SKL)",
    "SKL",
    "Sveriges Kommuner och Regioner",
)
_BOARDS = ("Socialnämnden", "Arbetsmarknadsnämnden", "Omsorgsnämnden", "Välfärdsnämnden")
_TITLES = ("enhetschef", "IT-samordnare", "systemförvaltare", "administratör", "socialchef")
_ORGS = ("Försäkringskassan", "Exempelbolaget AB", "Inera AB", "Arbetsförmedlingen")
_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
# What a reading engine takes letters for, and how often of a hundred letters on a poor page.
_MISREAD = {"å": "a", "ä": "a", "ö": "o", "l": "1", "1": "l", "0": "O", "e": "c", "m": "rn"}
_WORST = 0.04


@dataclass(frozen=True)
class Family:
    """One kind of page."""

    role: str
    name: str
    text: str
    part: str
    mandate: str


@dataclass(frozen=True)
class Page:
    """A page made: its text, where names stand in it (start, end, label), and what filled its slots
    (slot and text, before anything was misread)."""

    role: str
    family: str
    text: str
    names: tuple[tuple[int, int, str], ...]
    filled: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@cache
def families() -> tuple[Family, ...]:
    """All families, in the order of the file."""
    told = yaml.safe_load(FAMILIES.read_text(encoding="utf-8"))
    return tuple(
        Family(role, one["name"], one["text"], one.get("part", "train"), one.get("mandate", ""))
        for role, listed in told.items()
        for one in listed
    )


def pages(count: int, rng: random.Random, part: str) -> Iterator[Page]:
    """`count` pages of every family of a part (train, dev, report), from clean to poorly read."""
    for family in families():
        if family.part == part:
            for _ in range(count):
                yield make(family, rng, rng.uniform(0, _WORST))


def mixed_pages(count: int, rng: random.Random) -> Iterator[Page]:
    """`count` pages of every role, of a few lines each from two of its families: what is learnt
    from them is each line, and not the look of a whole page."""
    for role in dict.fromkeys(family.role for family in families()):
        own = [family for family in families() if family.role == role and family.part == "train"]
        for _ in range(count):
            two = rng.sample(own, 2)
            lines = [ln for one in two for ln in make(one, rng, rng.uniform(0, _WORST)).lines]
            kept = sorted(
                rng.sample(range(len(lines)), max(2, round(len(lines) * rng.uniform(0.15, 0.6))))
            )
            yield Page(role, "mixed", "\n".join(lines[at] for at in kept), ())


def blank_pages(count: int, rng: random.Random) -> Iterator[Page]:
    """`count` pages of some lines of each page of the blanks: who types a form anew keeps much of
    its wording."""
    for role, form, lines in printed():
        for _ in range(count):
            kept = sorted(rng.sample(range(len(lines)), round(len(lines) * rng.uniform(0.3, 1))))
            text = "\n".join(lines[at] for at in kept)
            yield Page(role, form, misread(text, rng.uniform(0, _WORST), rng), ())


@cache
def printed() -> tuple[tuple[str, str, list[str]], ...]:
    """Role, form and lines of every page of the blanks."""
    return tuple(
        (form_version(folder.name).role, folder.name, lines_of(words))
        for folder in sorted(FORMS.iterdir())
        for words in words_of((folder / "blank.pdf").read_bytes())
    )


def lines_of(words: Sequence[PrintedWord]) -> list[str]:
    """The lines of a printed page."""
    placed = [Word(text=word.text, box=Box(*word.box), confidence=1) for word in words]
    return [line for line in passage(placed).text.splitlines() if line]


def make(family: Family, rng: random.Random, noise: float = 0.0) -> Page:
    """One page of a family, with this share of its letters misread."""
    template = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), family.text)
    text, spans, slots = "", [], []
    for at, piece in enumerate(_SLOT.split(template)):
        filled = SLOTS[piece](rng) if at % 2 else piece
        read = misread(filled, noise, rng)
        if at % 2:
            slots.append((piece, filled))
        if at % 2 and piece in _LABEL:
            spans.append((len(text), len(text) + len(read), _LABEL[piece]))
        text += read
    return Page(family.role, family.name, text, tuple(spans), tuple(slots))


def misread(text: str, share: float, rng: random.Random) -> str:
    """The text as an engine may read it: letters taken for others, lost, or parted by a space."""
    return "".join(
        _misread_letter(letter, rng) if rng.random() < share else letter for letter in text
    )


def _misread_letter(letter: str, rng: random.Random) -> str:
    if not letter.isalnum():
        return letter
    return rng.choice((_MISREAD.get(letter, letter), _MISREAD.get(letter, ""), letter + " "))


def _name(rng: random.Random) -> str:
    return f"{rng.choice(names('first_names.txt', 800))} {rng.choice(names('last_names.txt', 800))}"


def _email(rng: random.Random) -> str:
    name = _name(rng).lower().replace(" ", ".").translate(str.maketrans("åäöéü", "aaoeu"))
    return f"{name}@{rng.choice(MUNICIPALITIES).domain}"


def _day(rng: random.Random) -> date:
    return date(2013, 1, 1) + timedelta(days=rng.randrange(5000))


def _date(rng: random.Random) -> str:
    day = _day(rng)
    month = _MONTHS.split()[day.month - 1]
    return rng.choice((day.isoformat(), f"{day.day} {month} {day.year}", f"{day.day} {month}"))


def _registry_no(rng: random.Random) -> str:
    form = rng.choice(("KS {0}/{1}", "KS {0}-{1:04d}", "{0}/{1}", "KS{0}.{1}", "SN-{0}-{1}"))
    return form.format(rng.randint(2013, 2026), rng.randint(10, 980))


def _personal_number(rng: random.Random) -> str:
    """Of nobody: the number after the date is from those that are never given (980 to 999)."""
    return f"{_day(rng):%y%m%d}-98{rng.randint(0, 99):02d}"


SLOTS: dict[str, Callable[[random.Random], str]] = {
    "namn": _name,
    "namn2": _name,
    "kommun": lambda rng: rng.choice(MUNICIPALITIES).official_name,
    "ort": lambda rng: rng.choice(MUNICIPALITIES).name,
    "orgnr": lambda rng: rng.choice(MUNICIPALITIES).org_no,
    "nämnd": lambda rng: rng.choice(_BOARDS),
    "skr": lambda rng: rng.choice(_SKR),
    "org": lambda rng: rng.choice(_ORGS),
    "titel": lambda rng: rng.choice(_TITLES),
    "datum": _date,
    "iso": lambda rng: _day(rng).isoformat(),
    "dnr": _registry_no,
    "par": lambda rng: f"§ {rng.randint(3, 240)}",
    "epost": _email,
    "tel": lambda rng: f"08-465 00{rng.randint(0, 9)} {rng.randint(10, 99)}",
    "hex": lambda rng: f"{rng.getrandbits(48):012x}",
    "pnr": _personal_number,
    "n": lambda rng: str(rng.randint(2, 59)),
}
