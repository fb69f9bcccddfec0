"""Splits the pages of a file into agreements: by separator sheets, then by what each page is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.form import FormVersion
from domain.reading import FieldReading, PageReading
from pipeline.retyped import contradicts, is_read_by_labels, likeliest_form


@dataclass
class Bundle:
    """The pages of one agreement by their place in the form, which all of them have, in the order
    in which they came; and pages that say the same as one of them. `retyped`: they lie on no blank
    and have no place in the form, so they are counted as they came."""

    form: str
    pages: dict[int, PageReading] = field(default_factory=dict)
    repeated: list[PageReading] = field(default_factory=list)
    retyped: bool = False

    def is_whole(self, form: FormVersion) -> bool:
        """Every page of the form is here. What a retyped one should have, nobody knows."""
        return self.retyped or len(self.pages) == form.pages

    def is_in_order(self) -> bool:
        """The pages came in the order of the form."""
        return list(self.pages) == sorted(self.pages)

    def is_laid(self) -> bool:
        """Every page was laid on its blank, so that what it is has been proven."""
        return all(page.residual is not None for page in self.pages.values())


@dataclass(frozen=True)
class Stretch:
    """Pages of one file between separator sheets, and the agreements among them."""

    pages: tuple[PageReading, ...]
    bundles: tuple[Bundle, ...]


def stretches(pages: Sequence[PageReading]) -> Iterator[Stretch]:
    """The stretches of one file; a separator sheet belongs to none."""
    held: list[PageReading] = []
    for page in pages:
        if page.identity.role == "separator":
            yield Stretch(tuple(held), tuple(bundles(held)))
            held = []
        else:
            held.append(page)
    yield Stretch(tuple(held), tuple(bundles(held)))


def bundles(pages: Sequence[PageReading]) -> list[Bundle]:
    """The agreements in a stretch. A page that its agreement already has begins the next one, but
    for a page that says the same: it is a copy. Pages of another version are another agreement."""
    found: list[Bundle] = []
    latest: dict[str, Bundle] = {}
    for page in pages:
        form, number = page.identity.form, page.identity.form_page
        if is_read_by_labels(page):
            add_retyped(page, found)
            continue
        if page.identity.role != "agreement" or form is None or number is None:
            continue
        held = latest.get(form)
        if held and number in held.pages and says_the_same(held.pages[number], page):
            held.repeated.append(page)
            continue
        if held is None or number in held.pages:
            held = latest[form] = Bundle(form)
            found.append(held)
        held.pages[number] = page
    return found


def add_retyped(page: PageReading, found: list[Bundle]) -> None:
    """A page that was read by its labels goes with those before it, unless it contradicts them."""
    held = next((one for one in reversed(found) if one.retyped), None)
    if held is None or contradicts(page, list(held.pages.values())):
        held = Bundle(page.identity.form or "", retyped=True)
        found.append(held)
    held.pages[len(held.pages) + 1] = page
    held.form = likeliest_form(list(held.pages.values()))


def says_the_same(one: PageReading, other: PageReading) -> bool:
    """Two pages of one place in a form that say the same, as far as both were read surely enough
    to have a value: box by box, and the kind of signature."""
    if one.residual is None or other.residual is None:
        return False
    return _said(one) == _said(other)


def _said(page: PageReading) -> tuple[object, ...]:
    kind = page.signature.kind if page.signature else None
    return (kind, *(_in_box(reading) for reading in page.fields))


def _in_box(reading: FieldReading) -> tuple[str, str | None]:
    return reading.key, reading.raw if reading.value is None else reading.value


def is_certain(stretch: Stretch, forms: Sequence[FormVersion]) -> bool:
    """Whether the agreements of a stretch are parted for certain.

    One needs no parting. Several are certain when each is whole, in the order of the form and laid
    on its blank, all of one version, and no page is there twice. In any other order a lost page
    would shift all borders after it, and put one Party's signature under another's name.
    """
    several = stretch.bundles
    if len(several) <= 1:
        return True
    by_id = {form.id: form for form in forms}
    return len({one.form for one in several}) == 1 and all(
        one.is_whole(by_id[one.form]) and one.is_in_order() and one.is_laid() and not one.repeated
        for one in several
    )
