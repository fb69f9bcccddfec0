"""Originals: the bytes as received, once, whole, and checked when they are read."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.originals import Originals
from domain.errors import IntakeError, NotFound, StoreError


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def incoming(tmp_path: Path, data: bytes, name: str = "avtal.pdf") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def kept_files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "originals").rglob("*") if path.is_file()]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 ...", bytes(range(256)) * 10_000])
def test_what_is_kept_is_what_came(originals: Originals, tmp_path: Path, data: bytes) -> None:
    kept = originals.keep(incoming(tmp_path, data))
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert (kept.name, kept.size) == (f"{tmp_path.name}/avtal.pdf", len(data))
    assert originals.read(kept.sha256) == data


def test_the_same_bytes_are_kept_once_and_not_written_again(
    originals: Originals, tmp_path: Path
) -> None:
    first = originals.keep(incoming(tmp_path, b"same"))
    (place,) = kept_files(tmp_path)
    written = place.stat().st_mtime_ns
    second = originals.keep(incoming(tmp_path, b"same", "other.pdf"))
    assert first.sha256 == second.sha256
    assert second.name == f"{tmp_path.name}/other.pdf"
    assert kept_files(tmp_path) == [place]
    assert place.stat().st_mtime_ns == written


def test_a_file_is_called_by_its_folder_however_it_is_pointed_at(
    originals: Originals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "05-felfri"
    (folder / "more").mkdir(parents=True)
    incoming(folder, b"data")
    monkeypatch.chdir(folder)
    paths = (Path("avtal.pdf"), Path("more/../avtal.pdf"), folder / "avtal.pdf")
    names = {originals.keep(path).name for path in paths}
    monkeypatch.chdir(folder / "more")
    assert names | {originals.keep(Path("../avtal.pdf")).name} == {"05-felfri/avtal.pdf"}


def test_a_kept_file_is_read_only(originals: Originals, tmp_path: Path) -> None:
    kept = originals.keep(incoming(tmp_path, b"data"))
    assert originals.path(kept.sha256).stat().st_mode & 0o222 == 0


def test_many_at_once_leave_one_file(originals: Originals, tmp_path: Path) -> None:
    source = incoming(tmp_path, b"same" * 100_000)
    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(lambda _: originals.keep(source).sha256, range(16)))
    assert len(kept) == 1
    assert len(kept_files(tmp_path)) == 1


def test_a_changed_original_is_noticed_when_read_and_when_it_comes_again(
    originals: Originals, tmp_path: Path
) -> None:
    source = incoming(tmp_path, b"as it came")
    kept = originals.keep(source)
    place = originals.path(kept.sha256)
    place.chmod(0o640)
    place.write_bytes(b"as it was made")
    with pytest.raises(StoreError, match="har ändrats"):
        originals.read(kept.sha256)
    with pytest.raises(StoreError, match="har ändrats"):
        originals.keep(source)


def test_a_lost_original_is_noticed(originals: Originals) -> None:
    with pytest.raises(NotFound):
        originals.path("0" * 64)


def test_a_file_that_cannot_be_read_leaves_nothing(originals: Originals, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.pdf", tmp_path):
        with pytest.raises(IntakeError, match=str(path)):
            originals.keep(path)
    assert not (tmp_path / "originals").exists()


def test_a_file_that_opens_and_cannot_be_read_is_not_blamed_on_the_store(
    originals: Originals, tmp_path: Path
) -> None:
    with pytest.raises(IntakeError, match=r"/proc/self/mem: filen kan inte läsas"):
        originals.keep(Path("/proc/self/mem"))
    assert kept_files(tmp_path) == []


def test_a_place_that_cannot_be_written_is_the_stores_trouble(tmp_path: Path) -> None:
    source = incoming(tmp_path, b"data")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="kunde inte sparas"):
        Originals(tmp_path / "file" / "originals").keep(source)
    assert source.read_bytes() == b"data"
