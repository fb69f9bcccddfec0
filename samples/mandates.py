"""Makes the sample list of mandates: python -m samples.mandates > adapters/reference/mandates.csv

Fictional decisions for all municipalities but twenty, the same at every run.
"""

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta

from samples.reference import MUNICIPALITIES

LEFT_OUT = 20
_FIRST, _LAST = date(2013, 9, 2), date(2025, 10, 31)
_REGISTERS = ("KS {0}/{1}", "KS {0}-{1:04d}", "KS {0}/{1} § {2}", "KF {0}/{1}", "Dnr {0}/{1}")


def mandates() -> Iterator[tuple[str, str, str, str]]:
    """org_no, municipality, decision date and registry number, in the order of the codes."""
    rng = random.Random(2013)
    left_out = set(rng.sample(range(len(MUNICIPALITIES)), LEFT_OUT))
    for index, municipality in enumerate(MUNICIPALITIES):
        days = min(rng.triangular(0, 1.0, 0.1), 0.999) * (_LAST - _FIRST).days
        decided = _working_day(_FIRST + timedelta(days=round(days)))
        register = rng.choice(_REGISTERS)
        number = register.format(decided.year, rng.randint(12, 940), rng.randint(11, 240))
        if index not in left_out:
            yield municipality.org_no, municipality.name, decided.isoformat(), number


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def main() -> None:
    """Prints the list."""
    sys.stdout.write("org_no,municipality,decision_date,registry_no\n")
    sys.stdout.writelines(",".join(row) + "\n" for row in mandates())


if __name__ == "__main__":
    main()
