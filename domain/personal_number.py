"""Swedish personal identity numbers (personnummer): not needed here, so masked wherever they come.

YYMMDD-NNNN or YYYYMMDD-NNNN, "+" for "-" from the year of the hundredth birthday, the tenth digit a
check digit (Luhn); in a coordination number (samordningsnummer) the day is 60 more. Folkbokförings-
lagen (1991:481) 18 §, lag (2022:1697) om samordningsnummer.
"""

import re
from collections.abc import Iterator

MASK = "ÅÅMMDD-XXXX"
# What reading takes digits for, beside the digits themselves, and what it takes the mark for.
_DIGIT = "[0-9OoQDIl|!SsB&GbZzgqAT]"
_READ_AS = str.maketrans("OoQDIl|!SsB&GbZzgqAT", "00001111558866229947")
_SIGN = r"[0-9A-Za-z&!|/$?]"
_MARK = " ?[-+~=_‐‑‒–—−] ?"
_CENTURY = "(?:[1Il|] ?[89] ?|2 ?[0Oo] ?)?"
_ALONE, _END = "(?<![0-9A-Za-zÅÄÖåäö])", "(?![0-9A-Za-zÅÄÖåäö])"
_LEAST_DIGITS = 7  # of the ten: "BIOLOGISIB" is no number
# With the mark: a hand may have set spaces, or written what is no digit to the reading.
_MARKED = (
    re.compile(
        rf"{_ALONE}{_CENTURY}({_DIGIT}(?: ?{_DIGIT}){{5}})"
        rf"{_MARK}({_DIGIT}(?: ?{_DIGIT}){{2,4}}){_END}"
    ),
    re.compile(rf"{_ALONE}{_CENTURY}({_SIGN}{{6}}){_MARK}({_SIGN}{{2,5}}){_END}"),
)
_PLAIN = re.compile(rf"{_ALONE}{_CENTURY}({_DIGIT}{{6}}) ?({_DIGIT}{{4}}){_END}")
# As nobody reads a number but some write it: another mark, marks within the date, or letters before
# it. Here every digit is one.
_CLOSE = r"(?![0-9A-Za-zÅÄÖåäö]|[-./:–]\d)"  # what goes on is a row of numbers, or two dates
_HYPHEN = "[-+‐‑‒–—−]"
_OTHER_MARK = re.compile(rf"(?<!\d)(?:1[89]|20)?(\d{{6}})[.:,/](\d{{4}}){_CLOSE}")
_AFTER_LETTERS = re.compile(rf"(?<=[A-Za-zÅÄÖåäö])(?:1[89]|20)?(\d{{6}}){_HYPHEN}(\d{{4}}){_CLOSE}")
_PLAIN_AFTER_LETTERS = re.compile(
    rf"(?<=[A-Za-zÅÄÖåäö])(?:1[89]|20)?(\d{{6}})(\d{{4}})(?:01)?{_CLOSE}"  # 01: of a VAT number
)
_PARTED_DATE = r"(?<!\d)(?:1[89]|20)?(\d\d)([-./:, ])(\d\d)\2(\d\d)"
_PARTED = re.compile(rf"{_PARTED_DATE}{_HYPHEN}(\d{{4}}){_CLOSE}")
_PARTED_LOOSELY = re.compile(rf"{_PARTED_DATE}(?: ?{_HYPHEN} ?|[.:,/ ])(\d{{4}}){_CLOSE}")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_BIRTHDAY = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])")


def mask_personal_numbers(text: str) -> str:
    """The text with every personal identity number in it masked; see `find_personal_numbers`.

    >>> mask_personal_numbers("Anna, 811228-9874")
    'Anna, ÅÅMMDD-XXXX'
    >>> mask_personal_numbers("212000-0142")
    '212000-0142'
    """
    for start, end in reversed(list(find_personal_numbers(text))):
        text = text[:start] + MASK + text[end:]
    return text


def find_personal_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where personal identity numbers begin and end, as written or as a reading engine reads them.

    With a mark before the last ones, six digits of which the third begins a month are enough: one
    digit misread or lost makes date or check digit wrong and still tells who it is. Without the
    mark the ten digits have to stand together, be a date, and have the check digit right, since
    telephone and serial numbers look so too.
    """
    found = [one for shape in _MARKED for one in shape.finditer(text) if _is_marked(one)]
    found += [one for one in _PLAIN.finditer(text) if _is_plain(one)]
    found += _as_some_write(text)
    end = 0
    for one in sorted(found, key=lambda one: one.span()):
        if one.start() >= end:  # the same number may have both shapes
            yield one.span()
            end = one.end()


def _as_some_write(text: str) -> Iterator[re.Match[str]]:
    """Those with another mark, marks within the date, or letters directly before."""
    for one in _OTHER_MARK.finditer(text):
        if _is_born(one[1]) and (_is_luhn(one[1] + one[2]) or not _YEAR.fullmatch(one[2])):
            yield one
    yield from (one for one in _AFTER_LETTERS.finditer(text) if _is_born(one[1]))
    for one in _PLAIN_AFTER_LETTERS.finditer(text):
        if _is_born(one[1]) and _is_luhn(one[1] + one[2]):
            yield one
    yield from (one for one in _PARTED.finditer(text) if _is_born(one[1] + one[3] + one[4]))
    for one in _PARTED_LOOSELY.finditer(text):
        born = one[1] + one[3] + one[4]
        if _is_born(born) and _is_luhn(born + one[5]):
            yield one


def _is_born(six: str) -> bool:
    """A day that somebody may have been born, as YYMMDD."""
    return _BIRTHDAY.fullmatch(six) is not None


def _is_marked(found: re.Match[str]) -> bool:
    """Six digits, the third of a month's first: that of an organisation's number is 2 or more."""
    as_read = (found[1] + found[2]).replace(" ", "")
    enough = sum(letter.isdigit() for letter in as_read) >= _LEAST_DIGITS
    return enough and as_read[2].translate(_READ_AS) in "01"


def _is_plain(found: re.Match[str]) -> bool:
    """A date and a right check digit."""
    as_read = found[1] + found[2]
    digits = as_read.translate(_READ_AS)
    enough = sum(letter.isdigit() for letter in as_read) >= _LEAST_DIGITS
    return enough and bool(_BIRTHDAY.match(digits)) and _is_luhn(digits)


def has_personal_number(text: str) -> bool:
    """Whether there is one anywhere in the text.

    >>> has_personal_number("Född 811228-9874"), has_personal_number("Dnr 2014/312")
    (True, False)
    """
    return next(find_personal_numbers(text), None) is not None


def _is_luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
