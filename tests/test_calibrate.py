"""What makes a rank a probability, and how the operating point is chosen."""

import math
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.reference import load_lists
from domain.calibration import BANDS, WHOLE, Calibration, Cell, Kind
from domain.facts import Facts
from domain.reading import FieldReading, PageReading
from extractors.pdf import Limits
from extractors.pictures import open_file
from pipeline.calibrate import (
    FEWEST,
    Example,
    Labelled,
    calibrate,
    fit,
    is_for_fitting,
    with_calibration,
)
from pipeline.calibrated import calibrated
from pipeline.evaluation import evaluated, evaluation
from pipeline.judge import judge, judge_agreement
from pipeline.operating_point import Acceptable, choose, needed, step, thresholds, upper_bound
from pipeline.reliability import bins, calibration_error
from pipeline.score import Answer
from samples.reference import form_version
from tests.builders import agreement, calibration, facts, with_field
from tests.drawing import ROOT
from tests.perfect_reader import perfect_reading

PRINT = Kind(standing="two_readers", mode="print", group="text", quality="grey")
FAX = PRINT.model_copy(update={"quality": "bilevel"})
HAND = Kind(standing="none", mode="hand", group="text", quality="grey")


def examples(kind: Kind, rank: float, right: int, wrong: int = 0) -> list[Example]:
    return [
        Example(kind=kind, rank=rank, is_right=is_right)
        for is_right, many in ((True, right), (False, wrong))
        for _ in range(many)
    ]


def made(*groups: Iterable[Example]) -> Calibration:
    return calibration(cells=fit(one for group in groups for one in group))


# the maths


@pytest.mark.parametrize(("wrong", "fields"), [(0, 10), (1, 100), (5, 100), (0, 2995), (3, 4000)])
def test_at_the_upper_bound_so_few_wrong_ones_are_seen_once_in_twenty_times(
    wrong: int, fields: int
) -> None:
    """Clopper and Pearson's definition of their bound."""
    share = upper_bound(wrong, fields)
    seen = sum(
        math.comb(fields, k) * share**k * (1 - share) ** (fields - k) for k in range(wrong + 1)
    )
    assert seen == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("wrong", "fields", "bound"),
    [(0, 299, 0.00997), (5, 100, 0.10225), (10, 10, 1.0), (0, 0, 1.0)],
)
def test_known_upper_bounds(wrong: int, fields: int, bound: float) -> None:
    assert upper_bound(wrong, fields) == pytest.approx(bound, abs=1e-5)


@pytest.mark.parametrize("target", [0.1, 0.01, 0.001, 0.0003])
def test_so_many_fields_are_needed_and_no_fewer(target: float) -> None:
    assert upper_bound(0, needed(target)) <= target < upper_bound(0, needed(target) - 1)


def test_the_calibration_error_is_the_mean_distance() -> None:
    stated = [(0.9, True), (0.9, True), (0.9, False), (0.2, False)]
    found = bins(stated)
    assert [one.examples for one in found] == [1, 3]
    assert calibration_error(found) == pytest.approx((1 * 0.2 + 3 * (0.9 - 2 / 3)) / 4)
    assert calibration_error(()) == 0.0


# chances


def test_a_chance_is_how_often_such_values_were_right() -> None:
    known = made(examples(PRINT, 0.97, 990, 10), examples(HAND, 0.2, 300, 700))
    assert known.chance(PRINT, 0.99) == pytest.approx(0.99, abs=0.002)
    assert known.chance(HAND, 0.16) == pytest.approx(0.3, abs=0.01)


def test_a_kind_with_few_examples_has_the_chance_of_the_one_above_it() -> None:
    few, many = FEWEST - 1, FEWEST
    known = made(examples(PRINT, 0.97, 900, 100), examples(FAX, 0.97, few))
    assert known.chance(FAX, 0.97) == known.chance(PRINT.model_copy(update={"quality": None}), 0.97)
    known = made(examples(PRINT, 0.97, 900, 100), examples(FAX, 0.97, many))
    assert known.chance(FAX, 0.97) > known.chance(PRINT, 0.97) + 0.05


