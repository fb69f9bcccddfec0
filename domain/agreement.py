"""An agreement put together from pages: what the Party gave."""

from domain.page import Quality
from domain.reading import Alteration, FieldReading, SignatureFact
from domain.value import Value


class Agreement(Value):
    """The pages of one form version, in order, with every field that the form asks for.

    `pages` are page numbers of the file, in the form's order. `missing_pages` are pages of the
    form that were not received. `qualities` are those of its pages, by the page's number.
    """

    form: str
    pages: tuple[int, ...]
    missing_pages: tuple[int, ...] = ()
    fields: tuple[FieldReading, ...]
    signature: SignatureFact
    alterations: tuple[Alteration, ...] = ()
    qualities: tuple[tuple[int, Quality], ...] = ()

    def field(self, key: str) -> FieldReading | None:
        """The reading with this key; None when the form lacks it or its page is missing."""
        return next((field for field in self.fields if field.key == key), None)

    def value(self, key: str) -> str | None:
        """The canonical value; None when absent, empty, unread or of no canonical form."""
        field = self.field(key)
        return field.value if field else None

    def quality(self, page: int) -> Quality | None:
        """How well a page of it shows what is written; None when that is not known."""
        return dict(self.qualities).get(page)

    def is_empty(self, key: str) -> bool:
        """True when the box was received and is proven to hold no ink."""
        field = self.field(key)
        return field is not None and field.raw == ""
