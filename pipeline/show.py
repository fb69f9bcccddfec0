"""Drawing pages for people, as worker processes do it. A file that cannot be opened has None."""

from collections.abc import Sequence
from functools import cache

import cv2

from domain.form import FormVersion
from domain.page import Box, PageIdentity
from extractors.blanks import BlankPage, prepare_form
from extractors.pdf import BadFileError, Limits
from extractors.showing import Wanted, find_words, show_boxes, show_ink, show_page

__all__ = ["Limits", "Wanted", "boxes", "get_ready", "ink", "page", "words"]

_forms: dict[str, tuple[FormVersion, bytes]] = {}  # what this process may lay pages on


def get_ready(forms: Sequence[tuple[FormVersion, bytes]]) -> None:
    """Make this process ready to draw. A blank is prepared when the first page is laid on it."""
    cv2.setNumThreads(1)  # the cores are shared out by pages, not within one
    _forms.clear()
    _forms.update({form.id: (form, data) for form, data in forms})


def page(data: bytes, limits: Limits, wanted: Wanted) -> bytes | None:
    """A page as a JPEG."""
    try:
        return show_page(data, limits, wanted)
    except BadFileError:
        return None


def boxes(
    data: bytes, limits: Limits, wanted: Wanted, places: Sequence[Box]
) -> tuple[bytes, ...] | None:
    """Boxes of a page, each as a JPEG."""
    try:
        return show_boxes(data, limits, wanted, places)
    except BadFileError:
        return None


def ink(data: bytes, limits: Limits, identity: PageIdentity, width: int) -> bytes | None:
    """What is left of a page when its blank is subtracted, as a PNG to lay over it; None too of a
    page that does not lie on its blank."""
    try:
        return show_ink(data, limits, identity, _blanks(identity.form), width)
    except BadFileError:
        return None


def words(data: bytes, limits: Limits, identity: PageIdentity) -> tuple[Box, ...]:
    """Where the words of its blank lie on a page."""
    try:
        return find_words(data, limits, identity, _blanks(identity.form))
    except BadFileError:
        return ()


@cache
def _blanks(form: str | None) -> tuple[BlankPage, ...]:
    """The pages of a form's blank, prepared once a process; none of a form that is not in use."""
    return tuple(prepare_form(*_forms[form])) if form in _forms else ()
