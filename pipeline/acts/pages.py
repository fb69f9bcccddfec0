"""Acts about pages: what a page is, and which case it belongs to."""

from collections.abc import Sequence

from domain.case import Case
from domain.errors import ActRefused
from domain.facts import Facts
from domain.ledger import KeptEnd
from domain.ruling import PageSaid
from pipeline.acts.common import (
    Order,
    as_judged,
    clocked,
    happened,
    judge_again,
    opened,
    queue_for,
    record,
)
from pipeline.filing import end_of, part_of, places
from pipeline.ports import CaseTransaction, Change, Folder, Sheet

MOVABLE = ("agreement", "attachment", "waiting", "duplicate", "replaced")


def identify_page(
    order: Order, tx: CaseTransaction, facts: Facts, number: int, form_page: tuple[str, int]
) -> Case:
    """Page `number` of the case is a page of a form, (form, page). Its boxes are then typed."""
    folder, state = opened(tx, order, "identify_pages")
    form_id, page = form_page
    form = next((one for one in facts.forms if one.id == form_id), None)
    if form is None or not 1 <= page <= form.pages or form.role != "agreement":
        raise ActRefused(f"Det finns ingen sida {page} i en avtalsblankett {form_id}.")
    place = next((one for one in places(folder.sheets) if one.number == number), None)
    if place is None or _end(folder, number) is None:
        raise ActRefused(f"Ärendet har ingen sida {number}.")
    said = PageSaid(
        by=order.who,
        at=order.at,
        why=order.why,
        delivery=place.delivery,
        original=place.original,
        page=place.page,
        form=form_id,
        form_page=page,
    )
    end = KeptEnd(
        delivery=place.delivery,
        original=place.original,
        number=place.page,
        kind="agreement",
        case=order.case,
    )
    sheets = moved(folder.sheets, [end])
    part = part_of(order.case, sheets, facts, (*folder.rulings, said))
    found = judge_again(folder, tx, facts, (said,), part)
    change = Change(
        case=clocked(as_judged(folder.case, found, state), found, facts),
        queue=queue_for(found, folder.queue),
        events=(happened(order, "identify_pages", f"{number} {form_id} {page}"),),
        part=part,
        rulings=(said,),
        ends=(end,),
    )
    return record(tx, change)


def move_pages(
    order: Order, tx: CaseTransaction, facts: Facts, numbers: Sequence[int], to: Order
) -> tuple[Case, Case]:
    """Pages of one case, by their numbers in it, go to another; both are judged again.

    `to` names the other case and the version of it that was looked at. Every page still has one end
    in the ledger.
    """
    if order.case == to.case:
        raise ActRefused("Sidorna är redan i det ärendet.")
    folder, state = opened(tx, order, "move_pages")
    other, other_state = opened(tx, to, "move_pages")
    ends = [
        end.model_copy(update={"case": to.case, "duplicate_of": None})
        for end in (_end(folder, number) for number in numbers)
        if end
    ]
    if len(ends) != len(numbers) or not ends:
        raise ActRefused("Alla de sidorna hör inte till ärendet. Öppna det igen och välj om.")
    told = " ".join(map(str, numbers))
    remaining = moved(folder.sheets, ends)
    left = _with_pages(folder, remaining, tx, facts)
    taken = _with_pages(other, _joined(other.sheets, remaining, to.case), tx, facts)
    events = (happened(order, "move_pages", f"{told} -> {to.case}"),)
    one = record(tx, left.model_copy(update={"ends": tuple(ends), "events": events}))
    events = (happened(to, "move_pages", f"{told} <- {order.case}"),)
    two = record(tx, taken.model_copy(update={"events": events}))
    return (
        one.model_copy(update={"state": state}),
        two.model_copy(update={"state": other_state}),
    )


def _with_pages(
    folder: Folder, sheets: Sequence[Sheet], tx: CaseTransaction, facts: Facts
) -> Change:
    """The case judged by these pages."""
    part = part_of(folder.case.id, sheets, facts, folder.rulings)
    found = judge_again(folder, tx, facts, (), part)
    return Change(
        case=clocked(as_judged(folder.case, found, "in_review"), found, facts),
        queue=queue_for(found, folder.queue),
        events=(),
        part=part,
    )


def moved(sheets: Sequence[Sheet], ends: Sequence[KeptEnd]) -> tuple[Sheet, ...]:
    """The sheets with other ends for some of their pages."""
    new = {(end.delivery, end.original, end.number): end for end in ends}

    def ending(end: KeptEnd) -> KeptEnd:
        return new.get((end.delivery, end.original, end.number), end)

    return tuple(one.model_copy(update={"ends": tuple(map(ending, one.ends))}) for one in sheets)


def _joined(own: Sequence[Sheet], others: Sequence[Sheet], case: str) -> tuple[Sheet, ...]:
    """The sheets of a case together with those that now hold pages of it."""
    places_of = {(one.delivery, one.original): one for one in own}
    for one in others:
        if (one.delivery, one.original) in places_of or any(end.case == case for end in one.ends):
            places_of[one.delivery, one.original] = one
    return tuple(places_of.values())


def _end(folder: Folder, number: int) -> KeptEnd | None:
    """Where a page of the case, by its number in it, ended; None if that is not in this case."""
    place = next((one for one in places(folder.sheets) if one.number == number), None)
    if place is None:
        return None
    for sheet in folder.sheets:
        if (sheet.delivery, sheet.original) == (place.delivery, place.original):
            end = end_of(sheet, place.page)
            return end if end and end.case == folder.case.id and end.kind in MOVABLE else None
    return None