def test_an_unknown_kind_has_the_chance_of_all() -> None:
    known = made(examples(PRINT, 0.97, 80, 20))
    assert known.chance(HAND, 0.97) == known.cells[WHOLE].chances[-1]
    assert calibration(cells={}).chance(HAND, 0.97) == 0.0


@given(
    st.lists(
        st.builds(
            Example,
            kind=st.sampled_from([PRINT, FAX, HAND]),
            rank=st.floats(0, 1),
            is_right=st.booleans(),
        ),
        min_size=1,
        max_size=300,
    )
)
def test_a_higher_rank_never_has_a_smaller_chance(seen: list[Example]) -> None:
    for cell in fit(seen).values():  # a cell whose chances fall cannot be made
        assert len(cell.chances) == len(BANDS)
        assert 0 <= cell.chances[0] <= cell.chances[-1] <= 1


def test_chances_that_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="stiga"):
        Cell(examples=1, right=1, chances=(*(0.5,) * (len(BANDS) - 1), 0.4))


# the operating point


def agreements(least: float, many: int, wrong: int = 0, fields: int = 20) -> list[Acceptable]:
    return [Acceptable(least=least, fields=fields, wrong=int(at < wrong)) for at in range(many)]


def test_the_last_threshold_before_the_first_that_fails_is_taken() -> None:
    """Further down the bound would hold again; a sequence that stops does not look there."""
    fitted = agreements(0.99, 80) + agreements(0.95, 40) + agreements(0.9, 400)
    held = agreements(0.99, 80) + agreements(0.95, 40, wrong=9) + agreements(0.9, 4000)
    choice = choose(fitted, held, target=0.005)
    assert (choice.is_met, choice.operating_point) == (True, 0.99)
    assert [one.threshold for one in choice.steps] == [0.99, 0.95]
    assert step(held, 0.9).bound <= 0.005 < step(held, 0.95).bound


def test_a_threshold_that_breaks_the_target_where_it_was_found_is_not_tried() -> None:
    fitted = agreements(0.99, 200) + agreements(0.6, 3, wrong=2)
    choice = choose(fitted, agreements(0.99, 200) + agreements(0.6, 3), target=0.001)
    assert (choice.is_met, choice.operating_point) == (True, 0.99)


def test_without_errors_everything_with_a_source_passes() -> None:
    fitted = agreements(0.99, 200) + agreements(0.6, 3)
    choice = choose(fitted, agreements(0.99, 200) + agreements(0.6, 5), target=0.001)
    assert (choice.is_met, choice.operating_point) == (True, 0.6)


def test_too_few_fields_give_the_strictest_threshold_and_no_promise() -> None:
    few = agreements(0.99, 10) + agreements(0.6, 100)
    choice = choose(few, few, target=0.001)
    assert (choice.is_met, choice.operating_point) == (False, 0.99)
    assert choose([], [], target=0.001).operating_point == 1.0


def test_errors_at_the_strictest_threshold_give_no_promise() -> None:
    choice = choose(agreements(0.99, 400), agreements(0.99, 400, wrong=9), target=0.001)
    assert (choice.is_met, len(choice.steps)) == (False, 1)


def test_the_sequence_begins_where_the_target_may_be_met() -> None:
    """The first tests would fail for too few fields alone, and end the sequence."""
    fitted = agreements(1.0, 1) + agreements(0.99, 100) + agreements(0.98, 100)
    assert thresholds(fitted, target=0.001) == [0.98]
    assert thresholds(fitted, target=0.01) == [0.99, 0.98]
    assert (
        len(thresholds([one for at in range(900) for one in agreements(at / 900, 1)], 0.01)) == 20
    )


# when an agreement is judged


def judged_with(known: Calibration | None) -> Facts:
    return with_calibration(facts(), known)


