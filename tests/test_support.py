"""Two readers: when they bear each other out, what explains that they differ, and when nothing."""

from collections.abc import Sequence

import pytest

from extractors.confusions import could_read, differences, known
from extractors.shape import spaces_fit
from extractors.support import Seen, supported
from tests.drawing import ink_of, line

FIRST, SECOND = "tesseract 5.5", "paddle PP-OCRv6"


def looks(*texts: str, explained: Sequence[str], broken: bool = False) -> list[Seen]:
    """The first reader's first look, the second reader's, the first's further ones."""
    engines = (FIRST, SECOND, *(FIRST for _ in texts[2:]))
    return [
        Seen(engine, text, text, text in explained, broken and text not in explained)
        for engine, text in zip(engines, texts, strict=True)
    ]


def borne_out(*texts: str, explained: Sequence[str], broken: bool = False) -> str | None:
    found = supported(looks(*texts, explained=explained, broken=broken))
    return found.text if found else None


@pytest.mark.parametrize(
    ("texts", "explained", "expected"),
    [
        (("Ekerö", "Ekerö"), ("Ekerö",), "Ekerö"),
        (("Ekero", "Ekero"), (), None),  # both lost the dots, and the ink shows them
        (("Ekerö", "Skara"), ("Ekerö",), None),
        # any look of the first reader will do where the ink explains nothing else
        (("Ekero", "Ekerö", "Ekero", "Ekerö"), ("Ekerö",), "Ekerö"),
        # else most of them have to agree with the second reader
        (("Säffle", "Saffle", "Säffle", "Saffle"), ("Säffle", "Saffle"), None),
        (("Säffle", "Säffle", "Säffle", "Saffle"), ("Säffle", "Saffle"), "Säffle"),
        # the first reader agrees with itself, which proves nothing
        (("Ekerö", "Skara", "Ekerö", "Ekerö"), ("Ekerö",), None),
    ],
)
def test_two_readers_agree(
    texts: tuple[str, ...], explained: tuple[str, ...], expected: str | None
) -> None:
    assert borne_out(*texts, explained=explained) == expected


def test_broken_print_that_both_read_alike_needs_no_ink_to_explain_it() -> None:
    assert borne_out("Eva Petersson", "Eva Petersson", explained=(), broken=True)
    assert not borne_out("Eva Petersson", "Eva Peterson", explained=(), broken=True)


@pytest.mark.parametrize(
    ("first", "second", "explained", "expected"),
    [
        # the second reader is known to lose the ring of a capital, and no reader to invent one
        ("Åstorp", "Astorp", ("Åstorp",), "Åstorp"),
        ("Åstorp", "Astorp", ("Astorp",), None),
        ("KS 2014/576 § 212", "KS 2014/576 S 212", ("KS 2014/576 § 212",), "KS 2014/576 § 212"),
        # both make v of V, and none V of v; the ink must not be against it
        ("Vännäs", "vännäs", ("Vännäs",), "Vännäs"),
        ("vännäs", "Vännäs", ("Vännäs",), "Vännäs"),
        ("Vännäs", "vännäs", ("vännäs",), None),
        # and to read an i for an l: dust over an l once made "Karisson" of "Karlsson"
        ("Ulf", "Uif", ("Ulf",), "Ulf"),
        ("Ulf", "Uif", ("Uif",), None),
        ("Ulf", "Uif", ("Ulf", "Uif"), "Ulf"),
        ("Ulf", "Uif", (), None),
        # unknown: that the ink explains one of them proves nothing, a third may stand there
        ("Rut", "Rul", ("Rut",), None),
        ("K1l", "K11", ("K1l",), None),  # "Kil" stood there
        ("Änge", "Ange", ("Änge",), None),  # "Ånge"
        ("mariaenord@x.se", "maria.nord@x.se", ("mariaenord@x.se",), None),  # a heavy full stop
        ("Al", "Ali", ("Al",), None),  # an i that had lost its dot
        ("Enhetschef", "Énhetschef", ("Énhetschef",), None),  # a speck over an E
        ("Torggatan 9", "Torggatan.9", ("Torggatan.9",), None),  # and one between two words
        ("Rune", "Riine", ("Rune",), None),  # two signs for one
        ("Åsele Uif", "Asele Ulf", ("Åsele Uif", "Asele Ulf"), None),
    ],
)
def test_readers_that_differ_as_they_are_known_to_are_told_apart(
    first: str, second: str, explained: tuple[str, ...], expected: str | None
) -> None:
    assert borne_out(first, second, explained=explained) == expected


