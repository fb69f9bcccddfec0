"""Pictures of a case's pages, drawn in processes of their own. Nothing of them is on any disk."""

from collections.abc import Callable, Mapping, Sequence

from domain.errors import EngineError, NotFound
from domain.page import Box
from flows.reading import MEGABYTE
from pipeline.ports import Folder
from webapp.drawing import File, Sheet, draw_boxes, draw_ink, draw_page, find_words
from webapp.house import House
from webapp.shelf import Pictures, Shelf
from webapp.viewing import KeptPage, field_places, kept_pages

WIDTHS = (400, 800, 1200, 1600, 2400)  # pixels that pages are drawn at: few, so that many are kept
BOX_WIDTH = 1600  # of the page that boxes are cut out of
LARGE_BOX_WIDTH = 2 * BOX_WIDTH  # for who needs a box larger
INK_WIDTH = 1600
KEPT = 96_000_000  # bytes of finished pictures: some 500 pages
PRINTED, CHANGED = "#0e8a45", "#c4002f"  # of marks on a page
_shelf = Shelf(KEPT)


def page_of(folder: Folder, number: int) -> KeptPage:
    """A page by its number in the case. NotFound."""
    for one in kept_pages(folder):
        if one.number == number:
            return one
    raise NotFound(f"Ärendet har ingen sida {number}.")


def page_picture(house: House, page: KeptPage, width: int) -> bytes | None:
    """A page upright as a JPEG, at least so wide if pages are drawn so wide; None of one that
    cannot be drawn."""
    sheet = Sheet(page.page, page.turn, _width(width))
    file = _file(house, page)
    drawn = _drawn(("page", page.sha256, *sheet), lambda: house.drawers.run(draw_page, file, sheet))
    return drawn[0] if drawn else None


def box_picture(house: House, folder: Folder, key: str, width: int = BOX_WIDTH) -> bytes | None:
    """Where a field stands on its page, with a little paper around it, as a JPEG, cut out of the
    page `width` pixels wide; None of a page that cannot be drawn. All boxes of a page are cut out
    at once: whoever asks for one soon asks for the others. NotFound for a field that was not found
    on any page."""
    places = field_places(folder)
    if key not in places:
        raise NotFound("Fältet finns inte på någon sida i ärendet.")
    number = places[key][0]
    page = page_of(folder, number)
    here = {one: box for one, (at, box) in places.items() if at == number}
    drawn = _boxes(house, page, here, width)
    return drawn[list(here).index(key)] if drawn else None


def ink_picture(house: House, page: KeptPage) -> bytes | None:
    """What is left of a page when its blank is subtracted, as a PNG to lay over the page; None of a
    page that does not lie on its blank."""
    if page.read is None or page.read.residual is None:
        return None
    identity = page.read.identity
    drawn = _drawn(
        ("ink", page.sha256, page.page, identity.form),
        lambda: house.drawers.run(draw_ink, _file(house, page), identity, INK_WIDTH),
    )
    return drawn[0] if drawn else None


def words_picture(house: House, page: KeptPage) -> bytes | None:
    """The words of its blank that a page has as they are printed, marked in an SVG to lay over the
    page; None of a page that does not lie on its blank."""
    if page.read is None or page.read.residual is None:
        return None
    read = page.read
    changed = [one.box for one in read.alterations]

    def draw() -> bytes:
        found = house.drawers.run(find_words, _file(house, page), read.identity)
        return marked([one for one in found if not any(_meet(one, other) for other in changed)])

    drawn = _drawn(("words", page.sha256, page.page, page.turn, read.identity.form), draw)
    return drawn[0] if drawn else None


def changes_picture(page: KeptPage) -> bytes:
    """Where a page is not its blank, marked in an SVG to lay over the page."""
    return marked([one.box for one in page.read.alterations] if page.read else [], outlined=True)


def marked(boxes: Sequence[Box], outlined: bool = False) -> bytes:
    """Boxes as an SVG that takes the shape of the page it is laid over."""
    how = (
        f'fill="none" stroke="{CHANGED}" stroke-width="3"'
        if outlined
        else f'fill="{PRINTED}" fill-opacity=".3"'
    )
    drawn = "".join(
        f'<rect x="{x0:.4f}" y="{top:.4f}" width="{x1 - x0:.4f}" height="{bottom - top:.4f}" '
        'vector-effect="non-scaling-stroke"/>'
        for x0, top, x1, bottom in boxes
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" preserveAspectRatio="none" '
        f'width="1000" height="1414"><g {how}>{drawn}</g></svg>'
    ).encode()


def _boxes(house: House, page: KeptPage, boxes: Mapping[str, Box], width: int) -> Pictures:
    sheet, places = Sheet(page.page, page.turn, width), tuple(boxes.values())
    return _drawn(
        ("boxes", page.sha256, *sheet, places),
        lambda: house.drawers.run(draw_boxes, _file(house, page), sheet, places),
    )


def _drawn(key: tuple[object, ...], draw: Callable[[], bytes | Pictures | None]) -> Pictures:
    """What was drawn, from the shelf if it is there; nothing of what could not be drawn. A process
    that failed may do better the next time."""

    def make() -> Pictures:
        made = draw()
        return (made,) if isinstance(made, bytes) else made or ()

    try:
        return _shelf.get(key, make)
    except EngineError:
        return ()


def _file(house: House, page: KeptPage) -> File:
    """The original, its bytes verified. NotFound, StoreError."""
    limits = (house.settings.max_file_megabytes * MEGABYTE, house.settings.max_pages)
    return File(house.originals.path(page.sha256), limits)


def _width(asked: int) -> int:
    return next((one for one in WIDTHS if one >= asked), WIDTHS[-1])


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes share a place."""
    return (
        one.x0 < other.x1
        and other.x0 < one.x1
        and one.top < other.bottom
        and other.top < one.bottom
    )