def test_judging_makes_the_rank_a_probability_and_keeps_the_rank() -> None:
    judged = judge_agreement(agreement(), judged_with(calibration(chance=0.97)))
    assert judged.agreement
    field = judged.agreement.field("party.city")
    assert field
    assert (field.confidence, field.rank) == (0.97, 0.99)
    again = judge_agreement(judged.agreement, judged_with(calibration(chance=0.8))).agreement
    assert again
    assert [(one.confidence, one.rank) for one in again.fields if one.key == "party.city"] == [
        (0.8, 0.99)
    ]


def test_what_a_page_shows_well_and_what_vouches_tell_the_kind() -> None:
    known = calibration(
        cells={
            WHOLE: cell(0.5),
            "two_readers": cell(0.6),
            "two_readers/print/text": cell(0.7),
            "two_readers/print/text/bilevel": cell(0.8),
            "check": cell(0.9),
            "ink/none/empty": cell(0.95),
        }
    )
    whole = agreement().model_copy(update={"qualities": ((1, "bilevel"),)})
    whole = with_field(whole, "party.org_no", support="check")
    whole = with_field(whole, "agreement_contact.title", value=None, support=None)
    whole = with_field(whole, "certificate.serial_no", source="ink", mode="none", support=None)
    found = calibrated(whole, judged_with(known))
    told = {field.key: field.confidence for field in found.fields}
    assert told["party.city"] == 0.8
    assert told["signature.place"] == 0.7  # of its page nothing is known
    assert told["party.postal_code"] == 0.6  # a number
    assert told["party.org_no"] == 0.9
    assert told["certificate.serial_no"] == 0.95
    assert told["agreement_contact.title"] == 0.0  # ink without a value


def cell(chance: float) -> Cell:
    return Cell(examples=100, right=100, chances=(chance,) * len(BANDS))


@pytest.mark.parametrize(
    "known", [None, calibration(chance=0.89), calibration(operating_point=1.0)]
)
def test_nothing_passes_without_a_calibration_or_under_its_operating_point(
    known: Calibration | None,
) -> None:
    judged = judge_agreement(agreement(), judged_with(known))
    assert judged.decision.outcome == "review"
    assert judged.decision.reasons == ("material.field_unclear",)
    assert judge_agreement(agreement(), facts()).decision.outcome == "register"


def test_what_a_person_has_entered_is_sure() -> None:
    entered = with_field(agreement(), "party.city", source="person", support=None)
    judged = judge_agreement(entered, judged_with(calibration(chance=0.95))).agreement
    assert judged
    assert [one.confidence for one in judged.fields if one.source == "person"] == [1.0]


# from deliveries to a calibration

FORMS = tuple(form_version(name) for name in ("ssbtek-2014", "ssbtek-2022"))
SAMPLE = ROOT / "samples" / "inbox" / "08-felfri"
ANSWER = Answer.model_validate_json((SAMPLE / "expected.json").read_text(encoding="utf-8"))


LISTS = load_lists()
MADE_FROM = calibration().provenance


def misread(field: FieldReading) -> FieldReading:
    """What two readers agree on, against the ink."""
    return field.model_copy(update={"value": "Fel", "raw": "Fel", "confidence": 0.2})


def delivery(name: str, *, wrong: bool) -> Labelled:
    reading = perfect_reading(ANSWER)
    if wrong:
        pages = tuple(with_misread(page) for page in reading.pages)
        reading = reading.model_copy(update={"pages": pages})
    received = ANSWER.received_at.date()
    return Labelled(
        name=name,
        answer=ANSWER,
        reading=reading,
        facts=Facts(reference=LISTS, forms=FORMS, received_on=received),
    )


def with_misread(page: PageReading) -> PageReading:
    fields = tuple(
        misread(field) if field.key == "party.department" else field for field in page.fields
    )
    return page.model_copy(update={"fields": fields, "quality": "grey"})


def deliveries(many: int, wrong: int) -> list[Labelled]:
    return [delivery(f"{at:04d}", wrong=at < wrong) for at in range(many)]


