"""What is left of a page when its blank has been subtracted, as a picture to lay over the page."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import PageIdentity, Rotation
from extractors.blanks import BlankPage
from extractors.flatten import Laid
from extractors.ink import Mask, whiten
from extractors.outside import (
    CRUMB,
    DOT,
    OPEN_LEVEL,
    flatten,
    ground_of,
    grown,
    ink_level,
    opened,
    pieces,
    shifts,
)
from extractors.pdf import PagePicture
from extractors.printed import laid_again

RIM = 3  # pixels around ink in which it fades
Places = NDArray[np.float32]  # n x 2, x and y


def leftover(
    page: PagePicture, identity: PageIdentity, blanks: Sequence[BlankPage], size: tuple[int, int]
) -> Mask | None:
    """Where a page turned upright holds ink that its blank does not print, as a picture of so many
    columns and rows; None for a page that does not lie on its blank."""
    laid = laid_again(page, identity, blanks)
    if laid is None:
        return None
    ink = subtracted(laid)
    rows, columns = np.nonzero(ink)
    across, down = on_received(laid, np.stack([columns, rows], axis=1).astype(np.float32), ink)
    return drawn(across, down, laid.match.rotation, size)


def subtracted(laid: Laid) -> Mask:
    """The ink of a page lying on its blank, at the resolution of outside.py. In the open also what
    is fainter than print counts, but not the pale rims of what is as dark."""
    white = replace(laid.page, picture=whiten(laid.page))
    ground = ground_of(laid.lying.blank)
    flat = flatten(white, laid.lying)
    dark = opened((flat < ink_level(flat, ground)) & ~ground.near)
    found = dark | ((flat < OPEN_LEVEL) & ~ground.taken & ~grown(dark, RIM))
    kept = np.zeros_like(found)
    for piece in pieces(found, CRUMB):
        spot = slice(piece.y, piece.bottom), slice(piece.x, piece.right)
        kept[spot] = found[spot]
    return kept


def on_received(laid: Laid, places: Places, ink: Mask) -> tuple[Places, Places]:
    """Places of the blank, in pixels of `ink`, as shares of the received page's width and height:
    across and down."""
    if not len(places):
        return places[:, 0], places[:, 1]
    dx, dy = (
        cv2.resize(shift, ink.shape[::-1], interpolation=cv2.INTER_LINEAR)
        for shift in shifts(laid.lying, ink.shape)
    )
    at = places.astype(int)
    moved = places + np.stack([dx[at[:, 1], at[:, 0]], dy[at[:, 1], at[:, 0]]], axis=1)
    found = cv2.perspectiveTransform(moved[None] / np.float32(DOT), laid.lying.to_pixels)[0]
    rows, columns = laid.page.picture.shape
    if laid.page.received:
        found = laid.page.received.at(np.asarray(found, np.float32))
        rows, columns = laid.page.received.shape
    return found[:, 0] / columns, found[:, 1] / rows


def drawn(across: Places, down: Places, turn: Rotation, size: tuple[int, int]) -> Mask:
    """Places, as shares of a page that `turn` brings upright, marked on the page upright."""
    for _ in range(turn // 90):
        across, down = 1 - down, across
    columns, rows = size
    mask = np.zeros((rows, columns), bool)
    x, y = np.floor(across * columns).astype(int), np.floor(down * rows).astype(int)
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    mask[y[inside], x[inside]] = True
    return mask
