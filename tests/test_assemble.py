"""Pages become agreements, and every page is accounted for."""

import pytest

from domain.agreement import Agreement
from domain.judgement import Part
from domain.page import Role
from domain.reading import FileReading, PageReading, Problem
from pipeline.assemble import Assembly, assemble
from tests.builders import FAULTLESS, agreement, facts, field, file, form, other_page, page

TWO_FORMS = facts(form("form-a"), form("form-b"))


def assembled(*pages: PageReading) -> Assembly:
    return assemble([file(*pages)], TWO_FORMS)


def codes(result: Assembly) -> set[str]:
    return {finding.code for part in result.parts for finding in part.findings}


def agreements(result: Assembly) -> list[Agreement]:
    return [part.agreement for part in result.parts if part.agreement]


def test_the_pages_of_one_agreement() -> None:
    result = assembled(page(1), page(2), page(3))
    assert result.parts == (Part(agreement=agreement(), findings=()),)


def test_fields_come_in_the_order_of_the_form_whatever_the_order_of_the_pages() -> None:
    (found,) = agreements(assembled(page(1, 3), page(2, 1), page(3, 2)))
    assert found.pages == (2, 3, 1)
    assert [field.key for field in found.fields] == list(FAULTLESS)
    assert found.signature.kind == "wet_ink"


# The pages as (page of the file, page of the form, form), the agreements they make, what is said.
# Every page 1 of form a is of another Party than the one before it.
SETS: tuple[tuple[str, list[tuple[int, int, str]], list[tuple[int, ...]], set[str]], ...] = (
    ("one missing", [(1, 1, "a"), (2, 3, "a")], [(1, 2)], set()),
    (
        "two agreements",
        [(1, 1, "a"), (2, 2, "a"), (3, 3, "a"), (4, 1, "a"), (5, 2, "a"), (6, 3, "a")],
        [(1, 2, 3), (4, 5, 6)],
        {"material.delivery_split"},
    ),
    (
        "two agreements, one out of order",  # had a page been lost, every border would be wrong
        [(1, 3, "a"), (2, 1, "a"), (3, 2, "a"), (4, 1, "a"), (5, 2, "a"), (6, 3, "a")],
        [(2, 3, 1), (4, 5, 6)],
        {"material.several_agreements", "material.pages_reordered"},
    ),
    (
        "the first lacks its last page",
        [(1, 1, "a"), (2, 2, "a"), (3, 1, "a"), (4, 2, "a"), (5, 3, "a")],
        [(1, 2), (3, 4, 5)],
        {"material.several_agreements"},
    ),
    (
        "the second lacks its last page",
        [(1, 1, "a"), (2, 2, "a"), (3, 3, "a"), (4, 1, "a"), (5, 2, "a")],
        [(1, 2, 3), (4, 5)],
        {"material.several_agreements", "material.page_twice"},
    ),
    (
        "a page twice",
        [(1, 1, "a"), (2, 2, "a"), (3, 3, "a"), (4, 3, "a")],
        [(1, 2, 3)],
        {"material.page_twice"},
    ),
    (
        "a page twice in the middle",
        [(1, 1, "a"), (2, 2, "a"), (3, 2, "a"), (4, 3, "a")],
        [(1, 2, 4)],
        {"material.page_twice"},
    ),
    (
        "two pages of one place that differ",
        [(1, 1, "a"), (2, 2, "a"), (3, 3, "a"), (4, 1, "a")],
        [(1, 2, 3), (4,)],
        {"material.several_agreements", "material.page_twice"},
    ),
    (
        "two versions",
        [(1, 1, "a"), (2, 2, "b"), (3, 3, "a")],
        [(1, 3), (2,)],
        {"material.several_agreements", "material.mixed_versions"},
    ),
)


@pytest.mark.parametrize(
    ("pages", "parted", "said"), [case[1:] for case in SETS], ids=[case[0] for case in SETS]
)
def test_sets_of_pages(
    pages: list[tuple[int, int, str]], parted: list[tuple[int, ...]], said: set[str]
) -> None:
    result = assembled(
        *(
            page(number, at, f"form-{form}", {"party.board_name": f"Nämnd {number}"})
            for number, at, form in pages
        )
    )
    assert [found.pages for found in agreements(result)] == parted
    assert codes(result) == said


def of(party: str, *places: int) -> list[PageReading]:
    """Pages of one Party's agreement, by their places in the form; numbered by `stack`."""
    return [page(1, at, written={"party.board_name": party}) for at in places]


def stack(*pages: PageReading) -> Assembly:
    """A file of these pages, numbered as they come."""
    return assembled(
        *(
            one.model_copy(update={"identity": one.identity.model_copy(update={"number": number})})
            for number, one in enumerate(pages, start=1)
        )
    )


SEPARATOR = other_page(1, "separator")


def said_of(result: Assembly) -> list[tuple[tuple[int, ...] | None, set[str]]]:
    """Of each part its pages and what is said of it, but that it was parted."""
    return [
        (
            part.agreement.pages if part.agreement else None,
            {finding.code for finding in part.findings} - {"material.delivery_split"},
        )
        for part in result.parts
    ]


def test_between_separators_the_pages_of_an_agreement_may_come_in_any_order() -> None:
    swapped = {"material.pages_reordered"}
    result = stack(*of("A", 3, 1, 2), SEPARATOR, *of("B", 2, 3, 1), SEPARATOR)
    assert said_of(result) == [((2, 3, 1), swapped), ((7, 5, 6), swapped)]
    together = stack(*of("A", 3, 1, 2), *of("B", 2, 3, 1))
    assert {"material.several_agreements"} <= codes(together)


