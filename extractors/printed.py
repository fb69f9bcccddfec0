"""Where the words of a blank lie on a page that was read: to draw what the page was held against.

The page is laid on its blank once more, so this costs what laying does; reading does without.
"""

from collections.abc import Sequence

from domain.page import Box, PageIdentity
from extractors.blanks import BlankPage
from extractors.flatten import Laid, lay_down
from extractors.identify import identify
from extractors.outside import PUNCHED_PT
from extractors.pdf import PagePicture
from extractors.reader import place


def printed_words(
    page: PagePicture, identity: PageIdentity, blanks: Sequence[BlankPage]
) -> tuple[Box, ...]:
    """The place, on the received page turned upright, of each printed word that is compared. None
    for a page that is of none of the blanks or does not lie on its own."""
    laid = laid_again(page, identity, blanks)
    if laid is None:
        return ()
    words = (word for word in laid.match.blank.words if word.box.x0 >= PUNCHED_PT)
    return tuple(place(laid.page, laid.match, laid.lying, word.box) for word in words)


def laid_again(
    page: PagePicture, identity: PageIdentity, blanks: Sequence[BlankPage]
) -> Laid | None:
    """A page that was read laid on its own blank once more; None for a page that is of none of the
    blanks or does not lie on its own."""
    own = [b for b in blanks if (b.form.id, b.number) == (identity.form, identity.form_page)]
    for match in identify(page, own):
        laid = lay_down(page, match)
        if laid:
            return laid
    return None
