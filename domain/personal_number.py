"""Swedish personal identity numbers (personnummer): not needed here, so masked in what goes out."""

import re

MASK = "ÅÅMMDD-XXXX"
_SHAPE = re.compile(
    r"(?<!\d)(?:18|19|20)?"
    r"(\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]))[-+ ]?(\d{4})(?!\d)"
)


def mask_personal_numbers(text: str) -> str:
    """The text with every personnummer or samordningsnummer (day + 60) in it masked.

    Ten digits count as one when the date can be one and the check digit is right (Luhn).

    >>> mask_personal_numbers("Anna, 811228-9874")
    'Anna, ÅÅMMDD-XXXX'
    >>> mask_personal_numbers("212000-0142")
    '212000-0142'
    """
    return _SHAPE.sub(lambda found: MASK if _is_luhn(found[1] + found[2]) else found[0], text)


def _is_luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
