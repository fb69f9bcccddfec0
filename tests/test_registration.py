"""Pages recognised and laid on their blank: however they were fed, and nothing else for them."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from extractors.blanks import FINE_DPI, BlankPage
from extractors.identify import identify, is_sane
from extractors.pdf import PagePicture, Picture
from extractors.reader import look
from extractors.registration import Registration, cut, register
from samples.pages import prose_page
from samples.prose import LETTER, MINUTES
from tests.drawing import PAGES, Feed, blank, blanks, page_of, scanned, white

TO_PT = 72 / FINE_DPI
# Each as skewed, shifted and stretched as feeds are at the most.
FEEDS = (
    Feed(angle=2.0, shift=(6.0, -8.0), stretch=1.007),
    Feed(angle=-2.0, shift=(-8.0, 6.0), stretch=0.993, turn=90),
    Feed(angle=2.0, shift=(5.0, 9.0), stretch=0.993, turn=180, blur=1.2, noise=8.0),
    Feed(angle=-2.0, shift=(8.0, 8.0), stretch=1.007, turn=270),
)


def laid(page: PagePicture) -> Registration | None:
    """The page laid on the first blank on which it comes to lie."""
    tried = (register(page, match) for match in identify(page, blanks()))
    return next((lying for lying in tried if lying), None)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: f"turned {feed.turn}")
@pytest.mark.parametrize(("form", "number"), PAGES)
def test_a_page_is_recognised_however_it_was_fed(form: str, number: int, feed: Feed) -> None:
    page = scanned(blank(form, number).picture, feed)
    match = next(iter(identify(page, blanks())))
    assert (match.blank.form.id, match.blank.number) == (form, number)
    assert match.rotation == -feed.turn % 360
    assert match.corners > 100
    lying = register(page, match)
    assert lying is not None
    assert lying.residual < 0.05, "a hundredth of a point is usual"
    assert lying.found > 0.9


# where a mark comes to lie

ROOM = 9.0  # points of white paper on each side of a mark


def free_places(page: BlankPage) -> list[tuple[float, float]]:
    """A place without print in each quarter of a page, in points: the farthest from its middle."""
    side = 2 * round(ROOM / TO_PT) + 1
    lightest = cv2.erode(page.picture, np.ones((side, side), np.uint8))
    middle = np.array([page.width_pt, page.height_pt]) / 2
    spots = np.argwhere(lightest > 250)[:, ::-1] * TO_PT
    inner = spots[(np.abs(spots - middle) < middle - 30).all(axis=1)]
    found = []
    for right in (False, True):
        for low in (False, True):
            quarter = inner[((inner > middle) == [right, low]).all(axis=1)]
            x, y = quarter[np.argmax(np.abs(quarter - middle).sum(axis=1))]
            found.append((float(x), float(y)))
    return found


@cache
def marked(form: str, number: int) -> tuple[Picture, tuple[tuple[float, float], ...]]:
    """A page with a dot of 4 points in each quarter, and the dots' places in points."""
    page = blank(form, number)
    places = tuple(free_places(page))
    picture = page.picture.copy()
    for x, y in places:
        cv2.circle(picture, (round(x / TO_PT), round(y / TO_PT)), round(2 / TO_PT), (0,), -1)
    return picture, places


def middle_of_ink(piece: Picture) -> tuple[float, float]:
    """The middle of a piece's ink, in points from its top left."""
    y, x = np.nonzero(piece < 128)
    return float(x.mean() + 0.5) * TO_PT, float(y.mean() + 0.5) * TO_PT


@pytest.mark.parametrize("feed", FEEDS[1:3], ids=lambda feed: f"turned {feed.turn}")
@pytest.mark.parametrize(("form", "number"), [PAGES[0], PAGES[2], PAGES[4]])
def test_a_mark_is_found_where_it_was_made(form: str, number: int, feed: Feed) -> None:
    picture, places = marked(form, number)
    page = scanned(picture, feed)
    lying = laid(page)
    assert lying is not None
    for x, y in places:
        piece = cut(page, lying, (x - ROOM, y - ROOM, x + ROOM, y + ROOM))
        assert middle_of_ink(piece) == pytest.approx((ROOM, ROOM), abs=0.5)


def test_a_curled_sheet_is_read_by_its_local_shift() -> None:
    """What no perspective can mend: the lower half of the sheet moves as it is fed."""
    picture, places = marked("ssbtek-2014", 1)
    rows, columns = picture.shape
    bend = np.clip(np.linspace(-2.0, 2.0, rows), 0, 2) ** 2 * 0.375  # to 1.5 points at the foot
    across = np.arange(columns, dtype=np.float32)[None, :] - (bend / TO_PT)[:, None]
    down = np.repeat(np.arange(rows, dtype=np.float32)[:, None], columns, axis=1)
    bent = cv2.remap(picture, across.astype(np.float32), down, cv2.INTER_LINEAR)
    page = scanned(np.asarray(bent, np.uint8))
    lying = laid(page)
    assert lying is not None
    stiff = replace(lying, shifts=np.zeros_like(lying.shifts))
    missed = {"laid": 0.0, "stiff": 0.0}
    for x, y in places:
        box = (x - ROOM, y - ROOM, x + ROOM, y + ROOM)
        for name, how in (("laid", lying), ("stiff", stiff)):
            dx, dy = np.subtract(middle_of_ink(cut(page, how, box)), ROOM)
            missed[name] = max(missed[name], float(np.hypot(dx, dy)))
    assert missed["laid"] < 0.5, missed
    assert missed["stiff"] > missed["laid"] + 0.1, "the bend must be worth mending"


