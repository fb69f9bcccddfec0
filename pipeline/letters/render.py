"""Templates to texts. A kind of letter has three in each language: subject, text and html.

What is missing is an error (StrictUndefined, and None is never printed), what is a value is never
markup in html, and no value brings line breaks or invisible signs of its own.
"""

from datetime import date, datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from domain.notice import Notice, NoticeKind
from domain.reference_code import bracketed

Language = Literal["sv", "en"]
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_MONTHS: dict[str, str] = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_AT = {"sv": "klockan", "en": "at"}
_MOST_SUBJECT = 200  # characters of a subject: more is nothing that a person reads


def written(
    kind: NoticeKind, case: str | None, to: str, said: dict[str, object], language: Language
) -> Notice:
    """The letter of this kind that says this. Its subject ends with the case's reference."""
    words = {"language": language, "case": case, **said}
    subject = subject_line(_rendered(f"{language}/{kind}.subject.txt", words), case)
    words["subject"] = subject
    return Notice(
        kind=kind,
        to=to,
        subject=subject,
        body=_rendered(f"{language}/{kind}.txt", words),
        html=_rendered(f"{language}/{kind}.html", words),
        case=case,
    )


def page(template: str, language: Language, words: dict[str, object]) -> str:
    """A template of that language with these words."""
    return _rendered(f"{language}/{template}", {"language": language, **words})


def subject_line(text: str, case: str | None) -> str:
    """A text as one line, with the case's reference at its end."""
    line = plain(text)[:_MOST_SUBJECT].rstrip()
    if case is None or bracketed(case) in line:
        return line
    return f"{line} {bracketed(case)}"


def plain(text: str) -> str:
    """A text in one line of signs that can be seen.

    >>> plain("Åsa\\r\\nBcc: någon@example.se")
    'Åsa Bcc: någon@example.se'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def day(moment: date, language: str = "sv") -> str:
    """A day as it is written in a letter.

    >>> day(date(2026, 12, 7))
    '7 december 2026'
    """
    return f"{moment.day} {_MONTHS[language].split()[moment.month - 1]} {moment.year}"


def moment(at: datetime, language: str = "sv") -> str:
    """A time as it is written in a letter, by Swedish clocks whatever zone it carries."""
    here = at.astimezone(_STOCKHOLM)
    return f"{day(here.date(), language)} {_AT[language]} {here:%H.%M}"


def _rendered(name: str, words: dict[str, object]) -> str:
    return _templates().get_template(name).render(words)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("pipeline", "letters"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        finalize=_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"day": day, "moment": moment}
    return made


def _value(value: object) -> object:
    """What is printed of a value. None would be printed as a word: a defect of the template."""
    if value is None:
        raise TypeError("a letter's template prints a value that is missing")
    is_markup = hasattr(value, "__html__")  # what another template or filter has made html of
    return plain(value) if isinstance(value, str) and not is_markup else value
