"""Draws how a file was read: a picture a page, upright, with what was read where it was read.

Runs in a worker process, as reading does: it opens the file again.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from cli.words import ALTERATIONS, INK, ROLES, SIGNATURES, TICKS, decimal
from domain.page import Box, Rotation
from domain.reading import Alteration, FieldReading, FileReading, PageReading, SignatureFact
from extractors.blanks import BlankPage
from extractors.crops import RED, upright
from extractors.pdf import Limits, PagePicture
from extractors.pictures import open_file
from extractors.printed import printed_words

FONTS = Path(__file__).parent / "fonts"
DPI = 120  # of the pictures: an A4 page is a thousand pixels wide
HEADER = 64  # pixels above the page
SHADES = 16  # of each colour, to white, in a picture's palette
PALEST = 232  # lighter than this, of 255, is paper
PAPER = 0.55  # how much of the darkness of ink is kept; less where words are drawn over it
UNDER_WORDS = 0.15
HANGING = "gjpqyQ,;()@"  # signs that reach below the line
SURE, DISPUTED = 0.6, 0.3  # the steps of the scale of confidence (docs/reading.md)

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (24, 24, 24)
GREY: Colour = (120, 120, 120)
GREEN: Colour = (14, 110, 52)
PALE: Colour = (158, 197, 173)  # a shade of it
AMBER: Colour = (168, 98, 0)
ALARM: Colour = (214, 0, 60)
BLUE: Colour = (28, 70, 150)
VIOLET: Colour = (110, 70, 150)
BAND: Colour = (238, 241, 246)

Pixels = tuple[float, float, float, float]  # x0, top, x1, bottom


class Tag(NamedTuple):
    """A few words to be written at a box."""

    box: Pixels
    text: str
    colour: Colour
    inside: bool  # a box of a form has room in it


def draw_file(
    data: bytes, limits: Limits, reading: FileReading, blanks: Sequence[BlankPage] = ()
) -> tuple[bytes, ...]:
    """The pictures of a file's pages as PNG, in order; the words that each of the `blanks` prints
    are marked as found. Raises BadFileError if it does not open."""
    with open_file(data, limits) as file:
        return tuple(
            png(draw_page(page, read, words_found(page, read, blanks)))
            for page, read in zip(file.pages(), reading.pages, strict=True)
        )


def png(image: Image.Image) -> bytes:
    """An image as the bytes of a small PNG."""
    target = BytesIO()
    limited = image.quantize(palette=palette(), dither=Image.Dither.NONE)
    limited.save(target, "PNG", optimize=True)
    return target.getvalue()


@cache
def palette() -> Image.Image:
    """Every colour in shades to white, so that none is lost because little is drawn in it."""
    listed = [*WHITE, *BAND]
    for colour in (BLACK, GREY, GREEN, AMBER, RED, ALARM, BLUE, VIOLET):
        for step in range(SHADES):
            listed += [round(255 - (255 - part) * step / (SHADES - 1)) for part in colour]
    image = Image.new("P", (1, 1))
    image.putpalette(listed)
    return image


def words_found(
    page: PagePicture, reading: PageReading, blanks: Sequence[BlankPage]
) -> tuple[Box, ...]:
    """The places of the blank's words on a page that lies on it, but for those that were altered:
    they are drawn as alterations."""
    if reading.residual is None or reading.identity.role != "agreement":
        return ()
    words = printed_words(page, reading.identity, blanks)
    return tuple(
        word for word in words if not any(cover(word, one.box) for one in reading.alterations)
    )


def draw_page(page: PagePicture, reading: PageReading, found: Sequence[Box] = ()) -> Image.Image:
    """One page with its header, boxes, values, alterations, a line under each word of the blank
    that was `found` as printed and, if the page was read whole, its words."""
    paper = ground(page, reading)
    whole = Image.new("RGB", (paper.width, paper.height + HEADER), WHITE)
    whole.paste(paper, (0, HEADER))
    pen = ImageDraw.Draw(whole)
    size = (paper.width, paper.height)
    for x0, _, x1, bottom in (at(box, size) for box in found):
        pen.line((x0, bottom, x1, bottom), fill=PALE, width=2)
    for word in reading.words:
        typed(pen, at(word.box, size), word.text, tone(word.confidence))
    tags = [*tags_of(reading, size)]
    for tag in tags:
        outline(pen, tag)
    written: list[Pixels] = [tag.box for tag in tags if not tag.inside]
    for tag in tags:
        written.append(write(pen, tag, written, whole.size))
    header(pen, whole.width, reading)
    return whole


def ground(page: PagePicture, reading: PageReading) -> Image.Image:
    """The page upright and paler than it is."""
    image = upright(Image.fromarray(page.picture), reading.identity.rotation)
    scale = DPI / page.dpi
    small = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))),
        Image.Resampling.LANCZOS,
    )
    kept = UNDER_WORDS if reading.words else PAPER
    ramp = [round(255 - 255 * kept * max(0, PALEST - level) / PALEST) for level in range(256)]
    return small.point(ramp).convert("RGB")


def at(box: Box, size: tuple[int, int]) -> Pixels:
    """A box of the page in pixels of the picture."""
    width, height = size
    return (
        box.x0 * width,
        box.top * height + HEADER,
        box.x1 * width,
        box.bottom * height + HEADER,
    )


def tags_of(reading: PageReading, size: tuple[int, int]) -> Iterator[Tag]:
    """What is to be written where: known ink outside the boxes, fields, the signature, and last the
    alterations, over all."""
    on_form = reading.residual is not None
    for group in reading.ink:
        if group.kind != "unexplained":  # an alteration, which has its own
            yield Tag(at(group.box, size), INK[group.kind], VIOLET, False)
    for field in reading.fields:
        text, colour = saying(field)
        yield Tag(at(field.box, size), text, colour, on_form and field.mode != "mark")
    signature = reading.signature
    if signature and signature.box:
        yield Tag(at(signature.box, size), *signing(signature), True)
    for alterations in side_by_side(reading.alterations):
        yield Tag(at(around(alterations), size), altered(alterations), ALARM, False)


def saying(field: FieldReading) -> tuple[str, Colour]:
    """A field's value and confidence in words, and their colour."""
    if field.raw == "":
        return ("inget kryss" if field.value == "no" else "tom"), GREY
    if field.raw is None:
        return "inte läst", RED
    value = TICKS.get(field.value or "", field.value)
    text = value or f"{field.raw} (inget värde)"
    return f"{text}  {decimal(field.confidence)}", tone(field.confidence) if value else RED


