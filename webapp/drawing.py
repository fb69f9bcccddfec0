"""What is run in the processes that draw pages. What it needs is loaded there and not here."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from adapters.forms import LoadedForm
from adapters.settings import Settings
from adapters.workers import Workers
from domain.form import FormVersion
from domain.page import Box, PageIdentity, Rotation

DRAWERS = 2  # beside those that read: nobody waits with a picture for a pile that is being read
SECONDS = 20.0  # for one picture
MODULES = ("pipeline.read", "pipeline.show")  # loaded once, with the reader's own


class File(NamedTuple):
    """An original, and what it may cost at most: bytes and pages."""

    path: Path
    limits: tuple[int, int]


class Sheet(NamedTuple):
    """A page of a file, the turn that brings it upright, and its width then, in pixels."""

    page: int
    turn: Rotation
    width: int


def open_drawers(settings: Settings, loaded: Sequence[LoadedForm]) -> Workers:
    """The processes that draw. They start with the first picture."""
    return Workers(
        DRAWERS,
        seconds=SECONDS,
        megabytes=settings.document_megabytes,
        prepare=partial(_prepare, tuple((one.form, one.blank) for one in loaded)),
        preload=MODULES,
    )


def draw_page(file: File, sheet: Sheet) -> bytes | None:
    """A page as a JPEG; None of a file that cannot be opened."""
    from pipeline import show

    return show.page(file.path.read_bytes(), show.Limits(**_limits(file)), show.Wanted(*sheet))


def draw_boxes(file: File, sheet: Sheet, boxes: Sequence[Box]) -> tuple[bytes, ...] | None:
    """Boxes of a page, each as a JPEG; None of a file that cannot be opened."""
    from pipeline import show

    limits = show.Limits(**_limits(file))
    return show.boxes(file.path.read_bytes(), limits, show.Wanted(*sheet), boxes)


def draw_ink(file: File, identity: PageIdentity, width: int) -> bytes | None:
    """What is left of a page when its blank is subtracted, as a PNG; None when there is nothing to
    subtract."""
    from pipeline import show

    return show.ink(file.path.read_bytes(), show.Limits(**_limits(file)), identity, width)


def find_words(file: File, identity: PageIdentity) -> tuple[Box, ...]:
    """Where the words of its blank lie on a page."""
    from pipeline import show

    return show.words(file.path.read_bytes(), show.Limits(**_limits(file)), identity)


def get_warm() -> None:
    """Nothing: a process that has run it has loaded all that drawing needs."""


def _limits(file: File) -> dict[str, int]:
    return {"max_bytes": file.limits[0], "max_pages": file.limits[1]}


def _prepare(forms: Sequence[tuple[FormVersion, bytes]]) -> None:
    from pipeline.show import get_ready

    get_ready(forms)
