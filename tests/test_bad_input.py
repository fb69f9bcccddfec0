"""Bad files, made here: each becomes a finding and a person's case, and stops no other."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import jsonschema
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from adapters import queries
from adapters.inbox import Arrival, take_in
from adapters.settings import Settings
from cli.check_output import CheckedFile
from cli.exits import Exit
from flows.delivery import process
from flows.machine import open_machine
from tests.intake import RECEIVED

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "docs" / "check.schema.json"
BLANK = ROOT / "forms" / "ssbtek-2014" / "blank.pdf"


def written(writer: PdfWriter) -> bytes:
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def pages(count: int) -> bytes:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(595, 842)
    return written(writer)


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BLANK))
    writer.encrypt("a password that nobody sent")
    return written(writer)


def picture(width: int, height: int) -> bytes:
    content = BytesIO()
    Image.new("L", (width, height), 255).save(content, "PDF")
    return content.getvalue()


def png() -> bytes:
    content = BytesIO()
    Image.new("L", (200, 200), 255).save(content, "PNG")
    return content.getvalue()


def thread() -> bytes:
    """A picture of one row."""
    content = BytesIO()
    Image.new("L", (60000, 1), 255).save(content, "PNG")
    return content.getvalue()


def sheet_of(width: float, height: float) -> bytes:
    """A page of this size in points, with nothing on it."""
    writer = PdfWriter()
    writer.add_blank_page(width, height)
    return written(writer)


def cut_tiff() -> bytes:
    """The beginning of a TIFF: its directory, which stands last, is lost."""
    content = BytesIO()
    Image.effect_noise((800, 1100), 40).save(content, "TIFF", compression="tiff_lzw")
    return content.getvalue()[:300]


def gif() -> bytes:
    content = BytesIO()
    Image.new("L", (200, 200), 255).save(content, "GIF")
    return content.getvalue()


# The bytes, and the finding that says what is wrong with them.
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.pdf": (lambda: b"", "material.empty_file"),
    "text.pdf": (lambda: b"Hej, bifogar avtalet.", "material.not_pdf"),
    "picture.png": (png, "material.not_an_agreement"),
    "head.pdf": (lambda: b"%PDF-1.7\n", "material.damaged"),
    "truncated.pdf": (lambda: BLANK.read_bytes()[:4000], "material.damaged"),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 200, "material.damaged"),
    "encrypted.pdf": (encrypted, "material.encrypted"),
    "no-pages.pdf": (lambda: pages(0), "material.no_pages"),
    "many-pages.pdf": (lambda: pages(500), "material.too_many_pages"),
    "dot.pdf": (lambda: picture(1, 1), "material.page_size"),
    "thread.png": (thread, "material.page_size"),
    "thread.pdf": (lambda: sheet_of(3, 20000), "material.page_size"),
    "speck.pdf": (lambda: sheet_of(0.01, 0.01), "material.page_size"),
    "cut.tif": (cut_tiff, "material.damaged"),
    "picture.gif": (gif, "material.not_pdf"),
    "white.pdf": (lambda: pages(1), "material.not_an_agreement"),
}


@dataclass(frozen=True)
class Checked:
    """What `anslut check --json` said of a folder of bad files."""

    code: int
    objects: dict[str, CheckedFile]
    err: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bad")
    for name, (content, _) in BAD.items():
        (made / name).write_bytes(content())
    return made


@pytest.fixture(scope="module")
def checked(folder: Path) -> Checked:
    os.mkfifo(folder / "pipe.pdf")
    checked = check(*(folder / name for name in ("pipe.pdf", *BAD, "missing.pdf")))
    assert list(checked.objects) == list(BAD)
    return checked


def check(*paths: Path, encoding: str = "utf-8") -> Checked:
    """Run `anslut check --json`, with a memory of 6 GB."""
    limited = 'ulimit -v 6000000; exec "$0" "$@"'
    done = subprocess.run(
        ["bash", "-c", limited, sys.executable, "-m", "cli.app", "check", "--json", *paths],
        cwd=paths[0].parent,
        env={
            "PYTHONPATH": str(ROOT),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "PYTHONIOENCODING": encoding,
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    objects = [json.loads(line) for line in done.stdout.decode().splitlines()]
    for one in objects:
        jsonschema.validate(one, schema)
    files = {Path(one["file"]).name: CheckedFile.model_validate(one) for one in objects}
    return Checked(done.returncode, files, done.stderr.decode(encoding))


def test_the_schema_in_the_documents_is_the_programs() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == CheckedFile.model_json_schema()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_an_object_with_the_reason(checked: Checked, name: str) -> None:
    told = checked.objects[name]
    assert BAD[name][1] in [finding.code for finding in told.findings]
    assert all(finding.message for finding in told.findings)
    assert (told.decision, told.agreements) == ("review", ())
    assert told.queue == "unreadable"


def test_a_missing_file_is_said_and_the_exit_code_tells(checked: Checked) -> None:
    assert "missing.pdf: filen kan inte läsas (finns inte)" in checked.err
    assert "Traceback" not in checked.err
    assert checked.code == Exit.UNREADABLE


def test_no_library_says_what_it_thinks_of_a_file(checked: Checked) -> None:
    """A TIFF that was cut made Pillow warn of corrupt EXIF data, on the terminal."""
    assert [line for line in checked.err.splitlines() if "filen kan inte läsas" not in line] == []


def test_a_picture_of_another_kind_is_told_what_may_be_sent(checked: Checked) -> None:
    (found,) = checked.objects["picture.gif"].findings
    assert all(kind in found.message for kind in ("PDF", "JPEG", "PNG", "TIFF", "HEIC"))


def test_a_pipe_is_said_and_never_waited_for(checked: Checked) -> None:
    assert "pipe.pdf: filen kan inte läsas (är ingen vanlig fil)" in checked.err


def test_a_file_of_any_size_stops_no_other(tmp_path: Path) -> None:
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(40_000_000_000)  # takes no room: nothing is written in it
    (tmp_path / "small.pdf").write_bytes(b"")
    checked = check(tmp_path / "huge.pdf", tmp_path / "small.pdf")
    told = {name: one.findings[0].code for name, one in checked.objects.items()}
    assert told == {"huge.pdf": "material.too_large", "small.pdf": "material.empty_file"}
    assert checked.code == Exit.UNREADABLE


def test_what_a_pdf_library_mends_by_the_way_is_not_told(tmp_path: Path) -> None:
    late = BLANK.read_bytes().replace(b"%%EOF", b"% %%EOF")
    (tmp_path / "late.pdf").write_bytes(late)
    assert check(tmp_path / "late.pdf").err == ""


def test_where_the_terminal_knows_no_swedish_json_is_whole_and_nothing_fails(
    tmp_path: Path,
) -> None:
    checked = check(tmp_path / "ansökan.pdf", BLANK, encoding="ascii")
    assert "ans?kan.pdf: filen kan inte l?sas (finns inte)" in checked.err
    assert checked.code == Exit.UNREADABLE
    (told,) = checked.objects.values()
    (agreement,) = told.agreements
    assert any("ä" in finding.message for finding in agreement.findings)


@pytest.fixture(scope="module")
def ends(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The bad files taken in and processed as the night does: the queue of each file's case."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with open_machine(settings) as machine:
        ids = {
            take_in(
                folder / name, Arrival("scan", RECEIVED), machine.originals, machine.store
            ).delivery: name
            for name in BAD
        }
        with ThreadPoolExecutor(2) as threads:
            found = dict(zip(ids, threads.map(lambda one: process(machine, one), ids), strict=True))
        assert len(queries.open_items(machine.store)) == len(BAD)
        for name in BAD:
            data = (folder / name).read_bytes()
            assert machine.originals.read(hashlib.sha256(data).hexdigest()) == data
        yield {ids[one]: queue for one, (queue,) in found.items()}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_becomes_a_persons_case(ends: dict[str, str], name: str) -> None:
    assert ends[name] == "unreadable"