def signing(signature: SignatureFact) -> tuple[str, Colour]:
    """What the signature was judged to be, and its colour."""
    kind = signature.kind
    return SIGNATURES[kind], GREEN if kind == "wet_ink" else RED


def side_by_side(alterations: Iterable[Alteration]) -> list[list[Alteration]]:
    """Alterations of one kind that follow each other on a line: a clause that is struck through is
    said once."""
    groups: list[list[Alteration]] = []
    for one in alterations:
        if groups and follows(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def follows(one: Alteration, other: Alteration) -> bool:
    """Whether the second is the next word on the first one's line and had the same done to it."""
    high = one.box.bottom - one.box.top
    same = one.kind == other.kind and other.expected is not None
    level = abs(one.box.bottom - other.box.bottom) < high / 2
    return same and level and -high < other.box.x0 - one.box.x1 < high


def around(alterations: Sequence[Alteration]) -> Box:
    """The box around them all."""
    boxes = [one.box for one in alterations]
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def altered(alterations: Sequence[Alteration]) -> str:
    """What has become of a place outside the boxes."""
    said = [
        " ".join(filter(None, texts))
        for texts in zip(*((one.expected, one.found) for one in alterations), strict=True)
    ]
    words = [f"”{text}”" for text in said if text]
    return ": ".join([ALTERATIONS[alterations[0].kind], *filter(None, [" blev ".join(words)])])


def tone(confidence: float) -> Colour:
    """The colour of a confidence."""
    return GREEN if confidence >= SURE else AMBER if confidence >= DISPUTED else RED


def outline(pen: ImageDraw.ImageDraw, tag: Tag) -> None:
    """The frame of a box; an alteration's is thick."""
    x0, top, x1, bottom = tag.box
    wide = 3 if tag.colour == ALARM else 2
    grown = 0 if tag.inside else 3
    frame = (x0 - grown, top - grown, x1 + grown, bottom + grown)
    pen.rectangle(frame, outline=tag.colour, width=wide)


def write(
    pen: ImageDraw.ImageDraw, tag: Tag, written: Sequence[Pixels], size: tuple[int, int]
) -> Pixels:
    """Writes a tag on white where it covers nothing written before, and tells where."""
    face = font("Arimo-Bold", 15)
    text = shortened(tag.text, pen, face, size[0] * 0.6)
    place = free(places(tag, pen.textlength(text, font=face) + 8, 19), written, size)
    pen.rectangle(place, fill=WHITE)
    pen.text((place[0] + 4, place[1] + 1), text, font=face, fill=tag.colour)
    return place


def shortened(
    text: str, pen: ImageDraw.ImageDraw, face: ImageFont.FreeTypeFont, room: float
) -> str:
    """The text, cut off where there is no room for more."""
    if pen.textlength(text, font=face) <= room:
        return text
    while text and pen.textlength(f"{text}…", font=face) > room:
        text = text[:-1]
    return f"{text}…"


def places(tag: Tag, wide: float, high: float) -> Iterator[Pixels]:
    """Where a tag may be written, the best place first."""
    x0, top, x1, bottom = tag.box
    corners = [(x1 + 6, (top + bottom - high) / 2), (x0, top - high - 4), (x0, bottom + 5),
               (x0 - wide - 6, (top + bottom - high) / 2)]  # fmt: skip
    if tag.inside:
        corners.insert(0, (max(x0 + 3, x1 - wide - 3), top + 3))
    for x, y in corners:
        yield (x, y, x + wide, y + high)


def free(tried: Iterable[Pixels], written: Sequence[Pixels], size: tuple[int, int]) -> Pixels:
    """The first place on the page that covers nothing; else the first on the page, or the first."""
    listed = list(tried)
    on_page = [
        p for p in listed if p[0] >= 0 and p[1] >= HEADER and p[2] <= size[0] and p[3] <= size[1]
    ]
    clear = [place for place in on_page if not any(cover(place, other) for other in written)]
    return (clear or on_page or listed)[0]


def cover(one: Pixels, other: Pixels) -> bool:
    """Whether two places share any."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def typed(pen: ImageDraw.ImageDraw, box: Pixels, text: str, colour: Colour) -> None:
    """A word read, written where it stands and as wide as it is."""
    x0, top, x1, bottom = box
    size = round(12 * (x1 - x0) / max(1, pen.textlength(text, font=font("Arimo-Regular", 12))))
    size = max(8, min(size, round((bottom - top) * 1.7), 40))
    foot = bottom - (0.21 * size if set(text) & set(HANGING) else 0)
    ink = BLUE if colour == GREEN else colour
    pen.text((x0, foot), text, font=font("Arimo-Regular", size), fill=ink, anchor="ls")


def header(pen: ImageDraw.ImageDraw, width: int, reading: PageReading) -> None:
    """The band above the page: which page it is, how it lies, and what the colours mean."""
    pen.rectangle((0, 0, width, HEADER - 8), fill=BAND)
    pen.text((14, 7), title(reading), font=font("Arimo-Bold", 18), fill=BLACK)
    pen.text((14, 33), lying(reading), font=font("Arimo-Regular", 14), fill=GREY)
    x = float(width - 14)
    small = font("Arimo-Bold", 13)
    for text, colour in reversed(
        (
            ("blankettens text", PALE),
            ("säkert läst", GREEN),
            ("osäkert", AMBER),
            ("oläst eller motsagt", RED),
            ("ändrat", ALARM),
        )
    ):
        x -= pen.textlength(text, font=small)
        pen.text((x, 34), text, font=small, fill=colour)
        pen.rectangle((x - 16, 37, x - 6, 47), fill=colour)
        x -= 32


def title(reading: PageReading) -> str:
    """Which page of the file, and which page of what it is."""
    identity = reading.identity
    parts = [f"Sida {identity.number}", ROLES[identity.role]]
    if identity.form:
        page = f", sida {identity.form_page}" if identity.form_page else ""
        parts.append(f"{identity.form}{page}")
    if identity.rotation:
        parts.append(f"vriden {turn_told(identity.rotation)}")
    return "  ·  ".join(parts)


def turn_told(rotation: Rotation) -> str:
    """How the page was turned to stand upright."""
    return f"{rotation}° medurs"


def lying(reading: PageReading) -> str:
    """How the page lies on its blank, or why it was read otherwise."""
    if reading.residual is not None:
        return f"Ligger på blanketten, avvikelse {decimal(reading.residual)} punkt"
    if reading.identity.role == "blank":
        return "Tom sida"
    if reading.unread:
        return "Ligger inte på någon blankett och har inte lästs"
    if reading.fields:
        return "Ligger inte på någon blankett: läst efter rubriker, bekräftas av en person"
    return "Ligger inte på någon blankett: hela sidan läst"


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """One of the fonts that come with the program; Pillow's own has no å."""
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)
