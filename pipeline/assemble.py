"""Put agreements together from the pages as read, and account for every page."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from domain.agreement import Agreement
from domain.facts import Facts
from domain.form import FormVersion
from domain.judgement import Finding
from domain.page import Role
from domain.reading import FieldReading, FileReading, PageReading, SignatureFact
from domain.value import Value
from validators.catalogue import CATALOGUE

# The pages of one agreement by their place in the form, which all of them have.
Bundle = dict[int, PageReading]
_READ_BY_A_PERSON: tuple[Role, ...] = (
    "attachment",
    "cover_letter",
    "minutes_extract",
    "verification_page",
)


class Assembly(Value):
    """The agreements found, and what is to be said about files and pages: it is about them all."""

    agreements: tuple[Agreement, ...]
    findings: tuple[Finding, ...]


def assemble(files: Sequence[FileReading], facts: Facts) -> Assembly:
    """The agreements in the files of one delivery.

    An agreement holds pages of one file and one form version, in whatever order they came. A page
    that its agreement already has begins the next agreement.
    """
    bundles = [(form_id, bundle) for file in files for form_id, bundle in _bundles(file.pages)]
    return Assembly(
        agreements=tuple(_agreement(facts.form(form_id), bundle) for form_id, bundle in bundles),
        findings=tuple(
            chain(
                _about_files(files, found=bool(bundles)),
                _about_pages([page for file in files for page in file.pages]),
                _about_bundles(bundles, facts),
            )
        ),
    )


def _bundles(pages: Iterable[PageReading]) -> list[tuple[str, Bundle]]:
    bundles: list[tuple[str, Bundle]] = []
    latest: dict[str, Bundle] = {}
    for page in pages:
        form_id, number = page.identity.form, page.identity.form_page
        if page.identity.role != "agreement" or form_id is None or number is None:
            continue
        if form_id not in latest or number in latest[form_id]:
            latest[form_id] = {}
            bundles.append((form_id, latest[form_id]))
        latest[form_id][number] = page
    return bundles


def _agreement(form: FormVersion, bundle: Bundle) -> Agreement:
    read = {field.key: field for page in bundle.values() for field in page.fields}
    return Agreement(
        form=form.id,
        pages=tuple(bundle[number].identity.number for number in sorted(bundle)),
        missing_pages=tuple(n for n in range(1, form.pages + 1) if n not in bundle),
        fields=tuple(_in_order(form, read)),
        signature=_signature(form, bundle),
    )


def _in_order(form: FormVersion, read: dict[str, FieldReading]) -> Iterator[FieldReading]:
    for field in form.fields:
        if field.key in read and field.type != "signature":
            yield read[field.key]


def _signature(form: FormVersion, bundle: Bundle) -> SignatureFact:
    box = form.field("signature.signature")
    page = bundle.get(box.page) if box else None
    if page is None:
        return SignatureFact(kind="cannot_tell", evidence="the page was not received")
    if page.signature is None:
        return SignatureFact(kind="cannot_tell", evidence="the box was not read")
    return page.signature


def _about_files(files: Sequence[FileReading], *, found: bool) -> Iterator[Finding]:
    problems = list(dict.fromkeys(file.problem for file in files if file.problem))
    for problem in problems:
        yield CATALOGUE[f"material.{problem}"].finding()
    if len(files) > 1:
        yield CATALOGUE["material.several_files"].finding()
    if not found and not (files and all(file.problem for file in files)):
        yield CATALOGUE["material.not_an_agreement"].finding()


def _about_pages(pages: Sequence[PageReading]) -> Iterator[Finding]:
    unlaid = [p for p in pages if p.identity.role == "agreement" and p.residual is None]
    by_code = {
        "material.page_unknown": [p for p in pages if _is_unknown(p)],
        "material.page_not_laid": unlaid,
        "material.attachment": [p for p in pages if p.identity.role in _READ_BY_A_PERSON],
        "material.personal_data": [p for p in pages if p.prose and p.prose.is_quarantined],
        "material.reminder_included": [
            p for p in pages if p.identity.role == "case_officer_reminder"
        ],
    }
    for code, concerned in by_code.items():
        if concerned:
            numbers = (page.identity.number for page in concerned)
            yield CATALOGUE[code].finding((), _listed(numbers))


def _is_unknown(page: PageReading) -> bool:
    """A page of an agreement, of which it is not known which, is unknown too."""
    identity = page.identity
    unplaced = identity.form is None or identity.form_page is None
    return identity.role == "unknown" or (identity.role == "agreement" and unplaced)


def _about_bundles(bundles: Sequence[tuple[str, Bundle]], facts: Facts) -> Iterator[Finding]:
    """More than one agreement, or one with a page too many: both are for a person to part."""
    if len(bundles) <= 1:
        return
    yield CATALOGUE["material.several_agreements"].finding()
    if len({form_id for form_id, _ in bundles}) > 1:
        yield CATALOGUE["material.mixed_versions"].finding()
    twice = {
        number
        for at, (form_id, bundle) in enumerate(bundles)
        for number in bundle
        if len(bundle) < facts.form(form_id).pages
        and any(number in other for f, other in bundles[:at] if f == form_id)
    }
    if twice:
        yield CATALOGUE["material.page_twice"].finding((), _listed(twice))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
