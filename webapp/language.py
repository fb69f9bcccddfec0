"""Swedish, and English for who chooses it. The Swedish texts are the keys of the catalogue."""

import gettext
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from adapters.settings import TIMEZONE
from domain.judgement import Finding
from domain.user import Language

LOCALES = Path(__file__).parent / "locale"
LANGUAGES: tuple[Language, ...] = ("sv", "en")


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language; what it lacks stays Swedish."""
    file = LOCALES / language / "LC_MESSAGES" / "anslut.po"
    if not file.is_file():  # Swedish needs none
        return gettext.NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translated(text: str, language: Language) -> str:
    """A Swedish text of ours in a language."""
    return translations(language).gettext(text) if text else ""


def told(finding: Finding, language: Language) -> str:
    """A finding's message in a language."""
    return finding.message if language == "sv" else finding.message_en


def day(value: date, language: Language) -> str:
    """A day as people write it."""
    if language == "sv":
        return value.isoformat()
    return format_date(value, "d MMM yyyy", locale="en_GB")


def moment(value: datetime, language: Language) -> str:
    """A time by Swedish clocks, as people write it."""
    local = value.astimezone(TIMEZONE)
    if language == "sv":
        return local.strftime("%Y-%m-%d %H:%M")
    return format_datetime(local.replace(tzinfo=None), "d MMM yyyy HH:mm", locale="en_GB")


def number(value: float, language: Language) -> str:
    """A number with the language's decimal sign."""
    return format_decimal(value, locale=_locale(language))


def percent(share: float, language: Language) -> str:
    """A share in per cent, with as many figures as tell something."""
    figures = "#,##0.##%" if language == "en" else "#,##0.##\N{NO-BREAK SPACE}%"
    return format_percent(share, figures, locale=_locale(language))


def _locale(language: Language) -> str:
    return "sv_SE" if language == "sv" else "en_GB"
