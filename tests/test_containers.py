"""Files that hold other files: every page of every PDF in them is received, and a person looks."""

import zipfile
from io import BytesIO

import pikepdf
import pytest

from domain.ledger import Ledger
from extractors.containers import MOST_FILES, embedded_in
from extractors.ocr import ScriptedEngine
from extractors.pdf import BadFileError, Limits
from extractors.pictures import open_file
from extractors.reader import Reader
from pipeline.assemble import assemble
from pipeline.judge import judge
from samples.badfiles import bare_pdf, encrypted
from tests.builders import facts

LIMITS = Limits()


def wrapper(**files: bytes) -> bytes:
    """A PDF of one page with other files embedded in it."""
    target = BytesIO()
    with pikepdf.open(BytesIO(bare_pdf(1))) as pdf:
        for name, content in files.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)  # type: ignore[call-arg]
        pdf.save(target)
    return target.getvalue()


def archive(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()


def numbers(data: bytes) -> list[tuple[int, int | None]]:
    """Each page's number in the file, and in the PDF that draws it."""
    with open_file(data, LIMITS) as file:
        pages = [(page.number, page.place) for page in file.pages()]
        assert file.page_count == len(pages)
    return pages


def test_pages_of_embedded_pdfs_follow_the_files_own() -> None:
    assert numbers(wrapper(avtal=bare_pdf(2))) == [(1, 1), (2, 1), (3, 2)]


def test_a_pdf_with_other_things_embedded_is_as_any() -> None:
    assert numbers(wrapper(bevis=b"<html>")) == [(1, None)]


@pytest.mark.parametrize("broken", [encrypted(), b"%PDF-1.7 nothing"])
def test_an_embedded_file_that_does_not_open_is_named_and_the_rest_read(broken: bytes) -> None:
    data = wrapper(trasig=broken)
    assert numbers(data) == [(1, 1)]
    assert [one.name for one in embedded_in(data, LIMITS)] == ["trasig"]


def test_what_is_in_an_embedded_file_stays_there() -> None:
    assert numbers(wrapper(yttre=wrapper(inre=bare_pdf(3)))) == [(1, 1), (2, 1)]


def test_an_archives_pdfs_are_its_pages() -> None:
    data = archive({"avtal.pdf": bare_pdf(2), "bevis.txt": b"text", "mer.pdf": bare_pdf(1)})
    assert numbers(data) == [(1, 1), (2, 2), (3, 1)]


@pytest.mark.parametrize(
    "data",
    [
        archive({"bevis.txt": b"text"}),
        archive({}) + b"",
        archive({"avtal.pdf": bare_pdf(1)})[:60],
        b"PK\x03\x04 no archive",
        archive({"inre.zip": archive({"avtal.pdf": bare_pdf(1)})}),
        archive({"stor.pdf": b"%PDF-" + bytes(3_000_000)}),  # larger than the limit when unpacked
    ],
    ids=["no PDF", "empty", "broken off", "noise", "in two", "bomb"],
)
def test_an_archive_without_a_pdf_that_can_be_read_says_so(data: bytes) -> None:
    with pytest.raises(BadFileError) as raised:
        open_file(data, Limits(max_bytes=1_000_000))
    assert raised.value.problem in ("archive", "not_pdf")


def test_only_so_many_files_are_opened() -> None:
    many = {f"{number}.pdf": bare_pdf(1) for number in range(MOST_FILES + 5)}
    assert len(numbers(archive(many))) == MOST_FILES
    assert len(numbers(wrapper(**many))) == 1 + MOST_FILES


def test_pages_are_counted_together() -> None:
    with pytest.raises(BadFileError, match="5 pages"):
        open_file(wrapper(avtal=bare_pdf(4)), Limits(max_pages=4))


@pytest.mark.parametrize(
    "data",
    [wrapper(avtal=bare_pdf(2)), archive({"a.pdf": bare_pdf(2), "b.pdf": bare_pdf(1)})],
    ids=["wrapper", "archive"],
)
def test_a_person_is_told_what_lies_within_and_every_page_has_an_end(data: bytes) -> None:
    reading = Reader((), ScriptedEngine([]), LIMITS).read("fil", data)
    assert (reading.problem, reading.received_pages) == (None, 3)
    assembly = assemble([reading], facts())
    assert Ledger(received=3, ends={"blank": len(assembly.ends)}).closes
    (judged,) = judge([reading], facts())
    told = {finding.code: finding.message for finding in judged.findings}
    assert judged.decision.outcome == "review"
    assert ", ".join(reading.held) in told["material.files_within"]


def test_names_of_files_within_are_masked() -> None:
    data = archive({"811228-9874.pdf": bare_pdf(1)})
    reading = Reader((), ScriptedEngine([]), LIMITS).read("fil", data)
    assert "9874" not in reading.model_dump_json()