def test_deliveries_teach_which_values_go_to_a_person() -> None:
    read = deliveries(80, wrong=20)
    known = calibrate(read, 0.01, MADE_FROM)
    assert known.is_met
    assert known.fitted + known.held == 80
    assert known.fitted == sum(is_for_fitting(one.name) for one in read)
    assert known.steps[0].wrong == 0
    right, wrong = delivery("x", wrong=False), delivery("y", wrong=True)
    assert [one.decision.outcome for one in right.judged(known)] == ["register"]
    (stopped,) = wrong.judged(known)
    assert stopped.decision.reasons == ("material.field_unclear",)
    (finding,) = (one for one in stopped.findings if one.code == "material.field_unclear")
    assert finding.fields == ("party.department",)


def test_few_deliveries_promise_nothing() -> None:
    assert not calibrate(deliveries(6, wrong=0), 0.001, MADE_FROM).is_met


def test_the_other_half_tells_how_far_chances_are_off() -> None:
    known = calibrate(deliveries(80, wrong=20), 0.01, MADE_FROM)
    assert 0 < known.held_error < 0.05
    assert known.held_values > 500


def test_an_evaluation_counts_what_passes_and_bounds_what_is_wrong() -> None:
    known = calibration(chance=0.95, operating_point=0.9)
    done = [
        evaluated(one.name, one.answer, one.reading, with_calibration(one.facts, known))
        for one in deliveries(10, wrong=1)
    ]
    whole = evaluation(done, known.operating_point)
    assert (whole.fields.wrong, whole.registrations.wrong, whole.registrations.of) == (1, 1, 10)
    assert whole.fields.bound == upper_bound(1, whole.fields.of)
    assert whole.operating.automation == 1.0
    assert [one.key for one in whole.worst] == ["party.department"]
    assert whole.calibration_error == pytest.approx(0.05, abs=0.01)
    assert [one.threshold for one in whole.risk] == [0.95]


# how well a page shows what is written


@pytest.mark.parametrize(
    ("file", "quality"),
    [
        ("inbox/05-felfri/delivery.pdf", "grey"),
        ("intake/01-fax/delivery.pdf", "coarse"),  # 98 rows an inch
        ("intake/02-tiff/delivery.tif", "bilevel"),
        ("intake/03-grovt/delivery.pdf", "coarse"),
        ("unlaid/02-omskrivet-digitalt/delivery.pdf", "digital"),
    ],
)
def test_a_page_tells_how_well_it_shows_what_is_written(file: str, quality: str) -> None:
    data = (ROOT / "samples" / file).read_bytes()
    with open_file(data, Limits()) as opened:
        assert next(opened.pages()).quality == quality


def test_an_agreement_knows_the_qualities_of_its_pages() -> None:
    one = delivery("x", wrong=True)
    (judgement,) = judge([one.reading], one.facts)
    assert judgement.agreement
    assert set(judgement.agreement.qualities) == {(1, "grey"), (2, "grey"), (3, "grey")}
    assert judgement.agreement.quality(4) is None


def test_a_box_found_empty_is_right_only_where_nothing_was_written() -> None:
    """What has no canonical form has no value in the answer, but it is there."""
    one = delivery("x", wrong=False)
    written = one.answer.agreements[0]
    unreadable = written.model_copy(
        update={
            "fields": {**written.fields, "party.department": None},
            "raw": {"party.department": "?!"},
        }
    )
    answer = one.answer.model_copy(update={"agreements": (unreadable,)})
    pages = tuple(without_department(page) for page in one.reading.pages)
    reading = one.reading.model_copy(update={"pages": pages})
    seen = one.model_copy(update={"answer": answer, "reading": reading}).examples()
    empty = [example.is_right for example in seen if example.kind.group == "empty"]
    assert empty.count(False) == 1
    assert empty.count(True) == sum(value is None for value in written.fields.values()) > 0


def without_department(page: PageReading) -> PageReading:
    gone = {"raw": "", "value": None, "source": "ink", "mode": "none", "support": None}
    fields = tuple(
        field.model_copy(update=gone) if field.key == "party.department" else field
        for field in page.fields
    )
    return page.model_copy(update={"fields": fields})
