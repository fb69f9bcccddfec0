"""Which known page a picture shows, and how it lies.

Corners of the picture are matched with those of every blank; the blank on which most of them fall
into place by one perspective is the page. Order and file do not matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.page import Rotation
from extractors.blanks import (
    COARSE_DPI,
    BlankPage,
    Features,
    at_dpi,
    find_features,
)
from extractors.pdf import PagePicture

Homography = NDArray[np.float64]  # 3 x 3

RATIO = 0.8  # Lowe's test (IJCV 2004): the best match must beat the second by this
TOLERANCE_PT = 3.0  # a corner is in place within this
SURE = 200  # so many corners in place are worth a registration at once
GLANCE = 3  # at a glance every third corner of a blank is looked for, and a third must be in place
SMALLEST = 64  # pixels of a picture in which a page may be recognised
SHARES = (1.0, 0.5)  # of a picture's height that a sheet takes: corners are known within a factor
FEW = 60  # fewer corners in place than this may be those of a sheet far off
ENOUGH = 25  # corners in place: chance gives fewer than 10


@dataclass(frozen=True)
class Match:
    """`blank` with the perspective that takes its points to the picture's points (1/72 inch).

    `rotation` brings the picture upright; `corners` counts the corners in place.
    """

    blank: BlankPage
    perspective: Homography
    rotation: Rotation
    corners: int


def identify(page: PagePicture, blanks: Sequence[BlankPage]) -> Iterator[Match]:
    """The known pages that a picture may show, the likeliest first; those tried before all others
    that fit so well that nothing else need be tried come at once.

    Versions of a form share sentences, so a page may match another version: registration proves it.
    A picture that shows none clearly is looked at once more from nearer: it may be a photo of a
    sheet far off.
    """
    if min(page.picture.shape) < SMALLEST:
        return  # too small to hold anything
    most = 0
    for share in SHARES:
        # a page drawn more coarsely is larger than any form
        if most < FEW and page.dpi * share >= COARSE_DPI:
            for match in identify_at(page, blanks, share):
                most = max(most, match.corners)
                yield match


def identify_at(page: PagePicture, blanks: Sequence[BlankPage], share: float) -> Iterator[Match]:
    """As `identify`, for a sheet that takes that share of the picture's height."""
    features = find_features(at_dpi(page.picture, page.dpi * share, COARSE_DPI))
    for blank in blanks:  # nearly every page is found at a glance
        match = lay_corners(blank, features, GLANCE)
        if match and match.corners >= SURE / GLANCE:
            yield farther(match, share)
    found = []
    for blank in blanks:
        match = lay_corners(blank, features)
        if match and match.corners >= SURE:
            yield farther(match, share)
        elif match:
            found.append(farther(match, share))
    yield from sorted(found, key=lambda match: -match.corners)


def farther(match: Match, share: float) -> Match:
    """A match in points of a sheet, in points of the picture that shows it."""
    return replace(match, perspective=np.diag([share, share, 1.0]) @ match.perspective)


def lay_corners(blank: BlankPage, features: Features, step: int = 1) -> Match | None:
    """Match the corners of a blank, or every so many of them, with those of a picture."""
    wanted = np.ascontiguousarray(blank.features.descriptors[::step])
    if min(len(features.places), len(wanted)) < ENOUGH:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(wanted, features.descriptors, k=2)
    good = [a for a, b in pairs if a.distance < RATIO * b.distance]
    if len(good) < ENOUGH:
        return None
    source = blank.features.places[::step][[match.queryIdx for match in good]]
    target = features.places[[match.trainIdx for match in good]]
    found, inside = cv2.findHomography(source, target, cv2.USAC_MAGSAC, TOLERANCE_PT)
    if found is None:
        return None
    perspective = np.asarray(found, np.float64)
    count = int(inside.sum())
    if count < ENOUGH or not is_sane(perspective):
        return None
    return Match(
        blank=blank,
        perspective=perspective,
        rotation=turn(perspective),
        corners=count,
    )


def is_sane(perspective: Homography) -> bool:
    """True when the page keeps its size within a factor of two and is not mirrored."""
    determinant = float(np.linalg.det(perspective[:2, :2]))
    return 0.25 < determinant < 4.0


def turn(perspective: Homography) -> Rotation:
    """The clockwise turn, in quarter turns, that brings the picture upright."""
    angle = np.degrees(np.arctan2(perspective[1, 0], perspective[0, 0]))
    quarter = round(float(-angle) / 90) % 4
    rotations: tuple[Rotation, ...] = (0, 90, 180, 270)
    return rotations[quarter]