def test_of_two_agreements_a_page_that_does_not_lie_makes_both_uncertain() -> None:
    unlaid = page(1, 2).model_copy(update={"residual": None})
    result = stack(*of("A", 1, 2, 3), *of("B", 1), unlaid, *of("B", 3))
    assert [codes_of & {"material.several_agreements"} for _, codes_of in said_of(result)] == [
        {"material.several_agreements"},
        {"material.several_agreements"},
    ]


def test_a_separator_keeps_pages_of_two_agreements_apart() -> None:
    result = stack(*of("A", 1, 2), SEPARATOR, *of("A", 3), *of("B", 1, 2))
    assert [one.missing_pages for one in agreements(result)] == [(3,), ()]


def test_what_lies_beside_an_agreement_concerns_that_one_alone() -> None:
    extract, letter = other_page(1, "minutes_extract"), other_page(1, "unknown")
    result = stack(
        *of("A", 1, 2, 3), extract, SEPARATOR, *of("B", 1, 2, 3), SEPARATOR, SEPARATOR, letter
    )
    assert said_of(result) == [
        ((1, 2, 3), {"material.attachment"}),
        ((6, 7, 8), set()),
        (None, {"material.not_an_agreement", "material.page_unknown"}),
    ]
    assert [end.part for end in result.ends] == [0, 0, 0, 0, None, 1, 1, 1, None, None, 2]


def test_what_lies_between_agreements_without_a_separator_concerns_both() -> None:
    result = stack(*of("A", 1, 2, 3), other_page(1, "verification_page"), *of("B", 1, 2, 3))
    assert said_of(result) == [
        ((1, 2, 3), {"material.attachment"}),
        ((5, 6, 7), {"material.attachment"}),
    ]


def test_a_page_of_a_signing_service_is_neither_missing_nor_too_many() -> None:
    (found,) = agreements(stack(*of("A", 1, 2), other_page(1, "verification_page"), *of("A", 3)))
    assert (found.pages, found.missing_pages) == ((1, 2, 4), ())


def test_empty_backs_part_nothing() -> None:
    back = other_page(1, "blank")
    sheets = [one for front in (*of("A", 1, 2, 3), *of("B", 1, 2, 3)) for one in (front, back)]
    assert said_of(stack(*sheets)) == [((1, 3, 5), set()), ((7, 9, 11), set())]


def test_a_missing_page_takes_its_fields_and_the_signature_with_it() -> None:
    (found,) = agreements(assembled(page(1), page(2)))
    assert found.missing_pages == (3,)
    assert found.field("signature.date") is None
    assert found.signature.kind == "cannot_tell"


def test_a_signature_box_that_was_not_read_proves_nothing() -> None:
    unread = page(3).model_copy(update={"signature": None})
    (found,) = agreements(assembled(page(1), page(2), unread))
    assert found.signature.kind == "cannot_tell"


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("unknown", {"material.page_unknown"}),
        ("attachment", {"material.attachment"}),
        ("cover_letter", {"material.attachment"}),
        ("minutes_extract", {"material.attachment"}),
        ("verification_page", {"material.attachment"}),
        ("case_officer_reminder", {"material.reminder_included"}),
        ("blank", set()),
        ("separator", set()),
        ("agreement", {"material.page_unknown", "material.page_not_laid"}),  # of no known form
    ],
)
def test_other_pages(role: Role, said: set[str]) -> None:
    result = assembled(page(1), page(2), page(3), other_page(4, role))
    assert len(agreements(result)) == 1
    assert codes(result) == said
    messages = [finding.message for part in result.parts for finding in part.findings]
    assert all("4" in message for message in messages)


def test_the_signature_is_a_fact_and_no_field() -> None:
    box = field("signature.signature", "Maria Nilsson")
    last = page(3).model_copy(update={"fields": (*page(3).fields, box)})
    assert agreements(assembled(page(1), page(2), last)) == [agreement()]


def test_a_page_that_was_not_laid_on_its_blank() -> None:
    unlaid = page(2).model_copy(update={"residual": None})
    assert codes(assembled(page(1), unlaid, page(3))) == {"material.page_not_laid"}


@pytest.mark.parametrize("problem", ["empty_file", "damaged", "too_slow"])
def test_a_file_that_could_not_be_read(problem: Problem) -> None:
    unread = FileReading(name="trasig.pdf", problem=problem)
    assert codes(assemble([unread], TWO_FORMS)) == {f"material.{problem}"}
    beside = assemble([file(), unread], TWO_FORMS)
    assert codes(beside) == {f"material.{problem}", "material.several_files"}
    assert len(agreements(beside)) == 1


def test_no_agreement_at_all() -> None:
    assert codes(assembled(other_page(1, "unknown"))) == {
        "material.not_an_agreement",
        "material.page_unknown",
    }
    assert codes(assemble([], TWO_FORMS)) == {"material.not_an_agreement"}
    assert codes(assemble([FileReading(name="tom.pdf")], TWO_FORMS)) == {
        "material.not_an_agreement"
    }


def test_agreements_do_not_reach_across_files() -> None:
    result = assemble([file(page(1), page(2)), file(page(1, 3))], TWO_FORMS)
    assert [found.missing_pages for found in agreements(result)] == [(3,), (1, 2)]
    assert "material.several_files" in codes(result)
