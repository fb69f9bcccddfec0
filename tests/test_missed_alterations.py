"""Alterations that scripts/evaluate-pages once missed: each is found now."""

import pytest

from samples.alterations import AlteredBy
from samples.pages import Writing
from samples.scanning import Profile
from scripts.evaluate_pages import Sheet, see


@pytest.mark.parametrize(
    ("seed", "number", "writing", "by", "profile"),
    [
        # another figure in a lighter type, alike to the eye and sure to the engine
        (12010, 3, "hand", "number", "grey300"),
        (12046, 3, "hand", "number", "grey300"),
        # read by the models for signs; those for words were not sure
        (12040, 3, "print", "number", "grey200"),
        # a line along the bars of a short word, which reads as printed all the same
        (12024, 1, "hand", "strike", "grey200"),
        (12106, 1, "hand", "strike", "grey300"),
    ],
)
def test_what_was_missed_once_is_found(
    seed: int, number: int, writing: Writing, by: AlteredBy, profile: Profile
) -> None:
    sheet = Sheet(seed, "ssbtek-2014", number, writing, profile, by=by)
    assert see(sheet).hit
