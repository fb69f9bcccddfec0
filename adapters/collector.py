"""Python's collector of garbage, told to run seldom while a process starts. Imported for that.

While modules and lists are loaded everything that is made stays, and going through all of it 250
times took a twelfth of a command's start.
"""

import gc

USUAL = gc.get_threshold()
OBJECTS = 50_000  # made and not freed since the last round, before the next


def collect_seldom() -> None:
    """Applies to this process and to those that are made from it."""
    gc.set_threshold(OBJECTS, 10, 10)


def collect_as_usual() -> None:
    """For a process that reads: pages are large, and a cycle may hold one. What the start made is
    left out from now on."""
    gc.freeze()
    gc.set_threshold(*USUAL)


collect_seldom()
