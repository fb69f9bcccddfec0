"""Swedish personal identity numbers (personnummer): not needed here, so masked wherever they come.

YYMMDD-NNNN or YYYYMMDD-NNNN, "+" for "-" from the year of the hundredth birthday, the tenth digit a
check digit (Luhn); in a coordination number (samordningsnummer) the day is 60 more. Folkbokförings-
lagen (1991:481) 18 §, lag (2022:1697) om samordningsnummer.
"""

import re
from collections.abc import Iterator

MASK = "ÅÅMMDD-XXXX"
# Letters that reading takes digits for, beside the digits themselves.
_DIGIT = "[0-9OoIl|SB]"
_READ_AS = str.maketrans("OoIl|SB", "0011158")
_LEAST_DIGITS = 8  # of the ten: "BIOLOGISIB" is no number
_SHAPE = re.compile(
    rf"(?<![0-9A-Za-zÅÄÖåäö])(?:[1Il|] ?[89] ?|2 ?[0Oo] ?)?({_DIGIT}(?: ?{_DIGIT}){{5}})"
    rf"( ?[-+‐‑‒–—−] ?| ?)({_DIGIT}(?: ?{_DIGIT}){{3}})(?![0-9A-Za-zÅÄÖåäö])"
)
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

    The date has to be one. With a mark before the last four that is enough: one digit misread makes
    the check digit wrong and still tells who it is. Without one the check digit has to be right and
    the digits together, since telephone and serial numbers look so too.
    """
    for found in _SHAPE.finditer(text):
        as_read = found[1] + found[3]
        digits = as_read.replace(" ", "").translate(_READ_AS)
        enough = sum(letter.isdigit() for letter in as_read) >= _LEAST_DIGITS
        sure = found[2].strip() or (" " not in as_read and _is_luhn(digits))
        if enough and sure and _BIRTHDAY.match(digits):
            yield found.span()


def has_personal_number(text: str) -> bool:
    """Whether there is one anywhere in the text.

    >>> has_personal_number("Född 811228-9874"), has_personal_number("Dnr 2014/312")
    (True, False)
    """
    return next(find_personal_numbers(text), None) is not None


def _is_luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
