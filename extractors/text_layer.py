"""The words that a PDF itself draws, by pdfplumber: a scan has none, a blank all of its print."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_words

from domain.errors import FormError
from domain.form import FormField, FormMap, PointBox
from domain.page import Box, Word
from domain.value import Value


class PrintedWord(Value):
    """A word with its place in points, origin at the top left of the page."""

    text: str
    box: PointBox


@lru_cache(maxsize=8)  # the pages of a blank ask one by one
def words_of(data: bytes) -> tuple[tuple[PrintedWord, ...], ...]:
    """The words of every page, in reading order. Raises FormError when there is no structure."""
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            return tuple(
                tuple(
                    PrintedWord(
                        text=word["text"],
                        box=PointBox(word["x0"], word["top"], word["x1"], word["bottom"]),
                    )
                    for word in extract_words(list(chars_in(page.layout, page)))
                )
                for page in pdf.pages
            )
    except PdfminerException as error:
        raise FormError(f"the text layer cannot be read ({type(error).__name__})") from error


def chars_in(layout: LTContainer[Any], page: Page) -> Iterator[dict[str, object]]:
    """The letters of a page with what pdfplumber makes words by. Its own `page.chars` resolves
    every attribute of every object, which takes three times as long; a test holds the two against
    each other."""
    for item in layout:
        if isinstance(item, LTChar):
            x0, y0, x1, y1 = item.bbox
            top, bottom = (page.height - y + page.mediabox[1] for y in (y1, y0))
            yield {
                "text": item.get_text(),
                "x0": x0,
                "x1": x1,
                "top": top,
                "bottom": bottom,
                "doctop": top,
                "upright": item.upright,
            }
        elif isinstance(item, LTContainer):
            yield from chars_in(item, page)


def words_on(data: bytes, number: int) -> tuple[Word, ...]:
    """The words that page `number` draws, as fractions of the page; none when its structure cannot
    be read: then the picture is."""
    try:
        with pdfplumber.open(BytesIO(data), pages=[number]) as pdf:
            page = pdf.pages[0]
            width, height = float(page.width), float(page.height)
            return tuple(
                Word(
                    text=word["text"],
                    box=Box(
                        word["x0"] / width,
                        word["top"] / height,
                        word["x1"] / width,
                        word["bottom"] / height,
                    ),
                    confidence=1.0,
                )
                for word in page.extract_words(x_tolerance_ratio=0.2)
            )
    except (PdfminerException, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ()  # pdfminer meets malformed structures with any of these


def unlabelled(form: FormMap, pages: tuple[tuple[PrintedWord, ...], ...]) -> tuple[str, ...]:
    """Keys of boxes for which the blank does not print the label that form.yaml gives them: the two
    do not belong together. A checkbox has its label beside it, where only `label_box` says."""
    return tuple(
        field.key
        for field in form.fields
        if (field.type != "checkbox" or field.label_box)
        and not bears_label(field, pages[field.page - 1])
    )


def bears_label(field: FormField, words: tuple[PrintedWord, ...]) -> bool:
    """Whether a label is printed in its place."""
    printed = text_in(field.label_box or field.box, words)
    return bool(field.label) and squeezed(field.label) in squeezed(printed)


def text_in(box: PointBox, words: tuple[PrintedWord, ...]) -> str:
    """The words whose middle lies in a box."""
    return " ".join(
        word.text
        for word in words
        if box.x0 <= (word.box.x0 + word.box.x1) / 2 <= box.x1
        and box.top <= (word.box.top + word.box.bottom) / 2 <= box.bottom
    )


def squeezed(text: str) -> str:
    """Without spaces, in lower case: layouts space words as they like."""
    return "".join(text.casefold().split())
