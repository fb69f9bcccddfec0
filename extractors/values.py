"""The canonical form of what a box holds: one way to write each value, or None.

A raw text has no canonical form when it is not of its type, or when it could be read in two ways.
None is then the answer, never a guess: a person looks.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

import phonenumbers

from domain.form import FieldType

_DASHES = re.compile("[‐‑‒–—―−]")
# Letters that stand for a digit in a careless hand or a poor scan. Never a digit for a digit.
_DIGIT_FOR_LETTER = str.maketrans("OoIilBSs", "00111855")
_MONTHS = (
    ("januari", "jan"),
    ("februari", "feb", "febr"),
    ("mars", "mar"),
    ("april", "apr"),
    ("maj",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("augusti", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "okt"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTH_NUMBER = {name: n for n, names in enumerate(_MONTHS, 1) for name in names}
_YEAR = "(?P<y>(?:19|20)[0-9]{2})"
# Year first, day first, day and month in words. Day first is the only order with the day before
# the month in Sweden; a year of two digits could be a day, so none of them takes it.
_DATES = (
    re.compile(_YEAR + r"(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(_YEAR + r" ?[-./ ] ?(?P<m>[0-9]{1,2}) ?[-./ ] ?(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<d>[0-9]{1,2}) ?[-./ ] ?(?P<m>[0-9]{1,2}) ?[-./ ] ?" + _YEAR),
    re.compile(r"(?:den )?(?P<d>[0-9]{1,2})(?: ?:e|\.)? ?(?P<m>[a-z]{3,9})\.? " + _YEAR),
)
_TEXT = re.compile(r'(?:[^\W_]|[§("])(?:.*(?:[^\W_]|[§.)"]))?')
_LAST_STOP = re.compile(r"([0-9]|[^\W0-9_]{5}) ?\.+$")  # abbreviations are short: avd. tf. bitr.
_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_EXTENSION = re.compile(r"[,;]? *\b(?:ankn(?:ytning)?|ext)\b[.:=]? *([0-9]{1,6})$", re.IGNORECASE)
_SWITCHBOARD = re.compile(r"^(?:vx|växel)\b[.:]? *|,? *\(?\b(?:vx|växel)\b\.?\)?$", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9()\-/. ]+")
_TICKED = frozenset({"yes", "ja", "x", "v", "1", "on", "✓", "✔", "☑", "☒"})
_UNTICKED = frozenset({"", "no", "nej", "0", "off", "☐"})


def canonical(type: FieldType, raw: str) -> str | None:  # noqa: A002 - the form's own word for it
    """The one way to write `raw` as a value of `type`; None when it has no such form.

    org_no "212000-0142" (format only: the checksum is a check of its own), postal_code "621 81",
    date "2026-11-23", phone E.164 with ";ext=12", email in lower case, checkbox "yes" or "no",
    text with single spaces. Canonical values are their own canonical form.
    """
    return _CANONICAL[type](_plain(raw))


def corrected_org_no(raw: str, expected: str) -> bool:
    """True when `raw`, with letters read as the digits they resemble, is the number `expected`.

    >>> corrected_org_no("2I2OOO-0142", "212000-0142")
    True
    >>> corrected_org_no("212000-0142", "212000-0159")
    False
    """
    return _org_no(_plain(raw).translate(_DIGIT_FOR_LETTER)) == expected


def _plain(raw: str) -> str:
    """Composed letters, plain dashes, single spaces, none at the ends."""
    return " ".join(_DASHES.sub("-", unicodedata.normalize("NFC", raw)).split())


def _text(raw: str) -> str | None:
    """A text with a sign at an end that no text has there is misread: dust looks like a quote. A
    full stop that ends no abbreviation says nothing, whether it is dust or was written."""
    raw = _LAST_STOP.sub(r"\1", raw)
    return raw if _TEXT.fullmatch(raw) and _is_paired(raw) else None


def _is_paired(text: str) -> bool:
    """True when brackets and quotes come in pairs."""
    return text.count('"') % 2 == 0 and text.count("(") == text.count(")")


def _org_no(raw: str) -> str | None:
    """Ten digits, the third at least 2; with 16 before it, or as a VAT number, SE...01."""
    packed = raw.replace(" ", "").upper()
    match = re.fullmatch(r"(?:16)?([0-9]{6})-?([0-9]{4})|SE([0-9]{6})-?([0-9]{4})-?01", packed)
    if match is None:
        return None
    first, last = match.group(1) or match.group(3), match.group(2) or match.group(4)
    return f"{first}-{last}" if first[2] >= "2" else None


def _postal_code(raw: str) -> str | None:
    match = re.fullmatch(r"(?:SE?-? ?)?([1-9][0-9]{2}) ?([0-9]{2})", raw, re.IGNORECASE)
    return f"{match.group(1)} {match.group(2)}" if match else None


def _date(raw: str) -> str | None:
    lowered = raw.lower()
    for pattern in _DATES:
        match = pattern.fullmatch(lowered)
        if match is None:
            continue
        month = _MONTH_NUMBER.get(match["m"]) or int(match["m"] if match["m"].isdigit() else 0)
        try:
            return date(int(match["y"]), month, int(match["d"])).isoformat()
        except ValueError:  # no such day
            return None
    return None


def _phone(raw: str) -> str | None:
    extension = _EXTENSION.search(raw)
    number = _SWITCHBOARD.sub("", _EXTENSION.sub("", raw)).strip()
    if _PHONE.fullmatch(number) is None:  # the library would read letters as a keypad does
        return None
    try:
        parsed = phonenumbers.parse(number, "SE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={extension.group(1)}" if extension else e164


def _email(raw: str) -> str | None:
    """Spaces beside a mark are dropped; one between two letters may be a lost dot, so None."""
    packed = re.sub(r" ?([@._-]) ?", r"\1", raw).lower()
    return packed if _EMAIL.fullmatch(packed) and len(packed) <= 254 else None


def _checkbox(raw: str) -> str | None:
    if raw.lower() in _TICKED:
        return "yes"
    return "no" if raw.lower() in _UNTICKED else None


_CANONICAL: dict[FieldType, Callable[[str], str | None]] = {
    "text": _text,
    "code": _text,
    "email": _email,
    "phone": _phone,
    "org_no": _org_no,
    "postal_code": _postal_code,
    "date": _date,
    "checkbox": _checkbox,
    "signature": _text,
}
