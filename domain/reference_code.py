"""The reference that ties an answer to its case: written in letters, found in what comes back.

The reference is the case's id. In a subject it stands in brackets, `[c-0123456789abcdef]`; the QR
code on a letter says `ANSLUT SVAR c-0123456789abcdef`.
"""

import re

QR_WORDS = "ANSLUT SVAR"
# Mail programs and people put other dashes for ours, and capitals; nothing else is forgiven, since
# an id has no check digit and a misread one may be another case's.
_REFERENCE = re.compile(r"(?<![0-9a-z])c[-‐‑‒–—−]([0-9a-f]{16})(?![0-9a-z])", re.IGNORECASE)
_QR = re.compile(rf"{QR_WORDS} (c-[0-9a-f]{{16}})")


def bracketed(case: str) -> str:
    """The reference as it stands in a letter's subject.

    >>> bracketed("c-0123456789abcdef")
    '[c-0123456789abcdef]'
    """
    return f"[{case}]"


def qr_text(case: str) -> str:
    """What the QR code on a letter says."""
    return f"{QR_WORDS} {case}"


def references_in(text: str) -> tuple[str, ...]:
    """The ids of cases that a text names, each once, in their order; with or without brackets.

    >>> references_in("SV: Komplettera avtalet [C-0123456789ABCDEF]")
    ('c-0123456789abcdef',)
    """
    return tuple(dict.fromkeys(f"c-{found.lower()}" for found in _REFERENCE.findall(text)))


def case_of_qr(text: str) -> str | None:
    """The case that a QR code names; None when the code is none of ours.

    >>> case_of_qr("ANSLUT SVAR c-0123456789abcdef")
    'c-0123456789abcdef'
    """
    match = _QR.fullmatch(text)
    return match.group(1) if match else None