@pytest.mark.parametrize(
    ("first", "second", "spaced", "expected"),
    [
        (
            "Individ- och familj",
            "Individ-ochfamilj",
            ("Individ- och familj",),
            "Individ- och familj",
        ),
        # a typewriter's gaps beside an r or a j are as wide as its spaces
        ("Årj äng", "Årjäng", ("Årj äng",), None),
        ("Exempel IT AB", "Exempel ITAB", ("Exempel IT AB",), None),
        ("År jäng", "Årjäng", ("Årjäng",), "Årjäng"),
        ("Exempel IT AB", "Exempel ITAB", (), None),
        ("Exempel IT AB", "Exempel ITAB", ("Exempel IT AB", "Exempel ITAB"), None),
    ],
)
def test_readers_that_differ_in_spaces_are_told_apart_by_the_gaps(
    first: str, second: str, spaced: tuple[str, ...], expected: str | None
) -> None:
    texts = ((FIRST, first), (SECOND, second))
    found = supported(
        [Seen(engine, text, text, True, spaced=text in spaced) for engine, text in texts]
    )
    assert (found.text if found else None) == expected


@pytest.mark.parametrize("text", ["Exempelsystem IT AB", "Individ- och familjeomsorg", "Årjäng"])
@pytest.mark.parametrize("font", ["Tinos-Regular", "Arimo-Regular"])
def test_spaces_are_the_wide_gaps_of_the_ink(text: str, font: str) -> None:
    written = ink_of(line(text, font))
    assert spaces_fit(text, written)
    assert not spaces_fit(text.replace(" ", "") if " " in text else "Å r j ä n g", written)


def test_what_is_borne_out_is_always_what_a_reader_gave() -> None:
    texts = ("Åsa Vik", "Asa vik")
    assert borne_out(*texts, explained=("Åsa Vik",)) in (*texts, None)
    assert borne_out("Åsa vik", "Asa Vik", explained=("Åsa Vik",)) is None


def test_one_reader_alone_is_never_two() -> None:
    alone = [Seen(FIRST, "Ekerö", "Ekerö", explained=True)] * 3
    assert supported(alone) is None


def test_versions_of_one_engine_are_one_reader() -> None:
    versions = [Seen(f"tesseract 5.{n}", "Ekerö", "Ekerö", explained=True) for n in range(2)]
    assert supported(versions) is None


def test_a_look_that_is_no_value_does_not_outvote_two_readers() -> None:
    """A speck read as a comma: most looks of the first reader are then no number."""
    number = "559999-9983"
    looks = [
        Seen(FIRST, f"{number},", None, explained=True),
        Seen(SECOND, number, number, explained=True),
        Seen(FIRST, f"{number},", None, explained=True),
        Seen(FIRST, number, number, explained=True),
    ]
    found = supported(looks)
    assert found is not None
    assert found.value == number
    assert supported(looks[:3]) is None


def test_two_readers_can_agree_on_what_is_no_value() -> None:
    """Then the fault is the sender's and not the reading's: the thirteenth month."""
    both = [Seen(engine, "2026-13-09", None, explained=True) for engine in (FIRST, SECOND)]
    found = supported(both)
    assert found is not None
    assert found.text == "2026-13-09"


def test_the_table_is_of_our_engines_and_explains_only_what_it_holds() -> None:
    assert set(known()) == {"tesseract", "paddle"}
    assert could_read(SECOND, "Åsele", "Asele")
    assert not could_read(SECOND, "Åsele", "Asela")
    assert not could_read(SECOND, "Åsele", "Åsele")
    assert not could_read("unknown 1", "Åsele", "Asele")


def test_differences_are_told_in_order() -> None:
    assert list(differences("Åsa Åberg", "Asa Áberg")) == [("Å", "A"), ("Å", "Á")]
    assert list(differences("IT AB", "ITAB")) == [(" ", "")]
    assert list(differences("Visby", "Visby")) == []
