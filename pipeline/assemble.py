"""Put agreements together from the pages as read, and give every page an end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.agreement import Agreement
from domain.facts import Facts
from domain.form import FormVersion
from domain.judgement import Finding, Part
from domain.ledger import EndKind, PageEnd
from domain.page import Role
from domain.reading import FieldReading, FileReading, PageReading, Problem, SignatureFact
from domain.value import Value
from pipeline.esigned import signature_of
from pipeline.retyped import is_read_by_labels, retyped_agreement
from pipeline.split import Bundle, Stretch, is_certain, stretches
from validators.catalogue import CATALOGUE

_READ_BY_A_PERSON: tuple[Role, ...] = (
    "attachment",
    "cover_letter",
    "minutes_extract",
    "verification_page",
)
# The end of a page that is no page of an agreement; all others wait for a person.
_ENDS: dict[Role, EndKind] = {
    "case_officer_reminder": "reminder",
    "separator": "separator",
    "blank": "blank",
    **dict.fromkeys(_READ_BY_A_PERSON, "attachment"),
}
MOST_NAMED = 5  # files within a file that a message names
_NEEDS_NOBODY: tuple[EndKind, ...] = ("reminder", "separator", "blank")


class Assembly(Value):
    """A delivery put together: its parts, at least one, and the end of every page."""

    parts: tuple[Part, ...]
    ends: tuple[PageEnd, ...]


@dataclass(frozen=True)
class _Piece:
    """A part to be: one agreement of a stretch, or a stretch without any among others with some."""

    original: int
    stretch: Stretch
    bundle: Bundle | None


def assemble(files: Sequence[FileReading], facts: Facts) -> Assembly:
    """The agreements in the files of one delivery.

    An agreement holds pages of one file and one form version, in whatever order they came. A
    delivery without any agreement is one part.
    """
    pieces = [
        piece for original, file in enumerate(files) for piece in _pieces(original, file.pages)
    ]
    about_all = tuple(_about_files(files))
    if pieces:
        parts = [_part(piece, pieces, files, facts, about_all) for piece in pieces]
    else:
        parts = [Part(agreement=None, findings=(*about_all, *_about_no_agreement(files)))]
    return Assembly(parts=tuple(parts), ends=tuple(_ends(files, pieces)))


def _pieces(original: int, pages: Sequence[PageReading]) -> Iterator[_Piece]:
    """The parts that a file makes, none when it holds no agreement. Between separator sheets may
    lie pages that a person needs to look at and that no agreement has to do with."""
    found = list(stretches(pages))
    if not any(stretch.bundles for stretch in found):
        return
    for stretch in found:
        if stretch.bundles:
            yield from (_Piece(original, stretch, bundle) for bundle in stretch.bundles)
        elif any(_needs_a_person(page) for page in stretch.pages):
            yield _Piece(original, stretch, None)


def _part(
    piece: _Piece,
    pieces: Sequence[_Piece],
    files: Sequence[FileReading],
    facts: Facts,
    about_all: tuple[Finding, ...],
) -> Part:
    findings = [*about_all, *_about_reminders(files[piece.original].pages)]
    if piece.bundle is None:
        findings.append(CATALOGUE["material.not_an_agreement"].finding())
        findings += _about_pages(piece.stretch.pages)
        return Part(agreement=None, findings=tuple(findings))
    findings += _about_pages(piece.stretch.pages, tuple(piece.bundle.pages.values()))
    findings += _about_parting(piece.bundle, piece.stretch, pieces, facts)
    agreement = _agreement(facts.form(piece.bundle.form), piece.bundle)
    together = sum(one.bundle is not None and one.original == piece.original for one in pieces)
    signature = signature_of(agreement.signature, files[piece.original], together)
    signed = agreement.model_copy(update={"signature": signature})
    return Part(agreement=signed, findings=tuple(findings))


def _agreement(form: FormVersion, bundle: Bundle) -> Agreement:
    if bundle.retyped:
        return retyped_agreement(form, list(bundle.pages.values()))
    read = {field.key: field for page in bundle.pages.values() for field in page.fields}
    return Agreement(
        form=form.id,
        pages=tuple(bundle.pages[number].identity.number for number in sorted(bundle.pages)),
        missing_pages=tuple(n for n in range(1, form.pages + 1) if n not in bundle.pages),
        fields=tuple(_in_order(form, read)),
        signature=_signature(form, bundle),
        alterations=tuple(
            one for number in sorted(bundle.pages) for one in bundle.pages[number].alterations
        ),
        qualities=tuple(
            (page.identity.number, page.quality) for page in bundle.pages.values() if page.quality
        ),
    )


def _in_order(form: FormVersion, read: dict[str, FieldReading]) -> Iterator[FieldReading]:
    for field in form.fields:
        if field.key in read and field.type != "signature":
            yield read[field.key]


def _signature(form: FormVersion, bundle: Bundle) -> SignatureFact:
    box = form.field("signature.signature")
    page = bundle.pages.get(box.page) if box else None
    if page is None:
        return SignatureFact(kind="cannot_tell", evidence="the page was not received")
    if page.signature is None:
        return SignatureFact(kind="cannot_tell", evidence="the box was not read")
    return page.signature


def _about_files(files: Sequence[FileReading]) -> Iterator[Finding]:
    """What is to be said to every part: about files, and pages of files without an agreement."""
    for problem in dict.fromkeys(filter(None, map(_problem, files))):
        yield CATALOGUE[f"material.{problem}"].finding()
    if len(files) > 1:
        yield CATALOGUE["material.several_files"].finding()
    held = [name for file in files for name in file.held]
    if held:
        yield CATALOGUE["material.files_within"].finding((), _named(held))
    loose = [
        file.pages
        for file in files
        if not any(stretch.bundles for stretch in stretches(file.pages))
    ]
    pages = [page for held in loose for page in held]
    yield from _about_reminders(pages)
    yield from _about_pages(pages)


def _problem(file: FileReading) -> Problem | None:
    """What is wrong with a file. A reader that lost a page has failed, whatever it read."""
    lost = file.page_count is not None and file.page_count != len(file.pages)
    return file.problem or ("engine_failed" if lost else None)


def _about_no_agreement(files: Sequence[FileReading]) -> Iterator[Finding]:
    """Of files that cannot be read nobody knows that they hold none."""
    if not (files and all(file.problem for file in files)):
        yield CATALOGUE["material.not_an_agreement"].finding()


def _about_reminders(pages: Sequence[PageReading]) -> Iterator[Finding]:
    numbers = [p.identity.number for p in pages if p.identity.role == "case_officer_reminder"]
    if numbers:
        yield CATALOGUE["material.reminder_included"].finding((), _listed(numbers))


def _about_pages(
    pages: Sequence[PageReading], own: Sequence[PageReading] = ()
) -> Iterator[Finding]:
    """Pages that a person has to look at: `own` are those of the agreement. The others concern
    every agreement of their stretch: which of them they belong to cannot be seen."""
    pages = [page for page in pages if not page.is_our_letter]
    laid_ought_to_be = [*own, *filter(_is_unplaced, pages)]
    by_code = {
        "material.page_unknown": [p for p in pages if _is_unknown(p) and not p.unread],
        "material.page_unread": [p for p in pages if _is_unknown(p) and p.unread],
        "material.page_not_laid": [
            p for p in laid_ought_to_be if p.residual is None and not is_read_by_labels(p)
        ],
        "material.attachment": [p for p in pages if p.identity.role in _READ_BY_A_PERSON],
        "material.personal_data": [p for p in pages if p.prose and p.prose.is_quarantined],
    }
    for code, concerned in by_code.items():
        if concerned:
            numbers = (page.identity.number for page in concerned)
            yield CATALOGUE[code].finding((), _listed(numbers))


def _is_unplaced(page: PageReading) -> bool:
    """A page of an agreement, of which it is not known which."""
    identity = page.identity
    if is_read_by_labels(page):
        return False
    return identity.role == "agreement" and (identity.form is None or identity.form_page is None)


def _is_unknown(page: PageReading) -> bool:
    return page.identity.role == "unknown" or _is_unplaced(page)


def _about_parting(
    bundle: Bundle, stretch: Stretch, pieces: Sequence[_Piece], facts: Facts
) -> Iterator[Finding]:
    """Whether the agreement is parted from others for certain, is there once, and in order."""
    certain = is_certain(stretch, facts.forms)
    if not certain:
        yield CATALOGUE["material.several_agreements"].finding()
        if len({one.form for one in stretch.bundles}) > 1:
            yield CATALOGUE["material.mixed_versions"].finding()
    twice = _twice(stretch, facts)
    if twice:
        yield CATALOGUE["material.page_twice"].finding((), _listed(twice))
    if not bundle.is_in_order():
        yield CATALOGUE["material.pages_reordered"].finding((), _as_received(bundle))
    if certain and sum(one.bundle is not None for one in pieces) > 1:
        numbers = (page.identity.number for page in bundle.pages.values())
        yield CATALOGUE["material.delivery_split"].finding((), _listed(numbers))


def _twice(stretch: Stretch, facts: Facts) -> set[int]:
    """Pages of the form that are there twice: repeated, or left over from an agreement that is not
    whole."""
    repeated = {p.identity.form_page for one in stretch.bundles for p in one.repeated}
    left_over = {
        number
        for at, bundle in enumerate(stretch.bundles)
        for number in bundle.pages
        if not bundle.is_whole(facts.form(bundle.form))
        and any(number in one.pages for one in stretch.bundles[:at] if one.form == bundle.form)
    }
    return {number for number in repeated if number is not None} | left_over


def _as_received(bundle: Bundle) -> str:
    """The pages of the form in the order in which they came."""
    return ", ".join(map(str, bundle.pages))


def _ends(files: Sequence[FileReading], pieces: Sequence[_Piece]) -> Iterator[PageEnd]:
    for original, file in enumerate(files):
        if not file.pages:
            for number in range(1, file.received_pages + 1):
                yield PageEnd(original=original, number=number, kind="waiting", part=0)
        own = [(at, piece) for at, piece in enumerate(pieces) if piece.original == original]
        for page in file.pages:
            yield _end(original, page, own)


def _end(original: int, page: PageReading, pieces: Sequence[tuple[int, _Piece]]) -> PageEnd:
    number = page.identity.number
    for part, piece in pieces:
        if piece.bundle and page in piece.bundle.pages.values():
            return PageEnd(original=original, number=number, kind="agreement", part=part)
        if piece.bundle and page in piece.bundle.repeated:
            twin = piece.bundle.pages[page.identity.form_page or 0].identity.number
            return PageEnd(
                original=original, number=number, kind="duplicate", part=part, duplicate_of=twin
            )
    kind = _kind(page)
    owner = None if kind in _NEEDS_NOBODY else _part_of(page, pieces)
    return PageEnd(original=original, number=number, kind=kind, part=owner)


def _kind(page: PageReading) -> EndKind:
    """The end of a page that is no page of an agreement that was put together. Our own letter stays
    with the case, and nobody has to read it."""
    return "attachment" if page.is_our_letter else _ENDS.get(page.identity.role, "waiting")


def _needs_a_person(page: PageReading) -> bool:
    return _kind(page) not in _NEEDS_NOBODY and not page.is_our_letter


def _part_of(page: PageReading, pieces: Sequence[tuple[int, _Piece]]) -> int:
    """The last part of the page's stretch that begins before the page, or the first of them. A file
    without an agreement belongs to the first part of all."""
    own = [(part, piece) for part, piece in pieces if page in piece.stretch.pages]
    begun = [part for part, piece in own if _begins(piece) <= page.identity.number]
    return begun[-1] if begun else own[0][0] if own else 0


def _begins(piece: _Piece) -> int:
    pages = piece.bundle.pages.values() if piece.bundle else piece.stretch.pages
    return min(page.identity.number for page in pages)


def _named(names: Sequence[str]) -> str:
    """The first few names, and how many there are."""
    more = f" med flera ({len(names)})" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
