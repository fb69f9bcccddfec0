"""Files that hold other files: a PDF with PDFs embedded in it, as some e-signing services send the
signed document, and archives (zip) of PDFs.

The pages of all of them follow one another, so that none is lost. What is in a file in such a file
is not opened, and a person looks at whatever came so.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from domain.page import Rotation
from extractors.pdf import BadFileError, Limits, PagePicture, PdfFile, View, check_outside

MOST_FILES = 10  # in one that are opened; the others are only named
ARCHIVE = b"PK\x03\x04"
# What pypdf and zipfile meet malformed, locked or unknown structures with.
FOREIGN = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    NotImplementedError,
    OSError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True)
class Held:
    """A file within another; `data` is None for one that was not taken out."""

    name: str
    data: bytes | None

    @property
    def is_pdf(self) -> bool:
        """Whether it is a PDF, by its first bytes."""
        return self.data is not None and b"%PDF-" in self.data[:1024]


class ContainerFile:
    """The pages of several PDFs as those of one file. Used as PdfFile is."""

    def __init__(self, documents: Sequence[bytes], limits: Limits) -> None:
        """Open the first, and of the others those that open. Raises BadFileError."""
        self._stack = ExitStack()
        self._opened: list[tuple[int, bytes, PdfFile]] = []  # pages before it, its bytes, itself
        self.page_count = 0
        try:
            for at, data in enumerate(documents):
                self._open(data, limits, is_needed=at == 0)
            if self.page_count > limits.max_pages:
                detail = f"{self.page_count} pages, the limit is {limits.max_pages}"
                raise BadFileError("too_many_pages", detail, self.page_count)
        except BadFileError:
            self.close()
            raise

    def _open(self, data: bytes, limits: Limits, *, is_needed: bool) -> None:
        try:
            opened = self._stack.enter_context(PdfFile(data, limits))
        except BadFileError:
            if is_needed:
                raise
            return  # it is named to a person, as every file that lies in another
        self._opened.append((self.page_count, data, opened))
        self.page_count += opened.page_count

    def __enter__(self) -> "ContainerFile":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the documents' memory."""
        self._stack.close()

    def pages(self) -> Iterator[PagePicture]:
        """Every page in order, numbered through. Raises BadFileError for one that cannot be
        drawn."""
        for number in range(1, self.page_count + 1):
            yield self.page(number)

    def page(self, number: int) -> PagePicture:
        """One page, as `pages` gives it. Raises BadFileError."""
        before, _, opened = self._holding(number)
        return replace(opened.page(number - before), number=number, place=number - before)

    def view(self, number: int, width: int, turn: Rotation = 0) -> View:
        """One page in its own colours, as PdfFile gives it. Raises BadFileError."""
        before, _, opened = self._holding(number)
        return opened.view(number - before, width, turn)

    def document(self, number: int) -> bytes:
        """The bytes of the PDF that draws a page."""
        return self._holding(number)[1]

    def _holding(self, number: int) -> tuple[int, bytes, PdfFile]:
        """The pages before those of the PDF that draws a page, its bytes and itself."""
        return next(one for one in reversed(self._opened) if one[0] < number)


def is_archive(data: bytes) -> bool:
    """Whether a file is a zip archive, by its first bytes."""
    return data.startswith(ARCHIVE)


def embedded_in(data: bytes, limits: Limits) -> tuple[Held, ...]:
    """The files embedded in a PDF. One that cannot be taken out is named only."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            reader.decrypt("")
        names = reader.root_object.get("/Names", {}).get_object()
        if "/EmbeddedFiles" not in names:
            return ()
        listed = [(name, content) for name, many in reader.attachments.items() for content in many]
    except FOREIGN:
        return ()
    return tuple(
        Held(name, content if at < MOST_FILES and len(content) <= limits.max_bytes else None)
        for at, (name, content) in enumerate(listed)
    )


def archived_in(data: bytes, limits: Limits) -> tuple[Held, ...]:
    """The files in an archive. Raises BadFileError when it cannot be opened."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            listed = [one for one in archive.infolist() if not one.is_dir()]
            left = limits.max_bytes
            found = []
            for at, one in enumerate(listed):
                content = taken_out(archive, one, left) if at < MOST_FILES else None
                left -= len(content or b"")
                found.append(Held(one.filename, content))
            return tuple(found)
    except FOREIGN as error:
        raise BadFileError("archive", f"zip: {type(error).__name__}") from error


def taken_out(archive: zipfile.ZipFile, one: zipfile.ZipInfo, most: int) -> bytes | None:
    """A file's bytes; None when it is locked, damaged, or larger than what is left, whatever size
    the archive claims for it."""
    try:
        with archive.open(one) as file:
            content = file.read(most + 1)
    except FOREIGN:
        return None
    return content if len(content) <= most else None


def open_archive(data: bytes, limits: Limits) -> ContainerFile:
    """The PDFs of an archive. Raises BadFileError, also when it has none."""
    documents = [held.data for held in archived_in(data, limits) if held.data and held.is_pdf]
    if not documents:
        raise BadFileError("archive", "the archive holds no PDF that can be taken out")
    return ContainerFile(documents, limits)


def open_pdf_with_others(data: bytes, limits: Limits) -> PdfFile | ContainerFile:
    """A PDF with those embedded in it, one after the other. Raises BadFileError."""
    check_outside(data, limits)
    others = [held.data for held in embedded_in(data, limits) if held.data and held.is_pdf]
    return ContainerFile([data, *others], limits) if others else PdfFile(data, limits)


def names_in(data: bytes, limits: Limits) -> tuple[Held, ...]:
    """All files that a file holds, opened or not."""
    if is_archive(data):
        return archived_in(data, limits)
    return embedded_in(data, limits) if b"%PDF-" in data[:1024] else ()
