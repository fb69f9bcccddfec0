"""What is left of a page when the blank is taken away: the writing, all of it, and nothing else."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from extractors.blanks import FINE_DPI, INK
from extractors.ink import MOST, SPECK, Ink, connected, ink_in, ink_level, whiten
from extractors.pdf import Picture
from extractors.reader import SeenPage, look
from tests.drawing import (
    Feed,
    blank,
    blanks,
    ink_of,
    line,
    lying_straight,
    page_of,
    scanned,
    white,
    write,
)

WITH_BOXES = [("ssbtek-2014", 1), ("ssbtek-2014", 3), ("ssbtek-2022", 1), ("ssbtek-2022", 3)]
FEEDS = (
    Feed(angle=1.5, shift=(4.0, -5.0), stretch=1.006, noise=8.0),
    Feed(angle=-1.5, stretch=0.994, blur=1.2, turn=180),
    Feed(angle=0.7, noise=6.0, dpi=300),
)


def seen(sheet: Picture, feed: Feed) -> SeenPage:
    page = look(scanned(sheet, feed), blanks())
    assert page.fields
    return page


def ink(page: SeenPage, key: str) -> Ink:
    return next(item.ink for item in page.fields if item.field.key == key)


# the boxes of a page


@pytest.mark.parametrize("feed", FEEDS, ids=["noise", "blur", "fine"])
@pytest.mark.parametrize(("form", "number"), WITH_BOXES)
def test_every_box_of_an_untouched_blank_is_empty(form: str, number: int, feed: Feed) -> None:
    page = seen(blank(form, number).picture, feed)
    assert {item.field.key: item.ink.area for item in page.fields if item.ink.area >= SPECK} == {}
    assert all(item.ink.is_empty for item in page.fields)


def test_a_bilevel_scan_of_an_untouched_blank_is_empty_too() -> None:
    page = scanned(blank("ssbtek-2022", 1).picture, Feed(angle=1.0, noise=0.0))
    fax = np.where(page.picture < 170, 0, 255).astype(np.uint8)
    laid = look(replace(page, picture=fax), blanks())
    assert laid.fields
    assert all(item.ink.is_empty for item in laid.fields)


@pytest.mark.parametrize("feed", FEEDS, ids=["noise", "blur", "fine"])
def test_writing_is_kept_in_its_own_box_alone(feed: Feed) -> None:
    box = blank("ssbtek-2014", 1).form.field("party.city")
    assert box is not None
    sheet = write(blank("ssbtek-2014", 1).picture, (box.box.x0 + 8, box.box.bottom - 9), "Ystad")
    page = seen(sheet, feed)
    x0, top, x1, bottom = ink(page, "party.city").extent
    left, above, right, below = ink_of(line("Ystad")).extent
    assert (x1 - x0, bottom - top) == pytest.approx((right - left, below - above), abs=5)
    others = [item.field.key for item in page.fields if not item.ink.is_empty]
    assert others == ["party.city"]


def test_a_digit_alone_is_not_an_empty_box() -> None:
    box = blank("ssbtek-2014", 1).form.field("party.city")
    assert box is not None
    sheet = blank("ssbtek-2014", 1).picture
    sheet = write(sheet, (box.box.x0 + 8, box.box.bottom - 9), "1", look=(8.0, 60))
    assert not ink(seen(sheet, FEEDS[0]), "party.city").is_empty


def test_writing_over_the_label_and_the_lines_is_cut_but_not_lost() -> None:
    lying = lying_straight(blank("ssbtek-2014", 1), FINE_DPI)
    field = next(field for field in lying.blank.fields if field.key == "party.city")
    x, y = ((a + b) / 2 * FINE_DPI / 72 for a, b in (field.box[0::2], field.box[1::2]))
    picture = lying.blank.picture.copy()
    cv2.line(picture, (round(x), round(y) - 120), (round(x), round(y) + 120), (0,), 6)
    found = ink_in(page_of(picture, FINE_DPI), lying, field)
    _, top, _, bottom = found.extent
    rows = found.mask.shape[0]
    assert bottom - top > 0.9 * rows, "the stroke goes on below the label"
    assert 4 * rows < found.area <= 8 * rows


# what is ink


@pytest.mark.parametrize(
    ("darkest", "level"),
    [
        (0, 163),  # black print: dots and rings are lighter than stems
        (60, 185),
        (120, 206),
        (170, MOST),  # a pencil
        (189, MOST),
        (200, INK),  # nothing but paper and its shadows
        (255, INK),
    ],
)
def test_the_level_of_ink_follows_the_darkest(darkest: int, level: float) -> None:
    paper = np.full((100, 100), 255, np.uint8)
    paper[:4] = darkest
    assert ink_level(paper, np.ones(paper.shape, bool)) == pytest.approx(level, abs=1)


def test_no_paper_has_the_usual_level() -> None:
    assert ink_level(np.zeros((1, 1), np.uint8), np.zeros((1, 1), bool)) == INK


@pytest.mark.parametrize(("stem", "ring"), [(20, 150), (60, 170), (110, 190)])
def test_a_faint_ring_survives(stem: int, ring: int) -> None:
    """The ring of Å, which makes Håbo of Habo, is lighter than the letter below it."""
    picture = line("Åsa", look=(11.0, stem), blur=0.5)
    above = int(np.flatnonzero((line("Asa", blur=0.5) < 100).any(axis=1))[0]) - 2
    part = picture[:above].astype(float)
    picture[:above] = np.clip(255 - (255 - part) * (255 - ring) / (255 - stem), 0, 255)
    ringed = ink_of(picture)
    assert ringed.extent[1] < above - 5
    assert ringed.mask[:above].sum() > 25
    assert not (ringed.mask[:above] & (picture[:above] > MOST)).any(), "paper is no ring"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a.b", 3),
        ("i", 2),
        ("ä", 3),
        ("12-34", 5),
        ("Ö, B", 5),
        ("A . . . . . B", 7),  # far from both letters, but on their line
    ],
)
def test_the_small_marks_of_a_line_are_kept(text: str, pieces: int) -> None:
    assert len(ink_of(line(text, look=(12.0, 20), blur=0.6)).components) == pieces


@pytest.mark.parametrize("at", [(30, 20), (330, 20), (330, 150), (140, 4)])
def test_a_speck_far_from_all_writing_is_dropped(at: tuple[int, int]) -> None:
    clean = line("Ystad", blur=0.6)
    clean = np.pad(clean, ((0, 20), (0, 80)), constant_values=255)
    dirty = clean.copy()
    dirty[at[1] : at[1] + 5, at[0] : at[0] + 5] = 0
    assert (dirty != clean).sum() == 25, "the speck lies on paper"
    assert len(ink_of(dirty).components) == len(ink_of(clean).components)
    assert ink_of(dirty).extent == ink_of(clean).extent
    assert ink_of(dirty).grey[at[1], at[0]] == 255


def test_dust_smaller_than_a_full_stop_is_dropped_anywhere() -> None:
    picture = line("A B", blur=0.6)
    dirty = picture.copy()
    x0, _, x1, bottom = ink_of(picture).extent
    middle = (x0 + x1) // 2
    dirty[bottom - 4 : bottom - 1, middle : middle + 3] = 0
    assert (picture[bottom - 4 : bottom - 1, middle : middle + 3] > 250).all()
    assert len(ink_of(dirty).components) == 2


def test_a_box_of_dust_is_empty() -> None:
    picture = white(100, 40)
    for x in range(20, 400, 40):
        picture[60:63, x : x + 3] = 0
    assert ink_of(picture).is_empty
    assert ink_of(picture).extent == (0, 0, 0, 0)


def test_pieces_go_from_left_to_right() -> None:
    pieces = ink_of(line("Storgatan 12")).components
    assert [piece.x for piece in pieces] == sorted(piece.x for piece in pieces)


def test_the_line_for_an_engine_is_cut_close_and_loses_no_ink() -> None:
    found = ink_of(line("Gävle", blur=0.6))
    picture = found.line()
    x0, top, x1, bottom = found.extent
    assert picture.shape == (bottom - top + 28, x1 - x0 + 28)
    assert (picture < 128).sum() == (found.grey < 128).sum()
    edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert (edges == 255).all()


# paper


@pytest.mark.parametrize("shade", [40, 110])
def test_paper_becomes_white_whatever_its_shade(shade: int) -> None:
    sheet = blank("ssbtek-2014", 3).picture
    even = page_of(sheet, FINE_DPI)
    light = np.linspace(235, 235 - shade, sheet.shape[1])[None, :] / 255
    shaded = page_of((sheet * light).astype(np.uint8), FINE_DPI)
    found = whiten(shaded).astype(int)
    paper = cv2.erode(sheet, np.ones((9, 9), np.uint8)) == 255
    assert np.percentile(found[paper], 1) > 245
    assert np.abs(found - whiten(even).astype(int)).mean() < 2


@pytest.mark.parametrize("share", [0.0, 0.002, 0.1, 0.4])
def test_pieces_are_numbered_as_in_the_whole_mask_wherever_the_ink_begins(share: float) -> None:
    """They are looked for where there is ink alone; order decides between equals."""
    rng = np.random.default_rng(7)
    for left, top in ((0, 0), (5, 8), (8, 5), (11, 13)):
        mask = np.zeros((60, 90), bool)
        mask[top:50, left:80] = rng.random((50 - top, 80 - left)) < share
        labels, pieces = connected(mask)
        _, whole, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
        assert np.array_equal(labels, whole)
        told = [(one.x, one.y, one.width, one.height, one.area) for one in pieces[1:]]
        assert told == [tuple(row) for row in stats[1:].tolist()]
        assert pieces[0].area == np.count_nonzero(~mask)
