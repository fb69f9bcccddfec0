"""Cells of a CSV that a spreadsheet takes for text: what a form says must not become a formula.

An apostrophe goes before what would begin a formula (OWASP, "CSV Injection"): at the start of a
cell, and after a semicolon or tab within it, since a Swedish Excel parts cells there. A telephone
number may begin with its plus. `unescaped` takes back exactly what `escaped` put in.
"""

import re

_TELEPHONE = re.compile(r"\+[\d ()/-]+")
_BEGINS = "=@+\\-\t\r\n＝＠＋－"
_FORMULA = re.compile(rf"(^|[;\t])('*)(?=[{_BEGINS}])")
_ESCAPED = re.compile(rf"(^|[;\t])'('*)(?=[{_BEGINS}])")


def escaped(cell: str) -> str:
    """The cell as a spreadsheet may have it.

    >>> escaped("=1+1"), escaped("+46 8 465 004 00"), escaped("IFO;=1")
    ("'=1+1", '+46 8 465 004 00', "IFO;'=1")
    """
    return cell if _TELEPHONE.fullmatch(cell) else _FORMULA.sub(r"\1'\2", cell)


def unescaped(cell: str) -> str:
    """The cell as it was before `escaped`.

    >>> unescaped("'=1+1"), unescaped("'t Hart")
    ('=1+1', "'t Hart")
    """
    return _ESCAPED.sub(r"\1\2", cell)
