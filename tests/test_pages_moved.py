"""What persons said of a page says nothing of another page that takes its place."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.store import Store
from domain.case import Case
from domain.reading import SignatureKind
from pipeline import acts
from tests.builders import file, other_page, page, signature
from tests.intake import store_in
from tests.lives import act, arrived, folder

pytestmark = pytest.mark.usefixtures("database")  # each test on both kinds

PHONE = "agreement_contact.phone"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(store_in(tmp_path)) as made:
        yield made


def moved(store: Store, numbers: list[int], case: str, to: str) -> tuple[Case, Case]:
    """Pages of one case go to another."""
    with act(store, case) as (order, tx, facts):
        other = acts.Order(
            case=to,
            version=tx.folder(to).case.version,
            who=order.who,
            at=order.at,
            day=order.day,
            why="Hör ihop.",
        )
        return acts.move_pages(order, tx, facts, numbers, other)


def typed_and_exchanged(store: Store) -> tuple[str, str]:
    """Of page 1 of the first case a number was typed; then page 1 of the second lies there."""
    (one,) = arrived(store, "one", file(page(1, written={PHONE: None}), page(2), page(3)))
    (two,) = arrived(store, "two", file(page(1, written={PHONE: "08-465 004 77"})))
    with act(store, one.id) as given:
        acts.correct(*given, {PHONE: "08-465 004 00"})
    moved(store, [1], one.id, two.id)
    moved(store, [1], two.id, one.id)
    return one.id, two.id


def test_what_was_typed_of_a_page_is_not_put_on_another(store: Store) -> None:
    case, _ = typed_and_exchanged(store)
    kept = folder(store, case).case
    assert kept.agreement is not None
    field = kept.agreement.field(PHONE)
    assert field is not None
    assert (field.raw, field.source) == ("08-465 004 77", "ocr")
    assert "material.typed_elsewhere" in kept.decision.reasons, "a person is shown it again"
    with act(store, case) as given:
        after = acts.correct(*given, {PHONE: "08-465 004 77"})
    assert "material.typed_elsewhere" not in after.decision.reasons


def test_what_was_typed_of_a_page_counts_again_when_the_page_is_back(store: Store) -> None:
    case, other = typed_and_exchanged(store)
    place = next(one for one in folder(store, case).part.places if one.number > 3)
    moved(store, [place.number], case, other)
    first = next(one for one in folder(store, other).part.places if one.number > 1)
    moved(store, [first.number], other, case)
    kept = folder(store, case).case
    assert kept.agreement is not None
    field = kept.agreement.field(PHONE)
    assert field is not None
    assert (field.raw, field.source) == ("08-465 004 00", "person")
    assert "material.typed_elsewhere" not in kept.decision.reasons


@pytest.mark.parametrize(
    ("there", "reason"), [("cannot_tell", "authentic.signature_unclear"), ("wet_ink", None)]
)
def test_what_was_said_of_a_signature_is_not_said_of_another(
    store: Store, there: SignatureKind, reason: str | None
) -> None:
    """Said to be signed, or not to be; another page is unclear too, or plainly signed."""
    unclear = page(3).model_copy(update={"signature": signature("cannot_tell")})
    (one,) = arrived(store, "one", file(page(1), page(2), unclear))
    said = signature(there).model_copy(update={"page": 1})
    last = page(1, 3).model_copy(update={"signature": said})
    (two,) = arrived(store, "two", file(last))
    with act(store, one.id, why="Tydligt.") as given:
        acts.say_signature(*given, signed=there == "cannot_tell")
    moved(store, [3], one.id, two.id)
    after, _ = moved(store, [1], two.id, one.id)[::-1]
    assert after.agreement is not None
    assert after.agreement.signature.kind == there
    assert [one for one in after.decision.reasons if "signature" in one] == (
        [reason] if reason else []
    )


def test_that_an_answer_differs_is_not_forgotten_when_pages_are_put_together_anew(
    store: Store,
) -> None:
    first = file(page(1, written={PHONE: None}), page(2), page(3), other_page(4, "unknown"))
    (case,) = arrived(store, "one", first)
    with act(store, case.id) as given:
        acts.correct(*given, {PHONE: "08-465 004 00"})
    with act(store, case.id) as (order, tx, _):
        acts.request_supplement(order, tx, "registrator@habokommun.se", "Skicka sidan igen.")
    answer = file(page(1, written={PHONE: "08-465 004 09"}))
    (after,) = arrived(store, "answer", answer, subject=case.id)
    assert "material.answer_differs" in after.decision.reasons
    (other,) = arrived(store, "other", file(other_page(1, "unknown")))
    left, _ = moved(store, [4], case.id, other.id)
    assert "material.answer_differs" in left.decision.reasons
    with act(store, case.id) as given:
        after = acts.correct(*given, {PHONE: "08-465 004 09"})
    assert "material.answer_differs" not in after.decision.reasons, "a person has settled it"
