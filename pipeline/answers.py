"""What is to be said of answers to requests for a supplement, beside what their pages say. Pure.

Kept with the case as what has happened (domain.ruling.Answered), and told anew each time the case
is judged: no move of pages makes it forget.
"""

from collections.abc import Iterator, Sequence
from email.utils import parseaddr

from domain.agreement import Agreement
from domain.delivery import Delivery
from domain.judgement import Finding, Part
from domain.page import PageKey
from domain.ruling import Answered, Ruling
from pipeline.ports import Folder, Sheet
from validators.catalogue import CATALOGUE

# What nobody but the Party itself may change: who it is, whom it is reached by, and who signed.
GUARDED = ("party.", "agreement_contact.", "technical_contact.", "signature.")
_SIGNATURE = "signature.signature"


def about_answers(part: Part, rulings: Sequence[Ruling]) -> Iterator[Finding]:
    """The last answer brought nothing new; an answer whose pages lie in the case came from somebody
    who had not been asked, and changes what is guarded."""
    answers = [one for one in rulings if isinstance(one, Answered)]
    if answers and not answers[-1].is_new:
        yield CATALOGUE["material.answer_nothing_new"].finding()
    here = {place.delivery for place in part.places}
    keys = [key for one in answers if one.delivery in here for key in one.unasked]
    if keys:
        yield CATALOGUE["verified.answer_from_other"].finding(tuple(dict.fromkeys(keys)))


def brings_pages(delivery: Delivery, new: Sequence[Sheet], folder: Folder) -> bool:
    """Whether an answer holds anything that the case does not have. The very same files do not, and
    neither does our own letter alone, or blank paper."""
    kept = {file.sha256 for one in folder.deliveries for file in one.originals}
    if {file.sha256 for file in delivery.originals} <= kept:
        return False
    letters = {
        (sheet.original, page.identity.number)
        for sheet in new
        for page in sheet.reading.pages
        if page.is_our_letter
    }
    return any(
        end.case is not None and (end.original, end.number) not in letters
        for sheet in new
        for end in sheet.ends
    )


def is_unasked(delivery: Delivery, folder: Folder) -> bool:
    """Whether an answer came from another address than those that were asked. Of a letter by post
    nobody knows who sent it."""
    if delivery.sender is None:
        return False
    return _address(delivery.sender) not in {_address(one) for one in folder.asked}


def guarded_changes(delivery: str, before: Agreement | None, part: Part) -> tuple[str, ...]:
    """The keys of what the pages of an answer make another of Party, contacts and signature. Where
    a page comes that is to be signed, its signature is another: whose, no reading can tell."""
    if part.agreement is None:
        return ()
    changed = [
        one.key
        for one in part.agreement.fields
        if one.key.startswith(GUARDED)
        and _came_by(delivery, part.page_of(one.key))
        and _said(before, one.key) != _said(part.agreement, one.key)
    ]
    signed = (_SIGNATURE,) if _came_by(delivery, part.signed_page) else ()
    return (*changed, *signed)


def _came_by(delivery: str, page: PageKey | None) -> bool:
    return page is not None and page.delivery == delivery


def _said(agreement: Agreement | None, key: str) -> str | None:
    """What stands in a box, as far as it was read; an empty one holds what a missing one does."""
    field = agreement.field(key) if agreement else None
    return (field.value or field.raw or None) if field else None


def _address(text: str) -> str:
    """An address for comparison, without the name before it."""
    return (parseaddr(text)[1] or text).strip().casefold()