# what is no known page


def test_a_fine_scan_lies_as_well_as_a_coarse_one() -> None:
    lying = laid(scanned(blank("ssbtek-2014", 1).picture, replace(FEEDS[1], dpi=300)))
    assert lying is not None
    assert lying.residual < 0.3


@pytest.mark.parametrize(("form", "number"), PAGES)
def test_a_page_lies_on_no_other_blank_though_they_share_sentences(form: str, number: int) -> None:
    page = scanned(blank(form, number).picture, FEEDS[0])
    others = [one for one in blanks() if one is not blank(form, number)]
    laid_on = [match.blank.number for match in identify(page, others) if register(page, match)]
    assert laid_on == []
    seen = look(page, others)
    assert (seen.residual, seen.fields) == (None, ())


def test_the_versions_do_share_sentences() -> None:
    """Or the test above proves little."""
    page = scanned(blank("ssbtek-2022", 1).picture)
    matches = {m.blank.form.id: m.corners for m in identify(page, blanks()) if m.blank.number == 1}
    assert 25 < matches["ssbtek-2014"] < matches["ssbtek-2022"] / 4


NO_FORM: dict[str, tuple[Picture, str]] = {
    "white paper": (white(), "blank"),
    "a letter": (np.asarray(prose_page(LETTER, FINE_DPI)), "unknown"),
    "minutes": (np.asarray(prose_page(MINUTES, FINE_DPI)), "unknown"),
}


@pytest.mark.parametrize("feed", FEEDS[:2], ids=lambda feed: f"turned {feed.turn}")
@pytest.mark.parametrize(("sheet", "role"), NO_FORM.values(), ids=NO_FORM)
def test_what_is_no_form_matches_none(sheet: Picture, role: str, feed: Feed) -> None:
    page = scanned(sheet, feed)
    assert list(identify(page, blanks())) == []
    identity = look(page, blanks()).identity
    assert (identity.role, identity.form, identity.form_page) == (role, None, None)


@pytest.mark.parametrize(
    ("across", "down", "sane"),
    [(1.0, 1.0, True), (1.3, 0.8, True), (-1.0, 1.0, False), (3.0, 3.0, False), (0.4, 0.4, False)],
)
def test_a_perspective_that_no_scanner_makes_is_refused(
    across: float, down: float, sane: bool
) -> None:
    assert is_sane(np.diag([across, down, 1.0])) is sane


def test_a_mirrored_page_is_not_taken() -> None:
    page = scanned(blank("ssbtek-2014", 1).picture)
    mirrored = replace(page, picture=np.ascontiguousarray(page.picture[:, ::-1]))
    assert look(mirrored, blanks()).residual is None


def test_half_a_page_is_known_but_not_laid_and_never_read() -> None:
    """Registration needs 40 % of the blank's blocks: of a strip too few are left."""
    whole = scanned(blank("ssbtek-2014", 2).picture)
    rows = whole.picture.shape[0]
    torn = whole.picture.copy()
    torn[round(rows * 0.35) :] = 245
    seen = look(replace(whole, picture=torn), blanks())
    assert (seen.identity.role, seen.identity.form_page) == ("agreement", 2)
    assert (seen.residual, seen.fields) == (None, ())


# the boxes that are told


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize(("form", "number"), [PAGES[0], PAGES[5]])
def test_boxes_are_told_on_the_upright_page_however_it_lay(
    form: str, number: int, turn: int
) -> None:
    feed = Feed(angle=1.0, shift=(9.0, -12.0))
    upright = look(scanned(blank(form, number).picture, feed), blanks())
    turned = look(scanned(blank(form, number).picture, replace(feed, turn=turn)), blanks())
    assert [item.field.key for item in turned.fields] == [f.field.key for f in upright.fields]
    for one, other in zip(upright.fields, turned.fields, strict=True):
        assert other.box == pytest.approx(one.box, abs=0.01), one.field.key


def test_a_box_is_told_where_it_is() -> None:
    page = blank("ssbtek-2014", 1)
    seen = look(scanned(page.picture, Feed(shift=(9.0, -12.0))), blanks())
    for item in seen.fields:
        x0, top, x1, bottom = item.field.box
        moved = ((x0 + 9) / 595.3, (top - 12) / 841.9, (x1 + 9) / 595.3, (bottom - 12) / 841.9)
        assert item.box == pytest.approx(moved, abs=0.003), item.field.key


def test_a_page_without_anything_is_no_error() -> None:
    tiny = page_of(np.full((30, 30), 255, np.uint8))
    assert list(identify(tiny, blanks())) == []
