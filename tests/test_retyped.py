"""Pages read by their labels, put together as agreements."""

from domain.page import Box, PageIdentity
from domain.reading import FieldReading, FileReading, PageReading
from extractors.values import canonical
from pipeline.assemble import assemble
from pipeline.judge import judge
from tests.builders import FAULTLESS, facts, field_type

FORM = "form-a"


def page(number: int, said: dict[str, str]) -> PageReading:
    """A page of no form that says these things."""
    fields = tuple(
        FieldReading(
            key=key,
            raw=raw,
            value=canonical(field_type(key), raw),
            confidence=0.59,
            source="anchor",
            mode="print",
            page=number,
            box=Box(0.1, 0.1, 0.2, 0.2),
        )
        for key, raw in said.items()
    )
    identity = PageIdentity(
        original=0, number=number, role="agreement", form=FORM, form_page=None, confidence=0.4
    )
    return PageReading(identity=identity, source="scan", fields=fields)


HALVES = (
    {key: raw for key, raw in FAULTLESS.items() if raw and key.startswith("party.")},
    {key: raw for key, raw in FAULTLESS.items() if raw and not key.startswith("party.")},
)


def retyped(*said: dict[str, str]) -> FileReading:
    pages = tuple(page(number, one) for number, one in enumerate(said, 1))
    return FileReading(name="f.pdf", page_count=len(pages), pages=pages)


def test_pages_that_agree_are_one_agreement_with_nothing_missing() -> None:
    (part,) = assemble([retyped(*HALVES)], facts()).parts
    assert part.agreement is not None
    assert part.agreement.pages == (1, 2)
    assert part.agreement.missing_pages == ()
    assert part.agreement.value("party.city") == "Habo"
    assert part.agreement.value("signature.title") == "Socialchef"
    assert part.findings == ()


def test_values_that_are_all_right_are_still_for_a_person() -> None:
    (judged,) = judge([retyped(*HALVES)], facts())
    assert judged.decision.outcome == "review"
    assert set(judged.decision.reasons) == {
        "material.field_unclear",  # what was found nowhere
        "material.read_by_labels",
        "authentic.signature_unclear",
    }
    (finding,) = [one for one in judged.findings if one.code == "material.read_by_labels"]
    assert "Sidorna 1 och 2" in finding.message
    assert set(finding.fields) == {key for half in HALVES for key in half}


def test_what_a_person_has_confirmed_needs_no_second_confirmation() -> None:
    read = retyped(*HALVES)
    confirmed = tuple(
        one.model_copy(
            update={
                "fields": tuple(
                    field.model_copy(update={"source": "person"}) for field in one.fields
                )
            }
        )
        for one in read.pages
    )
    (judged,) = judge([read.model_copy(update={"pages": confirmed})], facts())
    assert "material.read_by_labels" not in judged.decision.reasons


def test_a_page_that_contradicts_begins_another_agreement() -> None:
    other = {**HALVES[0], "party.org_no": "212000-0142"}
    parts = assemble([retyped(*HALVES, other, HALVES[1])], facts()).parts
    assert [part.agreement.pages for part in parts if part.agreement] == [(1, 2), (3, 4)]
    for part in parts:
        codes = {finding.code for finding in part.findings}
        assert "material.several_agreements" in codes
        assert "material.page_twice" not in codes


def test_every_page_has_its_end() -> None:
    assembled = assemble([retyped(*HALVES)], facts())
    assert [(end.number, end.kind, end.part) for end in assembled.ends] == [
        (1, "agreement", 0),
        (2, "agreement", 0),
    ]
