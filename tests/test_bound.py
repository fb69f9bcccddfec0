"""The bound: Clopper and Pearson's, held against its own definition and published figures."""

from itertools import accumulate
from math import comb

import pytest

from domain.sample import BlindCheck
from pipeline.bound import bound_of_fields, bound_of_registrations, per_cent, upper_bound
from tests.intake import NOW


@pytest.mark.parametrize(
    ("wrong", "checked", "upper"),
    [
        (0, 1, 0.95),
        (0, 59, 0.04951),  # the fewest that show a rate under 5 %
        (0, 299, 0.00997),  # and under 1 %
        (0, 2995, 0.0009998),
        (1, 93, 0.04998),
        (3, 3, 1.0),
    ],
)
def test_known_bounds(wrong: int, checked: int, upper: float) -> None:
    found = upper_bound(wrong, checked)
    assert found == pytest.approx(upper, abs=5e-5)


@pytest.mark.parametrize("checked", [1, 7, 40])
def test_at_the_bound_so_few_errors_have_a_chance_of_five_per_cent(checked: int) -> None:
    for wrong in range(checked):
        rate = upper_bound(wrong, checked)
        assert rate is not None
        *_, chance = accumulate(
            comb(checked, k) * rate**k * (1 - rate) ** (checked - k) for k in range(wrong + 1)
        )
        assert chance == pytest.approx(0.05, abs=1e-9)


def test_of_nothing_nothing_is_known() -> None:
    assert upper_bound(0, 0) is None
    assert bound_of_fields([]).upper is None
    assert bound_of_registrations([]).upper is None


@pytest.mark.parametrize(("wrong", "checked"), [(-1, 3), (4, 3)])
def test_a_count_that_cannot_be_is_refused(wrong: int, checked: int) -> None:
    with pytest.raises(ValueError, match=f"{wrong} of {checked}"):
        upper_bound(wrong, checked)


def test_fields_and_registrations_are_counted_and_a_slip_is_no_error() -> None:
    keys = ("a", "b", "c")
    checks = [
        BlindCheck(case="c-1", by="x", at=NOW, compared=keys),
        BlindCheck(case="c-2", by="x", at=NOW, compared=keys, slips=("a",)),
        BlindCheck(case="c-3", by="x", at=NOW, compared=keys, differing=("a", "b")),
    ]
    fields, cases = bound_of_fields(checks), bound_of_registrations(checks)
    assert (fields.checked, fields.wrong) == (9, 2)
    assert (cases.checked, cases.wrong) == (3, 1)


@pytest.mark.parametrize(
    ("rate", "told"),
    [(0.00123, "0,13 %"), (0.0951, "9,6 %"), (0.5, "50 %"), (0.9999, "100 %"), (1.0, "100 %")],
)
def test_a_bound_is_told_rounded_up(rate: float, told: str) -> None:
    assert per_cent(rate) == told
