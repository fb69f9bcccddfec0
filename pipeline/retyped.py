"""Agreements that lie on no blank: put together from pages that were read by their labels.

Which page of which form such a page would be cannot be said, nor where its signature should be. So
nothing is called missing, and a person confirms every value (validators/material.py).
"""

from collections.abc import Sequence

from domain.agreement import Agreement
from domain.form import FormVersion
from domain.reading import FieldReading, PageReading, SignatureFact

_NO_PLACE = "the pages lie on no blank, so the place of the signature is not known"


def is_read_by_labels(page: PageReading) -> bool:
    """An agreement's page of which no form tells the place."""
    identity = page.identity
    return (
        identity.role == "agreement"
        and identity.form is not None
        and identity.form_page is None
        and page.residual is None
    )


def contradicts(page: PageReading, before: Sequence[PageReading]) -> bool:
    """Whether a page gives another value for a field than those before it: another agreement's."""
    said = _values(before)
    return any(
        field.value and field.key in said and said[field.key].value not in (None, field.value)
        for field in page.fields
    )


def likeliest_form(pages: Sequence[PageReading]) -> str:
    """The form that most of the labels on the pages are of."""
    ids = [page.identity.form for page in pages if page.identity.form]
    return max(
        ids, key=lambda id_: sum(len(p.fields) for p in pages if p.identity.form == id_), default=""
    )


def retyped_agreement(form: FormVersion, pages: Sequence[PageReading]) -> Agreement:
    """The pages as an agreement of a form, as far as their labels are the form's."""
    read = _values(pages)
    return Agreement(
        form=form.id,
        pages=tuple(page.identity.number for page in pages),
        fields=tuple(read[field.key] for field in form.fields if field.key in read),
        signature=SignatureFact(kind="cannot_tell", evidence=_NO_PLACE),
    )


def _values(pages: Sequence[PageReading]) -> dict[str, FieldReading]:
    """What the pages say, the first that says anything of a field first."""
    found: dict[str, FieldReading] = {}
    for field in (field for page in pages for field in page.fields):
        if field.key not in found or found[field.key].raw is None:
            found[field.key] = field
    return found
