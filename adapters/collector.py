"""Python's collector of cyclic garbage, told to run seldom. Imported for that.

While modules and lists are loaded everything that is made stays, and going through all of it 250
times took a twelfth of a command's start. In reading, hardly anything is in a cycle.
"""

import gc

OBJECTS = 50_000  # made and not freed since the last round, before the next


def collect_seldom() -> None:
    """Applies to this process and to those that are made from it."""
    gc.set_threshold(OBJECTS, 10, 10)


collect_seldom()
