"""Whether two readers of different makes bear each other out.

In print, what both read is hardly ever wrong where the ink bears it out too (docs/accuracy.md): at
worst both lose a ring, which the ink and the lists of words are asked about. Handwriting proves
nothing so, and what is handwriting is for the field's mode to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.confusions import could_read, family

WHOLE = 4  # letters: a shorter piece may be part of a word that was parted


@dataclass(frozen=True)
class Seen:
    """One look at a line: which engine, the text, its canonical value, and whether the ink explains
    it.

    `broken`: it does not, but the line stands as evenly as only print does and has no dot or ring
    too many. Letters of a poor scan break and run together, and then no text explains them.
    `spaced`: the ink has as many wide gaps as the text has spaces.
    """

    engine: str
    text: str
    value: str | None
    explained: bool
    broken: bool = False
    spaced: bool = True

    @property
    def says(self) -> str:
        """The value, or the text when it has none: two readers can agree on what is no date."""
        return self.text if self.value is None else self.value


def supported(looks: Sequence[Seen]) -> Seen | None:
    """The look whose value two readers bear out, or None."""
    makes = [family(look.engine) for look in looks]
    first = [look for look, make in zip(looks, makes, strict=True) if make == makes[0]]
    other = [look for look, make in zip(looks, makes, strict=True) if make != makes[0]]
    for look in other:
        found = agreed(look, first) or told_apart(look, first)
        if found:
            return found
    return None


def agreed(other: Seen, first: Sequence[Seen]) -> Seen | None:
    """What the other reader says, if the first says so too and the ink is not against it.

    Any look of the first is enough where the ink explains this value alone; else most of them."""
    same = [look for look in first if look.says == other.says]
    rivals = [look for look in (*first, other) if look.value is not None or other.value is None]
    explained = {look.says for look in rivals if look.explained}
    if not same:
        return None
    if explained == {other.says}:
        return next(look for look in (*same, other) if look.explained)
    borne_out = other.says in explained or (not explained and other.broken)
    return same[0] if borne_out and len(same) > len(first) / 2 else None


def told_apart(other: Seen, first: Sequence[Seen]) -> Seen | None:
    """Of two readings that differ in spaces alone, or as readers are known to, the one that is
    borne out; it must be a value, and the ink must not be against it.

    That the ink explains one and not the other is not enough: where a scan is poor neither may be
    what stands there, and an e explains a heavy full stop ("mariaenord@"). Of 13 readings of print
    so told apart 3 were wrong, and lists vouch for most of the others anyway."""
    if len({look.says for look in first}) != 1:  # looks that differ say nothing
        return None
    one = first[0]
    if packed(one) == packed(other):
        found = by_spaces(one, other)
        stands = found is not None and (found.explained or found.broken)
    else:
        found = by_confusions(one, other)
        stands = found is not None and found.explained
    return found if found and stands and found.value is not None else None


def packed(look: Seen) -> str:
    """The text without its spaces."""
    return look.text.replace(" ", "")


def by_spaces(one: Seen, other: Seen) -> Seen | None:
    """The one whose spaces are the gaps of the ink.

    Thin letters of a typewriter have gaps as wide beside them: "Årj äng". So a word is not parted
    into such short pieces, though "Exempel IT AB" is left to a person too."""
    if one.spaced == other.spaced:
        return None
    found, lost = (one, other) if one.spaced else (other, one)
    return None if found.text.count(" ") > lost.text.count(" ") and has_scraps(found) else found


def has_scraps(look: Seen) -> bool:
    """Whether a text has pieces that may be the rest of a word."""
    return any(len(word) < WHOLE and word != "och" for word in look.text.split())


def by_confusions(one: Seen, other: Seen) -> Seen | None:
    """The one that the other's reader is known to misread as it did, and not the other way about:
    the second engine loses the ring of "Å", and neither invents one."""
    is_one = could_read(other.engine, one.text, other.text)
    is_other = could_read(one.engine, other.text, one.text)
    if is_one == is_other:
        return None
    return one if is_one else other
